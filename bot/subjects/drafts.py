"""A draft, taken apart once: its visible words, facts, parts, readings and systems."""

import re
from dataclasses import dataclass, replace

from bot.subjects import cleaning, entities, facts, times
from bot.subjects.coming_back import as_coming_back
from bot.subjects.datelines import without_dateline
from bot.subjects.entities import Index, Mention
from bot.subjects.finished import DONE, as_finished, is_paperwork, without_what_is_over
from bot.subjects.gist import gist
from bot.subjects.in_part import as_list, fixed_for, halves, once_more
from bot.subjects.losses import losses, reported
from bot.subjects.newly import named_new, newly
from bot.subjects.ordering import in_order
from bot.subjects.parts import as_breaks, with_place, without_cause_part, without_old_address
from bot.subjects.peeling import is_our_doing, is_reason, opened, peeled
from bot.subjects.places import placed
from bot.subjects.put_off import as_called_off, as_longer, other_day, without_plans
from bot.subjects.readings import Reading, read, turned
from bot.subjects.releases import brought
from bot.subjects.rule_types import Rules
from bot.subjects.rules import Fact, GlossaryEntry
from bot.subjects.segments import Segment, cut
from bot.subjects.settling import settled
from bot.subjects.shouting import calmed, is_shouted
from bot.subjects.symptoms import RULE as SYMPTOM
from bot.subjects.symptoms import symptoms
from bot.subjects.times import When
from bot.subjects.title_case import after_count, as_sentence, is_title
from bot.subjects.together import together
from bot.subjects.whole_reads import whole_read
from bot.subjects.words import base_of_done, folded, is_noun_phrase, starts_with_verb, words_of

LABEL = "label"
# What a label in front of news makes of it, whatever the news alone would be.
_TURNING = ("restored", "partial", "postponed", "cancelled", "extended")
_TURNED_BY_RESTORED = frozenset({"bad", "neutral", "restored", "partial"})


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """What a draft says, in parts. Each is itself alone, so that what is worked out of it can be kept beside it."""

    raw: str
    text: str
    """Its visible words; a draft in capitals or in Title Case as a sentence is written."""
    written: str
    """The same with its capitals, as long."""
    whens: tuple[When, ...]
    facts: tuple[Fact, ...]
    tickets: tuple[str, ...]
    dateline: str
    """The day of the notice, where one stands behind its title."""
    tags: tuple[str, ...]
    segments: tuple[Segment, ...]
    readings: tuple[Reading, ...]
    labels: tuple[Reading, ...]
    names: tuple[Segment, ...]
    mentions: tuple[Mention, ...]
    index: Index
    shouted: bool

    @property
    def label_kinds(self) -> frozenset[str]:
        """The directions that labels give."""
        return frozenset(one.direction for one in self.labels)


def take_apart(raw: str, glossary: tuple[GlossaryEntry, ...], rules: Rules) -> Draft:
    """Take a draft apart."""
    cleaned = cleaning.clean(raw)
    shouted = is_shouted(cleaned.text)
    index = entities.index_of(glossary)
    text, dateline = without_dateline(cleaned.text)
    if shouted:
        kept = frozenset(part for one in entities.find(text, index) for part in one.text.split())
        text = calmed(text, rules.sets, kept)
        for one in entities.find(text, index):
            known = next(
                (name for name in (one.entry.name, *one.entry.aliases) if folded(name) == folded(one.text)), ""
            )
            if known:
                text = text[: one.start] + known + text[one.end :]
    written = text
    if not shouted and is_title(text, rules.sets):
        text = as_sentence(text, rules.sets, ((one.start, one.end) for one in entities.find(text, index)))
    text = after_count(text, rules.sets) if text[:1].isdigit() else text
    whens = times.scan(text)
    segments = in_order(together(cut(text, whens, rules.sets), text, rules), text, rules, shouted=shouted)
    segments = tuple(_asked_to(once_more(one), rules) for one in segments)
    segments = tuple(_pointed(one, before, rules) for before, one in zip((None, *segments), segments, strict=False))
    segments = with_place(tuple(placed(one, rules) for one in without_plans(segments, text)), rules)
    readings, labels, names = _read_all(segments, text, rules)
    is_told = any(one.kind == "other-time" for one in readings)
    moved = None if is_told else other_day(text, segments, whens, readings, rules)
    readings = (moved,) if moved else readings
    return Draft(
        raw,
        text,
        written,
        whens,
        facts.find(text, whens, (*cleaned.tickets, *filter(None, (dateline,)))),
        cleaned.tickets,
        dateline,
        cleaned.tags,
        segments,
        readings,
        labels,
        names,
        entities.find(text, index),
        index,
        shouted,
    )


