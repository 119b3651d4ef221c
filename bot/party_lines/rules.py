"""What a party line is, and why one is refused (PRODUCT.md, sections 2 and 3)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.approvals.rules import Approval, OwnText
from bot.incidents.rules import IncidentStatus, Severity
from bot.party_lines.wording import Words, fingerprint
from bot.plain_text import hidden_characters
from bot.refusals import Refusal

# Served where an author gave no holding line and the topic has none. The approver reads it like all the rest.
HOLDING = "We are still working on it. I will have news for you shortly."
# What a commander does with a topic, as they type it.
OPEN, UPDATE, CLOSE = "open", "update", "close"
# How long a line may be said that nobody has reviewed (PRODUCT.md, section 3 "Approval").
UNREVIEWED_FOR = timedelta(minutes=15)
MOST_REASON = 1000
# How far away a promise may be: past this it is a slip of the finger, or no promise.
LONGEST_PROMISE = timedelta(days=14)


class LineKind(StrEnum):
    """What a line is for."""

    INCIDENT = "incident"
    CLOSING = "closing"
    HOLDING = "holding"
    STANDING = "standing"
    DEFAULT = "default"


class LineStatus(StrEnum):
    """Where a version stands. Only `live` ones are ever served."""

    SUBMITTED = "submitted"
    LIVE = "live"
    SENT_BACK = "sent_back"
    CANCELLED = "cancelled"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Draft:
    """What an author hands in: every byte that is approved together."""

    words: Words
    status: IncidentStatus
    severity: Severity
    promise_at: datetime | None

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all of it; the approver's card carries it, and approving compares it."""
        promise = self.promise_at.astimezone(UTC).isoformat() if self.promise_at else ""
        extra = {"status": self.status.value, "severity": self.severity.value, "promise_at": promise}
        return fingerprint(self.words, extra)


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One immutable, numbered version. `series` is its incident's id, or names its topic and kind."""

    id: str
    kind: LineKind
    series: str
    topic_id: str
    number: int
    draft: Draft
    author: str
    created_at: datetime
    status: LineStatus
    approved_by: str | None
    approved_at: datetime | None
    # What may happen to a version after it went live; its words never change.
    extended_to: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_why: str = ""
    # The approved sentence that is said in place of a version that was withdrawn.
    instead: str = ""
    # Why it was published without review, "" where it was not; and until when it may be served unless it is ratified.
    glass_reason: str = ""
    glass_until: datetime | None = None

    @property
    def words(self) -> Words:
        """What it says."""
        return self.draft.words

    @property
    def promise_at(self) -> datetime | None:
        """By when the next update comes: as approved, or as extended since."""
        return self.extended_to or self.draft.promise_at

    @property
    def is_unreviewed(self) -> bool:
        """Tell whether it was published without review, and nobody has ratified it yet."""
        return self.glass_until is not None


def can_be_published_unreviewed(line: PartyLine) -> bool:
    """Tell whether a commander may publish a version at once: the line of a major incident, not its all-clear."""
    return line.kind is LineKind.INCIDENT and line.draft.severity in (Severity.MAJOR, Severity.CRITICAL)


def standing_series(kind: LineKind, topic_id: str = "") -> str:
    """Name the series of a text that belongs to a topic, or to the workspace."""
    return f"{kind.value}/{topic_id}"


@dataclass(frozen=True, slots=True)
class Case:
    """A text for approval, the live version it would replace, and the names to show without pinging anybody.

    `also` are the sentences of other open incidents on the topic: people hear them beside this one. `withdrawer` is
    who withdrew it, where somebody has.
    """

    approval: Approval
    line: PartyLine
    live: PartyLine | None
    topic: str
    author: str
    decider: str = ""
    also: tuple[str, ...] = ()
    withdrawer: str = ""


def compared_with(live: PartyLine | None) -> str:
    """Name what a version is compared with by whoever decides on it: the live one, and whether it was withdrawn."""
    if live is None:
        return ""
    return f"{live.number} withdrawn" if live.withdrawn_at is not None else str(live.number)


class LiveChanged(Refusal):
    """What an approver compared a version with is not what was said when they decided."""

    def __init__(self, live: PartyLine | None) -> None:
        gone = live is not None and live.withdrawn_at is not None
        what = f"Version {live.number} was withdrawn" if live and gone else "What is said now changed"
        super().__init__(f"{what} while you were reading. Read what changes now, and decide again.")


class OwnLine(OwnText):
    """Nobody sends their own line back: they hand in another, or withdraw what is out."""

    def __init__(self, line: PartyLine) -> None:
        if line.status is LineStatus.LIVE:
            mend = "It is out already: to take it back, type /partyline withdraw and the topic."
        else:
            verb = CLOSE if line.kind is LineKind.CLOSING else UPDATE
            mend = f"To change it, type /partyline {verb} and the topic: what you hand in takes its place."
        super().__init__(f"This is your own line, so somebody else decides on it. {mend}")


