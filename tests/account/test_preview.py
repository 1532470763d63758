"""What a preview says of the whole run."""

import re

import pyarrow as pa
import pytest

from cads_ray.account.bill import Bill
from cads_ray.account.preview import Whole, clear, part_of, projection
from cads_ray.config import Config, ContextConfig, MemberConfig, ModelsConfig, RoundsConfig
from cads_ray.errors import ConfigError
from cads_ray.models.counts import Tally
from cads_ray.schema import CALL
from cads_ray.seeds.read import Seeds
from cads_ray.session.intake import some
from tests.plain import seeds


def call(task: str, key: str, usd: float = 0.1, seconds: float = 2.0) -> dict:
    return {"task": task, "member": "ada", "key": key * 64, "usd": usd, "seconds": seconds, "cached": False, "calls": 1}


def rows(costs: dict[str, list[dict]]) -> list[tuple[int, pa.Table]]:
    calls = pa.array(list(costs.values()), pa.list_(CALL))
    return [(0, pa.table({"seed": list(costs), "calls": calls}))]


def whole(total: int, rounds: int = 1, **limits) -> Whole:
    members = {"ada": MemberConfig(**limits)}
    config = Config(rounds=RoundsConfig(rounds), models=ModelsConfig(members=members), context=ContextConfig())
    return Whole(config, total)


def numbers(text: str) -> list[float]:
    """Calls and dollars: the mean and the ends of its range, each."""
    found = re.search(r"([\d,]+) calls \(([\d,]+) to ([\d,]+)\), \$([\d.]+) \(\$([\d.]+) to \$([\d.]+)\)", text)
    assert found, text
    return [float(word.replace(",", "")) for word in found.groups()]


def test_all_seeds_alike_are_projected_without_a_range():
    same = {f"s{i}": [call("analyze", "a"), call("solve", f"{i}")] for i in range(4)}
    assert numbers(projection(rows(same), Bill(), whole(100), 9.0)) == [200, 200, 200, 20, 20, 20]


def test_an_analysis_is_paid_for_in_the_first_round_alone():
    same = {f"s{i}": [call("analyze", "a"), call("solve", f"{i}")] for i in range(4)}
    assert numbers(projection(rows(same), Bill(), whole(100, rounds=3), 9.0))[0] == 400


def test_seeds_that_differ_give_a_range_which_closes_when_all_were_seen():
    apart = {f"s{i}": [call("solve", f"{k}{i}"[::-1]) for k in range(1 + i)] for i in range(4)}
    mean, low, high, *_ = numbers(projection(rows(apart), Bill(), whole(100), 9.0))
    assert low < mean == 250 < high
    assert low >= 0
    mean, low, high, *_ = numbers(projection(rows(apart), Bill(), whole(4), 9.0))
    assert low == mean == high == 10


def test_what_an_earlier_preview_paid_for_is_counted_as_the_whole_run_would_pay_it():
    again = {f"s{i}": [call("solve", f"{i}") | {"cached": True}] * 2 for i in range(2)}
    assert numbers(projection(rows(again), Bill(), whole(10), 9.0))[0] == 10


def test_the_lessons_of_the_rounds_are_in_it():
    bill = Bill({("ada", "reflect"): Tally(4, 4, 0.4), ("ada", "optimize"): Tally(1, 1, 0.1)})
    same = {f"s{i}": [call("solve", f"{i}")] for i in range(2)}
    mean, low, high, *_ = numbers(projection(rows(same), bill, whole(8, rounds=2), 9.0))
    assert (mean, low, high) == (8 * 2 + 2 * (16 + 1), 8 * 2 + 2 * 5, 8 * 2 + 2 * (16 + 1))


def test_the_time_lies_between_what_limits_allow_and_what_was_seen():
    same = {f"s{i}": [call("solve", f"{i}")] for i in range(2)}
    assert "10 min (as fast as limits let) to 50 min" in projection(rows(same), Bill(), whole(100, rpm=10), 60.0)
    assert "20 s (as fast as limits let) to 50 min" in projection(
        rows(same), Bill(), whole(100, max_in_flight=10), 60.0
    )


def test_one_seed_tells_no_range():
    assert "too few" in projection(rows({"s0": [call("solve", "a")]}), Bill(), whole(5), 9.0)
    with pytest.raises(ConfigError, match="at least 2"):
        part_of(Config(preview=1))


def test_a_preview_is_a_run_beside_the_ledger_of_the_whole(tmp_path):
    part = part_of(Config(out=str(tmp_path), preview=5, rounds=RoundsConfig(7)))
    assert (part.out, part.ledger.dir) == (str(tmp_path / "preview"), str(tmp_path / "calls"))
    assert part.rounds.count == 1


def test_seeds_are_taken_from_all_over():
    few = some(Seeds(seeds(10)), 3)
    assert few.table["seed"].to_pylist() == ["s0", "s3", "s6"]
    assert few.left_out == 7
    assert some(Seeds(seeds(3)), 5).table.num_rows == 3


def test_a_preview_of_other_settings_takes_the_place_of_the_old_one(tmp_path):
    (tmp_path / "rounds/000").mkdir(parents=True)
    (tmp_path / "blobs").mkdir()
    clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["blobs"]