# "Switch to the new provider - payslips will be late": with what comes of it, that is an event.
_EVENTS = frozenset({"switch", "move", "change", "upgrade", "transfer", "return", "update", "transition"})


def _is_event(duty: Reading, segments: tuple[Segment, ...], rules: Rules) -> bool:
    words = words_of(duty.segment.core)
    if duty.segment is not segments[0] or words[0] not in _EVENTS or words[1:2] != ["to"]:
        return False
    return any(_COMES.search(one.core) for one in segments[1:]) and bool(rules.readings)


_COMES = re.compile(r"\b(?:will|may|might|won't)\b", re.IGNORECASE)


def _shown(labels: list[Reading], segment: Segment, rules: Rules, others: list[Reading]) -> list[Reading]:
    """Read what people can do behind a label: "New: report faults with a photo"."""
    words = words_of(segment.core)
    is_shown = (
        bool(labels) and labels[-1].rule.about.id == "label.new" and segment.core[:1].islower() and len(words) > 1
    )
    if not is_shown or not starts_with_verb(segment.core, rules.sets) or words[1] in rules.sets["auxiliaries"]:
        return others
    rule = next((one for one in rules.readings if one.kind == "how"), None)
    return [Reading.by(rule, {"do": segment.core}, segment)] if rule else others


def _with_times(segment: Segment, text: str) -> Segment | None:
    """Return a part with the times in it where one stands in its midst: "data from before 3 June lost"."""
    whole = text[segment.start : segment.end].strip(" ,;:.!-–—")
    inside = any(segment.start < one.start and one.end < segment.start + len(whole) for one in segment.whens)
    if not inside or not segment.core:
        return None
    return replace(segment, core=_AND.sub("", whole), whens=())


_AND = re.compile(r"^(?:and|or|but|also|so|then)\s+", re.IGNORECASE)


def _read_all(
    segments: tuple[Segment, ...], text: str, rules: Rules
) -> tuple[tuple[Reading, ...], tuple[Reading, ...], tuple[Segment, ...]]:
    labels: list[Reading] = []
    readings: list[Reading] = []
    names: list[Segment] = []
    alone = tuple(when for one in segments if not one.core for when in one.whens)
    alone_spoken = sum(bool(one.core) for one in segments) == 1
    for segment in segments:
        aside = len(segments) > 1 and (is_reason(segment.core) or _COURTESY.match(segment.core) is not None)
        aside = aside or (bool(labels) and is_paperwork(segment.core))
        found = _of_name(names, segment, rules) or (
            _read_one(segment, rules, alone=alone_spoken, timed=bool(alone)) if segment.core and not aside else []
        )
        found = _shown(labels, segment, rules, found)
        found = brought(segments, segment, text, rules, found)
        if not found and not aside and (full := _with_times(segment, text)):
            found = _read_one(full, rules)
        if found and found[0].kind == LABEL and not _is_later(segment, readings):
            labels.append(found[0])
        elif found and found[0].kind != LABEL:
            found = [_closed_meanwhile(one, alone) for one in found]
            duty = [one for one in found if one.kind == "duty" and not _is_event(one, segments, rules)]
            found = [one for one in found if one.kind != "duty" or one in duty]
            unharmed = [one for one in found if one.kind == "unaffected"]
            found = unharmed or found
            asked = [one for one in found if one.direction == "duty"]
            readings += asked if duty else found
        elif names and (found := _with_name(names[-1], segment, rules)):
            readings += found
        elif not aside and is_noun_phrase(segment.core, rules.sets):
            names.append(as_list(segment, rules) if labels else segment)
    whole = None if labels else whole_read(text, segments, rules, readings) or reported(segments, rules)
    whole = whole or (None if labels else named_new(segments, text, rules)) or halves(text, segments, readings, rules)
    readings = [whole] if whole else settled(without_cause_part(_with_names(readings), segments), segments, rules)
    readings = [as_breaks(one) for one in readings]
    readings = without_old_address(without_what_is_over(readings))
    turn = next((one.direction for one in labels if one.direction in _TURNING), "")
    readings = readings if turn == "restored" else [as_coming_back(one) for one in readings]
    if any(one.rule.about.id == DONE for one in labels):
        readings = [done for one in readings if (done := as_finished(one))]
    elif turn:
        readings = [_as_back(turned(one, turn)) if _turns(one, turn) else one for one in readings]
        readings = [as_longer(one, rules) for one in readings] if turn == "extended" else readings
        readings = [as_called_off(one, turn, rules) for one in readings]
    return tuple(readings), tuple(labels), tuple(names)


# "Unavailable on Monday, available again on Tuesday": until then it is not back.
_BACK = re.compile(r"(?:back|available|open|online|up|working|reachable|usable|accessible)\b", re.IGNORECASE)


