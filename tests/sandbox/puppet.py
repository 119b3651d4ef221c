"""A bot of constant answers, reached by signed HTTP: to try the sandbox, and to test it, without a bot."""

import contextlib
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

Json = dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """One request that reached the puppet; `signed` says whether its signature was right."""

    payload: Json
    headers: dict[str, str]
    signed: bool


def _is_echo(payload: Json) -> bool:
    """Tell whether it is the event of a post of the app's own, which comes whenever it comes."""
    event = payload.get("event", {})
    return event.get("type") == "message" and "bot_id" in event


@dataclass
class Puppet:
    """What it heard, and what it answers: a function of the payload to a body, or to (status, body, headers)."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answer: Callable[[Json], Any] = lambda _payload: None
    came: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)

    def fresh(self) -> None:
        """Forget everything and answer nothing, as at the start."""
        self.release.set()
        self.heard, self.answer = [], lambda _payload: None
        self.came, self.release = threading.Event(), threading.Event()

    def last(self) -> Json:
        """Return the newest payload but for events of the app's own posts."""
        return next(one.payload for one in reversed(self.heard) if not _is_echo(one.payload))

    def hang(self, _payload: Json) -> None:
        """Give no answer before `release` is set; to be used as `answer`."""
        self.release.wait(20)


@contextlib.contextmanager
def puppet(signing_secret: str = "sandbox-secret") -> Iterator[Puppet]:  # noqa: S107 - a made-up secret
    """Serve a puppet on a free loopback port while the block runs."""
    doll = Puppet()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(doll, signing_secret)) as server:
        server.daemon_threads = True
        doll.url = f"http://127.0.0.1:{server.server_address[1]}/slack/events"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield doll
        finally:
            doll.release.set()
            server.shutdown()
            thread.join(5)


def _handler(doll: Puppet, secret: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            payload = _payload(headers.get("content-type", ""), body)
            if payload.get("type") == "url_verification":
                self._reply(payload["challenge"])
                return
            doll.heard.append(Heard(payload, headers, _signed(secret, headers, body)))
            doll.came.set()
            with contextlib.suppress(OSError):  # the sandbox may have hung up
                self._reply(doll.answer(payload))

        def _reply(self, answer: Any) -> None:
            status, body, headers = answer if isinstance(answer, tuple) else (200, answer, {})
            text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
            kind = "application/json" if isinstance(body, dict | list) else "text/plain"
            self.send_response(status)
            self.send_header("Content-Type", kind)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_args: Any) -> None:
            """Keep quiet."""

    return Handler


def _payload(content_type: str, body: bytes) -> Json:
    if content_type.startswith("application/json"):
        found: Json = json.loads(body)
        return found
    fields = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    interaction: Json = json.loads(fields["payload"]) if "payload" in fields else fields
    return interaction


def _signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    base = b"v0:" + headers.get("x-slack-request-timestamp", "").encode() + b":" + body
    wanted = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, headers.get("x-slack-signature", ""))
