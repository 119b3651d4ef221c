"""What else of a draft can stand in a headline: the part as a whole, a place beside it, a sum, an age, a topic."""

import re
from collections.abc import Iterator

from bot.subjects.cases import Case
from bot.subjects.peeling import without_reason
from bot.subjects.rule_types import Rules
from bot.subjects.rules import LONGEST_HEADLINE, Fact, FactKind, Slot, Source
from bot.subjects.segments import Segment
from bot.subjects.words import folded, in_small_letters, is_noun_phrase, named, small, starts_with_verb, words_of

# One of these without an article takes one: "a phishing campaign", but "phishing e-mails".
_TRICKS = frozenset(
    {"attempt", "campaign", "attack", "scam", "email", "e-mail", "message", "call", "text", "website", "wave"}
)
_AGE = re.compile(
    r"\b(?:older than|(?:untouched|unused|inactive) for|not (?:used|accessed|touched|opened) (?:for|in))\s*$",
    re.IGNORECASE,
)
_SUMS = (FactKind.MONEY, FactKind.AMOUNT)


def remarks(case: Case) -> Iterator[Slot]:
    """Yield what the rules of single kinds ask for."""
    for name, text in (
        *_problem(case),
        *_whole(case),
        *_place(case),
        *_session(case),
        *_sums(case),
        *_ages(case),
        *_limit(case),
    ):
        if text:
            yield Slot(name, text, Source.DRAFT)


def _as_whole(core: str, case: Case) -> str:
    sets = case.rules.sets
    return small(in_small_letters(core, sets, title=case.draft.title), sets)


def _problem(case: Case) -> Iterator[tuple[str, str]]:
    """Yield the draft's own word for a trouble: "errors", "timeouts"; more than one, or none that can be counted."""
    words = words_of(case.reading.segment.core)
    yield "problem", next((word for word in reversed(words) if word in case.rules.sets["told-problems"]), "")


def _whole(case: Case) -> Iterator[tuple[str, str]]:
    whole = _as_whole(without_reason(case.reading.segment.core), case)
    words = words_of(whole)
    said = next((at for at, word in enumerate(words) if at and word in ("is", "are", "will", "may", "can", "ask")), 0)
    if said and said < len(whole.split()):
        whole, words = " ".join(whole.split()[:said]), words[:said]
    is_one = any(one in _TRICKS for one in words) and not {f"{one}s" for one in _TRICKS} & set(words)
    yield "whole", whole
    counted = bool(words) and words[0] not in case.rules.sets["determiners"] and not words[-1].endswith("s")
    yield "whole_an", f"{'an' if whole[:1] in 'aeiou' else 'a'} {whole}" if counted else whole
    yield "whole_a", f"a {whole}" if is_one and words[0] not in ("a", "the") else whole


def _place(case: Case) -> Iterator[tuple[str, str]]:
    slots, sets = case.reading.slots, case.rules.sets
    rest = slots.get("rest", "")
    if slots.get("system") and not slots.get("where") and (place := _place_beside(case)):
        yield "where", f"at {place}"
    if rest and not slots.get("where", "").startswith("for ") and not set(words_of(rest)) & sets["people"]:
        yield "use", f"for {rest}"


def _place_beside(case: Case) -> str:
    """Return the place that stands alone beside the news: "Network down | Main St office"."""
    for segment in case.draft.names:
        words = words_of(segment.core)
        is_place = bool(words) and words[-1] in case.rules.sets["places"] and not segment.whens
        if segment is not case.reading.segment and is_place:
            return named(segment.core, case.rules.sets, title=case.draft.title)
    return ""


def _session(case: Case) -> Iterator[tuple[str, str]]:
    words = words_of(case.reading.segment.core)
    flat = f" {' '.join(words)} "
    named_so = (one for one in case.rules.sets["sessions"] if f" {one} " in flat)
    session = max(named_so, key=lambda one: (len(one), one), default="")
    yield "session", session
    if session and set(words) <= set(session.split()):
        yield "topic", _as_whole(_beside(case), case)


def _beside(case: Case) -> str:
    labels = [one.segment for one in case.draft.labels]
    others = [one for one in case.draft.segments if one is not case.reading.segment and one not in labels]
    return next((one.core for one in others if one.core), "")


# -- sums and ages --------------------------------------------------------------------------------------------------


