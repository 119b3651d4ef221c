"""Handing mail to a mail server (RFC 5321): one conversation a mail, with the final dot as a step of its own.

Whatever breaks before that dot has sent nothing, and can be tried again. After it, only a clear answer counts. The
server's own words are never passed on: they may quote addresses and texts. People read its code and words of ours.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from socket import gaierror
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from bot.deliveries.mail import Sender, UnsafeMail, compose, sender_of
from bot.deliveries.rules import MAIL_PAUSE, Later, Lost, Mail, MailOutcome, MailPostman, Never, Sent

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# How long one step may take, and all of them together: less than SLOWEST_CALL. The answer to the dot may take the rest.
STEP_SECONDS, ALL_SECONDS = 10.0, 24.0
DOT = b".\r\n"
TEMPORARY, FINAL = range(400, 500), range(500, 600)
NOT_SET = Later("no mail server is set: set SMTP_URL and MAIL_FROM", needs_mending=True)
NO_ACCESS = "wants a user and a password: put them into SMTP_URL"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. `tls` from the first byte on, or `starttls` before anything is said."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    starttls: bool = False


def server_of(url: str) -> MailServer:
    """Read an SMTP_URL that the settings let pass.

    `smtps://` speaks TLS from the start. `smtp://` turns to it (STARTTLS), and gives up where the server does not offer
    that; without TLS it speaks to a server on this machine that wants no password, and with `?tls=off`.
    """
    parts = urlsplit(url)
    host, user, over_tls = parts.hostname or "", unquote(parts.username or ""), parts.scheme == "smtps"
    is_open = "tls=off" in parts.query.split("&") or (host in LOOPBACK and not user)
    port = parts.port or (465 if over_tls else 587)
    return MailServer(host, port, user, unquote(parts.password or ""), over_tls, not over_tls and not is_open)


def postman_for(smtp_url: str, mail_from: str) -> MailPostman:
    """Return who hands mail over; where a setting is missing, who says that."""
    return SmtpPostman(server_of(smtp_url), sender_of(mail_from)) if smtp_url and mail_from else NoPostman()


@dataclass(frozen=True, slots=True)
class NoPostman:
    """Stands where no mail server is set: all mail waits."""

    def send(self, mail: Mail, to: str, key: str, answers: str, going: Callable[[], bool]) -> MailOutcome:  # noqa: ARG002
        """Say what is missing."""
        return NOT_SET


@dataclass(frozen=True, slots=True)
class SmtpPostman:
    """The courier's hands at a mail server. `trust` makes what the server's certificate is held to."""

    server: MailServer
    sender: Sender
    step_seconds: float = STEP_SECONDS
    all_seconds: float = ALL_SECONDS
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def send(self, mail: Mail, to: str, key: str, answers: str, going: Callable[[], bool]) -> MailOutcome:
        """Hand one mail over, as `MailPostman` says."""
        try:
            content = compose(mail, self.sender, to, key, answers)
        except UnsafeMail as error:
            return Never(str(error))
        try:
            with self._conversation() as talk:
                _must(talk.mail(self.sender.address), _sender_refused)
                _must(talk.rcpt(to), _address_refused)
                _must(talk.docmd("DATA"), _mail_refused, wanted=354)
                _send_all_but_the_dot(talk, content, going)
                return _finish(talk, to, key, self.all_seconds)
        except _Stopped as stopped:
            return stopped.outcome
        except OSError as error:
            return _broken(error)

    def check(self) -> Later | Never | None:
        """Connect and log in, and send nothing; None where the mail server takes our mail, as far as that shows."""
        try:
            with self._conversation():
                return None
        except _Stopped as stopped:
            return stopped.outcome
        except OSError as error:
            return _broken(error)

    @contextmanager
    def _conversation(self) -> Iterator["_Talk"]:
        """Begin, turn to TLS and log in as is set; at the end take leave, without waiting for an answer."""
        server = self.server
        connect = partial(_TalkOverTls, context=self.trust()) if server.tls else _Talk
        talk = connect(server.host, server.port, self.sender.domain, self.step_seconds, monotonic() + self.all_seconds)
        try:
            if server.starttls:
                _turn_to_tls(talk, self.trust())
            if server.user:
                _log_in(talk, server)
            talk.ehlo_or_helo_if_needed()
            yield talk
        finally:
            with suppress(OSError):
                talk.putcmd("quit")
            talk.close()


class _Talk(smtplib.SMTP):
    """A conversation whose every step has to end in its time, and all of them in theirs."""

    def __init__(self, host: str, port: int, me: str, step: float, until: float, **more: Any) -> None:
        self._until = until
        super().__init__(host, port, local_hostname=me, timeout=step, **more)

    def getreply(self) -> tuple[int, bytes]:
        """Read one answer. Raises TimeoutError where there is no time left, or SMTPServerDisconnected."""
        left = self._until - monotonic()
        if left <= 0:
            self.close()
            raise TimeoutError
        if self.sock is not None:
            self.sock.settimeout(min(left, self.timeout))
        return super().getreply()


class _TalkOverTls(_Talk, smtplib.SMTP_SSL):
    """The same in TLS from the first byte on."""


class _Stopped(Exception):  # noqa: N818 - how a conversation ends early
    """The conversation is over before the dot."""

    def __init__(self, outcome: Later | Never) -> None:
        super().__init__(type(outcome).__name__)
        self.outcome = outcome


_Reply = tuple[int, bytes]
_No = TypeVar("_No", bound=Later | Never)


def _must(reply: _Reply, refused: Callable[[int, str], Later | Never], wanted: int = 200) -> None:
    """Go on where the server said yes. Raises _Stopped."""
    code, words = reply
    if not (code == wanted if wanted != 200 else 200 <= code < 300):
        raise _Stopped(_judged(code, words, refused))


def _judged(code: int, words: bytes, refused: Callable[[int, str], _No]) -> Later | _No:
    if code in TEMPORARY:
        full = code == 452 or _detail(words).startswith("4.2.2")
        said = "has no room for that mail now" if full else "asks us to come back later"
        return Later(f"the mail server {said} ({code})", MAIL_PAUSE)
    if code == 530:
        return _to_mend(NO_ACCESS, code)
    if code in FINAL:
        return refused(code, _detail(words))
    return Later("what answers at SMTP_URL does not speak as a mail server does", needs_mending=True)


def _detail(words: bytes) -> str:
    """Return the enhanced status code of an answer, such as 5.1.1; "" for none (RFC 3463)."""
    found = re.match(rb"[245]\.\d{1,3}\.\d{1,3}(?!\d)", words)
    return found[0].decode() if found else ""


def _to_mend(said: str, code: int) -> Later:
    return Later(f"the mail server {said} ({code})", needs_mending=True)


def _sender_refused(code: int, _detail: str) -> Later:
    return _to_mend("takes no mail from the address in MAIL_FROM: set one that it does", code)


def _turned_away(code: int, _detail: str) -> Later:
    return _to_mend("turns us away: check SMTP_URL", code)


def _login_refused(code: int, _detail: str) -> Later:
    return _to_mend("refuses the user or the password in SMTP_URL", code)


def _address_refused(code: int, detail: str) -> Never:
    if code == 552 or detail == "5.2.2":
        return Never(f"that mailbox is full ({code})")
    if detail.startswith("5.7."):
        return Never(f"the mail server does not let us send to that address ({code})")
    if code in {550, 551, 553} or detail.startswith("5.1."):
        return Never(f"the mail server knows no such address ({code})")
    return Never(f"the mail server refuses that address ({code})")


def _mail_refused(code: int, detail: str) -> Never:
    if detail == "5.2.2":
        return Never(f"that mailbox is full ({code})")
    if code == 552:
        return Never(f"that mailbox is full, or the mail too large for it ({code})")
    return Never(f"the mail server refuses the message ({code})")


def _turn_to_tls(talk: _Talk, trust: ssl.SSLContext) -> None:
    """Go on in TLS. Raises _Stopped where the server does not offer it, and OSError."""
    talk.ehlo_or_helo_if_needed()
    if not talk.has_extn("starttls"):
        said = "the mail server offers no TLS: use smtps://, or add ?tls=off to SMTP_URL if the way to it is safe"
        raise _Stopped(Later(said, needs_mending=True))
    talk.starttls(context=trust)


def _log_in(talk: _Talk, server: MailServer) -> None:
    """Log in. Raises _Stopped where that does not work, and OSError."""
    try:
        talk.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        raise _Stopped(_judged(error.smtp_code, b"", _login_refused)) from None
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException):
        raise
    except smtplib.SMTPException:
        said = "the mail server offers no way to log in that Partyline knows: take the user out of SMTP_URL, or use TLS"
        raise _Stopped(Later(said, needs_mending=True)) from None


def _send_all_but_the_dot(talk: _Talk, content: bytes, going: Callable[[], bool]) -> None:
    """Send the whole mail, and ask whether it goes; without the dot it does not. Raises _Stopped where it is not to."""
    goes = False
    try:
        talk.send(re.sub(rb"(?m)^\.", b"..", content))
        goes = going()
    finally:
        if not goes:
            # Whatever else was said now would be part of the mail.
            talk.close()
    if not goes:
        raise _Stopped(Later("another courier took this mail over"))
    _must_listen_still(talk)


def _must_listen_still(talk: _Talk) -> None:
    """Raise _Stopped or OSError where the server broke off: without the dot, nothing has happened yet."""
    if talk.sock is None:
        raise smtplib.SMTPServerDisconnected
    talk.sock.settimeout(0)
    try:
        talk.sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        talk.sock.settimeout(talk.timeout)
        return
    talk.close()
    raise _Stopped(Later("the mail server broke off in the middle of the mail", MAIL_PAUSE))


def _finish(talk: _Talk, to: str, key: str, patience: float) -> MailOutcome:
    """Send the dot, and say what the server made of the mail. Some look through it first, and take their time."""
    talk.timeout = patience
    try:
        talk.send(DOT)
        code, words = talk.getreply()
    except OSError:
        return Lost()
    if 200 <= code < 300:
        return Sent(to, key)
    return _judged(code, words, _mail_refused) if code in TEMPORARY or code in FINAL else Lost()


def _broken(error: OSError) -> Later:
    """Say what kept us from the mail server."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _judged(error.smtp_code, b"", _turned_away)
    if isinstance(error, ssl.SSLCertVerificationError):
        said = "the mail server's certificate is not trusted: check the name in SMTP_URL, or set SSL_CERT_FILE"
        return Later(said, needs_mending=True)
    if isinstance(error, ssl.SSLError):
        return Later("TLS with the mail server does not work: check scheme and port in SMTP_URL", needs_mending=True)
    if isinstance(error, gaierror):
        return Later("the mail server's name is not known: check SMTP_URL", needs_mending=True)
    return Later(f"the mail server does not answer ({type(error).__name__})")
