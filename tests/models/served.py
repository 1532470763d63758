"""A small program behind the real endpoint, and pools of real clients that talk to it over HTTP."""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from cads_ray.embedded.endpoint.app import Behaviour
from cads_ray.embedded.endpoint.faults import Faults
from cads_ray.embedded.server import serve
from cads_ray.models.assembly import local_limiter, open_pool
from cads_ray.models.client import Reply, Request
from cads_ray.models.retries import Retries
from cads_ray.models.spec import Member
from cads_ray.pictures import Blobs

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="60" height="40" fill="white"/>'
    '<circle cx="30" cy="20" r="12" fill="red"/></svg>'
)
ONCE = Retries(provider=1, reply=0)
QUICK = Retries(provider=8, reply=3, base_s=0.001, cap_s=0.01)


@dataclass
class Program:
    """A model whose answer is a function of the request."""

    asked: list[Request] = field(default_factory=list)

    async def complete(self, requests):
        self.asked += requests
        return [self._reply(request) for request in requests]

    def _reply(self, request: Request) -> Reply:
        fields = request.fields
        if request.task == "draw":
            return Reply(value={"language": "svg", "source": SVG})
        if request.task == "analyze":
            return Reply(value={"domain": "plane geometry", "concepts": ["a", "b"], "reasoning": fields["question"]})
        if fields["question"] == "decline":
            return Reply(error_type="Refused", error="not this one")
        seen = f"{fields['question']} {fields['choices']} {[image[:8] for image in request.images]}"
        return Reply(value={"reasoning": seen, "answer": str(len(fields["question"]))})


def solve(question: str, member: str = "m", images: tuple[str, ...] = (), **fields) -> Request:
    return Request(member, "solve", {"question": question, "choices": [], "description": ""} | fields, images)


def member(provider: str, url: str, **values) -> Member:
    model = "openai/program" if provider == "litellm" else "program"
    prices = {"usd_per_mtok_in": 1.0, "usd_per_mtok_out": 2.0, "usd_per_image": 0.03}
    return Member(**({"name": "m", "provider": provider, "model": model, "base_url": url} | prices | values))


@dataclass
class Served:
    """What a test works with: a pool, the program behind it, the picture store, and what the endpoint logged."""

    pool: object
    program: Program
    blobs: Blobs
    url: str
    log: Path

    def requests(self) -> list[dict]:
        return [line for line in map(json.loads, self.log.read_text().splitlines()) if line["event"] == "request"]


@contextlib.asynccontextmanager
async def served(
    provider: str, folder: Path, behaviour: Behaviour | None = None, retries: Retries = ONCE, **values
) -> AsyncIterator[Served]:
    """A pool of one member, `m`, whose provider is the endpoint."""
    program, blobs, log = Program(), Blobs(folder / "blobs"), folder / "log.jsonl"
    async with serve(program, Blobs(folder / "served"), behaviour, ("program",), log=log) as url:
        members = [member(provider, url, **values)]
        pool = open_pool(members, blobs, local_limiter(members), retries=retries)
        try:
            yield Served(pool, program, blobs, url, log)
        finally:
            await pool.close()


def faulty(kind: str, rate: float = 1.0, **values) -> Behaviour:
    return Behaviour(Faults({kind: rate}), drip_s=0.05, **values)
