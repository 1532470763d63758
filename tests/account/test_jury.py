"""agreement.json and the audit at the end of a run, from the plain loop over the embedded models."""

import io
import json

import pyarrow as pa
import pytest
from rich.console import Console

from cads_ray.account.jury import audit, checked_of, jury, write_agreement, write_contested
from cads_ray.command.door import compose
from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.members import MEMBERS
from cads_ray.embedded.teachers import strategize
from cads_ray.errors import ConfigError
from cads_ray.panel import rule_of
from cads_ray.schema import VERDICT, MetaStrategy

from ..judge.cast import vote


@pytest.fixture(scope="module")
def verdicts():
    """Samples of two teachers with the votes of judges that know the truth, and of authors that stand by their keys."""
    rows, family = [], next(family for family in FAMILIES if family.name == "lever")
    for i in range(24):
        author = ("rushed", "reverser")[i % 2]
        told = {"concepts": [family.topic], "strategy": MetaStrategy.REVERSION.value, "insights": []}
        problem = strategize(told | {"level": "1", "variation": str(i)}, MEMBERS[author])
        right = strategize(told | {"level": "1", "variation": str(i)}, MEMBERS["layered"])["answer"]
        marks = "m" if right == problem["answer"] else "o"
        votes = [
            vote(name, "m" if name == author else marks, "" if marks == "m" else right, problem["answer"], author)
            for name in ("rushed", "wide", "copyist", "layered", "reverser", "textual")
        ]
        row = dict.fromkeys(VERDICT.names) | told | problem
        row |= {"id": f"r{i:02d}", "seed": f"s{i % 3}", "author": author, "level": 1, "variation": i, "votes": votes}
        rows.append(row | {"state": "accepted", "calls": []})
    return [pa.Table.from_pylist(rows[:12], VERDICT), pa.Table.from_pylist(rows[12:], VERDICT)]


def test_the_audit_is_printed_and_written(verdicts, tmp_path):
    config = compose(["experiment=audit"])
    found = jury(config, verdicts, {})
    assert len(found.truths) == len(found.judged) == 24
    text = io.StringIO()
    audit(config, tmp_path, found, Console(file=text, width=200))
    assert "independent, with dissent" in text.getvalue()
    assert "posterior, without dissent" in text.getvalue()
    rules = {line["rule"]: line for line in json.loads((tmp_path / "audit.json").read_text())["rules"]}
    assert rules["no judge"]["precision"] < 1.0 == rules["independent, with dissent"]["precision"]
    table = write_agreement(tmp_path, found)
    assert json.loads((tmp_path / "agreement.json").read_text()) == json.loads(json.dumps(table))
    assert table["audited"] == 24


def test_contested_samples_go_to_a_side_table_with_both_answers(verdicts, tmp_path):
    config = compose(["experiment=audit"])
    states = pa.array([["contested", "accepted"][i % 2] for i in range(12)])
    at = verdicts[0].schema.get_field_index("state")
    write_contested(tmp_path, [verdicts[0].set_column(at, "state", states)], rule_of(config))
    lines = [json.loads(line) for line in (tmp_path / "contested.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == [f"r{i:02d}" for i in range(0, 12, 2)]
    split = [line for line in lines if line["dissent"]]
    assert split
    for line in split:
        assert line["answer"] != line["dissent"]
        assert (line["for_answer"], len(line["for_dissent"])) == ([], 5)


def test_what_a_person_checked_is_the_truth_of_hosted_authors(verdicts, tmp_path):
    config = compose(["experiment=audit"])
    for member in config.models.members.values():
        member.provider = "openai"
    assert checked_of(tmp_path) == {}
    answers = {row["id"]: row["votes"][3]["answer"] for row in verdicts[0].slice(0, 6).to_pylist()}
    lines = [json.dumps({"id": id, "answer": answer}) for id, answer in answers.items()]
    (tmp_path / "audited.jsonl").write_text("\n".join(lines))
    found = jury(config, verdicts, {}, checked_of(tmp_path)).agreement()
    assert found["audited"] == 6
    assert {judge["judge"]: judge["accuracy"] for judge in found["judges"]}["layered"] == 1.0
    (tmp_path / "audited.jsonl").write_text("nonsense")
    with pytest.raises(ConfigError, match="line 1"):
        checked_of(tmp_path)


def test_hosted_authors_have_no_known_truth(verdicts, tmp_path):
    config = compose(["experiment=audit"])
    for member in config.models.members.values():
        member.provider = "openai"
    text = io.StringIO()
    audit(config, tmp_path, jury(config, verdicts, {}), Console(file=text))
    assert "no sample has a known truth" in text.getvalue()


def test_of_a_large_run_every_so_many_rows_are_looked_at_and_what_a_person_checked(verdicts):
    config = compose(["experiment=audit"])
    checked = {"r05": "1"}
    found = jury(config, verdicts, {}, checked, every=4)
    assert [row["id"] for row in found.judged] == ["r00", "r04", "r05", "r08", "r12", "r16", "r20"]
    assert found.truths["r05"].answer == "1"
