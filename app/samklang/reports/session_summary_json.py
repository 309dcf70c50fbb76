"""The session summary as JSON: codes and numbers, seconds with their unit in the field's name."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from samklang.reports.session_summary import SessionSummary

SCHEMA = 1


def summary_json(summary: SessionSummary) -> str:
    """The summary as JSON text, in which every `X_ms` has become an `X_s` in seconds."""
    content = {"schema": SCHEMA, "opened_utc": _utc(summary.opened_utc_ms), **_named(asdict(summary))}
    del content["opened_utc_s"]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _named(fields: dict[str, Any]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for name, value in fields.items():
        if name.endswith("_ms"):
            named[f"{name.removesuffix('_ms')}_s"] = value / 1000 if value % 1000 else value // 1000
        elif isinstance(value, tuple):
            named[name] = [_named(it) if isinstance(it, dict) else it for it in value]
        else:
            named[name] = value
    return named


def _utc(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
