"""What the context optimization left behind: versions of the heuristics, and samples that reflection holds to be flawed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any


def versions(out: Path) -> list[dict[str, Any]]:
    """{"version", "round", "insights", "log"} of each, in order; only insights that are in force."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((out / "context").glob("[0-9]*.json")):
        book = json.loads(path.read_text(encoding="utf-8"))
        live = [insight for insight in book["insights"] if insight["state"] != "retired"]
        entry = found.setdefault(
            book["version"], {"version": book["version"], "round": book["number"], "insights": live}
        )
        entry["log"] = [_from_one(line) for line in book["log"][-8:]]
    return list(found.values())


def suspects(out: Path) -> dict[str, str]:
    """By id, what reflection said of samples that split the panel and are not just hard."""
    path = out / "context" / "state.json"
    causes = json.loads(path.read_text(encoding="utf-8"))["suspects"] if path.exists() else {}
    return {id: f"reflection suspects: {cause.replace('_', ' ')}" for id, cause in causes.items()}


def _from_one(line: str) -> str:
    """A line of the log with its round counted from 1, as everywhere that a person reads."""
    return re.sub(r"^round (\d+)", lambda match: f"round {int(match[1]) + 1}", line)
