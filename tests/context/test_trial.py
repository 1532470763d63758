from dataclasses import replace

import pytest

from cads_ray.context.playbook import Counts, Kind, Standing
from cads_ray.context.trial import PAIRS, ROUNDS, WINDOW, Telling, Trial, Verdict, Watch, pairs, promoted, without
from tests.context.examples import book, insight, outcome

PARENT = book(insight(1, state=Standing.ACTIVE))
CHILD = replace(PARENT.with_insights(insight(2)), parent=PARENT.version, log=("round 0: added ins-0002",))


@pytest.mark.parametrize(
    ("wins", "losses", "ties", "rounds", "verdict"),
    [
        (0, 0, 0, 0, Verdict.GO_ON),
        (3, 1, 10, 1, Verdict.PROMOTE),
        (1, 3, 10, 1, Verdict.DROP),
        (2, 2, 20, 1, Verdict.GO_ON),
        (2, 2, PAIRS, 1, Verdict.DROP),
        (2, 2, 0, ROUNDS, Verdict.DROP),
    ],
)
def test_the_posterior_decides(wins, losses, ties, rounds, verdict):
    assert Trial(CHILD, wins, losses, ties, rounds=rounds).verdict is verdict


def test_rows_are_matched_by_what_they_are():
    old = [outcome(1, False, author="bob"), outcome(1, True, author="ann"), outcome(2, True, domain="charts")]
    new = [
        outcome(1, True, author="ann"),
        outcome(2, False, domain="charts", strategy="isomorphic_transfer"),
        outcome(3, True),
    ]
    assert pairs(old, new) == [(True, True), (False, True)]  # same seed and author; same domain and strategy
    assert pairs(old, []) == pairs([], new) == []
    apart = [outcome(1, True, author="ann", id="x"), outcome(3, True, id="y")]
    assert pairs(old[1:2], apart) == [(True, True)]  # no row twice


def test_outcomes_change_no_pairing():
    old = [outcome(n, False) for n in range(6)]
    new = [outcome(n, True) for n in range(3, 9)]
    assert pairs(old, new) == [(False, True)] * 6


def test_a_trial_hears_both_sides_where_they_differ():
    rows = [outcome(n, n % 2 == 0, PARENT.version) for n in range(6)] + [
        outcome(n, True, CHILD.version) for n in range(6)
    ]
    heard = Trial(CHILD).heard(PARENT, rows)
    assert (heard.wins, heard.losses, heard.ties, heard.hits, heard.rows, heard.rounds) == (3, 0, 3, 3, 6, 1)
    narrow = PARENT.with_insights(insight(2, domain="charts"))
    assert Trial(narrow).heard(PARENT, rows).pairs == 0


def test_only_what_makes_harder_tells_versions_apart_if_anything_does():
    guards = insight(3, kind=Kind.CHECK)
    both = Telling(PARENT, PARENT.with_insights(insight(2, domain="charts"), guards))
    assert both("charts", "x")
    assert not both("physics", "x")
    assert Telling(PARENT, PARENT.with_insights(guards))("physics", "x")
    assert not Telling(PARENT, PARENT)("physics", "x")


def test_the_same_words_in_a_wider_scope_tell_only_where_they_are_new():
    narrow, wide = book(insight(1, domain="physics")), book(insight(2, text=insight(1).text))
    assert Telling(narrow, wide)("charts", "x")
    assert not Telling(narrow, wide)("physics", "x")


def test_promoted_it_is_active():
    adopted = promoted(CHILD, 5)
    assert adopted.version == CHILD.version
    assert [(each.state, each.since) for each in adopted.live] == [(Standing.ACTIVE, 0), (Standing.ACTIVE, 5)]


def test_dropped_it_is_remembered():
    retired = replace(insight(3), state=Standing.RETIRED, since=1)
    child = CHILD.with_insights(retired, replace(insight(1), counts=Counts(9, 3)))
    kept = without(child, PARENT, 5, "round 5: tried")
    assert kept.version == PARENT.version
    assert kept.log == ("round 0: added ins-0002", "round 5: tried")
    assert [(each.id, each.state, each.since) for each in kept.insights] == [
        ("ins-0001", Standing.ACTIVE, 0),
        ("ins-0002", Standing.RETIRED, 5),
        ("ins-0003", Standing.RETIRED, 1),
    ]
    assert kept.by_id["ins-0001"].counts == Counts(9, 3)


def test_a_fall_of_the_yield_is_seen_in_whole_rounds():
    watch = Watch(PARENT, hits=30, rows=60)
    few = watch.heard(CHILD, [outcome(n, False, CHILD.version) for n in range(WINDOW - 1)])
    assert not few.fallen
    assert few.heard(CHILD, [outcome(99, False, CHILD.version)]).fallen
    steady = watch.heard(CHILD, [outcome(n, n % 2 == 0, CHILD.version) for n in range(60)])
    assert not steady.fallen
    later = steady.heard(CHILD, [outcome(n, n % 5 == 0, CHILD.version) for n in range(40)])
    assert later.since == ((8, 40),)
    assert later.fallen
    assert later.evidence == "8 of 40 rows after 30 of 60 for its parent"


def test_spoilt_rows_say_nothing_about_the_yield():
    watch = Watch(PARENT, hits=30, rows=60)
    rows = [
        outcome(n, False, CHILD.version, state=state)
        for n, state in enumerate(["failed", "duplicate", "excluded"] * 20)
    ]
    assert watch.heard(CHILD, rows).since == ((0, 0),)


@pytest.mark.parametrize(
    ("wins", "losses", "verdict"), [(9, 7, Verdict.PROMOTE), (8, 8, Verdict.DROP), (7, 9, Verdict.DROP)]
)
def test_a_trial_that_ends_undecided_adopts_what_is_likelier_to_help(wins, losses, verdict):
    open_trial = Trial(book(insight(1)), wins=wins, losses=losses, ties=10, rounds=3)
    assert open_trial.verdict is Verdict.GO_ON
    assert replace(open_trial, rounds=4).verdict is verdict


def test_a_guard_is_proved_by_fewer_flaws_and_not_by_hardness():
    child = PARENT.with_insights(insight(2, kind=Kind.CHECK))
    spoilt = [outcome(n, False, PARENT.version, state="contested", clean=False) for n in range(6)]
    easy = [outcome(n, False, child.version) for n in range(6)]
    heard = Trial(child).heard(PARENT, spoilt + easy)
    assert (heard.wins, heard.losses, heard.hits) == (6, 0, 0)
    watched = Watch(PARENT, hits=0, rows=6).heard(child, easy)
    assert watched.since == ((6, 6),)
    harder = PARENT.with_insights(insight(2))
    assert Trial(harder).heard(PARENT, spoilt + [outcome(n, False, harder.version) for n in range(6)]).ties == 6
