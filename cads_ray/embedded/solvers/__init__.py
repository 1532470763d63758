"""The solvers that the embedded judges choose from. None of them imports a family."""

from cads_ray.embedded.solvers import (
    charts,
    circle_sector,
    circuits,
    collision,
    composite_area,
    food_webs,
    kinematics,
    lever,
    line_graph,
    manometer,
    maps,
    mixtures,
    populations,
    right_triangle,
    statistics,
    tables,
    triangle_angles,
    trig_ratio,
)
from cads_ray.embedded.solvers.base import Solver

SOLVERS: tuple[Solver, ...] = (
    charts.SOLVER,
    circle_sector.SOLVER,
    circuits.SOLVER,
    collision.SOLVER,
    composite_area.SOLVER,
    food_webs.SOLVER,
    kinematics.SOLVER,
    lever.SOLVER,
    line_graph.SOLVER,
    manometer.SOLVER,
    maps.SOLVER,
    mixtures.SOLVER,
    populations.SOLVER,
    right_triangle.SOLVER,
    statistics.SOLVER,
    tables.SOLVER,
    triangle_angles.SOLVER,
    trig_ratio.SOLVER,
)
