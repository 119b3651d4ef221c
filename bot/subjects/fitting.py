"""What may stand where a phrase has a slot for a name: a thing, and not a verb, a reason or a word of the routine."""

import re
from functools import lru_cache

from bot.subjects.people_words import are_people
from bot.subjects.rule_types import ReadingRule, Rules
from bot.subjects.unfit import UNFIT, WHAT_FOR, WRITTEN
from bot.subjects.words import (
    folded,
    head_of,
    is_noun_phrase,
    is_plural,
    listed,
    starts_with_verb,
    without_version,
    words_of,
)


def fit_name(name: str, text: str, core: str, rule: ReadingRule, rules: Rules) -> str | None:
    """Return what may stand in the slot of a name, an empty text where it says nothing, or nothing."""
    # "Python 3.12 available": of what comes in versions, the version is the news.
    by_version = rule.kind == "feature" and (words_of(text) or [""])[0] in rules.sets["by-version"]
    cleaned = trimmed(text, rules, keep_version=by_version or rule.kind in rules.sets["version-kinds"])
    if name == "event" and rule.direction in ("postponed", "cancelled") and _head(text, rules) in _DONE_BY_IT:
        cleaned = text
    if words_of(text)[-1:] in (["and"], ["or"]) or text.endswith("&"):
        return None
    if not _names_a_thing(name, text, cleaned, rule, rules) or not _suits(cleaned, rule, rules):
        return None
    if not _is_whole(name, text, cleaned, core, rule, rules) or _ends_in_a_verb(cleaned, rule, rules):
        return None
    if (rule.kind == "expiry" and EXPIRY_OF.search(core)) or text.rsplit(" ", 1)[-1] in ("and", "or"):
        return None
    cleaned = _as_it_is_called(text, cleaned, rule, rules)
    if not cleaned:
        return None
    is_gone = rule.direction == "restored" and (words_of(cleaned)[-1] in _GONE_BACK or _is_over(text, rules))
    if is_gone or all(word in TIMES for word in words_of(cleaned)):
        return None
    return "" if name == "system" and _is_nothing(cleaned, rule, rules) else cleaned


def _names_a_thing(name: str, text: str, cleaned: str, rule: ReadingRule, rules: Rules) -> bool:
    """Tell whether a text is a name at all, and not of the routine alone."""
    is_put_off = name == "event" and rule.direction in ("postponed", "cancelled") and " " in cleaned
    is_routine = not is_put_off and rule.kind not in _AS_NAMED and _is_dull(cleaned, rules)
    if not is_noun_phrase(cleaned, rules.sets) or is_routine or _TWO.search(text):
        return False
    is_doing = name == "target" and rule.kind == "without" and text[:1].islower()
    return words_of(cleaned)[0] not in ("none", "nobody", "nothing") and not (
        is_doing and starts_with_verb(text, rules.sets)
    )


def _is_whole(name: str, text: str, cleaned: str, core: str, rule: ReadingRule, rules: Rules) -> bool:
    """Tell whether a name does not go on with a reason, or with what happens."""
    words = words_of(cleaned)
    head_part = words_of(text.partition(", ")[0])
    if ", " in text and head_part[1:] and (head_part[-1].endswith("ed") or head_part[-1] in _STATES):
        return False
    if _LIMITED_TO.search(text) and rule.kind in ("trouble", "outage"):
        return False
    if rule.direction == "bad" and " who " in text and " who " not in cleaned:
        # "Accounts of students who left": not those of all.
        return False
    if not (_MEANWHILE | _WHY).isdisjoint(words[1:]) or (name == "old" and words[-1] in _TAKES_TO):
        return False
    if name == "event" and rule.direction == "postponed" and ", " in text:
        # "Failover test, writes paused": it is the writes that are.
        return False
    if name != "event":
        return not _PHASE.match(cleaned)
    return not _MOVED.search(core) or _head(cleaned, rules) in rules.sets["events"]


def _suits(cleaned: str, rule: ReadingRule, rules: Rules) -> bool:
    """Tell whether a name is one that news of this kind can be about."""
    words = words_of(cleaned)
    if rule.about.id == "loss.failed-thing" and words[-1] in rules.sets["events"]:
        return False
    if rule.kind == "trouble":
        return _can_be_in_trouble(cleaned, words, rule, rules)
    if rule.kind == "feature":
        return _can_be_new(cleaned, words, rules)
    unfit = UNFIT.get("flaw" if rule.kind == "flaws" else rule.kind)
    return unfit is None or not unfit(words, cleaned, rules)


