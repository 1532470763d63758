from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cads_ray.context.deltas import Caps, Delta, Op
from cads_ray.context.editor import COOLING, Editor
from cads_ray.context.leak import LeakGuard, Source
from cads_ray.context.playbook import Counts, Playbook, Standing
from cads_ray.schema import SEED
from tests.context.examples import ADVICE, book, candidate, insight

GUARD = LeakGuard(SEED.empty_table())
SECRET = Source("How far is it?", "seventeen miles")
CANDIDATES = (
    *(candidate(text) for text in ADVICE[4:]),
    candidate(ADVICE[0], evidence=("r001-new",)),
    candidate("Hide that it is seventeen miles.", sources=(SECRET,)),
)


def editor(round: int = 1, candidates=CANDIDATES, **caps) -> Editor:
    return Editor(round, candidates, GUARD, Caps(**caps))


def add(number: int, text: str = "") -> Delta:
    return Delta(Op.ADD, (str(number),), text)


def test_added_updated_merged_retired():
    before = book(*(insight(number, state=Standing.ACTIVE) for number in (1, 2, 3, 4)))
    after = editor().apply(
        before,
        [
            add(1),
            Delta(Op.UPDATE, ("ins-0001",), "Let the decisive value hide in the legend."),
            Delta(Op.MERGE, ("ins-0002", "ins-0003"), "Let curves cross and rates be told in words."),
            Delta(Op.RETIRE, ("ins-0004",), reason="of no use"),
        ],
    )
    assert [(each.id, each.parent, each.state) for each in after.live] == [
        ("ins-0005", "", Standing.TRIAL),
        ("ins-0006", "ins-0001", Standing.TRIAL),
        ("ins-0007", "ins-0002", Standing.TRIAL),
    ]
    assert after.log[-1] == "round 1: retired ins-0004: of no use"
    assert before.log == ()
    assert len(before.live) == 4


def test_merged_outcomes_add_up_and_updated_ones_start_anew():
    old = [replace(insight(n), counts=Counts(4, 2, 1, 0), evidence=(f"r{n}",)) for n in (1, 2)]
    merged = editor().apply(book(*old), [Delta(Op.MERGE, ("ins-0001", "ins-0002"))]).live[0]
    assert merged.counts == Counts(8, 4, 2, 0)
    assert merged.evidence == ("r1", "r2")
    updated = editor().apply(book(*old), [Delta(Op.UPDATE, ("ins-0001",), "Something else altogether.")])
    assert updated.by_id["ins-0003"].counts == Counts()


@pytest.mark.parametrize(
    ("delta", "reason"),
    [
        ("unknown op 'rewrite'", "unknown op 'rewrite'"),
        (add(99), "no such candidate"),
        (Delta(Op.ADD, ("ins-0001",)), "no such candidate"),
        (Delta(Op.RETIRE, ("ins-0099",)), "no live insight 'ins-0099'"),
        (Delta(Op.RETIRE, ("ins-0003",)), "no live insight 'ins-0003'"),
        (Delta(Op.UPDATE, ("ins-0001",), "x" * 281), "1 to 280 characters"),
        (Delta(Op.UPDATE, ("ins-0001",), ADVICE[1]), "says what ins-0002 says"),
        (Delta(Op.MERGE, ("ins-0001", "ins-0004")), "differ in scope"),
        (add(6), "holds the answer of a sample"),
        (Delta(Op.UPDATE, ("ins-0001",), "It was seventeen miles."), "holds the answer of a sample"),
    ],
)
def test_what_does_not_fit_is_logged_and_skipped(delta, reason):
    before = book(insight(1), insight(2), insight(3, state=Standing.RETIRED), insight(4, domain="physics"))
    after = editor().apply(before, [delta, add(1)])
    assert after.log[0].startswith("round 1: ")
    assert reason in after.log[0]
    assert after.insights == editor().apply(before, [add(1)]).insights


