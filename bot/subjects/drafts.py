"""A draft, taken apart once: its visible words, facts, parts, readings and systems."""

from dataclasses import dataclass

from bot.subjects import cleaning, entities, facts, times
from bot.subjects.entities import Index, Mention
from bot.subjects.readings import Reading, read, turned
from bot.subjects.rule_types import Rules
from bot.subjects.rules import Fact, GlossaryEntry
from bot.subjects.segments import Segment, cut
from bot.subjects.times import When
from bot.subjects.words import calmed, folded, is_noun_phrase, is_shouted, is_title, words_of

LABEL = "label"
# What a label in front of news makes of it, whatever the news alone would be.
_TURNING = ("restored", "postponed", "cancelled", "extended")
_TURNED_BY_RESTORED = frozenset({"bad", "neutral", "restored", "partial"})


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft says, in parts."""

    raw: str
    text: str
    whens: tuple[When, ...]
    facts: tuple[Fact, ...]
    tickets: tuple[str, ...]
    tags: tuple[str, ...]
    segments: tuple[Segment, ...]
    readings: tuple[Reading, ...]
    labels: tuple[Reading, ...]
    names: tuple[Segment, ...]
    mentions: tuple[Mention, ...]
    index: Index
    shouted: bool
    title: bool

    @property
    def label_kinds(self) -> frozenset[str]:
        """The directions that labels give."""
        return frozenset(one.direction for one in self.labels)


def take_apart(raw: str, glossary: tuple[GlossaryEntry, ...], rules: Rules) -> Draft:
    """Take a draft apart."""
    cleaned = cleaning.clean(raw)
    shouted = is_shouted(cleaned.text)
    index = entities.index_of(glossary)
    text = cleaned.text
    if shouted:
        kept = frozenset(part for one in entities.find(text, index) for part in one.text.split())
        text = calmed(text, rules.sets, kept)
        for one in entities.find(text, index):
            written = next(
                (name for name in (one.entry.name, *one.entry.aliases) if folded(name) == folded(one.text)), ""
            )
            if written:
                text = text[: one.start] + written + text[one.end :]
    whens = times.scan(text)
    segments = cut(text, whens)
    readings, labels, names = _read_all(segments, rules)
    return Draft(
        raw,
        text,
        whens,
        facts.find(text, whens, cleaned.tickets),
        cleaned.tickets,
        cleaned.tags,
        segments,
        readings,
        labels,
        names,
        entities.find(text, index),
        index,
        shouted,
        is_title(text, rules.sets),
    )


def _read_all(
    segments: tuple[Segment, ...], rules: Rules
) -> tuple[tuple[Reading, ...], tuple[Reading, ...], tuple[Segment, ...]]:
    labels: list[Reading] = []
    readings: list[Reading] = []
    names: list[Segment] = []
    for segment in segments:
        found = list(read(segment, rules)) if segment.core else []
        if found and found[0].kind == LABEL:
            labels.append(found[0])
        elif found:
            readings += found
        elif is_noun_phrase(segment.core, rules.sets):
            names.append(segment)
    turn = next((one.direction for one in labels if one.direction in _TURNING), "")
    if turn:
        readings = [turned(one, turn) if _turns(one, turn) else one for one in readings]
    return tuple(readings), tuple(labels), tuple(names)


def _turns(reading: Reading, turn: str) -> bool:
    if turn == "restored":
        return reading.direction in _TURNED_BY_RESTORED and reading.kind != "duty" and reading.direction != "partial"
    return reading.kind != "duty"


def has_content(draft: Draft, rules: Rules) -> bool:
    """Tell whether a draft names anything beside labels and words of the process."""
    return any(word not in rules.sets["noise"] and word not in rules.sets["function"] for word in words_of(draft.text))
