"""Symptoms: what a thing does of itself where something is wrong, in a full clause: "tills time out during payment"."""

import re
from collections.abc import Iterator

from bot.subjects.peeling import without_cause
from bot.subjects.readings import Reading
from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.verb_forms import forms
from bot.subjects.words import EDGES, base_of, folded, is_noun_phrase, listed, words_of

RULE = ReadingRule(About("draft.symptom", "The draft says what goes wrong."), "symptom", "bad", (), 84)
BACK = ReadingRule(About("draft.again", "The draft says what goes again."), "not-doing", "restored", (), 84)
# What things do where something is wrong, whatever comes behind.
_ALONE = (
    "crash", "freeze", "hang", "stall", "stutter", "flicker", "jam", "disconnect", "time out", "drop", "drop out",
    "cut off", "loop", "cut out", "go blank", "go dark", "overheat", "beep", "lag", "shut down", "turn off", "lock up",
    "log out", "sign out", "fall back", "run slowly", "load slowly", "open slowly", "respond slowly", "arrive late",
    "come late", "run late", "start late", "load twice", "arrive twice", "appear twice", "stop working", "go silent",
    "lose connection", "lose signal", "show errors", "show nothing", "run hot", "lose power",
)  # fmt: skip
# What is only amiss with what comes behind: "fails to load", "keeps asking", "refuses cards", "logs users out".
_FAILING = (
    "fail",
    "refuse",
    "keep",
    "reject",
    "lose",
    "skip",
    "duplicate",
    "swallow",
    "log",
    "sign",
    "kick",
    "ask",
    "prompt",
    "miss",
)
_WANTS = {
    "fail": re.compile(r"to [a-z]+", re.IGNORECASE),
    "refuse": re.compile(r"(?:to )?[a-z]+", re.IGNORECASE),
    "keep": re.compile(r"[a-z]+ing\b", re.IGNORECASE),
    "log": re.compile(r"(?:users?|people|staff|students|customers|you|me|them|everyone) (?:out|off)\b", re.IGNORECASE),
    "sign": re.compile(r"(?:users?|people|staff|students|customers|you|them|everyone) (?:out|off)\b", re.IGNORECASE),
    "kick": re.compile(r"(?:users?|people|staff|students|customers|you|them|everyone) out\b", re.IGNORECASE),
    "ask": re.compile(r"(?:\w+ )?(?:for|to) .*\b(?:again|twice|repeatedly|passwords?|every)\b", re.IGNORECASE),
    "prompt": re.compile(r"(?:\w+ )?(?:for|to) .*\b(?:again|twice|repeatedly|passwords?|every)\b", re.IGNORECASE),
    "miss": re.compile(r"(?:some |the |one |first |last |every |calls|messages|entries|rows|pages)", re.IGNORECASE),
}
# What is only amiss where it is a wrong thing that is shown, printed or sent.
_SHOWING = ("show", "display", "print", "return", "give", "send", "play", "read", "charge", "report")
_AMISS = re.compile(
    r"(?:an? |the |only |some |two |customers? |people |users? )*(?:errors?|error \S+|blank|wrong|incorrect|old"
    r"|outdated|empty|no|duplicate"
    r"|double|garbled|false|strange|corrupt(?:ed)?|invalid|broken|stale|zero|yesterday's|nothing|black|grey|twice"
    r"|warnings?)\b",
    re.IGNORECASE,
)
# What things also do where all is well, and not so often or by themselves.
_MOVING = ("open", "close", "start", "stop", "restart", "reboot", "ring", "move", "switch off", "go off", "turn on")
_BY_ITSELF = re.compile(
    r"(?:.* )?(?:by (?:itself|themselves)|on (?:its|their) own|at random|randomly|without (?:reason|warning)"
    r"|for no reason|halfway|mid-\w+|too (?:early|soon|late|often))",
    re.IGNORECASE,
)
_TOO_MUCH = re.compile(
    r".* (?:twice|double|too (?:much|many|little|few|late|early)|upside down|by mistake)", re.IGNORECASE
)
_FORMS = {form: verb for verb in (*_ALONE, *_FAILING, *_SHOWING, *_MOVING) for form in tuple(forms(verb))[:2]}
_FEW = 7


def symptoms(segment: Segment, rules: Rules) -> Iterator[Reading]:
    """Yield the symptom that a part of a draft tells of, as `expected`: "the tills to time out during payment"."""
    core = without_cause(_AFTER.sub("", segment.core))
    words = core.split()
    low = [folded(word).strip(EDGES) for word in words]
    if low[-1:] == ["again"] and (back := _again(words, low, rules)):
        yield Reading.by(BACK, back, segment)
        return
    state = _STATE.search(core)
    if state and _is_thing(core[: state.start()].split(), rules):
        name = core[: state.start()]
        slots = {"thing": name, "system": name, "symptom": f"to be {state[0].strip()}"}
        yield Reading.by(RULE, slots, segment)
        return
    for at in range(1, min(len(words), _FEW + 1)):
        two = " ".join(low[at : at + 2])
        verb = _FORMS.get(two, "") or _FORMS.get(low[at], "")
        if not verb:
            continue
        behind = at + (2 if two in _FORMS else 1)
        rest = " ".join(words[behind:])
        if _agrees(low, at, verb) and _is_thing(words[:at], rules) and _goes_on(verb, rest, rules):
            name = " ".join(words[:at])
            said = f"to {verb} {rest}".strip()
            slots = {"thing": name, "system": name, "symptom": said}
            yield Reading.by(RULE, slots, segment)
            return