def test_what_is_known_gains_evidence_and_no_twin():
    before = book(insight(1, evidence=("r000-old",)))
    after = editor().apply(before, [add(5)])
    assert after.version == before.version
    assert after.live[0].evidence == ("r000-old", "r001-new")


def test_a_wider_scope_takes_the_place_of_a_narrower_and_covers_it():
    narrow = insight(1, domain="physics")
    wide = editor().apply(book(narrow), [add(5)])
    assert [(each.id, each.domain) for each in wide.live] == [("ins-0002", "*")]
    again = editor(candidates=(candidate(ADVICE[0], domain="charts"),)).apply(wide, [add(1)])
    assert again.version == wide.version


def test_what_did_not_help_may_be_tried_again_later():
    before = book(insight(1, state=Standing.RETIRED, since=2))
    fresh = editor(2 + COOLING - 1).apply(before, [add(5)])
    assert fresh.version == before.version
    assert "retired 2 rounds ago" in fresh.log[0]
    later = editor(2 + COOLING).apply(before, [add(5)])
    assert [(each.id, each.parent) for each in later.live] == [("ins-0002", "ins-0001")]


def test_a_full_playbook_drops_what_is_least_shown_to_help():
    good, unknown, bad = Counts(40, 30, 40, 5), Counts(), Counts(40, 5, 40, 30)
    before = book(*(insight(n, counts=c) for n, c in ((1, good), (2, unknown), (3, unknown), (4, bad))))
    after = editor(insights=4).apply(before, [add(1), add(2)])
    assert [each.id for each in after.live] == ["ins-0001", "ins-0003", "ins-0005", "ins-0006"]
    full = editor(insights=2).apply(book(), [add(1), add(2), add(3)])
    assert len(full.live) == 2
    assert "full" in full.log[-1]


def test_what_is_over_budget_is_rejected_whole():
    before = book(*(insight(n) for n in (1, 2)))
    room = before.tokens + 5
    after = editor(tokens=room, insights=2).apply(before, [add(1)])
    assert after.insights == editor(tokens=10_000, insights=2).apply(before, [add(1)]).insights  # one out, one in
    tight = editor(tokens=room).apply(before, [add(1)])
    assert tight.insights == before.insights
    assert "tokens" in tight.log[-1]


def test_a_playbook_over_its_budget_may_shrink():
    before = book(*(insight(n) for n in (1, 2, 3)))
    after = editor(tokens=1).apply(before, [Delta(Op.RETIRE, ("ins-0001",)), add(1)])
    assert [each.id for each in after.live] == ["ins-0002", "ins-0003"]


ids = st.sampled_from([*(f"ins-{n:04d}" for n in range(1, 9)), "9", "1", "2", "3", "4", "5", "6"])
texts = st.sampled_from(["", *ADVICE, "It was seventeen miles.", "x" * 300])
deltas = st.builds(
    Delta,
    st.sampled_from(Op),
    st.lists(ids, min_size=1, max_size=3, unique=True).map(tuple),
    texts,
) | st.just("unknown op")


@settings(max_examples=60, deadline=None)
@given(st.lists(deltas, max_size=12), st.integers(1, 4), st.integers(5, 60))
def test_laws_of_editing(changes, most, budget):
    before = book(*(insight(n, domain="physics" if n == 2 else "*") for n in (1, 2, 3)[:most]))
    tool = editor(insights=most, tokens=max(budget, before.tokens))
    after = tool.apply(before, changes)
    assert len(after.live) <= most
    assert after.tokens <= max(budget, before.tokens)
    assert before.by_id.keys() <= after.by_id.keys()
    assert {each.text for each in before.insights} == {after.by_id[each.id].text for each in before.insights}
    assert all(0 < len(each.text) <= 280 and "seventeen" not in each.text for each in after.live)
    scoped = [(each.scope, each.text) for each in after.live]
    assert len(set(scoped)) == len(scoped)
    assert after == tool.apply(before, changes)
    assert Playbook.version.func(after) == after.version
