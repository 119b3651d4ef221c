"""What only IT works with, a firewall or a core switch: nobody else uses it, so that work on it alone is no news."""

from bot.subjects.claims import THINGS
from bot.subjects.drafts import Draft
from bot.subjects.headlines import Headline
from bot.subjects.rule_types import Rules
from bot.subjects.rules import Source
from bot.subjects.words import bare, head_of, words_of

_OFFERS = ("You can ", "Try ", "Use ", "Get ")
_LOSES = "You lose "
_TOLD = frozenset({"good", "neutral"})


def is_backstage(one: Headline, draft: Draft, rules: Rules) -> bool:
    """Tell whether a headline offers or mourns what only IT works with, or tells of undated work on it."""
    if draft.mentions or any(slot.source in (Source.AUTHOR, Source.GLOSSARY) for slot in one.slots):
        return False
    things = [slot.text for slot in one.slots if slot.name in THINGS and slot.source is Source.DRAFT]
    if not things or not all(_is_ours(thing, rules) for thing in things):
        return False
    comes = one.text.startswith("Expect ") and " to " not in one.text
    if (comes or one.text.startswith(_OFFERS)) and one.reading.direction in _TOLD:
        return True
    is_news = one.reading.direction in _TOLD or one.text.startswith(_LOSES)
    return is_news and not draft.whens


def _is_ours(thing: str, rules: Rules) -> bool:
    """Tell whether the head of a name is a thing of IT's own: "core switch", but not "switch policy for teachers"."""
    head = head_of(
        [word for word in words_of(thing) if word not in ("the", "a", "an", "your", "our", "new")], rules.sets
    )
    ours = rules.sets["backstage"]
    return bool(head) and (head[-1] in ours or bare(head[-1]) in ours or " ".join(head[-2:]) in ours)
