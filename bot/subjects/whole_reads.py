"""What only the whole of a draft tells: a limit and its sum ("Loan period: 14 days"), a thing and how to get it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.subjects.asking import answered
from bot.subjects.figures import figured, is_sized, timed_out
from bot.subjects.fitting import trimmed
from bot.subjects.other_times import rather
from bot.subjects.readings import Reading
from bot.subjects.releases import updated_ones
from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.words import head_of, is_noun_phrase, listed, words_of

_MEASURE = ReadingRule(About("draft.measure", "The draft names a limit."), "measure", "neutral", (), 88)
_OFFER = ReadingRule(About("draft.offer", "The draft says how to get something."), "offer", "good", (), 88)
_CUT_TO = re.compile(
    r"(?P<name>[^:;.!?|–—,]{4,48}?) (?:(?:is|are|will be|to be|has been|have been|now|being) )*"
    r"(?:cut|reduced|lowered|halved|shortened|limited|capped|trimmed|restricted) to (?:just |only )?"
    r"(?P<sum>\d[\d.,]*(?: ?(?!on|in|from)[A-Za-z%/]+){0,2})(?P<when> (?:from|on|in|as of|this|next"
    r"|starting|until|for) [^:;.!?|–—]+)?\.?",
    re.IGNORECASE,
)
_LESS = ReadingRule(About("draft.cut-to", "The draft says how little is left."), "cut-to", "bad", (), 88)
# Other rules know what a mailbox holds.
_HELD = listed(
    "quota quotas storage mailbox mailboxes inbox drive drives space allowance price prices fee fees rate rates"
)
_LIMITS = listed("limit allowance size period maximum minimum length quota cap timeout ceiling threshold duration")
_FIRST = listed("maximum max minimum min")
_SUM = re.compile(
    r"(?P<name>[^:;.!?|–—]{4,48}?)(?::| -| –| —| is| of| now|,) (?P<sum>(?:now |up to |at most |max(?:imum|\.)? )?"
    r"(?:[$€£]\s?)?\d[\d.,]*(?: ?[A-Za-z%/]+){0,4})\.?",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"(?P<thing>[^:;.!?|–—]{4,60}?)(?:,| -| –| —|:| \() ?(?:please )?(?:"
    r"(?P<noun>request|order|application|booking|reservation|sign-up|registration) (?:form|forms|page|link)s?"
    r"|(?P<verb>apply|request|order|book|reserve|ask|sign up|register|collect)(?: one| for one)?"
    r"|(?P<able>bookable|available|to order|free)(?: to order| to book)?|(?P<up>sign-up|pick-up|pickup"
    r"|collection|bookings))"
    r" (?P<where>(?:on|in|at|via|through|from|by|with) [^:;.!?|–—,()]{3,40}?)\)?\.?",
    re.IGNORECASE,
)
_VERBS = {
    "request": "Request", "order": "Order", "application": "Apply for", "booking": "Book", "reservation": "Reserve",
    "sign-up": "Sign up for", "registration": "Register for", "apply": "Apply for", "book": "Book",
    "reserve": "Reserve", "ask": "Ask for", "sign up": "Sign up for", "register": "Register for", "collect": "Collect",
    "bookable": "Book", "to order": "Order", "available": "Get", "free": "Get", "pick-up": "Collect",
    "pickup": "Collect", "collection": "Collect", "bookings": "Book",
}  # fmt: skip
# What nobody asks for: it happens to them.
_NO_GOODS = listed("outage maintenance training survey workshop webinar course session meeting test drill support help")


# Where one of these is read, it says a figure already.
_TOLD_SO = frozenset({"free-access", "no-fee", "only-so-many", "deadline"})


def whole_read(
    text: str, segments: tuple[Segment, ...], rules: Rules, others: Sequence[Reading] = ()
) -> Reading | None:
    """Read a draft that is one thing and its limit, or one thing and where to ask for it."""
    if not segments:
        return None
    whole = Segment(text, segments[0].start, segments[-1].end)
    if other := rather(text, whole, segments, rules):
        return other
    told = answered(text, segments, rules) or updated_ones(text, segments, rules) or timed_out(text, segments, rules)
    if told:
        return told
    is_told = any(one.kind in _TOLD_SO for one in others)
    priced = any(one.kind == "price" for one in others)
    found = None if is_told else figured(text, segments, rules, priced=priced)
    if found and any(one.kind == "duty" for one in others) and not (is_sized(found) or "fee" in found.slots):
        found = None
    if found and "old_size" not in found.slots and any(one.kind in ("quota", "upto") for one in others):
        found = None if _HELD & set(words_of(found.slots["thing"])) else found
    if found and found.kind != "sum-told" and any(one.kind in ("maintenance", "outage") for one in others):
        found = None
    return (
        found or _measured(text, whole, rules) or _offered(text, whole, rules) or _cut_to(text, whole, segments, rules)
    )


def _cut_to(text: str, whole: Segment, segments: tuple[Segment, ...], rules: Rules) -> Reading | None:
    found = _CUT_TO.fullmatch(text.strip())
    name = trimmed(found["name"].strip(), rules) if found else ""
    if not found or not is_noun_phrase(name, rules.sets) or _HELD & set(words_of(name)):
        return None
    whens = tuple(when for one in segments for when in one.whens if when.start >= found.end("sum"))
    slots = {"event": name, "amount_told": found["sum"].strip()}
    return Reading.by(_LESS, slots, replace(whole, whens=whens))


def _measured(text: str, whole: Segment, rules: Rules) -> Reading | None:
    found = _SUM.fullmatch(text.strip())
    words = words_of(found["name"]) if found else []
    cut = len(head_of(words, rules.sets))
    if not found or len(words) < 2 or not (words[cut - 1] in _LIMITS or words[0] in _FIRST):
        return None
    name = trimmed(found["name"].strip(), rules)
    if not is_noun_phrase(name, rules.sets) or words[0] in ("new", "higher", "lower"):
        return None
    amount = re.sub(r"^now ", "", found["sum"].strip(), flags=re.IGNORECASE)
    return Reading.by(_MEASURE, {"event": name, "amount_told": amount}, whole)


def _offered(text: str, whole: Segment, rules: Rules) -> Reading | None:
    found = _FORM.fullmatch(text.strip())
    if not found:
        return None
    thing = trimmed(found["thing"].strip(" ,"), rules)
    words = words_of(thing)
    cut = len(head_of(words, rules.sets))
    is_goods = bool(words) and words[cut - 1].endswith("s") and words[cut - 1] not in _NO_GOODS
    is_news = any(word in rules.events or word in rules.sets["problems"] for word in words[:cut])
    if not is_goods or is_news or not is_noun_phrase(thing, rules.sets):
        return None
    ask = _VERBS[(found["noun"] or found["verb"] or found["able"] or found["up"]).lower()]
    slots = {"thing": thing, "ask": ask, "where_to": found["where"].strip()}
    return Reading.by(_OFFER, slots, whole)
