"""Prices as litellm itself would tell them, without importing it."""

import subprocess
import sys

import pytest

from cads_ray.models.litellm_client import library
from cads_ray.models.price_map import known, priced
from cads_ray.models.spec import Member


def told(model: str) -> tuple[float | None, ...]:
    member = priced(Member("m", "litellm", model))
    return member.usd_per_mtok_in, member.usd_per_mtok_out, member.usd_per_image


def by_litellm(model: str) -> tuple[float | None, ...] | None:
    """None where litellm finds nothing; where only one price is listed it says zero for the other, and means unknown."""
    unmapped = (library().exceptions.ModelNotMappedError, library().exceptions.BadRequestError)
    try:
        info = library().get_model_info(model)
    except unmapped:
        return None
    per_token = [info.get("input_cost_per_token"), info.get("output_cost_per_token")]
    picture = info.get("output_cost_per_image") or info.get("input_cost_per_image") or None
    if not any(per_token):
        return (None, None, picture) if picture else None
    return (*(price * 1e6 if price else None for price in per_token), picture)


def test_every_model_that_litellm_knows_has_its_price_with_and_without_its_provider():
    compared = 0
    for name, entry in known().items():
        for model in {name, f"{entry.get('litellm_provider')}/{name}"}:
            if (price := by_litellm(model)) is not None:
                compared += 1
                assert tuple(part or None for part in told(model)) == price, model
    assert compared > 5000


@pytest.mark.parametrize(
    "model", ["openai/my-own", "nobody/gpt-4o-mini", "open/gpt-4o-mini", "/gpt-4o-mini", "gpt-4o-mini/"]
)
def test_what_the_map_does_not_know_has_no_price(model):
    assert told(model) == (None, None, None)


def test_prices_of_the_configuration_stay():
    member = priced(Member("m", "litellm", "gpt-4o-mini", usd_per_mtok_in=7.0, usd_per_image=0.5))
    assert (member.usd_per_mtok_in, member.usd_per_image) == (7.0, 0.5)
    assert member.usd_per_mtok_out == told("gpt-4o-mini")[1]


def test_litellm_is_not_imported_for_it():
    code = "import sys; from cads_ray.models.price_map import entry_of\n"
    code += "assert entry_of('gpt-4o-mini')['mode'] == 'chat'; assert 'litellm' not in sys.modules"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
