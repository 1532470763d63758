"""Before the first call of a hosted run: who is asked for what, the shipped server where a pool asks for it, and the preflight."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console

from cads_ray.config import Config
from cads_ray.errors import ConfigError, ProviderDown
from cads_ray.models.assembly import providers_for, with_prices
from cads_ray.models.preflight import UNKNOWN, Check, preflight, table
from cads_ray.models.spec import Member
from cads_ray.panel import rule_of, student_of
from cads_ray.pictures import Blobs
from cads_ray.schema import Sees

SHIPPED = "http://shipped-server/v1"  # stands in a pool for the address that the server will have


def members(config: Config) -> list[Member]:
    """The pool. Raises ConfigError for a member that cannot be, or cannot do what it is there for."""
    checker = config.models.members.get(config.paint.check or "")
    if checker is not None and checker.sees != Sees.PICTURE:
        raise ConfigError(f"paint.check={config.paint.check}: it must see pictures (sees: picture)")
    return [Member(name, **asdict(member)) for name, member in config.models.members.items()]


def used(config: Config) -> list[Member]:
    """The members that have a role in this run."""
    roles = {
        *config.generate.members,
        *config.judge.members,
        config.paint.drafter,
        config.paint.artist,
        config.paint.check,
    }
    roles |= {config.context.reflector, config.judge.grader, config.judge.repair}
    if (student := student_of(config)) is not None:
        roles.add(student.judge.name)
    return [member for member in members(config) if member.name in roles]


@contextmanager
def shipped_server(config: Config) -> Iterator[None]:
    """Serve the embedded models over HTTP while a run with `models.server` lasts; members at SHIPPED get its address.

    Raises ProviderDown when the server does not start.
    """
    if config.models.server is None or config.ledger.replay == "only":
        yield
        return
    command = [sys.executable, "-m", "cads_ray.embedded.server", "--with-parent", *config.models.server]
    # A pipe that nobody writes to: it closes with this process, however that ends.
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        url = server.stdout.readline().strip() if server.stdout else ""
        if not url:
            failed = ConfigError if server.wait() == ConfigError.exit_code else ProviderDown
            raise failed(f"models.server: the shipped server did not start: {' '.join(command)}")
        for member in config.models.members.values():
            if member.base_url == SHIPPED:
                member.base_url = url
        yield
    finally:
        server.terminate()
        server.wait()


def absences(config: Config) -> tuple[frozenset[str], int]:
    """The members that do nothing but judge, and how many counting ones of them may be away before a quorum fails."""
    rule = rule_of(config)
    counting = {judge.name for judge in rule.judges if judge.counts}
    spare = [
        len(counting) - (rule.name != "paper" and author in counting) - rule.least(author)
        for author in config.generate.members
    ]
    return frozenset(config.judge.members) - frozenset(required(config)), max(0, min(spare))


def required(config: Config) -> list[str]:
    """Members without whom no row can be finished, and no round's lesson drawn."""
    others = (config.paint.drafter, config.paint.artist, config.paint.check, config.context.reflector)
    student = student_of(config)
    taught = [student.judge.name] if student is not None else []
    return [*config.generate.members, *taught, *(name for name in others if name is not None)]


def check_budget(config: Config, pool: Sequence[Member]) -> None:
    """Raise ConfigError when there is a budget and a price is unknown."""
    if config.budget.usd is not None:
        from cads_ray.models.pool import check_prices

        check_prices(with_prices(pool))


def check_keys(config: Config, pool: Sequence[Member]) -> None:
    """Raise Unauthorized for a key that is not set, unless nobody will be asked."""
    if config.ledger.replay != "only":
        for member in pool:
            member.key()


def check_models(config: Config, pool: Sequence[Member], blobs: Blobs, console: Console) -> None:
    """Ask each hosted member one token and print what it is and costs; nothing for a pool of programs, or for a replay.

    Raises ConfigError for a model that its provider does not know, and ProviderDown for one that does not answer, unless
    it is a judge and the others make a quorum.
    """
    if config.ledger.replay == "only" or all(member.provider == "embedded" for member in pool):
        return

    async def ask() -> list[Check]:
        providers = providers_for(pool, blobs)
        try:
            return await preflight(with_prices(pool), providers)
        finally:
            for provider in providers.values():
                await provider.close()

    checks = asyncio.run(ask())
    console.print(table(checks))
    judges, spare = absences(config)
    for check in sorted(checks, key=lambda check: check.member.name in judges):
        if check.status == UNKNOWN:
            raise ConfigError(
                f"models.members.{check.member.name}: {check.note or 'its provider does not know the model'}"
            )
        if check.usable:
            continue
        spare -= check.member.sees is not Sees.NOTHING
        if check.member.name not in judges or spare < 0:
            raise ProviderDown(f"{check.member.name} does not answer: {check.note}")
        console.print(f"{check.member.name} does not answer: its votes will be absent until it does", highlight=False)
