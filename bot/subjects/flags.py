"""What a whole draft says beside its news, which decides what a headline may say: doubt, only some, a deadline."""

import re

from bot.subjects.drafts import Draft
from bot.subjects.readings import Reading
from bot.subjects.rule_types import Rules
from bot.subjects.rules import Fields
from bot.subjects.words import words_of

# Lists of the packs called flag-<name> raise the flag <name>.
_LISTED = "flag-"
_HEDGES = frozenset({"may", "might", "possible", "possibly", "potential", "potentially", "could"})
_MUST = frozenset({"mandatory", "required", "must", "compulsory"})
_FROM = frozenset({"from", "starting", "as of", "as from", "since", "effective", "beginning"})
_BY = frozenset({"by", "before", "no later than", "due by"})
_PORTION = re.compile(r"\d+ of (?:the |our )?\d+|\b(?:for|in|to|at) (?:most|some|many|a few|several)\b")
_COUNTED = re.compile(r"(?:up to |about |around |over )?\d", re.IGNORECASE)
_LONG = 4


def flags_of(draft: Draft, fields: Fields, readings: list[Reading], rules: Rules) -> frozenset[str]:
    """Name what the whole draft says; frames ask for these names under `must` and `never`."""
    text = f" {' '.join(words_of(draft.text))} "
    words = {word for one in draft.segments for word in words_of(one.core)}
    leads = {one.lead.lower() for one in draft.whens}
    listed = (name for name in rules.sets if name.startswith(_LISTED))
    flags = {name.removeprefix(_LISTED) for name in listed if any(f" {one} " in text for one in rules.sets[name])}
    is_past = any(f" {one} " in text for one in rules.sets["past"])
    told = {
        "past": is_past,
        "future-when": not is_past and bool(draft.whens or fields.window),
        "long": any(one.kind == "learn" and len(one.segment.core.split()) > _LONG for one in readings),
        "some": "some" in flags or any(_COUNTED.match(one.slots.get("people", "")) for one in draft.readings),
        "must": bool(words & _MUST) or any(lead.startswith("due") for lead in leads),
        "maybe": bool(words & _HEDGES),
        "portion": _PORTION.search(draft.text) is not None,
        "register": bool(words & {"register", "registration"}),
        "asked": "asked" in flags or bool(leads & _BY),
        "from-when": bool(leads & _FROM),
        "author-outcome": bool(fields.outcome),
        "abstract": any(_is_abstract(one, rules) for one in draft.readings),
    }
    flags |= {name for name, is_so in told.items() if is_so}
    flags |= {f"label.{one.direction}" for one in draft.labels}
    for reading in readings:
        flags |= {f"kind.{reading.kind}", f"{reading.direction}-news"}
    return frozenset(flags)


def _is_abstract(reading: Reading, rules: Rules) -> bool:
    """Tell whether what is new is a rule, a date or the like, which nobody "can now use"."""
    words = words_of(reading.slots.get("thing", ""))
    cut = next((at for at, word in enumerate(words) if at and word in rules.sets["prepositions"]), len(words))
    thing = words[:cut]
    is_new = reading.segment.core[:4].lower() == "new "
    return is_new and bool(thing) and thing[-1] in rules.sets["abstract"]
