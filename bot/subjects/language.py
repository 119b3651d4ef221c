"""Whether a draft is in English, from its letters and its small words; a foreign name in it does not count."""

import unicodedata
from functools import lru_cache

from bot.subjects.rule_types import Rules
from bot.subjects.words import bare, base_of, listed, words_of


def is_spoken(text: str, rules: Rules) -> bool:
    """Tell whether a text is in a language that the rules are written for."""
    if not text.isascii():
        letters = [char for char in text if char.isalpha()]
        foreign = sum(1 for char in letters if char > "\u024f" and not unicodedata.name(char, "").startswith("LATIN"))
        if letters and foreign * 2 > len(letters):
            return False
    words = words_of(text)
    foreign_here = not (rules.sets["foreign"].isdisjoint(words) and rules.sets["foreign-nouns"].isdisjoint(words))
    if text.isascii() and not foreign_here:
        return True
    theirs = sum(2 if word in rules.sets["foreign-nouns"] else 1 for word in words if _is_foreign(word, rules))
    ours = sum(1 for word in words if _is_english(word, rules) and not (foreign_here and word in _SHARED))
    marked = sum(1 for word in words if any("\u00c0" <= char <= "\u024f" for char in word))
    if marked and ((len(words) > _FEW and ours * 4 <= len(words)) or (len(words) > 1 and not ours)):
        return False
    if theirs > _FEW and marked:
        return ours * 2 > theirs + marked
    return theirs + marked < 2 or ours * 2 >= theirs + marked


_FEW = 3
# Small words that other languages have as well.
_SHARED = listed("in is was of over an am do no a on to me per via die so at as or for men man den om by")


def _is_foreign(word: str, rules: Rules) -> bool:
    return word in rules.sets["foreign"] or word in rules.sets["foreign-nouns"]


@lru_cache(maxsize=4096)
def _is_english(word: str, rules: Rules) -> bool:
    if _is_foreign(word, rules):
        return False
    known = rules.sets["ordinary"]
    return word in known or bare(word) in known or word in rules.sets["finite"] or bool(base_of(word, rules.sets))
