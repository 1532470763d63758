"""The end of a round: outcomes become credit, and decide what is adopted, dropped or rolled back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cads_ray.context.credit import Outcome, credited, tally
from cads_ray.context.playbook import Playbook
from cads_ray.context.state import ContextState
from cads_ray.context.trial import Trial, Verdict, Watch, promoted, without


def learn(state: ContextState, rows: Sequence[Outcome]) -> ContextState:
    """Credit, then the trial, then the watch over the version in force; `rows` are those of the round, in id order."""
    counts = tally(rows, state.playbook, state.trial.child if state.trial else None)
    state = replace(state, playbook=credited(state.playbook, counts))
    if state.trial is not None:
        trial = replace(state.trial, child=credited(state.trial.child, counts))
        state = replace(state, trial=trial.heard(state.playbook, rows))
    return _watched(_tried(state), rows)


def _tried(state: ContextState) -> ContextState:
    trial, parent, round = state.trial, state.playbook, state.round
    if trial is None or trial.verdict is Verdict.GO_ON:
        return state
    if trial.verdict is Verdict.PROMOTE:
        child = promoted(trial.child, round).logged(f"round {round}: adopted {trial.child.version}, {trial.evidence}")
        watch = Watch(parent, trial.hits, trial.rows)
        return replace(state, playbook=child, trial=None, watch=watch)
    line = f"round {round}: tried {trial.child.version}, did not help, {trial.evidence}"
    return replace(state, playbook=without(trial.child, parent, round, line), trial=None)


def _watched(state: ContextState, rows: Sequence[Outcome]) -> ContextState:
    """Back to the parent when the version in force yields less than it did; what was tried on top goes too."""
    if state.watch is None:
        return state
    watch = state.watch.heard(state.playbook, rows)
    if not watch.fallen:
        return replace(state, watch=watch)
    newest = state.trial.child if state.trial is not None else state.playbook
    line = f"round {state.round}: rolled {state.playbook.version} back, {watch.evidence}"
    return replace(state, playbook=without(newest, watch.parent, state.round, line), trial=None, watch=None)


def tried_next(state: ContextState, child: Playbook, proves: bool) -> ContextState:
    """With `child` on trial, or in force at once where nothing has to be proved."""
    if child.version == state.playbook.version:
        return replace(state, playbook=child)
    child = replace(child, parent=state.playbook.version)
    if proves:
        return replace(state, trial=Trial(child))
    return replace(state, playbook=promoted(child, state.round))


def domains(known: dict[str, str], analysed: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """The domain of each seed as most authors analysed it; once known it stays, since analyses are made once."""
    votes: dict[str, Counter[str]] = {}
    for seed, domain in sorted((seed, domain or "") for seed, domain in analysed):
        if domain and seed not in known:
            votes.setdefault(seed, Counter())[domain] += 1
    return known | {seed: max(sorted(count), key=count.__getitem__) for seed, count in votes.items()}