def _can_be_in_trouble(cleaned: str, words: list[str], rule: ReadingRule, rules: Rules) -> bool:
    if len(words) == 2 and words[0] in _DOING_IT:
        return False
    if words[0] in ("all", "both", "every") and words[-1] in _EXTENT and len(words) <= _FEW_WORDS:
        return False
    if words[-1] in WHAT_FOR or WRITTEN.search(cleaned):
        return False
    if words[0].isdigit() and (words[-1] == "people" or are_people(" ".join(words[1:]), rules)):
        return False
    return rule.about.id not in _NOT_OF_PEOPLE or not are_people(_OF_THEM.split(cleaned)[0], rules)


def _can_be_new(cleaned: str, words: list[str], rules: Rules) -> bool:
    head = _head(cleaned, rules)
    if _HONOURS & set(words[:3]) or head in rules.sets["signing"] or head in rules.sets["not-used"]:
        return False
    if _DONE_AND.search(cleaned) or _DOES & set(words[1:-1]) or (len(words) > 1 and _IS_DONE.fullmatch(words[-1])):
        return False
    if words[-1] in _DOES_ALONE:
        return False
    return _BEGINNING.isdisjoint(words[1:]) and not all(word in rules.sets["noise"] for word in words)


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
    is_which = folded(size) in rules.sets["which-ones"] and not cleaned.startswith(size)
    if is_which and (rule.kind in _GOES or rule.direction in ("postponed", "cancelled")):
        cleaned = f"{size} {cleaned}"
    if rule.kind == "slow":
        cleaned = _LOADING.sub("", cleaned)
    if rule.kind == "deadline":
        cleaned = _DATE.sub("", cleaned)
    if rule.direction != "restored":
        return cleaned
    cleaned = _BAD_BEFORE.sub("", cleaned)
    return "" if folded(cleaned) in _NOT_USED else _without_problem(cleaned, rules)


def is_written(name: str) -> bool:
    """Tell whether a name is of something written, or of two things of which one is work: "schedule & mail"."""
    return WRITTEN.search(name) is not None


_STATES = frozenset({"full", "down", "offline", "unavailable", "closed", "broken"})
_LIMITED_TO = re.compile(r" (?:limited|restricted|confined) to ", re.IGNORECASE)
# "Change account error": what people do, and no thing.
_DOING_IT = frozenset({"change", "create", "add", "delete", "edit", "reset"})
# Of these nothing runs out: "password expiry policy".
EXPIRY_OF = re.compile(
    r"\b(?:expiry|expiration) (?:policy|policies|period|periods|settings?|rules?|interval|e-?mails?|messages|reminders?"
    r"|notifications|times?)\b",
    re.IGNORECASE,
)
_GOES = frozenset({"retirement", "blocked", "undergoes", "passive"})
# "Slow searches fixed": searches are what people use.
_BAD_BEFORE = re.compile(
    r"^(?:slow|corrupted|damaged|frozen|stuck|faulty|hanging|failed|failing) (?=\w)", re.IGNORECASE
)
# "Renewal date extended": there is more time for the renewal.
_DATE = re.compile(r"(?<=\w) (?:date|deadline)$", re.IGNORECASE)
# What nobody uses: "performance problems solved".
_NOT_USED = frozenset({"performance", "speed", "latency", "spam", "stability", "capacity", "response"})
# "The feature update": without its end, another thing.
_DONE_BY_IT = frozenset({"update", "upgrade", "refresh"})


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
# Whatever it is called, people can put themselves down for it.
# "The new search knows": a sentence, and no thing.
# "Email outage, all offices affected": so far it goes.
_EXTENT = listed(
    "offices sites users locations campuses branches floors buildings staff regions customers departments teams"
    " countries stores shops schools wards floors office site location campus branch floor building region"
)
_FEW_WORDS = 3
_DOES_ALONE = listed("knows helps saves finds lets makes does has goes gives does says speaks learns understands")
_AS_NAMED = frozenset({"sign-up-by", "apply-by", "book-by", "send-by", "vote-by", "lose-yours-unless", "lose-unless"})
_OF_THEM = re.compile(r" (?:in|at|on|of|for|to|with|from) ")
_NOT_OF_PEOPLE = frozenset({"comes.to", "trouble.of"})
_BAD_STATES = listed(
    "slow down offline unavailable broken late sluggish closed unreachable out repaired fixed mended cleared"
)
TIMES = listed("window weekend night overnight morning evening day daytime week month month-end quarter summer winter")


def _head(text: str, rules: Rules) -> str:
    """Return the noun that a name is about: "rollout" in "the rollout of new readers"."""
    words = words_of(text)
    cut = len(head_of(words, rules.sets))
    return words[cut - 1]


def _is_process(text: str, rules: Rules) -> bool:
    """Tell whether a name is nothing but what IT does: "the outage", "maintenance window"."""
    return all(
        word in rules.sets["events"] or word in rules.sets["event-nouns"] or word == "window" for word in words_of(text)
    )


