"""What came by mail, oldest first, as much as the tray holds; and which of it came twice."""

import asyncio
import base64
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from sandbox.mail.letter import Letter, read_letter

Json = dict[str, Any]
MOST_MAILS = 500
MOST_BYTES = 50_000_000  # of all mails together; older ones fall out
_REMEMBERED = 20_000  # pairs of Message-ID and recipient by which doubled mails are known


@dataclass
class Mail:
    """One mail; `sender` and `recipients` are the envelope's, `doubled` names who had this Message-ID before."""

    n: int
    at: float
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    letter: Letter
    doubled: tuple[str, ...] = ()
    read: bool = False


@dataclass
class Tray:
    """The mails; `version` grows with every change, and `changed` wakes whoever waits for one."""

    mails: deque[Mail] = field(default_factory=deque)
    version: int = 1
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _count: int = 0
    _bytes: int = 0
    _seen: dict[tuple[str, str], None] = field(default_factory=dict)

    def keep(self, raw: bytes, sender: str, recipients: tuple[str, ...], at: float) -> Mail:
        """Add a mail and return it; `at` is seconds since 1970."""
        self._count += 1
        letter = read_letter(raw)
        mail = Mail(self._count, at, sender, recipients, raw, letter, self._again(letter, recipients))
        self.mails.append(mail)
        self._bytes += len(raw)
        while len(self.mails) > MOST_MAILS or self._bytes > MOST_BYTES:
            self._bytes -= len(self.mails.popleft().raw)
        self._touch()
        return mail

    def _again(self, letter: Letter, recipients: tuple[str, ...]) -> tuple[str, ...]:
        name = letter.value("Message-ID").strip()
        pairs = {(name, one.lower()): one for one in recipients} if name else {}
        before = tuple(one for pair, one in pairs.items() if pair in self._seen)
        self._seen |= dict.fromkeys(pairs)
        while len(self._seen) > _REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return before

    def find(self, n: int) -> Mail | None:
        """Return the mail with this number, if it is still there."""
        return next((mail for mail in self.mails if mail.n == n), None)

    def mark_read(self, n: int | None) -> None:
        """Note that somebody opened a mail; None is all of them."""
        for mail in self.mails:
            if not mail.read and n in {None, mail.n}:
                mail.read = True
                self._touch()

    def clear(self) -> None:
        """Empty the tray; its numbers go on, and what came before makes nothing a double."""
        self.mails.clear()
        self._seen.clear()
        self._bytes = 0
        self._touch()

    def unread(self) -> int:
        """Return how many mails nobody has opened."""
        return sum(not mail.read for mail in self.mails)

    def _touch(self) -> None:
        self.version += 1
        self.changed.set()
        self.changed = asyncio.Event()


def summary_json(mail: Mail) -> Json:
    """Return a mail as the tray lists it."""
    return {
        "id": mail.n,
        "at": mail.at,
        "from": mail.sender,
        "to": list(mail.recipients),
        "subject": mail.letter.value("Subject"),
        "message_id": mail.letter.value("Message-ID").strip(),
        "doubled": list(mail.doubled),
        "problems": list(mail.letter.problems),
        "read": mail.read,
    }


def mail_json(mail: Mail) -> Json:
    """Return a mail with everything in it; `base64` holds its very bytes."""
    return summary_json(mail) | {
        "headers": [{"name": one.name, "value": one.value, "raw": one.raw} for one in mail.letter.headers],
        "plain": mail.letter.plain,
        "html": mail.letter.html,
        "source": mail.raw.decode("utf-8", "replace"),
        "base64": base64.b64encode(mail.raw).decode(),
    }
