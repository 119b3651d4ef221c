"""All headlines that a draft gives, joined where they belong together, checked, and in order."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.subjects import times
from bot.subjects.author import CANNOT, IN_SHORT, action_of, asked
from bot.subjects.backstage import is_backstage
from bot.subjects.bygone import as_over
from bot.subjects.cases import Case
from bot.subjects.coverage import facts_line, with_facts
from bot.subjects.drafts import Draft
from bot.subjects.finished import DONE, as_restored
from bot.subjects.flags import flags_of, of_reading
from bot.subjects.headlines import Headline, headlines, is_sound
from bot.subjects.joining import about_topic
from bot.subjects.labelled import on_system
from bot.subjects.naming import is_trade
from bot.subjects.pairing import both_sides, with_duty, with_limit, with_loss, with_move, with_way
from bot.subjects.parts import is_old_address
from bot.subjects.readings import Reading
from bot.subjects.rule_types import Rules
from bot.subjects.rules import Fields, Source
from bot.subjects.sense import makes_sense
from bot.subjects.slots import slots_of
from bot.subjects.standing import NO_RULE, as_duty, changed, implied, unread
from bot.subjects.words import bare, folded, words_of

MOST_HEADLINES = 3
MOST_READINGS = 6
# How far a reading stands behind the one before it, and behind one that says the same part better.
_NEXT, _SAME_PART = 3, 40
# A duty that does not name what the news is about comes after the news.
_DUTY_APART = 60
_JOINED_AT_MOST = 4
# What only says that something takes place says less than any sentence beside it.
_SAYS_LITTLE = 45


def understood(draft: Draft, rules: Rules) -> list[Reading]:
    """Return all that a draft can be read as, the most telling first."""
    readings = sorted(draft.readings, key=lambda one: -one.rule.rank)[:MOST_READINGS]
    is_turned = any(one.direction not in ("neutral", "duty") and one.rule.about.id != DONE for one in draft.labels)
    readings = readings or list(changed(draft))
    if not readings and draft.segments and not is_turned:
        readings = list(unread(draft, rules))[:MOST_READINGS]
    return [*readings, *implied(draft, readings, rules)]


def ranked(draft: Draft, fields: Fields, rules: Rules) -> list[Headline]:
    """Return every sound headline, the best first; the same draft gives the same order."""
    found: list[Headline] = []
    readings = [as_restored(one, fields.outcome) for one in understood(draft, rules)]
    flags = flags_of(draft, fields, readings, rules)
    for place, reading in enumerate(readings):
        is_second = any(_says_the_same(one, reading) for one in readings[:place])
        slots = slots_of(Case(reading, draft, fields, rules))
        bonus = -_NEXT * place - (_SAME_PART if is_second else 0)
        bonus += _COMES_LATER if place and reading.kind == "clause" and _is_outcome(reading, draft) else 0
        own = of_reading(flags, reading, draft, rules)
        found += (as_duty(one, draft, rules) for one in headlines(reading, slots, own, rules, bonus))
    sound = _in_order(one for one in _together(_in_order(found), draft, rules) if _is_fine(one, draft, rules))
    sound = _plain_first(sound, rules)
    sound = _in_order([*sound, *_consequences(sound, draft, fields, flags, rules)])
    if not sound or sound[0].rank <= _SAYS_LITTLE:
        read = {one.segment.start for one in draft.readings} if sound else set()
        told = (one for one in _as_it_stands(draft, fields, flags, rules) if one.reading.segment.start not in read)
        sound = _in_order([*sound, *told])
    return sound


def _plain_first(sound: list[Headline], rules: Rules) -> list[Headline]:
    """Put news in plain words before news that speaks of a version, or in IT's words, where both are news."""
    if (
        not sound
        or sound[0].reading.direction == "duty"
        or _has(sound[0], "duty")
        or not _is_technical(sound[0], rules)
    ):
        return sound
    start = sound[0].reading.segment.start
    plain = [
        one
        for one in sound[1:]
        if one.rank > _ENOUGH and one.reading.segment.start != start and not _is_technical(one, rules)
    ]
    first = [replace(one, rank=sound[0].rank + 1) for one in plain[:1]]
    return [*first, *(one for one in sound if one not in plain[:1])]


_ENOUGH = 60
_NUMBERED = re.compile(r"\b(?:Windows|Office|Python|Java|macOS|Android|iOS|RHEL|Ubuntu|Oracle|Server) \d|\bv?\d+\.\d+")


def _is_technical(one: Headline, rules: Rules) -> bool:
    return _NUMBERED.search(one.text) is not None or any(is_trade(word, rules) for word in words_of(one.text))


