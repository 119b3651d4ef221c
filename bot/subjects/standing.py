"""What a draft has that can stand as it is: a subject that is good already, and duties in its own words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.subjects.clauses import CLAUSE, told
from bot.subjects.drafts import Draft
from bot.subjects.headlines import Headline
from bot.subjects.peeling import peeled
from bot.subjects.readings import Reading, trimmed, turned
from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.rules import LONGEST_HEADLINE, Lint
from bot.subjects.segments import Segment
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


NO_RULE = ReadingRule(About("draft.unread", "No rule understands this part."), "unknown", "neutral", (), 0)


def keeps(draft: Draft, raw: str, lints: Sequence[Lint], rules: Rules) -> bool:
    """Tell whether a draft is good as it is: reader first, short, and nothing is wrong with it."""
    if (
        any(not one.rule.startswith(("jargon", "nothing")) for one in lints)
        or len(draft.text) > LONGEST_HEADLINE
        or not draft.segments
        or draft.labels
        or draft.text != " ".join(raw.split()).rstrip(".!")
    ):
        return False
    words = words_of(draft.segments[0].core)
    if not words:
        return False
    first = draft.segments[0]
    if lints and not (len(draft.segments) == 1 and any(one.kind == "duty" for one in draft.readings)):
        return False
    if any(one.kind == "duty" and one.segment is first for one in draft.readings):
        return True
    if words[0] in ("you", "your", "you'll", "you've"):
        acts = (word[:-1] for word in words[2:] if word.endswith("s"))
        return bool(_FINITE & set(words)) or any(one in rules.sets["verbs"] for one in acts)
    return words[0] == "no" and words[1:2] != ["more"] and len(words) > 2


def implied(draft: Draft, readings: Sequence[Reading], rules: Rules) -> tuple[Reading, ...]:
    """Return a reading for what only a label tells: "RESOLVED: file shares" restores the file shares."""
    if any(one.kind not in ("duty", "unknown") for one in readings) or not draft.labels or not draft.names:
        return ()
    turn = next((one for one in draft.labels if one.rule.kind == "label" and one.direction != "neutral"), None)
    if turn is None:
        return ()
    kind = {"restored": "restoration", "bad": "outage", "duty": "phishing", "good": "feature"}.get(
        turn.direction, "event"
    )
    return (
        Reading(
            turn.rule,
            kind,
            turn.direction,
            dict.fromkeys(("system", "thing", "event"), trimmed(draft.names[0].core, rules)),
            draft.names[0],
        ),
    )


def unread(draft: Draft, rules: Rules) -> Iterator[Reading]:
    """Yield readings for a draft that no rule understands: its sentences as they are, or the thing that it names."""
    taken = [one.segment for one in (*draft.labels, *(one for one in draft.readings if one.direction == "duty"))]
    spoken = [one for one in draft.segments if one.core and all(one is not other for other in taken)]
    for segment in spoken:
        core = _in_full(segment, draft)
        slots = dict(told(core, rules, title=draft.title))
        for shorter in () if slots else peeled(core, rules):
            slots = slots or dict(told(shorter, rules, title=draft.title))
        if slots:
            own = replace(segment, core=core, whens=() if core != segment.core else segment.whens)
            yield Reading(CLAUSE, CLAUSE.kind, CLAUSE.direction, slots, own)
    yield _thing_named(draft, spoken, rules)


def _in_full(segment: Segment, draft: Draft) -> str:
    """Return a part with its times where one stands in the midst of it, and without them where they end it."""
    whole = draft.text[segment.start : segment.end]
    inside = [
        one for one in segment.whens if one.start > segment.start and whole[one.end - segment.start :].strip(" .,!")
    ]
    return whole.strip(" ,;:.!-–—") if inside else segment.core


def _thing_named(draft: Draft, spoken: Sequence[Segment], rules: Rules) -> Reading:
    for segment in draft.names if len(spoken) == 1 else ():
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
        if content and not doing and not any(word in rules.sets["generic"] for word in content[-1:]):
            slots = {"event": event}
            if (full := _in_full(segment, draft)) != segment.core:
                slots["thing_full"] = small(full, rules.sets)
            return Reading(NO_RULE, "unknown", "neutral", slots, segment)
    only = spoken[0] if spoken else None
    if only and (full := _in_full(only, draft)) != only.core and not set(words_of(full)) & rules.sets["finite"]:
        return Reading(NO_RULE, "unknown", "neutral", {"thing_full": small(full, rules.sets)}, only)
    return Reading(NO_RULE, "unknown", "neutral", {}, draft.segments[0])


def with_duty(duty: Headline, news: Headline) -> Headline | None:
    """Join what the reader is to do with the bad news it is about, where both fit in one line."""
    if news.reading.kind == "duty" or news.reading.direction != "bad" or not news.text.startswith("You "):
        return None
    if duty.reading.segment is news.reading.segment:
        return None
    text = f"{duty.text}: {news.text[0].lower()}{news.text[1:]}"
    if len(text) > LONGEST_HEADLINE:
        return None
    return replace(duty, text=text, slots=(*duty.slots, *news.slots), rank=duty.rank + 10, reading=news.reading)


def both_sides(good: Headline, bad: Headline) -> Headline | None:
    """Join what works again and what does not, so that neither hides the other."""
    text = f"{good.text}, but {bad.text[0].lower()}{bad.text[1:]}"
    if len(text) > LONGEST_HEADLINE or not (good.text.startswith("You ") and bad.text.startswith("You ")):
        return None
    return replace(bad, text=text, slots=(*good.slots, *bad.slots), rank=99, reading=turned(bad.reading, "partial"))


def as_duty(one: Headline, draft: Draft, rules: Rules) -> Headline:
    """Say in a duty what "the new one" is, where the draft does."""
    if " the new one" not in one.text or not draft.names:
        return one
    text = one.text.replace(" the new one", f" the new {small(draft.names[0].core, rules.sets)}", 1)
    return replace(one, text=text, rank=one.rank + 20) if len(text) <= LONGEST_HEADLINE else one
