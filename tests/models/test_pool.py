"""What the pool adds to its clients: members by name, money, outages, and what the ledger hashes."""

import asyncio

import pytest

from cads_ray.embedded.endpoint.app import Behaviour
from cads_ray.embedded.server import serve
from cads_ray.errors import BudgetExceeded, ConfigError, ModelDown, ProviderError, Unavailable
from cads_ray.models.assembly import local_limiter, open_pool
from cads_ray.models.budget import Budget, LocalLender, Purse
from cads_ray.models.canonical import key_of
from cads_ray.models.client import Request
from cads_ray.models.line import Line
from cads_ray.models.pool import Pool
from cads_ray.models.provider import Answer
from cads_ray.models.retries import Retries
from cads_ray.models.spec import Member
from cads_ray.pictures import Blobs
from tests.models.served import Program, faulty, member, served, solve

URL = "http://127.0.0.1:9/v1"


def local_purse(usd: float) -> Purse:
    """A budget for a single process."""
    return Purse(LocalLender(Budget(usd, 0.0)))


def test_embedded_members_are_asked_by_their_models_name(tmp_path):
    program = Program()
    members = [Member("first", "embedded", "sharp"), Member("second", "embedded", "coarse")]
    pool = open_pool(members, Blobs(tmp_path), local_limiter(members), embedded=program)
    replies = asyncio.run(pool.complete([solve("q", "second"), solve("qq", "first")]))
    assert [reply.value["answer"] for reply in replies] == ["1", "2"]
    assert [request.member for request in program.asked] == ["coarse", "sharp"]
    assert all(reply.usd == 0.0 for reply in replies)


def test_a_pool_without_what_a_member_needs_is_refused(tmp_path):
    unpriced = member("openai", URL, usd_per_mtok_out=None)
    with pytest.raises(ConfigError, match="usd_per_mtok_in and usd_per_mtok_out"):
        open_pool([unpriced], Blobs(tmp_path), local_limiter([unpriced]), purse=local_purse(1.0))
    artist = member("openai", URL, draws="images", usd_per_image=None)
    with pytest.raises(ConfigError, match="usd_per_image"):
        open_pool([artist], Blobs(tmp_path), local_limiter([artist]), purse=local_purse(1.0))


def key(request: Request, tmp_path, **values) -> str:
    members = [member("openai", URL, **values)]
    return key_of(request, open_pool(members, Blobs(tmp_path), local_limiter(members)).identity(request))


CHANGES = {"model": "other", "temperature": 0.5, "max_tokens": 100, "schema": False, "extra": {"top_p": 0.9}}
KEEPS = {
    "base_url": "http://127.0.0.1:10/v1",
    "api_key_env": "ANY",
    "max_in_flight": 3,
    "rpm": 7,
    "tpm": 9,
    "timeout_s": 1.0,
    "usd_per_mtok_in": 9.0,
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changes_the_answer_is_in_the_key(name, tmp_path):
    assert key(solve("q"), tmp_path) != key(solve("q"), tmp_path, **{name: CHANGES[name]})


@pytest.mark.parametrize("name", KEEPS)
def test_what_does_not_change_the_answer_is_not(name, tmp_path):
    assert key(solve("q"), tmp_path) == key(solve("q"), tmp_path, **{name: KEEPS[name]})


def test_seeing_changes_the_key_only_where_there_is_a_picture(tmp_path):
    seen = solve("q", images=("a" * 64,))
    assert key(seen, tmp_path) != key(seen, tmp_path, sees="description")
    assert key(solve("q"), tmp_path) == key(solve("q"), tmp_path, sees="description")


def test_another_wording_of_the_prompt_is_another_key(tmp_path):
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "solve.txt").write_text("[system]\ns\n[user]\n<question/><choices/><description/>")
    members = [member("openai", URL)]
    pools = [open_pool(members, Blobs(tmp_path), local_limiter(members), prompts_dir=where) for where in (None, folder)]
    assert len({key_of(solve("q"), pool.identity(solve("q"))) for pool in pools}) == 2


def test_the_budget_ends_the_run_and_is_not_overshot(tmp_path):
    async def scene():
        program, blobs, log = Program(), Blobs(tmp_path / "blobs"), tmp_path / "log.jsonl"
        async with serve(program, Blobs(tmp_path / "served"), names=("program",), log=log) as url:
            members = [member("openai", url, max_tokens=1000, usd_per_mtok_out=100.0)]  # 0.1 at most, 0.003 in fact
            purse = local_purse(0.25)
            pool = open_pool(members, blobs, local_limiter(members), purse=purse)
            replies = []

            async def until_it_is_spent():
                for i in range(100):
                    replies.extend(await pool.complete([solve(f"question {i} {k}") for k in range(4)]))

            with pytest.raises(BudgetExceeded):
                await until_it_is_spent()
            await pool.close()
            return purse.spent, replies, len(program.asked)

    spent, replies, asked = asyncio.run(scene())
    assert 0.25 - 0.11 < spent <= 0.25
    assert spent >= sum(reply.usd for reply in replies)
    assert asked >= len(replies) > 4


