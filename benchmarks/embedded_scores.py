"""What the embedded members can do: `python benchmarks/embedded_scores.py [DRAWS] [--seeds FOLDER]`.

Prints label recall and solve rates by family and level, with and without the twists that members differ in; the cost
of readings; paraphrased questions; and real seeds: whether the analyst serves or refuses them, what judges answer.
DRAWS per family and level (default 8: ten minutes on an idle core; 0: real seeds only). FOLDER holds seeds.jsonl
(default: the seeds that ship).
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cads_ray.embedded.analyst import analyze
from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.families.base import Draw, Family, Item
from cads_ray.embedded.judges import solve
from cads_ray.embedded.members import COARSE, MEMBERS, SHARP, STUDY
from cads_ray.embedded.reading.description import reading_of_description
from cads_ray.embedded.reading.reader import read
from cads_ray.embedded.reading.words import Reading
from cads_ray.embedded.solvers.base import Problem
from cads_ray.errors import Refused
from cads_ray.judge.match import match
from cads_ray.paint.render import Renderer
from cads_ray.schema import MetaStrategy
from cads_ray.seeds.read import DEMO

PARAPHRASES = Path(__file__).parents[1] / "tests" / "embedded" / "solvers" / "paraphrases.jsonl"
TWISTED = ("small_print", "mixed_units", "unlabelled")
OUTCOMES = ("right", "wrong", "abstained")


def outcome(answer: str, key: str, choices: Iterable[str] = (), unit: str = "", tolerance: str = "") -> str:
    if not answer:
        return "abstained"
    verdict = match(answer, key, options=list(choices) or None, unit=unit or None, tolerance=tolerance or None)
    return "right" if verdict.equal else "wrong"


class Eyes:
    """Readings of one item: pictures at both resolutions, and its description. Counts CPU seconds of readings."""

    def __init__(self, renderer: Renderer):
        self.renderer = renderer
        self.cpu: dict[int, list[float]] = {SHARP: [], COARSE: []}

    def of(self, item: Item) -> dict[int | str, Reading]:
        picture = self.renderer.draw(*item.drawing.source()).data
        readings: dict[int | str, Reading] = {"told": reading_of_description(f"{item.layout}\n\n{item.drawing.say()}")}
        for eye, costs in self.cpu.items():
            begin = time.process_time()
            readings[eye] = read(picture, eye)
            costs.append(time.process_time() - begin)
        return readings


def vote(member: str, problem: Callable[[Reading], Problem], readings: dict[int | str, Reading]) -> str:
    abilities = MEMBERS[member]
    reading = readings["told" if member == "textual" else abilities.resolution]
    return solve(problem(reading), abilities.skills)["answer"]


def squeezed(text: str) -> str:
    return "".join(text.lower().split())


def family_row(eyes: Eyes, family: Family, level: int, draws: int, twist: str = "") -> tuple[dict, dict]:
    """Outcomes by member, and label recall by eye."""
    outcomes: dict[str, Counter] = {member: Counter() for member in MEMBERS}
    recall = {eye: Counter() for eye in (SHARP, COARSE)}
    for i in range(draws):
        twists = frozenset({twist} & set(family.twists))
        item = family.make(Draw(list(MetaStrategy)[i % 4], level, 1000 + i, twists))
        readings = eyes.of(item)
        for eye, counter in recall.items():
            seen = squeezed(readings[eye].text)
            counter.update(squeezed(label) in seen for label in item.needed)
        key = item.truth or item.answer
        for member, counter in outcomes.items():
            answer = vote(member, lambda reading, item=item: Problem(item.question, item.choices, reading), readings)
            counter[outcome(answer, key, item.choices, item.unit, item.tolerance)] += 1
    return outcomes, recall


def share(counter: Counter, of: Any) -> str:
    total = sum(counter.values())
    return f"{counter[of] / total:4.0%}" if total else "   -"


def print_families(eyes: Eyes, draws: int) -> None:
    print(f"\n{'family':18} level twist        " + "".join(f"{m:>16}" for m in MEMBERS) + "   labels sharp coarse")
    print(" " * 37 + "".join(f"{'right/wrong':>16}" for _ in MEMBERS))
    for family in FAMILIES:
        rows = [(level, "") for level in (1, 2, 3)] + [(2, twist) for twist in TWISTED if twist in family.twists]
        for level, twist in rows:
            outcomes, recall = family_row(eyes, family, level, draws, twist)
            cells = "".join(f"{share(c, 'right') + '/' + share(c, 'wrong').strip():>16}" for c in outcomes.values())
            labels = "   ".join(share(counter, True) for counter in recall.values())
            print(f"{family.name:18} {level:5} {twist:12} {cells}          {labels}", flush=True)


def print_readings(eyes: Eyes) -> None:
    for eye, costs in eyes.cpu.items():
        costs = sorted(costs[1:])  # the first loads the models
        print(f"reading at {eye}: {sum(costs) / len(costs):.3f} CPU-s (median {costs[len(costs) // 2]:.3f})")


def print_paraphrases(eyes: Eyes) -> None:
    families = {family.name: family for family in FAMILIES}
    outcomes: dict[str, Counter] = {member: Counter() for member in MEMBERS}
    for line in PARAPHRASES.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        item = families[entry["family"]].make(Draw(MetaStrategy(entry["strategy"]), entry["level"], entry["seed"]))
        readings = eyes.of(item)
        for member, counter in outcomes.items():
            answer = vote(member, lambda r, e=entry, item=item: Problem(e["question"], item.choices, r), readings)
            counter[outcome(answer, item.truth or item.answer, item.choices, item.unit, item.tolerance)] += 1
    print("\nparaphrased questions: " + said(outcomes))


def said(outcomes: dict[str, Counter]) -> str:
    return "; ".join(f"{name} " + " ".join(f"{c[o]} {o}" for o in OUTCOMES) for name, c in outcomes.items())


def print_seeds(folder: Path) -> None:
    """Where the analyst puts each real seed, and what the members that see pictures answer to it."""
    outcomes: dict[str, Counter] = {member: Counter() for member in MEMBERS if member != "textual"}
    placed: Counter = Counter()
    for line in (folder / "seeds.jsonl").read_text(encoding="utf-8").splitlines():
        seed = json.loads(line)
        picture = (folder / seed["image"]).read_bytes() if seed.get("image") else None
        fields = {name: seed.get(name) or "" for name in ("question", "answer", "description", "domain")}
        fields["choices"] = seed.get("choices") or []
        try:
            where = analyze(fields, read(picture, STUDY) if picture else None)["concepts"][0]
        except Refused as refusal:
            where = str(refusal)
        placed["refused" if where.startswith("no embedded") else "served"] += 1
        print(f"  {seed['id'][:28]:28} {fields['domain'][:18]:18} {where}")
        for member, counter in outcomes.items() if picture else ():
            reading = read(picture or b"", MEMBERS[member].resolution)
            problem = Problem(fields["question"], tuple(fields["choices"]), reading)
            answer = solve(problem, MEMBERS[member].skills)["answer"]
            counter[outcome(answer, fields["answer"], fields["choices"])] += 1
    print(f"real seeds: {dict(placed)}; solved: {said(outcomes)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("draws", nargs="?", type=int, default=8)
    parser.add_argument("--seeds", type=Path, default=DEMO.parent)
    options = parser.parse_args()
    renderer = Renderer()
    eyes = Eyes(renderer)
    if options.draws:
        print_families(eyes, options.draws)
        print_readings(eyes)
        print_paraphrases(eyes)
    print_seeds(options.seeds)
    renderer.close()


if __name__ == "__main__":
    main()
