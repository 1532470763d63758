"""A late call is made twice: who answers first counts, both are paid for, and pictures are never asked for twice."""

import asyncio

import pytest

from cads_ray.errors import ConfigError, Unavailable
from cads_ray.models.assembly import local_limiter
from cads_ray.models.hedge import Hedge, hedge_of
from cads_ray.models.line import Line, Tally
from cads_ray.models.provider import Answer, Call, Message
from cads_ray.models.retries import Retries
from cads_ray.models.spec import Member

MEMBER = Member("m", "openai", "m", base_url="http://x/v1", max_tokens=100, usd_per_mtok_in=0, usd_per_mtok_out=10_000)
CALL = Call(MEMBER, "solve", (Message("user", "why?"),))
PAID, ESTIMATE = 0.1, 1.0  # dollars: ten tokens of an answer, and all that were allowed of one that is given up


class Scripted:
    """A provider whose calls each do what stands in the script: answer, answer after a failure, fail, or hang until cancelled."""

    def __init__(self, *script):
        self.script, self.sent, self.cancelled = list(script), 0, 0
        self.failed = asyncio.Event()

    async def send(self, call):
        self.sent += 1
        what = self.script.pop(0)
        if what == "hang":
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.cancelled += 1
                raise
        if what == "after":
            await self.failed.wait()
        if what == "fail":
            self.failed.set()
            raise Unavailable("down")
        return Answer(what, input_tokens=1, output_tokens=10)

    async def close(self):
        pass


def eager():
    """A hedge that knows calls of this kind, and to whom each is late at once."""
    hedge = Hedge(0.95, least=1)
    for task in ("solve", "picture"):
        hedge.heard(("m", task), 0.0)
    return hedge


def send(provider, hedge, call=CALL):
    async def run():
        line = Line(local_limiter([MEMBER]), Retries(provider=1), hedge=hedge)
        tally = Tally()
        return await line.send(provider, call, tally), tally

    return asyncio.run(asyncio.wait_for(run(), 20))


def test_the_second_call_answers_for_the_first_and_both_are_paid_for():
    provider = Scripted("hang", "second")
    answer, tally = send(provider, eager())
    assert answer.text == "second"
    assert (provider.sent, provider.cancelled, tally.calls) == (2, 1, 2)
    assert tally.usd == pytest.approx(PAID + ESTIMATE)


def test_a_call_that_fails_beside_another_is_no_failure():
    answer, tally = send(Scripted("after", "fail"), eager())
    assert (answer.text, tally.calls) == ("after", 2)
    with pytest.raises(Unavailable):
        send(Scripted("fail"), eager())


def test_without_a_hedge_or_with_too_little_known_a_call_is_made_once():
    for hedge in (None, Hedge(0.95)):
        provider = Scripted("only")
        answer, tally = send(provider, hedge)
        assert (answer.text, provider.sent, tally.calls) == ("only", 1, 1)
        assert tally.usd == pytest.approx(PAID)


def test_a_picture_is_never_asked_for_twice():
    provider = Scripted("only")
    send(provider, eager(), Call(MEMBER, "picture", CALL.messages, picture=True))
    assert provider.sent == 1


def test_patience_is_the_quantile_of_recent_calls_of_a_kind():
    hedge = Hedge(0.95, least=20)
    for number in range(19):
        hedge.heard("a", float(number))
    assert hedge.patience("a") is None
    hedge.heard("a", 100.0)
    assert hedge.patience("a") == 100.0
    for _ in range(200):
        hedge.heard("a", 1.0)
    assert hedge.patience("a") == 1.0
    assert hedge.patience("b") is None


def test_the_option_is_a_percentile():
    assert hedge_of(None) is None
    assert hedge_of("p95") is not None
    for wrong in ("95", "p100", "p5", "q95", ""):
        with pytest.raises(ConfigError, match="p95"):
            hedge_of(wrong)
