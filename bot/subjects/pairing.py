"""Two things in one line: what does not work and what to do, what works again and what does not."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.subjects.drafts import Draft
from bot.subjects.headlines import Headline
from bot.subjects.readings import turned
from bot.subjects.rules import LONGEST_HEADLINE, Slot, Source
from bot.subjects.words import folded, words_of


def with_duty(duty: Headline, news: Headline) -> Headline | None:
    """Join what the reader is to do with the bad news it is about, where both fit in one line."""
    if news.reading.kind == "duty" or news.reading.direction != "bad" or not news.text.startswith("You "):
        return None
    if duty.reading.segment is news.reading.segment or _is_its_new_one(duty, news):
        return None
    if words_of(news.reading.segment.core)[:1] in _CONDITIONS:
        return None
    when = next((slot for slot in news.slots if slot.name == "when"), None)
    told = (news.text, news.text.replace(f" {when.text}", "") if when else news.text)
    lines = (f"{duty.text}: {one[0].lower()}{one[1:]}" for one in told)
    text = next((line for line in lines if len(line) <= LONGEST_HEADLINE), "") or _instead(duty, news)
    if not text:
        return None
    rank = duty.rank + 10 + news.rank // _PART_OF_RANK
    return replace(duty, text=text, slots=(*duty.slots, *news.slots), rank=rank, reading=news.reading)


# "If you cannot sign in, restart your PC": a condition, and no news.
_CONDITIONS = (["if"], ["when"], ["whenever"], ["unless"], ["should"], ["where"])


def _is_its_new_one(duty: Headline, news: Headline) -> bool:
    """Tell whether a duty says already that the old goes: "switch to the new app"."""
    thing = next((slot.text for slot in news.slots if slot.name in ("system", "thing")), "")
    return " new " in duty.text and {"old", "older", "previous"} & set(words_of(thing)[:2]) != set()


def _instead(duty: Headline, news: Headline) -> str:
    """Say in two words what is lost, and then what to do: "no pharmacy robot: collect medicines at the counter"."""
    short = (text for text in _losses(news) if text.startswith("No "))
    lines = (f"{text}: {_small(duty.text)}" for text in short)
    return next((line for line in lines if len(line) <= LONGEST_HEADLINE), "")


# The better of two ways to say the news comes first.
_PART_OF_RANK = 20


def with_move(duty: Headline, news: Headline) -> Headline | None:
    """Join what the reader is to do with where something moves: "bring your card: parcel room moved to gate 4"."""
    slots = {slot.name: slot.text for slot in news.slots}
    slots |= {name: text for name, text in news.reading.slots.items() if name not in slots}
    thing, target = slots.get("thing", ""), slots.get("target", "")
    if news.reading.kind != "migration" or not thing or not target or ": " in duty.text:
        return None
    thing = re.sub(r"^(?:the|your|our) ", "", thing)
    if words_of(thing)[-1] in words_of(duty.text):
        return None
    verb = "moved" if _MOVED.search(news.reading.segment.core) else "will move"
    text = f"{duty.text}: {thing} {verb} to {target}"
    if len(text) > LONGEST_HEADLINE:
        return None
    return replace(duty, text=text, slots=(*duty.slots, *news.slots), rank=duty.rank + 10)


_MOVED = re.compile(r"\b(?:has|have|was|were|is now|are now|moved|relocated|switched|transferred)\b", re.IGNORECASE)


def both_sides(good: Headline, bad: Headline) -> Headline | None:
    """Join what works again and what does not, so that neither hides the other."""
    if not (good.text.startswith("You ") and bad.text.startswith(("You ", "Expect "))):
        return None
    where = next((slot for slot in good.slots if slot.name == "where"), None)
    texts = (good.text, good.text.replace(f" {where.text}", "") if where else good.text)
    lines = (f"{text}, but {bad.text[0].lower()}{bad.text[1:]}" for text in texts)
    text = next((line for line in lines if len(line) <= LONGEST_HEADLINE), "")
    if not text:
        return None
    return replace(bad, text=text, slots=(*good.slots, *bad.slots), rank=99, reading=turned(bad.reading, "partial"))


_GONE = frozenset({"outage", "no-utility", "without", "blocked", "retirement"})
_LEAST = 2


def with_loss(asked: Headline, news: Headline) -> Headline | None:
    """Say what is lost before what the author asks for, so that the one does not hide the other."""
    action = next((slot.text for slot in asked.slots if slot.name == "action"), "")
    if not action or asked.text != action or news.reading.direction != "bad" or _asks(news):
        return None
    if _is_named(action, news):
        return None
    for step, text in enumerate(dict.fromkeys(_losses(news))):
        line = f"{text}: {_small(action)}"
        if len(line) <= LONGEST_HEADLINE and len(words_of(text)) >= _LEAST:
            rank = max(asked.rank, news.rank) + 4 - step
            return replace(news, text=line, slots=(*news.slots, *asked.slots), rank=rank)
    return None


def _asks(news: Headline) -> bool:
    return any(slot.name in ("action", "duty", "topic_name") for slot in news.slots)


def _losses(news: Headline) -> Iterator[str]:
    """Yield ways to say a loss, the most exact first: with its time, without it, in two words."""
    yield news.text
    when = next((slot for slot in news.slots if slot.name == "when"), None)
    bare = news.text.replace(f" {when.text}", "") if when else news.text
    yield bare
    where = next((slot for slot in news.slots if slot.name == "where"), None)
    name = next((slot.text for slot in news.slots if slot.name in ("system", "thing")), "")
    thing = re.sub(r"^(?:the|your) ", "", name)
    if thing and news.reading.kind in _GONE and bare.startswith(("You can't use", "You lose")):
        if where:
            yield f"No {thing} {where.text}"
        yield f"No {thing}"


_EXCEPT = re.compile(
    r"\b(?:except|apart from|other than|unless|but not|excluding|with the exception of)\b [^.;|()]{2,50}$",
    re.IGNORECASE,
)


def with_limit(one: Headline) -> Headline:
    """Return a headline with the limit that its part of the draft ends on, where there is room for it."""
    found = _EXCEPT.search(one.reading.segment.core)
    if one.reading.kind == "fixed-for":
        return one
    if found is None or folded(found[0].split()[0]) in words_of(one.text) or ": " in one.text or ", but" in one.text:
        return one
    when = next((slot for slot in one.slots if slot.name == "when"), None)
    texts = (one.text, one.text.replace(f" {when.text}", "") if when else one.text)
    for text in texts:
        line = f"{text} {found[0]}"
        if len(line) <= LONGEST_HEADLINE:
            return replace(one, text=line, slots=(*one.slots, Slot("limit", found[0], Source.DRAFT)))
    return one


_BY_HAND = re.compile(
    r"[^.;:|]{3,28} (?:on paper|by phone|by hand|manually|in person|by radio|by post|by e-?mail|in cash|offline"
    r"|at the desk)",
    re.IGNORECASE,
)


def with_way(one: Headline, draft: Draft) -> Headline:
    """Return bad news with the way round that stands alone beside it: "attendance on paper"."""
    if (
        one.reading.direction != "bad"
        or ": " in one.text
        or ", but" in one.text
        or not one.text.startswith("You can't")
    ):
        return one
    for part in draft.names:
        line = f"{one.text}: {_small(part.core)}"
        if part.start > one.reading.segment.start and _BY_HAND.fullmatch(part.core) and len(line) <= LONGEST_HEADLINE:
            return replace(one, text=line, slots=(*one.slots, Slot("way_round", part.core, Source.DRAFT)))
    return one


def _small(action: str) -> str:
    first = action.split(" ", 1)[0]
    return action if first[1:] != first[1:].lower() else action[:1].lower() + action[1:]


def _first_noun(name: str) -> str:
    """Return the noun that a name is about: "dropbox" in "Dropbox for research data"."""
    words = words_of(name)
    return words[
        next((at for at, one in enumerate(words) if at and one in ("for", "of", "in", "on", "at")), len(words)) - 1
    ]


def _is_named(action: str, news: Headline) -> bool:
    """Tell whether an action already says what is lost: "send faxes by e-mail instead"."""
    things: list[Slot] = [slot for slot in news.slots if slot.name in ("system", "thing")]
    own = {word for slot in things for word in words_of(slot.text) if len(word) > 3}
    heads = {_first_noun(slot.text) for slot in things if words_of(slot.text)}
    said = set(words_of(action))
    return bool(heads & said) or (bool(own & said) and " instead" in folded(action))
