"""Votes, C and the states: the table of the design, row by row, and its laws."""

import asyncio

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.errors import SUSPENDING
from cads_ray.judge.consensus import Rule, consensus, decide
from cads_ray.judge.solve import Judge
from cads_ray.schema import CALL, ERRORS, VOTE, Ballot, Sees, State

JUDGES = tuple(Judge(name, Sees.PICTURE) for name in "abcd")
BLIND = Judge("blind", Sees.NOTHING)
ROW = {"author": "a", "answer": "5", "choices": [], "unit": "", "tolerance": ""}
SHORT = {"m": Ballot.MATCH, "o": Ballot.OTHER, "-": Ballot.ABSTAIN, "x": Ballot.ABSENT}


def vote(judge: str, mark: str, answer: str = "", sees: Sees = Sees.PICTURE, author: str = "a") -> dict:
    ballot = SHORT[mark]
    said = answer or ("5" if ballot is Ballot.MATCH else f"{ord(judge)}" if ballot is Ballot.OTHER else "")
    return dict.fromkeys([field.name for field in VOTE]) | {
        "judge": judge,
        "sees": sees,
        "is_author": judge == author,
        "answer": said,
        "ballot": ballot,
    }


def votes(marks: str, answers: dict[str, str] | None = None) -> list[dict]:
    return [vote(judge, mark, (answers or {}).get(judge, "")) for judge, mark in zip("abcd", marks, strict=True)]


def state(
    marks: str, rule: str = "independent", answers: dict[str, str] | None = None, quorum: int | None = None
) -> State:
    return decide(ROW, votes(marks, answers), Rule(rule, JUDGES, quorum))["state"]


@pytest.mark.parametrize(
    ("marks", "paper", "independent"),
    [
        ("mmmm", State.ACCEPTED, State.ACCEPTED),
        ("ommm", State.ADVERSARIAL, State.ACCEPTED),  # the author alone dissents: his vote does not count
        ("mooo", State.ADVERSARIAL, State.UNSOLVABLE),  # only the author finds his own key
        ("mmoo", State.ADVERSARIAL, State.ADVERSARIAL),
        ("oooo", State.UNSOLVABLE, State.UNSOLVABLE),
        ("mm--", State.FAILED, State.FAILED),  # too few voters
        ("mmm-", State.ACCEPTED, State.ACCEPTED),
        ("-mmx", State.FAILED, State.ACCEPTED),
        ("xxxx", State.FAILED, State.FAILED),
    ],
)
def test_the_table_of_states(marks, paper, independent):
    assert state(marks, "paper") == paper
    assert state(marks, "independent") == independent


def test_two_who_agree_on_another_answer_and_outnumber_the_key_contest_it():
    same = {"c": "7", "d": "14/2"}
    assert state("mxoo", answers=same) == State.CONTESTED
    assert state("mmoo", answers=same) == State.CONTESTED  # b matches: two against one
    assert state("mmoo", "paper", answers=same) == State.ADVERSARIAL
    assert state("mmmo", answers=same) == State.ADVERSARIAL
    assert state("mooo", answers={"b": "7", "c": "8", "d": "9"}) == State.UNSOLVABLE


def test_the_blind_probe_never_counts():
    rule = Rule("paper", (*JUDGES, BLIND))
    probe = vote("blind", "m", sees=Sees.NOTHING)
    decided = decide(ROW, [*votes("oooo"), probe], rule)
    assert (decided["state"], decided["consensus"], decided["consensus_all"]) == (State.UNSOLVABLE, 0, 0)


@pytest.mark.parametrize(
    ("blind", "found", "reason"),
    [
        ("keep", State.ACCEPTED, ""),
        ("tag", State.ACCEPTED, "answered without the picture by blind"),
        ("drop", State.EXCLUDED, "answered without the picture by blind"),
    ],
)
def test_what_a_blind_probe_solves_is_kept_tagged_or_dropped(blind, found, reason):
    rule = Rule("independent", (*JUDGES, BLIND), blind=blind)
    decided = decide(ROW, [*votes("mmmm"), vote("blind", "m", sees=Sees.NOTHING)], rule)
    assert (decided["state"], decided["reason"]) == (found, reason)
    unsolved = decide(ROW, [*votes("mmmm"), vote("blind", "o", "9", sees=Sees.NOTHING)], rule)
    assert (unsolved["state"], unsolved["reason"]) == (State.ACCEPTED, "")
    dead = decide(ROW, [*votes("oooo"), vote("blind", "m", sees=Sees.NOTHING)], rule)
    assert dead["state"] == State.UNSOLVABLE


def test_the_dissent_rule_can_be_added_to_paper_and_taken_from_independent():
    same = {"b": "7", "c": "7", "d": "7"}
    for name, dissent, expected in [
        *(("paper", None, State.ADVERSARIAL), ("paper", True, State.CONTESTED)),
        *(("independent", None, State.CONTESTED), ("independent", False, State.UNSOLVABLE)),
    ]:
        assert decide(ROW, votes("mooo", same), Rule(name, JUDGES, dissent=dissent))["state"] == expected


