"""Each benchmark as its authors publish it, and as VLMEvalKit does: what is asked, what counts, what it is broken down by."""

import json

import pytest

from cads_ray.errors import SeedsError
from cads_ray.evaluate.benchmarks import ANY, BENCHMARKS
from cads_ray.evaluate.benchmarks.base import Key, letter_of
from cads_ray.evaluate.items import key_of, read_items
from cads_ray.pictures import Blobs
from tests.evaluate import published


@pytest.fixture
def read(tmp_path, png):
    """The items of a published form, by id, and what was set aside."""

    def items(name, form=None, **more):
        place = getattr(published, form or name)(tmp_path, png)
        found = read_items(BENCHMARKS[name], str(place), Blobs(tmp_path / "blobs"), **more)
        return {row["id"]: row for row in found.table.to_pylist()}, found.rejected

    return items


def cells(item):
    return json.loads(item["cells"])


def test_mathvista(read):
    items, rejected = read("mathvista")
    assert [row["reason"] for row in rejected] == ["a question without an answer"]
    one, two, three = items["1"], items["2"], items["3"]
    assert one["question"] == "How tall is the bar? (Unit: cm)\nAnswer with a number with one decimal place."
    assert (one["unit"], json.loads(one["tolerance"])) == ("cm", {"decimals": 1})
    assert two["question"].endswith("\nAnswer with an integer.")
    assert (three["choices"], three["answer"], three["question"]) == (["dark red", "blue"], "dark red", "Which colour?")
    assert cells(one)["skills"] == ["statistical reasoning", "arithmetic reasoning"]
    assert cells(one)["task"] == ["figure question answering"]
    assert all(item["image"] for item in items.values())


def test_mathvista_of_vlmevalkit(read):
    items, _ = read("mathvista", "mathvista_tsv")
    assert items["1"]["question"].endswith("Question: Which?")
    assert (items["1"]["choices"], items["1"]["answer"]) == (["red", "blue"], "blue")
    assert cells(items["1"])["skills"] == ["numeric commonsense"]


def test_mathvista_own_rule_takes_the_nearest_choice_and_cuts_integers():
    own = BENCHMARKS["mathvista"].own
    key = Key("dark red", options=("dark red", "blue"))
    assert [own(key, answer, {}) for answer in ("(A)", "A", "red", "blue", "B")] == [True, True, True, False, False]
    assert own(Key("3"), "3.9", {"answer_type": "integer"})
    assert not own(Key("3"), "three", {"answer_type": "integer"})
    assert own(Key("1.2"), "1.24", {"answer_type": "float", "precision": 1.0})
    assert not own(Key("1.2"), "1.26", {"answer_type": "float", "precision": 1.0})


def test_mathverse(read):
    items, rejected = read("mathverse")
    assert not rejected
    assert (items["1"]["choices"], items["1"]["answer"]) == (["40", "70", "100", "140"], "70")
    assert items["1"]["question"] == "In triangle ABC, angle A = 40. Find angle B."
    assert "stands in the picture" in items["2"]["question"]
    assert (items["2"]["choices"], items["2"]["answer"]) == ([], "B")
    assert (items["3"]["image"], items["3"]["answer"]) == (None, "12 cm")
    assert cells(items["2"])["problem_version"] == ["Vision Only"]
    own = BENCHMARKS["mathverse"].own
    assert own(key_of(items["2"]), "(B)", {})
    assert own(key_of(items["1"]), "B", {})
    assert not own(key_of(items["3"]), "0.12 m", {})


def test_mathvision(read):
    items, _ = read("mathvision")
    assert (items["4"]["choices"], items["4"]["answer"]) == (["A", "B", "C", "D", "E"], "B")
    assert (cells(items["5"])["subject"], cells(items["5"])["level"]) == (["counting"], ["2"])
    own = BENCHMARKS["mathvision"].own
    assert own(key_of(items["5"]), "7.0000001", {})
    assert not own(key_of(items["4"]), "A", {})


