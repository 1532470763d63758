"""The algorithm, run in a plain loop: order never matters, an interruption changes nothing, nothing is lost."""

import random

import pyarrow.compute as pc
import pytest

from cads_ray.dataset.settle import Keep
from cads_ray.disk.files import make_run_dir, write_text
from cads_ray.errors import AccountingError, BudgetExceeded, StoreError
from cads_ray.pictures import Blobs
from cads_ray.rounds import disagreements, synthesize
from cads_ray.schema import State
from cads_ray.store import RoundStore

from .plain import PlainContext, flow, seeds, table, verdict


def run(out, context=None, flow=flow(), rounds=range(3), keep=Keep()):
    make_run_dir(out)
    store = RoundStore(out, seeds(), keep)
    context = context or PlainContext()
    synthesize(rounds, context, flow, store)
    return store, context


def dataset(store):
    return [(round, verdicts.to_pylist()) for round, verdicts in store.verdicts()]


def test_each_round_is_planned_observed_closed_and_learnt_from(tmp_path):
    store, context = run(tmp_path)
    assert store.rounds() == [0, 1, 2]
    assert all(store.closed(round) for round in range(3))
    assert sorted(context.lessons) == [0, 1, 2]
    for round in range(3):
        outcomes = context.lessons[round]
        assert outcomes["id"].to_pylist() == sorted(outcomes["id"].to_pylist())
        assert set(disagreements(outcomes)["id"].to_pylist()) <= set(context.heard)


@pytest.mark.parametrize("seed", range(5))
def test_arrival_order_does_not_matter(seed, tmp_path):
    def shuffled(rows):
        return random.Random(seed).sample(rows, len(rows))

    one, _ = run(tmp_path / "one")
    other, _ = run(tmp_path / "other", flow=flow(size=3, order=shuffled))
    assert dataset(one) == dataset(other)


@pytest.mark.parametrize("blocks", [0, 1, 3, 5])
def test_an_interrupted_run_continues_and_ends_the_same(blocks, tmp_path):
    whole, _ = run(tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "cut", flow=flow(stop_after=blocks))
    asked = []

    def counting(plan):
        asked.extend(plan["id"].to_pylist())
        return flow()(plan)

    continued, _ = run(tmp_path / "cut", flow=counting)
    assert dataset(continued) == dataset(whole)
    assert len(asked) == len(set(asked)) <= 120


def test_what_was_flushed_is_not_asked_for_again(tmp_path):
    make_run_dir(tmp_path)
    store = RoundStore(tmp_path, seeds(), Keep())
    plan = store.open(0, PlainContext().plan)
    store.append(table([verdict(row) for row in plan.slice(0, 25).to_pylist()]))
    store.flush(0)
    again = RoundStore(tmp_path, seeds(), Keep())
    assert again.open(0, PlainContext().plan)["id"].to_pylist() == plan["id"].to_pylist()[25:]


def test_the_states_add_up_at_every_moment(tmp_path):
    make_run_dir(tmp_path)
    store = RoundStore(tmp_path, seeds(), Keep())
    plan = store.open(0, PlainContext().plan)
    for start in range(0, 40, 10):
        accounts = store.accounts()[0]
        assert accounts["planned"] == 40 == sum(accounts[state] for state in State)
        assert accounts[State.PENDING] == 40 - start
        store.append(table([verdict(row) for row in plan.slice(start, 10).to_pylist()]))
    store.close(0)
    assert store.accounts()[0][State.PENDING] == 0


def test_a_lost_or_doubled_row_is_an_accounting_error(tmp_path):
    make_run_dir(tmp_path)
    for name, rows in (("lost", slice(0, 39)), ("doubled", slice(0, 40))):
        store = RoundStore(tmp_path / name, seeds(), Keep())
        plan = store.open(0, PlainContext().plan)
        verdicts = [verdict(row) for row in plan.to_pylist()][rows]
        store.append(table(verdicts if name == "lost" else [*verdicts[:39], verdicts[0]]))
        with pytest.raises(AccountingError):
            store.close(0)
        assert not store.closed(0)


def test_rows_that_could_not_be_paid_for_stay_open(tmp_path):
    make_run_dir(tmp_path)
    store = RoundStore(tmp_path, seeds(), Keep())
    plan = store.open(0, PlainContext().plan).to_pylist()
    unpaid = {
        "state": None,
        "error_stage": "strategize",
        "error_type": "BudgetExceeded",
        "error_message": "budget.usd=1",
    }
    store.append(table([verdict(row) for row in plan[:30]] + [verdict(row, **unpaid) for row in plan[30:]]))
    with pytest.raises(BudgetExceeded, match=r"budget\.usd=1"):
        store.close(0)
    assert store.accounts()[0][State.PENDING] == 10
    assert RoundStore(tmp_path, seeds(), Keep()).open(0, PlainContext().plan).num_rows == 10


