"""The small language of phrases in which rules are written, and its compiler.

A phrase is words, in this order of meaning: `word`, `word*` (any ending), `(one|another one)`, `[perhaps|or this]`,
`@list` (a word of a list), `@list*` (none to four of them), `{slot}` (one to ten words), `{slot?}` (none to ten) and
`...` (whatever follows, up to twelve words). Rules never hold regular expressions: what a phrase compiles to has
no nested repetition and no back-reference by construction, so that no rule can take long.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

LONGEST_PHRASE = 1000
MOST_SLOTS = 3
MOST_CHOICES = 60
SLOT_WORDS = 14

_ELEMENT = re.compile(
    r"\s*(?:(?P<slot>\{[a-z_]+\??\})|(?P<list>@[a-z-]+\*?)|\((?P<one>[^()\[\]{}@]*)\)|\[(?P<maybe>[^()\[\]{}@]*)\]"
    r"|(?P<rest>\.\.\.)|(?P<word>[^\s()\[\]{}|@*]+\*?))(?=\s|$)"
)
_WORD = "[^ ]+"


class BadPhrase(ValueError):  # noqa: N818 - read by a writer of rules as a sentence
    """A phrase that cannot be read; says what is wrong and what to write instead."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase. Of each set in `needed` a text must have a word; where there is none, any text will do."""

    text: str
    pattern: str
    needed: tuple[frozenset[str], ...]
    slots: tuple[str, ...]

    def may_fit(self, words: set[str] | frozenset[str]) -> bool:
        """Tell from its words alone whether a text may fit."""
        return not any(map(words.isdisjoint, self.needed))

    def match(self, words: str) -> dict[str, tuple[int, int]] | None:
        """Match a whole text, lower-case and with a space behind each word; returns the span of each slot."""
        found = _regex(self.pattern).fullmatch(words)
        if found is None:
            return None
        spans = {name: found.span(name) for name in self.slots}
        return {name: span for name, span in spans.items() if span[0] >= 0}


# Made when a phrase is first needed, in about a millisecond: all thousand would take a second and seven megabytes.
@lru_cache(maxsize=8192)
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def compile_phrase(text: str, lists: Mapping[str, tuple[str, ...]]) -> Phrase:
    """Compile a phrase. Raises BadPhrase."""
    if len(text) > LONGEST_PHRASE:
        raise BadPhrase(f"The phrase is longer than {LONGEST_PHRASE} characters. Write two shorter ones.")
    parts: list[str] = []
    slots: list[str] = []
    needed: list[frozenset[str]] = []
    at = 0
    while at < len(text.rstrip()):
        element = _ELEMENT.match(text, at)
        if element is None:
            raise BadPhrase(
                f"“{text[at : at + 30].strip()}” cannot be read. A phrase has words, word*, (one|other), [perhaps], "
                "@list, @list*, {slot}, {slot?} and ..., with a space between them."
            )
        at = element.end()
        part, wanted, slot = _compiled(element, lists)
        parts.append(part)
        if slot:
            slots.append(slot)
        if wanted:
            needed.append(wanted)
    _check_slots(slots, parts)
    return Phrase(text, "".join(parts), tuple(needed), tuple(slots))


def _check_slots(slots: list[str], parts: list[str]) -> None:
    if not parts:
        raise BadPhrase("The phrase is empty. Write the words that a subject has, such as {system} maintenance.")
    if len(slots) > MOST_SLOTS:
        raise BadPhrase(f"The phrase has {len(slots)} slots; {MOST_SLOTS} are the most.")
    if len(set(slots)) < len(slots):
        raise BadPhrase("A slot is in the phrase twice. Give each its own name.")
    wild = ["?P<" in part or part.startswith("(?:[^ ]+ ){0,") for part in parts]
    if any(one and other for one, other in pairwise(wild)):
        raise BadPhrase("Two slots stand side by side. Put a word between them.")


def _compiled(
    element: re.Match[str], lists: Mapping[str, tuple[str, ...]]
) -> tuple[str, frozenset[str] | None, str | None]:
    """Return the pattern of one element, the words of which a text needs one, and the slot's name."""
    if slot := element["slot"]:
        name = slot.strip("{}?")
        body = rf"(?P<{name}>{_WORD}(?: {_WORD}){{0,{SLOT_WORDS - 1}}}?) "
        return (f"(?:{body})?" if slot.endswith("?}") else body), None, name
    if element["rest"]:
        return r"(?:[^ ]+ ){0,12}", None, None
    if named := element["list"]:
        name = named.strip("@*")
        if name not in lists:
            known = ", ".join(f"@{one}" for one in sorted(lists)) or "none"
            raise BadPhrase(f"There is no list @{name}. The lists are: {known}.")
        words = _choice(lists[name])
        return (f"(?:{words} ){{0,4}}", None, None) if named.endswith("*") else (f"{words} ", _first(lists[name]), None)
    choices = tuple((element["one"] or element["maybe"] or element["word"] or "").split("|"))
    if len(choices) > MOST_CHOICES or not all(choice.strip() for choice in choices):
        raise BadPhrase(f"A choice has one to {MOST_CHOICES} words with | between them. Make a list of longer ones.")
    if element["maybe"]:
        return f"(?:{_choice(choices)} )?", None, None
    return f"{_choice(choices)} ", _first(choices), None


@lru_cache(maxsize=4096)
def _choice(choices: tuple[str, ...]) -> str:
    longest_first = sorted({" ".join(one.lower().split()) for one in choices}, key=lambda one: (-len(one), one))
    return f"(?:{'|'.join(map(_literal, longest_first))})"


@lru_cache(maxsize=8192)
def _literal(choice: str) -> str:
    return " ".join(
        re.escape(word[:-1]) + "[^ ]*" if word.endswith("*") else re.escape(word) + ",?" for word in choice.split()
    )


def _first(choices: tuple[str, ...]) -> frozenset[str] | None:
    """Return the first word of each choice, or nothing where one of them may end in any way."""
    words = [choice.lower().split()[0] for choice in choices]
    return None if any(word.endswith("*") for word in words) else frozenset(words)
