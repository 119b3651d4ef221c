"""The gist of a part that no phrase reads: a thing, what happens to it and where, told by the places of the words.

The words for events, and what they mean, are in the packs (`nouns`, `verbs`, `states`).
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from bot.subjects.readings import TIMES, Reading, trimmed
from bot.subjects.rule_types import EventWord, ReadingRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.verb_forms import done
from bot.subjects.words import folded, is_noun_phrase, listed, words_of

_HELPERS = listed(
    "is are was were be been being has have had will would shall can could may might must should to gets get it's"
    " isn't aren't wasn't weren't won't can't cannot hasn't haven't doesn't don't didn't does do did"
)
_ADVERBS = listed(
    "now currently temporarily still also soon briefly permanently completely automatically fully"
    " partially partly again"
    " already being been successfully officially only shortly presently immediately finally once"
    " all both intermittently"
    " occasionally sometimes suddenly unexpectedly gradually not no longer yet just due scheduled planned expected set"
    " going about unfortunately newly probably possibly likely very quite extremely rather too really much badly"
)
_NOT = listed("not isn't aren't wasn't weren't won't can't cannot hasn't haven't doesn't don't didn't never")
_PLACE = listed("in at on across throughout within inside near")
_OF = listed("of to for on in with at affecting across involving from")
_AFTER = listed(
    "scheduled planned notice begins starts starting beginning commences commencing announced completed complete"
    " finished reported expected underway ongoing continues coming ahead required needed announcement reminder update"
    " takes taking will is set due now in-progress alert advisory notification"
)
_BREAKS = listed("and or but")
_EDGES = ' \t,;:.!?"“”‘’()[]-–—/|>'
_Hit = tuple[ReadingRule, EventWord]


def gist(segment: Segment, core: str, rules: Rules) -> Iterator[Reading]:
    """Yield what a part says by its words for events, the most telling one only."""
    words = core.split()
    low = [folded(word).strip(_EDGES) for word in words]
    if len(words) < 2 or not any(word in rules.events for word in low):
        return
    for way in (_said, _unsaid, _named):
        if way is not _said and _says_more(low):
            return
        found = way(words, low, segment, rules)
        if found is not None:
            yield found
            return


def _says_more(low: list[str]) -> bool:
    """Tell whether a clause with a helping verb says something that no word for events tells."""
    start = next((at for at, word in enumerate(low) if at and word in _HELPERS and word != "to"), 0)
    rest = [word for word in low[start:] if word not in _HELPERS and word not in _ADVERBS and word not in _AFTER]
    return (
        bool(start) and bool(rest) and rest[0] not in ("for", "on", "in", "at", "from", "this", "next", "take", "place")
    )


def _hit(low: list[str], at: int, rules: Rules, roles: frozenset[str]) -> _Hit | None:
    for rule, word in rules.events.get(low[at], ()):
        if word.role in roles and tuple(low[at : at + len(word.words)]) == word.words:
            return rule, word
    return None


_VERBAL = frozenset({"verb", "state", "either"})
_NOMINAL = frozenset({"noun", "either"})


def _said(words: list[str], low: list[str], segment: Segment, rules: Rules) -> Reading | None:
    """Read a clause with a helping verb: "the till will be replaced", "the pump is out of order"."""
    start = next((at for at, word in enumerate(low) if at and word in _HELPERS and word != "to"), 0)
    if (
        not start
        and "to" in low[1:-1]
        and low[low.index("to", 1) + 1] in ("be", "close", "open", "move", "end", "stop")
    ):
        start = low.index("to", 1)
    if not start:
        return None
    at = start
    while at < len(low) and (low[at] in _HELPERS or low[at] in _ADVERBS):
        # "out of order", "no longer available" and the like begin with what may be an adverb.
        if at > start and _hit(low, at, rules, frozenset({"state"})):
            break
        at += 1
    if at >= len(low):
        return None
    hit = _hit(low, at, rules, _VERBAL)
    if hit is None:
        return None
    turned = _as_said(hit, low, start, at, rules)
    return _made(turned, words[:start], words[at:], segment, rules) if turned else None


def _as_said(hit: _Hit, low: list[str], start: int, at: int, rules: Rules) -> _Hit | None:
    """Return what the helping verbs make of a word for an event, or nothing where they turn it into another."""
    helpers = low[start:at]
    is_no_longer = any(one == "no" and other == "longer" for one, other in pairwise(helpers))
    if is_no_longer and hit[0].direction == "bad" and hit[1].role == "verb":
        return None
    if (is_no_longer or set(helpers) & _NOT) and hit[0].direction != "bad":
        return _turned(hit, rules)
    if _does_it_itself(low, start, at, hit[1].base):
        has_object = at + 1 < len(low) and low[at + 1] in rules.sets["determiners"]
        return None if has_object else (hit[0], replace(hit[1], base=""))
    return hit


def _does_it_itself(low: list[str], start: int, at: int, base: str) -> bool:
    """Tell whether a thing does what the verb says, and nobody does it to the thing: "lifts may cut out"."""
    return bool(base) and low[at] == base.split()[0] and not _BEING & set(low[start:at])


_BEING = frozenset({"be", "been", "being", "is", "are", "was", "were", "get", "gets", "to"})


def _turned(hit: _Hit, rules: Rules) -> _Hit | None:
    """Return what "not available" is an event of, where "available" is one of good news."""
    if hit[0].direction not in ("good", "restored"):
        return None
    loss = rules.events.get("unavailable", ())
    return loss[0] if loss else None


def _unsaid(words: list[str], low: list[str], segment: Segment, rules: Rules) -> Reading | None:
    """Read a clause without a helping verb: "till offline", "fuel cards replaced at depots", "pump closing"."""
    for at in range(1, len(low)):
        hit = _hit(low, at, rules, _VERBAL)
        if hit is None:
            continue
        after = at + len(hit[1].words)
        ends = after >= len(low) or low[after] in rules.sets["prepositions"] or low[after] in _ADVERBS
        if hit[1].role == "either" and (after >= len(low) or low[after] in _AFTER):
            continue
        if ends and low[at - 1] not in rules.sets["prepositions"] and low[at - 1] not in rules.sets["determiners"]:
            found = _made(hit, words[:at], words[at:], segment, rules)
            if found is not None:
                return found
    return None


def _named(words: list[str], low: list[str], segment: Segment, rules: Rules) -> Reading | None:
    """Read a noun phrase: "till replacement at depots", "replacement of the tills"."""
    for at in range(len(low) - 1, -1, -1):
        hit = _hit(low, at, rules, _NOMINAL)
        if hit is None:
            continue
        after = at + len(hit[1].words)
        ends = after >= len(low) or low[after] in rules.sets["prepositions"] or low[after] in _AFTER
        if not ends or (at and low[at - 1] in rules.sets["prepositions"]):
            continue
        before, rest = words[:at], words[after:]
        if before and trimmed(" ".join(before), rules) and not _is_routine(before, rules):
            found = _made(hit, before, words[at:], segment, rules)
            if found is not None:
                return found
        if len(rest) > 1 and folded(rest[0]) in _OF:
            made = _made(hit, _cut(rest[1:])[0], [*words[at:after], *_cut(rest[1:])[1]], segment, rules)
            if made and "event" in made.slots:
                made.slots["event"] = " ".join([*words[at:after], rest[0], *_cut(rest[1:])[0]])
            return made
    return None


def _is_routine(words: list[str], rules: Rules) -> bool:
    known = (*(rules.sets[name] for name in ("routine", "generic", "function", "adjectives")),)
    return all(any(folded(word).strip(_EDGES) in one for one in known) for word in words)


def _cut(words: list[str]) -> tuple[list[str], list[str]]:
    """Tell a thing from the place behind it."""
    for at, word in enumerate(words):
        low = folded(word).strip(_EDGES)
        if at and (low in _PLACE or low in _AFTER or (low in ("for", "from", "to", "with", "by") and at > 0)):
            return words[:at], words[at:]
    return words, []


def _made(hit: _Hit, before: list[str], behind: list[str], segment: Segment, rules: Rules) -> Reading | None:
    rule, word = hit
    thing, place = _cut(before)
    name = trimmed(" ".join(thing), rules, keep_version=rule.kind in rules.sets["version-kinds"])
    if all(word in TIMES or word in rules.sets["noise"] for word in words_of(name)):
        return None
    if not is_noun_phrase(name, rules.sets) or name[:1].isdigit() or _is_routine(name.split(), rules):
        return None
    slots = dict.fromkeys(("system", "thing", "event"), name)
    if rule.kind == "event-plan":
        slots["event"] = trimmed(" ".join([*before, *behind[: len(word.words)]]), rules)
    if word.role == "state":
        slots["as"] = " ".join(word.words)
    if word.base:
        slots["done_to"] = done(word.base)
    where = _where(place, rules) or _where(behind[len(word.words) :], rules)
    if where:
        slots["where"] = where
    return Reading(rule, rule.kind, rule.direction, slots, segment)


def _where(words: list[str], rules: Rules) -> str:
    """Return the place that a phrase begins with: "at depots 2 and 4", "for all staff"."""
    if len(words) < 2:
        return ""
    first = folded(words[0])
    people = first == "for" and set(words_of(" ".join(words[1:3]))) & rules.sets["people"]
    if first not in _PLACE and not people:
        return ""
    inside = words[1:]
    for at, word in enumerate(inside):
        if at and (folded(word) in rules.sets["prepositions"] or folded(word) in _AFTER or folded(word) in _BREAKS):
            follows = folded(word) in ("of", "and", "or")
            if not follows:
                inside = inside[:at]
                break
    text = " ".join(inside).strip(" ,;")
    is_bare = len(inside) == 1 and text.islower() and not text.endswith("s")
    if is_bare and text not in rules.sets["places"] and text not in rules.sets["mass"]:
        return ""
    return f"{first} {text}" if is_noun_phrase(text, rules.sets) else ""
