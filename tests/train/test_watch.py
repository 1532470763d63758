"""Metrics: a line for each generation, on the terminal as they come, and none twice after a checkpoint."""

import json

from cads_ray.train.watch import following, forget_after, line_of, row_of, rows_of

LOGS = {
    "reward": 0.525,
    "rewards/accuracy/mean": 0.5,
    "rewards/format_reward/mean": 0.75,
    "groups_mixed": 0.25,
    "frac_reward_zero_std": 0.5,
    "completions/mean_length": 312.4,
    "loss": -0.01,
    "epoch": 0.1,
}


def test_a_row_has_reward_length_and_the_share_of_mixed_groups():
    row = row_of(4, LOGS)
    assert row == {
        "step": 4,
        "reward": 0.525,
        "accuracy": 0.5,
        "format": 0.75,
        "mixed": 0.25,
        "telling": 0.5,
        "length": 312.4,
        "loss": -0.01,
    }
    assert line_of(row, 14) == "update 4 of 14 · reward 0.525 · accuracy 0.500 · mixed groups 25% · 312 tokens"


def test_what_comes_after_the_checkpoint_is_forgotten(tmp_path):
    file = tmp_path / "metrics.jsonl"
    forget_after(file, 0)  # nothing there yet
    assert rows_of(file) == []
    file.write_text("".join(json.dumps({"step": step}) + "\n" for step in (2, 4, 6)) + '{"step": 8')
    assert [row["step"] for row in rows_of(file)] == [2, 4, 6]  # the last line is only half there
    forget_after(file, 4)
    assert file.read_text() == '{"step": 2}\n{"step": 4}\n'


def test_rows_are_shown_once_and_all_of_them(tmp_path):
    file, shown = tmp_path / "metrics.jsonl", []
    file.write_text('{"step": 2}\n')
    with following(file, shown.append), file.open("a") as rows:
        for step in (4, 6):
            rows.write(json.dumps({"step": step}) + "\n")
    assert shown == [{"step": 4}, {"step": 6}]
