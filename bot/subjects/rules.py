"""What a subject, a rewrite and a glossary entry are (PRODUCT.md, section 5)."""

from dataclasses import dataclass, field
from enum import StrEnum

# Where a headline is cut on a phone, and what it may be at most; both in characters (PRODUCT.md, section 5).
LONGEST_HEADLINE = 60
# What is taken for text at all, and what for a subject: anything longer is a whole message.
LONGEST_DRAFT = 3000
LONGEST_SUBJECT = 600


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A system in the words of the people who use it.

    `lets_you` is a capability that is true in good and bad news alike; `outcome` is for good news only.
    """

    name: str
    aliases: tuple[str, ...] = ()
    plain: str = ""
    lets_you: str = ""
    outcome: str = ""


class Status(StrEnum):
    """What came of a draft."""

    OK = "ok"
    KEEP = "keep"
    NEEDS_INPUT = "needs_input"
    UNSUPPORTED_LANGUAGE = "unsupported_language"


class Source(StrEnum):
    """Where the words of a slot come from."""

    AUTHOR = "author"
    GLOSSARY = "glossary"
    DRAFT = "draft"
    RULE = "rule"


class FactKind(StrEnum):
    """What sort of fact must not be lost."""

    TIME = "time"
    MONEY = "money"
    AMOUNT = "amount"
    PLACE = "place"
    PEOPLE = "people"
    ADDRESS = "address"
    TICKET = "ticket"
    NEGATION = "negation"
    HEDGE = "hedge"


@dataclass(frozen=True, slots=True)
class Fields:
    """What the author knows beside the draft; each may be empty."""

    audience: str = ""
    outcome: str = ""
    service: str = ""
    window: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A span of the draft that is copied, never reformatted. `lead` is the word it hangs on, such as "by"."""

    kind: FactKind
    text: str
    start: int
    end: int
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a headline, and who said it; `origin` names the glossary entry, the field or the rule."""

    name: str
    text: str
    source: Source
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Lint:
    """Something that is wrong with a draft."""

    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A better subject: the headline, the facts that are not in it, and why it is as it is.

    `headline`, `facts_line` and `reason` are escaped for Slack's mrkdwn.
    """

    headline: str
    facts_line: str
    reason: str
    rule: str
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a draft; the same draft, fields, glossary and rules give the same answer."""

    status: Status
    questions: tuple[str, ...] = ()
    lints: tuple[Lint, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    facts: tuple[Fact, ...] = field(default=())
