"""What else of a draft can stand in a headline: the part as a whole, a place beside it, a sum, an age, a topic."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from bot.subjects.cases import Case
from bot.subjects.in_part import CANNOT_YET, left_out
from bot.subjects.peeling import without_reason
from bot.subjects.rule_types import Rules
from bot.subjects.rules import LONGEST_HEADLINE, Fact, FactKind, Slot, Source
from bot.subjects.segments import Segment
from bot.subjects.words import (
    a_or_an,
    folded,
    in_small_letters,
    is_noun_phrase,
    listed,
    named,
    small,
    starts_with_verb,
    with_a,
    words_of,
)

# One of these without an article takes one: "a phishing campaign", but "phishing e-mails".
_TRICKS = frozenset(
    {"attempt", "campaign", "attack", "scam", "email", "e-mail", "message", "call", "text", "website", "wave"}
)
_AGE = re.compile(
    r"\b(?:older than|(?:untouched|unused|inactive|idle|dormant|unread|unchanged"
    r"|not (?:used|accessed|touched|opened|read|changed|updated)) ?(?:for|in|since|>)(?: more than| over"
    r"| at least)?)\s*$",
    re.IGNORECASE,
)
# How a thing of that age is called where there is no room for the age.
_AGED = {"older": "old", "not": "unused"}
_SUMS = (FactKind.MONEY, FactKind.AMOUNT)


def remarks(case: Case) -> Iterator[Slot]:
    """Yield what the rules of single kinds ask for."""
    asked_of = case.rules.asked_of
    asked = asked_of.get(case.reading.kind) or asked_of[""]
    for names, remark in _REMARKS:
        if names.isdisjoint(asked):
            continue
        for name, text in remark(case):
            if text:
                yield Slot(name, text, Source.DRAFT)


_WAY = re.compile(r"\b(?:(?:is |are |can be )?(?:now|also|available|fully|completely) )+(?=\S)", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|via|through|per) \S.*$", re.IGNORECASE)
_OLD_WAY = re.compile(r",? (?:as well as|in addition to|instead of|rather than|and no longer|not) .*$", re.IGNORECASE)
_LONG_WAY = 26
_FITTED = re.compile(r"(?:ed|out) with (?P<what>\S.*)$|\b(?:has|have)(?: now)? (?P<own>(?!been )\S.*)$", re.IGNORECASE)


def _way(case: Case) -> Iterator[tuple[str, str]]:
    """Yield how something can be had now: "by text message as well"."""
    core = case.reading.segment.core
    found = _WAY.search(core) if case.reading.kind == "way" else None
    by = _BY.search(core) if case.reading.kind == "way" else None
    if found or by:
        way = core[found.end() :] if found else by[0] if by else ""
        yield "way", way if len(way) < _LONG_WAY else _OLD_WAY.sub("", way)


def _fitting(case: Case) -> Iterator[tuple[str, str]]:
    """Yield what a place or a thing has been given: "new microphones"."""
    found = _FITTED.search(case.reading.segment.core) if case.reading.kind == "fitted" else None
    if found:
        yield "fitting", with_a(found["what"] or found["own"], case.rules.sets)


def _as_whole(core: str, case: Case) -> str:
    sets = case.rules.sets
    return small(in_small_letters(core, sets), sets)


# "Job failures on GPU nodes": they are called so, and are none with a job.
_PROBLEMS_OF = re.compile(
    r"(?P<name>(?:[\w/-]+ ){0,2}[\w/-]+)"
    r" (?P<what>failures|errors|problems|crashes|timeouts|delays|dropouts|interruptions)\b"
    r"(?= (?:on|in|at|for|with|after|since|during|across)\b|$)",
    re.IGNORECASE,
)


def _problem(case: Case) -> Iterator[tuple[str, str]]:
    """Yield the draft's own word for a trouble: "errors", "timeouts"; more than one, or none that can be counted."""
    words = words_of(case.reading.segment.core)
    system = folded(case.reading.slots.get("system", ""))
    found = _PROBLEMS_OF.match(case.reading.segment.core)
    if found and system and folded(found["name"]).endswith(system) and system.split()[-1] in case.rules.sets["common"]:
        told = found[0] if words_of(found["name"])[0] not in case.rules.sets["routine"] else f"{system} {found['what']}"
        yield "problem_of", _as_whole(told, case)
    yield "problem", next((word for word in reversed(words) if word in case.rules.sets["told-problems"]), "")


