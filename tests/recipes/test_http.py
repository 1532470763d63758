"""Each recipe gives the same over HTTP, rendered as prompts and parsed back, as from the programs themselves."""

import asyncio

import pyarrow as pa
import pytest

from cads_ray.candidates import candidates
from cads_ray.config import Config
from cads_ray.context.bandit import Bandit
from cads_ray.context.plan import Crew, Lore, plan
from cads_ray.context.playbook import Playbook
from cads_ray.dataflow import verdict_columns
from cads_ray.dataset.compare import ClosedRounds
from cads_ray.dataset.settle import Keep
from cads_ray.disk.files import write_table
from cads_ray.embedded.server import embedded_client, serve
from cads_ray.models.assembly import local_limiter, open_pool
from cads_ray.models.client import Client
from cads_ray.pictures import Blobs
from cads_ray.recipe import load
from cads_ray.schema import KEPT
from cads_ray.seeds.read import read_seeds
from cads_ray.session.hosted import SHIPPED, members
from cads_ray.session.wire import pools
from cads_ray.tools import Tools
from tests.hosted import seeds
from tests.recipes.loop import composed

SMALL = ("generate.members=[sharp]", "judge=pair", "student.model=student", "student.samples=3")
SAME = ("state", "question", "answer", "rationale", "image", "pass_rate", "error_message")


async def made(config: Config, table: pa.Table, tools: Tools) -> list[dict]:
    for pool in pools(config):
        for step in pool.steps:
            table = await step(table, tools)
    return verdict_columns(table, load(config.recipe).verdict).to_pylist()


async def both(recipe: str, home, renderer) -> tuple[list[dict], list[dict]]:
    """The rows of one round over HTTP, and without."""
    config, blobs = composed(f"recipe={recipe}", "models=hosted_demo", *SMALL), Blobs(home / "blobs")
    found = read_seeds(str(seeds(home, "dynamath-276", "dynamath-416", "dynamath-329")), blobs).table
    write_table(found, home / "seeds.parquet")
    crew = Crew(("sharp",), strategies=load(recipe).strategies)
    drawn = plan([(seed, "") for seed in found["seed"].to_pylist()], 0, crew, Bandit(), Lore(Playbook()))
    rows = candidates(drawn, found, lambda version, ids: [])

    def tools(client: Client) -> Tools:
        return Tools(client, blobs, renderer, ClosedRounds(home, Keep()))

    plain = await made(config, rows, tools(embedded_client(blobs)))
    server = Blobs(home / "server")
    async with serve(embedded_client(server), server) as url:
        for member in config.models.members.values():
            member.base_url = url if member.base_url == SHIPPED else member.base_url
        pool = open_pool(members(config), blobs, local_limiter(members(config)))
        served = await made(config, rows, tools(pool))
        await pool.close()
    return served, plain


@pytest.mark.parametrize("recipe", ["cads", "failures", "oasis"])
def test_the_wire_changes_nothing(recipe, tmp_path, renderer):
    served, plain = asyncio.run(both(recipe, tmp_path, renderer))
    own = load(recipe).keeps.names
    assert [[row[name] for name in (*SAME, *own)] for row in served] == [
        [row[name] for name in (*SAME, *own)] for row in plain
    ]
    assert any(row["state"] in KEPT for row in served), [row["error_message"] for row in served]
    assert len({vote["answer"] for row in served for vote in row["attempts"] or ()}) > 1
