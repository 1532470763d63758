"""Closed rounds are heard of once, in their order, and whoever needs them waits for the last."""

import threading

import pytest

from cads_ray.dataset.past import Past
from cads_ray.dataset.settle import Keep, Settler

from ..plain import table, verdict


def closed(round, rows=3):
    return table([verdict({"id": f"r{round:03d}-{i}", "round": round}, state="accepted") for i in range(rows)])


def test_nothing_is_read_before_it_is_asked_for_and_each_round_once():
    read = []

    def reading(round, columns):
        read.append((round, threading.current_thread().name))
        return closed(round) if round < 2 else None

    past = Past(Settler(Keep()), None, reading)
    assert read == []
    assert past.yields == [(3, 3), (3, 3)]
    assert past.settler.kept == 6
    assert [round for round, _ in read] == [0, 1, 2]
    assert all(name.startswith("past") for _, name in read)
    past.closed(closed(2))
    assert past.yields == [(3, 3)] * 3
    assert len(read) == 3


def test_an_error_of_reading_reaches_who_needs_the_past():
    def failing(round, columns):
        raise OSError("gone")

    past = Past(Settler(Keep()), None, failing)
    past.hear()
    with pytest.raises(OSError, match="gone"):
        _ = past.yields
