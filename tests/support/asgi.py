"""Calling an ASGI application without a server in between: raw bytes in headers and body, as an attacker sends them."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message

Headers = Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]]


@dataclass(frozen=True)
class Reply:
    """What came back; `raised` is what the application let through to its server, which logs a traceback."""

    status: int
    headers: dict[str, str]
    body: bytes
    raised: Exception | None = None

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


def call(app: ASGIApp, method: str, path: str, body: bytes = b"", headers: Headers = ()) -> Reply:
    """Send one request and wait for its answer."""
    return asyncio.run(request(app, method, path, body, headers))


async def request(app: ASGIApp, method: str, path: str, body: bytes = b"", headers: Headers = ()) -> Reply:
    """Send one request, in chunks as servers hand them on."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    raw = [(name.lower().encode(), text if isinstance(text, bytes) else text.encode()) for name, text in pairs]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": raw,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 3000),
    }
    chunks = [body[start : start + 65536] for start in range(0, len(body), 65536)] or [b""]
    sent: list[Message] = []

    async def receive() -> Message:
        chunk = chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message: Message) -> None:
        sent.append(message)

    raised: Exception | None = None
    try:
        await app(scope, receive, send)
    except Exception as error:  # noqa: BLE001 - what a server would log
        raised = error
    found = {name.decode(): text.decode() for name, text in sent[0]["headers"]}
    text = b"".join(message.get("body", b"") for message in sent[1:])
    return Reply(sent[0]["status"], found, text, raised)