def test_the_quorum_can_be_set():
    assert state("mm-x", quorum=1) == State.ACCEPTED
    assert state("mmm-", quorum=3) == State.FAILED


marks = st.text(alphabet="mo-x", min_size=4, max_size=4)


@given(marks, st.permutations(range(4)), st.sampled_from(["paper", "independent"]))
def test_the_order_of_the_judges_does_not_matter(marks, order, rule):
    given_votes = votes(marks)
    one = decide(ROW, given_votes, Rule(rule, JUDGES))
    other = decide(ROW, [given_votes[i] for i in order], Rule(rule, JUDGES))
    assert {k: v for k, v in one.items() if k != "votes"} == {k: v for k, v in other.items() if k != "votes"}


@given(marks)
def test_independent_c_never_counts_the_author(marks):
    decided = decide(ROW, votes(marks), Rule("independent", JUDGES))
    assert decided["consensus"] == marks[1:].count("m")
    assert decided["consensus_all"] == marks.count("m")
    assert 0 <= decided["consensus"] <= decided["voters"] <= 3


@given(marks)
def test_one_more_match_never_makes_a_sample_worse(marks):
    if "o" not in marks[1:]:
        return
    order = [State.FAILED, State.UNSOLVABLE, State.CONTESTED, State.ADVERSARIAL, State.ACCEPTED]
    better = marks[0] + marks[1:].replace("o", "m", 1)
    assert order.index(state(better)) >= min(order.index(state(marks)), order.index(State.ADVERSARIAL))


def test_the_stage_folds_the_votes_and_passes_failed_rows_on():
    base = {"author": "a", "answer": "5", "choices": [], "unit": "", "tolerance": "", "calls": []}
    rows = [
        base | {f"vote_{v['judge']}": v for v in votes("mmmm")} | dict.fromkeys(ERRORS.names),
        base
        | {f"vote_{name}": None for name in "abcd"}
        | dict(zip(ERRORS.names, ("paint", "PictureError", "m"), strict=True)),
    ]
    fields = [
        ("author", pa.string()),
        ("answer", pa.string()),
        ("choices", pa.list_(pa.string())),
        ("unit", pa.string()),
    ]
    fields += [("tolerance", pa.string()), ("calls", pa.list_(CALL)), *((f"vote_{name}", VOTE) for name in "abcd")]
    schema = pa.schema([*fields, *ERRORS])
    table = asyncio.run(consensus(pa.Table.from_pylist(rows, schema), Rule("paper", JUDGES)))
    assert table["state"].to_pylist() == [State.ACCEPTED, None]
    assert [len(votes or []) for votes in table["votes"].to_pylist()] == [4, 0]
    assert "vote_a" not in table.column_names


def row_of(marks: str, reason: str) -> pa.Table:
    """A row whose absent judges failed with `reason`."""
    cast = {
        f"vote_{vote['judge']}": vote | ({"rule": reason} if vote["ballot"] == Ballot.ABSENT else {})
        for vote in votes(marks)
    }
    schema = pa.schema([*((name, pa.string()) for name in ("author", "answer", "unit", "tolerance"))])
    schema = schema.append(pa.field("choices", pa.list_(pa.string()))).append(pa.field("calls", pa.list_(CALL)))
    for name in cast:
        schema = schema.append(pa.field(name, VOTE))
    return pa.Table.from_pylist([ROW | cast | {"calls": []}], schema=pa.schema([*schema, *ERRORS]))


@pytest.mark.parametrize("reason", ["ModelDown", "Unauthorized", "RateLimited", "UnknownModel"])
def test_a_sample_whose_quorum_hangs_on_a_judge_that_is_away_stays_open(reason):
    (row,) = asyncio.run(consensus(row_of("mmxx", reason), Rule("independent", JUDGES))).to_pylist()
    assert (row["error_stage"], row["error_type"], row["state"]) == ("consensus", "ProviderDown", None)
    assert row["error_type"] in SUSPENDING
    assert "no quorum without c" in row["error_message"]


@pytest.mark.parametrize(("marks", "reason"), [("mmxx", "Refused"), ("mmxx", "Unavailable"), ("m---", "Unauthorized")])
def test_a_sample_that_its_judges_cannot_answer_fails(marks, reason):
    """Also one that its provider cannot bear while it answers others: asking again would never end."""
    (row,) = asyncio.run(consensus(row_of(marks, reason), Rule("independent", JUDGES))).to_pylist()
    assert (row["error_type"], row["state"]) == (None, State.FAILED)


def test_a_judge_that_is_away_is_absent_while_the_quorum_holds():
    (row,) = asyncio.run(consensus(row_of("mmmx", "ModelDown"), Rule("independent", JUDGES))).to_pylist()
    assert (row["error_type"], row["state"], row["voters"]) == (None, State.ACCEPTED, 2)
