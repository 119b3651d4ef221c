"""What screens draw of statements: values that flows gather, and nothing that acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.approvals.rules import Approval
from bot.audiences.rules import Audience
from bot.deliveries.rules import Progress
from bot.refusals import Refusal
from bot.statements.rules import Fields, Question, Statement, Text


@dataclass(frozen=True, slots=True)
class Start:
    """What a form starts from. `reason` is why an approver sent it back, "" where none did."""

    audiences: tuple[Audience, ...]
    fields: Fields
    statement: Statement | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A statement as it would be handed in, what keeps it from that, and what is asked first.

    `zone` is the reader's own.
    """

    statement: Statement
    text: Text
    complaints: tuple[Refusal, ...]
    question: Question | None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A text that waits, and where the approvers were asked: a channel, or themselves."""

    statement: Statement
    text: Text
    approval: Approval
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A text as an approver reads it; `before` is what a correction replaces, `author` and `decider` are names.

    `stopper` is the name of the approver who cancelled it after it was approved, "" where none did.
    """

    statement: Statement
    text: Text
    before: Text | None
    approval: Approval
    author: str
    decider: str = ""
    stopper: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What there is, as one person may see it: the newest ten of what is out.

    `reasons` says of each draft that was sent back why, by the statement's id.
    """

    waiting: tuple[Case, ...]
    drafts: tuple[Statement, ...]
    scheduled: tuple[Statement, ...]
    published: tuple[Statement, ...]
    may_write: bool
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """All about one statement, as one person may see it. `names` are of everybody it names, by Slack id.

    `posted` and `mailed` say how far it has come, in channels and by mail; None before it is out. `mail_reached` is how
    many addresses have it by mail, or may have it; `zone` the reader's own.
    """

    statement: Statement
    texts: tuple[Text, ...]
    live: Text | None
    approval: Approval | None
    names: Mapping[str, str]
    posted: Progress | None
    mailed: Progress | None
    may_write: bool
    may_decide: bool
    mail_reached: int = 0
    zone: str = ""
