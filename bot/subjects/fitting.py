"""What may stand where a phrase has a slot for a name: a thing, and not a verb, a reason or a word of the routine."""

import re
from functools import lru_cache

from bot.subjects.people_words import are_people
from bot.subjects.rule_types import ReadingRule, Rules
from bot.subjects.words import folded, is_noun_phrase, listed, starts_with_verb, without_version, words_of


def fit_name(name: str, text: str, core: str, rule: ReadingRule, rules: Rules) -> str | None:
    """Return what may stand in the slot of a name, an empty text where it says nothing, or nothing."""
    cleaned = trimmed(text, rules, keep_version=rule.kind in rules.sets["version-kinds"])
    if name == "event" and rule.direction in ("postponed", "cancelled") and _head(text, rules) in _DONE_BY_IT:
        cleaned = text
    if not _names_a_thing(name, text, cleaned, rule, rules) or not _suits(cleaned, rule, rules):
        return None
    if not _is_whole(name, text, cleaned, core, rules) or _ends_in_a_verb(cleaned, rule, rules):
        return None
    cleaned = _as_it_is_called(text, cleaned, rule, rules)
    is_gone = rule.direction == "restored" and (words_of(cleaned)[-1] in _GONE_BACK or _is_over(text, rules))
    if is_gone or all(word in TIMES for word in words_of(cleaned)):
        return None
    return "" if name == "system" and _is_nothing(cleaned, rule, rules) else cleaned


def _names_a_thing(name: str, text: str, cleaned: str, rule: ReadingRule, rules: Rules) -> bool:
    """Tell whether a text is a name at all, and not of the routine alone."""
    is_put_off = name == "event" and rule.direction in ("postponed", "cancelled") and " " in cleaned
    is_routine = not is_put_off and rule.kind not in _AS_NAMED and _says_nothing(cleaned, "routine", rules)
    if not is_noun_phrase(cleaned, rules.sets) or is_routine or _TWO.search(text):
        return False
    is_doing = name == "target" and rule.kind == "without" and text[:1].islower()
    return words_of(cleaned)[0] not in ("none", "nobody", "nothing") and not (
        is_doing and starts_with_verb(text, rules.sets)
    )


def _is_whole(name: str, text: str, cleaned: str, core: str, rules: Rules) -> bool:
    """Tell whether a name does not go on with a reason, or with what happens."""
    words = words_of(cleaned)
    head_part = words_of(text.partition(", ")[0])
    if ", " in text and head_part[1:] and head_part[-1].endswith("ed"):
        return False
    if not (_MEANWHILE | _WHY).isdisjoint(words[1:]) or (name == "old" and words[-1] in _TAKES_TO):
        return False
    if name != "event":
        return not _PHASE.match(cleaned)
    return not _MOVED.search(core) or _head(cleaned, rules) in rules.sets["events"]


def _suits(cleaned: str, rule: ReadingRule, rules: Rules) -> bool:
    """Tell whether a name is one that news of this kind can be about."""
    words = words_of(cleaned)
    if rule.kind == "trouble":
        return rule.about.id not in _NOT_OF_PEOPLE or not are_people(_OF_THEM.split(cleaned)[0], rules)
    if rule.kind == "feature":
        return _BEGINNING.isdisjoint(words[1:]) and not all(word in rules.sets["noise"] for word in words)
    return not {
        "hand-in": words[-1] not in _HANDED_IN,
        "perhaps-duty": words[-1] in rules.sets["events"],
        "price": not _HAPPENED.isdisjoint(words[1:]),
        "retirement": words[0] in _SIGNING,
        "training": not _PUBLISHED.isdisjoint(words),
    }.get(rule.kind, False)


def _ends_in_a_verb(cleaned: str, rule: ReadingRule, rules: Rules) -> bool:
    """Tell whether a name ends in what is done or in a state, which is no part of it."""
    last = words_of(cleaned)[-1]
    if rule.direction == "good" and (last in _BAD_STATES or last in ("stuck", "jammed", "wide", "half")):
        return True
    is_done = last.endswith("ed") and any(one.base for _, one in rules.events.get(last, ()))
    comes = rule.kind == "late" and last in _COMES
    return " " in cleaned and (is_done or comes or last in DONE_SO) and rule.direction in ("good", "bad", "neutral")


def _as_it_is_called(text: str, cleaned: str, rule: ReadingRule, rules: Rules) -> str:
    """Return a name with the size that counts, and without the trouble that is over."""
    size = text.split(" ", 1)[0]
    if rule.kind == "expect" and folded(size) in _SIZES and folded(cleaned) not in _SIZES:
        cleaned = cleaned if cleaned.startswith(size) else f"{size} {cleaned}"
    if rule.kind == "slow":
        cleaned = _LOADING.sub("", cleaned)
    return _without_problem(cleaned, rules) if rule.direction == "restored" else cleaned


# "The feature update": without its end, another thing.
_DONE_BY_IT = frozenset({"update", "upgrade", "refresh"})
# What people hand in by a day.
_HANDED_IN = listed(
    "requests applications nominations entries submissions claims proposals bids forms timesheets expenses orders"
)


def _is_nothing(name: str, rule: ReadingRule, rules: Rules) -> bool:
    """Tell whether a name says nothing of what it is, so that the name beside it is meant: "service", "failures"."""
    words = words_of(name)
    return (
        _says_nothing(name, "generic", rules)
        or _is_process(name, rules)
        or (rule.direction in ("restored", "partial") and set(words) <= _NOT_NAMED)
        or all(word in rules.sets["problems"] for word in words)
    )


