"""What the short titles of news are told with: what is sent in, which call it is, how far it is, where it is now."""

import re
from collections.abc import Callable, Iterator

from bot.subjects.cases import Case
from bot.subjects.newly import place_word
from bot.subjects.rules import Slot, Source
from bot.subjects.words import folded, in_small_letters, is_plural, named, small, words_of

_CALL = re.compile(
    r"^(?:(?P<who>.*?) )??(?P<call>(?:(?:\S+ )?call for (?P<what>.+?)|\S.* call))"
    r"(?: (?:is|are|now|has|been))*(?: (?:open|opens|opened|out|launched|announced))?$",
    re.IGNORECASE,
)
_FOR = re.compile(r" (?:for|to|on|at) ", re.IGNORECASE)
_STAGE = re.compile(
    r"\b(?:public|open|private|closed|limited|developer|technical|tech) (?:beta test|beta|alpha|preview|trial|test)\b",
    re.IGNORECASE,
)
_EARLY = re.compile(r"\bearly access\b", re.IGNORECASE)
_BRINGS = re.compile(r"^(?:.*?\b(?:introduc|announc|launch|add|roll)(?:ing|es|s)(?: out)?|new) (?=\S)", re.IGNORECASE)
_TERMS = re.compile(
    r"^(?:updates?|changes?|amendments?|revisions?) to (?:our |the )?"
    r"|\s(?:is |are |has been |have been )?(?:updates?|changes?|updated|changed|revised|amended|amendments?|revision)$",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\bnow (in|on|at) ", re.IGNORECASE)
_ASKED = re.compile(r"^(?:our|the) |(?: is| now)*(?: open| live)$", re.IGNORECASE)
_OVER = re.compile(r"\b(?:complete|completed|done|finished)$", re.IGNORECASE)
_TO = re.compile(r"\b(?P<done>(?:been )?(?:[a-z]+ed)(?: over)?) to ", re.IGNORECASE)


def titles(case: Case) -> Iterator[Slot]:
    """Yield what the headlines for titles of this kind ask for."""
    way = _WAYS.get(case.reading.kind)
    if way is not None:
        for name, text in way(case):
            yield Slot(name, text, Source.DRAFT)


def _own(text: str, case: Case) -> str:
    sets = case.rules.sets
    return small(in_small_letters(text, sets), sets)


def _call(case: Case) -> Iterator[tuple[str, str]]:
    """Yield what is called for without the rest, "posters", and which call it is, "6th berth call"."""
    found = _CALL.match(case.reading.segment.core)
    if found is None:
        return
    if found["what"]:
        yield "sent", _own(_FOR.split(found["what"])[0], case)
    yield "call", _own(found["call"], case)


def _stage(case: Case) -> Iterator[tuple[str, str]]:
    core = case.reading.segment.core
    if _EARLY.search(core):
        yield "early", "early access"
    elif found := _STAGE.search(core):
        yield "stage", found[0].lower()


def _support(case: Case) -> Iterator[tuple[str, str]]:
    """Yield what the support is of, with how far it goes: "full sonar support"."""
    core = case.reading.segment.core
    place = case.reading.slots.get("where", "")
    core = core.removesuffix(place).strip() if place else core
    yield "support", _own(_BRINGS.sub("", core, count=1), case)


def _survey(case: Case) -> Iterator[tuple[str, str]]:
    yield "survey", _own(_ASKED.sub("", case.reading.segment.core), case)


def _terms(case: Case) -> Iterator[tuple[str, str]]:
    yield "terms", _own(_TERMS.sub("", case.reading.segment.core), case)


def _moved(case: Case) -> Iterator[tuple[str, str]]:
    """Yield where something is now, and that it has moved: "on the harbour site", "has moved to a new server"."""
    thing, core = case.reading.slots.get("thing", ""), case.reading.segment.core
    head = words_of(thing)[-1] if thing else ""
    has = "have" if is_plural(head) else "has"
    target = case.reading.slots.get("target", "")
    if target and case.reading.kind == "now-at":
        place = named(target, case.rules.sets)
        if head in case.rules.sets["looked-for"]:
            yield "found", f"{_WHERE.findall(core)[-1].lower()} {place}"
        return
    if target:
        place = named(target, case.rules.sets)
        if not place.startswith("the ") and f" the {folded(target)}" in folded(core):
            place = f"the {place}"
        found = _TO.search(core)
        yield "has_moved", f"{has} {folded(found['done']) if found else 'moved'} to {place}"
        if head in case.rules.sets["looked-for"]:
            yield "found", f"{place_word(target, case.rules)} {place} now"
        return
    migrated = words_of(core)[-1] == "migrated"
    yield "has_moved", f"{has} been migrated" if migrated else f"{has} moved"
    if not migrated and not _OVER.search(core):
        yield "found", f"in {'their' if is_plural(head) else 'its'} new place"


def _on_doing(case: Case) -> Iterator[tuple[str, str]]:
    """Yield what a lesson is on where that is something people do: "on using the tide board"."""
    topic = case.reading.slots.get("thing", "")
    if topic.split(" ", 1)[0].lower().endswith("ing") and " " in topic and f" {topic}" in case.reading.segment.core:
        yield "on_doing", f"on {_own(topic, case)}"


_AROUND = re.compile(r" work-?around$", re.IGNORECASE)
_CHANGING = re.compile(r"^(?:announcing|upcoming|important|planned|new|some) | changes?$", re.IGNORECASE)
_LOOKS = re.compile(r"^(?:are you )?(?:looking|searching) for ", re.IGNORECASE)


def _bare_of(words: re.Pattern[str], slot: str) -> Callable[[Case], Iterator[tuple[str, str]]]:
    """Return what yields a part without words that only say what the draft does with it."""

    def way(case: Case) -> Iterator[tuple[str, str]]:
        yield slot, _own(words.sub("", case.reading.segment.core), case)

    return way


_WAYS = {
    "workaround": _bare_of(_AROUND, "around"),
    "part-changing": _bare_of(_CHANGING, "found_what"),
    "look-for": _bare_of(_LOOKS, "found_what"),
    "training": _on_doing,
    "send-in": _call,
    "answer-open": _call,
    "call-open": _call,
    "try-out": _stage,
    "early": _stage,
    "support-new": _support,
    "survey-named": _survey,
    "terms-changed": _terms,
    "moved-away": _moved,
    "moved-to": _moved,
    "now-at": _moved,
}
