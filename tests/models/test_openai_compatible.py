"""What only the thin client promises: a cap on bodies, no redirects, errors inside a 200, pictures that are copied."""

import asyncio
import contextlib
import json

import pytest
from aiohttp import web

from cads_ray.errors import InvalidRequest, RateLimited, Unavailable
from cads_ray.models import openai_compatible
from cads_ray.models.images import DataUrls
from cads_ray.models.openai_body import chat_body
from cads_ray.models.openai_compatible import OpenAICompatible
from cads_ray.models.provider import Call, Message
from cads_ray.models.spec import Member

PIXEL = b"\x89PNG\r\n\x1a\n..."


@contextlib.asynccontextmanager
async def provider(answer):
    """The base URL of a server that answers every request with `answer(request)`."""
    app = web.Application(client_max_size=64 << 20)
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    await runner.cleanup()


def call_of(url, *messages, **values):
    member = Member("m", "openai", "x", base_url=url, **values)
    return Call(member, "solve", messages or (Message("user", "hello"),), {"type": "object"})


def send(answer, **values):
    async def scene():
        async with provider(answer) as url:
            client = OpenAICompatible(lambda sha: PIXEL)
            try:
                return await client.send(call_of(url, **values))
            finally:
                await client.close()

    return asyncio.run(scene())


@pytest.mark.parametrize("sized", [True, False])
def test_a_body_over_the_cap_is_not_read_to_its_end(sized, monkeypatch):
    monkeypatch.setattr(openai_compatible, "MAX_BODY", 1 << 20)
    sent = 0

    async def answer(request):
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        if sized:
            response.content_length = 1 << 30
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            for _ in range(1 << 12):
                await response.write(b" " * (1 << 18))
                sent += 1 << 18
        return response

    with pytest.raises(Unavailable, match="more than 1 MB"):
        send(answer)
    assert sent < 1 << 27


def test_a_redirect_is_not_followed():
    seen = []

    async def answer(request):
        seen.append(request.path)
        raise web.HTTPTemporaryRedirect("/elsewhere")

    with pytest.raises(InvalidRequest, match="307"):
        send(answer)
    assert seen == ["/v1/chat/completions"]


@pytest.mark.parametrize(("code", "cls"), [(429, RateLimited), (502, Unavailable), ("odd", Unavailable)])
def test_an_error_inside_a_200_is_an_error(code, cls):
    async def answer(request):
        return web.json_response({"error": {"code": code, "message": "from behind"}})

    with pytest.raises(cls, match="from behind"):
        send(answer)


@pytest.mark.parametrize("body", [b"[]", b"null", b"{", b"", b"\xff\xfe", b"[" * 100_000])
def test_a_200_without_a_json_object_is_unavailable(body):
    async def answer(request):
        return web.Response(body=body, content_type="application/json")

    with pytest.raises(Unavailable):
        send(answer)


def test_the_body_is_what_json_would_have_written_whatever_the_texts_say():
    hostile = '"url": "image:' + "a" * 64 + '" \\" {}'
    shas = ("a" * 64, "b" * 64)
    messages = (Message("system", hostile), Message("user", hostile, shas))
    call = call_of("http://127.0.0.1/v1", *messages, temperature=0.0, extra={"top_p": 0.5})
    body = json.loads(chat_body(call, DataUrls(lambda sha: PIXEL + sha[:1].encode())))
    urls = [part["image_url"]["url"] for part in body["messages"][1]["content"][1:]]
    assert body["messages"][0] == {"role": "system", "content": hostile}
    assert body["messages"][1]["content"][0] == {"type": "text", "text": hostile}
    assert [DataUrls(lambda sha: PIXEL + sha[:1].encode()).get(sha).decode() for sha in shas] == urls
    assert (body["temperature"], body["top_p"], body["max_tokens"]) == (0.0, 0.5, 8192)
    assert body["response_format"]["json_schema"]["name"] == "solve"


def test_a_body_of_many_pictures_arrives_whole():
    received = []

    async def answer(request):
        received.append(await request.json())
        return web.json_response({"choices": [{"message": {"content": "ok"}}]})

    async def scene():
        async with provider(answer) as url:
            client = OpenAICompatible(lambda sha: PIXEL + bytes(1 << 20))
            answer_ = await client.send(call_of(url, Message("user", "q", tuple(letter * 64 for letter in "abcd"))))
            await client.close()
            return answer_

    assert asyncio.run(scene()).text == "ok"
    assert len(received[0]["messages"][0]["content"]) == 5
