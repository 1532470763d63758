"""A key appears nowhere: not in values, errors, tracebacks, logs or output, however the call fails."""

import asyncio
import logging
import pickle
import traceback
from dataclasses import asdict, replace

import pytest

from cads_ray.embedded.endpoint.app import Behaviour
from cads_ray.errors import ProviderError
from cads_ray.models.assembly import providers_for
from cads_ray.models.provider import Call, Message
from tests.models.served import QUICK, faulty, member, served, solve

SENTINEL = "sk-sentinel-4f1d9c"
FAILURES = {
    "wrong key": Behaviour(key="another"),
    "429": faulty("429-retry-after", retry_after_s=0.01),
    "500": faulty("500"),
    "reset": faulty("reset"),
    "timeout": faulty("timeout"),
    "content-type": faulty("content-type"),
    "junk": faulty("junk"),
    "works": Behaviour(key=SENTINEL),
}


@pytest.mark.parametrize("provider", ["openai", "litellm"])
def test_the_key_appears_nowhere(provider, tmp_path, monkeypatch, caplog, capfd):
    monkeypatch.setenv("SENTINEL_KEY", SENTINEL)
    caplog.set_level(logging.DEBUG)
    told = []

    async def scene():
        for name, behaviour in FAILURES.items():
            folder = tmp_path / name
            folder.mkdir()
            quick = replace(QUICK, provider=2, reply=1)
            values = {"api_key_env": "SENTINEL_KEY", "timeout_s": 0.5 if name == "timeout" else 20.0}
            async with served(provider, folder, behaviour, quick, **values) as s:
                replies = await s.pool.complete([solve("q")])
                told.append(repr(replies))
                told.append(str(asdict(member(provider, s.url, api_key_env="SENTINEL_KEY"))))
                told.append(await failing_traceback(s, member(provider, s.url, **values)))

    asyncio.run(scene())
    out = capfd.readouterr()
    written = [path.read_text(errors="replace") for path in tmp_path.rglob("*") if path.is_file()]
    assert "Unauthorized" in told[0]
    for text in (*told, caplog.text, out.out, out.err, *written):
        assert SENTINEL not in text


async def failing_traceback(s, m) -> str:
    """What a log would show of the error itself, its causes and its pickle included."""
    clients = providers_for([m], s.blobs)
    call = Call(m, "preflight", (Message("user", "Say OK."),))
    (error,) = await asyncio.gather(clients[m.provider].send(call), return_exceptions=True)
    await clients[m.provider].close()
    if not isinstance(error, ProviderError):
        return ""
    assert error.__context__ is None
    return "".join(traceback.format_exception(error)) + repr(pickle.dumps(error))
