"""Networks of resistances: what they are, how they are said, and how they are drawn across one source.

A reader of words sees no wires, so the places of the labels carry the connections: labels in one row are in series,
rows above one another are parallel branches, a label at half height beside the rows is in the main line.
"""

from __future__ import annotations

from dataclasses import dataclass

from cads_ray.embedded.drawing import apparatus
from cads_ray.embedded.drawing.sketch import Shapes, label, line, polygon

Block = tuple[tuple[str, ...], ...]  # branches in parallel, each of resistors in series
Network = tuple[Block, ...]  # blocks in series
MAIN3: Network = ((("R1",),), (("R2",), ("R3",)))
NETWORKS: dict[str, Network] = {
    "series2": ((("R1", "R2"),),),
    "series3": ((("R1", "R2", "R3"),),),
    "parallel2": ((("R1",), ("R2",)),),
    "parallel3": ((("R1",), ("R2",), ("R3",)),),
    "branch": ((("R1", "R2"), ("R3",)),),
    "main3": MAIN3,
    "main4": (*MAIN3, (("R4",),)),
}

LEFT, RIGHT, MAIN, BACK = 44.0, 436.0, 134.0, 296.0  # the loop: its sides, the network's line, the source's line
SYMBOLS = {"resistors": apparatus.resistor, "lamps": apparatus.lamp, "pipes": apparatus.narrow_pipe}


def said(network: Network) -> str:
    """The network in words: "R1, then R2 beside R3"."""
    return ", then ".join(" beside ".join(" followed by ".join(row) for row in block) for block in network)


@dataclass(frozen=True)
class Wiring:
    """How networks are drawn in one world: with resistors, lamps or pipes."""

    name: str

    def _wire(self, *points: tuple[float, float]) -> Shapes:
        return line(*points, color="#4a86b0", width=8) if self.name == "pipes" else line(*points)

    def shapes(self, network: Network, labels: dict[str, str], fuse: str, size: float) -> Shapes:
        """The network above; below, the return wire with the source, and with meter and fuse where they have labels."""
        slot = (RIGHT - LEFT) / sum(max(map(len, block)) for block in network)
        shapes = self._wire((LEFT, MAIN), (LEFT, BACK), (RIGHT, BACK), (RIGHT, MAIN))
        left = LEFT
        for block in network:
            right = left + slot * max(map(len, block))
            shapes += self._block(block, labels, left, right, size)
            left = right
        shapes += self._source() + label(labels["source"], (200, BACK + 36), size)
        if "meter" in labels:
            shapes += (
                apparatus.disc((350, BACK)) + label("A", (350, BACK)) + label(labels["meter"], (350, BACK + 36), size)
            )
        return shapes + (apparatus.box(66, BACK - 7, 44, 14) + label(fuse, (88, BACK + 36), size) if fuse else ())

    def _block(self, block: Block, labels: dict[str, str], left: float, right: float, size: float) -> Shapes:
        rows = [MAIN + dy for dy in {1: (0,), 2: (-50, 50), 3: (-70, 0, 70)}[len(block)]]
        shapes: Shapes = ()
        for x in (left, right) if len(block) > 1 else ():
            shapes += self._wire((x, rows[0]), (x, rows[-1])) + (
                apparatus.node((x, MAIN)) if self.name != "pipes" else ()
            )
        for names, y in zip(block, rows, strict=True):
            step = (right - left) / len(names)
            for i, name in enumerate(names):
                a, b = (left + i * step, y), (left + (i + 1) * step, y)
                shapes += SYMBOLS[self.name](a, b) + label(labels[name], ((a[0] + b[0]) / 2, y - 26), size)
        return shapes

    def _source(self) -> Shapes:
        if self.name == "pipes":
            vane = polygon((192, BACK - 12), (214, BACK), (192, BACK + 12), fill="#4a86b0", color="#4a86b0")
            return apparatus.disc((200, BACK), 20) + vane
        gap = polygon((185, BACK - 3), (215, BACK - 3), (215, BACK + 3), (185, BACK + 3), fill="white", color="white")
        return gap + apparatus.battery((200, BACK))
