"""Maps with a scale, and grids of streets: distances, travel times, missing lengths, directions, where a way leads."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, permutations
from statistics import median

from cads_ray.embedded.reading.words import Reading
from cads_ray.embedded.solvers.asking import NUMBER, chosen, lettered, mentions, says, without, written
from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.embedded.solvers.text import Label, asked_unit, convert, labels, unit_of

_SCALE = re.compile(r"1?\s*(cm|mm|blocks?)\s*[=:]\s*(\d[\d.]*|\?)\s*(km|m)\b", re.IGNORECASE)
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|cm|km|m)|\?(?:\s*cm)?")
_REST = re.compile(r"(?:rest|pause|break)\D*(\d+)\s*(min|h)", re.IGNORECASE)
WINDS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
STRAIGHT = ("straight", "crow", "direct", "flies", "bird", "beeline", "drone", "diagonal")
Value = Fraction | str | None


@dataclass
class Map:
    """Places by name, labels of lengths, what one cm or block stands for (None: not printed), pixels of a block."""

    places: dict[str, tuple[float, float]]
    lengths: list[Label]
    per: Fraction | None
    per_unit: str
    block: float  # 0 on a map that is no grid of streets
    rest: Fraction

    def roads(self, hops: list[tuple[str, str]]) -> list[Label] | None:
        """A length label for each hop, each nearest to the middle of its hop as far as all of them allow."""
        middles = [tuple(sum(pair) / 2 for pair in zip(self.places[a], self.places[b], strict=True)) for a, b in hops]
        if not hops or not len(hops) <= len(self.lengths) <= 8:
            return None
        ways = permutations(self.lengths, len(hops))
        return list(
            min(ways, key=lambda way: sum(math.dist(label.at, m) for label, m in zip(way, middles, strict=True)))
        )

    def steps(self, a: str, b: str) -> tuple[int, int]:
        """Blocks eastwards and northwards from a to b."""
        (ax, ay), (bx, by) = self.places[a], self.places[b]
        return round((bx - ax) / self.block), round((ay - by) / self.block)


def read_map(reading: Reading | None) -> Map | None:
    """The map of a reading, None where no scale is printed."""
    if reading is None:
        return None
    found = [part for label in labels(reading) for part in _parts(label)]
    scale = next(((label, m) for label in found if (m := _SCALE.search(label.text))), None)
    if scale is None:
        return None
    rest = next((m for label in found if (m := _REST.search(label.text))), None)
    lengths = [label for label in found if _LENGTH.fullmatch(label.text.strip())]
    named = [(lettered(label.text.strip()), label.at) for label in found]
    match = scale[1]
    block = _block(found) if match[1].lower().startswith("block") else 0.0
    per = None if match[2] == "?" else Fraction(match[2].rstrip("."))
    places = {name: at for name, at in named if re.fullmatch(r"[A-Z][A-Za-z]{2,}(?: [A-Z][a-z]+)*", name)}
    return Map(places, lengths, per, unit_of(match[3]), block, Fraction(rest[1]) if rest else Fraction(0))


def _parts(label: Label) -> list[Label]:
    """A place and the length beside it that were read as one label ("Gorham 5 cm"), each where it stands."""
    both = re.fullmatch(rf"([A-Z][A-Za-z]{{2,}}) ({_LENGTH.pattern})", label.text.strip())
    if both is None:
        return [label]
    width = 0.5 * label.height * len(label.text)  # of letters on average half as wide as high
    (x, y), share = label.at, len(both[1]) / len(label.text)
    place = replace(label, text=both[1], at=(x - width * (1 - share) / 2, y), value=None, unit="")
    return [place, replace(label, text=both[2], at=(x + width * share / 2, y))]


def _block(found: list[Label]) -> float:
    """Pixels from street to street, by the numbers of the streets along the bottom and the left side."""
    numbered = [label for label in found if re.fullmatch(r"\d{1,2}", label.text.strip())]
    gaps = []
    for axis in (0, 1):
        for a in numbered:
            for b in numbered:
                apart = Fraction(b.value or 0) - Fraction(a.value or 0)
                if apart > 0 and abs(a.at[1 - axis] - b.at[1 - axis]) < 8:
                    gaps.append(abs(a.at[axis] - b.at[axis]) / float(apart))
    return median(gaps) if gaps else 0.0


def recognises(problem: Problem) -> float:
    told = says(
        problem.question,
        "map",
        "route",
        "km",
        "distance",
        "street",
        "block",
        "direction",
        "straight",
        "from the",
        "north",
        "scale",
    )
    if (seen := read_map(problem.reading)) is not None:
        return 0.9 if mentions(problem.question, seen.places) or told else 0.5
    return 0.55 if told and says(problem.question, "map", "street", "compass") else 0.0


def solve(problem: Problem, skills: Skills) -> Solution | None:
    seen = read_map(problem.reading)
    if seen is None:
        return None
    names = mentions(problem.question, seen.places)
    value = (_streets if seen.block else _roads)(problem.question, seen, names, skills)
    found = chosen(written(value), problem.choices)
    scale = f"1 cm or block stands for {written(seen.per) or '?'} {seen.per_unit}"
    return Solution(found, f"On the way: {', '.join(names)}; {scale}. So: {found}.") if found else None


def _roads(question: str, seen: Map, names: list[str], skills: Skills) -> Value:
    straight = says(question, *STRAIGHT)
    hops = _corner(question, seen, names) if straight else list(pairwise(_in_order(question, names)))
    found = seen.roads(hops)
    if found is None:
        return None
    known = [_cm(label, skills) for label in found if not label.unknown]
    route = sum(known, Fraction(0))
    stated = [Fraction(n.replace(",", "")) for n in NUMBER.findall(without(question, seen.places)) if n != "1"]
    unknown = len(known) < len(found)
    if seen.per is None:
        return max(stated) / route if stated and route and not unknown else None
    if unknown:
        return max(stated) / seen.per - route if stated else None
    real = route * seen.per
    if straight and len(known) == 2:
        direct = _root(known[0] ** 2 + known[1] ** 2) * seen.per
        if says(question, "shorter", "save", "more", "longer", "detour"):
            return direct if "unknown" in skills.slips else real - direct
        real = real if "unknown" in skills.slips else direct
    speed = re.search(rf"({NUMBER.pattern})\s*km(?:/h| per hour|h\b)", question)
    if speed:
        minutes = real * 60 / Fraction(speed[1]) + seen.rest
        return minutes / 60 if says(question, "in hours", "how many hours") else minutes
    asked = asked_unit(question)
    return convert(real, seen.per_unit, asked) if skills.converts_units and asked in ("km", "m") else real


def _in_order(question: str, names: list[str]) -> list[str]:
    """The route's places in the order of travel: "from A to C via B and D" passes B and D before C."""
    via = re.search(r"\bvia\b|\bthrough\b|\bpast\b", question)
    if via is None or len(names) < 3:
        return names
    before, after = mentions(question[: via.end()], names), mentions(question[via.end() :], names)
    if len(before) == 2 and not re.search(r"\bto\b", question[via.end() :]):
        return [before[0], *after, before[1]]
    return names