_MORE_OF_IT = re.compile(r"^(?:yet )?another |^(?:one )?more | (?:is |are )?(?:again|back|around)$", re.IGNORECASE)


def _once(core: str, case: Case) -> str:
    """Return the name of a trick without what says that it is not the first: "gift card scam again"."""
    return _MORE_OF_IT.sub("", core) if case.reading.kind == "phishing" else core


def _whole(case: Case) -> Iterator[tuple[str, str]]:
    whole = _as_whole(_once(without_reason(case.reading.segment.core), case), case)
    words = words_of(whole)
    is_learnt = case.reading.kind == "learn"
    said = next(
        (
            at
            for at, word in enumerate(words)
            if at and not is_learnt and word in ("is", "are", "will", "may", "can", "ask")
        ),
        0,
    )
    if said and said < len(whole.split()):
        whole, words = " ".join(whole.split()[:said]), words[:said]
    is_one = any(one in _TRICKS for one in words) and not {f"{one}s" for one in _TRICKS} & set(words)
    yield "whole", whole
    small_words = case.rules.sets["prepositions"]
    cut = next((at for at, word in enumerate(words) if at and word in small_words), len(words))
    head = words[cut - 1] if words else ""
    counted = bool(words) and words[0] not in case.rules.sets["determiners"] and not head.endswith("s")
    yield "whole_an", f"{a_or_an(whole)} {whole}" if counted else whole
    is_mass = head in case.rules.sets["mass"] or not words
    is_own = bool(words) and words[0].endswith("'s")
    first = "" if is_mass or is_own or not counted or head in _UNCOUNTED else f"{a_or_an(whole)} "
    yield "whole_one", f"{first}{whole}"
    yield "whole_a", f"{a_or_an(whole)} {whole}" if is_one and words[0] not in ("a", "the") else whole


# What there is no one of, though no list says so.
_UNCOUNTED = listed(
    "performance experience stability reliability accuracy speed support accessibility usability coverage navigation"
    " search"
)


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
            return named(segment.core, case.rules.sets)
    return ""


def _session(case: Case) -> Iterator[tuple[str, str]]:
    words = words_of(case.reading.segment.core)
    if _first_words(case.rules.sets["sessions"]).isdisjoint(words):
        yield "session", ""
        return
    flat = f" {' '.join(words)} "
    named_so = (one for one in case.rules.sets["sessions"] if f" {one} " in flat)
    session = max(named_so, key=lambda one: (len(one), one), default="")
    yield "session", session
    if session and set(words) <= set(session.split()):
        yield "topic", _as_whole(_beside(case), case)


