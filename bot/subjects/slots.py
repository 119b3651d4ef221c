"""What can stand in a headline's slots, and who said it: the author, the glossary, the draft or a rule."""

import re
from collections.abc import Iterator

from bot.subjects.author import from_author
from bot.subjects.cases import Case
from bot.subjects.naming import from_glossary, known_name, named_slot, plain_name, system_elsewhere
from bot.subjects.readings import trimmed
from bot.subjects.remarks import remarks, short_duty
from bot.subjects.rules import LONGEST_HEADLINE, Slot, Source
from bot.subjects.timing import timing
from bot.subjects.words import in_small_letters, is_noun_phrase, small, with_a

Slots = dict[str, Slot]
_NAMED = ("system", "old", "target", "thing", "new", "event")
_NAMES = (*_NAMED[:-1], "event", "do", "doing")


def slots_of(case: Case) -> Slots:
    """Gather all that a headline about this reading can be made of."""
    slots: Slots = {}
    texts = _texts(case)
    for name, text in texts.items():
        if name in _NAMED:
            slots[name] = named_slot(name, text, case)
        else:
            slots[name] = Slot(name, _as_duty(text, case) if name == "duty" else text, Source.DRAFT)
    if texts.get("event"):
        slots["event_bare"] = _bare("event_bare", texts["event"], case)
    slots.update({slot.name: slot for slot in _forms(texts, case)})
    whole_duty = _duty_with_time(texts.get("duty", ""), case)
    system = texts.get("system") or texts.get("thing")
    if system:
        system = plain_name(system, case)
        slots["system_bare"] = _bare("system_bare", system, case)
        slots.update(from_glossary(system, case))
    for found in (remarks, timing, from_author):
        slots.update({slot.name: slot for slot in found(case)})
    if whole_duty:
        slots["duty"] = Slot("duty", whole_duty, Source.DRAFT)
        slots.pop("when", None)
    return slots


def _duty_with_time(duty: str, case: Case) -> str:
    """Return a duty with its time where that stands in the midst of it: "reply by 30 April or it will be removed"."""
    segment, text = case.reading.segment, case.draft.text
    last = duty.rsplit(" ", 1)[-1]
    if not duty or len(segment.whens) != 1 or " or " not in duty:
        return ""
    full = text[segment.start : segment.end].strip(" ,;:.!-–—")
    start = full.find(duty.split(" ", 1)[0])
    inside = segment.whens[0].end < segment.start + full.rfind(last)
    return full[start:] if inside and start >= 0 and len(full[start:]) <= LONGEST_HEADLINE else ""


def _texts(case: Case) -> dict[str, str]:
    """Return what the reading has in its slots, with the name it lacks from elsewhere in the draft."""
    reading, rules = case.reading, case.rules
    texts = dict(reading.slots)
    core = reading.segment.core
    if not any(name in texts for name in _NAMES):
        found = system_elsewhere(case) or texts.get("weak", "")
        texts |= {"system": found} if found else {}
    is_off = reading.direction in ("postponed", "cancelled")
    if is_off and "event" not in texts and is_noun_phrase(core, rules.sets):
        texts["event"] = trimmed(core, rules)
    thing = texts.get("thing", "")
    if thing and core[:4].lower() == "new " and not thing.lower().startswith("new "):
        texts["thing"] = f"new {thing}"
    if texts.get("event"):
        texts["event"] = plain_name(texts["event"], case)
    return texts


def _as_duty(text: str, case: Case) -> str:
    """Say to the reader what the draft says of others: "all staff must change their password"."""
    said_of_others = not case.reading.segment.core.lower().startswith(text.lower()[:4])
    short = _without_end(short_duty(text, case.rules))
    return short.replace(" their ", " your ") if said_of_others else short


_END = re.compile(
    r"\s+(?:so that|because|in order to|to avoid|to keep|to prevent|or|and|before|as|with|for|from"
    r"|at|on|in|via|by|to|through)"
    r"\s(?!.*\s(?:if|unless|except|only|not|without|until)\s)",
    re.IGNORECASE,
)


def _without_end(duty: str) -> str:
    """Return a duty that fits: what does not goes to the facts line; a condition stays with what it limits."""
    while len(duty) > LONGEST_HEADLINE:
        ends = [one.start() for one in _END.finditer(duty) if duty[: one.start()].count(" ") > 1]
        if not ends:
            return duty
        duty = duty[: ends[-1]]
    return duty


def _forms(texts: dict[str, str], case: Case) -> Iterator[Slot]:
    """Yield other forms of what the draft says: a thing with "a", or bare; a doing said to the reader."""
    thing, do = texts.get("thing", ""), texts.get("do", "")
    if thing:
        bare_thing = _bare("thing_bare", thing, case)
        yield bare_thing
        yield Slot("thing_a", with_a(bare_thing.text, case.rules.sets), Source.DRAFT)
    if texts.get("event"):
        yield Slot("event_a", with_a(_bare("event_bare", texts["event"], case).text, case.rules.sets), Source.DRAFT)
    if do:
        yield Slot("do_yours", re.sub(r"\b(?:their|his or her|his/her)\b", "your", do), Source.DRAFT)
    if way := _ONLY_WAY.search(case.reading.segment.core):
        yield Slot("only_way", way[0].lower(), Source.DRAFT)
    if case.reading.kind == "trick":
        words = case.reading.segment.core.split()
        ends = (at for at, word in enumerate(words) if at and word.lower() in case.rules.sets["auxiliaries"])
        yield Slot("trick", small(" ".join(words[: next(ends, len(words))]), case.rules.sets), Source.DRAFT)


_ONLY_WAY = re.compile(
    r"\b(?:online|by phone|by appointment|by post|in person|on paper|(?:cash|card|cards|contactless"
    r"|exact change)) only\b",
    re.IGNORECASE,
)


def _bare(name: str, text: str, case: Case) -> Slot:
    """Return a name without its article."""
    known = known_name(text, case.draft, case.rules)
    return Slot(name, in_small_letters(text, case.rules.sets, title=case.draft.title, known=known), Source.DRAFT)
