"""What rules are, once loaded: readings of drafts, frames of headlines, lints, and the lists of words they share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.subjects.patterns import Phrase


@dataclass(frozen=True, slots=True)
class Example:
    """A draft that a rule's tests try, with what its author and glossary know."""

    subject: str
    given: Mapping[str, str]
    line: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What every rule says of itself."""

    id: str
    text: str
    """The message of a lint, the reason of a frame, what a reading means."""
    level: str = "suggestion"
    link: str = ""
    file: str = ""
    line: int = 0
    fires: tuple[Example, ...] = ()
    silent: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingRule:
    """Phrases that tell what a part of a draft announces."""

    about: About
    kind: str
    direction: str
    phrases: tuple[Phrase, ...]
    rank: int = 50


@dataclass(frozen=True, slots=True)
class Frame:
    """A headline with slots, and what it is for. `must` and `never` name slots beside those it shows."""

    about: About
    kinds: frozenset[str]
    directions: frozenset[str]
    says: tuple[str, ...]
    rank: int = 50
    must: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LintRule:
    """Something to point out: `check` names one of the ways of looking, `words` what it looks for."""

    about: About
    check: str
    words: frozenset[str] = frozenset()
    phrases: tuple[Phrase, ...] = ()
    most: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules that are in force."""

    readings: tuple[ReadingRule, ...]
    frames: tuple[Frame, ...]
    lints: tuple[LintRule, ...]
    lists: Mapping[str, tuple[str, ...]]
    sets: Mapping[str, frozenset[str]]
