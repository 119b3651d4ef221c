"""Sentences that leave their verb half out, "kiosks in hall 2 printing blank labels", or are too long to be told."""

import re
from collections.abc import Iterator

from bot.subjects.rule_types import Rules
from bot.subjects.words import EDGES, LONGEST_NAME, base_of, folded, listed, named, words_of

# What things do of themselves where something is wrong: seldom part of a name.
_ACTS = listed(
    "showing printing sending landing returning arriving displaying coming ringing beeping flashing rejecting refusing"
    " asking losing dropping duplicating overheating leaking giving getting taking putting leaving making closing going"
    " starting stopping running hanging"
)
# What is shown, printed or sent where something is wrong.
_AMISS = listed(
    "wrong blank old incorrect outdated duplicate duplicated double doubled empty garbled false strange odd missing"
    " yesterday's yesterdays stale invalid broken corrupt corrupted unreadable zero incomplete mixed-up misleading"
)
_PLACE = re.compile(r" (?:in|at|on) (?=\S)")


def in_progress(core: str, rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield what goes on now: `expected`, "kiosks to print blank labels", and `mishap`, "blank labels in hall 2"."""
    words = core.split()
    low = [folded(word).strip(EDGES) for word in words]
    for at in range(1, len(words) - 1):
        verb = base_of(low[at], rules.sets) if low[at].endswith("ing") else ""
        if not verb or not _goes_on(low, at, rules):
            continue
        thing = " ".join(words[:at])
        if len(words[:at]) > LONGEST_NAME or any(word in rules.sets["finite"] for word in low[:at]):
            return
        what = " ".join(words[at + 1 :])
        name = named(thing, rules.sets)
        negated = low[at - 1] == "not"
        if not negated:
            yield "expected", f"{name} to {verb} {what}"
        place = _PLACE.search(thing)
        if low[at + 1] in _AMISS and place:
            yield "mishap", f"{what}{thing[place.start() :]}"
        return


def _goes_on(low: list[str], at: int, rules: Rules) -> bool:
    """Tell whether an -ing form says what a thing does, and is no part of its name: "sales reporting changes"."""
    sets = rules.sets
    before, after = low[at - 1], low[at + 1]
    if low[at] in sets["noun-gerunds"] and low[at] not in _ACTS:
        return False
    if before in sets["prepositions"] or before in sets["determiners"] or before in sets["conjunctions"]:
        return False
    if low[at] in sets["noun-gerunds"] and after in sets["prepositions"] and not before.endswith("s"):
        # "Colour printing in the library" names what people do.
        return False
    leads = after in sets["determiners"] or after in _AMISS or after in ("in", "on", "to", "into", "after", "with")
    several = before.endswith("s") and not before.endswith("ss")
    # "Poster printing prices" are prices.
    return (leads or several) if low[at] in _ACTS else (leads and several)


def shorter(thing_and_more: str, longest: int) -> str:
    """Return a sentence without the place that its thing has, where it is too long with it."""
    if len(thing_and_more) <= longest:
        return thing_and_more
    found = _PLACED_THING.match(thing_and_more)
    return f"{found['thing']} {found['rest']}" if found else thing_and_more


_PLACED_THING = re.compile(
    r"(?P<thing>(?:(?!in |at |on |for |of )\S+ ){1,5}?(?!in |at |on |for |of )\S+) (?:in|at|on|for|of) (?:\S+ ){1,7}?"
    r"(?P<rest>(?:is|are|was|were|will|has|have|had|may|might|can|could|to) .+)"
)


def is_located(core: str, rules: Rules) -> bool:
    """Tell whether a thing is named with where it is or whom it is for: "fast chargers for halls A to D"."""
    words = words_of(core)
    at = next((place for place, word in enumerate(words) if place and word in _FOR), 0)
    return bool(at) and bool(words[at + 1 :]) and words[at - 1] not in rules.sets["function"]


_FOR = frozenset({"in", "at", "on", "for", "across", "throughout"})
