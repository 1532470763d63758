"""The shipped server, as a user starts it: the embedded models over HTTP say what they say directly."""

import asyncio
import contextlib
import json
import signal
import subprocess
import sys

import pytest

from cads_ray.embedded.client import EmbeddedClient
from cads_ray.embedded.server import main
from cads_ray.models.assembly import local_limiter, open_pool
from cads_ray.models.client import Request
from cads_ray.models.preflight import preflight
from cads_ray.models.retries import Retries
from cads_ray.models.spec import Member
from cads_ray.paint.render import Renderer
from cads_ray.pictures import Blobs

QUICK = Retries(base_s=0.001, cap_s=0.01)


@contextlib.contextmanager
def server(*options):
    """`python -m cads_ray.embedded.server` as a process; yields its URL."""
    command = [sys.executable, "-m", "cads_ray.embedded.server", *map(str, options)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
        assert process.returncode == 0, err
        assert err == ""


def members(url):
    """The embedded models as a provider has them, under other names."""
    names = {"author": "sharp", "judge": "coarse", "artist": "draughtsman"}
    draws = {"artist": "images"}
    return [
        Member(name, "openai", model, base_url=url, draws=draws.get(name, ""), max_tokens=20_000)
        for name, model in names.items()
    ]


SEED = {
    "question": "A circle has a radius of 5 cm. What is its area?",
    "answer": "25*pi cm^2",
    "choices": [],
    "description": "",
    "domain": "geometry",
}


async def synthesize(client, paint):
    """Analyze, strategize, illustrate, paint and solve one seed: all replies, and the picture's bytes."""
    (analysis,) = await client.complete([Request("author", "analyze", SEED)])
    assert analysis.ok, analysis.error
    fields = analysis.value | {
        "seed_question": SEED["question"],
        "seed_answer": SEED["answer"],
        "strategy": "parameter_variation",
        "level": "1",
        "variation": "7",
        "insights": [],
    }
    (synthesis,) = await client.complete([Request("author", "strategize", fields)])
    assert synthesis.ok, synthesis.error
    known = {name: synthesis.value[name] for name in ("strategy_text", "question", "choices", "answer", "rationale")}
    (illustration,) = await client.complete([Request("author", "illustrate", fields | known)])
    picture = await paint(illustration.value["visual_prompt"])
    problem = {"question": known["question"], "choices": known["choices"], "description": ""}
    (solution,) = await client.complete([Request("judge", "solve", problem, (picture,))])
    answers = {"question": "Where?", "choices": [], "first": "left and up of it", "second": "up and left of it"}
    (verdict,) = await client.complete([Request("judge", "compare", answers)])
    return [analysis.value, synthesis.value, illustration.value, picture, solution.value, verdict.value]


class Direct:
    """The embedded models without a server, under the pool's names."""

    def __init__(self, blobs):
        self.client, self.names = EmbeddedClient(blobs), {"author": "sharp", "judge": "coarse"}

    async def complete(self, requests):
        renamed = [Request(self.names[r.member], r.task, r.fields, r.images) for r in requests]
        return await self.client.complete(renamed)


async def over_http(url, blobs):
    pool = open_pool(members(url), blobs, local_limiter(members(url)), retries=QUICK)

    async def paint(prompt):
        (reply,) = await pool.complete([Request("artist", "picture", {"visual_prompt": prompt})])
        assert reply.ok, reply.error
        return reply.image

    try:
        return await synthesize(pool, paint)
    finally:
        await pool.close()


async def directly(blobs):
    renderer = Renderer()

    async def paint(prompt):
        draw = {"visual_prompt": prompt, "language": "auto", "error": "", "previous": ""}
        (reply,) = await Direct(blobs).complete([Request("author", "draw", draw)])
        return blobs.put(renderer.draw(reply.value["language"], reply.value["source"]).data)

    try:
        return await synthesize(Direct(blobs), paint)
    finally:
        renderer.close()


def test_over_http_and_through_faults_the_models_say_what_they_say_directly(tmp_path):
    log, faults = tmp_path / "log.jsonl", tmp_path / "faults.json"
    faults.write_text(json.dumps({"500": 0.1, "reset": 0.1, "junk": 0.1, "429": 0.1}))
    with server("--port", 0, "--faults", faults, "--fault", "truncated=0.1", "--seed", 5, "--log", log) as url:
        assert url.startswith("http://127.0.0.1:")
        served = asyncio.run(over_http(url, Blobs(tmp_path / "a")))
    assert served == asyncio.run(directly(Blobs(tmp_path / "b")))
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) > 5  # some of them met a fault and were sent again
    assert {line["fault"] for line in requests} > {None}
    assert len({(line["key"], line["attempt"]) for line in requests}) == len(requests)


def test_the_preflight_and_the_list_of_models(tmp_path):
    with server("--port", 0, "--latency", "0.01", "--sigma", "0.5") as url:
        checks = asyncio.run(preflight_of(url, tmp_path))
    assert [check.status for check in checks] == ["answers"] * 3


async def preflight_of(url, tmp_path):
    from cads_ray.models.assembly import providers_for

    providers = providers_for(members(url), Blobs(tmp_path))
    checks = await preflight(members(url), providers)
    await providers["openai"].close()
    return checks


@pytest.mark.parametrize(
    ("option", "words"),
    [("teapot=0.5", "there is no fault 'teapot'"), ("500", "KIND=RATE"), ("500=2", "between 0 and 1")],
)
def test_a_misspelt_fault_is_one_line_and_exit_code_2(option, words, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["server", "--fault", option])
    assert main() == 2
    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1
