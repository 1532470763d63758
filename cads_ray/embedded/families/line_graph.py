"""Lines and parabolas on a grid with labelled points; transferred to fares, draining tanks and thrown balls."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

from cads_ray.embedded.drawing.axes import Axes, Span
from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.sketch import SMALL, clear, dot
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.lessons.graphs import KINDS, ZERO, Curve, Dot, Dots, parabola, slope, through
from cads_ray.embedded.lessons.lesson import hidden, size_of, told, worded
from cads_ray.embedded.lessons.names import PEOPLE
from cads_ray.embedded.quantity import exact, terminates
from cads_ray.errors import Refused
from cads_ray.schema import MetaStrategy

PLANS = {
    (MetaStrategy.PARAMETERS, 1): ("slope", "intercept"),
    (MetaStrategy.PARAMETERS, 2): ("slope", "intercept", "value"),
    (MetaStrategy.PARAMETERS, 3): ("value", "height"),
    (MetaStrategy.REVERSION, 1): ("inverse",),
    (MetaStrategy.REVERSION, 2): ("inverse", "zero"),
    (MetaStrategy.REVERSION, 3): ("zero", "other_zero"),
    (MetaStrategy.EXTENSION, 1): ("triangle", "parallel"),
    (MetaStrategy.EXTENSION, 2): ("parallel", "crossing"),
    (MetaStrategy.EXTENSION, 3): ("crossing",),
    (MetaStrategy.TRANSFER, 1): ("taxi.slope", "taxi.intercept"),
    (MetaStrategy.TRANSFER, 2): ("taxi.value", "tank.zero", "tank.inverse"),
    (MetaStrategy.TRANSFER, 3): ("ball.other_zero", "ball.height"),
}
SPANS: dict[int, tuple[Span, Span]] = {
    1: ((0, 10, 1), (0, 12, 2)),
    2: ((-6, 8, 1), (-8, 8, 2)),
    3: ((-10, 10, 2), (-20, 20, 5)),
}
WORLD_SPANS: dict[str, tuple[Span, Span]] = {
    "taxi": ((0, 12, 1), (0, 40, 5)),
    "tank": ((0, 20, 2), (0, 60, 10)),
    "ball": ((0, 20, 2), (0, 12, 2)),
}
AXIS_NAMES = {
    "taxi": ("distance in km", "price in coins"),
    "tank": ("time in minutes", "amount left"),
    "ball": ("x in m", "height in m"),
}
SUITS: dict[str, Callable[[Dots, float], bool]] = {  # points and the highest value that fits
    "taxi": lambda p, top: slope(p) > 0 and through(p)(ZERO) > 0,
    "tank": lambda p, top: slope(p) < 0 and through(p)(ZERO) <= top,
    "ball": lambda p, top: p[1][1] < p[0][1] and p[1][0] < p[0][0] and parabola(p)(ZERO) <= 0,
}
ACROSS = {"zero", "crossing", "other_zero", "inverse"}  # the answer is an x on the grid
PLAN_TEXT = {
    MetaStrategy.PARAMETERS: "the same reading of a graph with another line or parabola",
    MetaStrategy.REVERSION: "the value is given, and where the graph takes it is asked",
    MetaStrategy.EXTENSION: "a second line or the axes are brought in, and the answer needs them",
    MetaStrategy.TRANSFER: "the same graph as a price, a draining tank or the path of a ball",
}

TRIES = 5_000  # attempts before a draw is given up: most need a few dozen


def _points(name: str, world: str, spans: tuple[Span, Span], on_grid: bool, rng: random.Random) -> Dots | None:
    """Labelled points that suit the kind; None where the draw does not work out."""
    xs, ys = (range(int(low + step), int(high), int(step) if on_grid else 1) for low, high, step in spans)
    dots = [(Fraction(rng.choice(xs)), Fraction(rng.choice(ys))) for _ in range(KINDS[name].count)]
    if name == "crossing":
        dots = _crossing(xs, ys, rng)
        if len(dots) < 4:
            return None
    elif name == "triangle":
        dots = [(Fraction(0), dots[0][1]), (dots[1][0], Fraction(0))]
    elif name == "other_zero":
        dots[1] = (dots[1][0], Fraction(0))
    elif any(0 in place for place in dots):
        return None  # a labelled point on an axis would give intercepts away
    p = tuple(dots)
    level = any(a[1] == b[1] for a, b in zip(p[::2], p[1::2], strict=False))
    if level or not _spread(p, spans, 0.1 if name == "crossing" else 0.16) or not terminates(slope(p), 1):
        return None
    return p if not world or SUITS[world](p, spans[1][1]) else None


def _spread(dots: Dots, spans: tuple[Span, Span], across: float) -> bool:
    """Whether any two points are far apart enough for their labels, in shares of the grid's width and height."""
    width, height = (span[1] - span[0] for span in spans)
    gaps = [(abs(float(a[0] - b[0])) / width, float(a[1] - b[1]) / height) for a, b in combinations(dots, 2)]
    return all(dx >= across and math.hypot(dx, dy) > 0.16 for dx, dy in gaps)


