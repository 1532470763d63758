"""What every stage does with its table: ask about the rows that are alive, add columns, keep each row in its place.

A stage is `async def stage(batch: pa.Table, client, *values) -> pa.Table`. It opens no file and reads no clock,
environment or global. A row that fails keeps its place and gains error_stage, error_type, error_message; later stages
pass it on. Rows are conserved, or `extend` raises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cads_ray.errors import ReplyError
from cads_ray.models.client import Client, Reply, Request
from cads_ray.schema import CALL, ERRORS

Row = dict[str, Any]


@dataclass(frozen=True)
class Failed:
    """Why a row goes no further, and what columns of the stage are known of it all the same."""

    type: str
    message: str
    found: Row = field(default_factory=dict)


Result = Row | Failed | None  # None: the row had failed before


def rows(batch: pa.Table) -> list[Row]:
    """The rows as dictionaries, failed ones included."""
    return batch.to_pylist()


def alive(row: Row) -> bool:
    """Whether no earlier stage failed on this row."""
    return row.get("error_stage") is None


async def ask(
    batch: pa.Table,
    client: Client,
    stage: str,
    adds: pa.Schema,
    request: Callable[[Row], Request],
    read: Callable[[Row, Reply], Row | Failed],
) -> pa.Table:
    """One request for each living row; `read` turns a good reply into the stage's columns, or says why the row ends here,
    or raises ReplyError."""
    table = rows(batch)
    living = [row for row in table if alive(row)]
    replies = await client.complete([request(row) for row in living])
    answers = iter(zip(living, replies, strict=True))
    results: list[Result] = []
    calls: list[list[Row]] = []
    for row in table:
        if not alive(row):
            results.append(None)
            calls.append([])
            continue
        _, reply = next(answers)
        results.append(_result(row, reply, read))
        calls.append([call_of(request(row), reply)])
    return extend(batch, stage, adds, results, calls)


def _result(row: Row, reply: Reply, read: Callable[[Row, Reply], Row | Failed]) -> Result:
    if reply.error_type is not None:
        return Failed(reply.error_type, reply.error or "")
    try:
        return read(row, reply)
    except ReplyError as error:
        return Failed("ReplyError", str(error))


def call_of(request: Request, reply: Reply) -> Row:
    """The provenance of one call, as schema.CALL holds it."""
    return {
        "task": request.task,
        "member": request.member,
        "key": reply.key,
        "usd": reply.usd,
        "seconds": reply.seconds,
        "cached": reply.cached,
        "calls": reply.calls,
    }


def extend(
    batch: pa.Table,
    stage: str,
    adds: pa.Schema,
    results: Sequence[Result],
    calls: Sequence[list[Row]] | None = None,
) -> pa.Table:
    """`batch` with the columns of `adds`; results align with its rows. Raises ValueError when rows would be lost."""
    if len(results) != batch.num_rows:
        raise ValueError(f"stage {stage}: {len(results)} results for {batch.num_rows} rows")
    for column in adds:
        values = [_found(result).get(column.name) for result in results]
        batch = batch.append_column(column, pa.array(values, column.type))
    if any(isinstance(result, Failed) for result in results):
        batch = _mark(batch, stage, results)
    if calls is not None:
        batch = _log(batch, calls)
    return batch


def _found(result: Result) -> Row:
    return result.found if isinstance(result, Failed) else result or {}


def _mark(batch: pa.Table, stage: str, results: Sequence[Result]) -> pa.Table:
    for name, told in (
        ("error_stage", lambda failed: stage),
        ("error_type", lambda failed: failed.type),
        ("error_message", lambda failed: failed.message[:500]),
    ):
        before = batch[name].to_pylist()
        values = [told(new) if isinstance(new, Failed) else old for old, new in zip(before, results, strict=True)]
        batch = batch.set_column(batch.schema.get_field_index(name), ERRORS.field(name), pa.array(values, pa.string()))
    return batch


def _log(batch: pa.Table, calls: Sequence[list[Row]]) -> pa.Table:
    before = batch["calls"].to_pylist()
    merged = pa.array([old + new for old, new in zip(before, calls, strict=True)], pa.list_(CALL))
    return batch.set_column(batch.schema.get_field_index("calls"), pa.field("calls", pa.list_(CALL)), merged)


def joined(batch: pa.Table, branches: Sequence[pa.Table]) -> pa.Table:
    """`batch` with what stages added to it that did not hear of each other: their columns and calls, in their order.

    A row that failed in several of them failed in the first. Raises ValueError when rows would be lost.
    """
    had = batch.column_names
    for branch in branches:
        if branch.num_rows != batch.num_rows:
            raise ValueError(f"{branch.num_rows} rows came back of {batch.num_rows}")
        for name in branch.column_names[len(had) :]:
            batch = batch.append_column(branch.schema.field(name), branch[name])
    for name in ERRORS.names:
        values = pc.coalesce(*(branch[name] for branch in branches))
        batch = batch.set_column(had.index(name), ERRORS.field(name), values)
    before = batch["calls"].to_pylist()
    logs = zip(*(branch["calls"].to_pylist() for branch in branches), strict=True)
    made = [[call for log in row for call in log[len(calls) :]] for calls, row in zip(before, logs, strict=True)]
    return _log(batch, made)
