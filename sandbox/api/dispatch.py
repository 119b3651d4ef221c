"""One Web API call from request to answer: fault, token, scope, pace, arguments, method, journal."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.api import basics, chat, conversations, files, people, views
from sandbox.api.arguments import Method, read_arguments
from sandbox.faults import Fault
from sandbox.refusals import ApiError
from sandbox.workspace import Json, Workspace

METHODS: dict[str, Method] = {
    method.name: method for family in (basics, chat, conversations, files, people, views) for method in family.METHODS
}


# What a correct app may meet because the world changed, and what was noted where it was found
_NOT_RULES = {
    *("channel_not_found", "not_in_channel", "is_archived", "user_not_found", "user_disabled", "not_found"),
    *("user_not_in_channel", "user_not_visible", "message_not_found", "thread_not_found", "hash_conflict"),
    *("cant_update_message", "cant_delete_message", "no_such_subteam", "bot_not_found", "ratelimited"),
    *("invalid_blocks", "no_text", "msg_blocks_too_long", "markdown_text_conflict"),
    *("invalid_attachments", "too_many_attachments", "invalid_metadata_format", "invalid_metadata_schema"),
}


@dataclass(frozen=True)
class Answer:
    """What goes back: `status` 0 means that nothing does, and the caller is left to wait."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


_SILENCE = Answer({}, status=0)


async def call(ws: Workspace, name: str, token: str, raw: Mapping[str, Any]) -> Answer:
    """Perform a call; every outcome is an Answer and an entry in the journal."""
    shown = {key: value for key, value in raw.items() if key != "token"}
    entry = ws.journal.note("calls", ws.now(), method=name, args=shown, ok=None, error=None, ts=None, fault=None)
    fault = ws.faults.strike(name, str(raw["channel"]) if "channel" in raw else None)
    if fault:
        entry["fault"] = fault.kind
        return await _faulty(ws, name, token, raw, entry, fault)
    return _answer(ws, name, token, raw, entry)


async def _faulty(ws: Workspace, name: str, token: str, raw: Mapping[str, Any], entry: Json, fault: Fault) -> Answer:
    entry["ok"] = False
    match fault.kind:
        case "429":
            entry["error"] = "ratelimited"
            return _too_fast(fault.retry_after)
        case "500":
            return Answer({"ok": False, "error": "internal_error"}, status=500)
        case "fatal":
            entry["error"] = "fatal_error"
            return Answer({"ok": False, "error": "fatal_error"})
        case "posted_no_answer":
            _answer(ws, name, token, raw, entry)
            return _SILENCE
        case "posted_late":
            return await _late(ws, name, token, raw, entry, fault.seconds)
    return _SILENCE


async def _late(ws: Workspace, name: str, token: str, raw: Mapping[str, Any], entry: Json, seconds: float) -> Answer:
    """Do it after a while, even when the caller has hung up in the meantime."""

    async def work() -> Answer:
        await ws.clock.sleep(seconds)
        return _answer(ws, name, token, raw, entry)

    task = asyncio.create_task(work())
    ws.background.add(task)
    task.add_done_callback(ws.background.discard)
    return await asyncio.shield(task)


def _answer(ws: Workspace, name: str, token: str, raw: Mapping[str, Any], entry: Json) -> Answer:
    try:
        found = _perform(ws, name, token, raw)
    except ApiError as error:
        entry["ok"], entry["error"] = False, error.error
        return _refusal(ws, name, error)
    entry["ok"] = True
    entry["ts"] = found.get("ts") or found.get("message_ts")
    return Answer({"ok": True, **found}, headers=_scopes(name))


def _perform(ws: Workspace, name: str, token: str, raw: Mapping[str, Any]) -> Json:
    method = METHODS.get(name)
    if method is None:
        raise ApiError("unknown_method", req_method=name)
    _check_token(ws, method, token)
    wait = ws.pace.call(name, method.tier, ws.now())
    if wait:
        raise ApiError("ratelimited", retry_after=wait)
    if not ws.has_scope(*method.scopes):
        raise ApiError("missing_scope", needed=",".join(method.scopes), provided=",".join(ws.manifest.scopes))
    return method.run(ws, read_arguments(method, raw))


def _check_token(ws: Workspace, method: Method, token: str) -> None:
    if method.token == "none":  # noqa: S105 - a kind of token
        return
    if not token:
        raise ApiError("not_authed")
    right = ws.tokens.app if method.token == "app" else ws.tokens.bot  # noqa: S105
    if token != right:
        known = token in {ws.tokens.app, ws.tokens.bot}
        raise ApiError("not_allowed_token_type" if known else "invalid_auth")


def _refusal(ws: Workspace, name: str, error: ApiError) -> Answer:
    if error.error == "ratelimited":
        ws.broke("ratelimited", f"{name}: too fast", method=name)
        return _too_fast(int(error.facts["retry_after"]))
    if error.error not in _NOT_RULES:
        ws.broke(error.error, f"{name}: {error.error}", method=name, facts=error.facts)
    return Answer({"ok": False, "error": error.error, **error.facts}, headers=_scopes(name))


def _too_fast(seconds: int) -> Answer:
    return Answer({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)})


def _scopes(name: str) -> dict[str, str]:
    method = METHODS.get(name)
    accepted = ",".join(method.scopes) if method else ""
    return {"X-Accepted-OAuth-Scopes": accepted}
