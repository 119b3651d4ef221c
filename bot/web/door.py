"""The door for everything that Slack sends over HTTP.

Bolt's own adapters call it on the event loop, where one slow listener stops everybody; here it runs in a thread.
"""

import re
from typing import Any

from slack_bolt import App, BoltRequest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

# Slack's largest payloads are modals: 100 blocks of 3,000 characters.
MOST_BYTES = 1024 * 1024
# Bolt compares signatures as text and timestamps as numbers, and fails on what is neither; such requests end here.
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
# Bolt reads the body before it checks who signed it, and fails on what Slack would never send.
_MALFORMED = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Door:
    """`POST /slack/events`."""

    def __init__(self, bolt: App) -> None:
        self._bolt = bolt

    async def __call__(self, request: Request) -> Response:
        """Let a request in that could be Slack's; Bolt checks the signature, and that it is not over 5 minutes old."""
        if not _could_be_signed(request):
            return Response(status_code=401)
        body = await _read(request)
        if body is None:
            return Response(status_code=413)
        return await run_in_threadpool(self._dispatch, body, dict(request.headers))

    def _dispatch(self, body: str, headers: dict[str, Any]) -> Response:
        try:
            request = BoltRequest(body=body, headers=headers)
        except _MALFORMED:
            return Response(status_code=401)
        if not isinstance(request.body, dict):
            return Response(status_code=401)
        answer = self._bolt.dispatch(request)
        return Response(answer.body, status_code=answer.status, headers=answer.first_headers())


def _could_be_signed(request: Request) -> bool:
    timestamps = request.headers.getlist("x-slack-request-timestamp")
    signatures = request.headers.getlist("x-slack-signature")
    return (
        len(timestamps) == len(signatures) == 1
        and _TIMESTAMP.fullmatch(timestamps[0]) is not None
        and _SIGNATURE.fullmatch(signatures[0]) is not None
    )


async def _read(request: Request) -> str | None:
    """Read the body; None where it is too large. What is no UTF-8 cannot be Slack's and fails its signature."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BYTES:
            return None
        chunks.append(chunk)
    return b"".join(chunks).decode("utf-8", errors="replace")
