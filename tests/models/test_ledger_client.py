"""The client around a model: recorded before it is returned, sent only when missing, charged once."""

import asyncio
from dataclasses import replace

import pytest

from cads_ray import errors
from cads_ray.errors import CadsError
from cads_ray.models.canonical import key_of
from cads_ray.models.client import Reply
from cads_ray.models.ledger_client import LedgerClient
from cads_ray.models.record import FINAL, RAW_LIMIT, is_final
from tests.models.echo import IDENTITY, Echo, identify, question
from tests.models.ledger_process import open_ledger


def answer(folder, *texts, replay_only=False, **more):
    """Ask in a ledger opened for this alone."""
    with open_ledger(folder) as ledger:
        inner = None if replay_only else Echo(folder / "log")
        client = LedgerClient(inner, ledger, identify, replay_only=replay_only)
        return asyncio.run(client.complete([question(text, **more) for text in texts]))


def test_only_what_is_missing_is_sent_and_order_is_kept(tmp_path):
    answer(tmp_path, "b", "d")
    replies = answer(tmp_path, "a", "b", "c", "b", "d")
    assert [reply.value["answer"] for reply in replies] == ["aa", "bb", "cc", "bb", "dd"]
    assert [reply.cached for reply in replies] == [False, True, False, True, True]
    assert [reply.key for reply in replies] == [key_of(question(text), IDENTITY) for text in "abcbd"]
    assert sorted(Echo(tmp_path / "log").calls) == ["a", "b", "c", "d"]


def test_a_reply_from_the_ledger_is_the_reply_that_was_paid_for(tmp_path):
    for text in ("pair", "a\ud800"):
        (fresh,) = answer(tmp_path, text)
        (again,) = answer(tmp_path, text)
        assert again == replace(fresh, cached=True)
    assert (again.usd, again.seconds, again.calls, again.input_tokens) == (0.25, 1.5, 2, 3)


def test_another_draw_is_another_call(tmp_path):
    answer(tmp_path, "a")
    assert not answer(tmp_path, "a", draw=1)[0].cached


def test_a_reply_is_durable_before_it_is_returned(tmp_path):
    async def main():
        with open_ledger(tmp_path) as ledger:
            (reply,) = await LedgerClient(Echo(tmp_path / "log"), ledger, identify).complete([question("a")])
            with open_ledger(tmp_path) as other:
                return other.record(reply.key)

    assert asyncio.run(main())["value"] == {"answer": "aa"}


@pytest.mark.parametrize("name", sorted(FINAL))
def test_a_failure_that_is_the_answer_is_recorded_with_its_cost_and_raw_body(tmp_path, name):
    answer(tmp_path, f"fail {name} raw")
    (again,) = answer(tmp_path, f"fail {name} raw")
    assert (again.error_type, again.error, again.usd, again.cached, again.raw) == (name, "no", 0.5, True, "")
    with open_ledger(tmp_path) as ledger:
        record = ledger.record(again.key)
    assert record["raw"] == ("<html>" + "x" * RAW_LIMIT)[:RAW_LIMIT]
    assert (record["raw_cut"], record["raw_size"]) == (True, 100_006)


@pytest.mark.parametrize(
    "name",
    ["RateLimited", "Unavailable", "ModelDown", "UnknownModel", "Unauthorized", "ProviderDown", "BudgetExceeded"],
)
def test_a_failure_of_the_moment_is_asked_again(tmp_path, name):
    first, again = (answer(tmp_path, f"fail {name}")[0] for _ in range(2))
    assert first.error_type == again.error_type == name
    assert first.key
    assert not again.cached
    assert len(Echo(tmp_path / "log").calls) == 2


