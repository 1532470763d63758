"""The way of one call: its turn, its money, the wire, and what follows from how it ended. Nothing waits with a slot."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from cads_ray.errors import AWAY, ProviderError, RateLimited, Unauthorized, Unavailable, UnknownModel
from cads_ray.models.budget import Purse
from cads_ray.models.client import Reply
from cads_ray.models.hedge import Hedge, hedged
from cads_ray.models.holder import Outcome, Ticket
from cads_ray.models.limiter import Limiter
from cads_ray.models.limits import Amount, Limits
from cads_ray.models.provider import Answer, Call, CutOff, Provider, kind, smallest
from cads_ray.models.retries import Retries
from cads_ray.models.spec import Member

CHARS_PER_TOKEN = 3  # of a text; 4 is usual, and a reservation must not be too small
TOKENS_PER_PICTURE = 1600  # what the dearest of the usual encodings takes for a picture of 1 Mpx


@dataclass
class Tally:
    """What a request has cost so far, over all its calls. `usd` is None once a price was unknown."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    usd: float | None = 0.0
    seconds: float = 0.0  # on the wire: waiting for a turn is not the model's time

    def add(self, used: Amount, usd: float | None) -> None:
        self.tokens_in += used.tokens_in
        self.tokens_out += used.tokens_out
        self.usd = None if self.usd is None or usd is None else self.usd + usd

    def onto(self, reply: Reply) -> Reply:
        return replace(
            reply,
            calls=self.calls,
            input_tokens=self.tokens_in,
            output_tokens=self.tokens_out,
            usd=self.usd,
            seconds=self.seconds,
        )


class Line:
    """Sends calls, each in its turn; tries again what may work later."""

    def __init__(
        self,
        limiter: Limiter,
        retries: Retries,
        purse: Purse | None = None,
        rng: random.Random | None = None,
        hedge: Hedge | None = None,
    ):
        self.retries, self._hedge = retries, hedge
        self._limiter, self.purse = limiter, purse
        self._rng = rng or random.Random()  # jitter: processes must not agree

    async def run(self, member: Member, work: Callable[[], Awaitable[list[Reply]]]) -> Reply:
        """A program's reply, in its turn; programs cost nothing and do not fail for a moment."""
        ticket = await self._limiter.acquire(member.name, Amount(1))
        start = _now()
        try:
            (reply,) = await work()
        finally:
            self._limiter.release(ticket, Outcome("success"))
        return replace(reply, seconds=_now() - start)

    async def send(self, provider: Provider, call: Call, tally: Tally) -> Answer:
        """The answer, after as many attempts as its errors allow. Raises ProviderError, BudgetExceeded."""
        tried = 0
        while True:
            tried += 1
            try:
                return await self._try(provider, call, tally)
            except ProviderError as error:
                wait = self.retries.delay(error, tried, self._rng)
                if wait is None:
                    raise
            await asyncio.sleep(wait)

    async def answers(self, provider: Provider, member: Member, tally: Tally) -> bool:
        """Whether the provider says one token for this model now. A picture has its price: an image model is not asked."""
        if member.draws == "images":
            return True
        try:
            await self._attempt(provider, smallest(member), tally)
        except ProviderError as error:
            return not error.retryable and kind(error) not in AWAY
        return True

    async def _try(self, provider: Provider, call: Call, tally: Tally) -> Answer:
        """One attempt, or two where the first is late; a picture has its price and is never asked for twice."""
        patience = None if self._hedge is None or call.picture else self._hedge.patience(_kind(call))
        if patience is None:
            return await self._attempt(provider, call, tally)
        return await hedged(lambda started: self._attempt(provider, call, tally, started), patience)

    async def _attempt(
        self, provider: Provider, call: Call, tally: Tally, started: Callable[[], None] = lambda: None
    ) -> Answer:
        need = estimate(call)
        price = call.member.usd(need.tokens_in, need.tokens_out, int(call.picture)) or 0.0
        ticket = await self._turn(call.member.name, need, price)
        outcome, usd, start = Outcome("unused"), 0.0, _now()
        tally.calls += 1
        started()
        try:
            answer = await provider.send(call)
            if self._hedge is not None:
                self._hedge.heard(_kind(call), _now() - start)
            used = _used(answer, need)
            cost = call.member.usd(used.tokens_in, used.tokens_out, int(call.picture))
            tally.add(used, cost)
            outcome, usd = Outcome("success", used), cost or 0.0
            return answer
        except ProviderError as error:
            outcome = outcome_of(error, need)
            usd = price if isinstance(error, CutOff) else 0.0  # perhaps billed: the budget assumes it
            raise
        except asyncio.CancelledError:  # perhaps billed; it says nothing of the provider
            outcome, usd = Outcome("given up"), price
            tally.add(need, call.member.usd(need.tokens_in, need.tokens_out, int(call.picture)))
            raise
        finally:
            tally.seconds += _now() - start
            self._limiter.release(ticket, outcome)
            if self.purse is not None:
                self.purse.settle(price, usd)

    async def _turn(self, model: str, need: Amount, price: float) -> Ticket:
        """A slot and the money. Whoever has to wait for money gives the slot back first."""
        while True:
            ticket = await self._limiter.acquire(model, need)
            if self.purse is None or self.purse.reserve(price):
                return ticket
            self._limiter.release(ticket, Outcome("unused"))
            await self.purse.refill(price)


def estimate(call: Call) -> Amount:
    """What a call will take at most: tokens of its texts and pictures, and its whole allowance of output."""
    characters = sum(len(message.text.encode(errors="surrogatepass")) for message in call.messages)
    pictures = sum(len(message.images) for message in call.messages)
    tokens_in = characters // CHARS_PER_TOKEN + TOKENS_PER_PICTURE * pictures + 16
    return Amount(1, tokens_in, 0 if call.picture and call.member.draws == "images" else call.member.max_tokens)


def outcome_of(error: ProviderError, need: Amount) -> Outcome:
    """What limits make of an error: slow down, a sign of an outage, or an answer like any other."""
    if isinstance(error, RateLimited):
        return Outcome("limited", Amount(1, need.tokens_in), error.retry_after)
    if isinstance(error, Unauthorized | UnknownModel):
        return Outcome("failure", Amount(1))
    if isinstance(error, Unavailable):
        return Outcome("failure")
    return Outcome("success", Amount(1, need.tokens_in))  # refused or invalid: the provider is well


def _kind(call: Call) -> tuple[str, str]:
    """Calls that take about as long as each other."""
    return call.member.name, call.task


def limits_of(member: Member) -> Limits:
    """The limits that a member's configuration sets."""
    return Limits(member.max_in_flight, member.rpm, member.tpm, member.tpm_in, member.tpm_out, member.timeout_s)


def _used(answer: Answer, need: Amount) -> Amount:
    tokens = ((answer.input_tokens, need.tokens_in), (answer.output_tokens, need.tokens_out))
    return Amount(1, *(reserved if told is None else told for told, reserved in tokens))


def _now() -> float:
    return asyncio.get_running_loop().time()
