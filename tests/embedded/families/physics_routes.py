"""Other routes to the answers of the physics and chemistry families: from the laws of nature, not from their formulas.

Each takes an item's `givens` and the item's truth as a number, and returns two numbers that must agree: either the
answer found in another way, or the two sides of a law with the answer put in its place.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

Sides = tuple[float, float]


def nodal_analysis(givens: dict[str, Any], truth: float) -> Sides:
    """Kirchhoff's current law at every node of the network, 1 V across it (or the source's voltage)."""
    values = {name: float(q.base()) for name, q in givens["values"].items() if name != "source"}
    volts = float(givens["values"]["source"].value)
    if givens["unknown"]:
        values[givens["unknown"]] = truth
    branches, node, fresh = [], 0, 1000
    for block in givens["network"]:
        for row in block:
            chain = [node, *range(fresh, fresh + len(row) - 1), node + 1]
            fresh += len(row)
            branches += [(a, b, name) for (a, b), name in zip(pairwise(chain), row, strict=True)]
        node += 1
    names = sorted({n for a, b, _ in branches for n in (a, b)})
    index = {n: i for i, n in enumerate(names)}
    matrix, right = np.zeros((len(names), len(names))), np.zeros(len(names))
    for a, b, name in branches:
        for p, q in ((index[a], index[b]), (index[b], index[a])):
            matrix[p, p] += 1 / values[name]
            matrix[p, q] -= 1 / values[name]
    for fixed, potential in ((0, volts), (node, 0.0)):
        matrix[index[fixed]], right[index[fixed]] = 0, potential
        matrix[index[fixed], index[fixed]] = 1
    potentials = np.linalg.solve(matrix, right)
    drops = {name: potentials[index[a]] - potentials[index[b]] for a, b, name in branches}
    current = sum(drops[name] / values[name] for a, _, name in branches if a == 0)
    power = sum(drop**2 / values[name] for name, drop in drops.items())
    if givens["target"] == "missing":
        return float(current), float(givens["values"]["meter"].value)
    return {"resistance": volts / current, "current": current, "power": power, "voltage": drops.get("R1", 0)}[
        givens["target"]
    ], truth


def integration(givens: dict[str, Any], truth: float) -> Sides:
    """The graph walked through in small steps."""
    course = [(float(t), float(v)) for t, v in givens["course"]]
    target = givens["target"]
    if target == "speed":
        top = max(v for _, v in course)
        course = [(t, truth if v == top else v) for t, v in course]
    if target == "time":
        course[-1] = truth, course[-1][1]
    times, rates = zip(*course, strict=True)
    grid = np.unique(np.concatenate([np.linspace(times[0], times[-1], 4001), times]))
    way = float(np.sum(np.diff(grid) * np.interp((grid[1:] + grid[:-1]) / 2, times, rates)))
    slopes = np.diff(rates) / np.diff(times)
    found = {
        "distance": way,
        "average": way / (times[-1] - times[0]),
        "acceleration": slopes[0],
        "braking": -slopes[-1],
    }
    return (way, float(givens["area"])) if target in ("speed", "time") else (float(found[target]), truth)


def torques_about_an_end(givens: dict[str, Any], truth: float) -> Sides:
    """Torques about a point far left of the beam, where the pivot's force counts too; in newtons (or kg) and metres."""
    values, last, length = givens["values"], len(givens["sides"]), givens["length"]
    loads = [float(values[f"F{i}"].value) for i in range(1, last + 1)]
    ways = [float(values[f"d{i}"].printed_in(length).value) for i in range(1, last + 1)]
    if givens["target"] == "distance":
        ways[-1] = truth
    else:
        loads[-1] = truth if givens["target"] == "force" else truth - sum(loads[:-1])
    pivot = 1000.0
    downwards = sum(f * (pivot + side * d) for f, side, d in zip(loads, givens["sides"], ways, strict=True))
    return downwards, sum(loads) * pivot


def one_after_another(givens: dict[str, Any], truth: float) -> Sides:
    """Bodies join pair by pair; energy from the momentum."""
    values, count, unit = givens["values"], givens["count"], givens["unit"]
    masses = [float(values[f"m{i}"].printed_in(unit).value) for i in range(1, count + 1)]
    speeds = [float(values[f"v{i}"].value) for i in range(1, count + 1)]
    if givens["target"] == "mass":
        masses[-1] = truth
    if givens["target"] == "speed":
        speeds[0] = truth
    mass, speed = masses[0], speeds[0]
    for m, v in zip(masses[1:], speeds[1:], strict=True):
        mass, speed = mass + m, (mass * speed + m * v) / (mass + m)
    if givens["target"] in ("mass", "speed"):
        return speed, float(values["u"].value)
    return (speed if givens["target"] == "velocity" else (mass * speed) ** 2 / (2 * mass)), truth


def counting_the_solute(givens: dict[str, Any], truth: float) -> Sides:
    """What is dissolved, counted vessel by vessel, is what is in the mixture."""
    values, count, unit = givens["values"], givens["count"], givens["unit"]
    volumes = [float(values[f"V{i}"].printed_in(unit).value) for i in range(1, count + 1)]
    contents, mixture = [float(values[f"c{i}"].value) for i in range(1, count + 1)], float(values["c"].value)
    target = givens["target"]
    if target == "volume":
        volumes[-1] = truth
    if target == "source":
        contents[-1] = truth
    dissolved = sum(v * c for v, c in zip(volumes, contents, strict=True))
    if target == "amount":
        return dissolved / (100 if unit == "g" else 1000), truth
    return dissolved, sum(volumes) * (truth if target == "final" else mixture)


def pascals_at_the_base(givens: dict[str, Any], truth: float) -> Sides:
    """Pressures at the base of the U-tube (or at the diver) in pascals, with the density of the liquid."""
    values, unit = givens["values"], givens["unit"]
    pascal = {"atm": 101325.0, "mm Hg": 101325 / 760, "torr": 101325 / 760, "mm": 1.0}
    gas, other = (float(values[n].value) * pascal[values[n].unit] if n in values else 0.0 for n in ("gas", "other"))
    other = 0.0 if givens["scene"] == "closed" else other
    left, right = (float(values[n].base()) for n in ("left", "right"))
    gas = truth * pascal[unit] if givens["target"] == "pressure" else gas
    other = truth * pascal[unit] if givens["target"] == "air" else other
    right = truth / 1000 if givens["target"] == "level" else right
    per_metre = 101325 / 10 if givens["scene"] == "lake" else 101325 / 0.76
    return gas + left * per_metre, other + right * per_metre


ROUTES: dict[str, Callable[[dict[str, Any], float], Sides]] = {
    "circuits": nodal_analysis,
    "kinematics": integration,
    "lever": torques_about_an_end,
    "collision": one_after_another,
    "concentration": counting_the_solute,
    "gas_manometer": pascals_at_the_base,
}


def number(text: str) -> float:
    return float(Fraction(text))
