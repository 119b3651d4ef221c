"""What a whole draft says beside its news, which decides what a headline may say: doubt, only some, a deadline."""

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.subjects.claims import is_burden
from bot.subjects.drafts import Draft
from bot.subjects.naming import is_trade
from bot.subjects.readings import Reading
from bot.subjects.rule_types import Rules
from bot.subjects.rules import Fields
from bot.subjects.words import head_of, words_of

# Lists of the packs called flag-<name> raise the flag <name>.
_LISTED = "flag-"
_HEDGES = frozenset({"may", "might", "possible", "possibly", "potential", "potentially", "could", "tentative"})
_MUST = frozenset({"mandatory", "required", "must", "compulsory"})
_FROM = frozenset({"from", "starting", "as of", "as from", "since", "effective", "beginning"})
_BY = frozenset({"by", "before", "no later than", "due by"})
_PORTION = re.compile(r"\d+ of (?:the |our )?\d+|\b(?:for|in|to|at) (?:most|some|many|a few|several)\b")
_COUNTED = re.compile(r"(?:up to |about |around |over )?\d", re.IGNORECASE)
_DONE = re.compile(
    r"\b(?:(?:has|have) been|was|were|(?:is|are) (?:now )?(?:complete|completed|finished|done)|completed?|finished)\b",
    re.IGNORECASE,
)
_LIMITED = re.compile(
    r"\b(?:except|apart from|other than|but|not yet|still|unless|(?:reduced|limited) \w+)\b", re.IGNORECASE
)
_NEGATED = re.compile(r"\b(?:not|no|only|cannot|can't|never|without|until)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"\bnot (?:possible|available|accepted|usable|working)\b|\b(?:unavailable|cannot|can't|unable)\b",
    re.IGNORECASE,
)
# "Not possible" is no doubt.
_NO_DOUBT = re.compile(r"\b(?:not|no longer|only) possible\b", re.IGNORECASE)
_LOSSY = re.compile(
    r"\b(?:not|no|cannot|can't|without|unavailable|down|offline|closed|lost|read-only|outage|downtime|interrupt\w*|delay\w*"
    r"|disrupt\w*|fail\w*|suspended|postponed|locked|disabled|expires?|unable|slow|issues?|problems?|errors?|removed)\b",
    re.IGNORECASE,
)
# "Balances still visible": what still works is no loss that goes on.
_STILL_FINE = re.compile(
    r"\bstill (?:be )?(?:visible|available|work\w*|open\w*|accept\w*|possible|usable|readable|accessible|running"
    r"|online|here|free)\b",
    re.IGNORECASE,
)
_COMING = re.compile(r"\b(?:coming|being|will|soon|to be|upcoming|plan(?:s|ned)? to|going to|set to)\b", re.IGNORECASE)
# "After a few minutes" is said of all calls, not of some.
_A_FEW = re.compile(r"\ba few (?=(?:more )?(?:seconds|minutes|hours|days|weeks|months|moments)\b)", re.IGNORECASE)
_LONG = 3
# From one hour to another: "22:00 to 23:30".
_WINDOW = re.compile(
    r"\d(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)? ?(?:-|–|—|to|until|and|till) ?"
    r"(?:[A-Za-z]{3,9} )?(?:\d+ [A-Za-z]+ )?\d{1,2}(?:[:.]\d\d| ?[ap]\.?m)",
    re.IGNORECASE,
)
# What an author says that is no benefit to anybody.
_BURDEN = re.compile(r"you (?:will |now )*(?:pay|lose|must|need|have to|get only|no longer|can only)\b", re.IGNORECASE)


def flags_of(draft: Draft, fields: Fields, readings: list[Reading], rules: Rules) -> frozenset[str]:
    """Name what the whole draft says; frames ask for these names under `must` and `never`."""
    said = words_of(draft.text)
    spoken = frozenset(said)
    text = f" {' '.join(words_of(_A_FEW.sub('', draft.text)) if 'few' in spoken else said)} "
    words = {word for one in draft.segments for word in words_of(_NO_DOUBT.sub("", one.core))}
    leads = {one.lead.lower() for one in draft.whens}
    by_word, by_phrase = _listed(rules)
    flags = {name for word in spoken for name in by_word.get(word, ())}
    flags |= {name for phrase, name in by_phrase if phrase in text}
    trades = [one for one in draft.readings if _is_trade(one, rules)]
    is_past = _says(rules.sets["past"], spoken, text)
    told = {
        "past": is_past,
        "future-when": not is_past and bool(draft.whens or fields.window),
        "long": any(one.kind == "learn" and len(one.segment.core.split()) > _LONG for one in readings),
        "some": "some" in flags or any(_COUNTED.match(one.slots.get("people", "")) for one in draft.readings),
        "must": bool(words & _MUST) or "due" in words,
        "still-out": "still" in flags and _STILL_FINE.search(draft.text) is None,
        "maybe": bool(words & _HEDGES),
        "windowed": _WINDOW.search(fields.window) is not None,
        "portion": _PORTION.search(draft.text) is not None,
        "register": bool(words & {"register", "registration"}),
        "asked": "asked" in flags or bool(leads & _BY),
        "from-when": bool(leads & _FROM),
        "group": any(_is_group(one, rules) for one in draft.readings),
        "completable": any(_has(one, "completable", rules) for one in draft.readings),
        "odd-verb": bool(set(words_of(fields.outcome)[:1]) & rules.sets["odd-verbs"]),
        "author-outcome": bool(fields.outcome),
        "author-action": bool(fields.action),
        "author-service": bool(fields.service),
        "burden": _BURDEN.match(fields.outcome) is not None,
        "fuller": any(_is_fuller(fields.action, one.slots.get("duty", "")) for one in draft.readings),
        "instead": "instead" in words_of(fields.action),
        "doubtful": bool(words & _HEDGES - {"may"}),
        "trade": bool(trades),
        "trade-named": any(_has_own_name(one, rules) for one in trades),
        "limited": _LIMITED.search(draft.text) is not None,
        "negated": _NEGATED.search(draft.text) is not None,
        "denied": _DENIED.search(draft.text) is not None,
        "lossy": _LOSSY.search(draft.text) is not None,
        "coming": _COMING.search(draft.text) is not None,
        "past-work": is_past or _DONE.search(draft.text) is not None,
        "abstract": any(_is_abstract(one, rules) for one in draft.readings),
    }
    flags |= {name for name, is_so in told.items() if is_so}
    flags |= {f"label.{one.direction}" for one in draft.labels}
    for reading in readings:
        flags |= {f"kind.{reading.kind}", f"{reading.direction}-news"}
    return frozenset(flags)


def _is_fuller(action: str, duty: str) -> bool:
    """Tell whether the author says what the draft asks for, in the same verb and with more: "collect your laptop"."""
    given, asked = words_of(action), words_of(duty)
    return given[:1] == asked[:1] and len(given) > len(asked) > 0


_CERTAIN = re.compile(r"\b(?:is|are|has|have|was|were)\b", re.IGNORECASE)


def is_certain(reading: Reading, draft: Draft) -> bool:
    """Tell whether a part says its news for certain, and the doubt is of other parts: "mail is down, files may be"."""
    own = set(words_of(reading.segment.core))
    others = (one for one in draft.segments if one is not reading.segment and _HEDGES & set(words_of(one.core)))
    return (
        not own & _HEDGES and bool(_CERTAIN.search(reading.segment.core)) and any(len(one.core) > 12 for one in others)
    )


def _says(wanted: frozenset[str], spoken: frozenset[str], text: str) -> bool:
    alone, phrases = _sorted(wanted)
    return not alone.isdisjoint(spoken) or any(map(text.__contains__, phrases))


@lru_cache(maxsize=8)
def _listed(rules: Rules) -> tuple[Mapping[str, tuple[str, ...]], tuple[tuple[str, str], ...]]:
    """Return the flags that lists of the packs raise: by each word, and each phrase with its flag."""
    by_word: dict[str, tuple[str, ...]] = {}
    by_phrase: list[tuple[str, str]] = []
    for name, wanted in rules.sets.items():
        if name.startswith(_LISTED):
            flag = name.removeprefix(_LISTED)
            alone, phrases = _sorted(wanted)
            by_word |= {word: (*by_word.get(word, ()), flag) for word in alone}
            by_phrase += [(phrase, flag) for phrase in phrases]
    return by_word, tuple(by_phrase)


@lru_cache(maxsize=64)
def _sorted(wanted: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Sort a list into words, which are looked up, and phrases, which are looked for."""
    return frozenset(one for one in wanted if " " not in one), tuple(f" {one} " for one in wanted if " " in one)


def _has(reading: Reading, name: str, rules: Rules) -> bool:
    return bool(set(words_of(reading.slots.get("thing", ""))) & rules.sets[name])


_EVERYBODY = frozenset({"users", "staff", "people", "everyone", "you", "customers", "all", "we", "they", "employees"})


def _is_group(reading: Reading, rules: Rules) -> bool:
    """Tell whether the draft says who cannot, and means some group and not everybody."""
    words = words_of(reading.slots.get("people", ""))
    return bool(words) and not set(words) <= _EVERYBODY and not set(words) & rules.sets["pronouns"]


def of_reading(flags: frozenset[str], reading: Reading, draft: Draft, rules: Rules) -> frozenset[str]:
    """Return the flags that hold for one reading: other parts may be in doubt, or of IT's things."""
    if is_certain(reading, draft):
        flags -= _DOUBTS
    is_whole = reading.kind in ("clause", "unknown") or not (reading.slots.get("thing") or reading.slots.get("system"))
    return flags if is_whole or _is_trade(reading, rules) else flags - {"trade"}


_DOUBTS = frozenset({"maybe", "doubtful"})


def _is_trade(reading: Reading, rules: Rules) -> bool:
    """Tell whether news is of a thing that only IT knows, such as a certificate on a server."""
    thing = reading.slots.get("thing") or reading.slots.get("system") or ""
    return any(is_trade(word, rules) for word in words_of(thing)) and not reading.whens


def _has_own_name(reading: Reading, rules: Rules) -> bool:
    """Tell whether a thing of IT's is called by more than words of the trade: "federal certificate repository"."""
    words = words_of(reading.slots.get("thing") or reading.slots.get("system") or "")
    known = (*(rules.sets[name] for name in ("generic", "noise", "function", "ordinary", "jargon")),)
    own = [word for word in words if not is_trade(word, rules)]
    return len(words) > 1 and any(not any(word in one for one in known) for word in own)


def _is_abstract(reading: Reading, rules: Rules) -> bool:
    """Tell whether what is new is a rule, a date, a burden or the like, which nobody "can now use"."""
    thing = head_of(words_of(reading.slots.get("thing", "")), rules.sets)
    is_new = reading.segment.core.lower().startswith(("new ", "our new ", "the new "))
    return is_burden(thing, rules.sets) or (is_new and bool(thing) and thing[-1] in rules.sets["abstract"])
