import asyncio

from cads_ray.context.deltas import Caps
from cads_ray.context.editor import Editor
from cads_ray.context.leak import LeakGuard
from cads_ray.context.optimize import limits, optimize
from cads_ray.models.client import Reply
from cads_ray.prompts.render import Prompts
from cads_ray.schema import SEED
from tests.context.examples import ADVICE, book, candidate, insight

EDITOR = Editor(3, (candidate(ADVICE[2]), candidate(ADVICE[3])), LeakGuard(SEED.empty_table()), Caps())
BOOK = book(insight(1), insight(2))


class Curator:
    def __init__(self, reply: Reply):
        self.reply, self.requests = reply, []

    async def complete(self, requests):
        self.requests += requests
        return [self.reply for _ in requests]


def optimized(reply: Reply, editor: Editor = EDITOR):
    client = Curator(reply)
    return asyncio.run(optimize(BOOK, editor, client, "ann")), client.requests


def test_what_the_model_proposes_is_checked_and_applied():
    deltas = [
        {"op": "add", "ids": ["2"], "text": "", "reason": ""},
        {"op": "drop", "ids": ["ins-0001"], "text": "", "reason": ""},
        {"op": "retire", "ids": ["ins-0009"], "text": "", "reason": ""},
    ]
    after, [request] = optimized(Reply(value={"deltas": deltas}))
    assert [each.text for each in after.live] == [ADVICE[0], ADVICE[1], ADVICE[3]]
    assert after.log == (
        "round 3: added ins-0003",
        "round 3: delta refused: unknown op 'drop'",
        "round 3: retire ins-0009 refused: no live insight 'ins-0009'",
    )
    assert f"1. ins-0001: {ADVICE[0]}" in Prompts().render("optimize", request.fields).user


def test_a_failed_reply_loses_nothing():
    for reply in (Reply(error_type="Unavailable", error="down"), Reply(value={"deltas": "none"})):
        after, _ = optimized(reply)
        assert [each.text for each in after.live] == list(ADVICE[:4])
        assert "no deltas" in after.log[0]


def test_without_candidates_no_one_is_asked():
    after, requests = optimized(Reply(value={"deltas": []}), Editor(3, (), EDITOR.guard, Caps()))
    assert after is BOOK
    assert requests == []


def test_limits_in_words():
    assert limits(Caps()) == "at most 24 insights, 1500 tokens together, 280 characters each"
    assert limits(Caps(None, None)) == "any number of insights, 280 characters each"
