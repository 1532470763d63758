"""The matcher of answers against pairs with known verdicts, and what the item may declare."""

import asyncio
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cads_ray.judge.match import match

HERE = Path(__file__).parent
EXACT_KINDS = ("year", "count")


def load(name: str) -> list[dict]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def verdict(pair: dict):
    return match(pair["prediction"], pair["truth"], **declared(pair))


def declared(pair: dict) -> dict:
    kind = {"kind": pair["kind"]} if pair["kind"] in EXACT_KINDS else {}
    return kind | (pair.get("context") or {})


def name(pair: dict) -> str:
    return f"{pair['kind']}: {pair['prediction']} | {pair['truth']}"[:70]


@pytest.mark.parametrize("pair", load("answer_pairs.jsonl"), ids=name)
def test_pairs_that_are_equal_or_not(pair):
    found = verdict(pair)
    assert (found.equal is True) == pair["equal"], f"{pair['why']}; {found}"


@pytest.mark.parametrize("pair", load("pairs.jsonl"), ids=name)
def test_pairs_that_are_equal_or_not_or_undecidable(pair):
    """`equal` is null where no rule may decide: abstaining is the right verdict there, and a wrong one elsewhere."""
    found = verdict(pair)
    assert found.equal is pair["equal"], f"{pair['why']}; {found}"


def test_every_verdict_names_its_rule_and_its_reason():
    for pair in load("answer_pairs.jsonl") + load("pairs.jsonl"):
        found = verdict(pair)
        assert found.rule
        assert found.reason


def test_there_are_cases_of_every_kind_and_verdict():
    pairs = load("pairs.jsonl")
    assert len(pairs) >= 500
    assert {pair["equal"] for pair in pairs} == {True, False, None}
    assert {pair["kind"] for pair in load("answer_pairs.jsonl")} - {pair["kind"] for pair in pairs} <= {
        "fraction",
        "mixed_number",
        "surd",
        "complex",
        "power",
        "factorial",
        "tiny_values",
        "plus_minus",
        "number_word",
        "thousands",
        "scale_word",
        "scientific",
        "infinity",
        "empty",
        "mcq_multi",
    }  # fmt: skip  (these are cases of number, set, special, wrapper and mcq here)


@pytest.mark.parametrize("tolerance", [None, "", {}])
def test_no_tolerance_is_exact(tolerance):
    assert match("3.1", "3.14", tolerance=tolerance).equal is False


@pytest.mark.parametrize(
    "tolerance", ["about", "[1]", '{"digits": 2}', '{"decimals": -1}', {"rel": "x"}, {"rel": -1}, 5, "{"]
)
def test_a_tolerance_that_cannot_be_read_decides_only_exact_equality(tolerance):
    assert match("3.14", "3.140", tolerance=tolerance).equal is True
    assert match("3.1", "3.14", tolerance=tolerance).equal is None


@pytest.mark.parametrize("tolerance", [{"decimals": 1}, '{"decimals": 1}', '{"decimals": "1"}'])
def test_a_tolerance_comes_as_a_dict_or_as_its_json(tolerance):
    assert match("3.1", "3.14", tolerance=tolerance).equal is True
    assert match("3.2", "3.14", tolerance=tolerance).equal is False


def test_a_relative_tolerance_is_a_share_of_the_truth_and_several_must_all_hold():
    assert match("95", "100", tolerance={"rel": 0.05}).equal is True
    assert match("100", "95", tolerance={"rel": 0.05}).equal is False
    assert match("95", "100", tolerance={"rel": 0.05, "abs": 1}).equal is False


def test_a_bare_number_is_in_the_unit_of_the_item_and_in_no_other():
    assert match("5", "5 cm").equal is None
    for unit in ("cm", "\\text{cm}", "centimeters"):
        assert match("5", "5 cm", unit=unit).equal is True
        assert match("5", "50 mm", unit=unit).equal is True
        assert match("50 mm", "5", unit=unit).equal is True
        assert match("50", "5", unit=unit).equal is False
    assert match("5", "5", unit="").equal is True
    assert match("5 cm", "5", unit="").equal is None


def test_the_kind_settles_what_a_text_may_be():
    assert match("(2, 5)", "[2, 5]", kind="interval").equal is False
    assert match("1:20", "2:40").equal is None
    assert match("1:20", "2:40", kind="ratio").equal is True
    assert match("1:20", "2:40", kind="time").equal is False
    assert match("007", "7", kind="id").equal is False
    assert match("CAT", "cat", kind="text").equal is True
    assert match("12 apples", "12", kind="count").equal is True


def test_parts_are_matched_part_by_part_under_the_items_tolerance():
    truth = "(a) 6.2 m/s (b) 12.4 m/s (c) $3\\text{ m/s}^{2}$"
    assert match("(a) 6.21 m/s; (b) 0.0124 km/s; (c) 3 m/s²", truth, tolerance={"decimals": 1}).equal is True
    assert match("(a) 6.21 m/s; (b) 0.0124 km/s; (c) 3 m/s²", truth).equal is False
    assert match("(a) 6.2 m/s (b) 12.4 m/s", truth).equal is False
    assert match("(c) 3 m/s^2 (a) 6.2 m/s (b) 12.4 m/s", truth).equal is True
    assert match("6.2 m/s, 12.4 m/s, 3 m/s^2", truth).equal is True


def test_options_beyond_reason_do_no_harm():
    assert match("B", "B", options=["x"] * 200).equal is True
    assert match("A", "B", options=[]).equal is False
    assert match("A", "red", options=["red", None, "blue"]).equal is True


def test_what_is_no_text_is_no_answer():
    assert match(None, "5").equal is False
    assert match("5", None).equal is False
    assert match("", "").equal is False


def test_threads_and_coroutines_get_the_same_verdicts():
    pairs = [
        pair
        for pair in load("pairs.jsonl")
        if pair["kind"] in ("expression", "equation", "number", "angle", "interval")
    ]
    expected = [verdict(pair) for pair in pairs]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(verdict, pairs * 3)) == expected * 3

    async def judge(pair):
        await asyncio.sleep(0)
        return await asyncio.to_thread(verdict, pair)

    async def panel():
        return await asyncio.gather(*map(judge, pairs))

    assert asyncio.run(panel()) == expected


def test_the_common_pair_loads_no_heavy_library():
    """sympy takes two seconds to import and pint one; even mpmath is left alone by numbers, letters, units and words."""
    code = (
        "import sys; from cads_ray.judge.match import match\n"
        "for p, t in [('42', '42.0'), ('B.', 'B'), ('5 cm', '50 mm'), ('red', 'blue'), ('\\\\frac{1}{2}', '0.5'), ('(1, 2)', '(2, 1)')]:\n"  # noqa: E501
        "    match(p, t, tolerance={'decimals': 1})\n"
        "print([name for name in ('mpmath', 'sympy', 'pint', 'math_verify') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
