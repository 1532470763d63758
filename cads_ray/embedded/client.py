"""The embedded models behind the client contract: each task to the program that does it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cads_ray.embedded import analyst, asker, examiner, grader, judges, teachers
from cads_ray.embedded.drawing import painter
from cads_ray.embedded.members import READER, STUDY, abilities_of
from cads_ray.embedded.reading import reader
from cads_ray.embedded.reading.description import reading_of_description
from cads_ray.embedded.reading.labels import missing
from cads_ray.embedded.reading.transcript import recalled, written
from cads_ray.embedded.reading.words import Reading
from cads_ray.embedded.solvers.base import Problem
from cads_ray.errors import CadsError, InvalidRequest, Refused
from cads_ray.models.client import Client, Reply, Request
from cads_ray.models.together import together
from cads_ray.pictures import Blobs

PROGRAM_FAILURES = (ArithmeticError, LookupError, ValueError, TypeError, AttributeError)
EYES = 2  # readings of a process at a time; the programs hold the event loop for nothing longer than a look-up

Value = dict[str, Any]


class EmbeddedClient:
    """Answers every task but `picture` (an embedded painter draws source, which `paint` renders).

    Readings are requests themselves, to the member READER: give a `reader` with a ledger, and each picture is read once
    per resolution for all judges, and never again in a resumed run. Without one, this client reads.
    """

    def __init__(self, blobs: Blobs, reader: Client | None = None):
        self._blobs = blobs
        self._reader: Client = reader or self
        self._eyes = ThreadPoolExecutor(EYES, thread_name_prefix="eyes")
        self._desk = ThreadPoolExecutor(1, thread_name_prefix="desk")  # quick work, not queued behind readings

    async def complete(self, requests: Sequence[Request]) -> list[Reply]:
        """Replies in the order of the requests; an error that a program names becomes a reply, a bug raises."""
        return await together([self._reply(request) for request in requests])

    async def _reply(self, request: Request) -> Reply:
        try:
            return Reply(value=await self._value(request))
        except CadsError as error:
            return Reply(error_type=type(error).__name__, error=str(error))
        except PROGRAM_FAILURES as error:
            # A program that breaks on one problem is a judge or an author that failed there: said, counted, and no end of
            # the run, as with any other model.
            failed = f"the program for {request.task} broke: {type(error).__name__}: {error}"
            return Reply(error_type=Refused.__name__, error=failed)

    async def _value(self, request: Request) -> Value:
        task = {
            "read": self._read,
            "analyze": self._analyze,
            "strategize": self._teach,
            "illustrate": self._teach,
            "propose": self._teach,
            "diagnose": self._diagnose,
            "question": self._question,
            "score": self._score,
            "draw": self._draw,
            "check": self._check,
            "solve": self._solve,
            "compare": self._compare,
            "reflect": self._reflect,
            "optimize": self._reflect,
        }.get(request.task)
        if task is None:
            raise InvalidRequest(f"the embedded models do not know the task {request.task}")
        return await task(request)

    async def _read(self, request: Request) -> Value:
        resolution, (sha,) = int(request.fields["resolution"]), request.images
        return await self._run(lambda: written(reader.read(self._blobs.get(sha), resolution)), self._eyes)

    async def _reading(self, sha: str, resolution: int) -> Reading:
        """What the reader replies. Raises Refused with its words when it could not read."""
        request = Request(READER, "read", {"resolution": str(resolution)}, (sha,))
        (reply,) = await self._reader.complete([request])
        if reply.value is None:
            raise Refused(f"the picture could not be read: {reply.error}")
        return recalled(reply.value)

    async def _analyze(self, request: Request) -> Value:
        abilities_of(request.member)
        reading = await self._reading(request.images[0], STUDY) if request.images else None
        return await self._run(lambda: analyst.analyze(request.fields, reading))

    async def _teach(self, request: Request) -> Value:
        abilities, make = abilities_of(request.member), getattr(teachers, request.task)
        return await self._run(lambda: make(request.fields, abilities))

    async def _diagnose(self, request: Request) -> Value:
        abilities_of(request.member)
        reading = await self._reading(request.images[0], STUDY) if request.images else None
        return await self._run(lambda: examiner.diagnose(request.fields, reading))

    async def _question(self, request: Request) -> Value:
        reading = await self._reading(request.images[0], abilities_of(request.member).resolution)
        return await self._run(lambda: asker.question(request.fields, reading))

    async def _score(self, request: Request) -> Value:
        abilities_of(request.member)
        reading = await self._reading(request.images[0], STUDY)  # a second look, closer than the asker's
        return await self._run(lambda: examiner.score(request.fields, reading))

    async def _draw(self, request: Request) -> Value:
        return await self._run(lambda: painter.draw(request.fields))

    async def _check(self, request: Request) -> Value:
        reading = await self._reading(request.images[0], abilities_of(request.member).resolution)
        return await self._run(lambda: {"faults": missing(request.fields["description"], reading)})

    async def _solve(self, request: Request) -> Value:
        abilities, fields = abilities_of(request.member), request.fields
        if request.images:
            reading: Reading | None = await self._reading(request.images[0], abilities.eye(request.draw))
        else:
            reading = reading_of_description(fields["description"]) if fields["description"] else None
        problem = Problem(fields["question"], tuple(fields["choices"] or ()), reading)
        return await self._run(lambda: judges.solve(problem, abilities.skills))

    async def _compare(self, request: Request) -> Value:
        return grader.compare(request.fields)

    async def _reflect(self, request: Request) -> Value:
        from cads_ray.embedded import reflector

        make = getattr(reflector, request.task)
        return await self._run(lambda: make(request.fields))

    async def _run(self, work: Callable[[], Value], threads: ThreadPoolExecutor | None = None) -> Value:
        return await asyncio.get_running_loop().run_in_executor(threads or self._desk, work)
