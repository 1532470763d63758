"""A pool from plain values, in whatever process it is needed: only the libraries that its members need are imported."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path

from cads_ray.models.authorities import Authorities
from cads_ray.models.budget import Purse
from cads_ray.models.client import Client
from cads_ray.models.hedge import Hedge
from cads_ray.models.limiter import Limiter, LocalLimiter
from cads_ray.models.line import Line, limits_of
from cads_ray.models.pool import Pool
from cads_ray.models.price_map import priced
from cads_ray.models.provider import Provider
from cads_ray.models.retries import Retries
from cads_ray.models.spec import Member
from cads_ray.pictures import Blobs
from cads_ray.prompts.render import Prompts


def open_pool(
    members: Sequence[Member],
    blobs: Blobs,
    limiter: Limiter,
    purse: Purse | None = None,
    retries: Retries | None = None,
    prompts_dir: Path | None = None,
    embedded: Client | None = None,
    required: Collection[str] = (),
    missed: Callable[[str], Awaitable[bool]] | None = None,
    hedge: Hedge | None = None,
) -> Pool:
    """The pool of `members`, whose prices are known or stay unknown; limiter and purse may be shared with others.

    Raises ConfigError, PromptError.
    """
    prompts = Prompts(prompts_dir)
    prompts.check()
    line = Line(limiter, retries or Retries(), purse, hedge=hedge)
    return Pool(members, providers_for(members, blobs), blobs, line, prompts, embedded, required, missed)


def with_prices(members: Sequence[Member]) -> list[Member]:
    """Members with the prices that their configuration leaves open, where litellm's map knows them."""
    return [priced(member) if member.provider == "litellm" else member for member in members]


def slow_to_prepare(members: Sequence[Member]) -> bool:
    """Whether `prepare` takes seconds of a processor, in each process that asks."""
    return any(member.provider == "litellm" for member in members)


def prepare(members: Sequence[Member]) -> None:
    """Import what the first call to one of these members imports."""
    if slow_to_prepare(members):
        from cads_ray.models.litellm_client import library

        library()


def providers_for(members: Sequence[Member], blobs: Blobs) -> dict[str, Provider]:
    """A client for each provider that a member names."""
    wanted = {member.provider for member in members}
    providers: dict[str, Provider] = {}
    if "openai" in wanted:
        from cads_ray.models.openai_compatible import OpenAICompatible

        providers["openai"] = OpenAICompatible(blobs.get)
    if "litellm" in wanted:
        from cads_ray.models.litellm_client import Litellm

        providers["litellm"] = Litellm(blobs.get)
    return providers


def local_limiter(members: Sequence[Member]) -> LocalLimiter:
    """A limiter for a single process."""
    limits = {member.name: limits_of(member) for member in members}
    return LocalLimiter(limits, Authorities(limits))
