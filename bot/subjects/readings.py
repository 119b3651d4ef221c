"""Reading a draft: which rule understands which part of it, and with what in its slots."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.subjects.duties import doing_to_do, is_duty
from bot.subjects.fitting import fit_name, trimmed
from bot.subjects.people_words import are_people
from bot.subjects.rule_types import ReadingRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.times import When
from bot.subjects.words import (
    base_of,
    base_of_done,
    folded,
    is_noun_phrase,
    listed,
    starts_with_verb,
    stripped,
    without_version,
    words_of,
)

_NAMES = frozenset({"system", "old", "target", "thing", "event", "new"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of a draft, understood."""

    rule: ReadingRule
    kind: str
    direction: str
    slots: dict[str, str]
    segment: Segment

    @classmethod
    def by(cls, rule: ReadingRule, slots: dict[str, str], segment: Segment) -> "Reading":
        """Read a part by a rule, which says of what kind the news is and whether it is good."""
        return cls(rule, rule.kind, rule.direction, slots, segment)

    @property
    def whens(self) -> tuple[When, ...]:
        """The times of this part."""
        return self.segment.whens


def read(segment: Segment, rules: Rules) -> Iterator[Reading]:
    """Yield how a part can be read, the most telling first; where it is two clauses, each of them."""
    whole = list(_read(segment, segment.core, rules))
    for shorter in (without_version(segment.core), _NOTICE.sub("", segment.core), _ARTICLE.sub("", segment.core)):
        if not whole and shorter and shorter != segment.core:
            whole = list(_read(segment, shorter, rules))
    if whole:
        yield from whole
        return
    for link in (" and ", " but ", ", "):
        left, found, right = segment.core.partition(link)
        if found:
            both = [list(_read(segment, half, rules))[:1] for half in (left, right)]
            if link == " but " and both[0] and both[0][0].direction == "restored" and not both[1]:
                yield both[0][0]
                return
            if all(both):
                yield from (one for half in both for one in half)
                return


_NOTICE = re.compile(
    r"\s+(?:notification|notice|announcement|alert|reminder|advisory|information|info|prod|prd|production)$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|our|an?)\s+", re.IGNORECASE)


def _read(segment: Segment, core: str, rules: Rules) -> Iterator[Reading]:
    flat = " ".join(folded(core).split())
    if not flat or len(flat) != len(core):
        return
    done: ReadingRule | None = None
    for rule, phrase in rules.phrases.that_may_fit(flat):
        if rule is done:
            continue
        spans = phrase.match(flat + " ")
        slots = None if spans is None else _slots(core, spans, rule, rules)
        if slots is not None:
            yield Reading.by(rule, slots, segment)
            done = rule


def _slots(core: str, spans: dict[str, tuple[int, int]], rule: ReadingRule, rules: Rules) -> dict[str, str] | None:
    """Return what stands in the slots, or nothing where that cannot be: a verb in a name, say."""
    slots: dict[str, str] = {}
    for name, (start, end) in spans.items():
        text = core[start:end].strip(" ,;")
        text = text if name in ("duty", "do", "rest") else stripped(text)
        if name == "done":
            text, tail = _with_tail(text, rules)
            slots |= {"tail": tail} if tail else {}
        fit = _fit(name, text, core, rule, rules)
        if fit is None:
            return None
        if fit == "" and name == "system":
            slots["weak"] = trimmed(text, rules)
        if fit and name in ("system", "thing") and _is_system(fit, core[end:], rules):
            fit = f"{fit} system"
        if fit:
            slots[name] = fit
        if name == "rest" and start and fit and not (_leads(core, start, rules) or _is_priced(core, start, rule)):
            return None
        if name == "rest" and fit:
            slots.update(_where(core, start, fit, rules))
    return slots


