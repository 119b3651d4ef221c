"""Finding the systems of the glossary in a text: by name and alias, the longest first, on word borders."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.subjects.rules import GlossaryEntry
from bot.subjects.words import folded

_TOKEN = re.compile(r"[^\W_]+(?:[.&/'][^\W_]+)*")
_NAME = re.compile(r"[^\W_]+(?:[-.&/'][^\W_]+)*")
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a system is named, with the words it is named by."""

    entry: GlossaryEntry
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The glossary by the first words of its names."""

    names: dict[str, tuple[GlossaryEntry, bool]]
    """By name in small letters and without hyphens: its entry, and whether its case counts."""
    first: frozenset[str]
    """The first word of each name."""


def _key(text: str) -> str:
    return " ".join(_TOKEN.findall(folded(text).replace("-", "")))


@lru_cache(maxsize=8)
def index_of(glossary: tuple[GlossaryEntry, ...]) -> Index:
    """Return the glossary so that each place of a text is looked up once."""
    names: dict[str, tuple[GlossaryEntry, bool]] = {}
    for entry in glossary:
        for name in (entry.name, *entry.aliases):
            key = _key(name)
            # "IT", "US", "SAM": a short name in capitals is no word of a sentence.
            strict = name.isupper() and len(name) <= 4
            if key and (key not in names or name == entry.name):
                names.setdefault(key, (entry, strict))
                if not strict and not key.endswith("s"):
                    names.setdefault(key + "s", (entry, strict))
    return Index(names, frozenset(name.split()[0] for name in names))


@lru_cache(maxsize=2048)
def find(text: str, index: Index) -> tuple[Mention, ...]:
    """Return the systems that a text names, in order; no two of them overlap."""
    flat = folded(text)
    tokens = [match.span() for match in _NAME.finditer(flat)]
    found: list[Mention] = []
    at = 0
    while at < len(tokens):
        mention = _longest(text, flat, tokens, at, index)
        if mention is None:
            at += 1
            continue
        found.append(mention)
        while at < len(tokens) and tokens[at][0] < mention.end:
            at += 1
    return tuple(found)


def _longest(text: str, flat: str, tokens: Sequence[tuple[int, int]], at: int, index: Index) -> Mention | None:
    if flat[slice(*tokens[at])].replace("-", "") not in index.first:
        return None
    for size in range(min(MOST_WORDS, len(tokens) - at), 0, -1):
        start, end = tokens[at][0], tokens[at + size - 1][1]
        known = index.names.get(_key(flat[start:end]))
        if known is None:
            continue
        entry, strict = known
        if not strict or text[start:end].isupper() or text[start:end] in (entry.name, *entry.aliases):
            return Mention(entry, text[start:end], start, end)
    return None
