"""Looking for words in subjects, as the judge of subjects does."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import unescape

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_QUOTES = {ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"'}


def plain(text: str) -> str:
    """Undo escaping, and make every space, dash and quotation mark the plain one."""
    return " ".join(unescape(text).translate(_DASHES | _QUOTES).split())


def words(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return re.findall(r"[^\W_]+(?:['.&/-][^\W_]+)*", plain(text).casefold())


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    stem = word.removesuffix("*")
    start = r"(?<![^\W_])" if stem[:1].isalnum() else ""
    end = r"(?![^\W_])" if stem == word and stem[-1:].isalnum() else ""
    # The month and the doubt are spelt the same but for the capital.
    case = 0 if stem == "may" else re.IGNORECASE
    return re.compile(start + re.escape(stem) + end, case)


def has(wanted: str, text: str) -> bool:
    """Tell whether one of the alternatives (`a|b`, `be*` for any ending) stands in a text."""
    standing = plain(text)
    return any(_pattern(plain(one)).search(standing) for one in wanted.split("|"))


def found(wanted: str | Iterable[str], text: str) -> list[str]:
    """Return which of the alternatives stand in a text."""
    alternatives = wanted.split("|") if isinstance(wanted, str) else wanted
    standing = plain(text)
    return [one for one in alternatives if _pattern(plain(one)).search(standing)]


def keeps(fact: str, text: str) -> bool:
    """Tell whether a fact stands in a text, its digits untouched.

    A fact is written as alternatives, `a|b`. `action:verb` is kept by any form of the verb.
    """
    standing = plain(text)
    return any(_fact(one).search(standing) for one in fact.split("|"))


@lru_cache(maxsize=4096)
def _fact(fact: str) -> re.Pattern[str]:
    wanted = plain(fact.removeprefix("action:"))
    if fact.startswith("action:"):
        return re.compile(r"\b" + re.escape(wanted.removesuffix("e")), re.IGNORECASE)
    start = r"(?<![^\W_])(?<!\d[.,:/])" if wanted[:1].isalnum() else r"(?<!\d)"
    end = r"(?!\d)(?![.,:/]\d)" if wanted[-1:].isdigit() else ""
    if wanted == "may":
        return re.compile(start + r"may\b")
    return re.compile(start + re.escape(wanted) + end, re.IGNORECASE)


def numbers(text: str) -> list[str]:
    """Return the numbers of a text as they are written: `9:30`, `04/05`, `1,200`, `12.09.2026`."""
    return re.findall(r"\d+(?:[.,:/]\d+)*", plain(text))
