"""The forms of an English verb, and the words for events that the rules know by them."""

from collections.abc import Iterable, Iterator

from bot.subjects.rule_types import EventWord

_VOWELS = frozenset("aeiou")
# Verbs whose forms no ending gives: past and participle.
_IRREGULAR = {
    "break": ("broke", "broken"), "bring": ("brought", "brought"), "come": ("came", "come"), "cut": ("cut", "cut"),
    "drop": ("dropped", "dropped"), "fall": ("fell", "fallen"), "freeze": ("froze", "frozen"),
    "give": ("gave", "given"), "go": ("went", "gone"), "hold": ("held", "held"), "keep": ("kept", "kept"),
    "leave": ("left", "left"), "lose": ("lost", "lost"), "make": ("made", "made"), "put": ("put", "put"),
    "rebuild": ("rebuilt", "rebuilt"), "rise": ("rose", "risen"), "run": ("ran", "run"), "send": ("sent", "sent"),
    "set": ("set", "set"), "shut": ("shut", "shut"), "split": ("split", "split"), "stop": ("stopped", "stopped"),
    "swap": ("swapped", "swapped"), "switch": ("switched", "switched"), "take": ("took", "taken"),
    "wind": ("wound", "wound"), "withdraw": ("withdrew", "withdrawn"), "become": ("became", "become"),
    "begin": ("began", "begun"), "get": ("got", "got"), "reset": ("reset", "reset"), "defer": ("deferred", "deferred"),
    "occur": ("occurred", "occurred"), "cancel": ("cancelled", "cancelled"), "transfer": ("transferred", "transferred"),
    "ship": ("shipped", "shipped"), "scrap": ("scrapped", "scrapped"), "unplug": ("unplugged", "unplugged"),
}  # fmt: skip


def forms(verb: str) -> Iterator[str]:
    """Yield all forms of a verb, which may go on with a particle: "shut down", "shuts down", "shutting down"."""
    first, _, rest = verb.partition(" ")
    for form in dict.fromkeys((first, _third(first), done(first), past(first), doing(first))):
        yield f"{form} {rest}".strip()


def done(verb: str) -> str:
    """Return the participle of a verb: "replaced", "cut", "shut down"."""
    first, _, rest = verb.partition(" ")
    form = _IRREGULAR[first][1] if first in _IRREGULAR else _regular(first)
    return f"{form} {rest}".strip()


def past(verb: str) -> str:
    """Return the past of a verb of one word."""
    return _IRREGULAR[verb][0] if verb in _IRREGULAR else _regular(verb)


def doing(verb: str) -> str:
    """Return the -ing form of a verb of one word."""
    if verb.endswith("e") and not verb.endswith(("ee", "oe")):
        return f"{verb[:-1]}ing"
    doubles = verb in _IRREGULAR and _IRREGULAR[verb][0].endswith(f"{verb[-1] * 2}ed")
    doubles = doubles or verb in ("cut", "run", "shut", "put", "set", "get", "begin", "split", "reset")
    return f"{verb}{verb[-1]}ing" if doubles else f"{verb}ing"


def _regular(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return f"{verb[:-1]}ied"
    return f"{verb}ed"


def _third(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return f"{verb[:-1]}ies"
    return f"{verb}s"


def event_words(nouns: Iterable[str], verbs: Iterable[str], states: Iterable[str]) -> tuple[EventWord, ...]:
    """Return the words of a rule in all their forms. A noun may name the verb it is made of: "renewal = renew"."""
    found: dict[tuple[str, ...], EventWord] = {}
    for given in verbs:
        verb = given.lower()
        for form in forms(verb):
            words = tuple(form.split())
            found.setdefault(words, EventWord(words, "verb", verb))
    for given in states:
        words = tuple(given.lower().split())
        found.setdefault(words, EventWord(words, "state", ""))
    for given in nouns:
        noun, _, verb = (part.strip() for part in given.lower().partition("="))
        words = tuple(noun.split())
        known = found.get(words)
        role = "either" if known and known.role == "verb" else "noun"
        found[words] = EventWord(words, role, verb or (known.base if known else ""))
    return tuple(found.values())
