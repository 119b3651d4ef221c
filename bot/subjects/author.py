"""What the author says beside the draft, as it can stand in a headline: as it was written, or without its end."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.subjects import times
from bot.subjects.cases import Case
from bot.subjects.clauses import told
from bot.subjects.cutting import cut_short
from bot.subjects.duties import doing_to_do
from bot.subjects.rule_types import Rules
from bot.subjects.rules import LONGEST_HEADLINE, Slot, Source
from bot.subjects.words import bare, base_of_done, is_noun_phrase, listed, small, starts_with_verb, unpointed, words_of

# Where a slot has less than the author said, so that the whole of it belongs in the facts line.
IN_SHORT = "outcome-short"
# What stands between who cannot do something, and what that is.
CANNOT = r"\b(?:cannot|can't|can’t|can not|(?:are |is )?unable to)\s"
_CANNOT = re.compile(rf"{CANNOT}+(.{{3,80}})$", re.IGNORECASE)
_CAN = re.compile(
    r"^(?:(?:all |our )?(?:staff|people|users|students|employees|everyone|customers|teachers|researchers|managers|they)"
    r" (?:can|will be able to|are able to)(?: now)? |(?:be |you are )?able to |to )(?=\S)",
    re.IGNORECASE,
)


def from_author(case: Case) -> Iterator[Slot]:
    """Yield the author's outcome, sorted by what sort of sentence it is, and action."""
    outcome = unpointed(case.fields.outcome)
    if outcome:
        slot = _in_short(_outcome(_CAN.sub("", outcome), case.rules))
        yield slot
        if slot.name == "outcome_clause" and words_of(slot.text)[0] in ("you", "your") and _LOSES.search(slot.text):
            yield replace(slot, name="loss_clause")
    action = action_of(case.fields.action)
    words = words_of(action)
    if words and (starts_with_verb(action, case.rules.sets) or not _is_thing(words, case.rules)):
        yield Slot("action", action, Source.AUTHOR, "action")


# What the reader loses, in the author's own words: "your site will be shut down for two hours".
_LOSES = re.compile(
    r"\b(?:shut down|unavailable|interrupted|stop(?:s|ped)?|late|later|delayed|slow|slower|lost|lose|deleted|removed"
    r"|offline|down|closed|not|no|cannot|can't|won't|without|blocked|locked|restarted|disconnected|signed out"
    r"|logged out)\b",
    re.IGNORECASE,
)


def _in_short(slot: Slot) -> Slot:
    """Return an outcome that is too long for a headline without what hangs on its end, or as it is."""
    most = LONGEST_HEADLINE - _LEADS.get(slot.name, LONGEST_HEADLINE)
    if len(slot.text) <= most:
        return slot
    start = slot.text.find(" to ") + len(" to ") if slot.name == "state" and " to " in slot.text else 0
    text = _timeless(slot.text, most)
    short = cut_short(text, most, start)
    return replace(slot, text=short, origin=IN_SHORT) if short and short != slot.text else slot


# How much of a headline stands before an outcome of each sort; one that is barred is never shortened.
_LEADS = {"outcome": 0, "outcome_clause": 0, "state": len("Expect ")}


def _outcome(text: str, rules: Rules) -> Slot:
    words = words_of(text)
    cannot = _CANNOT.search(text)
    if cannot and (done := _as_done_by_you(text[: cannot.start()].strip(), unpointed(cannot[1]), rules)):
        most = LONGEST_HEADLINE - len("You can't ")
        first = done.partition("; ")[0] if len(done) > most else done
        origin = "outcome" if first == done else IN_SHORT
        return Slot("cannot", _AND.sub(" or ", _timeless(first, most)), Source.AUTHOR, origin)
    if said := _said_of_things(text, words, rules):
        return said
    if words[:1] in (["you"], ["your"], ["you'll"]):
        return Slot("outcome_clause", text, Source.AUTHOR, "outcome")
    if doing := doing_to_do(text, rules.sets):
        return Slot("outcome", doing, Source.AUTHOR, "outcome")
    if words[:1] and words[0] in _TELLING and _SAYS.search(text):
        return Slot("outcome_clause", _noted(text, rules), Source.AUTHOR, "outcome")
    if _is_thing(words, rules) and is_noun_phrase(text, rules.sets):
        return Slot("state", small(text, rules.sets), Source.AUTHOR, "outcome")
    return Slot("outcome", small(text, rules.sets), Source.AUTHOR, "outcome")


def _as_done_by_you(thing: str, undone: str, rules: Rules) -> str:
    """Return what people cannot do: of "files cannot be read" it is "read files"; nothing where that is not known."""
    found = _BE_DONE.match(undone)
    if found is None:
        return undone
    done = found["done"].lower()
    base = base_of_done(done, rules.sets) or (done if done in rules.sets["verbs"] else "")
    return f"{base} {small(thing, rules.sets)} {found['rest']}".strip() if base and thing else ""


