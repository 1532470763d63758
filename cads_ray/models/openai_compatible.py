"""A thin client for any OpenAI-style endpoint (vLLM, SGLang, llama.cpp, TGI, a gateway): at most 2 ms of CPU a call."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from cads_ray.errors import InvalidRequest, ProviderError, Unavailable
from cads_ray.models.http_errors import error_of
from cads_ray.models.images import DataUrls
from cads_ray.models.openai_body import chat_body, images_body
from cads_ray.models.openai_reply import chat_answer, picture_answer
from cads_ray.models.provider import Answer, Call, CutOff, one_line

MAX_BODY = 32 << 20  # bytes
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PIECE = 1 << 18  # a larger body is read from a file-like object, so that it does not block the loop in one write


class OpenAICompatible:
    """Implements Provider over aiohttp. One session per instance; used from one event loop."""

    def __init__(self, load: Callable[[str], bytes]):
        """`load` gives the bytes of a picture by its sha256."""
        self._urls = DataUrls(load)
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def send(self, call: Call) -> Answer:
        """One request, one answer. Raises a ProviderError of the class that fits."""
        painting = call.picture and call.member.draws == "images"
        body = images_body(call) if painting else chat_body(call, self._urls)
        key = call.member.key()
        path = "/images/generations" if painting else "/chat/completions"
        reply = await self._post(call.member.base_url.rstrip("/") + path, key, body, call.member.timeout_s)
        return picture_answer(reply) if painting else chat_answer(reply, call.picture, key)

    async def close(self) -> None:
        """Close all connections."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def _post(self, url: str, key: str, body: bytes, timeout_s: float) -> dict[str, Any]:
        failure: ProviderError | None = None
        try:
            return await self._exchange(url, key, body, timeout_s)
        except ProviderError:
            raise
        except TimeoutError:
            failure = CutOff(f"no complete answer within {timeout_s:g} s")
        except aiohttp.InvalidURL:
            failure = InvalidRequest("base_url is not a URL")
        except (aiohttp.ClientError, OSError) as error:
            failure = CutOff(one_line(f"connection failed: {type(error).__name__}", key))
        raise failure  # raised here so that it carries no aiohttp error, whose request has the key among its headers

    async def _exchange(self, url: str, key: str, body: bytes, timeout_s: float) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        session = self._session(url)
        timeout = aiohttp.ClientTimeout(total=timeout_s, sock_connect=min(30.0, timeout_s))
        data = body if len(body) <= _PIECE else io.BytesIO(body)
        # A redirect would carry the key to another host.
        async with session.post(url, data=data, headers=headers, timeout=timeout, allow_redirects=False) as response:
            raw = await _read(response)
            if response.status != 200:
                raise error_of(response.status, response.headers, _json(raw), key)
            if "json" not in response.content_type:
                raise Unavailable(f"answered {response.content_type} where JSON was due")
        reply = _json(raw)
        if not isinstance(reply, dict):
            raise Unavailable("answered a body that is not a JSON object")
        if isinstance(reply.get("error"), dict):  # gateways put the error of the provider behind them into a 200
            code = reply["error"].get("code")
            raise error_of(code if isinstance(code, int) else 500, {}, reply, key)
        return reply

    def _session(self, url: str) -> aiohttp.ClientSession:
        proxied = urlsplit(url).hostname not in _LOOPBACK
        if proxied not in self._sessions:
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=30)  # the limiter bounds what is in flight
            self._sessions[proxied] = aiohttp.ClientSession(
                connector=connector, trust_env=proxied, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._sessions[proxied]


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The body; more than MAX_BODY is not read."""
    pieces, size = [], 0
    async for piece in response.content.iter_any():
        pieces.append(piece)
        size += len(piece)
        if size > MAX_BODY:
            response.close()
            raise Unavailable(f"answered a body of more than {MAX_BODY >> 20} MB")
    return b"".join(pieces)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None