def _corner(question: str, seen: Map, names: list[str]) -> list[tuple[str, str]]:
    """The two roads that meet at the corner between the ends of a straight way."""
    ends = re.search(r"\b(?:from|between) (?:the )?(\w+) (?:to|and) (?:the )?(\w+)", question)
    pair = [name for name in (ends.groups() if ends else names[:2]) if name in seen.places]
    corner = [name for name in names or seen.places if name not in pair] or [n for n in seen.places if n not in pair]
    return [(pair[0], corner[0]), (corner[0], pair[1])] if len(pair) == 2 and len(corner) == 1 else []


def _cm(label: Label, skills: Skills) -> Fraction:
    value = label.value or Fraction(0)
    return convert(value, label.unit, "cm") if skills.converts_units and label.unit else value


def _root(square: Fraction) -> Fraction:
    return Fraction(round(math.sqrt(square) * 1000), 1000)


def _streets(question: str, seen: Map, names: list[str], skills: Skills) -> Value:
    walked = {
        w: int(n)
        for n, w in re.findall(r"(\d+) blocks? (?:to the )?(north|south|east|west)\b", question, re.IGNORECASE)
    }
    if walked and names:
        x, y = seen.places[names[0]]
        x += seen.block * (walked.get("east", 0) - walked.get("west", 0))
        y -= seen.block * (walked.get("north", 0) - walked.get("south", 0))
        end = min(seen.places, key=lambda name: math.dist(seen.places[name], (x, y)))
        return end if math.dist(seen.places[end], (x, y)) < 0.4 * seen.block else None
    if len(names) < 2:
        return None
    if says(question, "seen from") or re.search(r"\blie[s]? (?:\S+ )?(?:of|from)\b", question):
        names = names if says(question, "seen from") else names[::-1]
    if says(question, "direction", "which way", "bearing", "compass", "where is", "heading", "facing"):
        return _direction(question, seen.steps(names[0], names[1]))
    hops = [seen.steps(a, b) for a, b in pairwise(names)]
    straight = says(question, *STRAIGHT)
    blocks = sum(_root(Fraction(x * x + y * y)) if straight else Fraction(abs(x) + abs(y)) for x, y in hops)
    if seen.per is None:
        return None
    asked = asked_unit(question)
    return convert(blocks * seen.per, seen.per_unit, asked) if skills.converts_units and asked else blocks * seen.per


def _direction(question: str, step: tuple[int, int]) -> str:
    index = round(math.degrees(math.atan2(*step)) / 45) % 8
    for turn in re.findall(r"\b(left|right|round|around)\b", question):
        index += {"left": -2, "right": 2}.get(turn, 4)
    return WINDS[index % 8]


SOLVER = Solver("maps", recognises, solve)
