"""The gist of a part that no phrase reads: a thing, what happens to it and where, told by the places of the words.

The words for events, and what they mean, are in the packs (`nouns`, `verbs`, `states`).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from bot.subjects.fitting import DONE_SO, EXPIRY_OF, TIMES, is_written, trimmed
from bot.subjects.readings import Reading
from bot.subjects.rule_types import EventWord, ReadingRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.unfit import GOING_ON, WHAT_FOR
from bot.subjects.verb_forms import done
from bot.subjects.words import EDGES, folded, is_noun_phrase, listed, words_of

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
    " finished done reported expected underway ongoing continues coming ahead required needed announcement reminder"
    " update"
    " takes taking will is set due now in-progress alert advisory notification"
)
_WHILE = listed("until while whilst because once unless")
_BREAKS = listed("and or but &")
_PHASE = re.compile(r"(?:phase|wave|stage|part|step) \S+ of ", re.IGNORECASE)
_Hit = tuple[ReadingRule, EventWord]


def gist(segment: Segment, core: str, rules: Rules) -> Iterator[Reading]:
    """Yield what a part says by its words for events, the most telling one only."""
    words = core.split()
    low = [folded(word).strip(EDGES) for word in words]
    if _QUOTED.search(core):
        low = _without_quoted(words, low)
    # "Until the boiler is swapped" says how long, and is no news.
    ends = next((at for at, word in enumerate(low) if at > 1 and word in _WHILE), len(low))
    words, low = words[:ends], low[:ends]
    if len(words) < 2 or not any(word in rules.events for word in low):
        return
    for way in (_said, _unsaid, _named):
        if way is not _said and _says_more(low):
            return
        found = way(words, low, segment, rules)
        if found is not None:
            yield found
            return


_QUOTED = re.compile(r"""(?:^|\s)['"“‘](?=\S)""")
_OPENS, _CLOSES = ("'", '"', "“", "‘"), ("'", '"', "”", "’")


def _without_quoted(words: list[str], low: list[str]) -> list[str]:
    """Leave out the words of a name in quotes, which are no news: "fake e-mail 'Mailbox upgrade'"."""
    left, is_inside = list(low), False
    for at, word in enumerate(words):
        is_inside = is_inside or word.startswith(_OPENS)
        # One word in quotes says what it says: "the pump is 'down'".
        if is_inside and not (word.startswith(_OPENS) and word.rstrip(",;.!?:").endswith(_CLOSES)):
            left[at] = ""
        is_inside = is_inside and not word.rstrip(",;.!?:").endswith(_CLOSES)
    return left


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
    # "Lockers shut when a code is wrong": what is said under a condition is not said of the lockers.
    if not start or not _IF.isdisjoint(low[1:start]):
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
    if hit is None or (hit[1].role == "state" and _goes_on(low, at + len(hit[1].words), rules)):
        return None
    turned = _as_said(hit, low, start, at, rules)
    return _made(turned, words[:start], words[at:], segment, rules) if turned else None


_IF = frozenset({"if", "when", "unless"})


def _goes_on(low: list[str], at: int, rules: Rules) -> bool:
    """Tell whether a noun follows, so that a state only says which: "the app gets dark mode"."""
    if at >= len(low) or low[at - 1] not in _ALSO_BEFORE_NOUNS:
        return False
    word = low[at]
    small = (rules.sets[name] for name in ("prepositions", "function", "conjunctions", "determiners"))
    return word.isalpha() and word not in _ADVERBS and word not in _AFTER and not any(word in one for one in small)


_ALSO_BEFORE_NOUNS = listed("dark dead live available ready slow open closed wrong late offline slower")


def _as_said(hit: _Hit, low: list[str], start: int, at: int, rules: Rules) -> _Hit | None:
    """Return what the helping verbs make of a word for an event, or nothing where they turn it into another."""
    helpers = low[start:at]
    if {"must", "be"} <= set(helpers) and hit[1].base and hit[0].direction == "bad":
        # "Workstations must be shut down": what readers are to do is no loss.
        return None
    if {"can", "be"} <= set(helpers) and hit[0].direction == "bad" and hit[1].role != "state":
        # "Packages can now be removed": what people can do is no loss.
        return None
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


_ALSO_NOUNS = listed("locks blocks cuts breaks drops jams crashes freezes stops shuts")


def _is_noun(hit: _Hit, low: list[str], at: int, rules: Rules) -> bool:
    """Tell whether what may be a verb is a noun here, by what stands before and behind it."""
    after = at + len(hit[1].words)
    # "Name changes now show in the app": a noun, where the verb comes behind.
    is_led = after + 1 < len(low) and low[after] == "now"
    # "Storage limits": what is done to a thing needs somebody who does it.
    is_bare = after >= len(low) or low[after] in rules.sets["prepositions"]
    is_many = low[at] == f"{hit[1].base}s" and (is_led or (hit[0].kind == "done-to" and is_bare))
    # "Restoration of old archives": a noun, where what stands before it says which.
    is_which = low[at - 1] in rules.sets["adjectives"] and hit[1].role != "state"
    # "Washington release", "floor switch": a noun, where no plural stands before it.
    # "Update of door locks": a noun, behind what is done to them.
    is_hung = low[at] in _ALSO_NOUNS and at > 1 and low[at - 2] in ("of", "for")
    return is_many or is_which or is_hung or (low[at] == hit[1].base and not low[at - 1].endswith("s"))


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
        if _is_noun(hit, low, at, rules):
            continue
        before = (rules.sets[name] for name in ("prepositions", "determiners", "conjunctions"))
        if ends and not any(low[at - 1] in one for one in before):
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
        ends = ends or _names_place(low, after, rules) or _is_code(low, after) or _are_machines(words[after:], rules)
        if not ends or (at and (low[at - 1] in rules.sets["prepositions"] or low[at - 1] in _RELATIVE)):
            continue
        before, rest = words[:at], words[after:]
        if _is_purpose(low[after:], rules):
            rest = []
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


def _is_purpose(low: list[str], rules: Rules) -> bool:
    """Tell whether "to" leads what work is for, and not what it is on: "maintenance to temporarily limit access"."""
    return low[:1] == ["to"] and len(low) > 1 and (low[1].endswith("ly") or low[1] in rules.sets["verbs"])


# "Automatic deletion of files": it is the files that go.
_HOW = listed("automatic automated accidental manual gradual mass bulk")


def _is_routine(words: list[str], rules: Rules) -> bool:
    known = (*(rules.sets[name] for name in ("routine", "generic", "function", "adjectives", "extents")), _HOW)
    return all(any(folded(word).strip(EDGES) in one for one in known) for word in words)


def _cut(words: list[str]) -> tuple[list[str], list[str]]:
    """Tell a thing from the place behind it."""
    for at, word in enumerate(words):
        low = folded(word).strip(EDGES)
        if at and (low in _PLACE or low in _AFTER or (low in ("for", "from", "to", "with", "by") and at > 0)):
            return words[:at], words[at:]
    return words, []


_OUT = frozenset({"unavailable", "down", "offline", "inaccessible"})


def _is_no_name(name: str, rule: ReadingRule, rules: Rules) -> bool:
    """Tell whether a name is only a time or a word of the process, or what people sign up by, whose end is no loss."""
    words = words_of(name)
    is_dull = all(word in TIMES or word in rules.sets["noise"] for word in words)
    if rule.kind == "retirement" and not _OUT.isdisjoint(words[1:]):
        return True
    is_no_return = rule.kind == "restoration" and words[-1] in rules.sets["no-return"]
    return is_dull or is_no_return or (rule.kind == "retirement" and words[0] in rules.sets["signing"])


# "Index rebuilt and new map published": two pieces of news.
_TWO_NEWS = re.compile(r"\w+ed and (?:new|the) ", re.IGNORECASE)


def _made(hit: _Hit, before: list[str], behind: list[str], segment: Segment, rules: Rules) -> Reading | None:
    rule, word = hit
    thing, place = _cut(before)
    name = trimmed(" ".join(thing), rules, keep_version=rule.kind in rules.sets["version-kinds"])
    if rule.direction == "bad" and "who" in before and "who" not in words_of(name):
        # "Accounts of students who left": not those of all.
        return None
    if not words_of(name) or folded(before[-1]) in _BREAKS or not _can_be(name, hit, segment, rules):
        return None
    slots = dict.fromkeys(("system", "thing", "event"), name)
    if rule.kind == "event-plan":
        slots["event"] = trimmed(" ".join([*before, *behind[: len(word.words)]]), rules)
    if word.role == "state":
        slots["as"] = " ".join(word.words)
    if word.base:
        slots["done_to"] = done(word.base) + _made_into(hit, behind[len(word.words) :])
    where = _where(place, rules) or _where(behind[len(word.words) :], rules)
    if where:
        slots["where"] = where
    return Reading.by(rule, slots, segment)


def _can_be(name: str, hit: _Hit, segment: Segment, rules: Rules) -> bool:
    """Tell whether news of this kind can be about a thing of this name."""
    rule, last = hit[0], words_of(name)[-1]
    if _is_no_name(name, rule, rules) or (rule.kind == "expiry" and EXPIRY_OF.search(segment.core)):
        return False
    alone = hit[1].role == "state" and folded(name) in rules.sets["named-alone"]
    routine = _is_routine(name.split(), rules) and not alone
    if not is_noun_phrase(name, rules.sets) or name[:1].isdigit() or routine:
        return False
    if rule.kind == "retirement" and last in ("working", "helping", "planning", "preparing"):
        return False
    if rule.kind == "upgrade" and last in GOING_ON:
        return False
    if rule.kind in _ON_THINGS and (last in WHAT_FOR or is_written(name)):
        return False
    # "Charts available offline" are no loss.
    if rule.kind == "outage" and last in ("available", "usable", "works", "work"):
        return False
    if rule.kind == "feature" and (last in rules.sets["not-used"] or _TWO_NEWS.search(name)):
        return False
    return not (_PHASE.match(name) or re.search(r"ed, ", name) or (" " in name and last in DONE_SO))


_ON_THINGS = frozenset({"outage", "maintenance", "trouble"})


def _made_into(hit: _Hit, tail: list[str]) -> str:
    """Return what something becomes: "cut to mornings only", "merged with the front desk"."""
    goes_on = hit[0].kind == "done-to" and hit[1].role != "noun" and len(tail) > 1
    is_told = goes_on and folded(tail[0]) in ("to", "into", "with")
    return " " + " ".join(tail).strip(EDGES) if is_told else ""


def _names_place(low: list[str], at: int, rules: Rules) -> bool:
    """Tell whether a place follows that needs no preposition in a draft: "floors 2-4", "Tower B", "room 12"."""
    at += at + 2 < len(low) and low[at + 2][:1].isdigit()
    if at + 1 >= len(low):
        return False
    stem, behind = low[at].removesuffix("s"), low[at + 1]
    is_place = any(stem in rules.sets[name] for name in ("places", "place-words", "numbered-places"))
    return is_place and (behind[:1].isdigit() or len(behind) == 1)


def _is_code(low: list[str], at: int) -> bool:
    """Tell whether what follows says which or when, as behind "error": "503", "503 when saving", "when saving"."""
    at += low[at].strip("#").isdigit()
    return at >= len(low) or low[at] in ("when", "while", "if", "since", "with")


_MACHINE = re.compile(r"[a-z][a-z0-9]{0,5}-?\d{0,3},?")


def _are_machines(words: list[str], rules: Rules) -> bool:
    """Tell whether what follows are short names of machines: "SSH failure qa, qw"."""
    is_list = len(words) > 1 and all(word.endswith(",") for word in words[:-1])
    numbered = len(words) == 1 and words[0][:1].isalpha() and words[0][-1].isdigit()
    plain = any(folded(word).strip(",") in rules.sets["ordinary"] for word in words)
    return (is_list or numbered) and not plain and all(_MACHINE.fullmatch(word) for word in words)


# Behind one of these what may be a noun is a verb: "everyone who works from home".
_RELATIVE = listed("who that which it he she they we you never always often")
_ON = listed("floor floors level levels deck decks line lines platform platforms")
_IN = listed(
    "room rooms building buildings hall halls tower towers wing wings block blocks zone zones ward wards bay bays"
    " lab labs"
)


def _where(words: list[str], rules: Rules) -> str:
    """Return the place that a phrase begins with: "at depots 2 and 4", "for all staff"; "on" before "floors 2-4"."""
    if len(words) < 2:
        return ""
    first = folded(words[0])
    if first not in _PLACE and _names_place([folded(word).strip(EDGES) for word in words], 0, rules):
        stands = {folded(word) for word in words[:2]}
        return _where(["on" if stands & _ON else "in" if stands & _IN else "at", *words], rules)
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