@lru_cache(maxsize=8)
def _first_words(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(one.split()[0] for one in phrases)


def _beside(case: Case) -> str:
    labels = [one.segment for one in case.draft.labels]
    others = [one for one in case.draft.segments if one is not case.reading.segment and one not in labels]
    return next((one.core for one in others if one.core), "")


# -- sums and ages --------------------------------------------------------------------------------------------------


def _sums(case: Case) -> Iterator[tuple[str, str]]:
    draft, sets = case.draft, case.rules.sets
    if not any(map(str.isdigit, draft.text)):
        yield from _price_name(case)
        return
    parts = (case.reading.segment, *draft.segments)
    first = next((fact for part in parts for fact in _sums_in(part, case)), None)
    # "From £8 to £11.50", "100 GB → 20 GB": the new sum counts.
    link = re.match(r"(?: (?:\w+ )?to | ?(?:→|[-=]>) ?)(?=[$€£¥]?\d)", draft.text[first.end :]) if first else None
    if first and link:
        first = next((one for one in draft.facts if one.start == first.end + link.end()), first)
    is_share = first is not None and case.reading.kind == "price" and "%" in first.text
    yield "amount", draft.text[first.start : _sum_end(draft.text, first)] if first and not is_share else ""
    named_by = (one.core for one in draft.segments if is_noun_phrase(one.core, sets) and any(_sums_in(one, case)))
    core = next(named_by, "")
    yield "amount_name", _as_whole(core, case) if core else ""
    change = _CHANGE.search(draft.text)
    yield "amount_change", change[1].strip() if change else ""
    yield from _price_name(case)


def _price_name(case: Case) -> Iterator[tuple[str, str]]:
    price = next((one for one in words_of(case.reading.segment.core) if one in case.rules.sets["price-nouns"]), "")
    yield "price", "prices" if price == "pricing" else f"{price.removesuffix('s')}s" if price else ""


def _sums_in(segment: Segment, case: Case) -> Iterator[Fact]:
    return (one for one in case.draft.facts if one.kind in _SUMS and segment.start <= one.start < segment.end)


def _sum_end(text: str, fact: Fact) -> int:
    """Take "per TB per year" in behind a sum."""
    tail = re.match(r"(?: per [A-Za-z]+){1,3}", text[fact.end :])
    return fact.end + (tail.end() if tail else 0)


_CHANGE = re.compile(r"(?<![\d.,])\d[\d.,]* ?[A-Za-z%]{0,3} ?(?:->|→|to) ?(\d[\d.,]* ?[A-Za-z%]{0,3})")
_BUT = re.compile(
    r"\b(?:(?:at|in|on|for) all but|except|apart from|other than|all but)\b [^.;|()]{2,60}$", re.IGNORECASE
)
_NOT_THERE = re.compile(
    r"^(?:but )?(?:still |not )?(?:not yet |not |yet |still )*(?:down|out|unavailable|offline|working|available"
    r"|restored|closed)? ?(?P<where>(?:in|at|on|for) (?=\S)[^.;|]{2,40})$",
    re.IGNORECASE,
)


def _limit(case: Case) -> Iterator[tuple[str, str]]:
    """Yield where or for whom it does not work yet, as the draft says it."""
    if case.reading.direction not in ("restored", "partial"):
        return
    core = case.reading.segment.core
    if found := _BUT.search(core):
        yield "limit", f" {found[0]}"
        return
    if left := left_out(case.draft.text, case.reading.slots.get("system", ""), case.rules):
        yield "limit", left.short
        yield "limit_full", left.full
        yield "left_out", left.whole
        return
    for segment in case.draft.segments:
        words = words_of(segment.core)
        if segment is not case.reading.segment and (cannot := CANNOT_YET.fullmatch(segment.core)):
            yield "limit", f", but not to {cannot['do']}"
            return
        missing = _NOT_THERE.match(segment.core) if segment is not case.reading.segment else None
        if missing and words[0] in ("still", "not", "but") and not segment.whens:
            yield "limit", f", but not {missing['where']}"
            return


def _ages(case: Case) -> Iterator[tuple[str, str]]:
    for when in case.reading.whens:
        at = case.draft.text.find(when.text, when.start)
        age = _AGE.search(case.draft.text[max(0, at - 30) : at].rstrip())
        if age:
            yield "age", f"{age[0].strip().lower()} {when.text}"
            yield "aged", _AGED.get(words_of(age[0])[0], words_of(age[0])[0])


def short_duty(text: str, rules: Rules) -> str:
    """Return a duty that fits a headline: whole, else without what comes behind an "and" that begins a new one."""
    while len(text) > LONGEST_HEADLINE:
        head, found, rest = text.rpartition(" and ")
        if not found or not starts_with_verb(rest, rules.sets):
            return text
        text = head
    return text


# Each with the slots that it may fill: only those are worked out that a frame for this kind of news speaks of.
_REMARKS: tuple[tuple[frozenset[str], Callable[[Case], Iterator[tuple[str, str]]]], ...] = (
    (listed("problem problem_of"), _problem),
    (listed("whole whole_an whole_one whole_a"), _whole),
    (listed("where use"), _place),
    (listed("session topic"), _session),
    (listed("amount amount_name amount_change price"), _sums),
    (listed("age aged"), _ages),
    (listed("limit limit_full left_out"), _limit),
    (listed("way"), _way),
    (listed("fitting"), _fitting),
)
