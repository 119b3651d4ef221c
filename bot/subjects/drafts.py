"""A draft, taken apart once: its visible words, facts, parts, readings and systems."""

import re
from dataclasses import dataclass, replace

from bot.subjects import cleaning, entities, facts, times
from bot.subjects.entities import Index, Mention
from bot.subjects.gist import gist
from bot.subjects.peeling import is_reason, opened, peeled
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
    segments = cut(text, whens, rules.sets)
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
        found = (
            _read_one(segment, rules) if segment.core and not (len(segments) > 1 and is_reason(segment.core)) else []
        )
        if found and found[0].kind == LABEL:
            labels.append(found[0])
        elif found:
            found = [_closed_meanwhile(one) for one in found]
            duty = [one for one in found if one.kind == "duty"]
            unharmed = [one for one in found if one.kind == "unaffected"]
            found = unharmed or found
            asked = [one for one in found if one.direction == "duty"]
            readings += asked if duty else found
        elif names and (found := _with_name(names[-1], segment, rules)):
            readings += found
        elif is_noun_phrase(segment.core, rules.sets):
            names.append(segment)
    turn = next((one.direction for one in labels if one.direction in _TURNING), "")
    if turn:
        readings = [turned(one, turn) if _turns(one, turn) else one for one in readings]
    return tuple(readings), tuple(labels), tuple(names)


def _with_name(name: Segment, segment: Segment, rules: Rules) -> list[Reading]:
    """Read a part that only says what happens together with the name before it: "Scanners: battery recall"."""
    first = words_of(segment.core)[:1]
    if not first or (first[0] not in rules.events and not first[0].endswith("ed")):
        return []
    both = replace(segment, core=f"{name.core} {segment.core}")
    return [replace(one, segment=segment) for one in _read_one(both, rules)]


_WORK = frozenset({"upgrade", "migrating", "swap-out", "done-to", "patch"})
_CLOCK = re.compile(r"\d{1,2}(?::\d\d| ?[ap]\.?m)", re.IGNORECASE)


def _closed_meanwhile(reading: Reading) -> Reading:
    """Take work from one hour to another for what it is: a time without the system, and no good news."""
    name = reading.slots.get("system") or reading.slots.get("thing")
    is_window = any(len(_CLOCK.findall(one.text)) > 1 or _SPAN.search(one.text) for one in reading.whens)
    if reading.kind not in _WORK or not is_window or not name or reading.direction != "neutral":
        return reading
    return replace(reading, kind="maintenance", direction="bad", slots={**reading.slots, "system": name})


_SPAN = re.compile(r"\b\d{1,2}(?:[:.]\d\d)? ?(?:[-–—]|to) ?\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b", re.IGNORECASE)


def _read_one(segment: Segment, rules: Rules) -> list[Reading]:
    """Read a part by the phrases of the rules, then without what stands around its news, then by its words alone."""
    own = replace(segment, core=opened(segment.core, rules))
    found = [replace(one, segment=segment) for one in read(own, rules)]
    cores = () if found else tuple(peeled(segment.core, rules))
    for core in cores:
        found = list(read(replace(segment, core=core), rules))
        if found:
            found = [replace(one, segment=segment) for one in found]
            break
    if found and max(one.rule.rank for one in found) > _WEAK:
        return found
    told = [*by_words(segment, cores, rules), *found]
    head = segment.core.partition(", ")[0]
    if not told and head != segment.core and " " in head:
        return [replace(one, segment=segment) for one in _read_one(replace(segment, core=head), rules)]
    return told


# What a rule of a lower rank reads says little: that something is upgraded, or done to a thing.
_WEAK = 50


def by_words(segment: Segment, cores: tuple[str, ...], rules: Rules) -> list[Reading]:
    """Read a part by its words for events alone."""
    for core in (*reversed(cores), segment.core):
        found = list(gist(segment, core, rules))
        if found:
            return found
    return []


def _turns(reading: Reading, turn: str) -> bool:
    if turn == "restored":
        return reading.direction in _TURNED_BY_RESTORED and reading.kind != "duty" and reading.direction != "partial"
    return reading.kind != "duty"


def has_content(draft: Draft, rules: Rules) -> bool:
    """Tell whether a draft names anything beside labels and words of the process."""
    return any(word not in rules.sets["noise"] and word not in rules.sets["function"] for word in words_of(draft.text))
