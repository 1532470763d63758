"""The report in a real browser, from a file, without a network: filter, search, open a sample, and see what is shown."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cads_ray.account.overview import overview
from cads_ray.dataset.settle import Keep
from cads_ray.disk.files import write_table
from cads_ray.export.pages import FEW, as_json
from cads_ray.export.report import write_report
from cads_ray.judge.agreement import agreement
from cads_ray.pictures import Blobs
from cads_ray.schema import VERDICT
from cads_ray.store import RoundStore
from tests.browser import Page, needs_browser

from .runs import make_run, rows_of

EVIL = """</script><script>window.bad = 1</script><img src=x onerror="window.bad = 2"><b>bold</b> __SCRIPT__ __DATA__"""
VERSIONS = [
    {"version": "v0", "round": 0, "insights": [{"id": "i1", "text": "Old advice"}], "log": []},
    {"version": "v1", "round": 1, "insights": [{"id": "i2", "text": EVIL}], "log": ["round 2: tried " + EVIL]},
]


def report(out: Path) -> Path:
    store = RoundStore(out, pq.read_table(out / "seeds.parquet"), Keep())
    judged = [row for row in rows_of(out) if row["votes"]]
    about = overview(store) | {
        "title": f"run <{out.name}>",
        "subtitle": "a test",
        "cost": "$1.00, $0.01 each",
        "calls": 9,
    }
    about |= {
        "costs": [["ann", "solve", 9, 0, "0.5", "$1.00"]],
        "rejected": [],
        "agreement": agreement(judged),
        "missing": ["12 of 99 samples kept"],
    }
    return write_report(out, store.verdicts(), store.seeds(), VERSIONS, Blobs(out / "blobs"), about)


def poison(out: Path) -> str:
    """Make every text of one kept sample of the first round an attack; returns its id."""
    path = out / "rounds/000/verdicts.parquet"
    rows = pq.read_table(path).to_pylist()
    row = next(row for row in rows if row["state"] == "adversarial")
    row |= dict.fromkeys(
        ("question", "answer", "domain", "reasoning", "strategy_text", "visual_prompt", "rationale"), EVIL
    )
    row |= {"choices": [EVIL, "b"], "concepts": [EVIL], "insights": ["i2"]}
    for vote in row["votes"]:
        vote |= {"raw": EVIL, "answer": EVIL}
    write_table(VERDICT.empty_table().from_pylist(rows, schema=VERDICT), path)
    return row["id"]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    made = Page(tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    out = make_run(tmp_path_factory.mktemp("run") / "small", rows=90)
    evil = poison(out)
    return out, evil, report(out)


def choose(page: Page, name: str, label: str) -> None:
    page.run(
        f"(() => {{ const s = document.querySelector('select[aria-label={json.dumps(name)}]');"
        f"s.value = [...s.options].find(o => o.textContent === {json.dumps(label)}).value;"
        "s.dispatchEvent(new Event('change')); })()"
    )


def count(page: Page) -> str:
    return page.run("document.querySelector('.count').textContent")


@needs_browser
def test_filters_and_search_show_what_the_run_holds(page, small):
    out, _, place = small
    page.open(place)
    rows = rows_of(out)
    assert count(page) == "90 of 90 samples"
    assert page.run("document.querySelectorAll('.card').length") == 24
    wanted = [row for row in rows if row["state"] == "accepted" and row["domain"] == "physics"]
    choose(page, "state", "accepted")
    choose(page, "domain", "physics")
    assert count(page) == f"{len(wanted)} of 90 samples"
    choose(page, "judge and vote", "ann: match")
    assert page.run("document.querySelector('.card').dataset.id") == wanted[0]["id"]
    choose(page, "state", "every state")
    choose(page, "domain", "every domain")
    choose(page, "judge and vote", "every vote")
    choose(page, "round", "round 2")
    assert count(page) == f"{sum(row['round'] == 1 for row in rows)} of 90 samples"
    choose(page, "round", "every round")
    search = "const s = document.querySelector('input[type=search]'); s.value = {}; s.dispatchEvent(new Event('input'))"
    page.run(f"(() => {{ {search.format(json.dumps(wanted[-1]['id']))} }})()")
    page.wait("document.querySelector('.count').textContent === '1 of 90 samples'")
    page.run(f"(() => {{ {search.format(json.dumps(''))} }})()")
    page.wait("document.querySelector('.count').textContent === '90 of 90 samples'")


@needs_browser
def test_a_click_shows_the_whole_lineage(page, small):
    out, _, place = small
    page.open(place)
    row = next(row for row in rows_of(out) if row["state"] == "accepted")
    page.run("document.querySelector(`[data-id='" + row["id"] + "']`).click()")
    page.wait("dialog.open")
    shown = " ".join(page.run("dialog.innerText").split())
    seed = next(each for each in pq.read_table(out / "seeds.parquet").to_pylist() if each["seed"] == row["seed"])
    for text in (row["id"], seed["seed_question"], row["reasoning"].strip(), row["strategy_text"], row["question"]):
        assert " ".join(text.split()) in shown
    for vote in row["votes"]:
        assert f"{vote['judge']} sees picture: {vote['answer']}" in shown
    assert page.run("[...dialog.querySelectorAll('img')].every(i => i.complete && i.naturalWidth > 0)")


@needs_browser
def test_what_a_model_wrote_is_text_and_never_markup(page, small):
    _, evil, place = small
    page.open(place)
    page.run("document.querySelector(`[data-id='" + evil + "']`)?.click() ?? open(known.get(" + json.dumps(evil) + "))")
    page.wait("dialog.open")
    assert EVIL in page.run("dialog.textContent")
    assert page.run("window.bad") is None
    assert page.run(
        "document.querySelectorAll('b').length && [...document.querySelectorAll('b')].every(b => b.textContent !== 'bold')"
    )
    assert page.run("document.querySelectorAll('img[src=x]').length") == 0
    assert page.console == []


@needs_browser
def test_each_section_is_there_and_nothing_is_asked_of_a_network(page, small):
    _, _, place = small
    page.open(place)
    assert page.run("[...document.querySelectorAll('h2')].map(h => h.id)") == (
        ["rounds", "costs", "judges", "diversity", "heuristics", "samples", "reasons"]
    )
    assert page.run("document.querySelectorAll('.diff .new').length") == 1
    assert page.run("document.querySelector('.diff .gone').textContent") == "Old advice"
    assert "12 of 99 samples kept" in page.run("document.querySelector('.notice').textContent")
    away = "performance.getEntriesByType('resource').filter(e => !/^(file|data):/.test(e.name)).length"
    assert page.run(away) == 0
    assert page.console == []


@needs_browser
def test_many_samples_are_loaded_a_page_at_a_time(page, tmp_path):
    out = make_run(tmp_path / "large", rows=FEW + 250)
    place = report(out)
    rows = rows_of(out)
    assert len(list((out / "report").glob("*.js"))) == 13
    page.open(place)
    assert page.run("document.querySelectorAll('script[src]').length") == 0
    assert page.run("document.querySelectorAll('.card').length") == 24
    choose(page, "state", "failed")
    page.run("document.querySelectorAll('.pages button')[1].click()")
    last = [row for row in rows if row["state"] == "failed"][47]
    page.run("[...document.querySelectorAll('.card')].at(-1).click()")
    page.wait("dialog.open")
    assert last["id"] in page.run("dialog.innerText")
    assert page.run("document.querySelectorAll('script[src]').length") == 1
    assert page.run("[...document.querySelectorAll('.card img')].every(i => !i.complete || i.naturalWidth > 0)")
    (out / "report").rename(out / "elsewhere")
    page.open(place)
    page.run("open(700)")
    page.wait("dialog.open")
    assert "belongs beside report.html" in page.run("dialog.innerText")
    page.console.clear()  # the browser says that the file is not there


def test_a_smaller_run_leaves_no_pages_of_a_larger_one(tmp_path):
    out = make_run(tmp_path / "run", rows=30)
    (out / "report").mkdir()
    (out / "report/00000.js").write_text("page(0,[])")
    report(out)
    assert not (out / "report").exists()


def test_data_cannot_end_its_script():
    assert "<" not in as_json({"a": EVIL})
    assert json.loads(as_json({"a": EVIL})) == {"a": EVIL}