_COMES = listed("arrive arrives come comes run runs start starts load loads")
DONE_SO = listed("processed posted paid booked recorded delivered printed sent shown called submitted approved handled")
_PHASE = re.compile(r"(?:phase|wave|stage|part|step) \S+ of ", re.IGNORECASE)
# A name never goes on with what happens meanwhile: "loan laptops reduced during office move".
_MEANWHILE = listed("during while whilst ahead pending because until unless")
# "Access to mail", "changes to the rota": nothing that moves from one to the other.
_TAKES_TO = listed(
    "downtime outage maintenance interruption closure"
    " access update updates upgrade change changes introduction guide welcome return road path journey move migration"
    " transition switch answer link prior due how ready next up back going way addition improvements connection support"
    " response invitation thanks according extension repairs damage routes entrance contribution"
)
# A comma behind which another thing begins: "two new machines, old ones removed".
_TWO = re.compile(r"\w, (?:the )?(?:old|older|new|all|some|no|other|others|nearest|existing|previous)\b", re.IGNORECASE)
# What a thing does is no part of its name: "new command allows searching".
_DOES = listed("allows lets offers enables provides helps makes gives brings allow let enable")
_IS_DONE = re.compile(r"(?!.*eed$)re\w+ed", re.IGNORECASE)
# "Index rebuilt and new map published": two pieces of news.
_DONE_AND = re.compile(r"\w+ed and (?:new|the) ", re.IGNORECASE)
# What is told with pride, and nobody can use.
_HONOURS = listed("milestone milestones record anniversary award awards prize achievement accreditation honour honor")
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
_GONE_BACK = listed("rolled put pushed moved taken called held scaled cut set sent coming")
# "Moved" and "delayed" tell of a new date only where what is moved is an event.
_MOVED = re.compile(r"(?<!-)\b(?:moved|slips|delayed|off|paused|suspended|halted)\b", re.IGNORECASE)
# What gives a reason is no part of a name.
_WHY = frozenset({"because", "due", "owing"})


def _says_nothing(text: str, name: str, rules: Rules) -> bool:
    words = words_of(text)
    function = rules.sets["function"]
    return words[:1] == ["no"] or all(word in rules.sets[name] or word in function for word in words)


def _is_dull(text: str, rules: Rules) -> bool:
    """Tell whether a text only says how far or how often something goes, and names nothing: "tentative full"."""
    dull = [rules.sets[name] for name in ("routine", "function", "extents")]
    words = words_of(text)
    return words[:1] == ["no"] or all(any(word in one for one in dull) for word in words)


# What is said of a thing is none of its name; a list of things, or of words that say which, stays whole.
_AROUND = re.compile(
    r"^(?:free )?access to |, (?:our|the|an?|including|such as) .*$| (?:that|which|who) .*$"
    r"|,(?!.*\b(?:and|or)\b| ?\d)(?! [^,]{2,24}, [^,]{2,24}$)(?<!ble,)(?<!ive,).*$",
    re.IGNORECASE,
)


_TWO_VERSIONS = re.compile(r"\d[\d.]* (?:&|and|or) v?\d")
# "For mobile, web-based apps", cut at its comma.
_FOR_WHICH = re.compile(
    r" for (?:(?:an? |the )?(?:upgrade|upgrades|maintenance|repairs?|patching|inventory)|mobile|web|desktop"
    r"|web-based|cloud|online|internal|external|new|older|smaller|larger)$"
)


@lru_cache(maxsize=4096)
def trimmed(text: str, rules: Rules, *, keep_version: bool = False) -> str:
    """Take the words of the process off the ends of a name: "scheduled", "quarterly"; and its version."""
    # "TLS 1.0 and 1.1 support" is torn without its versions.
    keep_version = keep_version or _TWO_VERSIONS.search(text) is not None
    words = _FOR_WHICH.sub("", _AROUND.sub("", text if keep_version else without_version(text))).split()
    while (
        len(words) > 1
        and folded(words[0]).strip(",") in rules.sets["routine"]
        and not (_is_another(words) or (folded(words[0]) == "emergency" and folded(words[1]) in _CALLED_SO))
    ):
        words = words[1:]
    if len(words) > 1 and folded(words[-1]) == "set" and is_plural(folded(words[-2])):
        words = words[:-1]
    while len(words) > 1 and folded(words[-1]).strip(",") in rules.sets["trailing"]:
        words = words[:-1]
    return " ".join(words).strip(" ,;-–")


def _is_another(words: list[str]) -> bool:
    """Tell whether a name begins with "a new": it is not the one that is known."""
    return folded(words[0]) in ("a", "an") and folded(words[1]) in ("new", "different", "single", "second", "temporary")


_CALLED_SO = listed(
    "call calls phone phones number numbers button buttons exit exits lighting services line lines contact department"
    " room stop"
)
