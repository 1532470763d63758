import asyncio
from collections import Counter

import pyarrow as pa

from cads_ray.context.options import ContextOptions
from cads_ray.context.shuffle import DEALS, reflect_on_shuffled, shuffled
from cads_ray.schema import State
from tests.context.test_reflect import SCHEMA, Reflector, row, vote


def sample(number: int) -> dict:
    """Every fourth splits the panel; the solutions name their sample."""
    hard = number % 4 == 0
    votes = [vote(j, "other" if hard and j == "c" else "match", f"{number}{j if hard else ''}") for j in "abc"]
    state = State.ADVERSARIAL if hard else State.ACCEPTED
    return row(f"r000-s{number:02d}-ann-0", state, votes, question=f"How long is line {number}?")


ROWS = [sample(number) for number in range(40)]


def taught(rows, wanted, client=None):
    table, options = pa.Table.from_pylist(rows, SCHEMA), ContextOptions()
    return asyncio.run(reflect_on_shuffled(table, client or Reflector(), "ann", options, wanted))


def test_outcomes_are_dealt_anew_and_none_is_lost():
    dealt = shuffled(ROWS, 0)
    assert Counter(row["state"] for row in dealt) == Counter(row["state"] for row in ROWS)
    ballots = [Counter(vote["ballot"] for row in rows for vote in row["votes"]) for rows in (dealt, ROWS)]
    assert ballots[0] == ballots[1]
    moved = [new for new, old in zip(dealt, ROWS, strict=True) if new["state"] != old["state"]]
    assert len(moved) > 5
    assert shuffled(ROWS[::-1], 0) == dealt
    assert shuffled(ROWS, 1) != dealt


def test_problems_keep_their_solutions():
    for new, old in zip(shuffled(ROWS, 0), ROWS, strict=True):
        assert [vote["answer"] for vote in new["votes"]] == [vote["answer"] for vote in old["votes"]]
        assert new["question"] == old["question"]


def test_who_gave_no_answer_stays_silent():
    silent = row("r000-s99-ann-0", votes=[vote("a", "match"), vote("b", "abstain", ""), vote("c", "other", "7")])
    [vote_of_b] = [each for each in shuffled([*ROWS, silent], 0)[-1]["votes"] if each["judge"] == "b"]
    assert vote_of_b["ballot"] == "abstain"


def test_as_many_are_taught_as_the_true_outcomes_taught():
    found = taught(ROWS, 5)
    assert len(found) == 5
    assert found == taught(ROWS[::-1], 5)
    client = Reflector()
    assert taught(ROWS, 0, client) == client.requests == []


def test_it_gives_up_when_shuffled_outcomes_teach_too_little():
    client = Reflector(insight="")
    assert taught(ROWS, 5, client) == []
    assert len(client.requests) == DEALS * 10  # ten of the rows are split in each deal
