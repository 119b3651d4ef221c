"""Looking words up in the lists of lint rules: single words, their beginnings, and words of several parts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.subjects.rule_types import Rules
from bot.subjects.words import folded

EDGES = ' \t,;:.!?"“”‘’()[]{}-–—/|>*_~`'
_PARTS = re.compile(r"[-/+&_]")


@dataclass(frozen=True, slots=True)
class Lookup:
    """A list of words, sorted by how each is found."""

    single: frozenset[str]
    stems: tuple[str, ...]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    """By first word, or by its beginning where it ends on a star: the words that have to follow."""
    firsts: frozenset[str]
    """All words that one of the list may begin with."""
    words: frozenset[str]
    """All words that are in one of the list."""


@lru_cache(maxsize=64)
def lookup(words: frozenset[str]) -> Lookup:
    """Sort a list of words once; the longest phrases come first."""
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for one in sorted(words, key=lambda word: (-len(word), word)):
        first, *rest = one.split()
        if rest:
            phrases.setdefault(first, []).append(tuple(rest))
    single = frozenset(one for one in words if " " not in one and not one.endswith("*"))
    return Lookup(
        single,
        tuple(sorted(one[:-1] for one in words if " " not in one and one.endswith("*"))),
        {first: tuple(rest) for first, rest in phrases.items()},
        single | frozenset(phrases),
        frozenset(part for one in words for part in one.split()),
    )


def trade_words(rules: Rules) -> frozenset[str]:
    """Return the words that only IT uses: those of the rule on jargon."""
    return next((one.words for one in rules.lints if one.about.id == "jargon"), frozenset())


def found_in(words: Sequence[str], words_sought: frozenset[str]) -> str:
    """Return the first word or phrase of a list that stands among the words of a draft, or nothing."""
    sought = lookup(words_sought)
    for at, word in enumerate(words):
        for phrase in sought.phrases.get(word, ()):
            if _follow(words, at + 1, phrase):
                return " ".join(words[at : at + 1 + len(phrase)])
        if _is_listed(word, words_sought):
            return word
    return ""


@lru_cache(maxsize=16384)
def _is_listed(word: str, words_sought: frozenset[str]) -> bool:
    sought = lookup(words_sought)
    return any(one in sought.single or one.startswith(sought.stems) for one in _forms(word))


def places_of(words: Sequence[str], words_sought: frozenset[str]) -> set[int]:
    """Return the places of all words that are of a list, or part of one of its phrases."""
    sought = lookup(words_sought)
    found: set[int] = set()
    if sought.firsts.isdisjoint(words):
        return found
    for at, word in enumerate(words):
        if word in sought.single:
            found.add(at)
        for phrase in sought.phrases.get(word, ()):
            if _follow(words, at + 1, phrase):
                found.update(range(at, at + 1 + len(phrase)))
    return found


def _follow(words: Sequence[str], at: int, phrase: tuple[str, ...]) -> bool:
    # The first of them decides nearly always.
    if at + len(phrase) > len(words) or not _is_one(words[at], phrase[0]):
        return False
    return all(map(_is_one, words[at + 1 : at + len(phrase)], phrase[1:]))


def _is_one(word: str, sought: str) -> bool:
    return word == sought or (sought[-1] == "*" and word.startswith(sought[:-1]))


def _forms(word: str) -> Iterator[str]:
    """Yield a word, its singular where it is a possessive, and the parts of "server-side" and "IMAP/POP"."""
    yield word
    if word.endswith("'s"):
        yield word[:-2]
    parts = _PARTS.split(word)
    if len(parts) > 1:
        yield from (part for part in parts if len(part) > 2)


def raw_words(text: str) -> list[tuple[str, str]]:
    """Return the words of a text without the signs around them: as written, and in small letters."""
    return [(word, folded(word)) for raw in text.split() if (word := raw.strip(EDGES))]
