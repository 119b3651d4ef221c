"""A mail server on loopback that takes mail, and makes trouble at the step that a test names.

`mail_certificate.pem` beside it is its certificate, for localhost, made up for tests like the key that is in there too.
"""
# ruff: noqa: N802 - the library calls these methods by their names

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).with_name("mail_certificate.pem")
USER, PASSWORD = "partyline", "p@ss/word"


T = TypeVar("T")


class Act(Enum):
    """What a server can do instead of answering."""

    HANG_UP = "hang up"
    SAY_NOTHING = "say nothing"


Fault = str | Act
# The steps at which there can be faults; at BODY the first line of a mail has come, at DOT all of it.
STEPS = ("GREETING", "EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "BODY", "DOT")


@dataclass(frozen=True)
class Taken:
    """A mail that came to its final dot, in the bytes that came."""

    sender: str
    to: str
    content: bytes

    @property
    def read(self) -> EmailMessage:
        """Return it as a mail program reads it."""
        return message_from_bytes(self.content, policy=policy.default)


@dataclass
class Servant:
    """The server. `faults` happen in turn at their step, then everything is fine; `refused` are by address."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    with_login: bool = False
    taken: list[Taken] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    refused: dict[str, Fault] = field(default_factory=dict)
    # Every command that came, without what came with it.
    heard: list[str] = field(default_factory=list)
    # Set when something was said in the middle of a mail.
    spoke: threading.Event = field(default_factory=threading.Event)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _lines: set["_Line"] = field(default_factory=set)

    def url(self, login: str = "", more: str = "", scheme: str = "smtp", host: str = "127.0.0.1") -> str:
        """Return its SMTP_URL."""
        return f"{scheme}://{login}{host}:{self.port}{more}"

    def fault(self, step: str, *what: Fault) -> None:
        """Let this happen at a step, in turn."""
        assert step in STEPS
        self.faults.setdefault(step, []).extend(what)

    def next_fault(self, step: str, arg: str = "") -> Fault | None:
        """Return what is to happen at a step now, if anything."""
        for address, what in self.refused.items():
            if step == "RCPT" and f"<{address}>" in arg:
                return what
        waiting = self.faults.get(step)
        return waiting.pop(0) if waiting else None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something where the server runs."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def said_in_body(self) -> bool:
        """Come back when the server has said something in the middle of a mail."""
        return self.spoke.wait(10)

    def hang_up(self) -> bool:
        """Break all conversations off, and come back when they are."""
        self.run(self.over())
        return True

    def rest(self) -> None:
        """Come back when everybody has hung up, and what they sent is taken."""
        self.run(self._quiet())

    async def _quiet(self) -> None:
        lines = [line._handler_coroutine for line in self._lines if line._handler_coroutine is not None]
        await asyncio.gather(*lines, return_exceptions=True)

    async def close(self, server: asyncio.Server) -> None:
        """Take nobody any more, and break all conversations off."""
        # Who knocked a moment ago is let in first: a server that is closed in between leaves them half open.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        while self._lines or len(asyncio.all_tasks()) > 1:
            await self.over()
        server.close()

    async def over(self) -> None:
        """Do so on the server's own loop."""
        await asyncio.gather(*(line.over() for line in list(self._lines)))
        # The sockets are closed right after that.
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    @property
    def to(self) -> list[str]:
        """Return to whom mail was taken."""
        return [one.to for one in self.taken]


class _Line(SMTP):
    """One conversation."""

    def __init__(self, servant: Servant) -> None:
        self._servant = servant
        self._greeted = False
        super().__init__(
            _Desk(servant),
            hostname="localhost",
            ident="mail for tests",
            loop=servant._loop,
            tls_context=servant.tls,
            authenticator=_authenticate if servant.with_login else None,
            auth_require_tls=servant.tls is not None or not servant.with_login,
            auth_required=servant.with_login and servant.tls is not None,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._servant._lines.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._servant._lines.discard(self)
        super().connection_lost(error)

    async def over(self) -> None:
        """Break the connection off, and wait until nothing goes on here."""
        if self.transport is not None:
            cast("asyncio.Transport", self.transport).abort()
        if self._handler_coroutine is not None:
            await asyncio.gather(self._handler_coroutine, return_exceptions=True)

    async def push(self, status: Any) -> None:
        if not self._greeted:
            self._greeted = True
            fault = self._servant.next_fault("GREETING")
            if fault is not None:
                await self.do(fault)
                return
        await super().push(status)

    async def do(self, fault: Fault) -> None:
        """Let it happen."""
        if isinstance(fault, str):
            await super().push(fault)
            return
        if fault is Act.HANG_UP:
            assert self.transport is not None
            cast("asyncio.Transport", self.transport).abort()
        # The connection that ends cancels this.
        await asyncio.Event().wait()

    async def _at(self, step: str, arg: str, go_on: Callable[[str], Awaitable[None]]) -> None:
        self._servant.heard.append(step)
        fault = self._servant.next_fault(step, arg)
        if fault is None:
            await go_on(arg)
        else:
            await self.do(fault)

    async def smtp_EHLO(self, arg: str) -> None:
        await self._at("EHLO", arg, super().smtp_EHLO)

    async def smtp_HELO(self, arg: str) -> None:
        await self._at("HELO", arg, super().smtp_HELO)

    async def smtp_STARTTLS(self, arg: str) -> None:
        await self._at("STARTTLS", arg, super().smtp_STARTTLS)

    async def smtp_AUTH(self, arg: str) -> None:
        await self._at("AUTH", arg, super().smtp_AUTH)

    async def smtp_MAIL(self, arg: str | None) -> None:
        await self._at("MAIL", arg or "", super().smtp_MAIL)

    async def smtp_RCPT(self, arg: str | None) -> None:
        await self._at("RCPT", arg or "", super().smtp_RCPT)

    async def smtp_DATA(self, arg: str) -> None:
        self._servant.heard.append("DATA")
        fault = self._servant.next_fault("DATA")
        in_body = self._servant.next_fault("BODY") if fault is None else None
        if fault is not None:
            await self.do(fault)
        elif in_body is not None:
            await super().push("354 go on")
            await self._reader.readuntil(b"\r\n")
            if isinstance(in_body, str):
                await self.do(in_body)
                self._servant.spoke.set()
                await asyncio.Event().wait()
            await self.do(in_body)
        else:
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:
        self._servant.heard.append("QUIT")
        await super().smtp_QUIT(arg)


@dataclass(frozen=True)
class _Desk:
    """Where mail comes to its dot."""

    servant: Servant

    async def handle_DATA(self, server: _Line, _session: Session, envelope: Envelope) -> str:
        """Take a mail, unless it is refused in words."""
        fault = self.servant.next_fault("DOT")
        if not isinstance(fault, str):
            assert envelope.original_content is not None
            mail = Taken(envelope.mail_from or "", ",".join(envelope.rcpt_tos), envelope.original_content)
            self.servant.taken.append(mail)
        if isinstance(fault, Act):
            await server.do(fault)
        return fault if isinstance(fault, str) else "250 2.0.0 queued as 4711"

    async def handle_exception(self, error: Exception) -> str:
        """Say that a conversation ended badly: TLS that was not wanted, mostly."""
        return f"421 {type(error).__name__}"


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: Any) -> AuthResult:
    is_ours = isinstance(given, LoginPassword) and given == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_ours, handled=False)


def trusting() -> ssl.SSLContext:
    """Return what trusts this server's certificate."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def _own_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


@contextlib.contextmanager
def mail_server(*, starttls: bool = False, over_tls: bool = False, with_login: bool = False) -> Iterator[Servant]:
    """Let a mail server run; at the end it is stopped."""
    servant = Servant(tls=_own_tls() if starttls else None, with_login=with_login)
    thread = threading.Thread(target=servant._loop.run_forever, name="mail server", daemon=True)
    thread.start()
    secure = _own_tls() if over_tls else None
    server = servant.run(servant._loop.create_server(lambda: _Line(servant), "127.0.0.1", 0, ssl=secure))
    servant.port = server.sockets[0].getsockname()[1]
    try:
        yield servant
    finally:
        servant.run(servant.close(server))
        servant._loop.call_soon_threadsafe(servant._loop.stop)
        thread.join()
        servant._loop.close()