# What IT does; what comes of it for people says more.
_PROCESS = frozenset(
    {
        "rules",
        "rules-updated",
        "changing",
        "migration",
        "move-to",
        "replacement",
        "upgrade",
        "patch",
        "event-plan",
        "migrating",
        "done-to",
        "maintenance",
        "restart",
        "passive",
        "swap-out",
    }
)
_COMES_OF_IT = re.compile(r"\b(?:will|may|might|could|can't|cannot|won't|must)\b", re.IGNORECASE)


def _consequences(
    sound: list[Headline], draft: Draft, fields: Fields, flags: frozenset[str], rules: Rules
) -> Iterator[Headline]:
    """Yield what comes of work for people, where a part of its own says that: "internal calls may drop"."""
    news = sound[0].reading if sound else next(iter(draft.readings), None)
    if news is None or news.kind not in _PROCESS or len(draft.segments) < _LEAST_PARTS:
        return
    rank = sound[0].rank if sound else _SAYS_LITTLE
    for reading in (*unread(draft, rules), *_gained(news, draft)):
        core = reading.segment.core
        is_own = reading.segment.start == news.segment.start
        if (
            is_own
            or is_old_address(core)
            or not (reading.kind == "expect" or (reading.kind == "clause" and _COMES_OF_IT.search(core)))
        ):
            continue
        slots = slots_of(Case(reading, draft, fields, rules))
        for one in headlines(reading, slots, flags, rules, 0):
            if len(one.text) > len(core) // 2 and _is_fine(one, draft, rules):
                yield replace(one, rank=rank + (2 if one.frame.rank > _SAYS_LITTLE else 1))


def _gained(news: Reading, draft: Draft) -> Iterator[Reading]:
    """Yield what stands behind work with a time of its own: "results the same day from Monday"."""
    for part in draft.names if news.kind in ("upgrade", "migration", "migrating", "move-to") else ():
        if (
            (part.whens or _LESS.search(part.core))
            and part.start > news.segment.start
            and part.core[:1].islower()
            and " " in part.core
        ):
            yield Reading(NO_RULE, "expect", "neutral", {"thing": part.core}, part)


_LESS = re.compile(r"\b(?:instead of|no more|fewer|less|only)\b", re.IGNORECASE)
_LEAST_PARTS = 2


def _is_fine(one: Headline, draft: Draft, rules: Rules) -> bool:
    return is_sound(one, draft, rules) and makes_sense(one, draft.text, rules) and not is_backstage(one, draft, rules)


def _as_it_stands(draft: Draft, fields: Fields, flags: frozenset[str], rules: Rules) -> Iterator[Headline]:
    """Yield headlines from the sentences of a draft as they are, where no rule made one of it."""
    for place, reading in enumerate(unread(draft, rules) if draft.readings else ()):
        slots = slots_of(Case(reading, draft, fields, rules))
        bonus = _COMES_LATER if place and _is_outcome(reading, draft) else -_NEXT * place
        for one in headlines(reading, slots, flags, rules, bonus):
            if reading.kind == "clause" and _is_fine(one, draft, rules):
                yield one


_COMES_LATER = 10


def _is_outcome(reading: Reading, draft: Draft) -> bool:
    """Tell whether a part says what comes of another one, which only says what is done."""
    return bool(_COMES_OF_IT.search(reading.segment.core)) and not _COMES_OF_IT.search(draft.segments[0].core)


def _in_order(found: Iterator[Headline] | list[Headline]) -> list[Headline]:
    return sorted(found, key=lambda one: (-one.rank, one.text))


def _says_the_same(one: Reading, other: Reading) -> bool:
    return one.segment is other.segment and bool(one.slots.items() & other.slots.items())


