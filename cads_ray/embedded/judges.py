"""CAD-Judge's task `solve` for embedded members: question, choices and what was read, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cads_ray.embedded.reading.description import reading_of_description
from cads_ray.embedded.retelling import heard
from cads_ray.embedded.solvers import SOLVERS
from cads_ray.embedded.solvers.base import Problem, Skills, Solver

FLOOR = 0.5  # a solver that recognises less than this would guess


def solve(problem: Problem, skills: Skills, solvers: Sequence[Solver] = SOLVERS) -> dict[str, Any]:
    """The reasoning and the answer of a judge with these skills; answer "" when it cannot decide, and why."""
    problem, skills = _heard(problem, skills)
    solver, doubt = _choose(problem, skills, solvers)
    if solver is None:
        return {"reasoning": doubt, "answer": ""}
    solution = solver.solve(problem, skills)
    if solution is None or not solution.answer:
        return {"reasoning": f"This is a problem of {_plain(solver)}, but {_lacking(problem)}.", "answer": ""}
    return {"reasoning": solution.rationale, "answer": solution.answer}


def _heard(problem: Problem, skills: Skills) -> tuple[Problem, Skills]:
    """What this judge takes from the question: of two questions the first alone if it is hasty; reminded of the units,
    also a judge that does not convert by itself does; and who sees nothing, what the question tells of the figure."""
    question, told = heard(problem.question)
    reading = reading_of_description(told) if told and problem.reading is None else problem.reading
    problem = replace(problem, question=question, reading=reading)
    if re.search(r"\bmind the units\b", problem.question, re.IGNORECASE):
        skills = replace(skills, converts_units=True)
    if not skills.finishes and problem.question.count("?") > 1:
        problem = replace(problem, question=problem.question[: problem.question.index("?") + 1])
    return problem, skills


def _choose(problem: Problem, skills: Skills, solvers: Sequence[Solver]) -> tuple[Solver | None, str]:
    """The one solver that recognises the problem best, or None and the reason."""
    ranked = sorted(((solver.recognises(problem), solver) for solver in solvers), key=lambda pair: -pair[0])
    (best, solver), (second, other) = ranked[0], (*ranked, (0.0, None))[1]
    if best < FLOOR:
        return None, "I do not recognise the kind of problem."
    if other is not None and best - second < 1e-6:
        return None, f"It could be a problem of {_plain(solver)} or of {_plain(other)}."
    if skills.topics and solver.name not in skills.topics:
        return None, f"This is a problem of {_plain(solver)}, which I have not learnt."
    return solver, ""


def _plain(solver: Solver) -> str:
    return solver.name.replace("_", " ")


def _lacking(problem: Problem) -> str:
    if problem.reading is None:
        return "without the picture I do not have its values"
    if not problem.reading.words:
        return "I can read nothing on the picture"
    return "what I can read does not decide it"
