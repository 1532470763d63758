"""The world: tasks, true answers, pictures, members."""

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="pip install -e '.[benchmarks]'")

from benchmarks.miniature import image_models, insights
from benchmarks.miniature.items import OPS, Task, items, read_task, uniform
from benchmarks.miniature.scans import SIZES, splits
from benchmarks.miniature.world import tasks
from cads_ray.context.leak import LeakGuard, Source
from cads_ray.context.similar import twin
from cads_ray.schema import SEED

ALL = [Task(op, n, k) for op in OPS for n in (2, 3, 4, 5) for k in (range(1, n + 1) if op == "kth" else (0,))]


@pytest.mark.parametrize("task", ALL, ids=lambda task: f"{task.op}-{task.n}-{task.k}")
def test_a_question_says_its_task(task):
    assert read_task(task.question) == task
    assert tasks(items([task], [[1] * task.n])) == [task]


def test_the_truth_is_what_a_person_would_say():
    rng = np.random.default_rng(0)
    made = uniform(500, rng)
    for task, row, truth in zip(tasks(made), made.digits, made.truth, strict=True):
        digits = [int(digit) for digit in row[: task.n]]
        said = {
            "sum": sum(digits),
            "max": max(digits),
            "min": min(digits),
            "range": max(digits) - min(digits),
            "even": len([digit for digit in digits if digit % 2 == 0]),
            "argmax": digits.index(max(digits)) + 1,
            "kth": digits[task.k - 1],
        }
        assert truth == said[task.op], (task, digits)


def test_each_scan_is_in_one_split_and_shows_the_digit_that_a_row_asks_for():
    rng = np.random.default_rng(0)
    parts = splits(rng)
    assert {name: len(part.digit) for name, part in parts.items()} == SIZES
    made = uniform(50, rng)
    strips = parts["test"].rows(made.digits, rng)
    assert not strips[made.digits < 0].any()
    known = {scan.tobytes(): digit for scan, digit in zip(parts["test"].ink, parts["test"].digit, strict=True)}
    here = made.digits >= 0
    assert [known[cell.tobytes()] for cell in strips[here]] == made.digits[here].tolist()


def test_a_picture_depends_on_its_own_row_alone():
    made = uniform(8, np.random.default_rng(0))
    faces = [*image_models.TYPES, *image_models.TYPES]
    seeds = np.arange(8) + 2**60
    all_of_them = image_models.draw(made.digits, faces, seeds)
    one = image_models.draw(made.digits[3:4], faces[3:4], seeds[3:4])
    assert (all_of_them[3] == one[0]).all()
    assert all_of_them.max() <= 1
    assert not (all_of_them == image_models.draw(made.digits, faces, seeds + 1)).all()


def test_no_author_may_use_what_judges_were_taught_to_read():
    assert not set(image_models.TYPES) & set(image_models.NEUTRAL)
    assert not set(image_models.TYPES.values()) & set(image_models.NEUTRAL.values())


SAYINGS = [
    *(insights.of_length(n) for n in (2, 3, 4, 5)),
    *(insights.with_digit(digit) for digit in range(10)),
    *(insights.in_face(face) for face in image_models.TYPES),
    insights.NEAR,
    insights.FAR,
    insights.AGAIN,
]


@pytest.mark.parametrize("text", SAYINGS)
def test_an_insight_gets_past_the_products_guards_and_is_understood(text):
    rest = [other for other in SAYINGS if other != text]
    assert twin(text, rest) is None
    sources = [Source(task.question, str(answer)) for task in ALL for answer in range(46)]
    assert LeakGuard(SEED.empty_table()).leak(text, sources) == ""
    assert insights.read_advice([text]) != insights.Advice()
    assert insights.read_advice([f"Check: {text}"]) == insights.read_advice([text])
