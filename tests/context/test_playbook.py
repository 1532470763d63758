import json
from dataclasses import replace

import pytest

from cads_ray.context.disk import write
from cads_ray.context.playbook import Counts, Kind, Playbook, Standing, count_tokens, latest
from tests.context.examples import book, insight


def test_a_version_is_named_by_what_may_be_shown():
    one = book(insight(1), insight(2))
    assert one.version == book(insight(1), insight(2)).version != book(insight(1)).version
    assert len(one.version) == 12
    for other in ({"text": "Other words."}, {"kind": Kind.AVOID}, {"domain": "physics"}, {"strategy": "x"}):
        assert one.with_insights(replace(insight(1), **other)).version != one.version


def test_what_is_learnt_about_a_version_does_not_rename_it():
    one = book(insight(1), insight(2))
    learnt = replace(insight(1), counts=Counts(3, 1), evidence=("r000-a",), state=Standing.ACTIVE, since=4)
    gone = replace(insight(3), state=Standing.RETIRED)
    assert one.with_insights(learnt, gone).logged("a line").version == one.version


def test_scopes_are_open_or_exact():
    everywhere, there = insight(1), insight(2, domain="physics", strategy="logic_reversion")
    both = book(everywhere, there)
    assert both.in_scope("physics", "logic_reversion") == (everywhere, there)
    assert both.in_scope("physics", "isomorphic_transfer") == both.in_scope("", "logic_reversion") == (everywhere,)


def test_retired_insights_are_not_shown_and_their_ids_not_used_again():
    some = book(insight(1), insight(2, state=Standing.RETIRED))
    assert some.live == (insight(1),)
    assert some.next_id == "ins-0003"


def test_rendered_as_numbered_lines_that_say_what_is_no_do():
    assert book(insight(1, "Do it."), insight(2, "Not so.", kind=Kind.AVOID)).render() == "1. Do it.\n2. Avoid: Not so."
    assert book().render() == ""


def test_tokens_are_counted_from_above():
    assert count_tokens("") == 0
    assert count_tokens("Give one unit.") == 4
    assert count_tokens("internationalisation") == 4


def test_saved_and_loaded_it_is_the_same(tmp_path):
    one = book(replace(insight(1), counts=Counts(5, 2, 1, 0), evidence=("r000-a", "r000-b"), kind=Kind.CHECK)).logged(
        "né"
    )
    path = one.save(tmp_path, 7)
    assert path.name == "007.json"
    assert Playbook.load(path) == one
    assert Playbook.load(path).insights[0].kind is Kind.CHECK
    assert json.loads(path.read_text())["version"] == one.version
    assert [each.name for each in tmp_path.iterdir()] == ["007.json"]


def test_the_latest_is_the_highest_number(tmp_path):
    assert latest(tmp_path) is None
    for number in (9, 1000, 999):
        book().save(tmp_path, number)
    write(tmp_path / "state.json", {})
    assert latest(tmp_path).name == "1000.json"


def test_a_failed_write_leaves_the_old_file(tmp_path):
    write(tmp_path / "x.json", {"a": 1})
    with pytest.raises(TypeError):
        write(tmp_path / "x.json", {"a": object()})
    assert json.loads((tmp_path / "x.json").read_text()) == {"a": 1}


def test_counts_add_up_and_give_an_effect():
    counts = Counts(20, 12, 0, 0) + Counts(0, 0, 20, 4)
    assert counts == Counts(20, 12, 20, 4)
    assert counts.effect.low > 0
    assert Counts().effect.low < 0 < Counts().effect.high
