from hypothesis import given
from hypothesis import strategies as st

from cads_ray.embedded.endpoint.throttle import Admitted, Throttle

ARRIVALS = st.lists(st.tuples(st.floats(0, 30), st.integers(1, 300)), max_size=60)


@given(ARRIVALS, st.none() | st.integers(1, 10), st.none() | st.integers(1, 1000))
def test_no_sliding_minute_admits_more_and_who_waits_as_told_is_admitted(arrivals, rpm, tpm):
    throttle, now, admitted = Throttle(rpm, tpm), 0.0, []
    for gap, tokens in arrivals:
        now += gap
        got = throttle.admit("m", tokens, now)
        if not isinstance(got, Admitted):
            assert got > 0
            now += got + 1e-6
            assert isinstance(throttle.admit("m", tokens, now), Admitted)
        admitted.append((now, tokens))
        minute = [entry for entry in admitted if entry[0] > now - 60]
        assert rpm is None or len(minute) <= rpm
        assert tpm is None or len(minute) == 1 or sum(entry[1] for entry in minute) <= tpm


def test_models_have_limits_of_their_own():
    throttle = Throttle(rpm=1)
    assert isinstance(throttle.admit("a", 1, 0.0), Admitted)
    assert isinstance(throttle.admit("b", 1, 0.0), Admitted)
    assert throttle.admit("a", 1, 10.0) == 50.0


def test_what_a_reply_wrote_counts():
    throttle = Throttle(tpm=100)
    throttle.admit("m", 10, 0.0).tokens += 85
    assert not isinstance(throttle.admit("m", 10, 1.0), Admitted)
