"""The embedded models as an OpenAI-compatible server: python -m cads_ray.embedded.server --port 8080

For tests, benchmarks and `models=hosted_demo`: the hosted path over real HTTP, with the faults, the latency and the
limits of a provider, on demand. It listens on this machine alone unless --host says otherwise, and knows no user.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from aiohttp import web

from cads_ray.embedded.client import EmbeddedClient
from cads_ray.embedded.endpoint.app import Behaviour, Endpoint
from cads_ray.embedded.endpoint.canned import Canned
from cads_ray.embedded.endpoint.faults import KINDS, Faults
from cads_ray.embedded.endpoint.latency import Latency
from cads_ray.embedded.endpoint.models import Models
from cads_ray.embedded.endpoint.once import Once
from cads_ray.embedded.members import MEMBERS
from cads_ray.errors import ConfigError
from cads_ray.models.client import Client
from cads_ray.pictures import Blobs

PAINTER = "draughtsman"
NAMES = (*MEMBERS, PAINTER)


def embedded_client(blobs: Blobs) -> Client:
    """The embedded models; a picture is read once per resolution for all of them."""
    return EmbeddedClient(blobs, reader=Once(EmbeddedClient(blobs)))


@contextlib.asynccontextmanager
async def serve(
    client: Client,
    blobs: Blobs,
    behaviour: Behaviour | None = None,
    names: Sequence[str] = NAMES,
    host: str = "127.0.0.1",
    port: int = 0,
    log: Path | None = None,
) -> AsyncIterator[str]:
    """Serve `client` while the context lasts; yields the base URL that clients are given (http://.../v1)."""
    endpoint = Endpoint(Models(client, names), blobs, behaviour or Behaviour(), log)
    # A handler ends with its client: a request that hangs on purpose must not outlive who asked.
    runner = web.AppRunner(endpoint.app(), access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield f"http://{host}:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


def behaviour_of(options: argparse.Namespace) -> Behaviour:
    """Raises ConfigError for a fault that does not exist and for rates that are none."""
    rates: dict[str, float] = {}
    if options.faults is not None:
        try:
            rates |= json.loads(options.faults.read_text())
        except (OSError, ValueError) as error:
            raise ConfigError(f"--faults {options.faults}: {error}") from None
    for item in options.fault:
        kind, _, rate = item.partition("=")
        try:
            rates[kind] = float(rate)
        except ValueError:
            raise ConfigError(f"--fault {item}: write it as KIND=RATE, such as 500=0.05") from None
    return Behaviour(
        faults=Faults(rates, options.seed),
        latency=Latency(options.latency, options.sigma, options.seed),
        rpm=options.rpm,
        tpm=options.tpm,
        retry_after_s=options.retry_after,
        hang_s=options.hang,
        drip_s=options.drip,
        key=options.key,
    )


def parser() -> argparse.ArgumentParser:
    kinds = "; ".join(f"{kind}: {words}" for kind, words in KINDS.items())
    parse = argparse.ArgumentParser(prog="python -m cads_ray.embedded.server", description=__doc__, epilog=kinds)
    parse.add_argument("--host", default="127.0.0.1")
    parse.add_argument("--port", type=int, default=0, help="0: any free port, named in the first line of the output")
    parse.add_argument("--fault", action="append", default=[], metavar="KIND=RATE", help="may be given several times")
    parse.add_argument("--faults", type=Path, metavar="FILE", help="JSON: {kind: rate}")
    parse.add_argument("--seed", type=int, default=0, help="of faults and latency")
    parse.add_argument("--latency", type=float, default=0.0, metavar="S", help="seconds, or their median with --sigma")
    parse.add_argument("--sigma", type=float, default=0.0, help="of a log-normal latency; 0: fixed")
    parse.add_argument("--rpm", type=int, help="requests a minute for each model")
    parse.add_argument("--tpm", type=int, help="tokens a minute for each model")
    parse.add_argument("--retry-after", type=float, default=1.0, metavar="S", help="of the fault 429-retry-after")
    parse.add_argument("--hang", type=float, default=600.0, metavar="S", help="of the fault timeout")
    parse.add_argument("--drip", type=float, default=1.0, metavar="S", help="between two bytes of the fault trickle")
    parse.add_argument("--key", default="", help="what clients must send; a test key, it shows in the process list")
    parse.add_argument(
        "--with-parent", action="store_true", help="end when standard input does, so with who started it"
    )
    parse.add_argument("--canned", action="store_true", help="replies of the right form at once: to measure who asks")
    parse.add_argument("--log", type=Path, metavar="FILE", help="a line of JSON for each request and reply")
    return parse


async def run(options: argparse.Namespace) -> None:
    """Serve until interrupted or terminated."""
    behaviour = behaviour_of(options)
    with tempfile.TemporaryDirectory(prefix="cads_ray-server-") as folder:
        blobs = Blobs(folder)
        place = {"host": options.host, "port": options.port, "log": options.log}
        client = Canned(embedded_client(blobs)) if options.canned else embedded_client(blobs)
        async with serve(client, blobs, behaviour, **place) as url:
            print(url, flush=True)
            stopped = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
            if options.with_parent:
                asyncio.get_running_loop().add_reader(0, _end_with_parent, stopped)
            await stopped.wait()


def _end_with_parent(stopped: asyncio.Event) -> None:
    if not os.read(0, 1024):
        stopped.set()


def main() -> int:
    try:
        asyncio.run(run(parser().parse_args()))
    except KeyboardInterrupt:
        return 130
    except ConfigError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
