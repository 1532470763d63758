"""Datasets side by side: what is known of each, and what one has of another."""

import json

import pytest
from rich.console import Console

from cads_ray.compare.__main__ import main
from cads_ray.compare.datasets import compare
from cads_ray.errors import ConfigError
from cads_ray.evaluate.scores import share
from cads_ray.export.formats import Options, export_run
from cads_ray.export.source import open_run
from cads_ray.pictures import check
from tests.conftest import SVG
from tests.export.runs import kept_of, make_run

LONG = "A ladder of 5 metres leans against a wall so that its foot is 3 metres away from it, how high is its top?"


@pytest.fixture
def write(tmp_path):
    """A JSONL dataset of rows, with pictures beside it."""

    def dataset(name, rows):
        folder = tmp_path / name
        folder.mkdir()
        for row in rows:
            if isinstance(row.get("image"), bytes):
                file = folder / f"{len(list(folder.iterdir()))}.png"
                file.write_bytes(row["image"])
                row["image"] = file.name
        (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        return str(folder)

    return dataset


@pytest.fixture(scope="module")
def looks(renderer):
    """Three pictures that the eye tells apart."""
    shapes = (
        '<circle cx="30" cy="20" r="12"/>',
        '<path d="M0 0 60 40"  stroke="red"/>',
        '<rect width="20" height="40"/>',
    )
    return [renderer.draw("svg", SVG.format(shape)).data for shape in shapes]


def test_what_two_datasets_share_by_kind(write, looks):
    one = [
        {"question": LONG, "answer": "4 m"},
        {"question": "Find x.", "answer": "5", "image": looks[0]},
        {"question": "How many bars are there?", "answer": "3", "image": looks[1]},
    ]
    other = [
        {"question": LONG.replace("5", "13").replace("3 ", "12 "), "answer": "5 m"},  # other numbers
        {"question": "Find x.", "answer": "5", "image": looks[2]},  # another picture
        {"question": "how many bars are there", "answer": "3", "image": looks[1]},
        {"question": "What colour is it, in one word?", "answer": "red", "image": looks[0]},
    ]
    found = compare([write("one", one), write("other", other)])
    there = next(each for each in found["overlaps"] if each["of"] == "other")
    assert there == {
        "of": "other",
        "in": "one",
        "rows": 4,
        "words": 3,
        "question": 2,
        "twins": 1,
        "picture": 2,
        "13 words": 0,
    }
    back = next(each for each in found["overlaps"] if each["of"] == "one")
    assert (back["words"], back["question"]) == (3, 2)


def test_figures_of_a_side_and_what_is_not_known(write):
    rated = [
        {"question": f"What is {n} + {n}?", "answer": str(2 * n), "pass_rate": n / 4, "domain": "sums"}
        for n in range(5)
    ]
    rated.append(dict(rated[1]))
    bare = [{"question": f"Which letter is number {n} of the word?", "answer": "a"} for n in range(6)] + [
        {"question": "?"}
    ]
    one, other = compare([write("rated", rated), write("bare", bare)])["sides"]
    assert (one["rows"], one["repeated"], one["rated rows"]) == (6, 1, 6)
    assert one["learnable"] == pytest.approx(4 / 6)
    assert (other["set aside"], other["pass rate"], other["dissent"]) == (1, None, None)
    assert one["compared at"] == other["compared at"] == 6


def test_a_run_beside_its_own_export_is_all_twins(tmp_path):
    run = make_run(tmp_path / "run", 40)
    export_run(open_run(run), Options(("easyr1",)))
    console = Console(record=True, width=200)
    main([str(run), str(run / "export/easyr1"), f"out={tmp_path / 'out'}"], console)
    assert "rows of" in console.export_text()
    found = json.loads((tmp_path / "out/comparison.json").read_text())
    assert all(each["twins"] == each["rows"] == len(kept_of(run)) for each in found["overlaps"])
    assert found["sides"][0]["dissent"] == pytest.approx(found["sides"][1]["dissent"])
    assert check((tmp_path / "out/comparison.png").read_bytes()).width > 500


def test_evaluations_are_compared_as_evaluations(tmp_path):
    counts = dict.fromkeys(("right", "wrong", "undecided", "abstained", "absent", "pending"), 0)
    told = {"binding": {"model": "m", "benchmark": "mathvista", "problems": "d"}}
    told["scores"] = {"items": 2, "outcomes": counts, "accuracy": share([1, 0])}
    (tmp_path / "e").mkdir()
    (tmp_path / "e/evaluation.json").write_text(json.dumps(told))
    console = Console(record=True, width=200)
    main([str(tmp_path)], console)
    printed = console.export_text()
    assert "50.0%" in printed
    assert "75.6%" in printed


def test_one_dataset_alone_is_refused(write):
    with pytest.raises(ConfigError, match="two of them"):
        compare([write("one", [{"question": "q", "answer": "1"}])])
