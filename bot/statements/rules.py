"""What a press statement is, and what may be done with it when (PRODUCT.md, section 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from bot.approvals.rules import Matter
from bot.refusals import Refusal

# What approvals of statements are called.
STATEMENTS = Matter("statement", "statement", "statements")

# Kinds of letters that this room sends; `letters.py` writes them.
CARD = "statement_card"  # to approvers; ref: the approval
DECISION = "statement_decision"  # to the author, what became of it; ref: the approval
POST = "statement_post"  # to a channel; ref: the statement
MAIL = "statement_mail"  # to a mail address; ref: the statement and the number of the text, or RETRACTION
LATE = "statement_late"  # to the author: its time passed; ref: the statement and that time in Unix seconds
NEWS = "statement_news"  # to the author: it is out; ref: the statement and the number of the text, or RETRACTION
CANCELLED = "statement_cancelled"  # to the author: an approver took it back; ref: the statement and the text's number
RETRACTION = "r"

# Later than this, a statement whose time came while the bot was off is not published without asking its author …
ASKS_AFTER = timedelta(hours=1)
# … and from this on its author is told that it went late.
TELLS_AFTER = timedelta(minutes=2)


class Out(StrEnum):
    """What readers have of a statement."""

    NOTHING = "nothing"
    SCHEDULED = "scheduled"  # approved; goes at its time
    LATE = "late"  # approved, but its time passed while nobody could publish it: its author is asked
    PUBLISHED = "published"
    RETRACTED = "retracted"
    DISCARDED = "discarded"  # its author threw it away before anybody read it


class Work(StrEnum):
    """How the working copy stands: of a statement before it is out, or of its correction after."""

    NONE = "none"
    DRAFT = "draft"
    WAITING = "waiting"
    SENT_BACK = "sent_back"


class TextKind(StrEnum):
    """What a text that was handed in is."""

    FIRST = "first"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Link:
    """Something to open: attachments are links."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Fields:
    """What an author fills in. Days and times of day are by the clock of `zone` (an IANA name), instants are UTC.

    Without `start` the news is dated by the day alone; an `until` that is not after `start` is on the day after.
    `goes_at` is when it is to be published, None for as soon as it is approved. `mistake` says, in a correction, what
    was wrong.
    """

    audience: str = ""
    outcome: str = ""
    happens: str = ""
    day: date | None = None
    start: time | None = None
    until: time | None = None
    must_do: str = ""
    do_by: date | None = None
    ask_whom: str = ""
    subject: str = ""
    body: str = ""
    links: tuple[Link, ...] = ()
    channels: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()
    goes_at: datetime | None = None
    zone: str = "UTC"
    mistake: str = ""
    mail_again: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """What stands in a Slack channel, byte for byte."""

    text: str
    blocks: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class MailText:
    """What is sent by e-mail, byte for byte: the subject and both bodies."""

    subject: str
    plain: str
    html: str


@dataclass(frozen=True, slots=True)
class Text:
    """A statement's text as it was handed in. Only `approved_by`, `approved_at` and `out_at` are written later.

    `fingerprint` is of every byte that the approver is shown: post, mail, where it goes and when.
    """

    statement: str
    number: int
    kind: TextKind
    fields: Fields
    post: Post
    mail: MailText
    mail_again: bool
    fingerprint: str
    author: str
    created_at: datetime
    approved_by: str = ""
    approved_at: datetime | None = None
    out_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A text without its words: its number, whether it goes by mail once more, and when readers got it."""

    number: int
    mail_again: bool
    out_at: datetime | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement. `number` is its name for people, `revision` that of its working copy (`fields`).

    `submitted` is the number of the text that was handed in last, `live` of the one that readers have; 0: none. `why`
    is the reason for which it was retracted, for the history alone.
    """

    id: str
    number: int
    author: str
    out: Out
    work: Work
    fields: Fields
    revision: int
    submitted: int
    live: int
    goes_at: datetime | None
    published_at: datetime | None
    created_at: datetime
    changed_at: datetime
    why: str = ""

    @property
    def is_correction(self) -> bool:
        """Tell whether the working copy corrects what is out."""
        return self.out is Out.PUBLISHED

    @property
    def is_open(self) -> bool:
        """Tell whether there is something left to do with it."""
        return self.out not in {Out.RETRACTED, Out.DISCARDED}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a statement is handed in: why its time is a bad one, and a better one.

    `cause` names what is in the way, so that an answer to one question is not taken for one to another.
    """

    sentence: str
    better: datetime
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the author said to a question of that `cause`: they keep their time, or take the `better` one."""

    cause: str = ""
    keeps: bool = False
    better: datetime | None = None


@dataclass(frozen=True, slots=True)
class Echo:
    """What came back from readers."""

    useful: int = 0
    not_useful: int = 0
    replies: int = 0
    reactions: int = 0


def ref_of(statement_id: str, part: int | str) -> str:
    """Name a mailing of a statement: of one of its texts, or of its retraction."""
    return f"{statement_id}.{part}"


def read_ref(ref: str) -> tuple[str, str]:
    """Read what `ref_of` wrote: the statement, and the part."""
    statement_id, _, part = ref.partition(".")
    return statement_id, part


class UnknownStatement(Refusal):
    """No such statement, or none that this person may see."""

    def __init__(self, number: int | None = None) -> None:
        which = f"no statement {number}" if number else "no such statement any more"
        super().__init__(f"There is {which}. Type /statement to see what there is.")


class Moved(Refusal):
    """The statement was changed elsewhere while a form was open; `statement` is how it stands now."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(
            "This statement was changed in another window while you wrote. Look at it as it stands now, and go on."
        )
        self.statement = statement


class NotNow(Refusal):
    """Something that cannot be done with a statement as it stands."""


class TrafficQuestion(Refusal):
    """It would read badly at that time; `question` says why, and offers a better one."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.sentence)
        self.question = question


class NobodyCanApprove(Refusal):
    """A statement that nobody could approve would wait for ever."""

    def __init__(self, admins: tuple[str, ...]) -> None:
        super().__init__(
            "Nobody but you can approve statements here, and nobody approves their own. "
            "Ask an admin to make somebody an approver. Your statement is kept as a draft.",
            ask=admins,
        )
