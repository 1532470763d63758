"""The embedded members: what each of them can do. They differ in nothing else, and never by dice.

`sharp`, `coarse` and `literal` see pictures; they generate and judge. `textual` sees descriptions and only judges, as a
text-only model does in the paper's pool; it is hasty: of two questions it answers the first. The five of the audit each have
one mistake of their own; as in CADS the same members teach and judge, so who teaches with a misconception also judges with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cads_ray.embedded.solvers import SOLVERS
from cads_ray.embedded.solvers.base import Skills
from cads_ray.errors import InvalidRequest


@dataclass(frozen=True)
class Abilities:
    """`resolution` is the longest side, in pixels, at which a member sees a picture; `glances` are those of its further
    attempts at one problem, in turn: who looks again stands nearer or farther away.

    As a teacher it makes the slips of its `misconceptions` whenever there is occasion (teachers.OCCASIONS), and now and
    then those of its `lapses` (names as in families.base.SLIPS; a family makes only the slips that it knows).
    """

    resolution: int
    skills: Skills = field(default_factory=Skills)
    misconceptions: frozenset[str] = frozenset()
    lapses: frozenset[str] = frozenset()
    glances: tuple[int, ...] = ()

    def eye(self, draw: int) -> int:
        """The resolution of the attempt number `draw`."""
        looks = (self.resolution, *self.glances)
        return looks[draw % len(looks)]


READER = "reader"  # the member that requests of the task `read` go to: an eye, shared by all
STUDY = 720  # the resolution at which seeds are studied: photographs and scans of many sizes, once each
SHARP, COARSE = 480, 300  # both read labels of size 18, of those of size 11 the coarse eye loses or misreads a sixth

# What can be thought through without a picture in the mind: not angles in a maze of lines, and not pieced areas.
_WITHOUT_PICTURE = frozenset(each.name for each in SOLVERS) - {"triangle_angles", "composite_area"}

_LEARNT = frozenset(each.name for each in SOLVERS) - {
    *("collision", "composite_area", "food_webs", "manometer", "maps", "mixtures")
}

MEMBERS: dict[str, Abilities] = {
    "sharp": Abilities(SHARP, lapses=frozenset({"unknown"})),
    "coarse": Abilities(COARSE, lapses=frozenset({"swap", "hidden"})),
    "literal": Abilities(
        SHARP,
        skills=Skills(converts_units=False),
        misconceptions=frozenset({"units"}),
        lapses=frozenset({"diameter"}),
    ),
    "textual": Abilities(SHARP, skills=Skills(finishes=False, slips=frozenset({"diameter"}), topics=_WITHOUT_PICTURE)),
    # Who is to be taught: sees poorly, and not twice alike; does not convert units; has not learnt a third of the subjects.
    "student": Abilities(360, Skills(converts_units=False, topics=_LEARNT), glances=(240, 180, 300)),
    # The audit's: forgets to convert units; takes the diameter for the radius, and tells charts again; copies labels to the
    # wrong place, and does not convert either; draws over labels; solves for the wrong unknown.
    "rushed": Abilities(SHARP, skills=Skills(converts_units=False), misconceptions=frozenset({"units"})),
    "wide": Abilities(
        COARSE, skills=Skills(slips=frozenset({"diameter"})), misconceptions=frozenset({"diameter", "retold"})
    ),
    "copyist": Abilities(COARSE, skills=Skills(converts_units=False), misconceptions=frozenset({"swap", "units"})),
    "layered": Abilities(SHARP, misconceptions=frozenset({"hidden"})),
    "reverser": Abilities(SHARP, skills=Skills(slips=frozenset({"unknown"})), misconceptions=frozenset({"unknown"})),
}


def abilities_of(member: str) -> Abilities:
    """Raises InvalidRequest for a name that is none of the embedded members."""
    if member not in MEMBERS:
        raise InvalidRequest(f"no embedded member is called {member}; there are {', '.join(MEMBERS)}")
    return MEMBERS[member]
