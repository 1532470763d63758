"""From a plan to the rows that enter the first stage."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from cads_ray.schema import CALL, ERRORS, TEXTS


def candidates(plan: pa.Table, seeds: pa.Table, texts: Callable[[str, list[str]], list[str]]) -> pa.Table:
    """The plan joined with its seeds' columns and with the words of the insights shown (texts: version, ids -> words)."""
    at = pc.index_in(plan["seed"], value_set=seeds["seed"].combine_chunks())
    joined = seeds.take(at).drop_columns(["seed"])
    for field in joined.schema:
        plan = plan.append_column(field, joined[field.name])
    shown = zip(plan["version"].to_pylist(), plan["insights"].to_pylist(), strict=True)
    words = pa.array([texts(version, ids) for version, ids in shown], TEXTS)
    return blank(plan.append_column(pa.field("insight_texts", TEXTS), words))


def blank(batch: pa.Table) -> pa.Table:
    """No error yet, no call yet."""
    for field in ERRORS:
        batch = batch.append_column(field, pa.nulls(batch.num_rows, pa.string()))
    return batch.append_column(pa.field("calls", pa.list_(CALL)), pa.array([[]] * batch.num_rows, pa.list_(CALL)))