def _sums(case: Case) -> Iterator[tuple[str, str]]:
    draft, sets = case.draft, case.rules.sets
    parts = (case.reading.segment, *draft.segments)
    first = next((fact for part in parts for fact in _sums_in(part, case)), None)
    # "From £8 to £11.50": the new sum counts.
    link = re.match(r" (?:\w+ )?to (?=[$€£¥]?\d)", draft.text[first.end :]) if first else None
    if first and link:
        first = next((one for one in draft.facts if one.start == first.end + link.end()), first)
    is_share = first is not None and case.reading.kind == "price" and "%" in first.text
    yield "amount", draft.text[first.start : _sum_end(draft.text, first)] if first and not is_share else ""
    named_by = (one.core for one in draft.segments if is_noun_phrase(one.core, sets) and any(_sums_in(one, case)))
    core = next(named_by, "")
    yield "amount_name", _as_whole(core, case) if core else ""
    change = _CHANGE.search(draft.text)
    yield "amount_change", change[1].strip() if change else ""
    price = next((one for one in words_of(case.reading.segment.core) if one in sets["price-nouns"]), "")
    yield "price", "prices" if price == "pricing" else f"{price.removesuffix('s')}s" if price else ""


def _sums_in(segment: Segment, case: Case) -> Iterator[Fact]:
    return (one for one in case.draft.facts if one.kind in _SUMS and segment.start <= one.start < segment.end)


def _sum_end(text: str, fact: Fact) -> int:
    """Take "per TB per year" in behind a sum."""
    tail = re.match(r"(?: per [A-Za-z]+){1,3}", text[fact.end :])
    return fact.end + (tail.end() if tail else 0)


_CHANGE = re.compile(r"\d[\d.,]* ?[A-Za-z%]{0,3} ?(?:->|→|to) ?(\d[\d.,]* ?[A-Za-z%]{0,3})")
_BUT = re.compile(
    r"\b(?:(?:at|in|on|for) all but|except|apart from|other than|all but)\b [^.;|()]{2,60}$", re.IGNORECASE
)
_NOT_THERE = re.compile(
    r"^(?:but )?(?:still |not )?(?:not yet |not |yet |still )*(?:down|out|unavailable|offline|working|available"
    r"|restored|closed)? ?(?P<where>(?:in|at|on|for) (?=\S)[^.;|]{2,40})$",
    re.IGNORECASE,
)


_PIECES = re.compile(r"[,;|:]\s+|\s[-–—]\s|\s(?=but\s)")
_STILL = re.compile(
    r"(?:but )?(?P<what>[^,;:|]{2,32}?)(?: (?:is|are))? (?:still|not yet|remains|remain) (?:down|dark|broken|out|off"
    r"|offline|unavailable|not working|missing|affected|closed|failing|to follow|back|restored|available|working)",
    re.IGNORECASE,
)


def _still_out(case: Case) -> str:
    """Return what does not work yet, beside what works again: "hall 4 still dark"."""
    sets = case.rules.sets
    for piece in _PIECES.split(case.draft.text):
        found = _STILL.fullmatch(piece.strip(" .!"))
        known = folded(case.reading.slots.get("system", "-"))
        if found and is_noun_phrase(found["what"], sets) and folded(found["what"]) not in known:
            return named(found["what"], sets, title=case.draft.title)
    return ""


def _limit(case: Case) -> Iterator[tuple[str, str]]:
    """Yield where or for whom it does not work yet, as the draft says it."""
    if case.reading.direction not in ("restored", "partial"):
        return
    core = case.reading.segment.core
    if found := _BUT.search(core):
        yield "limit", f" {found[0]}"
        return
    if still := _still_out(case):
        yield "limit", f", but not {still}"
        return
    for segment in case.draft.segments:
        words = words_of(segment.core)
        missing = _NOT_THERE.match(segment.core) if segment is not case.reading.segment else None
        if missing and words[0] in ("still", "not", "but") and not segment.whens:
            yield "limit", f", but not {missing['where']}"
            return


def _ages(case: Case) -> Iterator[tuple[str, str]]:
    for when in case.reading.whens:
        at = case.draft.text.find(when.text, when.start)
        age = _AGE.search(case.draft.text[max(0, at - 30) : at].rstrip())
        yield "age", f"{age[0].strip().lower()} {when.text}" if age else ""


def short_duty(text: str, rules: Rules) -> str:
    """Return a duty that fits a headline: whole, else without what comes behind an "and" that begins a new one."""
    while len(text) > LONGEST_HEADLINE:
        head, found, rest = text.rpartition(" and ")
        if not found or not starts_with_verb(rest, rules.sets):
            return text
        text = head
    return text
