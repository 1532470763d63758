"""Every hosted provider through litellm: chat with pictures, structured replies, image generation.

litellm is imported where it is first needed (3 CPU-s, 200 MB), since half a dozen processes that import it at once make the
first call of a run wait; with its price map from the package and not from the network. Its own retries, logging and telemetry
are off: limits, bills and ledger count our calls.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

from cads_ray.errors import ProviderError
from cads_ray.models.images import DataUrls
from cads_ray.models.litellm_errors import error_of
from cads_ray.models.openai_body import picture_prompt, response_format
from cads_ray.models.openai_reply import chat_answer, picture_answer
from cads_ray.models.provider import Answer, Call, CutOff, Message

_IMPORTING = threading.Lock()  # two threads in the middle of one import may wait for each other for ever


def library() -> Any:
    """litellm, silent and without retries."""
    with _IMPORTING:
        return _library()


@cache
def _library() -> Any:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # read at import: else it goes to the network, three times
    collecting = gc.isenabled()
    gc.disable()  # four thousand modules, none of which is garbage: looking for it is a sixth of the import
    try:
        import litellm
    finally:
        if collecting:
            gc.enable()

    litellm.telemetry = False
    litellm.suppress_debug_info = True
    litellm.turn_off_message_logging = True
    litellm.drop_params = True  # a model without temperature or JSON schema is asked without it; the prompt says JSON
    litellm.num_retries = 0
    litellm.callbacks = []
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return litellm


def _unlogged() -> None:
    """For the task that calls this: litellm books nothing, as for the calls that it makes for itself. A sixth of its CPU."""
    with suppress(ImportError):  # of its own modules, so it may go
        from litellm._internal_context import is_internal_call

        is_internal_call.set(True)


def _imported() -> bool:
    return _library.cache_info().currsize > 0


class Litellm:
    """Implements Provider through litellm."""

    def __init__(self, load: Callable[[str], bytes]):
        """`load` gives the bytes of a picture by its sha256."""
        self._urls = DataUrls(load)
        self._importing = asyncio.Lock()

    async def send(self, call: Call) -> Answer:
        """One request, one answer. Raises a ProviderError of the class that fits."""
        key = call.member.key()
        failure: ProviderError
        if not _imported():
            async with self._importing:  # one thread, and not one for each call that waits
                await asyncio.to_thread(library)
        try:
            async with asyncio.timeout(call.member.timeout_s):  # litellm's own is per read: a trickle never ends
                return await self._send(call, key)
        except ProviderError:
            raise
        except TimeoutError:
            failure = CutOff(f"no complete answer within {call.member.timeout_s:g} s")
        except Exception as error:  # noqa: BLE001 - a hundred providers: their errors go by class, none gets by
            failure = error_of(error, key)
        raise failure  # raised here so that it carries no exception of litellm, whose request has the key in it

    async def close(self) -> None:
        """Close litellm's connections."""
        if _imported():
            await library().close_litellm_async_clients()

    async def _send(self, call: Call, key: str) -> Answer:
        _unlogged()
        options: dict[str, Any] = {
            "model": call.member.model,
            "timeout": call.member.timeout_s,
            "max_retries": 0,
            "num_retries": 0,
        }
        if call.member.base_url:
            options["api_base"] = call.member.base_url
        if key or call.member.base_url:
            # Without one litellm looks for a key of its own: right for clouds with ambient credentials, wrong for an
            # endpoint of the user's own, which it would send the provider's key to.
            options["api_key"] = key or "none"
        if call.picture and call.member.draws == "images":
            reply = await library().aimage_generation(prompt=picture_prompt(call), n=1, **options, **call.member.extra)
            return picture_answer(reply.model_dump())
        reply = await library().acompletion(**self._chat(call), **options, **call.member.extra)
        return chat_answer(reply.model_dump(), call.picture, key)

    def _chat(self, call: Call) -> dict[str, Any]:
        options: dict[str, Any] = {"messages": [self._message(message) for message in call.messages]}
        options["max_tokens"] = call.member.max_tokens
        if call.member.temperature is not None:
            options["temperature"] = call.member.temperature
        if call.member.seeds and call.draw:
            options["seed"] = call.draw
        if call.picture:
            options["modalities"] = ["image", "text"]
        elif call.schema is not None and call.member.schema:
            options["response_format"] = response_format(call)
        return options

    def _message(self, message: Message) -> dict[str, Any]:
        text = message.text.encode(errors="replace").decode()  # lone surrogates, which its HTTP client cannot encode
        if not message.images:
            return {"role": message.role, "content": text}
        pictures = [
            {"type": "image_url", "image_url": {"url": self._urls.get(sha).decode("ascii")}} for sha in message.images
        ]
        return {"role": message.role, "content": [{"type": "text", "text": text}, *pictures]}
