"""A real browser: Debian's Chromium without a window, spoken to by its DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import aiohttp
import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
FLAGS += (
    " --disable-component-update --disable-sync --hide-scrollbars --remote-debugging-port=0 --disable-dev-shm-usage"
)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium; .ci/run installs it on Debian")


class Page:
    """A page of a browser of its own. `console` holds what it logged, exceptions and refusals of its policy included."""

    def __init__(self, profile: Path, width: int = 1280, height: int = 900):
        self._runner = asyncio.Runner()
        command = [CHROMIUM or "", *FLAGS.split(), f"--user-data-dir={profile}", f"--window-size={width},{height}"]
        self._process = subprocess.Popen([*command, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self._number, self.console = 0, list[str]()
        self._runner.run(self._connect())

    def close(self) -> None:
        self._runner.run(self._session.close())
        self._runner.close()
        self._process.terminate()
        self._process.wait()

    def open(self, path: Path) -> None:
        """Load a file and wait until it is drawn."""
        self._send("Page.navigate", url=path.resolve().as_uri())
        self.wait("document.readyState === 'complete' && location.protocol === 'file:'")

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression. Raises AssertionError when it throws."""
        reply = self._send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in reply, reply["exceptionDetails"]
        return reply["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until a JavaScript expression is true."""
        script = (
            f"new Promise(done => {{ const look = () => ({condition}) ? done(true) : setTimeout(look, 20); look(); }})"
        )
        assert self.run(script)

    def shot(self, path: Path, whole: bool = False) -> None:
        """A picture of what is seen, or of the whole page."""
        reply = self._send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(reply["data"]))

    def _send(self, method: str, **parameters: Any) -> dict:
        return self._runner.run(self._call(method, parameters))

    async def _connect(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if line.startswith(b"DevTools listening on "):
                address = line.split()[-1].decode()
                break
        else:
            raise AssertionError("chromium did not start")
        self._session = aiohttp.ClientSession()
        port = address.split("/")[2]
        async with self._session.get(f"http://{port}/json/list") as reply:
            target = next(each for each in json.loads(await reply.text()) if each["type"] == "page")
        self._socket = await self._session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0)
        for domain in ("Page", "Runtime", "Log"):
            await self._call(f"{domain}.enable", {})

    async def _call(self, method: str, parameters: dict) -> dict:
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        while True:
            message = json.loads((await self._socket.receive()).data)
            if message.get("id") == self._number:
                assert "error" not in message, message["error"]
                return message["result"]
            if message.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"):
                self.console.append(json.dumps(message["params"]))
