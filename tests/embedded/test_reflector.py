import pytest

from cads_ray.context.candidate import TEACHING, Cause
from cads_ray.context.leak import LeakGuard
from cads_ray.context.playbook import TEXT_LIMIT, Kind, Stage
from cads_ray.context.similar import twin
from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.families.base import SLIPS, TWISTS, Draw
from cads_ray.embedded.families.manners import MANNERS
from cads_ray.embedded.reflector import BLAME, CHECK, DO, optimize, reflect
from cads_ray.schema import SEED, MetaStrategy
from tests.embedded.test_contrast import PLATE, figure, seen

LESSONS = [*DO.values(), *CHECK.values(), *BLAME.values()]
APART = {"right": "So 5.\nAnswer: 5", "wrong": "So 50.\nAnswer: 50"}


def lesson(*args, told: str = "", **kwargs) -> dict:
    return reflect(seen(*args, told=told, **kwargs).fields | {"domain": "physics"})


@pytest.mark.parametrize("twist", TWISTS)
def test_a_twist_that_the_author_names_is_what_is_taught(twist):
    found = lesson(told=f"The same triangle with other sides; {TWISTS[twist]}")
    assert TWISTS[twist] in found["insight"]
    assert (found["kind"], found["domain"], found["strategy"]) == ("do", "physics", "*")
    assert found["cause"] == ("perception" if twist in ("small_print", "unlabelled") else "reasoning")


def test_of_two_twists_the_one_that_shows_is_taught():
    told = f"{TWISTS['extra_step']}; {TWISTS['mixed_units']}"
    assert TWISTS["mixed_units"] in lesson(figure("3 cm", "40 mm"), told=told, **APART)["insight"]
    early = {"right": "12 and then 30.\nAnswer: 30", "wrong": "12.\nAnswer: 12", "answer": "30"}
    assert TWISTS["extra_step"] in lesson(told=told, **early)["insight"]


def test_what_shows_is_taught_even_if_nobody_names_it():
    assert TWISTS["mixed_units"] in lesson(figure("3 cm", "40 mm"), **APART)["insight"]
    misread = {"right": "Read 13 cm.\nAnswer: 5", "wrong": "Read 18 cm.\nAnswer: 13"}
    assert TWISTS["small_print"] in lesson(figure("13 cm", size=11), **misread)["insight"]


@pytest.mark.parametrize(
    ("slip", "sample"),
    [
        ("hidden", {"drawing": figure("3 cm", over=(PLATE,)), "told": TWISTS["mixed_units"]}),
        ("units", {"drawing": figure("3 cm", "40 mm"), "dissent": "50"}),
        ("units", {"told": TWISTS["mixed_units"], "dissent": "50"}),
        ("diameter", {"question": "What is the radius?", "answer": "10", "dissent": "5"}),
        ("unknown", {"dissent": "7"}),
    ],
)
def test_flaws_teach_checks_and_never_more_of_the_same(slip, sample):
    found = lesson(**sample)
    assert SLIPS[slip] in found["insight"]
    assert found["kind"] == "check"
    assert found["cause"] in ("bad_picture", "wrong_key")
    assert not any(phrase in found["insight"] for phrase in TWISTS.values())


@pytest.mark.parametrize("manner", MANNERS)
def test_where_nothing_shows_what_the_author_did_is_blamed(manner):
    told = f"Another length; {MANNERS[manner].phrase}"
    same = {"right": "So 5.\nAnswer: 5", "wrong": "So 5.\nAnswer: 5"}
    found = lesson(figure("3 cm", "40 mm"), told=told, **same)
    assert found["kind"] == "do"
    assert MANNERS[manner].phrase in found["insight"].lower()


def test_the_blame_falls_now_on_this_and_now_on_that():
    told = f"{TWISTS['distractor']}; {MANNERS['steps'].phrase}"
    found = {lesson(told=told, question=f"How long is side {n}?")["insight"] for n in range(20)}
    assert found == {DO["distractor"].insight, BLAME["steps"].insight}


def test_where_no_rule_knows_nothing_is_taught():
    assert lesson(figure("3 cm", "4 cm"))["insight"] == ""


@pytest.mark.parametrize("each", LESSONS, ids=lambda each: each.insight[:30])
def test_every_lesson_fits_the_playbook(each):
    assert (Cause(each.cause) in TEACHING) is (Kind(each.kind) is Kind.DO)
    assert Stage(each.stage)
    assert 0 < len(each.insight) <= TEXT_LIMIT
    assert each.insight[0].isupper()
    assert each.insight[-1] == "."
    assert LeakGuard(SEED.empty_table()).leak(each.insight, []) == ""
    others = [other.insight for other in LESSONS if other is not each]
    assert twin(each.insight, others) is None


def test_every_candidate_is_proposed():
    found = optimize({"insights": [], "candidates": ["a", "b"], "limits": ""})
    assert [(delta["op"], delta["ids"]) for delta in found["deltas"]] == [("add", ["1"]), ("add", ["2"])]
    assert optimize({"insights": [], "candidates": [], "limits": ""}) == {"deltas": []}


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_flaws_and_small_print_show_on_real_figures(family):
    def look(twist: str = "", slip: str = ""):
        for strategy in MetaStrategy:
            item = family.make(Draw(strategy, 1, 5, frozenset({twist} - {""}), frozenset({slip} - {""})))
            yield seen(item.drawing, question=item.question, answer=item.answer)

    assert not any(each.hides_a_label or each.small for each in look())
    if "hidden" in family.slips:
        assert all(each.hides_a_label for each in look(slip="hidden"))
    if "small_print" in family.twists:
        assert all(each.small for each in look(twist="small_print"))
