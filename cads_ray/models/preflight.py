"""Before a run: each model is asked one token, and a table says which answer, at what price, and what they may do."""

from __future__ import annotations

import asyncio
import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from cads_ray.errors import InvalidRequest, ProviderError, Refused, UnknownModel
from cads_ray.models.price_map import entry_of
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
    try:
        if member.draws == "images":
            member.key()
            return _answering(member, "not asked: a picture has its price")
        await _ask(member, providers[member.provider])
    except (UnknownModel, InvalidRequest) as error:
        return Check(member, UNKNOWN, str(error))
    except Refused:
        return Check(member, ANSWERS, "declined to say OK")
    except ProviderError as error:
        return Check(member, FAILS, str(error))
    return _answering(member)


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


def _answering(member: Member, note: str = "") -> Check:
    """With what litellm's map says against it: the day on which the model ends or has ended, and what it may not do."""
    entry = entry_of(member.model) if member.provider == "litellm" else {}  # others go by names of their own
    ends = str(entry.get("deprecation_date") or "")
    past = bool(ends) and ends <= datetime.date.today().isoformat()
    told = f"deprecated since {ends}" if past else f"ends {ends}" if ends else ""
    notes = filter(None, (note, told, *_doubts(member, entry)))
    return Check(member, DEPRECATED if past else ANSWERS, "; ".join(notes))


def _doubts(member: Member, entry: Mapping[str, Any]) -> list[str]:
    """Abilities that the configuration counts on and the map does not list."""
    if not entry or member.draws:
        return []
    counted_on = [("pictures", "supports_vision", member.sees is Sees.PICTURE)]
    counted_on.append(("JSON schemas", "supports_response_schema", member.schema))
    return [f"litellm's map lists no {what}" for what, key, wanted in counted_on if wanted and not entry.get(key)]


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
