"""HTTP status codes and the machine-readable codes beside them, as errors of our classes. Never decided by a text."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from typing import Any

from cads_ray.errors import InvalidRequest, ProviderError, RateLimited, Refused, Unauthorized, Unavailable, UnknownModel
from cads_ray.models.provider import one_line

# Codes in the error's body that say more than the status: OpenAI says 429 for "slow down" and for "no money left".
CODES: dict[str, type[ProviderError]] = {
    "insufficient_quota": Unauthorized,
    "billing_hard_limit_reached": Unauthorized,
    "invalid_api_key": Unauthorized,
    "model_not_found": UnknownModel,
    "content_filter": Refused,
    "content_policy_violation": Refused,
    "moderation_blocked": Refused,
}
_STATUS: dict[int, type[ProviderError]] = {
    401: Unauthorized,
    402: Unauthorized,
    403: Unauthorized,
    404: UnknownModel,
    410: UnknownModel,
    408: Unavailable,
    409: Unavailable,
    425: Unavailable,
    429: RateLimited,
}


def class_of(status: int, code: str = "") -> type[ProviderError]:
    """The class of a reply that is no success; total over all status codes."""
    if code in CODES:
        return CODES[code]
    if status >= 500:
        return Unavailable
    return _STATUS.get(status, InvalidRequest)


def error_of(status: int, headers: Mapping[str, str], body: Any, secret: str = "") -> ProviderError:
    """The error for a reply with this status. `body` is its JSON, or None; the key in its text is struck out."""
    detail = body.get("error") if isinstance(body, dict) else None
    detail = detail if isinstance(detail, dict) else {"message": detail or ""}
    cls = class_of(status, str(detail.get("code") or detail.get("type") or ""))
    message = one_line(f"HTTP {status}: {detail.get('message') or 'no message'}", secret)
    if issubclass(cls, RateLimited):
        return cls(message, retry_after(headers))
    return cls(message)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from the headers that providers use; None when they say nothing that can be read."""
    text = headers.get("retry-after-ms")
    if text is not None and (wait := _seconds(text)) is not None:
        return wait / 1000
    text = headers.get("retry-after")
    if text is None:
        return None
    if (wait := _seconds(text)) is not None:
        return wait
    until, now = email.utils.parsedate_tz(text), email.utils.parsedate_tz(headers.get("date") or "")
    if until is None or now is None:  # a date can only be read against the provider's own clock
        return None
    return max(0.0, float(email.utils.mktime_tz(until) - email.utils.mktime_tz(now)))


def _seconds(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None
