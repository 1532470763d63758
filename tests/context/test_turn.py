from dataclasses import replace

from cads_ray.context.editor import COOLING
from cads_ray.context.playbook import Kind, Standing
from cads_ray.context.turn import next_tried
from tests.context.examples import ADVICE, book, candidate, insight

FEW, MANY, GUARD = (
    candidate(ADVICE[1], evidence=("a",)),
    candidate(ADVICE[2], evidence=("a", "b")),
    candidate(ADVICE[3], kind=Kind.CHECK, evidence=("c", "d")),
)


def test_the_best_supported_is_tried_alone_and_nothing_is_lost():
    order, backlog = [], [FEW, GUARD, MANY]
    while backlog:
        now, backlog = next_tried(backlog, book(), 5)
        assert len(now) == 1
        order += now
    assert order == [MANY, GUARD, FEW]  # with equal support, what makes samples harder before what guards them


def test_what_the_playbook_says_already_comes_along_and_takes_nobodys_turn():
    known = candidate(ADVICE[0], evidence=tuple("abcdef"))
    now, later = next_tried([known, FEW], book(insight(1)), 5)
    assert now == [known, FEW]
    assert later == []
    narrow = book(insight(1, domain="charts"))  # said for charts alone: everywhere, it is new
    assert next_tried([known, FEW], narrow, 5)[0] == [known]


def test_what_did_not_help_waits():
    retired = replace(insight(2), state=Standing.RETIRED, since=5)
    assert next_tried([FEW], book(retired), 5 + COOLING - 1) == ([], [FEW])
    assert next_tried([FEW], book(retired), 5 + COOLING) == ([FEW], [])
