import asyncio
import io

from rich.console import Console

from cads_ray.embedded.endpoint.app import Behaviour
from cads_ray.models.assembly import providers_for
from cads_ray.models.preflight import preflight, table
from cads_ray.models.spec import Member
from tests.models.served import faulty, member, served


def test_each_model_is_asked_and_the_table_says_what_it_can(tmp_path, monkeypatch):
    monkeypatch.delenv("GONE_KEY", raising=False)

    async def scene():
        async with served("openai", tmp_path, Behaviour()) as s:
            members = [
                member("openai", s.url, name="good"),
                member("openai", s.url, name="nobody", model="nobody", usd_per_mtok_in=None),
                member("openai", s.url, name="keyless", api_key_env="GONE_KEY", sees="description", schema=False),
                member("openai", s.url, name="artist", draws="images"),
                Member("sharp", "embedded", "sharp"),
            ]
            return await preflight(members, providers_for(members, s.blobs)), s.requests()

    checks, requests = asyncio.run(scene())
    assert {check.member.name: check.status for check in checks} == {
        "good": "answers",
        "nobody": "unknown",
        "keyless": "fails",
        "artist": "answers",
        "sharp": "answers",
    }
    assert len(requests) == 2  # no picture was paid for
    out = io.StringIO()
    Console(width=250, file=out).print(table(checks))
    text = out.getvalue()
    assert "unknown / 2" in text
    assert "GONE_KEY" in text
    assert "JSON in text" in text
    assert "descriptions" in text


def test_a_model_that_is_down_fails_the_check(tmp_path):
    async def scene():
        async with served("openai", tmp_path, faulty("503")) as s:
            members = [member("openai", s.url)]
            return await preflight(members, providers_for(members, s.blobs))

    (check,) = asyncio.run(scene())
    assert (check.status, check.usable) == ("fails", False)
    assert "503" in check.note


def test_a_model_that_is_busy_for_a_moment_passes_the_check(tmp_path):
    async def scene():
        async with served("openai", tmp_path, faulty("503", 0.5)) as s:
            members = [member("openai", s.url, name=f"m{i}", extra={"user": str(i)}) for i in range(4)]
            return await preflight(members, providers_for(members, s.blobs)), s.requests()

    checks, requests = asyncio.run(scene())
    assert {check.status for check in checks} == {"answers"}
    assert len(requests) > 4
