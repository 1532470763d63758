import asyncio
import shutil
from dataclasses import replace
from statistics import mean

import pytest

from cads_ray.context.context import Context
from cads_ray.context.options import ContextOptions, Mode
from cads_ray.context.plan import Crew
from cads_ray.context.playbook import Standing
from cads_ray.errors import ConfigError
from cads_ray.schema import MetaStrategy, State
from tests.context.world import AUTHORS, FEATURES, Feature, Model, World, rate, seeds

UNITS, SMALL, COLOUR, VAGUE = FEATURES


def options(mode: Mode = Mode.ADVERSARIAL, **changes) -> ContextOptions:
    return ContextOptions(mode=mode, **changes)


def worlds(tmp_path, mode: Mode, count: int, features=FEATURES, **changes):
    for seed in range(count):
        yield World.begin(tmp_path / f"{mode}{seed}", options(mode, **changes), seed, features)


def live_texts(world: World) -> str:
    return world.context.playbook.render()


def test_the_rate_rises_within_three_rounds(tmp_path):
    rates = {}
    for mode in (Mode.ADVERSARIAL, Mode.FROZEN):
        told = [[rate(table) for table in world.live(range(3))] for world in worlds(tmp_path, mode, 6)]
        rates[mode] = [mean(column) for column in zip(*told, strict=True)]
    assert rates[Mode.ADVERSARIAL][0] == rates[Mode.FROZEN][0]  # the first round is the same in every arm
    assert rates[Mode.ADVERSARIAL][2] > rates[Mode.ADVERSARIAL][0] + 0.05
    assert rates[Mode.ADVERSARIAL][2] > rates[Mode.FROZEN][2] + 0.08


def test_good_insights_are_adopted_and_the_log_says_on_what_proof(tmp_path):
    found = [(live_texts(world), world) for world in worlds(tmp_path, Mode.ADVERSARIAL, 4) if world.live(range(10))]
    assert mean(UNITS.phrase in text for text, _ in found) >= 0.75
    assert mean(SMALL.phrase in text for text, _ in found) >= 0.75
    for text, world in found:
        if SMALL.phrase in text:
            [adopted] = [each for each in world.context.playbook.live if SMALL.phrase in each.text]
            assert adopted.state is Standing.ACTIVE
            assert adopted.counts.effect.mean > 0
            assert any("adopted" in line and "P(better)=" in line for line in world.context.playbook.log)


def test_what_breaks_samples_is_dropped(tmp_path):
    """The feature splits panels, so it is proposed; what it makes is contested, so it is not adopted."""
    lure = replace(VAGUE, adversarial=-0.1)
    for world in worlds(tmp_path, Mode.ADVERSARIAL, 3, (lure,)):
        world.live(range(6))
        assert VAGUE.phrase not in live_texts(world)
    tried = [line for line in world.context.playbook.log if "did not help" in line]
    assert all("P(better)=0." in line for line in tried)


def test_without_the_guard_it_learns_to_break_samples(tmp_path):
    contested = {}
    for guard in (True, False):
        arms = worlds(tmp_path / str(guard), Mode.ADVERSARIAL, 3, (VAGUE, SMALL), guard=guard)
        contested[guard] = mean(rate(world.live(range(5))[-1], State.CONTESTED) for world in arms)
    assert contested[False] > contested[True] + 0.1


def test_what_wears_off_is_rolled_back(tmp_path):
    world = World.begin(tmp_path, options(), 0, (SMALL,), seeds=24)
    rounds = iter(range(30))
    while SMALL.phrase not in live_texts(world):
        world.round(next(rounds))
    soured = replace(world, features=(replace(SMALL, adversarial=-0.3),))
    soured.live([next(rounds), next(rounds)])
    assert SMALL.phrase not in live_texts(world)
    assert any("rolled" in line for line in world.context.playbook.log)


def test_caps_hold_in_every_round(tmp_path):
    many = tuple(Feature(f"use the {name} trick on the reader", 0.1) for name in ("wool", "rye", "zinc", "jade", "fig"))
    world = World.begin(tmp_path, options(max_insights=2, max_tokens=40), 0, many)
    for round in range(8):
        world.round(round)
        books = [world.context.playbook, *([world.context.state.trial.child] if world.context.state.trial else [])]
        assert all(len(book.live) <= 2 and book.tokens <= 40 for book in books)


def test_no_strategy_starves(tmp_path):
    [world] = worlds(tmp_path, Mode.ADVERSARIAL, 1)
    last = world.live(range(8))[-3:]
    chosen = [strategy for table in last for strategy in table["strategy"].to_pylist()]
    assert all(chosen.count(strategy) >= 0.02 * len(chosen) for strategy in MetaStrategy)


@pytest.mark.parametrize("mode", Mode)
def test_arrival_changes_nothing(tmp_path, mode):
    ends = []
    for name, shuffle in (("a", None), ("b", 1), ("c", 2)):
        world = World.begin(tmp_path / name, options(mode))
        world.live(range(4), shuffle)
        ends.append((world.context.state, world.context.plan(4), (tmp_path / name / "state.json").read_bytes()))
    assert ends[0] == ends[1] == ends[2]


