"""What news comes to once the rest of its part and the parts beside it are heard: who loses it, how much of it goes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.subjects.gains import as_gain, as_goods, as_key, as_past, as_shown, from_to
from bot.subjects.in_part import is_still_missing
from bot.subjects.losses import as_held_up, as_returning, as_rule, as_unnamed
from bot.subjects.newly import as_becoming
from bot.subjects.people_words import are_everybody, are_people
from bot.subjects.readings import Reading
from bot.subjects.rule_types import Rules
from bot.subjects.segments import Segment
from bot.subjects.words import capital, folded, head_of, is_noun_phrase, listed, small, words_of

_STOPPED = frozenset({"maintenance", "outage", "upgrade", "migrating", "swap-out", "restart"})
_DOES = {
    "read": "read", "reading": "read", "view": "view", "viewing": "view", "query": "query", "queries": "query",
    "search": "search", "searching": "search", "searches": "search", "browse": "browse", "browsing": "browse",
}  # fmt: skip
_ONLY = re.compile(
    r"(?:(?:the )?(?:system|service|site|data|it)(?: is| will be| stays| remains)? )?(?:(?:in|with|available|as) )?"
    rf"(?P<do>{'|'.join(_DOES)})[ -]only(?: mode| access| use| operation)?",
    re.IGNORECASE,
)
_LACKS = re.compile(
    r"(?:(?:with )?no|without) (?P<what>(?:(?:new|remote|online) )?(?:uploads?|downloads?|edits|editing|search"
    r"|searching"
    r"|printing|orders|bookings|payments|sync|syncing|notifications|reports|exports|imports|submissions|registrations"
    r"|posting|transfers|trading|deposits|withdrawals|enrolments?|renewals|loans|reservations|deliveries|attachments"
    r"|video|audio|sound|chat|recordings?|faxes|scans|scanning|refunds|quotes|claims|appointments|approvals)"
    r"(?:(?: and| or|,) [a-z]+)?)(?: possible| available)?",
    re.IGNORECASE,
)
_TAKEN = frozenset({"blocked", "retirement", "outage", "login", "without"})
_FROM = re.compile(r" (?:for|to|from) (?:all |our |the )?(?P<who>[^,;:]+)$", re.IGNORECASE)
_WHERE_ON = re.compile(r" (?:in|at|on|with|of) ", re.IGNORECASE)
_ON = re.compile(r" (?:to|onto|on|across) (?P<place>(?:all |the |our )?[^,;:]+)$", re.IGNORECASE)
_AT = re.compile(r" (?:in|at|on|near) (?P<place>[^,;:]{2,40})$", re.IGNORECASE)
_ABOUT_WORK = frozenset({"bad", "extended", "neutral", "cancelled", "postponed"})
_WORKS = re.compile(r"(?<![a-z-])(?P<kind>[a-z-]+) (?P<works>works?)\b", re.IGNORECASE)


def settled(readings: Sequence[Reading], segments: Sequence[Segment], rules: Rules) -> list[Reading]:
    """Return the readings of a draft, each as the rest of the draft makes it."""
    found = [*_within_limits(list(readings), segments), *_rule_news(readings, segments, rules)]
    found = [_of_machine(_back_in_part(one, found)) for one in found if not is_still_missing(one, found)]
    for way in (
        *_WAYS,
        as_shown,
        as_key,
        as_goods,
        as_gain,
        from_to,
        as_past,
        as_becoming,
        as_returning,
        as_held_up,
        as_rule,
    ):
        found = [way(one, rules) for one in found]
    return found


def _back_in_part(reading: Reading, others: Sequence[Reading]) -> Reading:
    """Take "up" for "up again" where something else is still missing: "tidebook up, charts still missing"."""
    if reading.kind != "restoration" or reading.direction != "neutral":
        return reading
    bad = (one for one in others if one.direction == "bad" and one.segment.start > reading.segment.start)
    is_left = any({"still", "yet"} & set(words_of(one.segment.core)) for one in bad)
    return replace(reading, direction="restored") if is_left else reading


# What takes cards, prints and opens by itself: what it cannot do is nothing that its reader does.
_MACHINES = listed(
    "app apps kiosk kiosks machine machines printer printers site website portal terminal terminals scanner scanners"
    " till"
    " tills page form tool reader readers server servers client software browser device devices robot robots bot camera"
    " cameras sensor sensors meter meters display displays barrier barriers gate gates lift lifts"
)


def _of_machine(reading: Reading) -> Reading:
    """Say of a machine what it does not do: "the parking app cannot take cards"."""
    who, do = reading.slots.get("people", ""), reading.slots.get("do", "")
    if (
        reading.kind != "cannot"
        or reading.direction != "bad"
        or not who
        or not do
        or words_of(who)[-1] not in _MACHINES
    ):
        return reading
    return replace(reading, kind="not-doing", slots={"thing": who, "doing": do})


def _within_limits(readings: list[Reading], segments: Sequence[Segment]) -> list[Reading]:
    """Take a time in which something can only be read for that, and for no loss of it all."""
    readings = [_without(one) for one in readings]
    at = next((place for place, one in enumerate(readings) if one.kind in _STOPPED and _name(one)), None)
    if at is None or readings[at].direction not in ("bad", "neutral", "extended"):
        return readings
    base = readings[at]
    for segment in segments:
        slots = _limit_of(segment.core) if segment is not base.segment else {}
        if not slots:
            continue
        whole = {**base.slots, **slots, "system": _name(base)}
        own = next((one.rule for one in readings if one.segment is segment and one.direction == "bad"), base.rule)
        part = base.segment if base.whens else replace(base.segment, whens=segment.whens)
        told = replace(base, rule=own, kind="restricted", direction="bad", slots=whole, segment=part)
        others = [one for one in readings if one.segment is not segment and one.segment is not base.segment]
        return [told, *others]
    return readings


_RULE = re.compile(
    r"^(?P<topic>.{3,40}? (?:policy|rules?|regulations?|procedure|guidelines?)) (?:change|changes|update|updates"
    r"|updated|changed)$"
    r"|^(?P<other>(?!.*\b(?:system|software|firmware|server)\b).{3,30}?) (?:policy|rule|rules) (?:change|update)$",
    re.IGNORECASE,
)


def _rule_news(readings: Sequence[Reading], segments: Sequence[Segment], rules: Rules) -> list[Reading]:
    """Return what stands behind the name of a changed rule, which is the news: "14 characters minimum"."""
    known = [one.segment for one in readings]
    for before, after in pairwise(segments):
        found = _RULE.match(before.core)
        is_read = any(after is one for one in known)
        if not found or is_read or not after.core or not is_noun_phrase(after.core, rules.sets):
            continue
        said = words_of(after.core)
        base = next((one for one in readings if one.segment is before), None)
        if base is None or len(said) < 2 or any(word.endswith("ed") for word in said):
            continue
        slots = {"news": small(after.core, rules.sets), "topic": small(found["topic"] or found["other"], rules.sets)}
        return [replace(base, kind="rule-news", direction="neutral", slots=slots, segment=after)]
    return []


_WORK_END = re.compile(r"^(?P<system>.+) (?:maintenance|outage|upgrade|migration|downtime|update)$", re.IGNORECASE)


def _without(reading: Reading) -> Reading:
    """Take "portal maintenance without search" for a portal without search."""
    found = _WORK_END.match(reading.slots.get("target", "")) if reading.kind in ("without", "lacking") else None
    if not found:
        return reading
    own = {"system": found["system"], "lacking": folded(reading.slots.get("thing", ""))}
    return replace(reading, kind="restricted", direction="bad", slots=own)


def _limit_of(core: str) -> dict[str, str]:
    if found := _ONLY.fullmatch(core):
        return {"only_do": _DOES[folded(found["do"])]}
    if found := _LACKS.fullmatch(core):
        return {"lacking": folded(found["what"])}
    return {}


def _name(reading: Reading) -> str:
    return reading.slots.get("system") or reading.slots.get("thing", "")


def _for_some(reading: Reading, rules: Rules) -> Reading:
    """Note who loses what is lost, where the draft says for whom: "disabled for contractors"."""
    found = _FROM.search(reading.segment.core)
    if reading.direction != "bad" or reading.kind not in _TAKEN or not found or not _name(reading):
        return reading
    who = found["who"].strip()
    head = _WHERE_ON.split(who, maxsplit=1)[0]
    if not are_people(head, rules) or are_everybody(who, rules) or head in _name(reading):
        return reading
    return replace(reading, slots={**reading.slots, "losers": capital(who)})


def _in_part(reading: Reading, rules: Rules) -> Reading:
    """Take a restriction for no loss of it all: "bandwidth restricted during the move"."""
    thing = reading.slots.get("thing", "")
    words = words_of(reading.segment.core)
    if reading.kind != "blocked" or not thing or words.count("restricted") != 1 or "losers" in reading.slots:
        return reading
    del rules
    behind = words[words.index("restricted") + 1 :][:2]
    if behind[:1] in (["in"], ["on"], ["at"], ["from"]):
        return reading
    return replace(reading, kind="done-to", direction="neutral", slots={**reading.slots, "done_to": "restricted"})


def _as_works(reading: Reading, rules: Rules) -> Reading:
    """Take works for what they are, and for no loss of what they are named by: "data centre power works"."""
    is_moved = reading.direction in ("cancelled", "postponed") and "event" in reading.slots
    if reading.kind not in ("maintenance", "outage", "event") or reading.direction not in _ABOUT_WORK:
        return reading
    found = next(
        (one for one in _WORKS.finditer(reading.segment.core) if folded(one["kind"]) in rules.sets["works"]), None
    )
    if found is None:
        return reading
    thing = reading.segment.core[: found.end()]
    if is_moved:
        return replace(reading, slots={**reading.slots, "event": thing})
    own = {**reading.slots, "thing": thing, "system": thing}
    at = _AT.match(reading.segment.core[found.end() :])
    if at and is_noun_phrase(at["place"], rules.sets):
        own["where"] = at[0].strip()
    return replace(reading, kind="works", slots=own)


def _as_tool(reading: Reading, rules: Rules) -> Reading:
    """Take what works in the dark for no thing that people use: a fix is for asking, an agent is on what it is on."""
    is_there = reading.kind == "feature" or (reading.kind == "restoration" and reading.direction == "neutral")
    if not is_there or reading.direction not in ("good", "neutral"):
        return reading
    words = words_of(reading.slots.get("thing") or reading.slots.get("system", ""))
    cut = len(head_of(words, rules.sets))
    head = words[cut - 1] if words else ""
    if head in rules.sets["mends"]:
        return replace(reading, kind="mend")
    if head not in rules.sets["unseen"]:
        return reading
    where = reading.slots.get("where", "")
    found = _ON.search(reading.segment.core)
    if not where and found and is_noun_phrase(found["place"], rules.sets):
        where = f"on {found['place']}"
    own = {**reading.slots, "where": where} if where else reading.slots
    return replace(reading, kind="unseen", slots=own)


_SHUT = re.compile(r"\b(?:closed|closure)\b", re.IGNORECASE)
_CLOSES = re.compile(
    r"\b(?:closes|close|closing|will close|shuts|shut)(?: for (?:an? |the |our )?[a-z][\w -]*)?$",
    re.IGNORECASE,
)
# "To close for training": for that day alone.
_FOR_A_DAY = re.compile(r"\bclos\w+ for ", re.IGNORECASE)
_CLOCK = re.compile(r"(?:at |from |by )?(?:\d{1,2}[:.]\d\d|\d{1,2} ?[ap]\.?m|noon|midnight)(?:.{0,10})?", re.IGNORECASE)


def _as_closing(reading: Reading, rules: Rules) -> Reading:
    """Take what closes at an hour for closed that day, and for no loss for good: "store closes at 16:00"."""
    is_shut = reading.kind == "outage" and reading.direction == "bad" and _SHUT.search(reading.segment.core)
    if is_shut and words_of(_name(reading)) and words_of(_name(reading))[-1] in rules.sets["shut-places"]:
        return replace(reading, kind="shut", slots={**reading.slots, "thing": _name(reading)})
    if reading.kind not in ("retirement", "outage") or not _CLOSES.search(reading.segment.core) or not reading.whens:
        return reading
    thing = _name(reading)
    is_place = bool(words_of(thing)) and words_of(thing)[-1] in rules.sets["places"] | rules.sets["closing-places"]
    if is_place and _FOR_A_DAY.search(reading.segment.core):
        return replace(reading, kind="shut", slots={**reading.slots, "thing": thing})
    if is_place or any(_CLOCK.fullmatch(one.text) for one in reading.whens):
        return replace(reading, kind="closes", slots={**reading.slots, "thing": thing})
    return reading


_LENGTH = re.compile(r"\d+ (?:days?|weeks?|months?|years?|hours?|minutes?)$|\d+ ?(?:GB|MB|TB)$", re.IGNORECASE)
_PERIOD = re.compile(r"[-–—]| to ", re.IGNORECASE)
_SWITCHED = re.compile(
    r"\b(?:switched|turned|shut|closed|closes?|closing|disabled|unplugged|stopped|paused|out)\b(?: off| down)?",
    re.IGNORECASE,
)
# What is shut down for one of these is not gone for good: "cluster shut down due to heat".
_BROKEN_DOWN = re.compile(
    r"\b(?:due to|because of|owing to|after) (?:\S+ ){0,3}?(?:heat|fire|flood\w*|storm|leak\w*|fault|failure|outage"
    r"|cooling|overheating|problems?|issues?|errors?|damage|attack|breach|incident|snow|weather|power|emergency"
    r"|strike)\b",
    re.IGNORECASE,
)
_LASTING = frozenset({"during", "over", "throughout", "for", "until", "till"})
_GOES_ON = listed("hotline line service hours desk counter cover coverage shuttle bus clinic reception chat support")


def _as_longer(reading: Reading, rules: Rules) -> Reading:
    """Tell longer hours and longer keeping from more time for the reader: "hotline extended to 20:00"."""
    if reading.kind != "deadline" or reading.direction != "extended" or not reading.whens:
        return reading
    thing = reading.slots.get("thing", "")
    last = words_of(thing)[-1:]
    serves = bool(last) and (last[0] in _GOES_ON or last[0] in rules.sets["places"] | rules.sets["closing-places"])
    if serves and any(_CLOCK.fullmatch(one.text) for one in reading.whens):
        return replace(reading, kind="stays", slots={**reading.slots, "system": thing})
    if reading.whens[0].lead.lower() == "to" and _LENGTH.match(reading.whens[0].text):
        return replace(reading, kind="done-to", direction="neutral", slots={**reading.slots, "done_to": "extended"})
    return reading


def _for_a_while(reading: Reading, rules: Rules) -> Reading:
    """Take what is switched off for a while for no loss for good: "cameras switched off during the holidays"."""
    # Power does not go for good.
    is_supply = folded(_name(reading)) in rules.sets["utilities"]
    is_off = is_supply or _SWITCHED.search(reading.segment.core)
    if reading.kind != "retirement" or reading.direction != "bad" or not is_off:
        return reading
    when = reading.whens[0] if len(reading.whens) == 1 else None
    lasts = when is not None and (when.lead.lower() in _LASTING or bool(_PERIOD.search(when.text)))
    breaks = lasts or is_supply or _BROKEN_DOWN.search(reading.segment.core)
    if not breaks and not reading.slots.get("where", "").startswith("during "):
        return reading
    return replace(reading, kind="outage", slots={**reading.slots, "system": _name(reading)})


# "Exam week change freeze": what is frozen is all changes, and not the week.
_SEASONS = listed("weekend week period season exams holidays holiday elections election close closing semester term")
_EVERY_CHANGE = listed("change changes code it system deployment release production config configuration the")


def _as_freeze(reading: Reading, rules: Rules) -> Reading:
    """Take a freeze of nothing named for one of all changes: "change freeze"."""
    del rules
    named = reading.slots.get("system", "")
    words = [word for word in words_of(reading.segment.core) if word not in ("freeze", "annual", "year-end", "holiday")]
    is_time = bool(words_of(named)) and words_of(named)[-1] in _SEASONS
    if reading.kind != "freeze" or reading.direction != "bad" or not words:
        return reading
    if not (is_time or set(words) <= _EVERY_CHANGE):
        return reading
    what = "code changes" if "code" in words else "changes"
    del named
    return replace(reading, kind="freeze-all", slots={"what": what})


_SCOPE = re.compile(r" (?P<link>for|during|outside|within) (?P<what>[^,;:]{3,30})$", re.IGNORECASE)
_LOST = frozenset({"outage", "blocked", "retirement", "slow", "trouble"})


def _in_scope(reading: Reading, rules: Rules) -> Reading:
    """Keep what a loss is limited to, "unavailable for Finnish", "slow during exams"; no reason is a limit."""
    found = _SCOPE.search(reading.segment.core)
    slots = reading.slots
    if reading.direction != "bad" or reading.kind not in _LOST or not found or "losers" in slots or slots.get("where"):
        return reading
    words = words_of(found["what"])
    is_while = folded(found["link"]) == "during"
    is_why = words[-1] in _WORKED if is_while else any(_is_why(word, rules) for word in words)
    if is_why or not is_noun_phrase(found["what"], rules.sets) or found["what"] in _name(reading):
        return reading
    if set(words) & (rules.sets["people"] | rules.sets["pronouns"]) or reading.whens:
        return reading
    return replace(reading, slots={**slots, "where": f"{folded(found['link'])} {found['what']}"})


def _is_why(word: str, rules: Rules) -> bool:
    return word in rules.sets["events"] or word in rules.events or word in _WHY


_WORKED = listed("upgrade migration maintenance move transfer works work patching rollout replacement cutover update")
_WHY = listed(
    "inventory cleaning stocktaking good now hours holidays technical reasons minutes weeks days security safety"
    " checks use"
)
_BY = re.compile(
    r" only (?P<way>by (?:appointment|request|phone|post|invitation|arrangement|email|hand|prior \w+))$", re.IGNORECASE
)


def _of_everybody(reading: Reading, rules: Rules) -> Reading:
    """Leave out who has to do it where that is whoever reads it: "customers are advised to upgrade"."""
    who = reading.slots.get("people", "")
    if reading.kind != "people-duty" or not (are_everybody(who, rules) or folded(who) in _READERS):
        return reading
    return replace(reading, slots={name: text for name, text in reading.slots.items() if name != "people"})


_READERS = frozenset({"customers", "all customers", "users", "all users", "our customers", "our users", "people"})


def _one_way(reading: Reading, rules: Rules) -> Reading:
    """Take a way for no thing to be used: "visits only by appointment"."""
    del rules
    found = _BY.search(reading.segment.core)
    if reading.kind != "only-via" or not found:
        return reading
    return replace(reading, kind="one-way", slots={**reading.slots, "only_way": f"{folded(found['way'])} only"})


_WAYS = (
    _for_some,
    _in_scope,
    _in_part,
    _as_works,
    _as_tool,
    _as_longer,
    _for_a_while,
    _as_closing,
    _as_freeze,
    as_unnamed,
    _one_way,
    _of_everybody,
)
