"""The child process that draws: reads framed requests from stdin, writes framed pictures to stdout.

It is a process of its own because a specification from a model can loop without end or eat all memory; then it is
killed, and nothing else is. It does all that takes time with the picture, so that the calls of its parent do not wait.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
from typing import BinaryIO

from cads_ray.errors import PictureError
from cads_ray.pictures import as_png

MEMORY_MB = 1536  # what the renderer needs for the largest drawing, and three copies of its 64 MB of pixels
FRAME = struct.Struct("<BI")  # status (0 fine, 1 error), length
SIZED = struct.Struct("<II16s")  # before a picture's bytes: width, height, perceptual hash


def main() -> None:
    """Serve until stdin closes."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MB << 20, MEMORY_MB << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    stdin, stdout = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the renderer prints must not get between the frames
    import vl_convert

    while (head := stdin.read(FRAME.size)) and len(head) == FRAME.size:
        language, length = FRAME.unpack(head)
        _reply(stdout, vl_convert, language, stdin.read(length).decode())


def _reply(stdout: BinaryIO, vl_convert, language: int, source: str) -> None:
    try:
        if language == 0:
            body = vl_convert.svg_to_png(source)
        else:
            body = vl_convert.vegalite_to_png(json.loads(source), allowed_base_urls=[])
        picture = as_png(body)
        status, body = 0, SIZED.pack(picture.width, picture.height, picture.phash.encode()) + picture.data
    except MemoryError:
        status, body = 1, b"it takes too much memory"
    except (ValueError, PictureError) as error:
        status, body = 1, str(error)[:2000].encode()
    stdout.write(FRAME.pack(status, len(body)) + body)
    stdout.flush()


if __name__ == "__main__":
    main()
