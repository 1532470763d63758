"""The models behind the endpoint: a client of ours, and a painter that draws what it reads back from the words."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from cads_ray.embedded.endpoint.openai_api import Asked, chat_reply, images_reply, text_of
from cads_ray.errors import InvalidRequest, PictureError, Refused, Unavailable, UnknownModel
from cads_ray.models.client import Client, Reply, Request
from cads_ray.paint.render import Renderer


class Declined(Refused):
    """The painter declines a prompt; on the images route this is an error and not a message."""


class Models:
    """Answers what came off the wire with the body that goes back."""

    def __init__(self, client: Client, names: Sequence[str]):
        self.names = tuple(names)
        self._client = client
        self._renderer = Renderer()

    def close(self) -> None:
        self._renderer.close()

    def check(self, name: str) -> None:
        """Raises UnknownModel."""
        if name not in self.names:
            raise UnknownModel(f"there is no model {name!r}; there are {', '.join(self.names)}")

    async def chat(self, asked: Asked) -> dict[str, Any]:
        """The body of a chat completion. Raises InvalidRequest, or Unavailable when the program failed."""
        if asked.request is None:
            return chat_reply(asked, "OK")
        try:
            if asked.picture:
                return chat_reply(asked, "", picture=await self._paint(asked.request))
            reply = await self._ask(asked.request)
        except Refused as error:
            return chat_reply(asked, None, refusal=str(error))
        return chat_reply(asked, text_of(asked, reply))

    async def images(self, asked: Asked) -> dict[str, Any]:
        """The body of a generated picture. Raises Declined, InvalidRequest, Unavailable."""
        if asked.request is None:
            raise InvalidRequest("there is nothing to draw")
        try:
            return images_reply(asked, await self._paint(asked.request))
        except Refused as error:
            raise Declined(str(error)) from None

    async def _ask(self, request: Request) -> Reply:
        (reply,) = await self._client.complete([request])
        if reply.ok:
            return reply
        cls = {"Refused": Refused, "InvalidRequest": InvalidRequest}.get(reply.error_type or "", Unavailable)
        raise cls(reply.error or "the program failed")

    async def _paint(self, request: Request) -> bytes:
        """The words are read back into a drawing, and the drawing is rendered."""
        fields = {"visual_prompt": request.fields["visual_prompt"], "language": "auto", "error": "", "previous": ""}
        drawn = (await self._ask(Request(request.member, "draw", fields))).value or {}
        try:
            threads, draw = self._renderer.threads, self._renderer.draw
            found = await asyncio.get_running_loop().run_in_executor(threads, draw, drawn["language"], drawn["source"])
            return found.data
        except PictureError as error:
            raise Unavailable(str(error)) from None
