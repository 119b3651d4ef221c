"""conversations.*: channels, direct conversations, members and history.

Source: docs.slack.dev/reference/methods/conversations.*.
"""

from sandbox import messages
from sandbox.api.arguments import Method
from sandbox.api.paging import page
from sandbox.api.places import all_kinds, kind_of, readable, require, scope_for, scope_of_kind
from sandbox.changes import joined_event
from sandbox.refusals import ApiError
from sandbox.things import conversation_json, message_json
from sandbox.workspace import Json, Message, Workspace
from sandbox.world import Kind, dm_id

_HISTORY = 999  # the most that conversations.history and replies give at once


def _info(ws: Workspace, args: Json) -> Json:
    channel = readable(ws, args["channel"])
    require(ws, scope_for(channel, "read"))
    found = conversation_json(ws, channel)
    if args.get("include_locale"):
        found["locale"] = "en-GB"
    if args.get("include_num_members"):
        found["num_members"] = len(channel.members) + (1 if channel.bot else 0)
    return {"channel": found}


def _list(ws: Workspace, args: Json) -> Json:
    kinds = args.get("types") or ["public_channel"]
    if set(kinds) - all_kinds():
        raise ApiError("invalid_types")
    require(ws, *(scope_of_kind(kind) for kind in kinds))
    found = [
        conversation_json(ws, channel)
        for channel in ws.channels.values()
        if kind_of(channel) in kinds
        and (channel.bot or not channel.private)
        and not (channel.archived and args.get("exclude_archived"))
    ]
    shown, cursor = page(found, args)
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def _members(ws: Workspace, args: Json) -> Json:
    channel = readable(ws, args["channel"])
    require(ws, scope_for(channel, "read"))
    everybody = [*channel.members, *([ws.app.bot_user] if channel.bot else [])]
    shown, cursor = page(everybody, args)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def _open(ws: Workspace, args: Json) -> Json:
    people = args.get("users", [])
    if bool(people) == bool(args.get("channel")):
        raise ApiError("invalid_arguments" if people else "users_list_not_supplied")
    if len(people) > 1:
        raise ApiError("too_many_users")  # group conversations are not played here
    channel = ws.channels.get(args.get("channel") or _dm_with(ws, people[0]))
    if channel is None or not channel.dm_with:
        raise ApiError("channel_not_found")
    if args.get("return_im"):
        return {"channel": conversation_json(ws, channel), "no_op": True, "already_open": True}
    return {"channel": {"id": channel.id}}


def _dm_with(ws: Workspace, person_id: str) -> str:
    person = ws.people.get(person_id)
    if person is None:
        raise ApiError("user_not_found")
    if not person.active:
        raise ApiError("user_disabled")
    if person.kind is Kind.OUTSIDE:
        raise ApiError("user_not_visible")
    return dm_id(person.id)


def _join(ws: Workspace, args: Json) -> Json:
    channel = ws.channels.get(args["channel"])
    if channel is None or channel.dm_with:
        raise ApiError("channel_not_found")
    if channel.private:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    if channel.bot:
        return {
            "channel": conversation_json(ws, channel),
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    joined = ws.change_channel(channel, bot=True)
    ws.emit(
        "member_joined_channel",
        joined_event(ws, channel.id, ws.app.bot_user),
    )
    return {"channel": conversation_json(ws, joined)}


def _history(ws: Workspace, args: Json) -> Json:
    found = _visible(ws, args)
    top = [message for message in found if message.thread_ts is None or message.broadcast]
    shown, cursor = page(top[::-1], args, most=_HISTORY)
    return _pages(ws, shown, cursor, args) | {"pin_count": 0}


def _replies(ws: Workspace, args: Json) -> Json:
    parent = messages.find(ws, readable(ws, args["channel"]).id, args["ts"])
    if parent is None:
        raise ApiError("thread_not_found")
    # a reply's own ts gives that reply alone: slackapi/bolt-python#783
    thread = [message for message in _visible(ws, args) if parent.ts in {message.ts, message.thread_ts}]
    shown, cursor = page(thread, args, default=_HISTORY, most=_HISTORY)
    return _pages(ws, shown, cursor, args)


def _pages(ws: Workspace, shown: list[Message], cursor: str, args: Json) -> Json:
    found = []
    for message in shown:
        entry = message_json(ws, message)
        if message.metadata:
            whole = args.get("include_all_metadata")
            entry["metadata"] = message.metadata if whole else {"event_type": message.metadata["event_type"]}
        found.append(entry)
    return {"messages": found, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def _visible(ws: Workspace, args: Json) -> list[Message]:
    channel = readable(ws, args["channel"])
    require(ws, scope_for(channel, "history"))
    if not channel.bot:
        raise ApiError("not_in_channel")
    oldest, latest = _moment(args.get("oldest"), 0.0), _moment(args.get("latest"), float("inf"))
    inclusive = bool(args.get("inclusive"))
    found = []
    for message in ws.messages.get(channel.id, []):
        at = float(message.ts)
        inside = oldest <= at <= latest if inclusive else oldest < at < latest
        if inside and message.only_for is None:
            found.append(message)
    return found


def _moment(raw: str | None, default: float) -> float:
    try:
        return float(raw) if raw else default
    except ValueError as error:
        raise ApiError("invalid_ts_latest" if default else "invalid_ts_oldest") from error


_PAGED = {"cursor": "text", "limit": "number"}
_SPAN = {
    "channel": "text",
    **_PAGED,
    "inclusive": "flag",
    "include_all_metadata": "flag",
    "latest": "text",
    "oldest": "text",
}

METHODS = (
    Method(
        "conversations.info",
        _info,
        {"channel": "text", "include_locale": "flag", "include_num_members": "flag"},
        needs=("channel",),
    ),
    Method(
        "conversations.list",
        _list,
        {**_PAGED, "exclude_archived": "flag", "types": "words"},
        tier=2,
    ),
    Method("conversations.members", _members, {"channel": "text", **_PAGED}, needs=("channel",), tier=4),
    Method(
        "conversations.open",
        _open,
        {"channel": "text", "return_im": "flag", "users": "words", "prevent_creation": "flag"},
        scopes=("im:write",),
    ),
    Method("conversations.join", _join, {"channel": "text"}, needs=("channel",), scopes=("channels:join",)),
    Method("conversations.history", _history, _SPAN, needs=("channel",)),
    Method("conversations.replies", _replies, {**_SPAN, "ts": "text"}, needs=("channel", "ts")),
)