def _crossing(xs: range, ys: range, rng: random.Random) -> list[Dot]:
    """Two points each of two lines that meet on the grid, as far as the grid has room for them."""
    dots, x, y = [], rng.choice(xs), rng.choice(ys)
    for _ in range(2):
        on_grid = max(xs.step, ys.step) > 1
        up, along = (
            (rng.choice((-2, -1, 1, 2)) * ys.step, xs.step) if on_grid else (rng.choice((-4, -3, -2, 2, 3, 4)), 2)
        )
        steps = [xs.step * n for n in (-8, -6, -5, -4, -3, 3, 4, 5, 6, 8) if up * xs.step * n % along == 0]
        places = [(x + step, y + up * step // along) for step in steps]
        room = [(Fraction(px), Fraction(py)) for px, py in places if px in xs and py in ys]
        dots += rng.sample(room, min(2, len(room)))
    return dots


def _number(name: str, dots: Dots, span: Span, rng: random.Random) -> Fraction:
    """The number k of the question: beyond the grid for a value, a height over a whole x otherwise."""
    low, high, _ = span
    inside = Fraction(rng.randint(int(low) + 1, int(high) - 1))
    beyond = Fraction(int(high) + rng.randint(1, 12))
    return {"value": beyond, "height": inside, "inverse": through(dots)(inside)}.get(name, Fraction(0))


def _attempt(draw: Draw, rng: random.Random) -> Item | None:
    world, _, name = rng.choice(PLANS[draw.strategy, draw.level]).rpartition(".")
    stepped = "extra_step" in draw.twists and name == "slope" and not world
    name, spans = "value" if stepped else name, WORLD_SPANS.get(world, SPANS[draw.level])
    on_grid = "unlabelled" in draw.twists
    dots = _points(name, world, spans, on_grid, rng)
    if dots is None:
        return None
    k = _number(name, dots, spans[0], rng)
    if not _fair(name, world, dots, k, spans):
        return None
    return _item(draw, rng, name, world, spans, dots, k, ["extra_step"] * stepped + ["unlabelled"] * on_grid)


def _fair(name: str, world: str, dots: Dots, k: Fraction, spans: tuple[Span, Span]) -> bool:
    """Whether the answer is a short number that no point gives away, and the graphs stay where they can be seen."""
    (low, high, _), (bottom, top, _) = spans
    if name == "crossing" and slope(dots) == slope(dots[2:]):
        return False
    result, middle, graphs = KINDS[name].result(dots, k), Fraction(int(low + high), 2), _graphs(name, dots)
    given = {n for dot in dots for n in dot} if name != "slope" else set()
    placed = not ACROSS & {name} or low < result < high
    printed = name != "inverse" or (bottom <= k <= top and terminates(k, 0 if world else 1))
    seen = all(bottom <= graph(middle) <= top for graph in graphs[1:])
    apart = len(graphs) < 2 or abs(graphs[0](low_end := Fraction(int(low))) - graphs[1](low_end)) > (top - bottom) / 8
    given |= {k} if name in ("value", "height") else set()
    fresh = result not in given and (name != "height" or k not in {x for x, _ in dots}) and (result > 0 or not world)
    return fresh and placed and printed and seen and apart and terminates(result, 1)


def _graphs(name: str, dots: Dots) -> list[Curve]:
    return [graph(dots) for graph in KINDS[name].curves]


def _item(
    draw: Draw,
    rng: random.Random,
    name: str,
    world: str,
    spans: tuple[Span, Span],
    dots: Dots,
    k: Fraction,
    twists: list[str],
) -> Item:
    kind, letters = KINDS[name], rng.choice(("ABCDE", "PQRST", "KLMNT", "EFGHK"))
    said = [f"{letter}({exact(x)}, {exact(y)})" for letter, (x, y) in zip(letters, dots, strict=False)]
    texts = list(letters[: len(dots)]) if "unlabelled" in twists else said
    axes = Axes(*spans, names=AXIS_NAMES.get(world, ("x", "y")), size=SMALL if "small_print" in draw.twists else 15)
    shown = list(zip(texts, dots, strict=True))
    if "distractor" in draw.twists and len(dots) == 2 and not world:
        shown.append(_stray(letters[4], spans, _graphs(name, dots)[0], kind.result(dots, k), rng))
        twists = [*twists, "distractor"]
    shapes = axes.shapes()
    for i, curve in enumerate(_graphs(name, dots)):
        shapes += axes.curve(lambda x, f=curve: float(f(Fraction(x))), dashed=i > 0)  # type: ignore[misc]
    for _, (x, y) in shown:
        shapes += dot(axes.at(float(x), float(y)))
    for text, (x, y) in shown:
        shapes += clear(text, axes.at(float(x), float(y)), shapes, size_of(draw), 5)
    fields = dict(zip("PQST", letters, strict=False)) | {"k": exact(k), "who": rng.choice(PEOPLE)}
    request = f"{world}.{name}".lstrip(".")
    return Item(
        question=worded(rng, "line_graph", f"opening.{world or kind.opening}", request, **fields),
        answer=exact((kind.wrong if "unknown" in draw.slips else kind.result)(dots, k)),
        drawing=Figure(hidden(draw, shapes, texts[-1])),
        layout=f"Axes with a grid and ticks; the graph, true to scale, with the points {', '.join(texts)} marked.",
        rationale=f"The points {', '.join(said)} fix the graph; the answer is {exact(kind.result(dots, k))}.",
        strategy_text=told(draw, PLAN_TEXT[draw.strategy], *twists),
        truth=exact(kind.result(dots, k)),
        needed=() if "unlabelled" in twists else tuple(texts),
        givens={"kind": name, "points": dots, "k": k},
    )


def _stray(
    letter: str, spans: tuple[Span, Span], curve: Curve, answer: Fraction, rng: random.Random
) -> tuple[str, Dot]:
    """A labelled point that is not on the graph and does not print the answer."""
    for _ in range(TRIES):
        x, y = (Fraction(rng.randint(int(low) + 1, int(high) - 1)) for low, high, _ in spans)
        if abs(curve(x) - y) > (spans[1][1] - spans[1][0]) / 5 and answer not in (x, y):
            return f"{letter}({x}, {y})", (x, y)
    raise Refused("no place for a stray point")


def _make(draw: Draw) -> Item:
    """The first attempt that works out; slips do not take part in the choice."""
    rng = draw.rng()
    for _ in range(TRIES):
        item = _attempt(draw, rng)
        if item is not None:
            return item
    raise Refused(f"no fair graph for {draw}")


FAMILY = Family(
    name="line_graph",
    domain="mathematics",
    topic="graphs of linear and quadratic functions",
    concepts=("slope", "intercept", "zero of a function", "vertex of a parabola"),
    words=("slope", "intercept", "graph", "parabola", "vertex", "linear", "function", "quadratic", "line", "equation"),
    make=_make,
    twists=("unlabelled", "distractor", "extra_step", "small_print"),
    slips=("unknown", "hidden"),
)