def _is_system(name: str, behind: str, rules: Rules) -> bool:
    """Tell whether "system" behind a name is part of it: "file system", "password system", but not "Canvas system"."""
    last = words_of(name)[-1]
    is_ordinary = name.split()[-1].islower() or last in rules.sets["common"] or bool(base_of(last, rules.sets))
    is_told = last in rules.sets["mass"] or last in rules.sets["utilities"]
    return words_of(behind)[:1] == ["system"] and is_ordinary and not is_told


_AFTER_DONE = listed("again online back only twice once daily weekly")


def _with_tail(text: str, rules: Rules) -> tuple[str, str]:
    """Tell a participle from what is said of the doing: "handed in" and nothing, "phoned" and "to x4411"."""
    words = text.split()
    is_place = len(words) > 2 and folded(words[2]) in rules.sets["determiners"]
    at = 2 if len(words) > 1 and not is_place and folded(words[1]) in ("in", "back", "off", "out", "up", "down") else 1
    head, rest = words[:at], words[at:]
    hangs = bool(rest) and (folded(rest[0]) in rules.sets["prepositions"] or folded(rest[0]) in _AFTER_DONE | {"off"})
    return (" ".join(head), " ".join(rest)) if hangs and folded(rest[0]) != "by" else (text, "")


_PLACED = frozenset(["in", "at", "on", "from", "across", "throughout", "outside", "within"])


def _leads(core: str, start: int, rules: Rules) -> bool:
    """Tell whether a word stands before a rest that it can hang on."""
    before, after = words_of(core[:start]), words_of(core[start:])
    return (
        not before
        or after[0] in _PLACED
        or before[-1] in rules.sets["prepositions"]
        or before[-1] in rules.sets["leads"]
    )


def _is_priced(core: str, start: int, rule: ReadingRule) -> bool:
    """Tell whether what stands behind a price is no noun that it belongs to: "cost monitoring", "rate limits"."""
    if rule.kind != "price":
        return False
    return words_of(core[:start])[-1] not in _PRICES or any(map(str.isdigit, core[start:]))


_PRICES = listed("price prices cost costs rate rates fee fees charge charges pricing")
_NO_PLACES = frozenset({"use", "service", "place", "operation", "action", "force", "full"})
# Whom everything is for.
_EVERYBODY = frozenset({"users", "all users", "everyone", "everybody", "business", "all"})
_LIST = re.compile(r"\b(?:and|or)\b|&|, \w?\d")


def _where(core: str, start: int, text: str, rules: Rules) -> dict[str, str]:
    """Return the rest with the preposition before it: "in Building C"."""
    text = text.partition(", ")[0] if "," in text and not _LIST.search(text) else text
    before = core[:start].split()
    people = before[-1:] == ["for"] and words_of(text)[:1] and words_of(text)[0] in rules.sets["people"]
    if folded(text) in _EVERYBODY or folded(text) in _NO_PLACES or folded(text).startswith("in use"):
        return {}
    first = text.split(" ", 1)[0].lower()
    if first in _PLACED and is_noun_phrase(text.partition(" ")[2], rules.sets):
        return {"where": text}
    if before and (before[-1].lower() in _PLACED or people) and is_noun_phrase(text, rules.sets):
        return {"where": f"{before[-1].lower()} {text}"}
    return {}


def _fit(name: str, text: str, core: str, rule: ReadingRule, rules: Rules) -> str | None:
    """Return what may stand in a slot, an empty text where the slot stays empty, or nothing where nothing fits."""
    if name in _NAMES:
        if rule.kind == "no-fee" and words_of(text) and words_of(text)[-1] not in _FEES:
            return None
        return fit_name(name, text, core, rule, rules)
    if name == "doing" and rule.kind == "not-doing":
        first, _, rest = text.partition(" ")
        base = base_of(first, rules.sets) or base_of_done(f"{folded(first).removesuffix('ing')}ed", rules.sets)
        return f"{base} {rest}".strip() if base else None
    if name == "done" and rule.kind == "to-be-done":
        base = _fit_done(text, rules) or ""
        return base if base.split(" ")[0] in _READERS_DO else None
    if name == "amount" and rule.kind == "price" and (not _MONEY.search(text) or "%" in text):
        return None
    return _FITS[name](text, rules) if name in _FITS else text


