"""The endpoint: routes, and the way of a request through key, log, limits, faults and latency to the models."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from cads_ray.embedded.endpoint import misbehave
from cads_ray.embedded.endpoint.faults import Faults
from cads_ray.embedded.endpoint.latency import Latency
from cads_ray.embedded.endpoint.models import Declined, Models
from cads_ray.embedded.endpoint.openai_api import CREATED, Asked, error_body, read_chat, read_images
from cads_ray.embedded.endpoint.throttle import Admitted, Throttle
from cads_ray.errors import InvalidRequest, Unavailable, UnknownModel
from cads_ray.pictures import Blobs

MAX_BODY = 64 << 20  # bytes of a request


@dataclass(frozen=True)
class Behaviour:
    """How the provider behaves."""

    faults: Faults = field(default_factory=Faults)
    latency: Latency = field(default_factory=Latency)
    rpm: int | None = None  # for each model
    tpm: int | None = None
    retry_after_s: float = 1.0  # what the fault 429-retry-after says
    hang_s: float = 600.0  # how long the fault timeout says nothing
    drip_s: float = 1.0  # between two bytes of the fault trickle
    key: str = ""  # what clients must send; "" for none


@dataclass(frozen=True)
class _Route:
    """What to do with the bodies of one path."""

    read: Callable[[Any], Asked]
    answer: Callable[[Asked], Awaitable[dict[str, Any]]]


class Endpoint:
    """The models as an OpenAI-compatible provider. `log` gets a line of JSON for each request and reply."""

    def __init__(self, models: Models, blobs: Blobs, behaviour: Behaviour, log: Path | None = None):
        self._models, self._behaviour = models, behaviour
        self._throttle = Throttle(behaviour.rpm, behaviour.tpm)
        self._seen: Counter[str] = Counter()
        self._log = None if log is None else log.open("a", encoding="utf-8", buffering=1)  # each line at once
        self._routes = {
            "/v1/chat/completions": _Route(lambda body: read_chat(body, blobs.put), models.chat),
            "/v1/images/generations": _Route(read_images, models.images),
        }

    def app(self) -> web.Application:
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_get("/v1/models", self._list)
        for path in self._routes:
            app.router.add_post(path, self._serve)
        app.on_cleanup.append(self._close)
        return app

    async def _close(self, app: web.Application) -> None:
        await asyncio.to_thread(self._models.close)
        if self._log is not None:
            self._log.close()

    async def _list(self, request: web.Request) -> web.Response:
        data = [
            {"id": name, "object": "model", "created": CREATED, "owned_by": "cads_ray"} for name in self._models.names
        ]
        return web.json_response({"object": "list", "data": data})

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        key = hashlib.sha256(raw).hexdigest()
        attempt, self._seen[key] = self._seen[key], self._seen[key] + 1
        fault = self._behaviour.faults.of(key, attempt)
        note: dict[str, Any] = {"key": key, "attempt": attempt, "path": request.path, "fault": fault}
        self._write(note | {"event": "request"})
        try:
            response = await self._respond(request, raw, note)
        except UnknownModel as error:
            response = _error(404, str(error), "model_not_found")
        except Declined as error:
            response = _error(400, str(error), "content_policy_violation")
        except InvalidRequest as error:
            response = _error(400, str(error), "invalid_request")
        except Unavailable as error:
            response = _error(500, str(error), "server_error")
        self._write(note | {"event": "reply", "status": response.status})
        return response

    async def _respond(self, request: web.Request, raw: bytes, note: dict[str, Any]) -> web.StreamResponse:
        behaviour, route, fault = self._behaviour, self._routes[request.path], note["fault"]
        sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if behaviour.key and sent != behaviour.key:
            # Providers repeat the key in this message.
            return _error(401, f"incorrect API key provided: {sent}", "invalid_api_key")
        asked = await asyncio.to_thread(_read, raw, route.read)
        if self._log is not None:
            note["asked"] = _asked(asked)
        self._models.check(asked.model)
        admitted = self._throttle.admit(asked.model, asked.tokens_in, asyncio.get_running_loop().time())
        if not isinstance(admitted, Admitted):
            return _error(429, "rate limit reached", "rate_limit_exceeded", {"Retry-After": f"{admitted:.3f}"})
        if fault in misbehave.BEFORE:
            return await misbehave.before(str(fault), request, behaviour.retry_after_s, behaviour.hang_s)
        latency = behaviour.latency.of(note["key"], note["attempt"])
        body, _ = await asyncio.gather(route.answer(asked), asyncio.sleep(latency))
        admitted.tokens += body["usage"]["total_tokens"] - asked.tokens_in
        if fault is not None:
            return await misbehave.after(fault, request, asked, body, behaviour.drip_s)
        return web.json_response(body)

    def _write(self, note: dict[str, Any]) -> None:
        if self._log is not None:
            self._log.write(json.dumps({"time": time.time()} | note) + "\n")


def _read(raw: bytes, read: Callable[[Any], Asked]) -> Asked:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise InvalidRequest("the body is not JSON") from None
    return read(body)


def _asked(asked: Asked) -> dict[str, Any]:
    """The question itself, for whoever compares the log with a ledger."""
    request = asked.request
    told = {} if request is None else {"fields": request.fields, "images": request.images, "draw": request.draw}
    return {"model": asked.model, "task": asked.task} | told


def _error(status: int, message: str, code: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response(error_body(message, code), status=status, headers=headers)
