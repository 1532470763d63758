"""What nobody takes any more, and what is left in the middle: ended before Ray is."""

import asyncio
import time

import pyarrow as pa
import pytest

from cads_ray.dataflow import Flow, once
from cads_ray.engine.executor import Pump, abandon, at_work
from cads_ray.pool import Pool
from tests.flows import passing, tools

pytestmark = pytest.mark.usefixtures("ray_here")


async def endless(batch: pa.Table, tools: object) -> pa.Table:
    await asyncio.Event().wait()
    return batch


def test_what_nobody_takes_any_more_is_left_at_once():
    once(pa.table({"id": range(16)}), (Pool("generate", (passing,)),), tools, Flow())
    end = time.monotonic() + 60
    while not any(isinstance(thread, Pump) and thread.ahead.full() for thread in at_work()):
        assert time.monotonic() < end
    abandon()
    assert at_work() == []


@pytest.mark.parametrize("threads", [1, 2])  # as soon as batches are asked for, and as soon as Ray Data executes
def test_what_was_left_in_the_middle_is_ended_before_ray_is(threads):
    """Ray's core ends a process whose threads speak to Ray while it goes down."""
    assert at_work() == []
    once(pa.table({"id": range(8)}), (Pool("stuck", (endless,)),), tools, Flow())
    end = time.monotonic() + 60
    while len(at_work()) < threads:
        assert time.monotonic() < end
    abandon()
    assert at_work() == []
