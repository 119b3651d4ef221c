"""Words that all screens of statements share: what one is called, how it stands, where and when it goes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import inert, mention, when
from bot.statements.rules import Fields, Out, Statement, Work
from bot.statements.template import is_said
from bot.statements.times import city_words, clock_words, zone_of

# Buttons that stand on several screens; each carries a statement's id, or what `pack` wrote.
SHOW = "statement.show"
CONTINUE = "statement.continue"
NEW = "statement.new"
READ = "statement.read"

NO_SUBJECT = "No subject yet"
# How much of a subject a list shows, and of an approver's reason.
LONGEST_LISTED = 150
MOST_PLACES = 8

Screen = Mapping[str, Any]


def subject_of(fields: Fields) -> str:
    """Return what a statement is known by: its subject, else what its reader can do, or what happens."""
    said = next((one for one in (fields.subject, fields.outcome, fields.happens) if one.strip()), NO_SUBJECT)
    return blocks.cut(" ".join(said.split()), LONGEST_LISTED)


def unsaid_outcome(fields: Fields) -> list[tuple[str, str]]:
    """Return what readers can do afterwards, with its label, where the subject does not say it in the same words."""
    return [] if is_said(fields.outcome, subject_of(fields)) else [("What they can do afterwards", fields.outcome)]


def goes(at: datetime | None, now: datetime) -> str:
    """Say when something goes that nobody has approved yet."""
    return f"goes {when(at, now)}" if at is not None and at > now else "goes as soon as it is approved"


def by_the_authors_clock(at: datetime, zone: str, reader: str = "") -> str:
    """Write an instant by its author's clock, for readers who have another: "(18:00 Tokyo time)"; "" for none.

    `reader` is the zone of the one who reads it, where there is just one.
    """
    city = "" if zone == reader else city_words(zone)
    return f" ({clock_words(at.astimezone(zone_of(zone)).time())} {inert(city)})" if city else ""


def state(statement: Statement, now: datetime) -> str:
    """Say how a statement stands, for its readers first, in our own words."""
    work = _WORK[statement.work]
    if statement.out is Out.NOTHING:
        return work or "draft"
    out = _out(statement, now)
    return f"{out} · its correction: {work}" if statement.is_correction and work else out


_WORK = {
    Work.NONE: "",
    Work.DRAFT: "draft",
    Work.WAITING: "waits for an approver",
    Work.SENT_BACK: "sent back",
}


def _out(statement: Statement, now: datetime) -> str:
    due = when(statement.goes_at, now) if statement.goes_at else "now"
    since = when(statement.published_at or statement.changed_at, now)
    changed = when(statement.changed_at, now)
    said = {
        Out.NOTHING: "draft",
        Out.SCHEDULED: f"approved, goes {due}",
        Out.LATE: f"approved, but not out: it was to go {due}, while I was off",
        Out.PUBLISHED: f"published {since}",
        Out.RETRACTED: f"retracted {changed}",
        Out.DISCARDED: f"thrown away {changed}",
    }
    return said[statement.out]


def audience_words(fields: Fields) -> str:
    """Say for whom it is, as a part of a line."""
    return f"for {inert(fields.audience)}" if fields.audience else "for nobody yet"


def channels_words(channels: Sequence[str]) -> str:
    """Name channels, so that each reader sees the names that they know."""
    shown = ", ".join(f"<#{inert(one)}>" for one in channels[:MOST_PLACES])
    more = f" and {len(channels) - MOST_PLACES} more" if len(channels) > MOST_PLACES else ""
    return f"{shown}{more}"


def counted(count: int, one: str, many: str) -> str:
    """Write a number with its word: "1 address", "3 addresses"."""
    return f"{count} {one if count == 1 else many}"


def addresses_words(mail: Sequence[str]) -> str:
    """Say to how many mail addresses it goes."""
    return counted(len(mail), "mail address", "mail addresses")


def places_words(fields: Fields) -> str:
    """Say where it goes: channels by name, addresses by number."""
    where = [channels_words(fields.channels)] if fields.channels else []
    where += [addresses_words(fields.mail)] if fields.mail else []
    return " and ".join(where) or "nowhere yet"


def asked_words(asked: Sequence[str]) -> str:
    """Name where the approvers were asked: a channel, or themselves."""
    return ", ".join(f"<#{place}>" if place[:1] in "CG" else mention(place) for place in asked[:5])


def labelled(parts: Iterable[tuple[str, str]]) -> list[Block]:
    """Draw user text with its labels, one part a line; what is empty is left out."""
    drawn = [[blocks.text(f"{label}: ", bold=True), blocks.text(words)] for label, words in parts if words.strip()]
    return [blocks.rich(*drawn)] if drawn else []


def large(words: str) -> Block:
    """Draw user text as large as Slack can."""
    if words.strip() and len(words) <= blocks.HEADER_LIMIT and "\n" not in words:
        return blocks.header(words)
    return blocks.rich([blocks.text(words if words.strip() else NO_SUBJECT, bold=True)])


def outcome(said: str, title: str = "Press statement") -> Block:
    """Draw the modal that says what came of something."""
    return blocks.modal(title, [blocks.section(said)])


@dataclass(frozen=True, slots=True)
class Packed:
    """Which statement a button is about, what was live, when it was to go, and its revision, as it was drawn."""

    number: int
    statement_id: str
    live: int
    goes_at: datetime | None
    revision: int = 0


def pack(statement: Statement) -> str:
    """Write on a button which statement it is about, and how that stands."""
    goes_at = statement.goes_at.isoformat() if statement.goes_at else ""
    return f"{statement.number}|{statement.id}|{statement.live}|{goes_at}|{statement.revision}"


def read_packed(value: str) -> Packed:
    """Read it back. Nonsense is about no statement."""
    parts = [*value.replace("\x00", "").split("|", 4), "", "", "", "", ""]
    number, statement_id, live, goes_at, revision = parts[:5]
    return Packed(read_number(number), statement_id[:32], read_number(live), _instant(goes_at), read_number(revision))


def read_number(written: str) -> int:
    """Read a statement's number; 0, which no statement has, from nonsense."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0


def _instant(written: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def closing_all(view: Block) -> Block:
    """Let a modal close what stands below it too: that is out of date by now."""
    return view | {"clear_on_close": True}
