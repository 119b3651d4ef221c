"""chat.*: posting, editing and deleting. Source: docs.slack.dev/reference/methods/chat.*."""

from sandbox import messages
from sandbox.api.arguments import Method
from sandbox.api.places import readable, writable
from sandbox.content import check_content
from sandbox.refusals import ApiError
from sandbox.things import message_json
from sandbox.typed import link_names
from sandbox.workspace import Json, Message, Workspace

_LOOK = {"username": "text", "icon_emoji": "text", "icon_url": "text"}
_CONTENT = {"text": "text", "blocks": "json", "attachments": "json", "markdown_text": "text"}
_PARSING = {"link_names": "flag", "parse": "text", "as_user": "flag"}


def _post_message(ws: Workspace, args: Json) -> Json:
    _custom_look(ws, args)
    channel = writable(ws, args["channel"])
    _link_names(ws, args)
    check_content(ws, args)
    wait = ws.pace.post(channel.id, ws.now())
    if wait:
        raise ApiError("ratelimited", retry_after=wait)
    thread = _thread(ws, channel.id, args.get("thread_ts"))
    message = messages.post(
        ws,
        Message(
            channel=channel.id,
            ts=ws.new_ts(),
            user=ws.app.bot_user,
            text=args.get("text", ""),
            blocks=args.get("blocks") or [],
            thread_ts=thread,
            broadcast=bool(thread and args.get("reply_broadcast")),
            metadata=args.get("metadata") or None,
            attachments=args.get("attachments") or [],
        ),
    )
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(ws, message) | _metadata(message),
    }


def _post_ephemeral(ws: Workspace, args: Json) -> Json:
    _custom_look(ws, args)
    channel = writable(ws, args["channel"])
    person = ws.people.get(args["user"])
    if person is None or person.id not in channel.members or not person.active:
        raise ApiError("user_not_in_channel")
    check_content(ws, args)
    message = Message(
        channel=channel.id,
        ts=ws.new_ts(),
        user=ws.app.bot_user,
        text=args.get("text", ""),
        blocks=args.get("blocks") or [],
        thread_ts=_thread(ws, channel.id, args.get("thread_ts")),
        attachments=args.get("attachments") or [],
        only_for=person.id,
    )
    return {"message_ts": messages.post(ws, message).ts}


def _update(ws: Workspace, args: Json) -> Json:
    channel = readable(ws, args["channel"])
    message = _own(ws, channel.id, args["ts"], "cant_update_message")
    given = {"text", "blocks", "attachments", "markdown_text"} & set(args)
    if not given and "metadata" not in args:
        raise ApiError("no_text")
    changes: Json = {key: args[key] for key in ("text", "blocks", "attachments") if key in args}
    if "text" in args and "blocks" not in args:
        changes["blocks"] = []  # text alone replaces the blocks
    if "metadata" in args:
        changes["metadata"] = args["metadata"] or None
    after = {key: changes.get(key, getattr(message, key)) for key in ("text", "blocks", "attachments", "metadata")}
    check_content(ws, after | {key: args[key] for key in ("markdown_text",) if key in args})
    messages.edit(ws, message, **changes)
    shown = message_json(ws, message) | _metadata(message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def _delete(ws: Workspace, args: Json) -> Json:
    channel = readable(ws, args["channel"])
    message = _own(ws, channel.id, args["ts"], "cant_delete_message")
    messages.remove(ws, message)
    return {"channel": channel.id, "ts": message.ts}


def _permalink(ws: Workspace, args: Json) -> Json:
    channel = readable(ws, args["channel"])
    message = messages.find(ws, channel.id, args["message_ts"])
    if message is None:
        raise ApiError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(ws, message)}


def permalink(ws: Workspace, message: Message) -> str:
    """Return the address of a message; one in a thread names its thread too."""
    address = f"{ws.base_url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{address}?thread_ts={message.thread_ts}&cid={message.channel}" if message.thread_ts else address


def _own(ws: Workspace, channel: str, ts: str, refusal: str) -> Message:
    message = messages.find(ws, channel, ts)
    if message is None:
        raise ApiError("message_not_found")
    if not message.by_app:
        raise ApiError(refusal)
    return message


def _thread(ws: Workspace, channel: str, thread_ts: str | None) -> str | None:
    if not thread_ts:
        return None
    parent = messages.find(ws, channel, thread_ts)
    if parent is None:
        raise ApiError("thread_not_found")
    return parent.thread_ts or parent.ts


def _custom_look(ws: Workspace, args: Json) -> None:
    if set(_LOOK) & set(args) and not ws.has_scope("chat:write.customize"):
        raise ApiError("missing_scope", needed="chat:write.customize", provided=",".join(ws.manifest.scopes))


def _link_names(ws: Workspace, args: Json) -> None:
    if args.get("link_names") or args.get("parse") == "full":
        args["text"] = link_names(ws, args.get("text", ""))


def _metadata(message: Message) -> Json:
    return {"metadata": message.metadata} if message.metadata else {}


_POST = {**_CONTENT, **_LOOK, **_PARSING, "channel": "text", "thread_ts": "text"}
_WRITE = ("chat:write",)

METHODS = (
    Method(
        "chat.postMessage",
        _post_message,
        {
            **_POST,
            "metadata": "json",
            "mrkdwn": "flag",
            "reply_broadcast": "flag",
            "unfurl_links": "flag",
            "unfurl_media": "flag",
            "container_id": "text",
        },
        needs=("channel",),
        scopes=_WRITE,
        tier=0,  # has a pace of its own: one a second and channel
    ),
    Method(
        "chat.postEphemeral",
        _post_ephemeral,
        {**_POST, "user": "text"},
        needs=("channel", "user"),
        scopes=_WRITE,
        tier=4,
    ),
    Method(
        "chat.update",
        _update,
        {
            **_CONTENT,
            **_PARSING,
            "channel": "text",
            "ts": "text",
            "file_ids": "words",
            "reply_broadcast": "flag",
            "metadata": "json",
        },
        needs=("channel", "ts"),
        scopes=_WRITE,
    ),
    Method(
        "chat.delete",
        _delete,
        {"channel": "text", "ts": "text", "as_user": "flag"},
        needs=("channel", "ts"),
        scopes=_WRITE,
    ),
    Method(
        "chat.getPermalink",
        _permalink,
        {"channel": "text", "message_ts": "text"},
        needs=("channel", "message_ts"),
        tier=0,
    ),
)
