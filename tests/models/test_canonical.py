"""The key changes with everything that changes the answer, and with nothing else."""

from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.models.assembly import local_limiter
from cads_ray.models.canonical import Identity, key_of
from cads_ray.models.client import Request
from cads_ray.models.line import Line
from cads_ray.models.openai_compatible import OpenAICompatible
from cads_ray.models.pool import Pool
from cads_ray.models.retries import Retries
from cads_ray.models.spec import Member
from cads_ray.pictures import Blobs
from cads_ray.prompts.render import SHIPPED, Prompts
from cads_ray.schema import Sees

SOLVE = Request("ada", "solve", {"question": "How many?", "choices": ["3", "4"]}, ("a" * 64, "b" * 64), draw=0)
PICTURE = Request("ada", "picture", {"visual_prompt": "A red circle."})
IDENTITY = Identity("qwen", "digest", {"temperature": 0.7, "seed": 1}, {"type": "object"})
KEY = key_of(SOLVE, IDENTITY)

OTHER_REQUESTS = {
    "task": "read",
    "fields": {"question": "How many? ", "choices": ["3", "4"]},
    "images": ("a" * 64, "c" * 64),
    "draw": 1,
}
OTHER_IDENTITIES = {
    "model": "qwen-2",
    "prompt": "digest-2",
    "parameters": {"temperature": 0.8, "seed": 1},
    "schema": {"type": "object", "required": ["answer"]},
}

MEMBER = Member("ada", "openai", "qwen", base_url="http://localhost:1/v1", temperature=0.7, extra={"seed": 1})
OTHER_ANSWERS = {
    "model": (SOLVE, "qwen-2"),
    "sees": (SOLVE, Sees.NOTHING),  # then no picture is sent
    "draws": (PICTURE, "chat"),
    "schema": (SOLVE, False),
    "temperature": (SOLVE, 0.8),
    "max_tokens": (SOLVE, 100),
    "seeds": (replace(SOLVE, draw=1), True),  # the first of several is sent as a single request is
    "extra": (SOLVE, {"seed": 2}),
}
SAME_ANSWERS = {
    "name": "bea",
    "provider": "litellm",
    "api_key_env": "OTHER_KEY",
    "base_url": "http://localhost:2/v1",
    "timeout_s": 7.0,
    "max_in_flight": 2,
    "rpm": 3,
    "tpm": 3,
    "tpm_in": 3,
    "tpm_out": 3,
    "usd_per_mtok_in": 3.0,
    "usd_per_mtok_out": 3.0,
    "usd_per_image": 3.0,
}


def key_by(member, request, prompts=None):
    """The key of a request to the one member of a pool."""
    providers = {name: OpenAICompatible(str.encode) for name in ("openai", "litellm")}
    pool = Pool([member], providers, Blobs(Path("unused")), Line(local_limiter([member]), Retries()), prompts)
    request = replace(request, member=member.name)
    return key_of(request, pool.identity(request))


@pytest.mark.parametrize("name", OTHER_REQUESTS)
def test_another_request_is_another_key(name):
    assert key_of(replace(SOLVE, **{name: OTHER_REQUESTS[name]}), IDENTITY) != KEY


def test_every_part_of_a_request_but_the_members_name_is_varied():
    assert {field.name for field in fields(Request)} == {"member", *OTHER_REQUESTS}
    assert key_of(replace(SOLVE, member="bea"), IDENTITY) == KEY


@pytest.mark.parametrize("name", OTHER_IDENTITIES)
def test_another_identity_is_another_key(name):
    assert {field.name for field in fields(Identity)} == set(OTHER_IDENTITIES)
    assert key_of(SOLVE, replace(IDENTITY, **{name: OTHER_IDENTITIES[name]})) != KEY


@pytest.mark.parametrize("name", OTHER_ANSWERS)
def test_a_setting_that_changes_the_answer_changes_the_key(name):
    request, value = OTHER_ANSWERS[name]
    assert key_by(replace(MEMBER, **{name: value}), request) != key_by(MEMBER, request)


@pytest.mark.parametrize("request_", [SOLVE, PICTURE], ids=["solve", "picture"])
@pytest.mark.parametrize("name", SAME_ANSWERS)
def test_a_setting_that_does_not_change_the_answer_is_not_in_the_key(name, request_):
    assert key_by(replace(MEMBER, **{name: SAME_ANSWERS[name]}), request_) == key_by(MEMBER, request_)


def test_every_setting_of_a_member_is_varied():
    assert {field.name for field in fields(Member)} == {*OTHER_ANSWERS, *SAME_ANSWERS}


def test_another_wording_of_the_prompt_is_another_key_and_another_place_of_its_file_is_not(tmp_path):
    keys = []
    for folder, wording in [("one", "Solve."), ("two", "Solve."), ("three", "Solve it.")]:
        (tmp_path / folder).mkdir()
        shipped = (SHIPPED / "solve.txt").read_text()
        (tmp_path / folder / "solve.txt").write_text(shipped.replace("[system]\n", f"[system]\n{wording}\n"))
        keys.append(key_by(MEMBER, SOLVE, Prompts(tmp_path / folder)))
    assert keys[0] == keys[1] != keys[2]


def test_the_order_of_images_and_of_list_items_counts_and_that_of_names_does_not():
    assert key_of(replace(SOLVE, images=SOLVE.images[::-1]), IDENTITY) != KEY
    assert key_of(replace(SOLVE, fields={"question": "How many?", "choices": ["4", "3"]}), IDENTITY) != KEY
    assert key_of(replace(SOLVE, fields=dict(reversed(SOLVE.fields.items()))), IDENTITY) == KEY
    assert key_of(replace(SOLVE, fields=SOLVE.fields | {"choices": ("3", "4")}), IDENTITY) == KEY


def test_how_a_number_is_written_does_not_count():
    whole, real = (Identity("m", parameters={"temperature": t, "extra": {"top": [t]}}) for t in (1, 1.0))
    assert key_of(SOLVE, whole) == key_of(SOLVE, real)
    unset = Identity("m", parameters={"temperature": None})
    assert key_of(SOLVE, unset) == key_of(SOLVE, Identity("m"))


def test_a_key_stays_what_it_was():
    """Keys live on disk: a change here makes every ledger worthless and needs another FORMAT."""
    key = key_of(Request("ada", "solve", {"question": "2 + 2 = ? é"}, draw=1), Identity("m", "p", {"t": 0.5}))
    assert key == "416f4d580bfa6af5c328a69a87e37109b4b87b06a720dcf696f8d90582efe15e"


pieces = st.dictionaries(st.text(max_size=5), st.text(alphabet=st.characters(), max_size=5), max_size=3)


@given(pieces, pieces)
def test_different_fields_never_share_a_key(one, other):
    keys = [key_of(Request("ada", "solve", fields), Identity("m")) for fields in (one, other)]
    assert (keys[0] == keys[1]) == (one == other)
