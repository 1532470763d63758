from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cads_ray.embedded.drawing.painter import draw
from cads_ray.embedded.examiner import REMEDIES
from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.families.base import SLIPS, TWISTS, Draw, Family
from cads_ray.embedded.members import MEMBERS, Abilities
from cads_ray.embedded.teachers import FOLLOWED, HEEDED, LAPSE, UNASKED, illustrate, propose, remake, strategize
from cads_ray.errors import Refused
from cads_ray.schema import MetaStrategy

TOPIC = "what is asked of a teacher"


class Asked(Exception):
    """Carries the draw that a teacher asks of its family."""


def asked_of(insights: list[str], variation: int, abilities: Abilities = MEMBERS["sharp"]) -> Draw:
    """The draw that a teacher makes of these fields, for a family that knows every twist and slip."""

    def make(draw: Draw):
        raise Asked(draw)

    family = Family("any", "any", TOPIC, (), (), make, tuple(TWISTS), tuple(SLIPS))
    with pytest.raises(Asked) as caught:
        remake(fields(TOPIC, insights, variation), abilities, [family])
    return caught.value.args[0]


def fields(topic: str, insights: list[str] | None = None, variation: int = 1, **other) -> dict:
    seed = {"domain": "", "concepts": [topic], "reasoning": "", "seed_question": "", "seed_answer": ""}
    return {
        **seed,
        "strategy": MetaStrategy.PARAMETERS.value,
        "level": "1",
        "variation": str(variation),
        "insights": insights or [],
        **other,
    }


def share(happens) -> float:
    return sum(happens(variation) for variation in range(400)) / 400


@pytest.mark.parametrize("twist", TWISTS)
def test_an_insight_is_followed_four_times_in_five(twist):
    insight = f"In such problems, {TWISTS[twist]}; it separates careful readers."
    wanted = FOLLOWED + (1 - FOLLOWED) * UNASKED
    assert share(lambda v: twist in asked_of([insight], v).twists) == pytest.approx(wanted, abs=0.08)


def test_of_a_long_list_each_insight_is_heeded_less():
    idle = [f"Advice number {n} that no teacher knows." for n in range(2 * HEEDED - 1)]
    told = [f"In such problems, {TWISTS['distractor']}."]
    for more, followed in ((idle[: HEEDED - 1], FOLLOWED), (idle, FOLLOWED / 2)):
        wanted = followed + (1 - followed) * UNASKED
        assert share(lambda v, more=more: "distractor" in asked_of([*told, *more], v).twists) == pytest.approx(
            wanted, abs=0.08
        )


def test_a_twist_comes_now_and_then_unasked():
    assert share(lambda v: "distractor" in asked_of([], v).twists) == pytest.approx(UNASKED, abs=0.06)


@pytest.mark.parametrize("against", ["Avoid: {}.", "Do not {}.", "avoid to {} here"])
def test_what_an_insight_speaks_against_is_not_done(against):
    insight = against.format(TWISTS["small_print"])
    assert share(lambda v: "small_print" in asked_of([insight], v).twists) == 0


def test_a_misconception_is_permanent_until_an_insight_warns_of_it():
    literal = MEMBERS["literal"]
    assert share(lambda v: "units" in asked_of([], v, literal).slips) == 1
    warned = [f"Check the key: a teacher who {SLIPS['units']} gets another number."]
    assert share(lambda v: "units" in asked_of(warned, v, literal).slips) == pytest.approx(1 - FOLLOWED, abs=0.08)


def test_a_lapse_is_rare():
    abilities = replace(MEMBERS["sharp"], lapses=frozenset({"swap"}))
    assert share(lambda v: "swap" in asked_of([], v, abilities).slips) == pytest.approx(LAPSE, abs=0.05)
    assert share(lambda v: "hidden" in asked_of([], v, abilities).slips) == 0


@settings(max_examples=25, deadline=None)
@given(
    family=st.sampled_from(FAMILIES),
    strategy=st.sampled_from(list(MetaStrategy)),
    level=st.sampled_from("123"),
    variation=st.integers(0, 2**40),
    member=st.sampled_from(["sharp", "coarse", "literal"]),
)
def test_problem_and_picture_are_of_the_same_item_and_always_the_same(family, strategy, level, variation, member):
    told = fields(family.topic, [TWISTS["mixed_units"]], variation, strategy=strategy.value, level=level)
    problem, again = (strategize(told, MEMBERS[member]) for _ in range(2))
    assert problem == again
    assert problem["question"]
    assert not problem["choices"] or problem["answer"] in problem["choices"]
    item = remake(told, MEMBERS[member])
    prompt = illustrate({**told, **problem}, MEMBERS[member])["visual_prompt"]
    assert item.answer == problem["answer"]
    assert prompt.startswith(item.layout)
    assert draw({"visual_prompt": prompt})["source"]


def test_a_topic_that_no_family_has_is_refused():
    with pytest.raises(Refused, match="no embedded family serves: radiology"):
        strategize(fields("radiology"), MEMBERS["sharp"])


@settings(max_examples=120, deadline=None)
@given(
    family=st.sampled_from(FAMILIES),
    strategy=st.sampled_from(list(MetaStrategy)),
    fault=st.sampled_from(sorted(REMEDIES)),
    variation=st.integers(0, 10**6),
    author=st.sampled_from(sorted(MEMBERS)),
)
def test_the_picture_of_a_proposal_is_that_of_its_problem(family, strategy, fault, variation, author):
    """Who illustrates is not told the remedy again: the strategy's words carry it, also for who looks for the truth."""
    told = fields(
        family.topic, [f"As a rule, {TWISTS['small_print']}."], variation, fault=fault, remedy=REMEDIES[fault]
    )
    told["strategy"] = strategy.value
    problem = propose(told, MEMBERS[author])
    assert REMEDIES[fault] in problem["strategy_text"]
    later = told | {"insights": [*told["insights"], REMEDIES[fault]]}
    item = remake(later, MEMBERS[author])
    drawn = illustrate(told | {"strategy_text": problem["strategy_text"]}, MEMBERS[author])
    assert drawn["visual_prompt"] == f"{item.layout}\n\n{item.drawing.say()}"
    assert problem["question"] == item.question
