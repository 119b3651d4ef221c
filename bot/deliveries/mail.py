"""The bytes of a mail: the same for the same mail, and with no header in them but those that are meant.

What people wrote reaches headers only as printable ASCII or as encoded words of our own making (RFC 2047). Line ends,
controls and the like are refused: they have no place in a header even when they are encoded. The finished bytes are
read back, and what does not say just what was meant is refused as well.
"""

import hashlib
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import format_datetime
from urllib.parse import quote

from bot.deliveries.rules import Mail
from bot.plain_text import is_mail_address, mailbox

# Of lines with encoded words (https://www.rfc-editor.org/rfc/rfc2047#section-2), the first of which follows the name.
LONGEST_LINE = 76
ROOM_IN_WORD = LONGEST_LINE - len("Subject: ") - len("=?utf-8?q?") - len("?=")
# What stands for itself in an encoded word, wherever that stands (the same, section 5).
PLAIN_IN_WORD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
# What stands for itself in the name before an address: words of letters, digits and a few signs, a space between them.
PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/^_`{|}~-]+)*")
PLAIN_TEXT = re.compile(r"[!-~]+(?: [!-~]+)*")
# Controls, ends of lines and paragraphs, halves of characters.
NOT_IN_HEADERS = frozenset({"Cc", "Zl", "Zp", "Cs"})
OF_THE_BODY = ("MIME-Version", "Content-Type")
# Much that is not ASCII is shorter in base64, and the rest stays readable in quoted-printable.
MOSTLY_ASCII = 5 / 6


class UnsafeMail(Exception):  # noqa: N818 - a state of the mail, said to people in words
    """A mail that must not be sent as it is; the message says why, without quoting it."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom mail comes from. The name may be empty."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """Return what stands after the @."""
        return self.address.rpartition("@")[2]


def sender_of(mail_from: str) -> Sender:
    """Read `address` or `Display name <address>`. Raises UnsafeMail where it is no such thing."""
    found = mailbox(mail_from)
    if found is None:
        raise UnsafeMail("MAIL_FROM is not one mail address, with a name before it or not")
    return Sender(*found)


def key_of(workspace: str, kind: str, ref: str, address: str) -> str:
    """Return what names a mail in its Message-ID: 32 digits, the same at each attempt, that show nobody's address."""
    about = "\n".join((workspace, kind, ref, address))
    return hashlib.sha256(about.encode()).hexdigest()[:32]


def compose(mail: Mail, sender: Sender, to: str, key: str, answers: str = "") -> bytes:
    """Write a mail to one address. `key` is its own, `answers` that of the mail below which it is shown, or "".

    Raises UnsafeMail for what cannot be sent, and for bytes that do not say what was meant.
    """
    if not is_mail_address(to):
        raise UnsafeMail("this is no mail address that mail can be sent to")
    meant = _headers(mail, sender, to, key, answers)
    body = _body(mail, key)
    written = b"".join(_line(name, text, tail) for name, text, tail in meant) + body
    _must_say(written, meant, mail)
    return written


# A header: its name, the text that may be anything, and what follows that as it is.
_Header = tuple[str, str, str]


def _headers(mail: Mail, sender: Sender, to: str, key: str, answers: str) -> list[_Header]:
    above = f"<{answers}@{sender.domain}>"
    unsubscribe = f"<mailto:{quote(sender.address, safe='@')}?subject=unsubscribe>"
    return [
        ("From", sender.name, f"<{sender.address}>"),
        ("To", "", to),
        ("Subject", mail.subject, ""),
        ("Date", "", format_datetime(mail.at.astimezone(UTC))),
        ("Message-ID", "", f"<{key}@{sender.domain}>"),
        *([("In-Reply-To", "", above), ("References", "", above)] if answers else []),
        ("List-Id", mail.list_name, f"<{_list_label(mail.list_name)}.{sender.domain}>"),
        ("List-Post", "", "NO"),
        ("List-Unsubscribe", "", unsubscribe),
        ("Auto-Submitted", "", "auto-generated"),
        ("X-Auto-Response-Suppress", "", "OOF, AutoReply"),
    ]


def _list_label(name: str) -> str:
    return hashlib.sha256(name.encode(errors="replace")).hexdigest()[:16]


def _body(mail: Mail, key: str) -> bytes:
    """Write both bodies, and the headers that are about them. `=_` stands in neither, however they are encoded."""
    body = EmailMessage(policy=policy.SMTP)
    try:
        body.set_content(mail.plain, cte=_encoding_for(mail.plain))
        body.add_alternative(mail.html, subtype="html", cte=_encoding_for(mail.html))
    except UnicodeEncodeError as error:
        raise UnsafeMail("the text of this mail holds half a character") from error
    body.set_boundary(f"=_{key}")
    return body.as_bytes()


def _encoding_for(text: str) -> str:
    is_mostly_ascii = sum(map(str.isascii, text)) >= len(text) * MOSTLY_ASCII
    return "quoted-printable" if is_mostly_ascii else "base64"


# -- headers ----------------------------------------------------------------------------------------------------------


def _fit(text: str) -> bool:
    return not any(unicodedata.category(char) in NOT_IN_HEADERS for char in text)


def _line(name: str, text: str, tail: str) -> bytes:
    """Write a header: its text as it is where that is plain, else as encoded words; folded at its spaces."""
    if not _fit(text):
        what = "subject" if name == "Subject" else "name of its sender" if name == "From" else "name of its audience"
        raise UnsafeMail(f"the {what} holds a line break, a tab or another sign that no mail header may hold")
    plain = PLAIN_NAME if tail else PLAIN_TEXT
    words = text.split(" ") if text else []
    too_long = any(len(f"{name}: {word}") > LONGEST_LINE for word in words)
    if text and (too_long or "=?" in text or not plain.fullmatch(text)):
        words = list(_encoded(text))
    return _folded(f"{name}:", [*words, *([tail] if tail else [])])


def _folded(begun: str, words: list[str]) -> bytes:
    lines = [begun]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > LONGEST_LINE and lines[-1] != begun:
            lines.append("")
        lines[-1] += f" {word}"
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _encoded(text: str) -> Iterator[str]:
    """Write a text as encoded words of whole characters, in whichever way is shorter."""
    quoted = ["".join(_quoted(char)) for char in text]
    if len("".join(quoted)) <= len(text.encode()) * 4 / 3:
        for part in _parts(quoted, list(map(len, quoted)), ROOM_IN_WORD):
            yield f"=?utf-8?q?{part}?="
    else:
        sizes = [len(char.encode()) for char in text]
        for part in _parts(list(text), sizes, ROOM_IN_WORD // 4 * 3):
            yield f"=?utf-8?b?{b64encode(part.encode()).decode()}?="


def _quoted(char: str) -> Iterator[str]:
    if char in PLAIN_IN_WORD:
        yield char
    elif char == " ":
        yield "_"
    else:
        yield from (f"={byte:02X}" for byte in char.encode())


def _parts(pieces: list[str], sizes: list[int], room: int) -> Iterator[str]:
    """Join pieces in their order to parts that are no larger than `room`."""
    part, filled = "", 0
    for piece, size in zip(pieces, sizes, strict=True):
        if filled + size > room:
            yield part
            part, filled = "", 0
        part, filled = part + piece, filled + size
    yield part


# -- reading back -----------------------------------------------------------------------------------------------------


def _must_say(written: bytes, meant: list[_Header], mail: Mail) -> None:
    """Read the bytes back as a mail program does. Raises UnsafeMail where they say anything but what was meant."""
    raw = written.partition(b"\r\n\r\n")[0].decode("ascii", "replace").split("\r\n")
    read = message_from_bytes(written)
    ours = [(name, " ".join(filter(None, (text, tail)))) for name, text, tail in meant]
    ours += [(name, _decoded(str(read[name]))) for name in OF_THE_BODY]
    theirs = [(name, _decoded(value)) for name, value in read.items()]
    names = [line.partition(":")[0] for line in raw if not line.startswith(" ")]
    if sorted(theirs) != sorted(ours) or sorted(names) != sorted(name for name, _ in ours):
        raise UnsafeMail("the headers of this mail would say something else than was meant")
    if _bodies(read) != [_as_sent(mail.plain), _as_sent(mail.html)]:
        raise UnsafeMail("the text of this mail would say something else than was meant")


def _decoded(value: str) -> str:
    unfolded = value.replace("\r\n", "").replace("\n", "")
    try:
        return str(make_header(decode_header(unfolded)))
    except (MessageError, LookupError, UnicodeError, ValueError) as error:
        raise UnsafeMail("the headers of this mail could not be read back") from error


def _bodies(read: Message) -> list[str]:
    parts = read.get_payload()
    if not isinstance(parts, list) or read.get_content_type() != "multipart/alternative" or read.defects:
        return []
    contents = [part.get_payload(decode=True) for part in parts if isinstance(part, Message)]
    return [_as_sent(content.decode()) for content in contents if isinstance(content, bytes)]


def _as_sent(text: str) -> str:
    """Return a text as it arrives: with one kind of line end, and one at its end."""
    lines = re.split(r"\r\n|\r|\n", text)
    return "\n".join(lines if text and lines[-1] == "" else [*lines, ""])
