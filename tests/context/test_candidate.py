import pyarrow as pa
import pytest

from cads_ray.context.candidate import crowd, gather, widened
from cads_ray.context.playbook import OPEN, Kind
from tests.context.examples import ADVICE, candidate


def test_what_two_domains_taught_is_about_neither():
    both = gather(
        [
            candidate(ADVICE[0], domain="physics", evidence=("r0-b",)),
            candidate(ADVICE[1], domain="physics", evidence=("r0-a",)),
            candidate(ADVICE[0].upper(), domain="charts", evidence=("r0-c",)),
        ]
    )
    assert [(each.text, each.domain, each.evidence) for each in both] == [
        (ADVICE[0], OPEN, ("r0-b", "r0-c")),
        (ADVICE[1], "physics", ("r0-a",)),
    ]


def test_advice_and_its_reverse_stay_apart():
    both = gather([candidate(ADVICE[0]), candidate(ADVICE[0], kind=Kind.AVOID)])
    assert [each.kind for each in both] == [Kind.DO, Kind.AVOID]


def test_nothing_taught_is_nothing_gathered():
    assert gather([candidate("")]) == []


def test_a_candidate_says_its_scope_and_support():
    assert candidate("Do this.", domain="physics").listed == "[do, problem, physics/*, samples: 1] Do this."


@pytest.mark.parametrize(("rows", "domain"), [(11, OPEN), (12, "charts")])
def test_a_scope_with_too_few_rows_is_widened(rows, domain):
    table = pa.table({"domain": ["charts"] * rows + ["physics"] * 3})
    assert widened(candidate("a", domain="charts"), crowd(table)).domain == domain
