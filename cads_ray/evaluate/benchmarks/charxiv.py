"""CharXiv (Wang et al., NeurIPS 2024; princeton-nlp/CharXiv): 1,000 charts of val, a reasoning and four descriptive questions each.

Published as JSON by figure (reasoning_val.json: figure_id, query, answer, inst_category, qa_source; descriptive_val.json:
figure_id, num_subplots, subplot_loc, qids, answers; pictures images/ID.jpg), as Parquet (image, reasoning_q, reasoning_a,
reasoning_a_type, reasoning_q_source, descriptive_q1 .. q4, descriptive_a1 .. a4, subplot_loc, subplot_row, subplot_col,
num_subplots, category), and as VLMEvalKit's TSV (question, answer, image, inst_category or qid). Descriptive questions are numbers
of nineteen templates, here in our own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from cads_ray.evaluate.benchmarks.base import Benchmark, Key, Told, number, with_hint

ANSWERED_BY = {1: "text in chart", 2: "text in general", 3: "number in chart", 4: "number in general"}
_FORMS = {
    1: "Answer with words that are written in the chart, in full; separate several by commas.",
    2: "Answer with one of the options that the question gives, or else with a short phrase.",
    3: "Answer with a number that is written in the chart, even if it is approximate.",
}
NONE = "Not Applicable"
_TICK = "as it is written, without units or scales that are written apart from it"
_STEP = f"if the ticks are no numbers or are not evenly spaced, answer {NONE}"
TEMPLATES = {
    1: f"what is its title? If no title is written, or only a letter, answer {NONE}.",
    2: f"what is the label of the x-axis (the lower one if there are two)? If none is written, answer {NONE}.",
    3: f"what is the label of the y-axis (the left one if there are two)? If none is written, answer {NONE}.",
    4: f"what is the leftmost labelled tick of the x-axis, {_TICK}?",
    5: f"what is the rightmost labelled tick of the x-axis, {_TICK}?",
    6: f"what is the lowest labelled tick of the y-axis, {_TICK}?",
    7: f"what is the highest labelled tick of the y-axis, {_TICK}?",
    8: f"by how much do neighbouring ticks of the x-axis differ, in numbers ({_STEP})?",
    9: f"by how much do neighbouring ticks of the y-axis differ, in numbers ({_STEP})?",
    10: f"how many lines are there, grid and auxiliary lines aside? If it is no line plot, answer {NONE}.",
    11: f"do any lines intersect, grid and auxiliary lines aside? Answer Yes or No; if it is no line plot, {NONE}.",
    12: f"how many labels that concern it does the legend have? If there is no legend, answer {NONE}.",
    13: "what are the labels of the legend that concern it, from top to bottom and then from left to right, separated by "
    f"commas? If there is no legend, answer {NONE}.",
    14: "what is the difference between the largest and the smallest tick label of the colour bar, without a percent sign? "
    f"If there is no colour bar, answer {NONE}.",
    15: f"what is the largest tick label of the colour bar, without a percent sign? If there is none, answer {NONE}.",
    16: "what is the general trend of the data from left to right, in a few words (increases; increases then stabilizes)?",
    17: "how many ticks are labelled, over all axes?",
    18: 'What is the layout of the subplots, as "n by m" for n rows and m columns ("1 by 1" for a single plot)?',
    19: "How many subplots are there?",
}
WHOLE = (18, 19)  # about the figure, and not about a subplot
TASKS = {
    "information extraction": (1, 2, 3, 4, 5, 6, 7),
    "enumeration": (8, 9, 13, 14, 15),
    "pattern recognition": (11, 16, 18),
    "counting": (10, 12, 19),
    "compositionality": (17,),
}


def reasoning(values: dict[str, Any]) -> Sequence[dict[str, Any]]:
    """The reasoning question of a figure, in the form that its type of answer asks for; nothing where there is none."""
    question = values.get("reasoning_q") or values.get("query") or values.get("question")
    answer = values.get("reasoning_a") or values.get("answer")
    if not isinstance(question, str) or not isinstance(answer, str):
        return []
    kind = int(number(str(values.get("inst_category") or values.get("reasoning_a_type") or "")) or 0)
    hint = _decimals(answer) if kind == 4 else _FORMS.get(kind, "")
    asked = question if values.get("question") else with_hint(question.strip(), hint)
    return [{**_figure(values), "question": asked, "answer": answer, "answered_by": ANSWERED_BY.get(kind, "")}]


def descriptive(values: dict[str, Any]) -> Sequence[dict[str, Any]]:
    """The descriptive questions of a figure; those of VLMEvalKit come one a row."""
    figure = _figure(values)
    if isinstance(values.get("qids"), list):
        pairs = list(zip(values["qids"], values.get("answers") or [], strict=False))
    elif values.get("descriptive_q1") is not None:
        pairs = [(values.get(f"descriptive_q{n}"), values.get(f"descriptive_a{n}")) for n in range(1, 5)]
    elif values.get("qid") is not None and values.get("question"):
        return [{**figure, "answered_by": _task(values["qid"])}]
    else:
        return []
    name = values.get("figure_id", values.get("id", values.get("original_id", "")))
    return [
        {**figure, "question": question_of(int(qid), values), "answer": str(answer), "answered_by": _task(qid)}
        | {"qid": int(qid), "__id__": f"{name}_{n}"}
        for n, (qid, answer) in enumerate(pairs)
        if qid is not None
    ]


def question_of(qid: int, values: dict[str, Any]) -> str:
    """A template about the subplot that the figure's row names."""
    text = TEMPLATES[qid]
    if qid in WHOLE:
        return text
    place, row, column = values.get("subplot_loc"), values.get("subplot_row"), values.get("subplot_col")
    if isinstance(place, list) and len(place) == 2:
        row, column = place
    if isinstance(place, str) and place.strip():
        where = f"For {place}, "
    else:
        where = f"For the subplot in row {row} and column {column}, " if row else "For the plot, "
    return where + text


def _figure(values: dict[str, Any]) -> dict[str, Any]:
    """The row, with the place of its picture where the JSON leaves it to be known."""
    name = values.get("figure_id")
    return values if values.get("image") is not None or name is None else {**values, "image": f"{name}.jpg"}


def _task(qid: object) -> str:
    return next((task for task, qids in TASKS.items() if int(number(str(qid)) or 0) in qids), "")


def _decimals(answer: str) -> str:
    places = len(answer.partition(".")[2])
    return f"Answer with a number with {places} decimals." if places else "Answer with an integer."


def own(key: Key, answer: str, told: Told) -> bool:
    """What stands in for the published grader, which is GPT-4o: numbers of the same value, words equal but for their case."""
    got, truth = number(answer), number(key.answer)
    if got is not None and truth is not None:
        return got == truth
    return _bare(answer) == _bare(key.answer)


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w%.+-]+", " ", text.lower()).split()).strip(".")


RULE = "stands in for CharXiv's grader, which is a model: numbers of the same value, words equal but for their case"
DIMENSIONS = ("answered_by", "category", "year", "num_subplots")
CHARXIV_REASONING = Benchmark("charxiv_reasoning", DIMENSIONS, reasoning, own, RULE)
CHARXIV_DESCRIPTIVE = Benchmark("charxiv_descriptive", DIMENSIONS, descriptive, own, RULE)
