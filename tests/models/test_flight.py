"""Equal requests that meet are sent once: among coroutines, event loops and processes, whoever dies."""

import asyncio
import random
import threading

import pytest

from cads_ray.models.client import Reply
from cads_ray.models.flight import Flight
from cads_ray.models.ledger import Ledger
from cads_ray.models.ledger_client import LedgerClient
from cads_ray.models.storage_files import Files
from tests.models.echo import Echo, digest, identify, question
from tests.models.ledger_process import kill, open_ledger, start


def line(process):
    return process.stdout.readline().strip()


@pytest.fixture
def processes():
    started = []

    def begin(command, folder, *args):
        started.append(start(command, folder, *args))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_two_processes_that_ask_the_same_send_it_once(tmp_path, processes):
    first = processes("ask", tmp_path, "slow")
    assert line(first) == "sending slow"
    second = processes("ask", tmp_path, "slow", "other")
    assert line(second) == "other: otherother cached=False"  # by now it has met the first one's claim
    first.communicate("go\n")
    assert line(second) == "slow: slowslow cached=True"
    assert Echo(tmp_path / "log").calls == ["slow", "other"]


def test_processes_that_race_for_the_same_keys_send_each_once(tmp_path, processes):
    texts = [str(i) for i in range(150)]
    racing = [processes("ask", tmp_path, *random.Random(seed).sample(texts, len(texts))) for seed in range(3)]
    outputs = [process.communicate()[0].splitlines() for process in racing]
    assert [len(lines) for lines in outputs] == [150, 150, 150]
    assert sorted(Echo(tmp_path / "log").calls) == sorted(texts)


def test_a_killed_process_makes_way_for_one_that_waits(tmp_path, processes):
    first = processes("ask", tmp_path, "slow")
    assert line(first) == "sending slow"
    second = processes("ask", tmp_path, "slow", "other")
    assert line(second) == "other: otherother cached=False"
    kill(first)
    assert line(second) == "sending slow"
    assert "slow: slowslow cached=False" in second.communicate("go\n")[0]


def test_a_reply_that_was_durable_when_its_process_died_is_not_asked_for_again(tmp_path, processes, monkeypatch):
    monkeypatch.setattr(Files, "refresh_seconds", 1e9)  # so that nothing is seen by chance
    with open_ledger(tmp_path) as ledger:
        processes("ask_and_die", tmp_path, "quick").wait()
        client = LedgerClient(Echo(tmp_path / "log"), ledger, identify)
        (reply,) = asyncio.run(client.complete([question("quick")]))
    assert reply.cached
    assert Echo(tmp_path / "log").calls == ["quick"]


def test_a_forked_child_does_not_keep_its_dead_parents_claim(tmp_path, processes):
    parent = processes("ask_with_child", tmp_path, "slow")
    assert line(parent) == "child"
    parent.kill()
    parent.wait()
    second = processes("ask", tmp_path, "slow")
    assert line(second) == "sending slow"


def test_coroutines_that_ask_the_same_send_it_once(tmp_path):
    async def main(client, gate):
        calls = [asyncio.create_task(client.complete([question("a"), question("a")])) for _ in range(20)]
        await asyncio.sleep(0)
        gate.set()
        return [reply for replies in await asyncio.gather(*calls) for reply in replies]

    with open_ledger(tmp_path) as ledger:
        gate = asyncio.Event()
        echo = Echo(tmp_path / "log", gate)
        replies = asyncio.run(main(LedgerClient(echo, ledger, identify), gate))
    assert echo.calls == ["a"]
    assert {reply.value["answer"] for reply in replies} == {"aa"}
    assert sum(not reply.cached for reply in replies) == 1


def test_clients_and_loops_of_one_process_share_their_calls(tmp_path):
    ledger = open_ledger(tmp_path)
    copies = [ledger, ledger, Ledger(ledger.where, tmp_path / "index")]
    replies = []

    def one(client):
        replies.extend(asyncio.run(client.complete([question(i) for i in range(40)])))

    clients = [LedgerClient(Echo(tmp_path / "log"), copy, identify) for copy in copies]
    threads = [threading.Thread(target=one, args=(client,)) for client in [*clients, clients[0]]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Echo(tmp_path / "log").calls, key=int) == [str(i) for i in range(40)]
    assert sum(not reply.cached for reply in replies) == 40
    for copy in set(copies):
        copy.close()


@pytest.mark.parametrize("text", ["fail Unavailable", "fail Refused"])
def test_a_failure_is_shared_by_those_who_waited_for_it(tmp_path, text):
    async def main(client, gate):
        calls = asyncio.gather(*(client.complete([question(text)]) for _ in range(5)))
        gate.set()
        return [reply for (reply,) in await calls]

    with open_ledger(tmp_path) as ledger:
        gate = asyncio.Event()
        echo = Echo(tmp_path / "log", gate)
        replies = asyncio.run(main(LedgerClient(echo, ledger, identify), gate))
    assert {reply.error_type for reply in replies} == {text.split()[1]}
    assert echo.calls == [text]


def test_those_who_wait_for_a_cancelled_sender_send_themselves(tmp_path):
    async def main(ledger):
        flight, key, began = Flight(ledger), digest("a"), asyncio.Event()

        async def never():
            began.set()
            try:
                await asyncio.Event().wait()
            finally:
                ledger.release(key)

        async def reply():
            ledger.release(key)
            return Reply(value={"answer": "aa"})

        first = asyncio.create_task(flight.once(key, never))
        await began.wait()
        others = [asyncio.create_task(flight.once(key, reply)) for _ in range(3)]
        await asyncio.sleep(0)  # now they wait for the first
        first.cancel()
        return await asyncio.gather(*others)

    with open_ledger(tmp_path) as ledger:
        replies = asyncio.run(main(ledger))
    assert [reply.value for reply, _ in replies] == [{"answer": "aa"}] * 3
    assert sorted(sent for _, sent in replies) == [False, False, True]


def test_a_cancelled_or_failing_sender_takes_nobody_with_it(tmp_path):
    async def main(client, echo):
        first = asyncio.create_task(client.complete([question("a")]))
        while not echo.calls:
            await asyncio.sleep(0)
        second = asyncio.create_task(client.complete([question("a")]))
        first.cancel()
        echo.gate.set()
        with pytest.raises(RuntimeError):
            await client.complete([question("raise once")])
        with pytest.raises(RuntimeError):  # no claim of the first is left to wait for
            await client.complete([question("raise once")])
        return first, await second

    with open_ledger(tmp_path) as ledger:
        echo = Echo(tmp_path / "log", asyncio.Event())
        first, (reply,) = asyncio.run(main(LedgerClient(echo, ledger, identify), echo))
    assert first.cancelled()
    assert reply.ok
    assert echo.calls.count("a") == 2
