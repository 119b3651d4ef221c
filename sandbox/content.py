"""What an app may put in a message, an answer to a command, or a view; used wherever one comes in."""

from typing import Any

from sandbox.blocks import Problem, check_message_blocks, check_view
from sandbox.refusals import ApiError
from sandbox.workspace import Json, Workspace

LONGEST_WHOLE = 13_200  # characters of text in all blocks together, observed in slackapi/bolt-js#2509
MOST_ATTACHMENTS = 100


def check_content(ws: Workspace, content: Json) -> None:
    """Check text, blocks, attachments and metadata together; raises ApiError with Slack's code."""
    text, blocks = content.get("text") or "", content.get("blocks") or []
    if content.get("markdown_text"):
        raise _refuse(ws, "markdown_text_conflict" if text or blocks else "invalid_arguments", "markdown_text")
    problems = check_message_blocks(content["blocks"]) if content.get("blocks") is not None else []
    if problems:
        raise _blocks_error(ws, problems)
    if blocks and not text:
        raise _refuse(
            ws,
            "no_text",
            "a message with blocks needs top-level `text` too: notifications and screen readers use it"
            " (Slack does not insist; the sandbox does)",
        )
    if not text and not blocks and not content.get("attachments"):
        raise _refuse(ws, "no_text", "neither text nor blocks")
    if whole_length(blocks) > LONGEST_WHOLE:
        raise _refuse(ws, "msg_blocks_too_long", f"more than {LONGEST_WHOLE} characters in all blocks together")
    _check_attachments(ws, content.get("attachments"))
    _check_metadata(ws, content.get("metadata"))


def check_view_content(ws: Workspace, view: Any, kind: str | None = None) -> Json:
    """Check a view and return it; `kind` is modal or home where only one will do. Raises ApiError."""
    problems = check_view(view)
    if not problems and kind and view["type"] != kind:
        problems = [Problem("/view/type", f"must be {kind} here")]
    if problems:
        ws.broke("invalid_arguments", problems[0].sentence())
        messages = [problem.sentence() for problem in problems]
        raise ApiError("invalid_arguments", response_metadata={"messages": messages})
    checked: Json = view
    return checked


def whole_length(node: object) -> int:
    """Return how many characters of text there are in blocks, whatever kind they are."""
    if isinstance(node, dict):
        own = node["text"] if isinstance(node.get("text"), str) else ""
        return len(own) + sum(whole_length(value) for value in node.values())
    if isinstance(node, list):
        return sum(whole_length(value) for value in node)
    return 0


def _check_attachments(ws: Workspace, attachments: Any) -> None:
    if attachments is None:
        return
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise _refuse(ws, "invalid_attachments", "attachments: a list of objects")
    if len(attachments) > MOST_ATTACHMENTS:
        raise _refuse(ws, "too_many_attachments", f"at most {MOST_ATTACHMENTS} attachments")


def _check_metadata(ws: Workspace, metadata: Any) -> None:
    if metadata in (None, {}):
        return
    shape = isinstance(metadata, dict) and set(metadata) <= {"event_type", "event_payload", "entities"}
    if not shape or not isinstance(metadata.get("event_type"), str) or not metadata["event_type"]:
        raise _refuse(ws, "invalid_metadata_format", "metadata: event_type and event_payload")
    if not isinstance(metadata.get("event_payload"), dict):
        raise _refuse(ws, "invalid_metadata_schema", "metadata.event_payload: an object")


def _blocks_error(ws: Workspace, problems: list[Problem]) -> ApiError:
    ws.broke("invalid_blocks", problems[0].sentence(), problems=[problem.sentence() for problem in problems])
    return ApiError(
        "invalid_blocks",
        errors=[f"{problem.text} [json-pointer:{problem.pointer}]" for problem in problems],
        response_metadata={"messages": [problem.sentence() for problem in problems]},
    )


def _refuse(ws: Workspace, code: str, message: str) -> ApiError:
    ws.broke(code, message)
    return ApiError(code, response_metadata={"messages": [f"[ERROR] {message}"]})
