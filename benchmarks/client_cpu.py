"""CPU per call of the model clients beside raw aiohttp: 64 in flight, a 60 kB picture in the body, server apart.

    python benchmarks/client_cpu.py [--calls 1500] [--in-flight 64] [--rounds 3]

Each client runs in a process of its own, so that none pays for another's imports; the best of the rounds counts: a busy
machine only ever adds. `pool` is what a run uses: prompt, limiter, retries and the reply's parsing included.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Awaitable, Callable

import aiohttp
from aiohttp import web
from rich.console import Console
from rich.table import Table

from cads_ray.models.assembly import local_limiter, open_pool, providers_for
from cads_ray.models.client import Request
from cads_ray.models.images import DataUrls
from cads_ray.models.openai_body import chat_body
from cads_ray.models.provider import Call, Message
from cads_ray.models.spec import Member
from cads_ray.pictures import Blobs
from cads_ray.prompts.schemas import REPLIES

PICTURE = b"\x89PNG\r\n\x1a\n" + random.Random(0).randbytes(60_000)
REPLY = {
    "id": "x",
    "object": "chat.completion",
    "created": 0,
    "model": "x",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": json.dumps({"reasoning": "so " * 200, "answer": "12"})},
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 900, "completion_tokens": 210, "total_tokens": 1110},
}
CLIENTS = ("aiohttp", "openai", "pool openai", "litellm", "pool litellm")


def serve(port: multiprocessing.Queue[int]) -> None:
    """The cheapest endpoint there is: one fixed reply."""
    body = json.dumps(REPLY).encode()

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=body, content_type="application/json")

    async def run() -> None:
        app = web.Application(client_max_size=1 << 24)
        app.router.add_post("/v1/chat/completions", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port.put(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


async def caller(name: str, url: str, blobs: Blobs) -> tuple[Callable[[], Awaitable[object]], Callable[[], Awaitable]]:
    """One call of the client, and what closes it."""
    sha = blobs.put(PICTURE)
    provider = "litellm" if "litellm" in name else "openai"
    model = "openai/x" if provider == "litellm" else "x"
    member = Member("m", provider, model, base_url=url, max_in_flight=10_000, usd_per_mtok_in=0, usd_per_mtok_out=0)
    call = Call(member, "solve", (Message("system", "s" * 1500), Message("user", "q" * 500, (sha,))), REPLIES["solve"])
    if name == "aiohttp":
        session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        body, headers = chat_body(call, DataUrls(blobs.get)), {"Content-Type": "application/json"}

        async def raw() -> object:
            async with session.post(url + "/chat/completions", data=body, headers=headers) as response:
                return json.loads(await response.read())

        return raw, session.close
    if name.startswith("pool"):
        pool = open_pool([member], blobs, local_limiter([member]))
        request = Request("m", "solve", {"question": "q" * 500, "choices": [], "description": ""}, (sha,))
        return lambda: pool.complete([request]), pool.close
    client = providers_for([member], blobs)[provider]
    return lambda: client.send(call), client.close


def measure(name: str, url: str, calls: int, in_flight: int, result: multiprocessing.Queue[float]) -> None:
    """CPU milliseconds per call of this process."""

    async def run() -> float:
        with tempfile.TemporaryDirectory() as folder:
            call, close = await caller(name, url, Blobs(folder))
            await load(call, 2 * in_flight, in_flight)
            start = time.process_time()
            await load(call, calls, in_flight)
            spent = time.process_time() - start
            await close()
        return 1000 * spent / calls

    result.put(asyncio.run(run()))


async def load(call: Callable[[], Awaitable[object]], calls: int, in_flight: int) -> None:
    left = iter(range(calls))

    async def worker() -> None:
        for _ in left:
            await call()

    await asyncio.gather(*(worker() for _ in range(in_flight)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=1500)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    port: multiprocessing.Queue[int] = context.Queue()
    server = context.Process(target=serve, args=(port,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{port.get()}/v1"
    best = dict.fromkeys(CLIENTS, float("inf"))
    for _ in range(options.rounds):
        for name in CLIENTS:
            result: multiprocessing.Queue[float] = context.Queue()
            process = context.Process(target=measure, args=(name, url, options.calls, options.in_flight, result))
            process.start()
            best[name] = min(best[name], result.get())
            process.join()
    server.terminate()
    table = Table(
        "client", "CPU ms per call", "x raw aiohttp", title=f"{options.in_flight} in flight, {os.cpu_count()} cores"
    )
    for name, spent in best.items():
        table.add_row(name, f"{spent:.2f}", f"{spent / best['aiohttp']:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
