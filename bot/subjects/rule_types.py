"""What rules are, once loaded: readings of drafts, frames of headlines, lints, and the lists of words they share."""

from collections.abc import Iterator, Mapping
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
class EventWord:
    """A word, or a few, for what happens to a thing, wherever it stands: `role` is noun, verb or state."""

    words: tuple[str, ...]
    role: str
    base: str
    """The verb in its plain form, where it is one."""


@dataclass(frozen=True, slots=True)
class ReadingRule:
    """Phrases, and words for events, that tell what a part of a draft announces."""

    about: About
    kind: str
    direction: str
    phrases: tuple[Phrase, ...]
    rank: int = 50
    words: tuple[EventWord, ...] = ()


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
class PhraseBook:
    """All phrases of the readings in their order, found by the words that they need."""

    phrases: tuple[tuple[ReadingRule, Phrase], ...] = ()
    by_word: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    always: frozenset[int] = frozenset()
    """Those that need no word of their own."""

    def that_may_fit(self, flat: str) -> Iterator[tuple[ReadingRule, Phrase]]:
        """Yield the phrases of which a text in small letters has a word."""
        words = {word.strip(',."“”') for word in flat.split()}
        places = set(self.always)
        for word in words:
            places.update(self.by_word.get(word, ()))
        found = (self.phrases[place] for place in sorted(places))
        return (one for one in found if one[1].may_fit(words))


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """All rules that are in force."""

    readings: tuple[ReadingRule, ...]
    frames: tuple[Frame, ...]
    lints: tuple[LintRule, ...]
    lists: Mapping[str, tuple[str, ...]]
    sets: Mapping[str, frozenset[str]]
    events: Mapping[str, tuple[tuple[ReadingRule, EventWord], ...]] = field(default_factory=dict)
    """The words for events by the first of them, the longest first."""
    phrases: PhraseBook = PhraseBook()
    frames_of: Mapping[str, tuple[Frame, ...]] = field(default_factory=dict)
    """The frames by the kind of news that they are for; under no name, those for any kind."""
    asked_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The slots and flags that these frames speak of, by the same names."""
