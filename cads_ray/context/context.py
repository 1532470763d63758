"""The adversarial context: plans each round, hears what came of it, and learns what to tell the authors (paper 3.3).

All state is on disk before the next round opens; an object made anew from the same directory plans the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from cads_ray.context.advance import domains, learn, tried_next
from cads_ray.context.candidate import TEACHING, crowd, gather, widened
from cads_ray.context.credit import outcomes as outcomes_of
from cads_ray.context.credit import retirements
from cads_ray.context.editor import Editor
from cads_ray.context.leak import LeakGuard
from cads_ray.context.observed import Observed
from cads_ray.context.optimize import optimize
from cads_ray.context.options import ContextOptions, Mode
from cads_ray.context.plan import Crew, Lore, plan
from cads_ray.context.playbook import Playbook, latest
from cads_ray.context.pupil import as_the_student_has_it
from cads_ray.context.reflect import reflect
from cads_ray.context.shuffle import reflect_on_shuffled
from cads_ray.context.state import ContextState
from cads_ray.context.turn import next_tried
from cads_ray.errors import ConfigError
from cads_ray.models.client import Client
from cads_ray.schema import PLAN


class Context:
    """The context of one run. `member` is the model that reflects and optimizes."""

    def __init__(
        self,
        directory: Path,
        seeds: pa.Table,
        crew: Crew,
        client: Client,
        member: str,
        options: ContextOptions = ContextOptions(),
        from_run: Path | None = None,
    ):
        """Continue from `directory`, or start there: with the playbook of another run, or with none.

        `seeds` has the columns of schema.SEED. Raises ConfigError when `from_run` holds no playbook.
        """
        self.directory, self.crew, self.client, self.member, self.options = directory, crew, client, member, options
        self._seeds: dict[str, str] = {}
        self.welcome(seeds)
        self._guard = LeakGuard(seeds)
        self._observed = Observed(options.reflections)
        saved = ContextState.load(directory)
        self.state = saved if saved is not None else ContextState(playbook=_inherited(from_run))
        if saved is None:
            self.state.save(directory)

    @property
    def playbook(self) -> Playbook:
        """The version in force."""
        return self.state.playbook

    def plan(self, round: int) -> pa.Table:
        """The rows of a round (schema.PLAN). The same state gives the same plan."""
        seeds = [(seed, self._domain(seed)) for seed in self._seeds]
        child = self.state.trial.child if self.state.trial is not None else None
        lore = Lore(self.state.playbook, child, self.options.shown)
        return plan(seeds, round, self.crew, self.state.bandit, lore)

    def welcome(self, seeds: pa.Table) -> None:
        """Further seeds, of schema.SEED: each author works on them from the next plan on."""
        hints = (hint or "" for hint in seeds["seed_domain"].to_pylist())
        self._seeds |= dict(zip(seeds["seed"].to_pylist(), hints, strict=True))

    def empty_plan(self) -> pa.Table:
        return PLAN.empty_table()

    def texts(self, version: str, insights: Iterable[str]) -> list[str]:
        """What authors are told for these ids. An id keeps its words for ever, in whichever version it is shown."""
        known = {insight.id: insight.words for insight in self.state.playbook.insights}
        if self.state.trial is not None:
            known |= {insight.id: insight.words for insight in self.state.trial.child.insights}
        return [known[id] for id in insights]

    def observe(self, verdicts: pa.Table) -> None:
        """Hear of samples that split the judges, in whatever order they come; hearing twice changes nothing."""
        if self.options.mode.reflects:
            self._observed.add(self._heard(verdicts))

    def advanced(self, round: int) -> bool:
        """Whether this round's lesson was already drawn."""
        return round < self.state.round

    async def advance(self, round: int, outcomes: pa.Table) -> Playbook:
        """Close a round with its settled verdicts: credit, trial, reflect, optimize. Returns the version now in force.

        `outcomes` has id, round, seed, author, strategy, domain, version, insights, state, consensus, voters, votes; mode
        `shuffled` draws its evidence from it, and needs the columns of reflect.READS as well.
        """
        if self.advanced(round):
            return self.playbook
        outcomes = self._heard(outcomes)
        mode, state = self.options.mode, replace(self.state, round=round)
        rows = outcomes_of(outcomes, self._domain, self.options.guard)
        if mode.proves:
            state = learn(state, rows)
        analysed = zip(outcomes["seed"].to_pylist(), outcomes["domain"].to_pylist(), strict=True)
        state = replace(state, domains=domains(state.domains, analysed))
        if mode.chooses:
            found = ((state.domains.get(row.seed, row.domain), row.strategy, row.success) for row in rows)
            state = replace(state, bandit=state.bandit.learn(found))
        if mode.reflects:
            state = await self._next(state, outcomes)
        self.state = replace(state, round=round + 1)
        self.state.save(self.directory)
        self._observed.forget(round)
        return self.playbook

    async def _next(self, state: ContextState, outcomes: pa.Table) -> ContextState:
        """With the round's candidates; they wait while a trial is open, and make the next version when none is."""
        options, split = self.options, self._observed.settled(outcomes)
        taught = await reflect(split, self.client, self.member, options.reflections, options.guard)
        flawed = {id: str(each.cause) for each in taught for id in each.evidence if each.cause not in TEACHING}
        if options.mode is Mode.SHUFFLED:
            wanted = sum(bool(candidate.text) for candidate in taught)
            taught = await reflect_on_shuffled(outcomes, self.client, self.member, options, wanted)
        taught = [widened(candidate, crowd(outcomes)) for candidate in taught] if options.mode.proves else taught
        backlog = gather([*state.backlog, *taught])
        state = replace(state, suspects=state.suspects | flawed, backlog=tuple(backlog))
        if state.trial is not None:
            return state
        now, later = next_tried(backlog, state.playbook, state.round) if options.mode.proves else (backlog, [])
        editor = Editor(state.round, now, self._guard, options.caps)
        child = editor.apply(state.playbook, retirements(state.playbook)) if options.mode.proves else state.playbook
        child = await optimize(child, editor, self.client, self.member)
        return tried_next(replace(state, backlog=tuple(later)), child, options.mode.proves)

    def _heard(self, verdicts: pa.Table) -> pa.Table:
        return as_the_student_has_it(verdicts) if self.options.pupil else verdicts

    def _domain(self, seed: str) -> str:
        return self.state.domains.get(seed) or self._seeds.get(seed, "")


def _inherited(run: Path | None) -> Playbook:
    if run is None:
        return Playbook()
    path = latest(run / "context")
    if path is None:
        raise ConfigError(f"context.from_run={run} holds no playbook: name a run directory with context/000.json")
    book = Playbook.load(path)
    return book.logged(f"started from {book.version} of another run")