def _together(found: list[Headline], draft: Draft, rules: Rules) -> list[Headline]:
    """Join what belongs together: a duty and the news it is about, what works again and what does not."""
    duties = [one for one in found if one.reading.kind == "duty" and _has(one, "duty")]
    news = [one for one in found if one.reading.kind != "duty"]
    back = [one for one in draft.readings if one.direction in ("restored", "partial")]
    # What reads "the portal back after an outage" as an outage of "the portal back" is no news of its own.
    found = [one for one in found if not any(_swallows(one.reading, other) for other in back)]
    news = [one for one in found if one.reading.kind != "duty"]
    bad = [one for one in news if one.reading.direction == "bad"]
    joined = [both for duty in duties[:1] for one in news if (both := with_duty(duty, one) or with_move(duty, one))]
    if back and bad:
        good = [one for one in news if one.reading.direction in ("restored", "partial")]
        pairs = ((one, other) for one in good[:_JOINED_AT_MOST] for other in bad[:_JOINED_AT_MOST])
        joined += [both for one, other in pairs if (both := both_sides(one, other))]
        # What is only said of a part, beside what works again, limits it and is no news of its own.
        found = (
            [one for one in found if one not in good] if joined or not _is_remark(bad, good) else _without(found, bad)
        )
    if not joined and duties and bad:
        found = [replace(one, rank=_DUTY_APART) if _is_apart(one, duties, draft) else one for one in found]
    asked = [one for one in found if _has(one, "action")]
    joined += [both for one in asked[:1] for other in bad if (both := with_loss(one, other))]
    found = [about_topic(on_system(one, draft, rules), draft, rules) for one in found]
    return [*joined, *(as_over(with_way(with_limit(one), draft)) for one in found)]


def _is_remark(bad: list[Headline], good: list[Headline]) -> bool:
    return bool(good) and all(_NOT_YET & set(words_of(one.reading.segment.core)) for one in bad)


_NOT_YET = frozenset({"still", "yet", "remains", "remain"})


def _without(found: list[Headline], some: list[Headline]) -> list[Headline]:
    return [one for one in found if one not in some]


def _swallows(one: Reading, other: Reading) -> bool:
    """Tell whether bad news takes the name of what works again, and more, for the name of what does not."""
    mine, theirs = (set(words_of(each.slots.get("system", ""))) for each in (one, other))
    is_same = one.direction == "bad" and one.segment is other.segment
    return is_same and (other.kind in ("fixed", "put-right") or (bool(theirs) and theirs <= mine))


def _has(one: Headline, slot: str) -> bool:
    return any(own.name == slot for own in one.slots)


_FORBIDS = re.compile(r"(?:do not|don't|never|ignore|delete) \S+ \S", re.IGNORECASE)


def _is_apart(one: Headline, duties: list[Headline], draft: Draft) -> bool:
    """Tell whether a headline is a duty that does not name what the rest of the draft is about."""
    if one not in duties or one.rank >= 100 or one.reading.whens:
        return False
    if _FORBIDS.match(one.text) and any(other.kind == "phishing" for other in draft.readings):
        # "Ransomware at a supplier: do not open files from them": that is the warning.
        return False
    own = {bare(word) for word in words_of(one.text) if len(word) > 3}
    rest = (word for part in draft.segments if part is not one.reading.segment for word in words_of(part.core))
    return not own & {bare(word) for word in rest}


def best(found: list[Headline], draft: Draft, fields: Fields, rules: Rules) -> Iterator[tuple[Headline, str]]:
    """Yield up to three headlines with their facts lines; what the second and third leave out, the first does too."""
    chosen: list[Headline] = []
    for one in found:
        if any(_is_like(one, other) for other in chosen) or (chosen and not _stands_beside(one, chosen[0])):
            continue
        if not _is_given(one, draft, fields):
            continue
        line = with_facts(draft, one.text, facts_line(draft, one.text, rules, _extra(one, fields), one.reading))
        chosen.append(one)
        yield one, line
        if len(chosen) == MOST_HEADLINES:
            return


def _is_like(one: Headline, other: Headline) -> bool:
    return one.frame.about.id == other.frame.about.id or words_of(one.text) == words_of(other.text)


def _stands_beside(one: Headline, first: Headline) -> bool:
    """Tell whether a headline says as much as the best one: the same part of the draft, and what the author gave."""
    gave, gives = (any(slot.source is Source.AUTHOR for slot in each.slots) for each in (first, one))
    if first.text.startswith(_OFFERS) and one.text.startswith("Expect "):
        # "Expect tide alarms" says less than "you can now use tide alarms".
        return False
    if (gave and not gives) or ", but " in first.text or _has(first, "amount_name"):
        return False
    if _has(first, "duty") and not _has(one, "duty"):
        return False
    return one.reading.segment is first.reading.segment and one.reading.rule is first.reading.rule


_OFFERS = ("You can ", "Try ")


def _extra(one: Headline, fields: Fields) -> tuple[str, ...]:
    """Return what the author gave that a headline leaves out: the action, the time, the way round, what it is about."""
    return (
        *_action_left(one, fields),
        *_window_left(one, fields),
        *_workaround(one, fields),
        *_outcome_left(one, fields),
        *_service_left(one, fields),
    )