@pytest.mark.parametrize("mode", Mode)
def test_made_anew_from_its_directory_it_goes_on_as_if_nothing_had_been(tmp_path, mode):
    steady = World.begin(tmp_path / "steady", options(mode))
    for round in range(5):
        broken = World.begin(tmp_path / "broken", options(mode))  # as after a kill: nothing but the directory is left
        assert broken.context.plan(round) == steady.context.plan(round)
        assert [broken.context.advanced(each) for each in range(6)] == [each < round for each in range(6)]
        steady.round(round)
        broken.round(round)
    files = {path.name: path.read_bytes() for path in (tmp_path / "steady").iterdir()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "broken").iterdir()}
    assert set(files) == {"state.json", *(f"{n:03d}.json" for n in range(6))}


def test_a_kill_before_the_lesson_is_on_disk_draws_it_again(tmp_path):
    world = World.begin(tmp_path / "a", options())
    world.live(range(2))
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    first = world.round(2)
    again = World.begin(tmp_path / "b", options())
    assert again.round(2) == first
    assert again.context.state == world.context.state


def test_a_lesson_is_drawn_once(tmp_path):
    world = World.begin(tmp_path, options())
    table = world.round(0)
    state = world.context.state
    asyncio.run(world.context.advance(0, table))
    assert world.context.state is state


def test_only_the_named_columns_of_the_outcomes_are_needed(tmp_path):
    names = [
        "id",
        "round",
        "seed",
        "author",
        "strategy",
        "domain",
        "version",
        "insights",
        "state",
        "consensus",
        "voters",
        "votes",
    ]
    whole, part = (World.begin(tmp_path / name, options()) for name in ("whole", "part"))
    table = whole.round(0)
    part.context.observe(table)
    asyncio.run(part.context.advance(0, table.select(names)))
    assert part.context.state == whole.context.state


def test_rows_name_the_version_and_the_insights_that_can_be_told(tmp_path):
    [world] = worlds(tmp_path, Mode.ADVERSARIAL, 1)
    world.live(range(3))
    for row in world.context.plan(3).to_pylist():
        texts = world.context.texts(row["version"], row["insights"])
        assert len(texts) == len(row["insights"])
        assert all(texts)
    with pytest.raises(KeyError):
        world.context.texts("any", ["ins-9999"])


def test_flawed_samples_are_marked(tmp_path):
    class Sceptic(Model):
        def reflect(self, fields: dict) -> dict:
            return super().reflect(fields) | {"cause": "wrong_key", "kind": "check"}

    world = World.begin(tmp_path, options())
    world.context.client = Sceptic()
    table = world.round(0)
    marked = world.context.state.suspects
    assert marked
    assert set(marked.values()) == {"wrong_key"}
    assert set(marked) <= set(table["id"].to_pylist())


class Silent:
    """Nobody may ask."""

    async def complete(self, requests):
        raise AssertionError(requests)


@pytest.mark.parametrize("mode", [Mode.FROZEN, Mode.BANDIT])
def test_controls_without_insights_ask_no_model(tmp_path, mode):
    world = World.begin(tmp_path, options(mode))
    world.context.client = Silent()
    tables = world.live(range(4))
    assert not any(insights for table in tables for insights in table["insights"].to_pylist())
    assert len({version for table in tables for version in table["version"].to_pylist()}) == 1
    learnt = world.context.state.bandit.cells
    assert bool(learnt) is (mode is Mode.BANDIT)


def test_the_papers_reading_adopts_at_once_and_shows_always(tmp_path):
    [world] = worlds(tmp_path, Mode.PAPER, 1, max_insights=1)
    world.round(0)
    assert len(world.context.playbook.live) > 1
    assert world.context.state.trial is None
    plan = world.context.plan(1)
    assert set(plan["version"].to_pylist()) == {world.context.playbook.version}
    everywhere = [each.id for each in world.context.playbook.live if each.scope == ("*", "*")]
    assert all(set(everywhere) <= set(insights) for insights in plan["insights"].to_pylist())


def test_shuffled_evidence_brings_as_many_insights(tmp_path):
    """As many candidates as the disagreements taught; what they are about is left to chance."""
    counted = {}
    for mode in (Mode.ADVERSARIAL, Mode.SHUFFLED):
        [world] = worlds(tmp_path, mode, 1)
        world.round(0)
        state = world.context.state
        counted[mode] = sum(len(each.evidence) for each in (*state.trial.child.insights, *state.backlog))
    assert counted[Mode.SHUFFLED] == counted[Mode.ADVERSARIAL] > 0


def test_it_starts_from_another_runs_playbook(tmp_path):
    [first] = worlds(tmp_path / "run" / "context", Mode.PAPER, 1)
    first.live(range(2))
    run = tmp_path / "other"
    shutil.copytree(first.context.directory, run / "context")
    crew = Crew(AUTHORS)
    heir = Context(tmp_path / "heir", seeds(), crew, Silent(), "ann", options(Mode.FROZEN), from_run=run)
    assert heir.playbook.version == first.context.playbook.version
    assert any(insights for insights in heir.plan(0)["insights"].to_pylist())
    with pytest.raises(ConfigError, match="from_run"):
        Context(tmp_path / "x", seeds(), crew, Silent(), "ann", options(), from_run=tmp_path)


def test_an_empty_plan_has_the_columns_of_a_plan(tmp_path):
    world = World.begin(tmp_path, options())
    assert world.context.empty_plan().schema == world.context.plan(0).schema
    assert world.context.empty_plan().num_rows == 0