def test_a_run_that_continues_waits_for_its_past_only_where_a_size_asks_how_much_is_missing(tmp_path):
    run(tmp_path, rounds=range(1))
    (tmp_path / "rounds/000/verdicts.parquet").unlink()  # so that whoever needs it raises
    plan = PlainContext().plan
    assert RoundStore(tmp_path, seeds(), Keep()).open(1, plan).num_rows == plan(1).num_rows
    with pytest.raises(FileNotFoundError):
        RoundStore(tmp_path, seeds(), Keep(size=100)).open(2, plan)


def test_dataset_size_is_met_exactly_and_ends_the_run(tmp_path):
    store, context = run(tmp_path, keep=Keep(size=20), rounds=range(9))
    total = sum(store.accounts().values(), start=type(store.accounts()[0])())
    assert total[State.ACCEPTED] + total[State.ADVERSARIAL] == 20
    assert len(context.lessons) < 9


def test_a_round_that_adds_nothing_ends_the_run_and_not_the_size_alone(tmp_path):
    def repeating(plan):
        yield table([verdict(row, question="Same?", answer="1", state="accepted") for row in plan.to_pylist()])

    store, _ = run(tmp_path, keep=Keep(size=20), rounds=range(9), flow=repeating)
    assert store.yields[-1][1] == 0
    assert len(store.yields) == 2
    assert store.enough()


def test_samples_that_become_seeds_are_planned_with_and_kept_on_disk(tmp_path):
    def judged(plan):
        rows = [verdict(row, consensus=2, voters=3, domain="d") for row in plan.to_pylist()]
        yield table(rows)

    make_run_dir(tmp_path)
    store = RoundStore(tmp_path, seeds(), Keep(), depth=2)
    synthesize(range(3), PlainContext(), judged, store)
    depths = [row["seed_depth"] or 0 for row in RoundStore(tmp_path, seeds(), Keep(), depth=2).seeds().to_pylist()]
    assert depths == [0, 0, 0, 1, 1, 1]  # this context works on no evolved seed


def late(size=3):
    """A flow that keeps the last rows of each plan back until the next call; asked for them with an empty plan at the end."""
    waiting = []

    def run(plan):
        rows = [*waiting, *(verdict(row) for row in plan.to_pylist())]
        waiting.clear()
        waiting.extend(rows)
        for start in range(0, len(rows), size):
            block = rows[start : start + size]
            for row in block:
                waiting.remove(row)
            yield table(block)

    return run


@pytest.mark.parametrize("overlap", [0.9, 0.5, 0.1])
def test_with_overlap_the_next_round_opens_early_and_stragglers_land_in_their_own(overlap, tmp_path):
    make_run_dir(tmp_path)
    store, context, opened = RoundStore(tmp_path, seeds(), Keep()), PlainContext(), []
    run_late = late()

    def watching(plan):
        opened.append([round for round in store.rounds() if not store.closed(round)])
        yield from run_late(plan)

    synthesize(range(4), context, watching, store, overlap)
    assert any(len(rounds) > 1 for rounds in opened)  # two rounds under way at once
    assert all(0 < context.lessons[round].num_rows < 40 for round in range(4))
    assert all(set(lesson["round"].to_pylist()) == {round} for round, lesson in context.lessons.items())
    whole, _ = run(tmp_path / "whole", rounds=range(4))
    assert dataset(store) == dataset(whole)
    assert all(account["planned"] == 40 for account in store.accounts().values())


@pytest.mark.parametrize("tables", [3, 14, 20, 30])
def test_an_interrupted_run_with_overlap_loses_and_doubles_nothing(tables, tmp_path):
    def breaking(flow):
        left = iter(range(tables))

        def run(plan):
            for block in flow(plan):
                if next(left, None) is None:
                    raise KeyboardInterrupt
                yield block

        return run

    make_run_dir(tmp_path / "cut")
    store = RoundStore(tmp_path / "cut", seeds(), Keep())
    with pytest.raises(KeyboardInterrupt):
        synthesize(range(3), PlainContext(), breaking(late()), store, 0.5)
    store.flush()
    asked = []
    fresh = late()

    def counting(plan):
        asked.extend(plan["id"].to_pylist())
        return fresh(plan)

    again = RoundStore(tmp_path / "cut", seeds(), Keep())
    synthesize(range(3), PlainContext(), counting, again, 0.5)
    whole, _ = run(tmp_path / "whole")
    assert dataset(again) == dataset(whole)
    assert len(asked) == len(set(asked)) == 120 - 3 * tables


def test_rows_lost_are_an_accounting_error_with_overlap_too(tmp_path):
    make_run_dir(tmp_path)
    store = RoundStore(tmp_path, seeds(), Keep())

    def losing(plan):
        for block in flow()(plan):
            yield block.filter(pc.not_equal(block["id"], "r000-0039"))

    with pytest.raises(AccountingError):
        synthesize(range(2), PlainContext(), losing, store, 0.5)


def test_what_cannot_be_written_is_one_line_that_says_where(tmp_path):
    taken = tmp_path / "taken"  # a file where a folder is needed: no room of another kind
    taken.write_text("")
    for write in (lambda: write_text("a", taken / "file"), lambda: Blobs(taken).put(b"picture")):
        with pytest.raises(StoreError, match=r"taken/.* cannot be written: .*run the same command again$"):
            write()
