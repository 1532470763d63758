"""The comparison before paint: with closed rounds and seeds only, and paid for by no picture."""

import asyncio

import pyarrow as pa

from cads_ray.candidates import candidates
from cads_ray.dataset.compare import ClosedRounds, compare
from cads_ray.dataset.settle import Keep
from cads_ray.disk.files import make_run_dir, write_table
from cads_ray.schema import State
from cads_ray.store import RoundStore
from tests.plain import PlainContext, flow, seeds, table, verdict


def asked(round, rows):
    """Rows as they are before paint."""
    plan = PlainContext(rows=len(rows)).plan(round)
    batch = candidates(plan, seeds(), lambda version, ids: [])
    for name in ("question", "answer", "visual_prompt"):
        batch = batch.append_column(name, pa.array([row[name] for row in rows], pa.string()))
    return batch.append_column("choices", pa.array([[] for _ in rows], pa.list_(pa.string())))


def run_dir(tmp_path, rounds):
    """A run directory with closed rounds of the plain context, twenty rows each."""
    out = make_run_dir(tmp_path)
    write_table(seeds(), out / "seeds.parquet")
    store = RoundStore(out, seeds(), Keep())
    for round in range(rounds):
        for verdicts in flow()(store.open(round, PlainContext(rows=20).plan)):
            store.append(verdicts)
        store.close(round)
    return out, store


def test_a_question_of_a_closed_round_is_set_aside_and_one_of_its_own_round_is_not(tmp_path):
    out, store = run_dir(tmp_path, 1)
    old = next(row for row in store.outcomes(0).to_pylist() if row["state"] == State.ACCEPTED)
    old["visual_prompt"] = 'text "7 cm"'
    new = {
        "question": "How many legs has the spider that is drawn here?",
        "answer": "8",
        "visual_prompt": 'text "8 cm"',
    }
    copy = {name: old[name] for name in new}
    past = ClosedRounds(out, Keep())
    (twin,) = [row["id"] for row in store.outcomes(0).to_pylist() if row["question"] == old["question"]]
    copy["visual_prompt"] = verdict({"id": twin})["visual_prompt"]
    done = asyncio.run(compare(asked(1, [copy, new, new]), past)).to_pylist()
    assert [row["error_type"] for row in done] == ["Duplicate", None, None]
    assert done[0]["error_message"] == f"twin of {twin}"


def test_the_first_round_is_compared_with_the_seeds(tmp_path):
    out, _ = run_dir(tmp_path, 0)
    copy = {"question": "Seed question 2", "answer": "2", "visual_prompt": 'text "4 cm"'}
    done = asyncio.run(compare(asked(0, [copy]), ClosedRounds(out, Keep()))).to_pylist()
    assert done[0]["error_message"] == "twin of s2"


def test_blocks_that_come_at_once_hear_of_a_closed_round_once(tmp_path):
    """Heard of twice, two siblings of the closed round would fill the places of three."""
    store = RoundStore(make_run_dir(tmp_path), seeds(), Keep())
    write_table(seeds(), tmp_path / "seeds.parquet")
    plan = store.open(0, PlainContext(rows=2).plan).to_pylist()
    train = "A train runs {} km in {} h at an even pace. How far does it run in one hour?"
    store.append(table([verdict(row, question=train.format(6 * i, i), answer="6") for i, row in enumerate(plan, 2)]))
    store.close(0)
    third = {"question": train.format(42, 7), "answer": "6", "visual_prompt": 'text "42 km"'}
    past, batch = ClosedRounds(tmp_path, Keep(siblings=3)), asked(1, [third])

    async def at_once():
        return await asyncio.gather(*(compare(batch, past) for _ in range(64)))

    assert [done["error_type"].to_pylist() for done in asyncio.run(at_once())] == [[None]] * 64


def test_what_was_set_aside_is_settled_as_such_and_counts_as_no_failure(tmp_path):
    store = RoundStore(make_run_dir(tmp_path), seeds(), Keep())
    plan = store.open(0, PlainContext(rows=2).plan).to_pylist()
    said = {"state": None, "error_stage": "compare", "error_type": "Duplicate", "error_message": "twin of x"}
    store.append(table([verdict(plan[0], **said), verdict(plan[1], **said | {"error_type": "Excluded"})]))
    store.close(0)
    found = store.outcomes(0).to_pylist()
    assert [(row["state"], row["reason"]) for row in found] == [("duplicate", "twin of x"), ("excluded", "twin of x")]
