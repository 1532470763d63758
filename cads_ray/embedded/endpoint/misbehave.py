"""Serving a fault: what the wire shows when a provider fails."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

from aiohttp import web

from cads_ray.embedded.endpoint.openai_api import Asked, chat_reply, error_body

HUGE = 30_000_000  # bytes
HTML = "<html><body><h1>Bad gateway</h1></body></html>"
JUNK = "I have looked at this for a while, and there are several ways to see it. On the whole, yes."
BEFORE = ("429", "429-retry-after", "500", "502", "503", "reset", "timeout")  # met before the model is asked


async def before(kind: str, request: web.Request, retry_after_s: float, hang_s: float) -> web.StreamResponse:
    """The answer to a request whose fault comes before the model has anything to say."""
    if kind == "reset":
        transport = request.transport
        if transport is not None:
            transport.abort()
        return web.Response(status=500)  # goes nowhere
    if kind == "timeout":
        await asyncio.sleep(hang_s)
        return web.json_response(error_body("too late", "timeout", "server_error"), status=504)
    if kind == "502":
        return web.Response(status=502, text=HTML, content_type="text/html")
    if kind.startswith("429"):
        headers = {"Retry-After": f"{retry_after_s:g}"} if kind == "429-retry-after" else {}
        return web.json_response(error_body("slow down", "rate_limit_exceeded"), status=429, headers=headers)
    return web.json_response(error_body("the server had an error", "server_error", "server_error"), status=int(kind))


async def after(
    kind: str, request: web.Request, asked: Asked, body: dict[str, Any], drip_s: float
) -> web.StreamResponse:
    """The answer to a request whose fault spoils the reply `body`."""
    if kind == "trickle":
        return await _trickle(request, json.dumps(body).encode(), drip_s)
    if kind == "content-type":
        return web.Response(text=HTML, content_type="text/html")
    if kind == "huge":
        return web.Response(body=_huge(asked, body), content_type="application/json")
    if kind == "refusal" and "data" in body:
        return web.json_response(error_body("the prompt was declined", "content_policy_violation"), status=400)
    return web.json_response(_spoiled(kind, asked, body))


def _spoiled(kind: str, asked: Asked, body: dict[str, Any]) -> dict[str, Any]:
    if "data" in body:
        return body | {
            "data": [] if kind == "empty" else [{"b64_json": _not_a_picture(kind, body["data"][0]["b64_json"])}]
        }
    if kind == "empty":
        return body | {"choices": []}
    text = body["choices"][0]["message"]["content"] or ""
    if kind == "refusal":
        return chat_reply(asked, None, refusal="I cannot help with this.")
    if kind == "truncated":
        return chat_reply(asked, text[: len(text) * 2 // 3])
    if kind == "junk":
        return chat_reply(asked, JUNK)
    if kind == "picture" and asked.picture:
        return chat_reply(asked, "", picture=JUNK.encode())
    return body  # a text reply has no picture to spoil


def _not_a_picture(kind: str, encoded: str) -> str:
    """A picture cut in two, or words instead of one."""
    return encoded[: len(encoded) // 8 * 4] if kind == "truncated" else "SSBhbSBubyBwaWN0dXJlLg=="


def _huge(asked: Asked, body: dict[str, Any]) -> bytes:
    if "data" in body:
        return json.dumps(body | {"data": [{"b64_json": "A" * HUGE}]}).encode()
    return json.dumps(chat_reply(replace(asked, max_tokens=None), "x" * HUGE)).encode()


async def _trickle(request: web.Request, data: bytes, drip_s: float) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(data))})
    await response.prepare(request)
    for i in range(len(data)):
        await response.write(data[i : i + 1])
        await asyncio.sleep(drip_s)
    await response.write_eof()
    return response
