import dataclasses

import pytest

from cads_ray.errors import ConfigError, Unauthorized
from cads_ray.models.spec import Member
from cads_ray.schema import Sees


def member(**values):
    return Member(**({"name": "m", "provider": "openai", "model": "x", "base_url": "http://127.0.0.1:1/v1"} | values))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"provider": "azure"}, "provider"),
        ({"model": ""}, "model"),
        ({"draws": "yes"}, "draws"),
        ({"rpm": 0}, "limits"),
        ({"timeout_s": -1.0}, "limits"),
        ({"base_url": ""}, "base_url is needed"),
        ({"base_url": "ftp://x"}, "http://"),
        ({"base_url": "http://user:sk-secret@host/v1"}, "credentials"),
        ({"base_url": "http://host/v1?key=sk-secret"}, "credentials"),
        ({"api_key_env": "sk-secret"}, "name of an environment variable"),
    ],
)
def test_mistakes_are_refused_without_repeating_a_key(values, message):
    with pytest.raises(ConfigError, match=message) as caught:
        member(**values)
    assert "secret" not in str(caught.value)


def test_sees_is_a_value_of_the_schema():
    assert member(sees="description").sees is Sees.DESCRIPTION


def test_the_key_is_read_when_it_is_needed_and_never_kept(monkeypatch):
    m = member(api_key_env="A_KEY")
    monkeypatch.delenv("A_KEY", raising=False)
    with pytest.raises(Unauthorized, match="A_KEY"):
        m.key()
    monkeypatch.setenv("A_KEY", " sentinel \n")
    assert m.key() == "sentinel"
    assert "sentinel" not in repr(m) + str(dataclasses.asdict(m))
    assert member().key() == ""


@pytest.mark.parametrize(
    ("prices", "amounts", "usd"),
    [
        ((2.0, 8.0, None), (1000, 500, 0), 0.006),
        ((0.0, 0.0, None), (1000, 500, 0), 0.0),
        ((None, 8.0, None), (1000, 500, 0), None),
        ((None, None, 0.04), (1000, 500, 1), 0.04),
        ((2.0, 8.0, None), (1000, 500, 1), None),
        ((None, 8.0, None), (0, 500, 0), 0.004),
    ],
)
def test_prices(prices, amounts, usd):
    m = member(**dict(zip(("usd_per_mtok_in", "usd_per_mtok_out", "usd_per_image"), prices, strict=True)))
    assert m.usd(*amounts) == (None if usd is None else pytest.approx(usd))
