"""The SMTP server: always on loopback, without passwords, and as troublesome as the faults say."""

import asyncio
import socket
from collections.abc import Iterable
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.faults import Fault
from sandbox.workspace import Workspace

HOST = "127.0.0.1"
LARGEST = 1_000_000  # bytes of one mail
_WAITING = 100  # connections that may wait to be taken
_REFUSED_AT_RCPT = {
    "unknown_recipient": "550 5.1.1 No such mailbox here",
    "mailbox_full": "452 4.2.2 The mailbox is full, try again later",
    "over_quota": "552 5.2.2 The mailbox is over its quota",
    "greylisted": "451 4.7.1 Greylisted, try again later",
}


class Post:
    """The server with its open conversations. `open`, `follow_faults` and `close` run on the sandbox's own loop."""

    def __init__(self, ws: Workspace, listening: socket.socket) -> None:
        self.ws = ws
        self.lines: set[Line] = set()
        self._socket = listening
        self._port: int = listening.getsockname()[1]
        self._taking: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Begin to listen, and follow the faults from here on."""
        self.ws.after_faults = self.follow_faults
        await self.follow_faults()

    async def follow_faults(self) -> None:
        """Listen, or refuse connections while the fault `refused` is on; the port stays taken meanwhile."""
        async with self._turn:
            refusing = self.ws.faults.is_on("refused")
            if refusing and self._taking is not None:
                await self._stop_taking()
                self._socket = socket.socket()
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                self._socket.bind((HOST, self._port))
            elif not refusing and self._taking is None:
                self._socket.setblocking(False)
                self._socket.listen(_WAITING)
                self._taking = asyncio.create_task(self._take_calls())

    async def _take_calls(self) -> None:
        """Take one call after the other.

        A server of asyncio's own may be closed between taking a call and answering it; that caller is never hung up on.
        """
        loop = asyncio.get_running_loop()
        while True:
            call, _ = await loop.sock_accept(self._socket)
            await loop.connect_accepted_socket(self._answer, call)

    async def _stop_taking(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            await asyncio.gather(self._taking, return_exceptions=True)
            self._taking = None
        self._socket.close()

    def _answer(self) -> asyncio.Protocol:
        fault = self.ws.faults.strike_mail("hangs_up", [])
        if fault:
            note(self.ws, "", (), "hung up", fault)
            return _Gone()
        return Line(self)

    async def close(self) -> None:
        """Stop listening, then hang up on everybody who is in: in this order nobody gets in meanwhile."""
        async with self._turn:
            await self._stop_taking()
        lines = list(self.lines)
        for line in lines:
            line.hang_up()
        await asyncio.gather(*(line.over() for line in lines))


class _Gone(asyncio.Protocol):
    """Hangs up as soon as somebody calls."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hang up."""
        transport.close()


class Line(SMTP):
    """One conversation."""

    def __init__(self, post: Post) -> None:
        super().__init__(
            _Clerk(post.ws),
            hostname="localhost",
            ident="Sandbox mail tray",
            data_size_limit=LARGEST,
            loop=asyncio.get_running_loop(),
        )
        self._post = post

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._post.lines.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        self._post.lines.discard(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        """Break the connection off."""
        if self.transport is not None:
            cast("asyncio.Transport", self.transport).abort()

    async def over(self) -> None:
        """Return once nothing goes on here any more."""
        if self._handler_coroutine is not None:
            await asyncio.gather(self._handler_coroutine, return_exceptions=True)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library calls it by this name
        """Take a mail, or break off while it is on its way."""
        envelope = self.envelope
        if envelope is not None and envelope.rcpt_tos:
            fault = self._post.ws.faults.strike_mail("broken_before_dot", envelope.rcpt_tos)
            if fault:
                await self.push("354 End data with <CR><LF>.<CR><LF>")
                await self._reader.readuntil(b"\r\n")
                note(self._post.ws, envelope.mail_from or "", envelope.rcpt_tos, "broken off", fault)
                await broken_off(self)
        await super().smtp_DATA(arg)


class _Clerk:
    """Says yes or no to recipients, and puts mails into the tray."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws

    async def handle_RCPT(  # noqa: N802 - the library calls it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or refuse it where a fault says so."""
        for kind, answer in _REFUSED_AT_RCPT.items():
            fault = self._ws.faults.strike_mail(kind, [address])
            if fault:
                note(self._ws, envelope.mail_from or "", (address,), answer, fault)
                return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Line, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Keep a mail; then answer, or answer late, or never."""
        ws, recipients = self._ws, tuple(envelope.rcpt_tos)
        lost = ws.faults.strike_mail("answer_lost", recipients)
        slow = None if lost else ws.faults.strike_mail("slow", recipients)
        mail = ws.tray.keep(envelope.original_content or b"", envelope.mail_from or "", recipients, ws.now())
        for problem in mail.letter.problems:
            ws.broke("mail", problem, mail=mail.n)
        answer = "kept, answer lost" if lost else "250 2.0.0 Kept in the tray"
        note(ws, mail.sender, recipients, answer, lost or slow, mail.n)
        if lost:
            await broken_off(server)
        if slow:
            await ws.clock.sleep(slow.seconds)
        return answer


async def broken_off(line: Line) -> None:
    """Break a conversation off and never return: the library cancels whoever still waits in it."""
    line.hang_up()
    await asyncio.get_running_loop().create_future()


def note(
    ws: Workspace, sender: str, recipients: Iterable[str], answer: str, fault: Fault | None, mail: int | None = None
) -> None:
    """Write into the journal what became of an attempt to send; `mail` is its number in the tray, if it came in."""
    kind = fault.kind if fault else None
    ws.journal.note("mails", ws.now(), sender=sender, to=list(recipients), answer=answer, fault=kind, mail=mail)
    ws.touch(ws.people)