def _is_later(segment: Segment, readings: list[Reading]) -> bool:
    """Tell whether a part says when something is back that another part says is lost at a time of its own."""
    is_lost = any(one.direction == "bad" and one.whens for one in readings)
    return is_lost and bool(segment.whens) and _BACK.match(segment.core) is not None


def _with_names(readings: list[Reading]) -> list[Reading]:
    """Leave out a loss of nothing named, such as a tag "[downtime]", where another part says what is lost."""
    named = [one for one in readings if one.direction == "bad" and (one.slots.get("system") or one.slots.get("thing"))]
    bare = [one for one in readings if one.kind in ("outage", "maintenance") and not one.slots and not one.whens]
    left = [one for one in bare if any(one.segment is not other.segment for other in named)]
    return [one for one in readings if one not in left] if left else readings


# What a draft says to be polite, and not to tell.
_COURTESY = re.compile(
    r"(?:(?:we(?:'re| are)? )?(?:very |so |truly )?sorry|(?:our |with )?(?:sincere )?apolog\w+|we apologi[sz]e"
    r"|we regret(?! (?:that|to))"
    r"|(?:many )?thank(?:s| you)|(?:we )?(?:appreciate|value) your|regards|happy \w+)\b",
    re.IGNORECASE,
)
# Behind a name and a colon one of these says of it what it is: "Guest accounts: older than a year".
_SAID_OF = frozenset(
    ["inactive", "unused", "older", "larger", "bigger", "smaller", "longer", "newer", "untouched", "without", "not"]
)


def _of_name(names: list[Segment], segment: Segment, rules: Rules) -> list[Reading]:
    """Read a part that only says which of the things before it are meant: "Accounts: older than a year will go"."""
    first = words_of(segment.core)[:1]
    return _with_name(names[-1], segment, rules) if names and first and first[0] in _SAID_OF else []


_IT = re.compile(
    r"(?:it|they|this|that|these|those|both|all of them)(?:'s|'re)? (?=(?:is|are|was|were|will|has|have|must|can"
    r"|cannot|may"
    r"|not|no|now|\w+s) )"
    r"|(?:it|they|this|that|these|those)(?:'s|'re) (?=\w)|(?:it|they) (?=(?:\w+s|will \w+|close|end|stop|move|shut"
    r"|go)$)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:(?:do|are|have|did|is) (?:you|anyone|anybody) (?:still )?|still )(?:use|using|used|have|having|need"
    r"|own|with|on|got|store"
    r"|storing|keep|keeping|run|running|rely on|relying on|work with|working with) (?P<what>\S.*)",
    re.IGNORECASE,
)


# "Is your till still on Windows 7? It goes off the network": the Windows 7 till does.
_IS_YOURS = re.compile(
    r"(?:is|are) your (?P<thing>\S.*?) (?:still )?(?:on|running|using) (?P<how>(?:\S+ ){0,2}\S+)", re.IGNORECASE
)
# "Have you changed your password yet?" asks to do it.
_HAVE_YOU = re.compile(
    r"have you (?:already |yet )?(?P<done>[a-z-]+) (?P<rest>.+?)(?: (?:yet|already|so far))?", re.IGNORECASE
)


def _asked_to(segment: Segment, rules: Rules) -> Segment:
    """Return a question after what people have done as what they are asked to do."""
    found = _HAVE_YOU.fullmatch(segment.core)
    base = base_of_done(found["done"], rules.sets) if found else ""
    if found is None or not base or folded(found["done"]) in _MET:
        return segment
    return replace(segment, core=f"{base.capitalize()} {found['rest']}")


# What people have come across, and are not asked to do.
_MET = frozenset({"noticed", "received", "experienced", "missed", "wondered", "struggled", "used", "tried", "heard"})


def _pointed(segment: Segment, before: Segment | None, rules: Rules) -> Segment:
    """Return a part with the name that its "it" stands for: "Do you use the old inbox? It shuts on Friday"."""
    found = _IT.match(segment.core) if before is not None else None
    if before is None or found is None:
        return segment
    asked, yours = _ASKED.match(before.core), _IS_YOURS.fullmatch(before.core)
    name = f"{yours['how']} {yours['thing']}" if yours else asked["what"] if asked else before.core
    if not is_noun_phrase(name, rules.sets):
        return segment
    verb = " is " if found[0].rstrip().endswith("'s") else " are " if found[0].rstrip().endswith("'re") else " "
    return replace(segment, core=f"{name}{verb}{segment.core[found.end() :]}")


def _with_name(name: Segment, segment: Segment, rules: Rules) -> list[Reading]:
    """Read a part that only says what happens together with the name before it: "Scanners: battery recall"."""
    first = words_of(segment.core)[:1]
    if not first or not (first[0] in rules.events or first[0].endswith("ed") or first[0] in _SAID_OF):
        return []
    both = replace(segment, core=f"{name.core} {segment.core}")
    return [replace(one, segment=segment) for one in _read_one(both, rules)]


