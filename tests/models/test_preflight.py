import asyncio
import io
from dataclasses import replace

import pytest
from omegaconf import OmegaConf
from rich.console import Console

from cads_ray.config import CONF_DIR
from cads_ray.embedded.endpoint.app import Behaviour
from cads_ray.models import price_map
from cads_ray.models.assembly import providers_for
from cads_ray.models.pool import check_prices
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


def test_the_price_map_says_what_is_past_its_day_and_what_it_may_not_do(tmp_path, monkeypatch):
    able = {"litellm_provider": "openai", "supports_vision": True, "supports_response_schema": True}
    gone = able | {"deprecation_date": "2024-01-31"}
    blind = able | {"deprecation_date": "2999-12-31", "supports_vision": None}
    monkeypatch.setitem(price_map.known(), "openai/gone-1", gone)
    monkeypatch.setitem(price_map.known(), "blind-1", blind)
    monkeypatch.setenv("SOME_KEY", "sk-x")

    async def scene():
        async with served("litellm", tmp_path, Behaviour()) as s:
            models = ("openai/program", "openai/gone-1", "openai/blind-1")
            members = [member("litellm", s.url, name=model, model=model) for model in models]
            members.append(member("litellm", s.url, name="artist", model="openai/gone-1", draws="images"))
            providers = {"litellm": Renamed(providers_for(members, s.blobs)["litellm"])}
            return {check.member.name: check for check in await preflight(members, providers)}

    checks = asyncio.run(scene())
    assert checks["openai/program"].status == "answers"
    assert (checks["openai/gone-1"].status, checks["openai/gone-1"].note) == (
        "deprecated",
        "deprecated since 2024-01-31",
    )
    assert checks["openai/gone-1"].usable
    assert checks["openai/blind-1"].note == "ends 2999-12-31; litellm's map lists no pictures"
    assert checks["artist"].status == "deprecated"


class Renamed:
    """The endpoint knows one model; whatever a member calls it, it is asked."""

    def __init__(self, provider):
        self._provider = provider

    async def send(self, call):
        return await self._provider.send(replace(call, member=replace(call.member, model="openai/program")))


@pytest.mark.parametrize("path", sorted((CONF_DIR / "models").glob("*.yaml")), ids=lambda path: path.stem)
def test_each_shipped_pool_has_prices_and_limits(path):
    pool = [Member(name, **values) for name, values in OmegaConf.to_object(OmegaConf.load(path))["members"].items()]
    check_prices(pool)
    for each in pool:
        assert each.provider == "embedded" or each.rpm or each.max_in_flight <= 128
        assert not each.draws or each.provider == "embedded" or each.usd_per_image is not None
