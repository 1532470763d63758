"""States by the posterior when a round closes: from all votes so far, whatever the order they came in, also after a restart."""

import random

import pytest

from cads_ray.dataset.settle import Keep
from cads_ray.disk.files import make_run_dir
from cads_ray.judge.consensus import Rule, decide
from cads_ray.judge.recount import Recount
from cads_ray.rounds import synthesize
from cads_ray.schema import State
from cads_ray.store import RoundStore
from tests.plain import PlainContext, seeds, verdict
from tests.plain import table as verdicts

from .cast import JUDGES, row, table

RULE = Rule("posterior", JUDGES)
POOR = {"d": 0.3}  # how often a judge is right; the others 0.95


def samples(count: int, start: int = 0) -> list[dict]:
    """Keys of authors y and z; y's are wrong one time in four, and then judges that are right share the other answer."""
    rows = []
    for i in range(start, start + count):
        rng, author = random.Random(i), "yz"[i % 2]
        wrong = author == "y" and rng.random() < 0.25
        right = {judge: rng.random() < POOR.get(judge, 0.95) for judge in "abcd"}
        marks = "".join("m" if hit != wrong else "o" for hit in right.values())
        shared = {judge: "7" for judge, hit in right.items() if wrong and hit}
        marks = "".join("o" if mark == "m" and wrong else mark for mark in marks)
        this = row(marks, shared, id=f"r{i:04d}", author=author)
        rows.append(this | decide(this, this["votes"], RULE) | {"wrong": wrong})
    return rows


def plain(rows: list[dict]):
    return table([{key: value for key, value in each.items() if key != "wrong"} for each in rows])


def test_a_poor_judge_alone_with_its_key_no_longer_carries_it():
    rows = samples(300)
    lone = row("ooom", id="r9999", author="y")
    lone |= decide(lone, lone["votes"], RULE)
    assert lone["state"] == State.ADVERSARIAL
    after = Recount(RULE)(plain([*rows, lone]))
    assert after["state"].to_pylist()[-1] == State.UNSOLVABLE
    assert "the key is right with P = 0." in after["reason"].to_pylist()[-1]
    states = dict(zip(after["id"].to_pylist(), after["state"].to_pylist(), strict=True))
    kept = [each["wrong"] for each in rows if states[each["id"]] in (State.ACCEPTED, State.ADVERSARIAL)]
    assert len(kept) > 200
    assert not any(kept)


def test_what_was_remembered_counts_as_if_it_were_of_the_same_round():
    rows = samples(200)
    together = Recount(RULE)(plain(rows))
    later = Recount(RULE)
    later.remember(together.slice(0, 100))
    assert later(plain(rows[100:])).equals(together.slice(100))


def flow(size: int, order=list, stop_after: int | None = None):
    def run(plan):
        made = {each["id"]: each for each in plan.to_pylist()}
        rows = order([verdict(base) | judged(base) for base in made.values()])
        for number, start in enumerate(range(0, len(rows), size)):
            if stop_after is not None and number >= stop_after:
                raise KeyboardInterrupt
            yield verdicts(rows[start : start + size])

    def judged(base):
        (made,) = samples(1, start=base["variation"] + 1000 * base["round"])
        return {key: made[key] for key in ("author", "answer", "votes", "consensus", "voters", "state", "reason")}

    return run


def run(out, flow):
    make_run_dir(out)
    store = RoundStore(out, seeds(), Keep(siblings=99), Recount(RULE))
    synthesize(range(2), PlainContext(), flow, store)
    return [table.to_pylist() for _, table in store.verdicts()]


def test_neither_order_nor_an_interruption_changes_a_state(tmp_path):
    whole = run(tmp_path / "whole", flow(7))
    assert {each["state"] for part in whole for each in part} >= {"accepted", "adversarial"}
    assert run(tmp_path / "other", flow(3, lambda rows: random.Random(1).sample(rows, len(rows)))) == whole
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "cut", flow(7, stop_after=3))
    assert run(tmp_path / "cut", flow(7)) == whole
