"""Whether a draft is in English, from its letters and its small words; a foreign name in it does not count."""

import unicodedata

from bot.subjects.rule_types import Rules
from bot.subjects.words import bare, base_of, words_of


def is_spoken(text: str, rules: Rules) -> bool:
    """Tell whether a text is in a language that the rules are written for."""
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return True
    foreign = sum(1 for char in letters if char > "\u024f" and not unicodedata.name(char, "").startswith("LATIN"))
    if foreign * 2 > len(letters):
        return False
    words = words_of(text)
    theirs = sum(2 if word in rules.sets["foreign-nouns"] else 1 for word in words if _is_foreign(word, rules))
    ours = sum(1 for word in words if _is_english(word, rules))
    marked = sum(1 for word in words if any("\u00c0" <= char <= "\u024f" for char in word))
    return theirs + marked < 2 or ours * 2 >= theirs + marked


def _is_foreign(word: str, rules: Rules) -> bool:
    return word in rules.sets["foreign"] or word in rules.sets["foreign-nouns"]


_VOCABULARY = ("function", "common", "verbs", "noun-verbs", "noise", "finite")


def _is_english(word: str, rules: Rules) -> bool:
    if word in rules.sets["foreign"]:
        return False
    low = bare(word)
    return any(word in rules.sets[name] or low in rules.sets[name] for name in _VOCABULARY) or bool(
        base_of(word, rules.sets)
    )
