import json
from dataclasses import replace

from cads_ray.context.bandit import Bandit
from cads_ray.context.leak import Source
from cads_ray.context.state import ContextState
from cads_ray.context.trial import Trial, Watch
from tests.context.examples import ADVICE, book, candidate, insight

STATE = ContextState(
    round=3,
    playbook=book(insight(1)),
    trial=Trial(book(insight(1), insight(2)), 3, 1, 4, 2, 9, 1),
    watch=Watch(book(), 2, 9, ((1, 4), (0, 3))),
    bandit=Bandit().learn([("physics", "logic_reversion", True)]),
    backlog=(candidate(ADVICE[2], sources=(Source("q", "a"),)),),
    domains={"s1": "physics"},
    suspects={"r000-a": "wrong_key"},
)


def test_saved_and_loaded_it_is_the_same(tmp_path):
    assert ContextState.load(tmp_path) is None
    for state in (STATE, ContextState(), replace(STATE, round=4, trial=None)):
        state.save(tmp_path / "context")
        assert ContextState.load(tmp_path / "context") == state


def test_a_kill_between_the_two_files_leaves_the_older_state(tmp_path):
    STATE.save(tmp_path)
    replace(STATE, round=4).playbook.save(tmp_path, 4)
    assert ContextState.load(tmp_path) == STATE
    assert json.loads((tmp_path / "003.json").read_text())["version"] == STATE.playbook.version
