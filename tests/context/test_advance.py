from dataclasses import replace

from cads_ray.context.advance import domains, learn, tried_next
from cads_ray.context.playbook import Standing
from cads_ray.context.state import ContextState
from cads_ray.context.trial import Trial, Watch
from tests.context.examples import book, insight, outcome

PARENT = book(insight(1, state=Standing.ACTIVE))
CHILD = replace(PARENT.with_insights(insight(2)), parent=PARENT.version)
TRIED = ContextState(round=1, playbook=PARENT, trial=Trial(CHILD))


def rows(parent: int, child: int, of: int = 20) -> list:
    """Rows of both versions, so many of each successful."""
    sides = ((PARENT, "ann", parent), (CHILD, "bob", child))
    return [
        outcome(n, n < hits, book.version, tuple(book.by_id), author=author)
        for book, author, hits in sides
        for n in range(of)
    ]


def test_a_child_that_is_better_is_adopted_and_watched():
    state = learn(TRIED, rows(parent=2, child=12))
    assert state.playbook.version == CHILD.version
    assert state.playbook.parent == PARENT.version
    assert all(each.state is Standing.ACTIVE for each in state.playbook.live)
    assert state.trial is None
    assert (state.watch.hits, state.watch.rows) == (2, 20)
    assert "adopted" in state.playbook.log[-1]
    assert state.playbook.by_id["ins-0002"].counts.shown_hits == 12


def test_a_child_that_is_worse_is_dropped_and_remembered():
    state = learn(TRIED, rows(parent=12, child=2))
    assert state.playbook.version == PARENT.version
    assert state.trial is None
    assert state.playbook.by_id["ins-0002"].state is Standing.RETIRED
    assert "did not help" in state.playbook.log[-1]
    assert "20 pairs" in state.playbook.log[-1]


def test_an_undecided_trial_goes_on_with_what_it_heard():
    state = learn(TRIED, rows(parent=5, child=5))
    assert state.trial.pairs == 20
    assert learn(replace(state, round=2), rows(parent=0, child=9)).playbook.version == CHILD.version


def test_a_fall_of_the_yield_rolls_back_what_is_on_trial_too():
    grandchild = CHILD.with_insights(insight(3))
    state = ContextState(2, CHILD, Trial(grandchild), Watch(PARENT, 20, 40))
    fallen = [outcome(n, False, CHILD.version, ("ins-0002",)) for n in range(30)]
    state = learn(state, fallen)
    assert state.playbook.version == PARENT.version
    assert state.trial is None
    assert state.watch is None
    assert {each.id for each in state.playbook.insights if each.state is Standing.RETIRED} == {"ins-0002", "ins-0003"}
    assert "rolled" in state.playbook.log[-1]
    assert "0 of 30 rows after 20 of 40" in state.playbook.log[-1]


def test_a_version_needs_proof_where_proof_is_asked_for():
    state = ContextState(1, PARENT)
    tried = tried_next(state, replace(CHILD, parent=""), proves=True)
    assert tried.playbook == PARENT
    assert tried.trial.child.parent == PARENT.version
    adopted = tried_next(state, CHILD, proves=False)
    assert adopted.playbook.version == CHILD.version
    assert adopted.trial is None


def test_evidence_alone_opens_no_trial():
    seen = PARENT.with_insights(replace(PARENT.live[0], evidence=("r000-a",)))
    state = tried_next(ContextState(1, PARENT), seen, proves=True)
    assert state.trial is None
    assert state.playbook.live[0].evidence == ("r000-a",)


def test_a_seeds_domain_is_what_most_authors_say_at_first():
    said = [("s1", "physics"), ("s1", "charts"), ("s1", "physics"), ("s2", "b"), ("s2", "a"), ("s3", None), ("s4", "x")]
    assert domains({"s4": "known"}, said) == {"s1": "physics", "s2": "a", "s4": "known"}
