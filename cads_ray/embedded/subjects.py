"""The analyst's own vocabulary: what betrays a family beyond its words, what betrays subjects that no family serves,
and what hints of domain can mean.

An analyst needs to know what it cannot do: without this a question about capacitors would pass for one on circuits.
"""

from __future__ import annotations

# Family: regular expressions of what seeds of its kind say, matched at the start of a word in any case.
SERVED: dict[str, str] = {
    "bar_chart": r"(?:all|the) values .*categor",
    "circle_sector": r"(?:area of|the) \w* ?ring\b|(?:area|perimeter) of the sector",
    "composite_area": r"irregular (?:figure|shape)|perimeter of the figure|area of the figure",
    "kinematics": r"velocity[- ]time",
    "line_graph": r"(?:slope|equation) (?:of|for) the line|line (?:graphed|shown)|linear function",
    "map_scale": r"street grid|each block measures|schematic map",
    "right_triangle": r"square with sides.*(?:how far|length of the path|diagonal)|sides? of (?:the|a) (?:given )?triangle|sides of the given|casts a shadow|"  # noqa: E501
    r"as the crow flies|is similar to",
    "triangle_angles": r"angle measure",
    "trig_ratio": r"angle theta|θ|triangle.* find the value of sin|trigonometric function of angle|sides of the given|°",
}

# Words that say little because many kinds of problems use them: they count a third.
COMMON = frozenset(
    [
        "angle",
        "area",
        "average",
        "category",
        "categories",
        "chart",
        "current",
        "decrease",
        "energy",
        "equation",
        "force",
        "function",
        "graph",
        "increase",
        "line",
        "mass",
        "mean",
        "measure",
        "month",
        "percent",
        "perimeter",
        "point",
        "points",
        "price",
        "product",
        "share",
        "speed",
        "table",
        "time",
        "total",
        "triangle",
        "year",
    ]
)

# Subject: regular expressions of what its seeds say, matched at the start of a word in any case.
UNSERVED: dict[str, str] = {
    "radiology": r"x-?rays?\b|\bMRI\b|\bCT\b|radiolog|lung|hematoma|lesion|infarct|contrast|abnormalit|ventricle|"
    r"mediastin|trachea|opacit|gallstone|liver|kidney|tumou?r|patholog|mass located|AP or PA|brain|organ\b|MedPix",
    "visual puzzles": r"missing (?:part|colou?r|shape|circle|number of the part)|denoted (?:with|by) a question mark|"
    r"with the question mark|hidden rule|pattern completion|sum of the (?:three )?numbers (?:on|at)|last node",
    "statements about a picture": r"statement about the image|true or false|true-or-false",
    "counting of shapes": r"exact count|overlapping simple shapes|count(?:er)?s\b|base-10|geoboard|envelopes",
    "graphs and networks": r"hamilton|euler|vert(?:ex|ices)\b.*graph|directed graph|shortest path|"
    r"distance from node|spanning|node|components does|balanced tree|edge marked|bipartite|traversal",
    "algorithmic puzzles": r"maze|sliding tile|jugs|chess|towers?\b.*moves|minimum number of moves",
    "solid geometry": r"solid geometry|prism|pyramid\b(?! of)|cylinder|cone\b|stacked|unit cubes|surface area|\bnet\b",
    "polygons": r"interior angles in this polygon|polygon\b",
    "fractions and equations in models": r"improper fraction|mixed number|place value|inequality|ordered pair",
    "functions that are no lines or parabolas": r"exponential|logarithm|\bln\b|\blog\b|polynomial|degree of|rational|"
    r"square root function|toolkit function|absolute value|piecewise|one-to-one|vertical line test|asymptote|cubic|"
    r"even, odd|limit of|discontinu|absolute m|\d ?\^ ?x|sqrt|interval notation|"
    r"intervals? (?:on|of)|average rate of change|decay rate|f\(x\)\s*=\s*ab",
    "trigonometric functions": r"sin(?:e|usoidal) function|sinusoid|(?:co|a \* ?)sin|tangent function|amplitude|midline|"
    r"period of|unit circle|half and double|formula for the (?:sine )?function",
    "calculus": r"area (?:enclosed|under|between)|derivative|integral|limit of|tangent line",
    "probability": r"P\(|probab|likely|tree diagram|toss|density curve|\bdf\b|Venn",
    "capacitors": r"capacit|time constant|\bRC\b|bleeder",
    "magnetism": r"magnet|coil|induc",
    "electrostatics": r"electrostatic|charge [+-]?q|point charge",
    "optics": r"\blens|refract|ray of light|total internal reflection|focal|mirror|laser|wavelength",
    "waves": r"wave\b|propagation",
    "thermodynamics": r"heat engine|ideal gas is taken|pV diagram|p-?V\b|Maxwell-Boltzmann|molecular speed",
    "nuclear physics": r"fusion|nucle(?:us|i|ar)\b|energy level|chromium",
    "work and energy": r"skier|swimmer|work output|coefficient of friction|power output|potential energy",
    "forces on the body and on slopes": r"splits|vertebra|muscle|kneecap|quadriceps|incline|pulley|friction|hydraulic|"
    r"backhoe|projectile|held erect|drafting board",
    "vectors": r"displacement|west of|south of west|resultant|compass direction",
    "impulse": r"force exerted on a particle during a collision|change in momentum",
    "gases other than their pressure": r"behavior of several different gases|ideal gases?\b",
    "accuracy and precision": r"most precise|most accurate|archer",
    "kinds of data": r"type of data|type of distribution|qualitative|quantitative|categorical",
    "Gantt charts, heat maps and stacked areas": r"gantt|heat ?map|stacked area|box plot|pareto",
}

# Hint of domain (its first word that is found here): the domains of families that it can mean; () for none of them.
HINTS: dict[str, tuple[str, ...]] = {
    "medical": (),
    "radiology": (),
    "puzzle": (),
    "visual_logic": (),
    "counting": (),
    "graph_theory": (),
    "solid": (),
    "algebra_geometry": ("mathematics",),
    "geometry": ("mathematics",),
    "trigonometry": ("mathematics",),
    "functions": ("mathematics",),
    "math": ("mathematics", "statistics"),
    "physics": ("physics",),
    "chemistry": ("chemistry",),
    "biology": ("biology",),
    "statistic": ("statistics", "charts", "tables"),
    "chart": ("charts", "statistics", "tables", "biology"),
    "table": ("tables", "statistics", "charts"),
    "spatial": ("geography",),
    "geograph": ("geography",),
    "map": ("geography",),
}
