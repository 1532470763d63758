"""The student's attempts in the place of the judges' votes: what the optimizer hears with student.signal.

The paper takes the judges' disagreement for a sign that a sample is worth training on. GRPO learns from what the student
itself solves now and then, so with a student at hand its own pass rate is the nearer sign. What the judges made of flawed
samples (contested, unsolvable) stays as it is: a student's failure at those says nothing.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from cads_ray.schema import CONSENSUS, KEPT, Ballot, Sees, State

CHANGES = ("votes", "consensus", "voters", "state")


def as_the_student_has_it(verdicts: pa.Table) -> pa.Table:
    """`verdicts` in which a kept sample is adversarial if the student solves it now and then, accepted if always, and
    unsolvable if never; its votes are the attempts, and those of blind probes."""
    heard = verdicts.select([*CHANGES, "attempts", "pass_rate"]).to_pylist()
    seen = [_seen(row) if row["state"] in KEPT else row for row in heard]
    for name in CHANGES:
        values = pa.array([row[name] for row in seen], CONSENSUS.field(name).type)
        verdicts = verdicts.set_column(verdicts.schema.get_field_index(name), CONSENSUS.field(name), values)
    return verdicts


def _seen(row: dict[str, Any]) -> dict[str, Any]:
    attempts = [vote for vote in row["attempts"] or [] if vote["ballot"] != Ballot.ABSENT]
    right = sum(vote["ballot"] == Ballot.MATCH for vote in attempts)
    state = State.UNSOLVABLE if not right else State.ACCEPTED if right == len(attempts) else State.ADVERSARIAL
    blind = [vote for vote in row["votes"] or [] if vote["sees"] == Sees.NOTHING]
    return {"votes": [*attempts, *blind], "consensus": right, "voters": len(attempts), "state": state}
