import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.embedded.endpoint.faults import KINDS, Faults
from cads_ray.embedded.endpoint.latency import Latency
from cads_ray.errors import ConfigError

KEYS = [f"{i:064x}" for i in range(4000)]


def test_the_same_request_attempt_and_seed_meet_the_same_fault():
    faults = Faults({"500": 0.3, "reset": 0.2}, seed=1)
    assert [faults.of(key, 0) for key in KEYS] == [
        Faults({"500": 0.3, "reset": 0.2}, seed=1).of(key, 0) for key in KEYS
    ]
    assert [faults.of(key, 0) for key in KEYS] != [faults.of(key, 1) for key in KEYS]
    assert [faults.of(key, 0) for key in KEYS] != [Faults(faults.rates, seed=2).of(key, 0) for key in KEYS]


def test_kinds_come_at_their_rates():
    met = [Faults({"500": 0.1, "junk": 0.3}).of(key, 0) for key in KEYS]
    assert met.count("500") / len(KEYS) == pytest.approx(0.1, abs=0.02)
    assert met.count("junk") / len(KEYS) == pytest.approx(0.3, abs=0.03)


@given(st.sampled_from(sorted(KINDS)), st.text(), st.integers(0, 9))
def test_a_rate_of_one_is_always_and_none_is_never(kind, key, attempt):
    assert Faults({kind: 1.0}).of(key, attempt) == kind
    assert Faults({kind: 0.0}).of(key, attempt) is None
    assert Faults().of(key, attempt) is None


@pytest.mark.parametrize("rates", [{"teapot": 0.1}, {"500": 1.5}, {"500": -0.1}, {"500": 0.6, "reset": 0.6}])
def test_rates_that_are_none_are_refused(rates):
    with pytest.raises(ConfigError):
        Faults(rates)


def test_latency_has_its_median_and_its_tail():
    assert Latency(0.2).of("k", 0) == 0.2
    times = sorted(Latency(0.5, 0.9).of(key, 0) for key in KEYS)
    assert times[len(times) // 2] == pytest.approx(0.5, rel=0.1)
    assert times[int(len(times) * 0.95)] > 3 * times[len(times) // 2]
    assert times[0] > 0