def _without_problem(text: str, rules: Rules) -> str:
    """Take the problem off a name of what works again: "the timetable bug" is the timetable."""
    words = text.split()
    dull = rules.sets["problems"] | _BAD_STATES
    while len(words) > 1 and folded(words[-1]) in dull:
        words = words[:-1]
    return _LOADING.sub("", " ".join(words))


# "Loading of patient records": what people use is the records.
_LOADING = re.compile(r"^(?:slow )?(?:loading|opening|saving|response) (?:of|in|to|for|from) (?=\S)", re.IGNORECASE)


def _is_over(name: str, rules: Rules) -> bool:
    """Tell whether a name is of the trouble that is over, which nobody can use again: "the fault with door 3"."""
    told = re.split(r" (?:that|which|where) ", name, maxsplit=1)[0]
    return " " in name and _head(told, rules) in rules.sets["problems"]


# How long or how large what comes is: no word of IT's process.
_SIZES = listed("short brief small minor longer long slight temporary")
# What happened to a thing is no part of its name: "many stores received the old price list".
_HAPPENED = listed("received kept got lost showed sent had")
# Whatever it is called, people can put themselves down for it.
_AS_NAMED = frozenset({"sign-up-by", "apply-by", "book-by", "send-by", "vote-by"})
# That these end is no loss: until then people can put themselves down.
_SIGNING = listed(
    "registration registrations sign-up sign-ups signup enrolment enrollment applications nominations entries voting"
)
_OF_THEM = re.compile(r" (?:in|at|on|of|for|to|with|from) ")
_NOT_OF_PEOPLE = frozenset({"comes.to", "trouble.of"})
_BAD_STATES = listed(
    "slow down offline unavailable broken late sluggish closed unreachable out repaired fixed mended cleared"
)
TIMES = listed("window weekend night overnight morning evening day daytime week month month-end quarter summer winter")


def _head(text: str, rules: Rules) -> str:
    """Return the noun that a name is about: "rollout" in "the rollout of new readers"."""
    words = words_of(text)
    cut = next((at for at, word in enumerate(words) if at and word in rules.sets["prepositions"]), len(words))
    return words[cut - 1]


def _is_process(text: str, rules: Rules) -> bool:
    """Tell whether a name is nothing but what IT does: "the outage", "maintenance window"."""
    return all(
        word in rules.sets["events"] or word in rules.sets["event-nouns"] or word == "window" for word in words_of(text)
    )


_COMES = listed("arrive arrives come comes run runs start starts load loads")
DONE_SO = listed("processed posted paid booked recorded delivered printed sent shown called submitted approved handled")
_PUBLISHED = frozenset({"published", "available", "released", "posted", "online"})
_PHASE = re.compile(r"(?:phase|wave|stage|part|step) \S+ of ", re.IGNORECASE)
# A name never goes on with what happens meanwhile: "loan laptops reduced during office move".
_MEANWHILE = listed("during while whilst ahead pending because until unless")
# "Access to mail", "changes to the rota": nothing that moves from one to the other.
_TAKES_TO = listed(
    "access update updates upgrade change changes introduction guide welcome return road path journey move migration"
    " transition switch answer link prior due how ready next up back going way addition improvements connection support"
    " response invitation thanks according extension repairs damage routes entrance contribution"
)
# A comma behind which another thing begins: "two new machines, old ones removed".
_TWO = re.compile(r"\w, (?:the )?(?:old|older|new|all|some|no|other|others|nearest|existing|previous)\b", re.IGNORECASE)
_BEGINNING = frozenset({"arrive", "begin", "come", "go", "continue", "remain", "expire"})


_NOT_NAMED = frozenset(
    {
        "the",
        "full",
        "access",
        "service",
        "services",
        "connection",
        "connectivity",
        "everything",
        "all",
        "it",
        "they",
        "logins",
    }
)
# "Rolled back" and "put back" are no return.
_GONE_BACK = frozenset({"rolled", "put", "pushed", "moved", "taken", "called", "held", "scaled", "cut", "set", "sent"})
# "Moved" and "delayed" tell of a new date only where what is moved is an event.
_MOVED = re.compile(r"(?<!-)\b(?:moved|slips|delayed|off|paused|suspended|halted)\b", re.IGNORECASE)
# What gives a reason is no part of a name.
_WHY = frozenset({"because", "due", "owing"})


def _says_nothing(text: str, name: str, rules: Rules) -> bool:
    words = words_of(text)
    function = rules.sets["function"]
    return words[:1] == ["no"] or all(word in rules.sets[name] or word in function for word in words)


@lru_cache(maxsize=4096)
def trimmed(text: str, rules: Rules, *, keep_version: bool = False) -> str:
    """Take the words of the process off the ends of a name: "scheduled", "quarterly"; and its version."""
    words = re.sub(
        r"^(?:free )?access to |, (?:our|the|an?) .*$| (?:that|which|who) .*$|,(?!.*\b(?:and|or)\b| \d).*$",
        "",
        text if keep_version else without_version(text),
        flags=re.IGNORECASE,
    ).split()
    while (
        len(words) > 1
        and folded(words[0]).strip(",") in rules.sets["routine"]
        and not (_is_another(words) or (folded(words[0]) == "emergency" and folded(words[1]) in _CALLED_SO))
    ):
        words = words[1:]
    while len(words) > 1 and folded(words[-1]).strip(",") in rules.sets["trailing"]:
        words = words[:-1]
    return " ".join(words).strip(" ,;-–")


def _is_another(words: list[str]) -> bool:
    """Tell whether a name begins with "a new": it is not the one that is known."""
    return folded(words[0]) in ("a", "an") and folded(words[1]) in ("new", "different", "single", "second", "temporary")


_CALLED_SO = listed(
    "call calls phone phones number exit exits lighting services line lines contact department room stop"
)