# "Read and write", but "between 3 and 5 May".
_AND = re.compile(r"(?<!\d) and (?=[a-z])")
_BE_DONE = re.compile(r"be (?P<done>[a-z]+)\b ?(?P<rest>.*)", re.IGNORECASE)


def _said_of_things(text: str, words: list[str], rules: Rules) -> Slot | None:
    """Return an outcome that is a sentence about things: "the Wi-Fi will drop", "some sites may show a warning"."""
    is_verb = starts_with_verb(text, rules.sets) and not (words[1:2] and words[1] in _MODALS)
    if words[:1] in (["you"], ["your"], ["you'll"]) or is_verb:
        return None
    if words and words[0] in rules.sets["people"] and words[0] not in _NOT_WHO and len(words) > _FEW:
        return Slot("outcome_clause", text, Source.AUTHOR, "outcome")
    expected = dict(told(text, rules)).get("expected", "")
    # "Charts appear": what many things do is to be expected in the same words.
    is_done_by_many = bool(expected) and expected.partition(" to ")[2] in text
    if not (_HELPING & set(words[1:]) or is_done_by_many):
        return None
    if expected and (len(expected) + len("Expect ") <= LONGEST_HEADLINE or len(text) > LONGEST_HEADLINE):
        return Slot("state", expected, Source.AUTHOR, "outcome")
    return Slot("outcome_clause", _noted(text, rules), Source.AUTHOR, "outcome")


def _noted(text: str, rules: Rules) -> str:
    """Return a sentence about things as one for its reader, where there is room: "note that the files are deleted"."""
    first = words_of(text)[0]
    if first in _OF_READERS or first in rules.sets["people"]:
        return text
    told = f"note that {small(text, rules.sets)}"
    return told if len(told) <= LONGEST_HEADLINE else _timeless(told)


# What a sentence begins with that concerns its readers at once.
_OF_READERS = frozenset({"some", "no", "most", "many", "all", "every", "each", "nobody", "everybody", "everyone"})
# What a sentence on things or on IT begins with, and what makes it one.
_TELLING = frozenset({"the", "a", "an", "this", "these", "our", "we", "it", "its"})
_SAYS = re.compile(
    r"^(?:we|it) |\s(?:drops?|looks?|feels?|takes?|costs?|works?|needs?|runs?|starts?|stops?|ends?|moves?|closes?"
    r"|opens?"
    r"|goes|comes?|stays?|shows?|has|have|was|were|becomes?|changes)\s",
    re.IGNORECASE,
)
_HELPING = frozenset({"will", "won't", "may", "might", "could", "must", "is", "are"})
# "Email may be late": behind one of these no verb is asked of anybody.
_MODALS = _HELPING | {"can't", "cannot", "can", "has", "have", "was", "were"}
_NOT_WHO = frozenset({"new", "all", "most", "some"})
_FEW = 3


_TROUBLES = listed(
    "outage interruption disruption downtime gap dropout delay queue error failure slowdown loss closure pause warning"
)


def _is_thing(words: list[str], rules: Rules) -> bool:
    """Tell whether an outcome begins as a thing does ("short gaps in web access"), and not as a doing."""
    first = words[0] if words else ""
    known = ("adjectives", "common", "determiners", "numbers", "countable", "mass", "routine")
    is_doing = first in rules.sets["verbs"] or first in rules.sets["noun-verbs"]
    return (
        first == "no" or bare(first) in _TROUBLES or (not is_doing and any(first in rules.sets[name] for name in known))
    )


def action_of(action: str) -> str:
    """Return the author's action as it fits a headline: whole, else without the time or what hangs on its end."""
    text = asked(action)
    for less in (_timeless(text), _without_time(text)):
        if len(less) <= LONGEST_HEADLINE:
            return less
    return cut_short(_timeless(text), LONGEST_HEADLINE)


def asked(action: str) -> str:
    """Return the author's action without its "please"."""
    return re.sub(r"^please\s+", "", unpointed(action), flags=re.IGNORECASE)


def _without_time(text: str) -> str:
    """Return a sentence without the time in its midst: "sign in once before 5 May to keep your mailbox"."""
    whens = times.scan(text)
    if len(whens) != 1 or not whens[0].lead or not whens[0].start:
        return text
    return f"{text[: whens[0].start].rstrip()} {text[whens[0].end :].lstrip(' ,')}"


def _timeless(text: str, most: int = LONGEST_HEADLINE) -> str:
    """Return a text that fits: whole, else without the time at its end."""
    whens = times.scan(text) if len(text) > most else ()
    if whens and whens[-1].end == len(text) and whens[-1].start > 0:
        return text[: whens[-1].start].strip(" ,")
    return text
