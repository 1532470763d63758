"""A model whose reply is a function of the request, and which notes every call in a file that processes can share."""

import asyncio
import hashlib
import json
import os
from pathlib import Path

from cads_ray.models.canonical import Identity
from cads_ray.models.client import Reply, Request

IDENTITY = Identity("echo@1", "prompt-digest")


def identify(request: Request) -> Identity:
    return IDENTITY


def question(text, task="solve", **more) -> Request:
    return Request("ada", task, {"question": str(text)}, **more)


def digest(text) -> str:
    """A key as the ledger has them."""
    return hashlib.sha256(str(text).encode()).hexdigest()


class Echo:
    """Answers `question`; fails as its text says (the name of an error), and holds replies back until `gate` is set."""

    def __init__(self, log: Path, gate: asyncio.Event | None = None):
        self.log = log
        self.gate = gate

    async def complete(self, requests):
        return [await self._one(request) for request in requests]

    def note(self, text):
        handle = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(handle, (json.dumps(text) + "\n").encode())
        os.close(handle)

    async def _one(self, request):
        text = request.fields["question"]
        self.note(text)
        await self._think(text)
        if text.startswith("raise "):
            raise RuntimeError(text)
        if text == "pair":
            return Reply(value={"answer": (text, 1.0), 2: None})
        if text.startswith("fail "):
            raw = "<html>" + "x" * 100_000 if "raw" in text else ""
            return Reply(error_type=text.split()[1], error="no", usd=0.5, seconds=1.5, raw=raw)
        return Reply(value={"answer": text * 2}, usd=0.25, input_tokens=3, output_tokens=5, seconds=1.5, calls=2)

    async def _think(self, text):
        if self.gate is not None:
            await self.gate.wait()

    @property
    def calls(self) -> list[str]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []
