"""A member of the pool: one model at one provider, what it may see and do, its limits and its prices.

Plain values only, so that a member travels into any process. The key itself is never among them: `api_key_env` names
an environment variable, which is read when a call is made.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cads_ray.errors import ConfigError, Unauthorized
from cads_ray.schema import Sees

PROVIDERS = ("embedded", "openai", "litellm")
DRAWS = ("", "images", "chat")  # not at all; through /images/generations; as a chat model that returns pictures
_MILLION = 1_000_000


@dataclass(frozen=True)
class Member:
    """`name` is what plans, votes and reports call it; `model` is what its provider calls it."""

    name: str
    provider: str
    model: str
    api_key_env: str = ""
    base_url: str = ""
    sees: Sees = Sees.PICTURE
    draws: str = ""
    schema: bool = True  # the provider takes a JSON schema for the reply; the prompt asks for JSON either way
    max_in_flight: int = 16
    rpm: int | None = None
    tpm: int | None = None  # input and output together
    tpm_in: int | None = None
    tpm_out: int | None = None
    temperature: float | None = None  # None: the provider's default; some models take no other
    seeds: bool = (
        False  # the provider takes a seed: it is the number of the sample, where a request is sent several times
    )
    max_tokens: int = 8192
    usd_per_mtok_in: float | None = None  # None: unknown, which is said and never taken for zero
    usd_per_mtok_out: float | None = None
    usd_per_image: float | None = None
    timeout_s: float = 300.0
    extra: dict[str, Any] = field(
        default_factory=dict
    )  # further parameters of the request's body, as the provider has them

    def __post_init__(self) -> None:
        if self.sees not in list(Sees):
            raise ConfigError(f"models.members.{self.name}: sees must be one of {', '.join(Sees)}")
        object.__setattr__(self, "sees", Sees(self.sees))
        for wrong, message in self._mistakes():
            if wrong:
                raise ConfigError(f"models.members.{self.name}: {message}")

    def _mistakes(self) -> list[tuple[bool, str]]:
        numbers = (self.max_in_flight, self.max_tokens, self.timeout_s, self.rpm, self.tpm, self.tpm_in, self.tpm_out)
        url = urlsplit(self.base_url)
        return [
            (self.provider not in PROVIDERS, f"provider must be one of {', '.join(PROVIDERS)}"),
            (not self.model, "model is empty"),
            (self.draws not in DRAWS, "draws must be empty, images or chat"),
            (any(number is not None and number <= 0 for number in numbers), "limits must be greater than zero"),
            (self.provider == "openai" and not self.base_url, "base_url is needed for provider openai"),
            (
                bool(self.base_url) and url.scheme not in ("http", "https"),
                "base_url must begin with http:// or https://",
            ),
            # The next two never repeat the value: it may be a key.
            (
                "@" in url.netloc or bool(url.query),
                "base_url must not carry credentials; name a variable in api_key_env",
            ),
            (
                bool(self.api_key_env) and not re.fullmatch(r"[A-Z_][A-Z0-9_]*", self.api_key_env),
                "api_key_env must be the name of an environment variable, such as OPENAI_API_KEY",
            ),
        ]

    def key(self) -> str:
        """The key from the environment, "" for a member that needs none. Raises Unauthorized when it is not set."""
        if not self.api_key_env:
            return ""
        key = os.environ.get(self.api_key_env, "").strip()
        if not key:
            raise Unauthorized(f"set the environment variable {self.api_key_env} to use {self.name}")
        return key

    def usd(self, input_tokens: int, output_tokens: int, pictures: int = 0) -> float | None:
        """Cost of a call by the configured prices; None when a price that it needs is unknown."""
        parts = [
            (input_tokens, self.usd_per_mtok_in, _MILLION),
            (output_tokens, self.usd_per_mtok_out, _MILLION),
            (pictures, self.usd_per_image, 1),
        ]
        if pictures and self.usd_per_image is not None:
            parts = parts[2:]  # a price per picture is the whole price
        if any(amount and price is None for amount, price, _ in parts):
            return None
        return sum(amount * (price or 0.0) / unit for amount, price, unit in parts)
