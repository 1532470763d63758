"""Solves collisions of bodies that stay together, from masses and velocities and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cads_ray.embedded.quantity import UNITS, Quantity
from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.measured import answered, given, kind, seen, single
from cads_ray.embedded.solvers.text import Label, asked_unit, has

TELLING = (
    r"collid|collision|bump|crash|run into|meet|hit",
    r"stick|coupl|join|hold on|embrace|grab|together|as one",
    r"carts?\b|wagons?\b|trolle|gliders?\b|skaters?\b|cars?\b|trucks?\b|bod(?:y|ies)\b|persons?\b",
    r"momentum|velocit|speed|kinetic|how fast",
    r"friction|track|ice\b|rail",
)


@dataclass(frozen=True)
class Scene:
    """Masses and velocities before, paired from left to right; the common velocity after. None is what is asked."""

    masses: list[Fraction | None]
    before: list[Fraction | None]
    after: Fraction | None


def _is_mass(label: Label) -> bool:
    return kind(label) == "mass" or (label.unknown and label.name[:1] in ("m", "M"))


def _is_speed(label: Label) -> bool:
    return kind(label) == "speed" or (label.unknown and label.name[:1] in ("v", "V", "u", "U"))


def recognises(problem: Problem) -> float:
    told = has(problem.question, *TELLING)
    found = seen(problem.reading)
    masses, speeds = [x for x in found if _is_mass(x)], [x for x in found if _is_speed(x)]
    if told < 2:
        return 0
    return min(0.95, 0.35 + 0.12 * told) if len(masses) >= 2 and speeds else 0.2


def _scene(found: Sequence[Label], question: str, unit: str, converts: bool) -> Scene | None:
    """The scene from the labels. "before" and "after" part the picture; without them everything is before."""
    border = next((x.at[1] for x in found if has(x.text, "after")), None)
    start = next((x.at[1] for x in found if has(x.text, "before")), None)
    if border is None and start is not None:
        border = max(start + 100, 180.0)
    masses = sorted((x for x in found if _is_mass(x) and (border is None or x.at[1] < border)), key=lambda x: x.at[0])
    speeds = [x for x in found if _is_speed(x)]
    first = [x for x in speeds if border is None or x.at[1] < border - 12]
    last = [x for x in speeds if x not in first]
    if len(masses) < 2 or len(first) > len(masses):
        return None
    moving: list[Fraction | None] = [Fraction(0)] * len(masses)
    for speed in first:
        nearest = min(range(len(masses)), key=lambda i: abs(masses[i].at[0] - speed.at[0]))
        moving[nearest] = _speed(speed, converts)
    facing = has(question, "towards? (?:each other|one another)", "head-?on", "opposite directions?")
    if facing and len(moving) == 2 and moving[1] is not None and moving[1] > 0:
        moving[1] = -moving[1]
    told = given(question, "speed")
    after = _speed(last[0], converts) if last else _speed(told[0], converts) if told else None
    return Scene([_mass(x, unit, converts) for x in masses], moving, after)


def _speed(label: Label, converts: bool) -> Fraction | None:
    if label.value is None:
        return None
    return Quantity(label.value, label.unit).base(converts)


def _mass(label: Label, unit: str, converts: bool) -> Fraction | None:
    if label.value is None:
        return None
    quantity = Quantity(label.value, label.unit)
    return quantity.printed_in(unit).value if converts and kind(label) == "mass" else quantity.value


def solve(problem: Problem, skills: Skills) -> Solution | None:
    found, question = seen(problem.reading), problem.question
    asked = asked_unit(question)
    wanted = asked if UNITS.get(asked, ("",))[0] == "mass" else "t" if has(question, "in (?:metric )?ton") else "kg"
    scene = _scene(found, question, wanted, skills.converts_units)
    if scene is None:
        return None
    result = _result(scene, question, wanted, "unknown" in skills.slips)
    if result is None:
        return None
    value, unit = result
    if has(question, "speed") and not has(question, "velocit"):
        value = abs(value)
    answer = answered(value, unit, question, False)
    said = ", ".join(f"{'?' if m is None else m} at {'?' if v is None else v}" for m, v in _moving(scene))
    return Solution(answer, f"Before: {said} (mass at velocity); momentum is conserved, which gives {answer}.")


def _moving(scene: Scene) -> list[tuple[Fraction | None, Fraction | None]]:
    return list(zip(scene.masses, scene.before, strict=True))


def _result(scene: Scene, question: str, unit: str, confused: bool) -> tuple[Fraction, str] | None:
    gaps = sum(x is None for x in (*scene.masses, *scene.before))
    known = [(m, v) for m, v in _moving(scene) if m is not None and v is not None]
    momentum, mass = sum((m * v for m, v in known), Fraction(0)), sum((m for m, _ in known), Fraction(0))
    if gaps == 0 and mass:
        common = momentum / mass
        if has(question, "kinetic|energy|joules?"):
            return mass * common**2 / 2, "J"
        if has(question, "(?:total|whole|combined) momentum|momentum of"):
            return momentum, "kg m/s"
        return common, "m/s"
    if gaps != 1 or scene.after is None:
        return None
    own_mass, own_speed = next((m, v) for m, v in _moving(scene) if m is None or v is None)
    if own_mass is None and own_speed is not None:
        if scene.after == own_speed:
            return None
        found = (momentum - mass * scene.after) / (scene.after - own_speed)
        return (found + mass if confused else found, unit) if found > 0 else None
    assert own_mass is not None
    return scene.after if confused else (scene.after * (mass + own_mass) - momentum) / own_mass, "m/s"


SOLVER = Solver("collision", recognises, single(solve))
