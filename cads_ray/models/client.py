"""The contract between stages and models: requests in, replies out, same length, same order.

A stage builds `Request`s and never learns who answers: a hosted model through litellm, a self-hosted one through
HTTP, or the embedded programs. Hosted clients render a request with the prompt file of its task; embedded ones read
its fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Request:
    """One question to one member of the pool.

    `task` names the prompt file (prompts/<task>.txt) and the reply's schema. `fields` fill the prompt: text, or lists
    of text. `images` are references (sha256) into the blob store. `draw` tells apart requests that are equal by intent.
    """

    member: str
    task: str
    fields: dict[str, Any] = field(default_factory=dict)
    images: tuple[str, ...] = ()
    draw: int = 0


@dataclass(frozen=True)
class Reply:
    """What came back: a parsed `value`, or an `error` of a class in `errors` (its name and one line of text).

    `image` is the sha256 of a picture the model made, if it made one. `key` is the ledger's key of the call, `cached`
    tells whether it was answered from the ledger (then it cost nothing now). `usd` is None when the price is unknown.
    """

    value: dict[str, Any] | None = None
    image: str | None = None
    error_type: str | None = None
    error: str | None = None
    key: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    usd: float | None = 0.0
    seconds: float = 0.0
    cached: bool = False
    calls: int = 1
    raw: str = ""  # the text as it came, when no value could be read from it

    @property
    def ok(self) -> bool:
        return self.error_type is None


class Client(Protocol):
    """Anything that answers requests.

    Replies have the length and the order of the requests; the requests are not changed; one bad request never raises,
    its reply carries the error. What does raise ends the run: a missing key (Unauthorized at start), a spent budget.
    """

    async def complete(self, requests: Sequence[Request]) -> list[Reply]: ...