_WORK = frozenset({"upgrade", "migrating", "swap-out", "done-to", "patch"})
_CLOCK = re.compile(r"\d{1,2}(?::\d\d| ?[ap]\.?m)", re.IGNORECASE)


def _closed_meanwhile(reading: Reading, alone: tuple[When, ...]) -> Reading:
    """Take work from one hour to another for what it is: a time without the system, and no good news."""
    name = reading.slots.get("system") or reading.slots.get("thing")
    is_window = any(len(_CLOCK.findall(one.text)) > 1 or _SPAN.search(one.text) for one in reading.whens or alone)
    if reading.kind not in _WORK or not is_window or not name or reading.direction != "neutral":
        return reading
    return replace(reading, kind="maintenance", direction="bad", slots={**reading.slots, "system": name})


_SPAN = re.compile(r"\b\d{1,2}(?:[:.]\d\d)? ?(?:[-–—]|to) ?\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b", re.IGNORECASE)


def _read_one(segment: Segment, rules: Rules, *, alone: bool = False, timed: bool = False) -> list[Reading]:
    """Read a part as a short title of loss, or else by the rules."""
    if in_part := fixed_for(segment, rules):
        return [in_part]
    return losses(segment, rules, alone=alone, timed=timed) or _read_by_rules(segment, rules)


def _read_by_rules(segment: Segment, rules: Rules) -> list[Reading]:
    """Read a part by the phrases of the rules, then without what stands around its news, then by its words alone."""
    bare = _STAGE.sub("", segment.core)
    if bare and bare != segment.core:
        return [replace(one, segment=segment) for one in _read_one(replace(segment, core=bare), rules)]
    if found := newly(segment, rules):
        return found
    found = _read_opened(segment, rules)
    cores = () if found else tuple(peeled(segment.core, rules))
    for core in cores:
        found = list(read(replace(segment, core=core), rules))
        if is_our_doing(segment.core):
            found = [one for one in found if one.kind != "how"]
        if found:
            found = [replace(one, segment=segment) for one in found]
            break
    if not found or max(one.rule.rank for one in found) < SYMPTOM.rank:
        found = [*symptoms(segment, rules), *found]
    if found and max(one.rule.rank for one in found) > _WEAK:
        return found
    told = [*by_words(segment, cores, rules), *found]
    head = segment.core.partition(", ")[0]
    if not told and head != segment.core and " " in head:
        return [replace(one, segment=segment) for one in _read_one(replace(segment, core=head), rules)]
    return told


def _read_opened(segment: Segment, rules: Rules) -> list[Reading]:
    """Read a part without what opens it, or with that: of "information about berths" it is all that is said of them."""
    own = replace(segment, core=opened(segment.core, rules))
    found = [replace(one, segment=segment) for one in read(own, rules)]
    return found if found or own.core == segment.core else list(read(segment, rules))


# "Go-live wave 2" is a go-live, and which of them stands in the facts line.
_STAGE = re.compile(
    r"(?<=\w),? (?:\(?)(?:wave|phase|stage|step|batch|tranche|round|part)s? (?:\d+|[IV]+|one|two|three"
    r"|four)(?: (?:of|and|to) \w+)?\)?$",
    re.IGNORECASE,
)
# What a rule of a lower rank reads says little: that something is upgraded, or done to a thing.
_WEAK = 50


def by_words(segment: Segment, cores: tuple[str, ...], rules: Rules) -> list[Reading]:
    """Read a part by its words for events alone."""
    for core in (*reversed(cores), segment.core):
        found = list(gist(segment, core, rules))
        if found:
            return found
    return []


def _as_back(reading: Reading) -> Reading:
    """Take what is there again for no new thing: "outage over: displays are live"."""
    if reading.kind != "feature" or reading.direction != "restored":
        return reading
    name = reading.slots.get("system") or reading.slots.get("thing", "")
    return replace(reading, kind="restoration", slots={**reading.slots, "system": name} if name else reading.slots)


def _turns(reading: Reading, turn: str) -> bool:
    if turn == "partial":
        return reading.kind == "restoration" and reading.direction in ("neutral", "restored")
    if turn == "restored" and reading.kind == "feature":
        return True
    if turn == "restored":
        return reading.direction in _TURNED_BY_RESTORED and reading.kind != "duty" and reading.direction != "partial"
    return reading.kind != "duty"


def has_content(draft: Draft, rules: Rules) -> bool:
    """Tell whether a draft names anything beside labels and words of the process."""
    return any(word not in rules.sets["noise"] and word not in rules.sets["function"] for word in words_of(draft.text))
