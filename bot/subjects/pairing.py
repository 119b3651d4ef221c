"""Two things in one line: what does not work and what to do, what works again and what does not."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.subjects.headlines import Headline
from bot.subjects.readings import turned
from bot.subjects.rules import LONGEST_HEADLINE, Slot, Source
from bot.subjects.words import folded, words_of


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


_GONE = frozenset({"outage", "no-utility", "without", "blocked", "retirement"})
_LEAST = 2


def with_loss(asked: Headline, news: Headline) -> Headline | None:
    """Say what is lost before what the author asks for, so that the one does not hide the other."""
    action = next((slot.text for slot in asked.slots if slot.name == "action"), "")
    if not action or asked.text != action or news.reading.direction != "bad" or _asks(news):
        return None
    if _is_named(action, news):
        return None
    for text in _losses(news):
        line = f"{text}: {_small(action)}"
        if len(line) <= LONGEST_HEADLINE and len(words_of(text)) >= _LEAST:
            return replace(news, text=line, slots=(*news.slots, *asked.slots), rank=max(asked.rank, news.rank) + 4)
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
    if found is None or folded(found[0].split()[0]) in words_of(one.text) or ": " in one.text or ", but" in one.text:
        return one
    when = next((slot for slot in one.slots if slot.name == "when"), None)
    texts = (one.text, one.text.replace(f" {when.text}", "") if when else one.text)
    for text in texts:
        line = f"{text} {found[0]}"
        if len(line) <= LONGEST_HEADLINE:
            return replace(one, text=line, slots=(*one.slots, Slot("limit", found[0], Source.DRAFT)))
    return one


def _small(action: str) -> str:
    first = action.split(" ", 1)[0]
    return action if first[1:] != first[1:].lower() else action[:1].lower() + action[1:]


def _is_named(action: str, news: Headline) -> bool:
    """Tell whether an action already says what is lost: "send faxes by e-mail instead"."""
    things: list[Slot] = [slot for slot in news.slots if slot.name in ("system", "thing")]
    own = {word for slot in things for word in words_of(slot.text) if len(word) > 3}
    heads = {words_of(slot.text)[-1] for slot in things if words_of(slot.text)}
    said = set(words_of(action))
    return bool(heads & said) or (bool(own & said) and " instead" in folded(action))
