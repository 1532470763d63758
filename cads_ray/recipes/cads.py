"""CADS as a list of stages (paper figure 2): analyze, strategize, illustrate, compare, paint, judge_1 .. judge_K, consensus."""

from __future__ import annotations

from cads_ray.generate.analyze import analyze
from cads_ray.generate.illustrate import illustrate
from cads_ray.generate.strategize import strategize
from cads_ray.pool import Pool
from cads_ray.recipe import Cast, Recipe, compared, judged, painted, told


def pools(cast: Cast) -> tuple[Pool, ...]:
    """CAD-Generate in one pool, then CAD-Judge."""
    made = (told(analyze), told(strategize), told(illustrate), compared, painted(cast.painter))
    return (Pool("generate", made), judged(cast))


RECIPE = Recipe(
    pools,
    says="written by a collective of models, and kept when at least one judge who solved the problem without its answer "
    "found that answer (Collective Adversarial Data Synthesis, arXiv 2602.03300)",
    once=("analyze",),
)
