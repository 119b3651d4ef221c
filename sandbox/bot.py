"""The way to the app: Socket Mode when it has a connection open, else signed HTTP; and what it answered.

Source: docs.slack.dev/apis/events-api/using-socket-mode and authentication/verifying-requests-from-slack.
"""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.websockets import WebSocket

from sandbox.posting import PostError, post_bytes
from sandbox.workspace import Json, Workspace

MOST_LINES = 10  # connections for each app


@dataclass(frozen=True)
class Ack:
    """What the app answered; `body` is None, text or an object, `error` is Slack's word for a failure."""

    body: Any = None
    error: str | None = None
    took: float = 0.0
    retry: bool = True

    @property
    def ok(self) -> bool:
        """Say whether the app acknowledged."""
        return self.error is None


@dataclass(frozen=True)
class Parcel:
    """One payload on its way; `kind` is slash_commands, interactive or events_api."""

    kind: str
    payload: Json
    answers: bool = False
    retry: int | None = None
    reason: str | None = None


@dataclass
class Line:
    """One Socket Mode connection and the envelopes that wait for their answer."""

    socket: WebSocket
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)


class Bot:
    """Where the app can be reached, and the one way to reach it."""

    def __init__(self, ws: Workspace, request_url: str | None, signing_time: Callable[[], float] = time.time) -> None:
        self.ws = ws
        self.request_url = request_url
        self.signing_time = signing_time  # the app compares it with the machine's clock, whatever ours says
        self.lines: list[Line] = []
        self._patience = ws.pace.limits.answer_within

    async def send(self, parcel: Parcel, person: str | None = None) -> Ack:
        """Send a payload and wait for its ack as long as Slack does, on the sandbox's clock."""
        started = self.ws.now()
        entry = self.ws.journal.note(
            "payloads",
            started,
            kind=parcel.kind,
            payload=parcel.payload,
            person=person,
            retry=parcel.retry,
            ack=None,
            error=None,
            took=None,
        )
        ack = await self._in_time(parcel)
        entry["took"] = round(self.ws.now() - started, 6)
        entry["ack"], entry["error"] = ack.body, ack.error
        if ack.error == "operation_timeout":
            self.ws.broke("operation_timeout", f"no ack within {self._patience:g} s", kind=parcel.kind)
        return ack

    async def _in_time(self, parcel: Parcel) -> Ack:
        work = asyncio.create_task(self._pass_on(parcel))
        bell = asyncio.create_task(self.ws.clock.sleep(self._patience))
        try:
            await asyncio.wait({work, bell}, return_when=asyncio.FIRST_COMPLETED)
            return work.result() if work.done() else Ack(error="operation_timeout")
        finally:
            for task in (work, bell):
                task.cancel()
            await asyncio.gather(work, bell, return_exceptions=True)

    async def _pass_on(self, parcel: Parcel) -> Ack:
        if self.lines:
            return await self._by_socket(secrets.choice(self.lines), parcel)
        if self.request_url:
            return await self._by_post(self.request_url, parcel)
        return Ack(error="dispatch_failed")

    async def _by_socket(self, line: Line, parcel: Parcel) -> Ack:
        name = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": name,
            "type": parcel.kind,
            "payload": parcel.payload,
            "accepts_response_payload": parcel.answers,
        }
        if parcel.kind == "events_api":
            envelope |= {"retry_attempt": parcel.retry or 0, "retry_reason": parcel.reason or ""}
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        line.waiting[name] = answer
        try:
            await line.socket.send_text(json.dumps(envelope))
            return Ack(await answer)
        except (ConnectionError, RuntimeError):
            return Ack(error="dispatch_failed")
        finally:
            line.waiting.pop(name, None)

    async def _by_post(self, url: str, parcel: Parcel) -> Ack:
        kind, body = _written(parcel)
        headers = {"Content-Type": kind, **self._signature(body)}
        if parcel.retry:
            headers["X-Slack-Retry-Num"] = str(parcel.retry)
            headers["X-Slack-Retry-Reason"] = parcel.reason or "http_error"
        try:
            answer = await post_bytes(url, headers, body)
        except PostError:
            return Ack(error="dispatch_failed")
        if answer.status != 200:
            return Ack(error="dispatch_failed", retry=answer.headers.get("x-slack-no-retry") != "1")
        return Ack(_read(answer.headers.get("content-type", ""), answer.body))

    def _signature(self, body: bytes) -> dict[str, str]:
        stamp = str(int(self.signing_time()))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self.ws.tokens.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    async def probe(self) -> bool:
        """Say whether the app can take payloads now: a socket is open, or it answers url_verification."""
        if self.lines:
            return True
        if not self.request_url:
            return False
        challenge = secrets.token_hex(8)
        hello = {"type": "url_verification", "token": self.ws.tokens.verification, "challenge": challenge}
        body = json.dumps(hello).encode()
        headers = {"Content-Type": "application/json", **self._signature(body)}
        try:
            async with asyncio.timeout(self._patience):
                answer = await post_bytes(self.request_url, headers, body)
        except (PostError, TimeoutError):
            return False
        return answer.status == 200 and challenge.encode() in answer.body


def _written(parcel: Parcel) -> tuple[str, bytes]:
    if parcel.kind == "events_api":
        return "application/json", json.dumps(parcel.payload).encode()
    fields = parcel.payload if parcel.kind == "slash_commands" else {"payload": json.dumps(parcel.payload)}
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


def _read(content_type: str, body: bytes) -> Any:
    text = body.decode("utf-8", "replace")
    if not text.strip():
        return None
    if content_type.split(";")[0].strip() == "application/json":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
