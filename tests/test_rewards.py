"""The rewards agree with `match` on every pair, in each trainer's way of calling, and in the file that exports carry."""

import importlib.util
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray import rewards
from cads_ray.export.bundle import reward_file
from cads_ray.judge.match import match

PAIRS = [Path(__file__).parent / "judge" / name for name in ("answer_pairs.jsonl", "pairs.jsonl")]
EXACT_KINDS = ("year", "count")
NAMES = {"options": "choices"}


def lines() -> list[str]:
    return [line for file in PAIRS for line in file.read_text(encoding="utf-8").splitlines()]


@cache
def cases() -> list[tuple[str, str, bool]]:
    """A reply, its ground truth, and what `match` says of the two."""
    found = []
    for line in lines():
        pair = json.loads(line)
        declared = dict(pair.get("context") or {})
        if pair["kind"] in EXACT_KINDS:
            declared["kind"] = pair["kind"]
        equal = match(pair["prediction"], pair["truth"], **declared).equal is True
        told = {"answer": pair["truth"]} | {NAMES.get(name, name): value for name, value in declared.items()}
        reply = f"<think>\nWell.\n</think>\n\n\\boxed{{{pair['prediction']}}}"
        found.append((reply, json.dumps(told, ensure_ascii=False), equal))
    return found


def formed(reply: str) -> float:
    """An empty box is no answer; some pairs have an empty prediction."""
    return float(not reply.replace(" ", "").endswith("\\boxed{}"))


@pytest.fixture(scope="module", params=["module", "file"])
def reward(request, tmp_path_factory):
    """cads_ray.rewards, and the exported file, loaded by its path as EasyR1 and verl do."""
    if request.param == "module":
        return rewards
    path = tmp_path_factory.mktemp("reward") / "cads_reward.py"
    path.write_text(reward_file(), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("custom_reward_fn", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_all_pairs_right_ones_and_wrong_ones():
    equal = [equal for _, _, equal in cases()]
    assert len(equal) == len(lines()) > 1000
    assert 300 < sum(equal) < len(equal) - 300


def test_easyr1_scores_as_match_does(reward):
    assert reward.REWARD_TYPE == "batch"
    batch = [{"response": reply, "response_length": 9, "ground_truth": truth} for reply, truth, _ in cases()]
    scores = reward.compute_score(batch)
    for (reply, truth, equal), score in zip(cases(), scores, strict=True):
        assert score["accuracy"] == float(equal), (reply, truth)
        assert score["format"] == formed(reply)
        assert score["overall"] == pytest.approx(0.9 * equal + 0.1 * formed(reply))


def test_verl_scores_as_match_does(reward):
    for reply, truth, equal in cases():
        score = reward.verl_score("cads_ray", reply, truth, {"index": 3}, reward_router_address=None)
        assert score["acc"] == float(equal), (reply, truth)
        assert score["score"] == pytest.approx(0.9 * equal + 0.1 * formed(reply))


def test_trl_scores_as_match_does_for_conversations_and_for_texts(reward):
    replies, truths, equal = zip(*cases(), strict=True)
    chats = [[{"role": "assistant", "content": reply}] for reply in replies]
    expected = [float(one) for one in equal]
    more = {"prompts": list(replies), "seed": ["s"] * len(replies)}
    assert reward.accuracy_reward(completions=chats, ground_truth=truths, **more) == expected
    assert reward.accuracy_reward(completions=replies, ground_truth=truths, **more) == expected
    assert reward.format_reward(completions=chats, ground_truth=truths, **more) == [formed(reply) for reply in replies]


@pytest.mark.parametrize(
    ("reply", "formed", "right"),
    [
        ("<think>3 + 4</think> \\boxed{7}", 1.0, 1.0),
        ("<think>3 + 4</think> \\boxed{8}", 1.0, 0.0),
        ("\\boxed{7}", 0.0, 1.0),
        ("<think>\\boxed{7}</think> I do not know.", 0.0, 0.0),  # what is thought aloud is no answer
        ("<think>\\boxed{8}</think> \\boxed{7}", 1.0, 1.0),
        ("<think>a</think><think>b</think> \\boxed{7}", 0.0, 1.0),
        ("<think>a</think> <answer>7</answer>", 0.0, 1.0),
        ("<think>a \\boxed{7}", 0.0, 1.0),  # cut off by the length limit
        ("7", 0.0, 0.0),
        ("", 0.0, 0.0),
    ],
)
def test_form_and_accuracy_are_told_apart(reply, formed, right):
    (score,) = rewards.compute_score([{"response": reply, "ground_truth": "7"}])
    assert (score["format"], score["accuracy"]) == (formed, right)


@pytest.mark.parametrize("truth", ["{1, 2}", "{", "[1, 2]", '{"a": 1}', '{"answer": 3}', "null", '"7"'])
def test_a_bare_answer_is_taken_as_it_is(truth):
    assert rewards.accuracy(f"\\boxed{{{truth}}}" if truth != "{" else "Answer: {", truth) == 1.0


@given(st.text(max_size=80), st.text(max_size=40))
def test_no_reply_and_no_ground_truth_raises(reply, truth):
    assert rewards.compute_score([{"response": reply, "ground_truth": truth}])[0]["overall"] in (0.0, 0.1, 0.9, 1.0)


def test_the_file_needs_nothing_of_cads_ray(tmp_path):
    (tmp_path / "cads_reward.py").write_text(reward_file(), encoding="utf-8")
    code = (
        "import sys\n"
        "class No:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('cads_ray', 'ray', 'pyarrow', 'sympy', 'PIL'): raise ImportError(name)\n"
        "sys.meta_path.insert(0, No())\n"
        "import cads_reward\n"
        'truth = \'{"answer": "0.5", "unit": "m"}\'\n'
        "print(cads_reward.verl_score('x', '<think>a</think> \\\\boxed{1/2 m}', truth)['score'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "1.0", done.stderr
