"""The seam between the pool and a provider's wire: one call out, one answer back, or an error by its class."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Protocol

from cads_ray import errors
from cads_ray.models.spec import Member

QUESTION = "Say OK."
ANSWER_S = 30.0  # the longest wait for its answer
MAX_LINE = 300  # characters of a provider's message that an error repeats


@dataclass(frozen=True)
class Message:
    """One turn of a chat; `images` are references (sha256) into the blob store."""

    role: str
    text: str
    images: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
    """What is sent once. `schema` is the reply's JSON schema; `picture` asks for a picture in place of a text."""

    member: Member
    task: str
    messages: tuple[Message, ...]
    schema: dict[str, Any] | None = None
    picture: bool = False
    draw: int = 0  # which of several samples of the same request


@dataclass(frozen=True)
class Answer:
    """What came back once. Token counts are None when the provider sent no usage figures."""

    text: str = ""
    image: bytes | None = None
    truncated: bool = False  # cut off at max_tokens
    input_tokens: int | None = None
    output_tokens: int | None = None


def smallest(member: Member) -> Call:
    """One token: whether the model answers at all."""
    small = replace(member, max_tokens=1, timeout_s=min(member.timeout_s, ANSWER_S))
    return Call(small, "preflight", (Message("user", QUESTION),))


class CutOff(errors.Unavailable):
    """A time-out or a broken connection: nobody knows whether the provider did the work, and will bill it."""


class Provider(Protocol):
    """Sends calls. What cannot be answered raises a ProviderError of the right class; nothing is repeated here."""

    async def send(self, call: Call) -> Answer: ...

    async def close(self) -> None: ...


def one_line(text: str, secret: str = "") -> str:
    """A provider's message, fit for an error: one short line, without the key (providers do echo keys)."""
    if secret:
        text = text.replace(secret, "[key]")
    return re.sub(r"\s+", " ", text[: 4 * MAX_LINE]).strip()[:MAX_LINE]


def kind(error: Exception) -> str:
    """The name of the error's class in `errors`: what a Reply calls its error."""
    return next(cls.__name__ for cls in type(error).__mro__ if cls.__module__ == errors.__name__)
