"""What an actor answers: its value, or what went wrong in it as it was raised there."""

from __future__ import annotations

from typing import Any

import ray

from cads_ray.errors import CadsError


def fetch(reference: Any) -> Any:
    """The value of an object reference. Raises errors of ours, and those that say what of the cluster is gone, as they are."""
    try:
        return ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        raise own(error) from None


def own(error: Exception) -> Exception:
    """What went wrong in a task of Ray's, where that is an error of ours or says what of the cluster is gone."""
    cause = error.cause if isinstance(error, ray.exceptions.RayTaskError) else None
    if isinstance(cause, ray.exceptions.RayTaskError):
        return own(cause)
    if isinstance(cause, CadsError):
        cause.args = (str(cause).partition("\n")[0], *cause.args[1:])  # one line; Ray Data adds advice of its own
        return cause
    return cause if isinstance(cause, ray.exceptions.RayError) else error
