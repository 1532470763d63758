from dataclasses import replace

import pyarrow as pa
import pytest

from cads_ray.context.credit import credited, outcomes, retirements, succeeded, tally
from cads_ray.context.deltas import Op
from cads_ray.context.playbook import Counts, Kind
from cads_ray.schema import Ballot, Sees, State
from tests.context.examples import book, insight, outcome


def fate(state, consensus, voters, votes=()):
    return {"state": state, "consensus": consensus, "voters": voters, "votes": list(votes)}


@pytest.mark.parametrize("state", State)
def test_success_is_adversarial_and_sound(state):
    assert succeeded(fate(state, 2, 3), guard=True) is (state is State.ADVERSARIAL)


def test_what_a_probe_that_sees_nothing_solves_is_no_success():
    """It does not need its picture; a probe that fails says nothing against the sample, and a sighted match is none."""
    for sees, ballot, success in (
        (Sees.NOTHING, Ballot.MATCH, False),
        (Sees.NOTHING, Ballot.OTHER, True),
        (Sees.PICTURE, Ballot.MATCH, True),
    ):
        row = fate(State.ADVERSARIAL, 2, 3, [{"sees": sees, "ballot": ballot}])
        assert succeeded(row, guard=True) is success
        assert succeeded(row, guard=False)


def test_without_the_guard_any_split_counts():
    assert succeeded(fate(State.CONTESTED, 1, 3), guard=False)
    assert succeeded(fate(State.DUPLICATE, 2, 3), guard=False)
    assert not succeeded(fate(State.ACCEPTED, 3, 3), guard=False)
    assert not succeeded(fate(State.UNSOLVABLE, 0, 3), guard=False)
    assert not succeeded(fate(State.FAILED, None, None), guard=False)


def test_outcomes_come_in_the_order_of_ids_and_know_the_planned_domain():
    names = [
        "id",
        "seed",
        "author",
        "strategy",
        "version",
        "insights",
        "state",
        "consensus",
        "voters",
        "domain",
        "votes",
    ]
    rows = [
        ("b", "s1", "ann", "x", "v", ["i"], "adversarial", 1, 2, "charts", []),
        ("a", "s2", "bob", "x", "v", None, "failed", None, None, "", None),
    ]
    rows.append(("c", "s2", "bob", "x", "v", [], "pending", None, None, "", None))
    table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])
    found = outcomes(table, {"s1": "physics"}.get, guard=True)
    assert [(row.id, row.domain, row.success, row.sound) for row in found] == [
        ("a", None, False, False),
        ("b", "physics", True, True),
    ]


def test_rows_in_scope_count_as_shown_or_withheld():
    everywhere, charts = insight(1), insight(2, domain="charts")
    version = book(everywhere, charts)
    rows = [
        outcome(1, True, version.version, ("ins-0001",)),
        outcome(2, False, version.version, ()),
        outcome(3, True, version.version, ("ins-0002",), domain="charts"),
        outcome(4, True, "gone"),
    ]
    assert tally(rows, version, None) == {"ins-0001": Counts(1, 1, 2, 1), "ins-0002": Counts(1, 1, 0, 0)}


def test_while_on_trial_the_parents_rows_are_without_what_alone_is_new():
    parent = book(insight(1))
    child = parent.with_insights(insight(2))
    rows = [outcome(1, True, parent.version, ("ins-0001",)), outcome(2, False, child.version, ("ins-0002",))]
    assert tally(rows, parent, child) == {"ins-0001": Counts(1, 1, 1, 0), "ins-0002": Counts(1, 0, 1, 1)}
    crowd = child.with_insights(insight(3))
    assert tally(rows[:1], parent, crowd).keys() == {"ins-0001"}


def test_credit_is_added_and_renames_nothing():
    version = book(replace(insight(1), counts=Counts(1, 1, 1, 1)), insight(2))
    learnt = credited(version, {"ins-0001": Counts(2, 0, 0, 0)})
    assert learnt.by_id["ins-0001"].counts == Counts(3, 1, 1, 1)
    assert learnt.version == version.version


def test_what_surely_harms_is_to_go():
    harmful = replace(insight(1), counts=Counts(60, 6, 12, 8))
    unlucky = replace(insight(2), counts=Counts(3, 0, 1, 1))
    [found] = retirements(book(harmful, unlucky, insight(3)))
    assert (found.op, found.ids) == (Op.RETIRE, ("ins-0001",))
    assert "lowers the rate by 0.5" in found.reason


def test_a_guard_is_credited_with_what_is_not_flawed():
    version = book(insight(1), insight(2, kind=Kind.CHECK))
    told = ("ins-0001", "ins-0002")
    rows = [outcome(1, False, version.version, told), outcome(2, False, version.version, told, clean=False)]
    assert tally(rows, version, None) == {"ins-0001": Counts(2, 0), "ins-0002": Counts(2, 1)}


@pytest.mark.parametrize("state", [State.CONTESTED, State.UNSOLVABLE])
def test_a_flaw_is_what_the_panel_holds_against_a_sample(state):
    names = ("id", "seed", "author", "strategy", "version", "insights", "domain")
    row = dict.fromkeys(names, "x") | {"insights": []} | fate(state, 1, 3)
    table = pa.Table.from_pylist([row, row | {"id": "y", "state": State.ACCEPTED}])
    assert [each.clean for each in outcomes(table, str, guard=True)] == [False, True]
    assert [each.clean for each in outcomes(table, str, guard=False)] == [True, True]  # any split is a success
