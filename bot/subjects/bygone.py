"""Bad news of a time that is over, told in the past: "the VPN was down last night"."""

import re
from dataclasses import replace

from bot.subjects.headlines import Headline
from bot.subjects.rules import LONGEST_HEADLINE
from bot.subjects.words import is_plural, words_of

_GONE_BY = re.compile(
    r"\b(?:yesterday|last (?:night|week|weekend|month|year|[a-z]+day)|the other day)\b",
    re.IGNORECASE,
)
# "Since last night" is now as well.
_GOES_ON = ("since", "from")
# What did not work, and is told without a time.
_WAS = re.compile(
    r"\b(?:was|were) (?:\w+ly )?(?:down|unavailable|offline|slow|unreachable|inaccessible|out)\b",
    re.IGNORECASE,
)
_NOW = re.compile(r"\b(?:still|now|again|is|are|has|have|may|might|until)\b", re.IGNORECASE)
_NO_HEADS = frozenset({"in", "at", "on", "for", "of", "from", "across", "to", "with", "between", "during"})
_USED = re.compile(r"You can't use (?P<name>\S.*)")
_SLOW = re.compile(r"Expect (?P<name>\S.*?) to be (?P<how>\S.*)")
_MET = re.compile(r"Expect (?P<name>(?!.* to ).*)")
# What a headline says of now or later, and what it says of a time that is over.
_WERE = (
    ("You can't ", "Note that you couldn't "),
    ("You may be unable to ", "Note that you may have been unable to "),
    ("You may have trouble ", "Note that you may have had trouble "),
    ("Plan around ", "Note that there was "),
)


def as_over(one: Headline) -> Headline:
    """Return bad news in the past where its time is over, with that time as far as there is room for it."""
    when = next((slot.text for slot in one.slots if slot.name == "when"), "")
    if one.reading.direction != "bad" or not _is_over(when, one.reading.segment.core):
        return one
    told = _in_the_past(one.text, when).rstrip()
    if len(told) > LONGEST_HEADLINE:
        told = told.replace(f" {when}", "")
    return replace(one, text=told) if told and len(told) <= LONGEST_HEADLINE else one


def _is_over(when: str, core: str) -> bool:
    if when:
        return _GONE_BY.search(when) is not None and not when.startswith(_GOES_ON)
    return _WAS.search(core) is not None and _NOW.search(core) is None


def _in_the_past(text: str, when: str) -> str:
    name = text.replace(f" {when}", "") if when else text
    if found := _USED.fullmatch(name):
        return f"Note that {found['name']} {_was(found['name'])} down {when}"
    if found := _SLOW.fullmatch(name):
        return f"Note that {found['name']} {_was(found['name'])} {found['how']} {when}"
    if found := _MET.fullmatch(name):
        return f"Note that there {_was(found['name'])} {found['name']} {when}"
    return next((after + text[len(before) :] for before, after in _WERE if text.startswith(before)), "")


def _was(name: str) -> str:
    words = words_of(name)
    cut = next((at for at, word in enumerate(words) if at and word in _NO_HEADS), len(words))
    return "were" if is_plural(words[cut - 1]) or "and" in words[:cut] else "was"