def test_calls_whose_end_nobody_saw_count_against_the_budget(tmp_path):
    async def scene():
        async with serve(Program(), Blobs(tmp_path / "served"), faulty("timeout"), ("program",)) as url:
            members = [member("openai", url, max_tokens=1000, usd_per_mtok_out=100.0, timeout_s=0.2)]
            purse = local_purse(1.0)
            pool = open_pool(members, Blobs(tmp_path), local_limiter(members), purse, Retries(provider=1))
            (reply,) = await pool.complete([solve("q")])
            await pool.close()
            return reply, purse.spent

    reply, spent = asyncio.run(scene())
    assert reply.error_type == "ModelDown"
    assert spent == pytest.approx(0.1, rel=0.05)


class Down:
    """A limiter whose model is down."""

    asked = 0

    async def acquire(self, model, need):
        Down.asked += 1
        raise ModelDown(f"{model} is down")

    def release(self, ticket, outcome): ...


def test_a_model_that_stays_down_is_absent_or_ends_the_run_where_it_is_required(tmp_path):
    members = [member("openai", URL)]
    pool = open_pool(members, Blobs(tmp_path), Down())
    (reply,) = asyncio.run(pool.complete([solve("q")]))
    assert (reply.error_type, reply.calls, Down.asked) == ("ModelDown", 0, 1)
    pool = open_pool(members, Blobs(tmp_path), Down(), required=("m",))
    with pytest.raises(ProviderError) as caught:
        asyncio.run(pool.complete([solve("q")]))
    assert caught.value.exit_code == 3


def test_rpm_of_the_provider_is_never_exceeded_and_never_met_with_a_429(tmp_path):
    async def scene():
        behaviour = Behaviour(rpm=30)
        async with served("openai", tmp_path, behaviour, rpm=30, max_in_flight=8) as s:
            async with asyncio.timeout(20):
                replies = await s.pool.complete([solve(f"q{i}") for i in range(30)])
            rest = asyncio.ensure_future(s.pool.complete([solve("one more")]))
            done, _ = await asyncio.wait([rest], timeout=0.5)
            rest.cancel()
            return replies, done, s.requests()

    replies, done, requests = asyncio.run(scene())
    assert all(reply.ok and reply.calls == 1 for reply in replies)
    assert not done
    assert len(requests) == 30


class BearsNotAll:
    """A provider that answers the smallest question and fails at every other; or fails at all."""

    def __init__(self, well: bool):
        self.well = well

    async def send(self, call):
        if self.well and call.task == "preflight":
            return Answer("OK")
        raise Unavailable("HTTP 500")

    async def close(self): ...


@pytest.mark.parametrize(("well", "error_type"), [(True, "Unavailable"), (False, "ModelDown")])
def test_a_judge_that_fails_at_one_request_is_told_from_one_that_is_away(well, error_type, tmp_path):
    members = [member("openai", URL)]
    line = Line(local_limiter(members), Retries(provider=1))
    pool = Pool(members, {"openai": BearsNotAll(well)}, Blobs(tmp_path), line)
    (reply,) = asyncio.run(pool.complete([solve("q")]))
    assert reply.error_type == error_type


@pytest.mark.parametrize("well", [True, False])
def test_a_required_member_that_fails_at_one_request_alone_fails_the_row_and_not_the_run(well, tmp_path):
    members = [member("openai", URL)]
    line = Line(local_limiter(members), Retries(provider=1))
    pool = Pool(members, {"openai": BearsNotAll(well)}, Blobs(tmp_path), line, required=("m",))
    if well:
        (reply,) = asyncio.run(pool.complete([solve("q")]))
        assert reply.error_type == "Unavailable"
    else:
        with pytest.raises(ProviderError):
            asyncio.run(pool.complete([solve("q")]))


def test_a_judge_that_is_down_ends_the_run_once_it_is_one_too_many(tmp_path):
    async def scene(too_many: bool):
        async def missed(name):
            return too_many

        members = [member("openai", URL)]
        return await open_pool(members, Blobs(tmp_path), Down(), missed=missed).complete([solve("q")])

    (reply,) = asyncio.run(scene(False))
    assert reply.error_type == "ModelDown"
    with pytest.raises(ModelDown):
        asyncio.run(scene(True))