class WordingRefused(Refusal):
    """One thing wrong with the wording, beside its field."""


class BadReason(Refusal):
    """A reason that is missing, or that cannot be kept as it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, "reason")


class PastPromise(Refusal):
    """The next update cannot come in the past."""

    def __init__(self) -> None:
        super().__init__("That time has passed. When will the next update come?", "promise_at")


class FarPromise(Refusal):
    """Nobody waits that long for an update."""

    def __init__(self) -> None:
        super().__init__(
            f"That is more than {LONGEST_PROMISE.days} days away. Promise an earlier update.", "promise_at"
        )


class MissingPromise(Refusal):
    """Everybody who is told also wants to know when they will hear more."""

    def __init__(self) -> None:
        super().__init__("When will the next update come? Choose a day and a time.", "promise_at")


class PromisePassed(Refusal):
    """What would be approved now promises something for a time that has gone by."""

    def __init__(self) -> None:
        super().__init__(
            "The time it promises for the next update has passed, so nothing was approved. "
            "Send it back and ask for a new time."
        )


class HoldingHoldsATime(Refusal):
    """The holding line is said when the promised time has passed, so a time in it would be an old one."""

    def __init__(self) -> None:
        super().__init__(
            "This is said when the promised time has passed, so a time in it would be an old one. Leave it out.",
            "holding",
        )


class ResolvedByClosing(Refusal):
    """An incident ends with the line that says so."""

    def __init__(self) -> None:
        super().__init__("To say that it is over, close the incident: /partyline close and the topic.", "status")


class NothingChanged(Refusal):
    """An approver would be asked to approve what is live already."""

    def __init__(self) -> None:
        super().__init__("Nothing has changed. Change the sentence, or promise a new time.", "say")


class NobodyCanApprove(Refusal):
    """A line that nobody could approve would wait for ever."""

    def __init__(self, admins: tuple[str, ...]) -> None:
        super().__init__(
            "Nobody but you can approve lines here, and nobody approves their own. "
            "Ask an admin to add an approver to the set-up file. Your text is kept in this form.",
            ask=admins,
        )


def newest_since(newest: PartyLine) -> str:
    """Say what became of a version that somebody else wrote meanwhile: whether it is out, or was only handed in."""
    return f"Version {newest.number} {'came out' if newest.status is LineStatus.LIVE else 'was handed in'}"


class NewerVersion(Refusal):
    """Somebody handed in a version while this one was being written. `newest` is theirs."""

    def __init__(self, newest: PartyLine) -> None:
        super().__init__(f"{newest_since(newest)} while you were writing.")
        self.newest = newest


_A_TIME = re.compile(
    r"\b[0-2]?\d[:.h][0-5]\d\b|\b[01]?\d ?[ap]\.?m\b|\bo.clock\b|\b[0-2]?\d ?(?:h|uhr)\b"
    r"|\b(?:at|by|until|till|before|after) [0-2]?\d(?:[0-5]\d)?\b"
    r"|\bnoon\b|\bmidnight\b|\b(?:half past|quarter (?:past|to))\b",
    re.IGNORECASE,
)


def check_holding(holding: str) -> Refusal | None:
    """Refuse clock times in a holding line: "14:30", "2.30", "3 pm", "by 4", "by noon", "16 Uhr"."""
    return HoldingHoldsATime() if _A_TIME.search(holding) else None


def reason_of(typed: str, *, least: int, missing: str) -> str:
    """Return a written reason without outer blank. Raises BadReason; `missing` says why one of `least` signs is due."""
    reason = typed.strip()
    if len(reason) < least:
        raise BadReason(missing)
    if hidden := hidden_characters(reason):
        raise BadReason(f"The reason holds {hidden[0]}, which nobody sees. Type it again, or paste as plain text.")
    if len(reason) > MOST_REASON:
        raise BadReason(f"That is {len(reason):,} characters; the reason has room for {MOST_REASON:,}.")
    return reason


def check_open(status: IncidentStatus) -> Refusal | None:
    """Refuse a line that would resolve its incident: what is said after the end is a closing line."""
    return ResolvedByClosing() if status is IncidentStatus.RESOLVED else None


def check_promise(promise_at: datetime | None, now: datetime) -> Refusal | None:
    """Say what is wrong with a promise: missing, past, or too far away to be one."""
    if promise_at is None:
        return MissingPromise()
    if promise_at <= now:
        return PastPromise()
    if promise_at - now > LONGEST_PROMISE:
        return FarPromise()
    return None
