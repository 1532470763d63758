"""A run in the terminal: figures, one sample's lineage, and words for what is not there."""

import io

import pytest
from rich.console import Console

from cads_ray.errors import ConfigError
from cads_ray.inspect import main
from tests.export.runs import make_run, rows_of


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return make_run(tmp_path_factory.mktemp("inspect") / "run", rows=40)


def said(*arguments: str) -> str:
    console = Console(file=io.StringIO(), width=160)
    main(arguments, console)
    return console.file.getvalue()


def test_the_run_in_figures(out):
    words, rows = said(f"run={out}"), rows_of(out)
    kept = sum(row["state"] in ("accepted", "adversarial") for row in rows)
    assert f"run: {kept} samples kept of 40" in words
    for title in ("rounds", "diversity", "heuristics v0, from round 1", "not kept"):
        assert title in words
    assert "+ Print | small" in words


def test_one_sample_with_each_judges_answer(out):
    row = next(row for row in rows_of(out) if row["state"] == "adversarial")
    for name in (row["id"], row["id"][:11]):
        words = said(f"run={out}", f"sample={name}")
        for text in (row["id"], row["strategy"], f"a' = {row['answer']}", "A seed's question", "2 rationale analysis"):
            assert text in words
        for vote in row["votes"]:
            assert f"{vote['judge']} sees picture: {vote['answer']}" in words


def test_what_is_not_there_is_told_in_a_line(out, tmp_path):
    with pytest.raises(ConfigError, match="none"):
        main([f"run={out}", "sample=absent"], Console())
    with pytest.raises(ConfigError, match="samples have this in their id"):
        main([f"run={out}", "sample=r000"], Console())
    with pytest.raises(ConfigError, match="no run directory"):
        main([f"run={tmp_path}"], Console())
    with pytest.raises(ConfigError, match="did you mean sample"):
        main([f"run={out}", "sampel=x"], Console())
