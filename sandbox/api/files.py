"""files.*: an address for a file, the file, and then the message it is shown in.

Source: docs.slack.dev/reference/methods/files.getUploadURLExternal and files.completeUploadExternal.
"""

from typing import Any

from sandbox import messages
from sandbox.api.arguments import Method
from sandbox.api.places import writable
from sandbox.refusals import ApiError, invalid_arguments
from sandbox.things import file_json
from sandbox.workspace import File, Json, Message, Workspace

LARGEST = 1_000_000  # bytes; Slack takes a gigabyte, which nobody sends to a sandbox


def _get_upload_url(ws: Workspace, args: Json) -> Json:
    if not 0 < args["length"] <= LARGEST:
        raise invalid_arguments(f"length: must be 1 to {LARGEST}")
    file = File(ws.ids.long("F"), args["filename"], args["length"])
    ws.files[file.id] = file
    return {"file_id": file.id, "upload_url": f"{ws.base_url}/upload/{file.id}"}


def take(ws: Workspace, file_id: str, content: bytes) -> str:
    """Take the bytes of a file that has an address; returns what is wrong with them, or ""."""
    file = ws.files.get(file_id)
    if file is None or file.content is not None:
        return "no upload is expected here"
    if len(content) != file.length:
        return f"{len(content)} bytes came, and {file.length} were announced"
    file.content = content
    return ""


def _complete_upload(ws: Workspace, args: Json) -> Json:
    found = [_uploaded(ws, one) for one in _entries(args["files"])]
    place = args.get("channel_id") or ""
    if args.get("channels"):
        raise invalid_arguments("channels: one channel_id is enough here (the sandbox shares in one place)")
    if place:
        if place in ws.people:
            raise ApiError("channel_not_found")  # a conversation's id is asked for, not a person's
        channel = writable(ws, place)
        wait = ws.pace.post(channel.id, ws.now())
        if wait:
            raise ApiError("ratelimited", retry_after=wait)
        text = args.get("initial_comment", "")
        message = Message(channel.id, ws.new_ts(), ws.app.bot_user, text, thread_ts=args.get("thread_ts"), files=found)
        messages.post(ws, message)
    for file in found:
        file.complete = True
    return {"files": [file_json(ws, file) for file in found]}


def _entries(given: Any) -> list[Json]:
    if not isinstance(given, list) or not given:
        raise invalid_arguments("files: a list of objects with an id")
    for one in given:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str) or set(one) - {"id", "title"}:
            raise invalid_arguments("files: each has an id, and a title or none")
    return given


def _uploaded(ws: Workspace, entry: Json) -> File:
    file = ws.files.get(entry["id"])
    if file is None or file.content is None or file.complete:
        raise ApiError("file_not_found")
    file.title = str(entry.get("title") or file.name)
    return file


METHODS = (
    Method(
        "files.getUploadURLExternal",
        _get_upload_url,
        {"filename": "text", "length": "number", "alt_txt": "text", "snippet_type": "text"},
        needs=("filename", "length"),
        scopes=("files:write",),
        tier=4,
    ),
    Method(
        "files.completeUploadExternal",
        _complete_upload,
        {
            "files": "json",
            "channel_id": "text",
            "channels": "words",
            "initial_comment": "text",
            "thread_ts": "text",
        },
        needs=("files",),
        scopes=("files:write",),
        tier=4,
    ),
)