def test_which_failures_are_recorded_is_decided_for_every_error():
    known = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, CadsError)}
    assert known >= FINAL
    asked_again = {name for name in known if not is_final(Reply(error_type=name))}
    retryable = {name for name in known if getattr(getattr(errors, name), "retryable", False)}
    assert retryable <= asked_again
    # A new error has to be put on one side.
    assert known - FINAL == {
        *("CadsError", "ConfigError", "SeedsError", "StoreError", "PromptError", "AccountingError", "ClusterDown"),
        *(
            "ProviderError",
            "RateLimited",
            "Unavailable",
            "Unauthorized",
            "ProviderDown",
            "BudgetExceeded",
            "LedgerMiss",
            "ClusterDown",
            "HubError",
            "ModelDown",
            "UnknownModel",
            "TrainingFailed",
            "Unequipped",
        ),
    }


def test_when_one_call_raises_the_others_are_still_recorded(tmp_path):
    class Slow(Echo):
        async def _think(self, text):
            for _ in range(0 if text == "raise this" else 50):
                await asyncio.sleep(0)

    requests = [question(text) for text in ("a", "raise this", "b")]
    with open_ledger(tmp_path) as ledger:
        client = LedgerClient(Slow(tmp_path / "log"), ledger, identify)
        with pytest.raises(RuntimeError, match="raise this"):
            asyncio.run(client.complete(requests))
    assert all(reply.cached for reply in answer(tmp_path, "a", "b"))


def test_replay_only_sends_nothing(tmp_path):
    answer(tmp_path, "a")
    hit, miss = answer(tmp_path, "a", "b", replay_only=True)
    assert hit.value == {"answer": "aa"}
    assert (miss.error_type, miss.key) == ("LedgerMiss", key_of(question("b"), IDENTITY))
    assert not errors.LedgerMiss.retryable
    with open_ledger(tmp_path) as ledger:
        client = LedgerClient(Echo(tmp_path / "log"), ledger, identify, replay_only=True)
        assert asyncio.run(client.complete([question("b")]))[0].error_type == "LedgerMiss"
    assert Echo(tmp_path / "log").calls == ["a"]


def test_an_empty_batch_is_answered_by_an_empty_one(tmp_path):
    assert answer(tmp_path) == []


def test_the_summary_counts_calls_money_and_what_was_saved(tmp_path):
    answer(tmp_path, "a", "fail ReplyError")
    with open_ledger(tmp_path) as ledger:
        client = LedgerClient(Echo(tmp_path / "log"), ledger, identify)
        asyncio.run(client.complete([question("a"), question("a"), question("b", task="read")]))
        counts = ledger.counts()
    solve, read = counts.tallies["ada", "solve"], counts.tallies["ada", "read"]
    assert (counts.keys, counts.torn) == (3, 0)
    assert (solve.records, solve.calls, solve.usd, solve.unpriced, solve.cached) == (2, 3, 0.75, 0, 2)
    assert (read.records, read.calls, read.usd, read.cached) == (1, 2, 0.25, 0)


def test_nothing_but_the_reply_and_what_was_asked_is_recorded(tmp_path):
    (reply,) = answer(tmp_path, "a", images=("f" * 64,))
    with open_ledger(tmp_path) as ledger:
        assert ledger.record(reply.key) == {
            **{"member": "ada", "task": "solve", "model": "echo@1", "prompt": "prompt-digest"},
            **{"images": ["f" * 64], "draw": 0, "value": {"answer": "aa"}, "image": None},
            **{"error_type": None, "error": None, "input_tokens": 3, "output_tokens": 5},
            **{"usd": 0.25, "seconds": 1.5, "calls": 2},
        }


def test_what_a_run_paid_is_told_apart_in_a_shared_ledger(tmp_path):
    for run, texts in (("one", "ab"), ("two", "bcd")):
        with open_ledger(tmp_path) as ledger:
            client = LedgerClient(Echo(tmp_path / "log"), ledger, identify, run=run)
            asyncio.run(client.complete([question(text) for text in texts]))
    with open_ledger(tmp_path) as ledger:
        paid = {run: ledger.paid(run) for run in ("one", "two", "three")}
    assert {run: {key: tally.usd for key, tally in paid[run].lines.items()} for run in paid} == {
        "one": {("ada", "solve"): 0.5},
        "two": {("ada", "solve"): 0.5},
        "three": {},
    }
    assert [len(paid[run].keys) for run in paid] == [2, 2, 0]
