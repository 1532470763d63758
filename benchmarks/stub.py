"""A model that answers every task at once, as a function of the request: what is left is what the engine costs."""

from __future__ import annotations

import hashlib
import math
import random
import struct
import zlib
from collections.abc import Sequence

from cads_ray.models.client import Reply, Request
from cads_ray.models.images import DataUrls
from cads_ray.pictures import Blobs

WORDS = [f"{a}{b}{c}" for a in ("br", "st", "pl", "gr", "m", "tr") for b in "aeou" for c in ("n", "lt", "rk", "d")]
PICTURES = 100_000  # each is synced to disk, 2 ms here, which says nothing of the engine
LARGE_PICTURES = 2_000


class Stub:
    """Answers every task at once, as a function of the request."""

    def __init__(self, blobs: Blobs, kb: int):
        self._blobs, self._kb, self._urls = blobs, kb, DataUrls(blobs.get)

    async def complete(self, requests: Sequence[Request]) -> list[Reply]:
        return [self._reply(request) for request in requests]

    def _reply(self, request: Request) -> Reply:
        fields = request.fields
        if request.task == "picture":
            drawn = zlib.crc32(fields["visual_prompt"].encode())
            made = large_png(drawn % LARGE_PICTURES, self._kb) if self._kb else png(drawn % PICTURES)
            return Reply(image=self._blobs.put(made))
        if self._kb:
            b"".join(self._urls.get(sha) for sha in request.images)  # the body that would be sent
        value = {
            "analyze": lambda: {"domain": fields["domain"], "concepts": ["a concept"], "reasoning": "so and so"},
            "strategize": lambda: problem(random.Random(fields["variation"])),
            "illustrate": lambda: {"visual_prompt": f'A drawing of it: text "{fields["question"][-40:]}"'},
            "solve": lambda: {"reasoning": "read, computed", "answer": solution(request.member, fields["question"])},
            "reflect": lambda: {"cause": "bad_picture", "insight": ""},
            "optimize": lambda: {"deltas": []},
        }[request.task]()
        key = hashlib.sha256(repr((request.member, request.task, fields)).encode()).hexdigest()
        return Reply(value=value, key=key, input_tokens=900, output_tokens=300, usd=0.001, seconds=1.0)


def problem(rng: random.Random) -> dict[str, object]:
    """A question in words of its own, and its answer."""
    question = f"Find the {' '.join(rng.choices(WORDS, k=14))} of {rng.randrange(1000)} cm."
    return {
        "strategy_text": "other numbers",
        "question": question,
        "choices": [],
        "answer": answer(question),
        "unit": "cm",
        "tolerance": "",
        "rationale": "because " * 20,
    }


def answer(question: str) -> str:
    return str(zlib.crc32(question.encode()) % 5000)


def solution(judge: str, question: str) -> str:
    """The key for four of five; else a mistake of the judge's own."""
    draw = zlib.crc32(f"{judge} {question}".encode())
    return answer(question) if draw % 5 else str(draw % 5000)


def png(number: int, side: int = 32) -> bytes:
    """A small picture, another one for each number: stripes."""
    rng = random.Random(number)
    return _png(side, [bytes(rng.choices((0, 90, 180, 255), k=4)) * (side // 4) for _ in range(side)])


def large_png(number: int, kb: int) -> bytes:
    """A picture of so many kB: grey noise, which does not compress."""
    side = math.isqrt(1000 * kb)
    noise = random.Random(number).randbytes(side * side)
    return _png(side, [noise[side * row : side * (row + 1)] for row in range(side)])


def _png(side: int, lines: Sequence[bytes]) -> bytes:
    pixels = zlib.compress(b"".join(b"\0" + line for line in lines), 1)
    parts = ((b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)), (b"IDAT", pixels), (b"IEND", b""))
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
