"""The pool: each request to its member, through limits, budget and retries. Implements Client."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from cads_ray import __version__
from cads_ray.errors import (
    AWAY,
    ConfigError,
    ModelDown,
    PictureError,
    ProviderError,
    ReplyError,
    Unavailable,
)
from cads_ray.models.canonical import Identity
from cads_ray.models.client import Client, Reply, Request
from cads_ray.models.line import Line, Tally
from cads_ray.models.provider import Answer, Call, Message, Provider, kind
from cads_ray.models.replies import KEPT_TEXT, ask_again, read_reply
from cads_ray.models.spec import Member
from cads_ray.models.together import together
from cads_ray.pictures import Blobs, check
from cads_ray.prompts.render import Prompts
from cads_ray.prompts.schemas import REPLIES
from cads_ray.schema import Sees


class Pool:
    """Members by name. Those of provider `embedded` are answered by the `embedded` client, all others over the wire.

    A reply that cannot be read is asked again with the error shown. `required` names members that the recipe cannot do
    without: when one of them is away (errors.AWAY), which is no fault of the request, `complete` raises ProviderError, and
    the run stops and can be resumed. `missed` tells of any other member that is down whether the recipe cannot do without
    it any more; the reply of one that is away has an error of AWAY.
    """

    def __init__(
        self,
        members: Sequence[Member],
        providers: Mapping[str, Provider],
        blobs: Blobs,
        line: Line,
        prompts: Prompts | None = None,
        embedded: Client | None = None,
        required: Collection[str] = (),
        missed: Callable[[str], Awaitable[bool]] | None = None,
    ):
        self._members = {member.name: member for member in members}
        self._providers, self._blobs, self._line = dict(providers), blobs, line
        self._prompts = prompts or Prompts()
        self._embedded, self._required, self._missed = embedded, frozenset(required), missed
        for member in members:
            if member.provider != "embedded" and member.provider not in providers:
                raise ConfigError(f"models.members.{member.name}: no client for provider {member.provider}")
        if line.purse is not None:
            check_prices(members)

    async def complete(self, requests: Sequence[Request]) -> list[Reply]:
        """See Client. Raises PromptError before the first call, BudgetExceeded after the calls in flight have ended."""
        calls = [self._call(request) for request in requests]
        return await together([self._reply(request, call) for request, call in zip(requests, calls, strict=True)])

    def identity(self, request: Request) -> Identity:
        """What answers the request, as far as it changes the answer: for the ledger's key."""
        member = self._member(request)
        if member.provider == "embedded":
            return Identity(f"embedded/{member.model}@{__version__}")
        parameters: dict[str, Any] = {
            "extra": dict(member.extra),
            "temperature": member.temperature,
            "max_tokens": member.max_tokens,
            "draws": member.draws if REPLIES[request.task] is None else None,
            "seeds": True if member.seeds and request.draw else None,
            "blind": True if request.images and member.sees is not Sees.PICTURE else None,
        }
        schema = REPLIES[request.task] if member.schema else None
        return Identity(member.model, self._prompts.digest(request.task), parameters, schema)

    async def close(self) -> None:
        for provider in self._providers.values():
            await provider.close()

    def _member(self, request: Request) -> Member:
        if request.member not in self._members:
            raise ConfigError(f"no member of the pool is called {request.member}; there are {', '.join(self._members)}")
        return self._members[request.member]

    def _call(self, request: Request) -> Call | None:
        """The first call of a request; None for an embedded member, which reads the fields."""
        member = self._member(request)
        if member.provider == "embedded":
            return None
        prompt = self._prompts.render(request.task, request.fields)
        images = request.images if member.sees is Sees.PICTURE else ()  # a text-only model is never sent a picture
        messages = (Message("system", prompt.system), Message("user", prompt.user, images))
        schema = REPLIES[request.task]
        return Call(member, request.task, messages, schema, picture=schema is None, draw=request.draw)

    async def _reply(self, request: Request, call: Call | None) -> Reply:
        tally = Tally()
        try:
            reply = await self._ask_program(request) if call is None else await self._ask_model(call, tally)
        except ProviderError as error:
            failure = error if call is None else await self._blame(call, error, tally)
            if await self._ends_run(request.member, failure):
                raise failure from None
            reply = Reply(error_type=kind(failure), error=str(failure))
        return reply if call is None else tally.onto(reply)

    async def _blame(self, call: Call, error: ProviderError, tally: Tally) -> ProviderError:
        """The error, as ModelDown if it says more of the model than of the request.

        A request that failed at every attempt may be one that its provider cannot bear: then it still answers others.
        """
        if not isinstance(error, Unavailable) or isinstance(error, ModelDown):
            return error
        if await self._line.answers(self._providers[call.member.provider], call.member, tally):
            return error
        return ModelDown(str(error))

    async def _ends_run(self, member: str, error: ProviderError) -> bool:
        """Whether the recipe cannot go on without this member, which is away."""
        if kind(error) not in AWAY:
            return False
        if member in self._required:
            return True
        return isinstance(error, ModelDown) and self._missed is not None and await self._missed(member)

    async def _ask_program(self, request: Request) -> Reply:
        member = self._member(request)
        if self._embedded is None:
            raise ConfigError(f"models.members.{member.name}: this process has no embedded models")
        work = partial(self._embedded.complete, [replace(request, member=member.model)])
        return await self._line.run(member, work)

    async def _ask_model(self, call: Call, tally: Tally) -> Reply:
        """A value or a picture, asked for again with the error shown while the reply cannot be used."""
        provider = self._providers[call.member.provider]
        for left in reversed(range(1 + self._line.retries.reply)):
            answer = await self._line.send(provider, call, tally)
            try:
                if call.picture:
                    return Reply(image=await self._keep(answer))
                return Reply(value=read_reply(answer, call.schema or {}))
            except ReplyError as error:
                if not left:
                    return Reply(error_type=kind(error), error=str(error), raw=answer.text[:KEPT_TEXT])
                call = call if call.picture else ask_again(call, answer, error)
        raise AssertionError("unreachable: the last repeat returns")

    async def _keep(self, answer: Answer) -> str:
        """Check the picture and store it; its sha256. Raises ReplyError when there is none that we accept."""
        if answer.image is None:
            raise ReplyError("the reply holds no picture" + (": " + answer.text[:80] if answer.text else ""))
        try:
            picture = await asyncio.to_thread(check, answer.image)
        except PictureError as error:
            raise ReplyError(str(error)) from None
        return await asyncio.to_thread(self._blobs.put, picture.data)


def check_prices(members: Sequence[Member]) -> None:
    """Raise ConfigError when a member has no price: what is unknown cannot be kept within a budget."""
    for member in members:
        picture = member.draws != ""
        if member.provider != "embedded" and member.usd(1, 0 if member.draws == "images" else 1, int(picture)) is None:
            keys = "usd_per_image" if picture else "usd_per_mtok_in and usd_per_mtok_out"
            raise ConfigError(f"budget.usd needs prices: set {keys} of models.members.{member.name} (0 if it is free)")
