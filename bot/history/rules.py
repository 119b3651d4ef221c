"""What is told of a version afterwards: what became of it, how long it was live, and whom it reached."""

from dataclasses import dataclass
from datetime import datetime

from bot.incidents.rules import CLOSING_ANSWERS_FOR
from bot.party_lines.rules import LineKind, LineStatus, PartyLine
from bot.refusals import Refusal

# What is typed after /partyline.
HISTORY = "history"
# Versions on one page of the screen: each takes up to eight blocks, and a modal holds 100.
PAGE = 8

_WORDS = {
    LineStatus.SUBMITTED: "waiting for approval",
    LineStatus.LIVE: "live",
    LineStatus.SENT_BACK: "sent back",
    LineStatus.CANCELLED: "replaced before approval",
    LineStatus.REPLACED: "replaced",
}


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a version reached: how often it was looked up, by how many people, and in how many messages it went out.

    Look-ups are counted that gave the version's own sentence, and not what was said in its place.
    """

    look_ups: int = 0
    people: int = 0
    messages: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """One version with what became of it. `ended_at` is when another took its place, live or not, or it was sent back.

    `before` is the version before it in its series; `reason` what an approver wrote who sent it back; `again` the
    open incident for which it could be put forward again, "" where there is none.
    """

    line: PartyLine
    ended_at: datetime | None
    reach: Reach = Reach()
    before: PartyLine | None = None
    reason: str = ""
    again: str = ""


def status_words(line: PartyLine, now: datetime) -> str:
    """Say what became of a version: "live", "replaced", "withdrawn", "live, published without review", …"""
    said = _became(line, now)
    if not line.glass_reason:
        return said
    return f"{said}, published without review" + (" and approved since" if line.approved_by else "")


def _became(line: PartyLine, now: datetime) -> str:
    """Say it in a word or two. What nothing took the place of may still be said no more."""
    if line.withdrawn_at is not None:
        return "withdrawn"
    if line.status is LineStatus.LIVE and live_until(line, None, now) is not None:
        return "over" if line.kind is LineKind.CLOSING else "no longer said"
    return _WORDS[line.status]


def live_until(line: PartyLine, ended_at: datetime | None, now: datetime) -> datetime | None:
    """Return when a version stopped being said for good; None while it is live, and for what never was.

    That is when another replaced it or it was withdrawn; a closing line is said for a day, and what was published
    without review until its time for that is over.
    """
    if line.approved_at is None:
        return None
    ends = [line.withdrawn_at, ended_at if line.status is not LineStatus.LIVE else None, line.glass_until]
    if line.kind is LineKind.CLOSING:
        ends.append(line.approved_at + CLOSING_ANSWERS_FOR)
    over = [end for end in ends if end is not None and end <= now]
    return min(over) if over else None


def promise_words(line: PartyLine, ended_at: datetime | None, now: datetime) -> str:
    """Say whether the next update came in time: "kept", "late"; "" where nothing was promised or it is not due yet."""
    promised = line.promise_at
    if line.approved_at is None or promised is None or line.withdrawn_at is not None:
        return ""
    if line.status is LineStatus.REPLACED and ended_at is not None:
        return "kept" if ended_at <= promised else "late"
    return "late" if line.status is LineStatus.LIVE and promised <= now else ""


class NoSuchVersion(Refusal):
    """A version that is not there, or of another workspace."""

    def __init__(self) -> None:
        super().__init__("That version is not there any more. Type /partyline history and the topic.")