def _outcome_left(one: Headline, fields: Fields) -> tuple[str, ...]:
    """Return what the author's outcome has and a headline has not: its time, or the whole of it for its figures."""
    cut = next((slot.text for slot in one.slots if slot.name == "cannot"), "")
    if any(slot.origin == IN_SHORT for slot in one.slots):
        return (fields.outcome,)
    if not cut:
        figures = set(re.findall(r"\d+", fields.outcome)) - set(re.findall(r"\d+", one.text))
        is_said = any(slot.source is Source.AUTHOR and slot.origin == "outcome" for slot in one.slots)
        is_doubtful = _DOUBTED.search(fields.outcome) is not None and not is_said
        is_back = one.reading.direction == "restored" and not is_said
        return (fields.outcome,) if figures or is_doubtful or is_back else ()
    who = _CANNOT.split(fields.outcome, maxsplit=1)[0]
    if not set(words_of(who)) <= _ANYBODY | set(words_of(one.text)):
        return (fields.outcome,)
    return tuple(when.phrase for when in times.scan(fields.outcome) if folded(when.text) not in folded(one.text))


# Who cannot do it: where that is not just everybody, it is a fact.
_CANNOT = re.compile(CANNOT, re.IGNORECASE)
_ANYBODY = frozenset(
    {"users", "people", "you", "staff", "everybody", "everyone", "we", "customers", "readers", "and", "they"}
)
# An outcome that is limited or in doubt is a fact, whatever headline was made without it.
_DOUBTED = re.compile(
    r"\b(?:some|most|few|may|might|possibly|partly|partially|only|except|unable|unavailable|not|no|cannot|can't|without"
    r"|never|until|slow|slower|longer|nobody|none|nothing|neither|lost|loses?|stops?|stopped|fails?|failed|down|offline"
    r"|closed|deleted|gone|delayed|late|outages?|interruptions?|disruptions?|downtime|gaps?|dropouts?"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half an?|an)"
    r" (?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?))\b",
    re.IGNORECASE,
)
# "The", "and": words that name nothing.
_SMALL = 3


def _service_left(one: Headline, fields: Fields) -> tuple[str, ...]:
    """Return what the author says it is about, where the headline has not a word of it."""
    words = {word for word in words_of(fields.service) if len(word) > _SMALL}
    return (fields.service,) if words and not words & set(words_of(one.text)) else ()


def _window_left(one: Headline, fields: Fields) -> tuple[str, ...]:
    return () if not fields.window or folded(fields.window) in folded(one.text) else (fields.window,)


_INSTEAD = re.compile(r"\b(?:instead|meanwhile|in the meantime|by phone|by hand|on paper)\b", re.IGNORECASE)


def _workaround(one: Headline, fields: Fields) -> tuple[str, ...]:
    """Return the author's outcome where it says what to do while something does not work."""
    is_bad = one.reading.direction in ("bad", "partial", "extended")
    is_left = is_bad and folded(fields.outcome) not in folded(one.text)
    return (fields.outcome,) if is_left and _INSTEAD.search(fields.outcome) else ()


def _action_left(one: Headline, fields: Fields) -> tuple[str, ...]:
    action = fields.action.strip(" .")
    if not action or folded(action) in folded(one.text):
        return ()
    short = action_of(fields.action)
    if short and folded(short) in folded(one.text):
        whole = asked(action)
        rest = whole[len(short) :].strip(" ,") if whole.startswith(short) else action
        # A time stands alone; what else was cut off is read with the whole.
        return (rest if times.scan(rest) and len(words_of(rest)) <= _A_TIME else action,) if rest else ()
    return (action,)


def _is_given(one: Headline, draft: Draft, fields: Fields) -> bool:
    """Tell whether every figure of a headline was given by somebody."""
    given = " ".join([draft.text, *(slot.text for slot in one.slots), fields.action, fields.outcome, fields.window])
    return set(re.findall(r"\d+", one.text)) <= set(re.findall(r"\d+", given))


# "Before 21 September 2026": at most so many words.
_A_TIME = 6
_DRAFT = "your draft"
_FIELDS = {
    "outcome": "the outcome you gave",
    IN_SHORT: "the outcome you gave, in short",
    "action": "the action you gave",
    "service": "the service you named",
    "window": "the time you gave",
}


def reason(one: Headline) -> str:
    """Say why a headline is as it is, and where its words come from."""
    sources = []
    for slot in one.slots:
        if slot.source is Source.GLOSSARY:
            sources.append(f"the glossary (“{slot.origin}”)")
        else:
            sources.append(_FIELDS.get(slot.origin, _DRAFT))
    told = " and ".join(dict.fromkeys(sources)) or _DRAFT
    return f"{one.frame.about.text} From {told} (rule {one.frame.about.id})."
