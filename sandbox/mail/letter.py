"""One mail as it came: its headers in order, its parts, and what in it no mail program should be sent.

Source of the rules: RFC 5322 (3.6: which headers, and how often), RFC 5321 (2.3.8: lines), RFC 2047 (encoded words).
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import compat32, default

_ONCE = ("From", "Date", "Message-ID")  # a mail has each of these, and once
_AT_MOST_ONCE = ("Sender", "Reply-To", "To", "Cc", "Subject", "In-Reply-To", "References", "MIME-Version")
_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_NAMED = re.compile(r"<[^<>\s@]+@[^<>\s@]+>")


@dataclass(frozen=True)
class Header:
    """One header: `raw` is its value as it came, unfolded; `value` is what a mail program shows."""

    name: str
    raw: str
    value: str


@dataclass(frozen=True)
class Letter:
    """What is in a mail. `plain` and `html` are None where there is no such part."""

    headers: tuple[Header, ...]
    plain: str | None
    html: str | None
    problems: tuple[str, ...]

    def value(self, name: str) -> str:
        """Return what the first header of this name says, or ""."""
        return next((one.value for one in self.headers if one.name.lower() == name.lower()), "")


def read_letter(raw: bytes) -> Letter:
    """Take a mail apart; never raises, because anything at all may come in by mail."""
    headers = tuple(_headers(email.message_from_bytes(raw, policy=compat32)))
    plain, html = _parts(raw)
    return Letter(headers, plain, html, tuple(_problems(raw, headers, plain, html)))


def _headers(message: Message) -> Iterator[Header]:
    for name, folded in message.raw_items():
        raw = _FOLD.sub("", str(folded)).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        yield Header(name, raw, _shown(raw))


def _shown(raw: str) -> str:
    try:
        return str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, ValueError):
        return raw


def _parts(raw: bytes) -> tuple[str | None, str | None]:
    message = email.message_from_bytes(raw, policy=default)
    return _part(message, "plain"), _part(message, "html")


def _part(message: EmailMessage, kind: str) -> str | None:
    """Return the part of this kind as text, its line ends as they are in text."""
    try:
        body = message.get_body((kind,))
        content = body.get_payload(decode=True) if body else None
        charset = body.get_content_charset("utf-8") if body else "utf-8"
    except (LookupError, ValueError, AttributeError, TypeError):  # headers of which the library makes nothing
        return None
    if not isinstance(content, bytes):
        return None
    try:
        text = content.decode(charset, "replace")
    except (LookupError, ValueError):  # a charset that nobody knows, or no name at all
        text = content.decode("utf-8", "replace")
    return text.replace("\r\n", "\n")


def _problems(raw: bytes, headers: tuple[Header, ...], plain: str | None, html: str | None) -> Iterator[str]:
    names = [one.name.lower() for one in headers]
    yield from (f"{name} is missing" for name in _ONCE if name.lower() not in names)
    often = [name for name in (*_ONCE, *_AT_MOST_ONCE) if names.count(name.lower()) > 1]
    yield from (f"{name} is there more than once" for name in often)
    if "bcc" in names:
        yield "Bcc is there for all to read"
    yield from _in_headers(raw, headers)
    if _BARE.search(raw):
        yield "a line ends in something else than CRLF"
    if plain is None:
        yield "there is no plain part" if html is not None else "there is no text part"


def _in_headers(raw: bytes, headers: tuple[Header, ...]) -> Iterator[str]:
    if any(byte > 127 for byte in raw.split(b"\r\n\r\n", 1)[0]):
        yield "a header holds bytes that are not ASCII"
    for one in headers:
        if _CONTROL.search(one.value) or _CONTROL.search(one.raw):
            yield f"{one.name} holds a control character or a line end"
        if one.name.lower() == "message-id" and not _NAMED.fullmatch(one.raw.strip()):
            yield "Message-ID is not like <name@place>"
