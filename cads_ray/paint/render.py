"""Drawing source text (SVG, Vega-Lite) into PNG bytes, in a child process with limits of time and memory."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from cads_ray.errors import PictureError
from cads_ray.paint.sanitize import clean_svg, clean_vega
from cads_ray.paint.worker import FRAME, SIZED

LANGUAGES = ("svg", "vega-lite")
# NumPy's and SciPy's libraries take 40 MB for each core, of the memory that the child may have.
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}
INHERITED = ("PATH", "HOME", "PYTHONPATH", "PYTHONPYCACHEPREFIX")


@dataclass(frozen=True)
class Drawing:
    """An RGB PNG on white with deterministic bytes, its size in pixels, and its perceptual hash as in pictures.Picture."""

    data: bytes
    width: int
    height: int
    phash: str


class Renderer:
    """Draws with one child process, started at first use and replaced when it had to be killed. Thread-safe.

    `threads` are for what waits for drawings, in the order in which it comes: one draws while the other cleans and stores.
    """

    def __init__(self, seconds: float = 20.0):
        self.seconds = seconds
        self.threads = ThreadPoolExecutor(2, thread_name_prefix="drawing")
        self._child: subprocess.Popen | None = None
        self._lock = threading.Lock()

    def draw(self, language: str, source: str) -> Drawing:
        """`source` as a picture. Raises PictureError with a reason that can be shown to the model that wrote it."""
        if language not in LANGUAGES:
            raise PictureError(f"unknown drawing language {language!r}; write one of {', '.join(LANGUAGES)}")
        clean = clean_svg(source) if language == "svg" else clean_vega(source)
        with self._lock:
            status, body = self._ask(LANGUAGES.index(language), clean.encode())
        if status:
            raise PictureError(f"the {language} could not be drawn: {body.decode(errors='replace')[:500]}")
        width, height, phash = SIZED.unpack_from(body)
        return Drawing(body[SIZED.size :], width, height, phash.decode())

    def close(self) -> None:
        """End the child process."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe is not None:
                    pipe.close()
            self._child = None

    def _ask(self, language: int, source: bytes) -> tuple[int, bytes]:
        deadline = time.monotonic() + self.seconds
        child = self._start()
        try:
            child.stdin.write(FRAME.pack(language, len(source)) + source)  # type: ignore[union-attr]
            child.stdin.flush()  # type: ignore[union-attr]
            status, length = FRAME.unpack(self._read(child, FRAME.size, deadline))
            return status, self._read(child, length, deadline)
        except (BrokenPipeError, EOFError):
            self.close()
            raise PictureError("the drawing crashed its renderer (too large or too deep)") from None
        except TimeoutError:
            self.close()
            raise PictureError(f"the drawing took longer than {self.seconds:g} s") from None

    def _start(self) -> subprocess.Popen:
        if self._child is None or self._child.poll() is not None:
            environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
            self._child = subprocess.Popen(
                [sys.executable, "-m", "cads_ray.paint.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment | ONE_THREAD,  # no keys: the child has no business with them
            )
        return self._child

    @staticmethod
    def _read(child: subprocess.Popen, length: int, deadline: float) -> bytes:
        assert child.stdout is not None  # it was opened as a pipe
        pipe, parts, left = child.stdout, [], length
        while left:
            if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError
            part = os.read(pipe.fileno(), min(left, 1 << 16))
            if not part:
                raise EOFError
            parts.append(part)
            left -= len(part)
        return b"".join(parts)
