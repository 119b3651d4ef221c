"""What each Web API method takes: the arguments' names and kinds, and how JSON and form bodies become values.

Names are those of slack_sdk.WebClient's methods; a test compares the two, so that neither drifts.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from sandbox.refusals import ApiError, invalid_arguments
from sandbox.workspace import Json, Workspace

_ALWAYS = {"token", "team_id"}  # Bolt adds team_id to every call, and Slack lets it

Run = Callable[[Workspace, Json], Json]


@dataclass(frozen=True)
class Method:
    """A Web API method: `takes` maps argument to kind; `token` is bot, app or none."""

    name: str
    run: Run
    takes: Mapping[str, str]
    needs: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    tier: int = 3
    token: str = "bot"  # noqa: S105 - a kind of token


def read_arguments(method: Method, raw: Mapping[str, Any]) -> Json:
    """Check and convert a call's arguments; raises ApiError `invalid_arguments` naming what is wrong."""
    strangers = sorted(set(raw) - set(method.takes) - _ALWAYS)
    if strangers:
        raise invalid_arguments(f"unknown argument: {strangers[0]} (the sandbox refuses what {method.name} lacks)")
    found: Json = {}
    for name, value in raw.items():
        if name not in _ALWAYS and value is not None:
            found[name] = _convert(name, method.takes[name], value)
    missing = [name for name in method.needs if name not in found or found[name] == ""]
    if missing:
        raise invalid_arguments(f"missing required field: {missing[0]}")
    return found


def _convert(name: str, kind: str, value: Any) -> Any:
    try:
        return _KINDS[kind](value)
    except (ValueError, TypeError, RecursionError) as error:
        raise invalid_arguments(f"{name}: {error}") from error


def _text(value: Any) -> str:
    if isinstance(value, bool | dict | list):
        raise TypeError("must be a string")
    return str(value)


def _flag(value: Any) -> bool:
    if value in (True, "true", "1", 1):
        return True
    if value in (False, "false", "0", 0, ""):
        return False
    raise ValueError("must be a boolean")


def _number(value: Any) -> int:
    if isinstance(value, bool):
        raise TypeError("must be an integer")
    return int(value)


def _words(value: Any) -> list[str]:
    if isinstance(value, list):
        return [_text(one) for one in value]
    return [word.strip() for word in _text(value).split(",") if word.strip()]


def _json(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise ValueError("must be valid JSON") from error


_KINDS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "flag": _flag,
    "number": _number,
    "words": _words,
    "json": _json,
}


def read_body(content_type: str, body: bytes) -> Json:
    """Return the arguments of a request body; raises ApiError as Slack does for bodies it cannot read."""
    kind = content_type.split(";")[0].strip().lower()
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ApiError("invalid_charset") from error
    if kind == "application/json":
        return _read_json(text)
    if kind in {"application/x-www-form-urlencoded", ""}:
        return dict(parse_qsl(text, keep_blank_values=True))
    raise ApiError("invalid_post_type")


def _read_json(text: str) -> Json:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise ApiError("invalid_json") from error
    if not isinstance(found, dict):
        raise ApiError("json_not_object")
    return found
