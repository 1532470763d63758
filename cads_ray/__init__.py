"""Collective Adversarial Data Synthesis (CADS, arXiv 2602.03300) as a Ray Data dataflow.

The algorithm is one page: `cads_ray.rounds`. The command is `python -m cads_ray.run`.
"""

__version__ = "0.1.0"
