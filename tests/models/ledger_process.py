"""A process of its own that uses the ledger in a folder, for tests that kill it: `python -m ... COMMAND FOLDER ARGS`.

Talks by lines: it prints what has happened, and waits for a line on its standard input where a test holds it.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

from cads_ray.models.index import Index
from cads_ray.models.ledger import Ledger
from cads_ray.models.ledger_client import LedgerClient
from tests.models.echo import Echo, digest, identify, question
from tests.models.ledgers import record

ROOT = Path(__file__).parents[2]


def start(command: str, folder: Path, *args: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.models.ledger_process", command, str(folder), *args],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def kill(process: subprocess.Popen) -> list[str]:
    """SIGKILL, and the lines that it had printed and nobody had read."""
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().splitlines(keepends=True)
    process.wait()
    return [line.strip() for line in rest if line.endswith("\n")]


def open_ledger(folder: Path) -> Ledger:
    return Ledger(folder / "calls", folder / "index")


def say(line: str) -> None:
    print(line, flush=True)


class Held(Echo):
    """Announces that it works on `slow`, and answers once a line comes in."""

    async def _think(self, text):
        if text == "slow":
            loop = asyncio.get_running_loop()
            gate = asyncio.Event()
            # On a daemon thread, so that a process which is never told to go on can still end.
            told = lambda: (sys.stdin.readline(), loop.call_soon_threadsafe(gate.set))  # noqa: E731
            threading.Thread(target=told, daemon=True).start()
            say("sending slow")
            await gate.wait()


async def ask(folder: Path, *texts: str) -> None:
    """Ask each text in turn of time, all at once; print the replies as they come."""
    with open_ledger(folder) as ledger:
        client = LedgerClient(Held(folder / "log"), ledger, identify)

        async def one(text: str) -> None:
            (reply,) = await client.complete([question(text)])
            say(f"{text}: {reply.value['answer']} cached={reply.cached}")

        await asyncio.gather(*(one(text) for text in texts))


async def ask_and_die(folder: Path, text: str) -> None:
    """Be killed between making the reply durable and entering it into the index."""
    Index.add = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    await ask(folder, text)


async def ask_with_child(folder: Path, text: str) -> None:
    """While the model is working, fork a child that lives until the standard input closes."""

    class Forking(Echo):
        async def _think(self, text):
            if os.fork() == 0:
                say("child")
                os.read(0, 1)
                os._exit(0)
            await asyncio.Event().wait()

    with open_ledger(folder) as ledger:
        await LedgerClient(Forking(folder / "log"), ledger, identify).complete([question(text)])


async def work(folder: Path, seed: str) -> None:
    """Ask 400 questions in an order of its own, a few at a time; note in the log when a reply is there."""
    with open_ledger(folder) as ledger:
        client = LedgerClient(Echo(folder / "log"), ledger, identify)
        texts = iter(random.Random(seed).sample(range(400), 400))

        async def one() -> None:
            for text in texts:
                await client.complete([question(text)])
                Echo(folder / "log").note(f"replied {text}")
                say(str(text))

        await asyncio.gather(*(one() for _ in range(8)))


async def append(folder: Path, name: str) -> None:
    """Append without end from 32 coroutines, and print each key once it is durable."""
    with open_ledger(folder) as ledger:

        async def one(worker: int) -> None:
            for i in range(1_000_000):
                key = digest(f"{name}/{worker}/{i}")
                await ledger.put(key, record(key, value=key * (1 + i % 7)))
                say(key)

        await asyncio.gather(*(one(worker) for worker in range(32)))


if __name__ == "__main__":
    commands = {
        "ask": ask,
        "ask_and_die": ask_and_die,
        "ask_with_child": ask_with_child,
        "append": append,
        "work": work,
    }
    asyncio.run(commands[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:]))
