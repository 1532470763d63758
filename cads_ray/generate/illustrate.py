"""CAD-Generate, step 3: a visual prompt that states layout, attributes, exact values and relations (paper 3.2.1)."""

from __future__ import annotations

import pyarrow as pa

from cads_ray.errors import ReplyError
from cads_ray.generate.strategize import strategize_fields
from cads_ray.models.client import Client, Reply, Request
from cads_ray.schema import ILLUSTRATION
from cads_ray.stage import Row, ask

READS = ("question", "choices", "answer", "rationale", "strategy_text")
ADDS = ILLUSTRATION


async def illustrate(batch: pa.Table, client: Client) -> pa.Table:
    """Append the visual prompt for the image model."""
    return await ask(batch, client, "illustrate", ADDS, illustrate_request, _read)


def illustrate_request(row: Row) -> Request:
    fields = strategize_fields(row) | {name: row[name] for name in READS}
    return Request(row["author"], "illustrate", fields)


def _read(row: Row, reply: Reply) -> Row:
    prompt = (reply.value or {})["visual_prompt"].strip()
    if not prompt:
        raise ReplyError("the generator gave an empty visual prompt")
    return {"visual_prompt": prompt}
