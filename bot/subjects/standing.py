"""What a draft has that can stand as it is: a subject that is good already, and duties in its own words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.subjects.clauses import CLAUSE, told
from bot.subjects.drafts import Draft
from bot.subjects.finished import DONE
from bot.subjects.fitting import is_written, trimmed
from bot.subjects.headlines import Headline
from bot.subjects.loose import in_progress, is_located, shorter
from bot.subjects.peeling import peeled, without_cause
from bot.subjects.put_off import trimmed_event
from bot.subjects.readings import Reading
from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.rules import LONGEST_HEADLINE, Lint
from bot.subjects.segments import Segment
from bot.subjects.sense import lacks_object, says_nothing
from bot.subjects.words import small, words_of

_FINITE = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "will",
        "won't",
        "can",
        "can't",
        "cannot",
        "has",
        "have",
        "expires",
        "expire",
        "ends",
        "end",
        "moves",
        "needs",
        "must",
        "should",
        "may",
        "changes",
        "closes",
    ]
)


_WRONG = frozenset({"wrong", "missing", "incorrect", "double", "duplicate", "duplicated", "garbled", "blank", "false"})
# What is over, and nobody wants back: "Fire alarm: all clear".
_NOT_BACK = frozenset({"hack", "attack", "alarm", "fire", "flood", "storm", "leak", "breach", "alert", "evacuation"})
# What a draft says to its reader already: what to do, and "you can now".
_TO_READER = frozenset({"duty", "people-can"})
# What a headline has room for behind "Note that".
_LONGEST_TOLD = LONGEST_HEADLINE - len("Note that ")
NO_RULE = ReadingRule(About("draft.unread", "No rule understands this part."), "unknown", "neutral", (), 0)


_CONDITIONS = frozenset({"if", "when", "before", "after", "once", "until", "while"})
_BOTH = 2


_MAY_STAY = ("jargon", "nothing", "version", "codename", "passive")


def _may_stay(draft: Draft, words: Sequence[str], lints: Sequence[Lint]) -> bool:
    """Tell whether what is wrong with a draft is no reason to change it: it says to its reader what is so."""
    if any(one.rule == "passive" for one in lints):
        # "You will be logged out" says what happens to them, whoever does it.
        return words[0] in ("you", "your") and len(lints) == 1
    return len(draft.segments) == 1 and any(one.kind in _TO_READER for one in draft.readings)


def keeps(draft: Draft, raw: str, lints: Sequence[Lint], rules: Rules) -> bool:
    """Tell whether a draft is good as it is: reader first, short, and nothing is wrong with it."""
    if (
        any(not one.rule.startswith(_MAY_STAY) for one in lints)
        or len(draft.text) > LONGEST_HEADLINE
        or not draft.segments
        or draft.labels
        or draft.written.rstrip(".!") != " ".join(raw.split()).rstrip(".!")
    ):
        return False
    words = words_of(draft.segments[0].core)
    if not words or (lints and without_cause(draft.text) != draft.text):
        return False
    first = draft.segments[0]
    if lints and not _may_stay(draft, words, lints):
        return False
    if says_nothing(draft.text) or words_of(draft.text)[:2] == ["have", "you"]:
        return False
    if any(one.kind == "duty" and one.segment is first for one in draft.readings):
        return True
    if words[0] in _CONDITIONS and len(draft.segments) == _BOTH and not lints:
        # "If you use Firefox, update it": what to do, and when.
        return any(one.kind == "duty" and one.segment is draft.segments[1] for one in draft.readings)
    if lacks_object(words):
        return False
    if words[0] in ("you", "your", "you'll", "you've"):
        acts = (word[:-1] for word in words[2:] if word.endswith("s"))
        return bool(_FINITE & set(words)) or any(one in rules.sets["verbs"] for one in acts)
    return words[0] == "no" and words[1:2] != ["more"] and len(words) > 2


def implied(draft: Draft, readings: Sequence[Reading], rules: Rules) -> tuple[Reading, ...]:
    """Return a reading for what only a label tells: "RESOLVED: file shares" restores the file shares."""
    if any(one.kind not in ("duty", "unknown") for one in readings) or not draft.labels or not draft.names:
        return ()
    turn = next((one for one in draft.labels if one.rule.kind == "label" and one.direction != "neutral"), None)
    if turn is None or turn.rule.about.id == DONE:
        return ()
    kind = _IMPLIED.get(turn.direction, "event")
    name = trimmed(draft.names[0].core, rules)
    if turn.direction == "partial" and {"open", "let", "take", "run", "work"} & set(words_of(name)[1:-1]):
        return ()
    if turn.direction == "restored" and words_of(name)[-1:] and words_of(name)[-1] in _NOT_BACK:
        return ()
    if turn.direction == "restored" and words_of(name)[:1] and words_of(name)[0] in _WRONG:
        kind, name = "fixed", draft.names[0].core
    return (
        Reading(
            turn.rule,
            kind,
            turn.direction,
            {"system": name, "thing": name, "event": trimmed_event(draft.names[0].core, rules)},
            draft.names[0],
        ),
    )


# What a label says that becomes of the thing behind it.
_IMPLIED = {
    "restored": "restoration", "partial": "restoration", "bad": "outage", "duty": "phishing", "good": "feature",
}  # fmt: skip


def changed(draft: Draft) -> tuple[Reading, ...]:
    """Return a reading for the line of a change calendar: a number of a change, a system and a window."""
    is_change = any(_CHANGE_NO.match(one) for one in draft.tickets) and bool(draft.names) and bool(draft.whens)
    if not is_change or any(one.direction != "neutral" for one in draft.labels):
        return ()
    first = draft.names[0]
    own = replace(first, whens=first.whens or draft.whens)
    return (Reading(NO_RULE, "change-window", "bad", {"system": first.core}, own),)


_CHANGE_NO = re.compile(r"(?:CHG|CHGE|CRQ|RFC|CR|change)\b|CHG", re.IGNORECASE)


def unread(draft: Draft, rules: Rules) -> Iterator[Reading]:
    """Yield readings for a draft that no rule understands: its sentences as they are, or the thing that it names."""
    taken = [one.segment for one in (*draft.labels, *(one for one in draft.readings if one.direction == "duty"))]
    spoken = [one for one in draft.segments if one.core and all(one is not other for other in taken)]
    for segment in spoken:
        core = _in_full(segment, draft)
        if len(core) > _LONGEST_TOLD and _AFTERWARDS.search(core):
            core = _AFTERWARDS.sub("", core)
        if len(core) > _LONGEST_TOLD and "(" in core:
            core = _SPELT_OUT.sub(_by_initials, core)
        slots = dict(told(core, rules))
        for without in () if slots else peeled(core, rules):
            slots = slots or dict(told(without, rules))
        slots = slots or dict(in_progress(core, rules))
        if slots:
            slots = {name: shorter(text, _LONGEST_TOLD) for name, text in slots.items()}
            own = replace(segment, core=core, whens=() if core != segment.core else segment.whens)
            yield Reading.by(CLAUSE, slots, own)
    yield _thing_named(draft, spoken, rules)


# "After last night's failover" says since when, and goes to the facts line where there is no room.
_AFTERWARDS = re.compile(r",? (?:after|following|since) (?:the |our )?[^,]*$", re.IGNORECASE)


# "Quay Radio Network (QRN)": its initials stand for it where there is no room for both.
_SPELT_OUT = re.compile(r"(?P<name>\w[\w-]*(?: \w[\w-]*){1,5}) \((?P<short>[A-Z]{2,6})\)")


def _by_initials(found: re.Match[str]) -> str:
    initials = "".join(word[0] for word in re.split(r"[ -]", found["name"]) if word).upper()
    return found["short"] if initials == found["short"] else found[0]


def _in_full(segment: Segment, draft: Draft) -> str:
    """Return a part with its times where one stands in the midst of it, and without them where they end it."""
    whole = draft.text[segment.start : segment.end]
    if len(segment.whens) == 1 and _MUCH.fullmatch(segment.whens[0].text) and not segment.whens[0].lead:
        return whole.strip(" ,;:.!-–—")
    inside = [
        one
        for one in segment.whens
        if one.start > segment.start and whole[one.end - segment.start :].strip(" .,!").removesuffix("after all")
    ]
    return whole.strip(" ,;:.!-–—") if inside else segment.core


# "Delivery takes 2 weeks": how long is what the sentence says.
_MUCH = re.compile(r"\d+ (?:minutes?|hours?|days?|weeks?|months?)", re.IGNORECASE)


def _thing_named(draft: Draft, spoken: Sequence[Segment], rules: Rules) -> Reading:
    named = len(spoken) == 1 or (len(spoken) == len(draft.names) == 2 and bool(draft.whens))
    for segment in _telling(draft.names, rules)[:1] if named else ():
        event = trimmed(segment.core, rules)
        content = [
            word for word in words_of(event) if word not in rules.sets["noise"] and word not in rules.sets["function"]
        ]
        doing = [
            word
            for word in content[1:]
            if word in rules.sets["verbs"]
            and word not in rules.sets["common"]
            and word not in rules.sets["noun-verbs"]
            and word not in rules.sets["events"]
        ]
        # "Lab renovation update, 3 May": that is the day of the update.
        is_told_of = (words_of(segment.core)[-1] in _NEWS_OF or is_written(segment.core)) and bool(draft.whens)
        if is_told_of or all(word.isdigit() for word in content) or words_of(event)[:1] == ["available"]:
            continue
        if content and not doing and not any(word in rules.sets["generic"] for word in content[-1:]):
            kind = "located" if is_located(segment.core, rules) else "unknown"
            slots = {"event": event} if not _goes_on(segment, draft) else {}
            if (full := _in_full(segment, draft)) != segment.core:
                slots["thing_full"] = small(full, rules.sets)
            return Reading(NO_RULE, kind, "neutral", slots, segment)
    only = spoken[0] if spoken else None
    if only and (full := _in_full(only, draft)) != only.core and not set(words_of(full)) & rules.sets["finite"]:
        return Reading(NO_RULE, "unknown", "neutral", {"thing_full": small(full, rules.sets)}, only)
    return Reading(NO_RULE, "unknown", "neutral", {}, draft.segments[0])


# "From 400 days to a year", "weekend March 16-18": what is left without the time is torn.
_GOES_ON = re.compile(r"\s*(?:[-–]\d|to\b)")


def _goes_on(segment: Segment, draft: Draft) -> bool:
    return any(_GOES_ON.match(draft.text, when.end, segment.end) for when in segment.whens)


_NEWS_OF = frozenset(
    {"update", "updates", "news", "status", "report", "brief", "summary", "recap", "announcement", "cause"}
)


def _telling(names: Sequence[Segment], rules: Rules) -> Sequence[Segment]:
    """Put what happens before the thing it is about: "ID cards: photo deadline 12 May" tells of a deadline."""
    events = rules.sets["events"] | rules.sets["event-nouns"]
    later = [one for one in names[1:] if one.whens and words_of(one.core) and words_of(one.core)[-1] in events]
    first = words_of(names[0].core) if names else []
    return later if later and first and not events & set(first) and not names[0].whens else names


def as_duty(one: Headline, draft: Draft, rules: Rules) -> Headline:
    """Say in a duty what "the new one" is, where the draft does."""
    if " the new one" not in one.text or not draft.names:
        return one
    text = one.text.replace(" the new one", f" the new {small(draft.names[0].core, rules.sets)}", 1)
    return replace(one, text=text, rank=one.rank + 20) if len(text) <= LONGEST_HEADLINE else one
