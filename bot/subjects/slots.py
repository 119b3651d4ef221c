"""What can stand in a headline's slots, and who said it: the author, the glossary, the draft or a rule."""

import re
from collections.abc import Iterator

from bot.subjects.author import from_author
from bot.subjects.cases import Case
from bot.subjects.happened import happened
from bot.subjects.naming import from_glossary, is_trade, known_name, named_slot, plain_name, system_elsewhere
from bot.subjects.peeling import without_cause
from bot.subjects.put_off import trimmed_event
from bot.subjects.remarks import remarks, short_duty
from bot.subjects.rules import LONGEST_HEADLINE, Slot, Source
from bot.subjects.timing import timing
from bot.subjects.titles import titles
from bot.subjects.wider import wider
from bot.subjects.words import (
    folded,
    in_small_letters,
    is_noun_phrase,
    named,
    one_of,
    small,
    with_a,
    with_inner,
    words_of,
)

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
            slots[name] = Slot(name, _of_service(_as_duty(text, case), case) if name == "duty" else text, Source.DRAFT)
    if texts.get("event"):
        slots["event_bare"] = _bare("event_bare", texts["event"], case)
    slots.update({slot.name: slot for slot in (*_forms(texts, case), *_symptom(texts, case))})
    asked = "do" if case.reading.kind == "please" else "duty"
    whole_duty = _duty_with_time(texts.get(asked, ""), case)
    system = texts.get("system") or texts.get("thing")
    if system:
        system = plain_name(system, case)
        slots["system_bare"] = _bare("system_bare", system, case)
        slots.update(from_glossary(system, case))
    for found in (remarks, wider, titles, happened, timing, from_author):
        slots.update({slot.name: slot for slot in found(case)})
    if whole_duty:
        slots[asked] = Slot(asked, whole_duty, Source.DRAFT)
        slots.pop("when", None)
    return slots


def _duty_with_time(duty: str, case: Case) -> str:
    """Return a duty with its time where that stands in the midst of it: "reply by 30 April or it will be removed"."""
    segment, text = case.reading.segment, case.draft.text
    last = duty.rsplit(" ", 1)[-1]
    is_aged = last in ("than", "for", "since")
    if not duty or not segment.whens or not (is_aged or (len(segment.whens) == 1 and " or " in duty)):
        return ""
    full = text[segment.start : segment.end].strip(" ,;:.!-–—")
    start = full.find(duty.split(" ", 1)[0])
    inside = is_aged or segment.whens[0].end < segment.start + full.rfind(last)
    return full[start:] if inside and start >= 0 and len(full[start:]) <= LONGEST_HEADLINE else ""


# In what something is done, which its reader knows by another name where it speaks IT's language.
_IN_WHAT = re.compile(r" (?:from|on|in|via|through) (?:the |your |our |this )?(?P<what>[^,;]{3,40})$", re.IGNORECASE)


def _of_service(duty: str, case: Case) -> str:
    """Name in a duty what the author says it is about, and leave out a place that only IT knows."""
    service = case.fields.service
    if service and duty.lower().startswith("expect ") and " in " not in duty and len(duty) + len(service) < _ROOM:
        own = service if service.lower().startswith("the ") else named(service, case.rules.sets, known=service)
        return f"{duty} in {own}"
    found = _IN_WHAT.search(duty)
    is_trades = found is not None and any(is_trade(word, case.rules) for word in words_of(found["what"]))
    return duty[: found.start()] if found and is_trades and duty[: found.start()].count(" ") > 1 else duty


_ROOM = 40
# Where IT keeps its machines is no part of what takes place.
_ROOMS = re.compile(
    r"^(?:the )?(?:server|comms|network|equipment|machine) (?:room|rooms|closet|hall) (?=\S+ \S)", re.IGNORECASE
)


