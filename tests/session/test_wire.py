"""What travels between the pools of a run: references to pictures, and never a picture."""

import asyncio
import base64
import pickle
import subprocess
import sys

import pyarrow.compute as pc

from cads_ray.candidates import candidates
from cads_ray.command.door import compose
from cads_ray.disk.files import make_run_dir, write_table
from cads_ray.engine.parcel import packed
from cads_ray.session.intake import read_the_seeds
from cads_ray.session.wire import Wiring, pools

PNG = b"\x89PNG"
IN_TEXT = base64.b64encode(PNG + b"\r\n\x1a\n\0")[:8]  # how every PNG begins in a data URL


def test_after_paint_no_picture_is_in_what_goes_to_the_judges(tmp_path):
    config = compose([f"out={tmp_path}", "generate.members=[sharp]"])
    out = make_run_dir(config.out)
    seeds = read_the_seeds(config, out).table
    write_table(seeds, out / "seeds.parquet")
    wiring = Wiring(config, out, "pictures")
    context, tools, generate = wiring.context(), wiring.tools(), pools(config)[0]
    plan = context.plan(0)
    words_alone = seeds.filter(pc.is_null(seeds["seed_image"]))["seed"].combine_chunks()
    plan = plan.filter(pc.is_in(plan["seed"], value_set=words_alone))
    batch = candidates(plan, seeds, context.texts)

    async def made(batch):
        for step in generate.steps:
            batch = await step(batch, tools)
        return batch

    try:
        batch = asyncio.run(made(batch))
    finally:
        tools.renderer.close()
    pictures = [sha for sha in batch["image"].to_pylist() if sha]
    assert pictures
    assert all(tools.blobs.get(sha).startswith(PNG) for sha in pictures)
    travels = packed([batch])["parcel"][0].as_buffer().to_pybytes()
    assert pictures[0].encode() in travels
    assert PNG not in travels
    assert IN_TEXT not in travels


WORKER = """
import pickle, sys
from cads_ray.models.assembly import local_limiter, open_pool
from cads_ray.pictures import Blobs
wiring = pickle.load(open(sys.argv[1], "rb"))
open_pool(wiring.members, Blobs(wiring.out), local_limiter(wiring.members))
assert "litellm" not in sys.modules, "a worker imported litellm before it had a call to make"
wiring.prepare()
assert "litellm" in sys.modules
"""


def test_prices_travel_with_the_wiring_and_a_worker_imports_litellm_when_it_has_a_call_to_make(tmp_path):
    config = compose([f"out={tmp_path}", "generate.members=[sharp]"])
    for name in ("sharp", "coarse"):
        member = config.models.members[name]
        member.provider, member.model = "litellm", "gpt-4o-mini"
    config.models.members["coarse"].usd_per_mtok_in = 7.0
    wiring = Wiring(config, make_run_dir(config.out), "prices")
    prices = {member.name: (member.usd_per_mtok_in, member.usd_per_mtok_out) for member in wiring.members}
    assert min(prices["sharp"]) > 0
    assert prices["coarse"] == (7.0, prices["sharp"][1])
    place = tmp_path / "wiring.pickle"
    place.write_bytes(pickle.dumps(wiring))
    worker = subprocess.run([sys.executable, "-c", WORKER, place], capture_output=True, text=True)
    assert worker.returncode == 0, worker.stderr


JUDGE = """
import asyncio, pickle, sys
from functools import partial
from cads_ray.models.client import Request
from cads_ray.session.wire import Programs
wiring = pickle.load(open(sys.argv[1], "rb"))
client = Programs(partial(wiring._programs, wiring.ledger(), False))
assert not any(name.startswith("cads_ray.embedded") for name in sys.modules), "imported before one of them was asked"
(reply,) = asyncio.run(client.complete([Request("sharp", "solve", {"question": "2 + 3 = ?", "choices": [], "description": ""})]))
assert reply.ok or reply.error_type == "Refused", reply
"""


def test_a_hosted_judge_imports_the_embedded_models_when_one_of_them_is_asked(tmp_path):
    wiring = Wiring(compose([f"out={tmp_path}"]), make_run_dir(tmp_path), "programs")
    place = tmp_path / "wiring.pickle"
    place.write_bytes(pickle.dumps(wiring))
    judge = subprocess.run([sys.executable, "-c", JUDGE, place], capture_output=True, text=True)
    assert judge.returncode == 0, judge.stderr
