"""What an actor holds for its stages, and how it is built from plain values in whatever process it lives."""

from __future__ import annotations

from dataclasses import dataclass

from cads_ray.dataset.compare import Past
from cads_ray.models.client import Client
from cads_ray.paint.render import Renderer
from cads_ray.pictures import Blobs


@dataclass(frozen=True)
class Tools:
    """The client answers requests, blobs hold pictures, the renderer draws, the past is what questions are compared with."""

    client: Client
    blobs: Blobs
    renderer: Renderer
    past: Past