def test_mmmu(read):
    items, _ = read("mmmu")
    one, two = items["validation_Art_1"], items["validation_Art_2"]
    assert (one["choices"], one["answer"], len(one["more_images"])) == (["the sky", "the ground"], "the ground", 1)
    assert (two["answer"], two["also"]) == ("Mona Lisa", ["La Gioconda"])
    assert cells(one)["subject"] == ["Art"]
    own = BENCHMARKS["mmmu"].own
    assert own(key_of(two), "It is La Gioconda.", {})
    assert own(Key("3.14"), "about 3.141", {})
    assert not own(key_of(one), "neither", {})


def test_mmmu_of_vlmevalkit_by_split(read):
    items, _ = read("mmmu", "mmmu_tsv", split="validation")
    assert list(items) == ["1"]
    assert len(items["1"]["more_images"]) == 1
    items, _ = read("mmmu", "mmmu_tsv")
    assert items["2"]["image"] == items["1"]["image"]
    with pytest.raises(SeedsError, match="its splits are dev, validation"):
        read("mmmu", "mmmu_tsv", split="test")


def test_mmmu_pro_with_ten_options_and_in_the_picture(read):
    items, _ = read("mmmu_pro")
    item = items["test_Physics_1"]
    assert (len(item["choices"]), item["answer"]) == (10, "option 9")
    items, _ = read("mmmu_pro_vision")
    item = items["test_Physics_1"]
    assert (item["choices"], len(item["options"]), item["answer"]) == ([], 10, "option 9")
    assert "stand in the picture" in item["question"]
    assert BENCHMARKS["mmmu_pro_vision"].own(key_of(item), "J", {})


def test_charxiv_as_its_repository_has_it(read):
    items, rejected = read("charxiv_reasoning", "charxiv")
    assert not rejected
    assert items["7"]["question"].startswith("Which line is highest?\nAnswer with words")
    assert items["8"]["question"].endswith("Answer with a number with 2 decimals.")
    assert cells(items["7"])["answered_by"] == ["text in chart"]


def test_charxiv_descriptive_questions_are_about_a_subplot(read):
    items, _ = read("charxiv_descriptive", "charxiv")
    assert list(items) == ["7_0", "7_1", "7_2", "7_3"]
    assert items["7_0"]["question"].startswith("For the subplot in row 1 and column 2, what is the highest")
    assert items["7_2"]["question"].startswith("What is the layout")
    assert [cells(item)["answered_by"][0] for item in items.values()][:3] == [
        "information extraction", "enumeration", "pattern recognition"
    ]  # fmt: skip
    assert BENCHMARKS["charxiv_descriptive"].own(key_of(items["7_3"]), "not applicable", {})


@pytest.mark.parametrize("name", ["charxiv_reasoning", "charxiv_descriptive"])
def test_charxiv_as_parquet(name, read):
    items, _ = read(name, "charxiv_parquet")
    first = next(iter(items.values()))
    if name == "charxiv_reasoning":
        assert (first["answer"], cells(first)["answered_by"]) == ("40,000", ["number in chart"])
        assert BENCHMARKS[name].own(key_of(first), "40000", {})
    else:
        assert len(items) == 4
        assert first["question"].startswith("For the inset, what is its title?")


def test_charxiv_of_vlmevalkit(read):
    items, _ = read("charxiv_descriptive", "charxiv_tsv")
    assert items["1"]["question"] == "For the current plot, what is its title?"
    assert cells(items["1"])["answered_by"] == ["information extraction"]


def test_any_dataset_is_a_benchmark(tmp_path):
    rows = [{"question": f"q{n}", "answer": str(n), "domain": "physics"} for n in range(10)]
    (tmp_path / "set.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = read_items(ANY, str(tmp_path / "set.jsonl"), Blobs(tmp_path / "blobs"), limit=4)
    assert found.table["question"].to_pylist() == ["q0", "q2", "q5", "q7"]
    assert cells(found.table.to_pylist()[0]) == {"domain": ["physics"], "kind": ["open"]}


@pytest.mark.parametrize(
    ("text", "letter"),
    [("B", "B"), ("(b)", "B"), ("B. ground", "B"), ("ground", "B"), ("C", ""), ("Because", ""), ("A ground", "")],
)
def test_letters_are_named_and_never_guessed(text, letter):
    assert letter_of(text, ("sky", "ground")) == letter