def _texts(case: Case) -> dict[str, str]:
    """Return what the reading has in its slots, with the name it lacks from elsewhere in the draft."""
    reading, rules = case.reading, case.rules
    texts = dict(reading.slots)
    core = reading.segment.core
    if not any(name in texts for name in _NAMES):
        found = system_elsewhere(case) or texts.get("weak", "")
        found = _TOOL.sub("", found) if reading.kind == "no-action" else found
        texts |= {"system": found} if found else {}
    is_off = reading.direction in ("postponed", "cancelled")
    if is_off and "event" not in texts and is_noun_phrase(core, rules.sets):
        texts["event"] = trimmed_event(core, rules)
    thing = texts.get("thing", "")
    led = _LED.match(core) if thing and reading.kind != "new-key" else None
    is_led = led is not None and core[led.end() :].lower().startswith(thing.split(" ", 1)[0].lower())
    if led and is_led and not thing.lower().startswith(f"{led['how'].lower()} "):
        texts["thing"] = f"{led['how'].lower()} {thing}"
    if texts.get("event"):
        texts["event"] = _ROOMS.sub("", plain_name(texts["event"], case))
    return texts


# What says which thing it is, and is left out of no name: "our new website", "larger nodes available".
_LED = re.compile(r"(?:our |the )?(?P<how>new|larger|bigger|faster|quicker|additional) (?=\S)", re.IGNORECASE)


def _as_duty(text: str, case: Case) -> str:
    """Say to the reader what the draft says of others: "all staff must change their password"."""
    text = without_cause(text)
    said_of_others = not case.reading.segment.core.lower().startswith(text.lower()[:4])
    short = _without_end(short_duty(text, case.rules))
    return short.replace(" their ", " your ") if said_of_others else short


# "Scanner firmware": where there is nothing to do, it is enough to say of what.
_TOOL = re.compile(r" (?:firmware|drivers?|agent|software|sensor|server|middleware|bios)$", re.IGNORECASE)
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
        yield Slot("thing_one", one_of(bare_thing.text, case.rules.sets), Source.DRAFT)
    if texts.get("event"):
        yield Slot("event_a", with_a(_bare("event_bare", texts["event"], case).text, case.rules.sets), Source.DRAFT)
    if do:
        yield Slot("do_yours", re.sub(r"\b(?:their|his or her|his/her)\b", "your", do), Source.DRAFT)
    if way := _ONLY_WAY.search(case.reading.segment.core):
        yield Slot("only_way", way[0].lower(), Source.DRAFT)
    if case.reading.kind == "trick":
        words = case.reading.segment.core.split()
        ends = (at for at, word in enumerate(words) if at and word.lower() in case.rules.sets["auxiliaries"])
        end = next(ends, len(words))
        if folded(words[0]) in ("someone", "somebody", "people", "they"):
            words, end = [folded(words[0]), *words[end + 1 :]], len(words)
        elif 0 < end < len(words) - 1 and words[end + 1].endswith("ing"):
            # "Scammers are using a form": "scammers using a form".
            words = [*words[:end], *words[end + 1 :]]
            end = len(words)
        yield Slot("trick", small(" ".join(words[:end]), case.rules.sets), Source.DRAFT)


_ONLY_WAY = re.compile(
    r"\b(?:online|by phone|by appointment|by post|in person|on paper|(?:cash|card|cards|contactless"
    r"|exact change)) only\b",
    re.IGNORECASE,
)


def _symptom(texts: dict[str, str], case: Case) -> Iterator[Slot]:
    """Yield what a thing does where something is wrong: "the tills to time out during payment"."""
    if texts.get("symptom"):
        thing = named_slot("thing", texts["thing"], case).text
        yield Slot("expected", f"{thing} {texts['symptom']}", Source.DRAFT)


def _bare(name: str, text: str, case: Case) -> Slot:
    """Return a name without its article."""
    known = known_name(text, case.draft, case.rules)
    bare = in_small_letters(text, case.rules.sets, known=known)
    return Slot(name, with_inner(bare, case.rules.sets), Source.DRAFT)
