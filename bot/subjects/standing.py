"""What a draft has that can stand as it is: a subject that is good already, and duties in its own words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.subjects.clauses import CLAUSE, told
from bot.subjects.drafts import Draft
from bot.subjects.headlines import Headline
from bot.subjects.peeling import peeled
from bot.subjects.readings import Reading, trimmed
from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.rules import LONGEST_HEADLINE, Lint
from bot.subjects.segments import Segment
from bot.subjects.sense import lacks_object
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
NO_RULE = ReadingRule(About("draft.unread", "No rule understands this part."), "unknown", "neutral", (), 0)


def keeps(draft: Draft, raw: str, lints: Sequence[Lint], rules: Rules) -> bool:
    """Tell whether a draft is good as it is: reader first, short, and nothing is wrong with it."""
    if (
        any(not one.rule.startswith(("jargon", "nothing")) for one in lints)
        or len(draft.text) > LONGEST_HEADLINE
        or not draft.segments
        or draft.labels
        or draft.text.rstrip(".") != " ".join(raw.split()).rstrip(".!")
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
    if turn is None:
        return ()
    kind = {"restored": "restoration", "bad": "outage", "duty": "phishing", "good": "feature"}.get(
        turn.direction, "event"
    )
    name = trimmed(draft.names[0].core, rules)
    if turn.direction == "restored" and words_of(name)[:1] and words_of(name)[0] in _WRONG:
        kind, name = "fixed", draft.names[0].core
    return (
        Reading(
            turn.rule,
            kind,
            turn.direction,
            dict.fromkeys(("system", "thing", "event"), name),
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


def as_duty(one: Headline, draft: Draft, rules: Rules) -> Headline:
    """Say in a duty what "the new one" is, where the draft does."""
    if " the new one" not in one.text or not draft.names:
        return one
    text = one.text.replace(" the new one", f" the new {small(draft.names[0].core, rules.sets)}", 1)
    return replace(one, text=text, rank=one.rank + 20) if len(text) <= LONGEST_HEADLINE else one