def _again(words: list[str], low: list[str], rules: Rules) -> dict[str, str]:
    """Return what a thing does again: "coffee machines on floor 2 accept cards again", "belt 2 is moving again"."""
    at = next((place for place, word in enumerate(low[:-2]) if place and word in ("is", "are")), 0)
    base = base_of(low[at + 1], rules.sets) if at and low[at + 1].endswith("ing") else ""
    if base and base not in _FAULTY and _is_thing(words[:at], rules):
        return {"thing": " ".join(words[:at]), "doing": f"{base} {' '.join(words[at + 2 : -1])}".strip()}
    for at in range(1, len(words) - 1):
        word = low[at]
        stems = (word, word.removesuffix("s"), word.removesuffix("es"), f"{word[:-3]}y" if word.endswith("ies") else "")
        verb = next((one for one in stems if one in rules.sets["verbs"] or one in rules.sets["noun-verbs"]), "")
        is_plain = bool(verb) and verb == word
        is_said = verb and (_agrees(low, at, word) if is_plain else not low[at - 1].endswith("s"))
        # "Door locks respond again": what stands before a verb is none.
        goes_on = word.endswith("s") and low[at + 1] in rules.sets["verbs"] and low[at + 1] not in rules.sets["common"]
        if (
            is_said
            and not goes_on
            and low[at - 1] not in _LINKS
            and _is_thing(words[:at], rules)
            and not set(low[:at]) & _HELPING
        ):
            return {"thing": " ".join(words[:at]), "doing": f"{verb} {' '.join(words[at + 1 : -1])}".strip()}
    return {}


_FAULTY = frozenset({*_ALONE, *_FAILING, "leak", "flood", "block", "burn", "smoke", "break", "close", "lack", "strike"})
_HELPING = listed("is are was were be been has have had will can may not now back to")
# What a thing is where something is wrong, with no verb before it: "ATM out of cash", "barrier stuck open".
_STATE = re.compile(
    r" (?:out of (?:cash|paper|toner|stock|ink|memory|(?:disk )?space|date|tickets|fuel|forms|labels"
    r"|ribbon|tape|film|gas|change|coins|credit|stamps|batteries|soap|towels)"
    r"|short of \w+|low on \w+"
    r"|foggy|flat|dim|pixelated|blurry|out of focus|unreadable|crooked|faint|upside down|out of tune|lukewarm|ice cold"
    r"|poor|weak|silent|blank|frozen|blurred|illegible|noisy|stuck (?:open|closed|shut|at|in)|double-booked"
    r"|overbooked|overcrowded|overloaded|flooded|unstaffed|mislabell?ed"
    r"|oversubscribed|over capacity|at capacity|too (?:hot|cold|loud|dark|small|slow))"
    r"(?: (?:in|at|on|until|for|during|near|with|after|since) [^,;:]{2,40})?$",
    re.IGNORECASE,
)
# What it began with stands below: "after the November patch"; but "after login" and "after ten minutes" stay.
_AFTER = re.compile(
    r",? (?:after|since|following) (?:the |an? |our |last |yesterday's |this )?(?:\S+ ){0,4}(?:patch|update|upgrade"
    r"|release"
    r"|migration|move|cutover|change|changes|maintenance|rollout|deployment|outage|reboot|restart)$",
    re.IGNORECASE,
)


def _agrees(low: list[str], at: int, verb: str) -> bool:
    """Tell whether a form can be the verb of what stands before it: "tills time out", "Excel crashes"."""
    cut = next((place for place, word in enumerate(low[:at]) if place and word in _LINKS), at)
    is_many = low[cut - 1].endswith("s") and not low[cut - 1].endswith("ss")
    is_plain = low[at] == verb.split()[0]
    return is_many if is_plain else True


_LINKS = listed("in at on of for from with near")


def _is_thing(words: list[str], rules: Rules) -> bool:
    text = " ".join(words)
    before = words_of(words[-1])[:1]
    sets = rules.sets
    if (
        not before
        or (before[0] in sets["function"] and not (len(words) > 1 and len(words[-1]) == 1 and words[-1].isupper()))
        or before[0] in sets["adjectives"]
        or before[0] in sets["auxiliaries"]
    ):
        return False
    first = words_of(words[0])[0]
    return is_noun_phrase(text, sets) and (not first.endswith("ing") or first in sets["noun-gerunds"])


def _goes_on(verb: str, rest: str, rules: Rules) -> bool:
    """Tell whether what stands behind a verb makes a symptom of it."""
    if verb in _MOVING:
        return _BY_ITSELF.fullmatch(rest) is not None
    if verb in _SHOWING:
        return _AMISS.match(rest) is not None or _TOO_MUCH.fullmatch(rest) is not None
    if verb in _WANTS:
        return _WANTS[verb].match(rest) is not None
    first = words_of(rest)[:1]
    if verb in _FAILING:
        return bool(first) and first[0] not in rules.sets["prepositions"] and first[0] not in rules.sets["event-nouns"]
    starts = rules.sets["prepositions"] | {
        "when",
        "while",
        "if",
        "after",
        "during",
        "repeatedly",
        "often",
        "randomly",
        "again",
    }
    return not first or first[0] in starts or first[0].endswith("ly")
