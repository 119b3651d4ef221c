"""What the author says beside the draft, as it can stand in a headline: used as it was written, never cut inside."""

import re
from collections.abc import Iterator

from bot.subjects import times
from bot.subjects.cases import Case
from bot.subjects.clauses import told
from bot.subjects.duties import doing_to_do
from bot.subjects.rule_types import Rules
from bot.subjects.rules import LONGEST_HEADLINE, Slot, Source
from bot.subjects.words import base_of_done, is_noun_phrase, small, starts_with_verb, words_of

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
    outcome = case.fields.outcome.strip(" .!")
    if outcome:
        yield _outcome(_CAN.sub("", outcome), case.rules)
    action = action_of(case.fields.action)
    words = words_of(action)
    if words and (starts_with_verb(action, case.rules.sets) or not _is_thing(words, case.rules)):
        yield Slot("action", action, Source.AUTHOR, "action")


def _outcome(text: str, rules: Rules) -> Slot:
    words = words_of(text)
    cannot = _CANNOT.search(text)
    if cannot and (done := _as_done_by_you(text[: cannot.start()].strip(), cannot[1].strip(" .!"), rules)):
        most = LONGEST_HEADLINE - len("You can't ")
        return Slot("cannot", _AND.sub(" or ", _timeless(done, most)), Source.AUTHOR, "outcome")
    if said := _said_of_things(text, words, rules):
        return said
    if words[:1] in (["you"], ["your"], ["you'll"]):
        return Slot("outcome_clause", text, Source.AUTHOR, "outcome")
    if doing := doing_to_do(text, rules.sets):
        return Slot("outcome", doing, Source.AUTHOR, "outcome")
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
    if words[:1] in (["you"], ["your"], ["you'll"]) or starts_with_verb(text, rules.sets):
        return None
    if words and words[0] in rules.sets["people"] and words[0] not in _NOT_WHO and len(words) > _FEW:
        return Slot("outcome_clause", text, Source.AUTHOR, "outcome")
    expected = dict(told(text, rules)).get("expected", "")
    # "Charts appear": what many things do is to be expected in the same words.
    is_done_by_many = bool(expected) and expected.partition(" to ")[2] in text
    if not (_HELPING & set(words[1:]) or is_done_by_many):
        return None
    if expected and len(expected) + len("Expect ") <= LONGEST_HEADLINE:
        return Slot("state", expected, Source.AUTHOR, "outcome")
    return Slot("outcome_clause", text, Source.AUTHOR, "outcome")


_NOT_WHO = frozenset({"new", "all", "most", "some"})
_FEW = 3
_HELPING = frozenset({"will", "won't", "may", "might", "could", "must", "is", "are"})


def _is_thing(words: list[str], rules: Rules) -> bool:
    """Tell whether an outcome begins as a thing does ("short gaps in web access"), and not as a doing."""
    first = words[0] if words else ""
    known = ("adjectives", "common", "determiners", "numbers", "countable", "mass", "routine")
    is_doing = first in rules.sets["verbs"] or first in rules.sets["noun-verbs"]
    return first == "no" or (not is_doing and any(first in rules.sets[name] for name in known))


def action_of(action: str) -> str:
    """Return the author's action as it fits a headline: whole, else without the time at its end, else nothing."""
    text = re.sub(r"^please\s+", "", action.strip(" .!"), flags=re.IGNORECASE)
    text = _timeless(text)
    return text if len(text) <= LONGEST_HEADLINE else ""


def _timeless(text: str, most: int = LONGEST_HEADLINE) -> str:
    """Return a text that fits: whole, else without the time at its end."""
    whens = times.scan(text) if len(text) > most else ()
    if whens and whens[-1].end == len(text) and whens[-1].start > 0:
        return text[: whens[-1].start].strip(" ,")
    return text
