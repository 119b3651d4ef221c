"""Words that follow from how many a thing is: "berth plans were accidentally deleted", "it is cancelled"."""

import re
from collections.abc import Iterator

from bot.subjects.cases import Case
from bot.subjects.losses import HARMFUL
from bot.subjects.naming import named_slot
from bot.subjects.rule_types import Rules
from bot.subjects.rules import Slot, Source
from bot.subjects.words import a_or_an, folded, head_of, is_plural, small, words_of


def happened(case: Case) -> Iterator[Slot]:
    """Yield what a headline says of one thing and of many things in other words."""
    if case.reading.direction == "cancelled":
        many = _are_many(case.reading.slots.get("event", ""), case.rules)
        yield Slot("it_is", "they are" if many else "it is", Source.DRAFT)
    if tell := _TOLD.get(case.reading.kind):
        yield from (Slot(name, text, Source.DRAFT) for name, text in tell(case))


def _expiring(case: Case) -> Iterator[tuple[str, str]]:
    """Yield what runs out: "your password", and "the root certificate", which is nobody's own."""
    if thing := case.reading.slots.get("thing"):
        name = named_slot("thing", thing, case).text
        bare = name.removeprefix("the ")
        own = bool(set(words_of(bare)[-1:]) & case.rules.sets["runs-out"])
        yield "expiring", f"your {bare.removeprefix('your ')}" if own else name


def _expired(case: Case) -> Iterator[tuple[str, str]]:
    yield "has", "have" if _are_many(case.reading.slots.get("thing", ""), case.rules) else "has"


def _limited(case: Case) -> Iterator[tuple[str, str]]:
    """Yield a limit that gets lower: "a lower job limit", "a lower limit for files in your mailbox"."""
    slots = case.reading.slots
    if limited := slots.get("system") or slots.get("thing", ""):
        bare = named_slot("thing", limited, case).text.removeprefix("the ")
        is_long = _are_many(bare, case.rules) or bool(set(words_of(bare)) & case.rules.sets["prepositions"])
        yield "lower", f"a lower limit for {bare}" if is_long else f"a lower {bare} limit"


def _lost(case: Case) -> Iterator[tuple[str, str]]:
    yield "lost", small(case.reading.segment.core.partition(" ")[2], case.rules.sets)


def _befallen(case: Case) -> Iterator[tuple[str, str]]:
    """Yield a sentence on what has become of a thing, with how it came to that and without."""
    slots = case.reading.slots
    many = _are_many(slots["thing"], case.rules)
    thing = _first_told(named_slot("thing", slots["thing"], case).text, many=many)
    for name, told in (("clause", "befallen_how"), ("clause_short", "befallen")):
        yield name, f"{thing} {'were' if many else 'was'} {slots[told]}"


_HARMLESS = re.compile(r"\bno (?P<harm>(?:service |user )?[a-z]+)", re.IGNORECASE)


def _spared(case: Case) -> Iterator[tuple[str, str]]:
    """Yield what there will be none of: "downtime"."""
    if found := _HARMLESS.search(case.reading.segment.core):
        yield "harm", folded(found["harm"])


_TOLD = {
    "harmless": _spared,
    "expiry": _expiring,
    "expired": _expired,
    "quota": _limited,
    "lost-some": _lost,
    "befell": _befallen,
}


def _first_told(name: str, *, many: bool) -> str:
    """Return what nobody has heard of yet with "a": "a malicious package was found"."""
    bare = name.removeprefix("the ")
    return f"{a_or_an(bare)} {bare}" if words_of(bare)[0] in HARMFUL and not many else name


def _are_many(name: str, rules: Rules) -> bool:
    words = words_of(name)
    head = head_of(words, rules.sets)
    return bool(head) and (is_plural(head[-1]) or "and" in head)
