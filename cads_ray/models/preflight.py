"""Before a run: each model is asked one token, and a table says which answer, at what price, and what they may do."""

from __future__ import annotations

import asyncio
import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from cads_ray.errors import InvalidRequest, ProviderError, Refused, Unauthorized
from cads_ray.models.provider import ANSWER_S, Provider, smallest
from cads_ray.models.retries import Retries
from cads_ray.models.spec import Member
from cads_ray.schema import Sees

ANSWERS, UNKNOWN, DEPRECATED, FAILS = "answers", "unknown", "deprecated", "fails"
PATIENCE = Retries(provider=4)


@dataclass(frozen=True)
class Check:
    """What one model said; `note` is the provider's line when it did not answer."""

    member: Member
    status: str
    note: str = ""

    @property
    def usable(self) -> bool:
        return self.status in (ANSWERS, DEPRECATED)


async def preflight(members: Sequence[Member], providers: Mapping[str, Provider]) -> list[Check]:
    """Ask all at once. An image model is not asked: its smallest answer is a whole picture, and costs as much."""
    return list(await asyncio.gather(*(_check(member, providers) for member in members)))


async def _check(member: Member, providers: Mapping[str, Provider]) -> Check:
    if member.provider == "embedded":
        return Check(member, ANSWERS)
    if member.draws == "images":
        return _key_only(member)
    try:
        await _ask(member, providers[member.provider])
    except InvalidRequest as error:
        return Check(member, UNKNOWN, str(error))
    except Refused:
        return Check(member, ANSWERS, "declined to say OK")
    except ProviderError as error:
        return Check(member, FAILS, str(error))
    ends = _deprecation(member)
    if ends and ends <= datetime.date.today().isoformat():
        return Check(member, DEPRECATED, f"deprecated since {ends}")
    return Check(member, ANSWERS, f"ends {ends}" if ends else "")


async def _ask(member: Member, provider: Provider) -> None:
    """Raises the error of the last attempt: a provider that is busy for a moment is not down."""
    tried, rng = 0, random.Random()
    while True:
        tried += 1
        try:
            await provider.send(smallest(member))
            return
        except ProviderError as error:
            wait = PATIENCE.delay(error, tried, rng)
            if wait is None or wait > ANSWER_S:
                raise
        await asyncio.sleep(wait)


def _key_only(member: Member) -> Check:
    try:
        member.key()
    except Unauthorized as error:
        return Check(member, FAILS, str(error))
    return Check(member, ANSWERS, "not asked: a picture has its price")


def _deprecation(member: Member) -> str:
    """The date after which, by litellm's map, the model is gone, "" if it names none."""
    if member.provider != "litellm":
        return ""
    from cads_ray.models.litellm_client import library

    known = library().model_cost
    entry = known.get(member.model) or known.get(member.model.partition("/")[2]) or {}
    return str(entry.get("deprecation_date") or "")


def table(checks: Sequence[Check]) -> Table:
    """The table that `run` prints. A price that is not known says so."""
    view = Table("model", "answers", "sees", "JSON schema", "draws", "$ per Mtok in / out", "$ per picture", "note")
    for check in checks:
        member = check.member
        view.add_row(
            member.name,
            check.status,
            {Sees.PICTURE: "pictures", Sees.DESCRIPTION: "descriptions", Sees.NOTHING: "nothing"}[member.sees],
            "yes" if member.schema else "JSON in text",
            member.draws or "no",
            f"{_price(member, member.usd_per_mtok_in)} / {_price(member, member.usd_per_mtok_out)}",
            _price(member, member.usd_per_image) if member.draws else "",
            check.note,
        )
    return view


def _price(member: Member, usd: float | None) -> str:
    if member.provider == "embedded":
        return "0"
    return "unknown" if usd is None else f"{usd:g}"