_MODAL = frozenset(
    {"may", "might", "will", "can", "can't", "cannot", "won't", "must", "should", "could", "are", "have"}
)


def _fit_do(text: str, rules: Rules) -> str | None:
    words = words_of(text)
    if not words or words[0] == "be" or words[0] in _MODAL or words[:2] == ["now", "be"]:
        return None
    # Behind "to" or "can" any word is a verb that is no small word and no figure.
    is_verb = starts_with_verb(text, rules.sets) or (words[0].isalpha() and words[0] not in rules.sets["function"])
    is_form = words[0].endswith(("ed", "ing")) and not starts_with_verb(text, rules.sets)
    return _UTILISE.sub("use ", text) if is_verb and not is_form else None


# What people do, they use: nobody has to "utilize" anything.
_UTILISE = re.compile(r"^utili[sz]e (?=\S)", re.IGNORECASE)


def _fit_done(text: str, rules: Rules) -> str | None:
    first, _, particle = text.partition(" ")
    base = base_of_done(first, rules.sets)
    return None if not base or " " in particle else f"{base} {folded(particle)}".strip()


def _fit_done_to(text: str, rules: Rules) -> str | None:
    words = words_of(text)
    if len(words) > 1 and words[1] not in rules.sets["prepositions"] and words[1] not in _BEHIND_DONE:
        return None
    is_done = bool(words) and words[0] not in _NO_DOING and (words[0].endswith(("ed", "en")) or words[0] in _DONE)
    return text if is_done and len(words) < _FEW else None


def _fit_rest(text: str, rules: Rules) -> str | None:
    kept = text.removesuffix(" now")
    return None if any(word in rules.sets["finite"] for word in words_of(kept)) else kept


_ASKS = re.compile(r"(?:who|what|which|where|when|how|why)\b", re.IGNORECASE)
_BEHIND_DONE = _AFTER_DONE | listed("yet properly correctly automatically again still off out up down away manually")
_NO_DOING = frozenset({"affected", "impacted", "needed", "required", "expected", "allowed", "permitted", "supported"})
_DONE = listed(
    "sent made kept held cut lost paid built found left read put set met sold told brought bought caught taught drawn"
    " shown known thrown grown flown worn torn begun run reset shut rebuilt withdrawn split"
)
_SUM = re.compile(r"(?:up to )?(?:[$€£]|EUR |USD |GBP )?\d")
_MONEY = re.compile(
    r"[$€£¥₹%]|\b(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|cents?|pence|euros?|dollars?|pounds?|per)\b", re.IGNORECASE
)
_FEES = listed("fee fees charge charges fines fine surcharge surcharges penalties costs")
_FEW = 5
# What readers do, and IT does not: "to be returned", but "to be replaced".
_READERS_DO = listed(
    "return submit hand sign pay file claim complete register confirm collect pick book label report approve send"
)
_FITS: dict[str, Callable[[str, Rules], str | None]] = {
    "rest": _fit_rest,
    "people": lambda text, _: None if text.endswith(("n't", "n’t", " not", " never")) or _ASKS.match(text) else text,
    "amount": lambda text, _: text if _SUM.match(text) else None,
    "duty": lambda text, rules: text if is_duty(text, rules.sets) else None,
    "doing": lambda text, rules: doing_to_do(text, rules.sets) or None,
    "done": lambda text, rules: _fit_done(text, rules),
    "who": lambda text, rules: text if are_people(text, rules) else None,
    "done_to": _fit_done_to,
    "do": _fit_do,
}


def turned(reading: Reading, direction: str) -> Reading:
    """Return a reading in another direction, as a label in front of it says."""
    return replace(reading, direction=direction)
