"""A little English: what is a noun phrase, a duty or a doing, which article it takes, and how it stands in a line."""

import re
from collections.abc import Mapping
from functools import lru_cache

Sets = Mapping[str, frozenset[str]]
EDGES = " \t,;:.!?\"“”'‘’()[]-–—/|>"
"""The signs that may stand around a word and are no part of it."""


def folded(text: str) -> str:
    """Return a text in small letters with plain apostrophes; as long as it was, so that places stay the same."""
    if text.isascii():
        return text.lower()
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.replace("’", "'").replace("‘", "'")


def listed(words: str) -> frozenset[str]:
    """Return the words of a text that holds nothing but words, as a set."""
    return frozenset(words.split())


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, without the signs around them."""
    return list(_words_of(text))


@lru_cache(maxsize=4096)
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(word for raw in folded(text).split() if (word := raw.strip(EDGES)))


@lru_cache(maxsize=4096)
def bare(word: str) -> str:
    """Return a word without case, signs around it, possessive and plural, to compare it with others."""
    word = folded(word).strip(EDGES).removesuffix("'s")
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


# "Power BI" is a name, and power is none.
_LEADS_A_NAME = frozenset({"Power"})
_COUNTING = frozenset({"Top", "Over", "Under", "About", "Last", "First", "Next", "Another", "Nearly", "Almost"})


def head_of(words: list[str], sets: Sets) -> list[str]:
    """Return a name up to its first preposition: "late fee" of "late fee on loans"."""
    cut = next((at for at, word in enumerate(words) if at and word in sets["prepositions"]), len(words))
    return words[:cut]


def is_plural(word: str) -> bool:
    """Tell by its end whether a word is of many: "charts", and not "access", "status" or "analysis"."""
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def small(text: str, sets: Sets) -> str:
    """Write the first letter small, unless the word is a name."""
    first = text.split(" ", 1)[0].strip(",:;.")
    if (
        first[1:] != first[1:].lower()
        or len(first) == 1
        or (text[len(first) + 1 : len(first) + 2].isdigit() and first not in _COUNTING)
    ):
        return text
    is_name = folded(first) in sets["names"] or first in _LEADS_A_NAME
    is_name = is_name and text[len(first) + 1 : len(first) + 2].isupper()
    return text[:1].lower() + text[1:] if _is_plain(first, sets) and not is_name else text


ORDINARY = (
    "common",
    "verbs",
    "noun-verbs",
    "function",
    "mass",
    "adjectives",
    "countable",
    "numbers",
    "noun-gerunds",
    "routine",
    "noise",
)
# What is small in the middle of a sentence as well.
SMALL = ("function", "finite", "prepositions", "adjectival", "participles", "done-verbs", "it-doing", "noise")


def _is_plain(word: str, sets: Sets) -> bool:
    low = bare(word)
    whole = folded(word).strip(EDGES)
    known = low in sets["ordinary"] or whole in sets["ordinary"]
    known = known or bool(base_of_done(whole, sets) or base_of(whole, sets))
    # "Clean-desk", "noise-cancelling": words that are ordinary by themselves.
    parts = whole.split("-")
    return known or (
        len(parts) > 1 and all(len(one) > 1 and (_is_plain(one, sets) or base_of(one, sets)) for one in parts)
    )


def capital(text: str) -> str:
    """Write the first letter large, unless it is a name such as iPhone or eduroam.example."""
    first = text.split(" ", 1)[0]
    return text if first[1:] != first[1:].lower() else text[:1].upper() + text[1:]


# -- what a phrase is -----------------------------------------------------------------------------------------------

LONGEST_NAME = 9


def is_noun_phrase(text: str, sets: Sets) -> bool:
    """Tell whether a text can stand where a sentence names a thing."""
    words = words_of(text)
    if not words or len(words) > LONGEST_NAME or len(text) > 70 or not any(map(str.isalnum, text)):
        return False
    finite = sets["finite"]
    if not finite.isdisjoint(words) and any(
        word in finite and not _is_open_one(words, at) for at, word in enumerate(words)
    ):
        return False
    is_it = text.split()[0] == "IT"
    if (
        words[0] in sets["prepositions"]
        or (words[0] in sets["pronouns"] and not is_it)
        or words[0] in sets["conjunctions"]
    ):
        return False
    ends_well = words[-1] not in sets["function"] or text.split()[-1].strip(EDGES) in ("A", "I", "IT")
    ends_well = ends_well or words[-2:] == ["for", "all"]
    return ends_well and not set(text) & set(";!?")


_OPEN_ONES = listed(
    "data day days source house evening evenings access plan market office space call positions roles air"
)


def _is_open_one(words: list[str], at: int) -> bool:
    """Tell whether "open" only says which: "open data", "open days"."""
    return words[at] == "open" and at + 1 < len(words) and words[at + 1] in _OPEN_ONES


def is_again(word: str, sets: Sets) -> bool:
    """Tell whether a word is a verb done once more: "reconnect", but not "research"."""
    return word.startswith("re") and word[2:].strip("-") in sets["verbs"] and word not in sets["common"]


# Participles that no ending gives.
_DONE_SO = {
    "sent": "send", "kept": "keep", "paid": "pay", "made": "make", "done": "do", "taken": "take", "held": "hold",
    "left": "leave", "brought": "bring", "bought": "buy", "written": "write", "rewritten": "rewrite", "given": "give",
    "shown": "show", "worn": "wear", "sold": "sell", "chosen": "choose", "drawn": "draw", "resent": "resend",
    "shut": "shut", "put": "put", "cut": "cut", "set": "set", "read": "read", "driven": "drive", "fed": "feed",
    "swept": "sweep", "wound": "wind", "locked": "lock", "reset": "reset", "rebuilt": "rebuild",
    "redone": "redo", "retaken": "retake", "hung": "hang", "built": "build",
}  # fmt: skip


def base_of_done(word: str, sets: Sets) -> str:
    """Return the verb of a participle such as "approved", or nothing where it is none that is known."""
    low = folded(word).strip(EDGES)
    if low.startswith("re-") and len(low) > 6:
        again = base_of_done(low[3:], sets)
        return f"re-{again}" if again else ""
    if low in _DONE_SO:
        return _DONE_SO[low]
    if not low.endswith("ed") or len(low) < 5:
        return ""
    stem = low[:-2]
    shorter = stem[:-1] if stem[-1] == stem[-2] else stem
    lists = ("verbs", "noun-verbs", "done-verbs")
    known = (one for one in (f"{stem}e", stem, shorter) if any(one in sets[name] for name in lists))
    if low.endswith("ied") and any(f"{low[:-3]}y" in sets[name] for name in lists):
        return f"{low[:-3]}y"
    # "used" is of "use", "opened" of "open": the longer one only where it is a verb.
    return next(known, "")


def base_of(word: str, sets: Sets) -> str:
    """Return the verb of an -ing form, or nothing where it is none that is known."""
    low = folded(word).strip(EDGES)
    if not low.endswith("ing") or len(low) < 5:
        return ""
    stem = low[:-3]
    shorter = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
    for one in (stem, stem + "e", shorter):
        if one in sets["verbs"] or one in sets["noun-verbs"]:
            return one
    return ""


def starts_with_verb(text: str, sets: Sets) -> bool:
    """Tell whether a text can follow "you can"."""
    words = words_of(text)
    return bool(words) and (words[0] in sets["verbs"] or words[0] in sets["noun-verbs"] or is_again(words[0], sets))


# -- how a thing is named in a line ---------------------------------------------------------------------------------

_VERSION = re.compile(
    r"\s*\(?\b(?:to |from )?(?:the )?(?:(?:version|ver\.?|release|build|rev\.?|rel\.?)\s*\d[\w.]*|v\.?\s?\d[\w.]*"
    r"|(?<![Rr]oom )(?<!ooms )(?<!loor )\d+\.\d+(?:\.\d+)*\b|"
    r"KB\d{5,}|CVE-\d{4}-\d+|(?:19|20)\d\d ?[RHQ]\d\b|\d\d[HR]\d\b"
    r"|(?:spring|summer|autumn|fall|winter) ?'?(?:20)?\d\d\b"
    r"(?= ?(?:release|update|wave|edition|version)|$))\)?",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:our|the|a|an|all of the|of the|of|to the|to|on the|in the|for the|this|these|its|university's|company's)\s+",
    re.IGNORECASE,
)


def without_version(text: str) -> str:
    """Take versions and builds out of a name; the name itself where nothing else is left."""
    return _rest_of(text) or text


def is_only_version(text: str) -> bool:
    """Tell whether a name is nothing but a version: "Version 999", which nobody knows by that."""
    return not _rest_of(text)


@lru_cache(maxsize=4096)
def _rest_of(text: str) -> str:
    if not any(map(str.isdigit, text)):
        return stripped(" ".join(text.split()), _ROUND_NAMES)
    return stripped(" ".join(_VERSION.sub(" ", text).split()), _ROUND_NAMES)


_ROUND_NAMES = ' \t,;.!?"“”‘[]-–—|>'


def bared(text: str, signs: str) -> str:
    """Take signs off both ends of a text; the point of ".NET" stays."""
    inner = text.strip(signs)
    at = text.find(inner)
    is_name = inner[:1].isupper() and text[at - 1 : at] == "." and not text[max(0, at - 2) : at - 1].strip(" (")
    return f".{inner}" if at and is_name else inner


def unpointed(text: str) -> str:
    """Take the point or the call off the end of a sentence; "3 a.m." keeps its own."""
    inner = text.strip(" .!")
    return (
        f"{inner}." if text.rstrip().endswith(".") and inner.lower().endswith(("a.m", "p.m", "e.g", "etc")) else inner
    )


def stripped(text: str, signs: str = '"“”') -> str:
    """Take signs off both ends of a text; a quotation mark whose fellow stands inside stays: `"Report" button`."""
    inner = bared(text, signs)
    is_whole = inner.count('"') % 2 == 0 and inner.count("“") == inner.count("”")
    return inner if is_whole else text.strip("".join(sign for sign in signs if sign not in '"“”'))


# What is as often part of a name as it says of what sort a thing is: "Digital Commons", but "new Outlook".
_IN_NAMES = listed(
    "digital mobile online public central national private smart secure remote main classic independent self"
)


def in_small_letters(text: str, sets: Sets, *, known: str = "") -> str:
    """Write the first word of a name small, where it is an ordinary one that only stood at the start of a line."""
    words = text.split()
    if not words or (known and text.startswith(known)) or not _is_ordinary_start(words, sets):
        return text
    first = words[0].lower()
    goes_on = len(words) == 1 or words[1][:1].islower() or not words[1][:1].isalpha()
    is_kind = first in sets["adjectives"] and first not in _IN_NAMES
    return f"{first} {' '.join(words[1:])}".strip() if goes_on or is_kind else text


def _is_ordinary_start(words: list[str], sets: Sets) -> bool:
    """Tell whether a name begins with an ordinary word, and not with a name: "Web of Science", "Gate 4"."""
    first, names = words[0], sets["names"]
    if not (first[:1].isupper() and first[1:] == first[1:].lower() and _is_plain(first, sets)):
        return False
    if bare(first) in names or first.lower() in names or (len(words) > 1 and words[1][:1].isdigit()):
        return False
    # "Web of Science": an ordinary word behind "of" has a capital.
    titled = len(words) > 2 and words[1] in ("of", "for") and words[2].istitle() and _is_plain(words[2], sets)
    return not (titled and words[2].lower() not in names and first.lower() not in sets["event-nouns"])


# What is old is known: "the old printers".
_KNOWN_ONES = frozenset({"old", "legacy", "current", "existing"})


def named(text: str, sets: Sets, *, known: str = "") -> str:
    """Return a name as it stands in the middle of a line, with the article it needs."""
    if text[:2].lower() == "a " or text[:3].lower() == "an ":
        return text[:1].lower() + text[1:]
    if _SENTENCE_NAME.match(text):
        return text
    name = in_small_letters(_LEADING.sub("", stripped(text, ' \t,;.!?"“”[]-–—|>')), sets, known=known)
    words = words_of(name)
    is_it = name.startswith("IT ")
    if words and words[0] in _KNOWN_ONES and len(words) > 1:
        return f"the {name}"
    if (
        not words
        or (words[0] in sets["determiners"] and not is_it)
        or words[0] in sets["numbers"]
        or words[0][:1].isdigit()
    ):
        first = name.split(" ", 1)[0] if name else ""
        return f"{name[:1].lower()}{name[1:]}" if first[1:] == first[1:].lower() and " " in name else name
    return f"the {with_inner(name, sets)}" if _takes_article(name, words, sets) else with_inner(name, sets)


# "Read the Notes", "Book a Berth": what is named by a sentence.
_SENTENCE_NAME = re.compile(r"(?!The |All )[A-Z][a-z]+ (?:the|an?|my|our) [A-Z]")
_INNER = re.compile(r"(?P<head>.* of )(?P<rest>(?:new|old|current|legacy|existing|updated|first|second|main) \S.*)")


def with_inner(name: str, sets: Sets) -> str:
    """Return a name with the article that the thing in it needs: "go-live of the new portal"."""
    found = _INNER.fullmatch(name)
    if not found:
        return name
    rest = found["rest"]
    return f"{found['head']}the {rest}" if _takes_article(rest, words_of(rest), sets) else name


def with_a(text: str, sets: Sets) -> str:
    """Return what may happen with the article it needs: "a short interruption", but "short interruptions"."""
    words = words_of(text)
    cut = len(head_of(words, sets))
    if not words or words[0] in sets["determiners"] or words[cut - 1] not in sets["counted-events"]:
        return text
    return f"{a_or_an(text)} {text}"


# "An SSH key", but "a UPS": of letters said one by one, these begin with a vowel.
_SAID_WITH_AN = re.compile(
    r"[aeioAEIO]|[FHLMNRSX](?:[A-Z]{1,4}(?![a-z])|\b)|[uU](?:[bcdfglmprst]|n(?!i)|nin)[a-z]|hour|honest|heir"
)
_SAID_WITH_A = re.compile(r"uni(?!n)|use|usu|eur|one\b|once\b|uti|NA[ST]\b|RA[MI]D?\b|SA[NP]\b|LAN\b", re.IGNORECASE)


def a_or_an(text: str) -> str:
    """Return the article that goes before a text by the sound of its first word: "an API key", "a UPS"."""
    return "an" if _SAID_WITH_AN.match(text) and not _SAID_WITH_A.match(text) else "a"


def one_of(text: str, sets: Sets) -> str:
    """Return what there is one of with "a": "a session timeout", but "opening hours"."""
    words = words_of(text)
    head = head_of(words, sets)[-1:] or words[-1:]
    if not words or words[0] in sets["determiners"] or head[0] in sets["mass"] or bare(head[0]) != head[0]:
        return text
    cut = len(head_of(words, sets))
    last = text.split()[cut - 1] if cut <= len(text.split()) else text
    is_name = (last[:1].isupper() or (last.isdigit() and text[:1].isupper())) and words[0] not in sets["adjectives"]
    return text if is_name else f"{a_or_an(text)} {text}"


# "Outlook classic": by this a maker tells one of its own from another.
_EDITIONS = listed("classic mobile online premium plus pro lite enterprise express basic cloud desktop")


def _takes_article(name: str, words: list[str], sets: Sets) -> bool:
    cut = len(head_of(words, sets))
    head = words[cut - 1]
    if head in sets["mass"] or " ".join(words[max(0, cut - 2) : cut]) in sets["mass"]:
        return False
    raw = name.split()[cut - 1] if cut <= len(name.split()) else name
    if (words[0] in sets["vendors"] and raw != raw.lower()) or (words[0] != "new" and re.search(r" for [A-Z]", name)):
        return False
    if head in sets["countable"]:
        return True
    if head in _EDITIONS and name[:1].isupper():
        return False
    if words[0] == "new" and cut > 1 and raw[:1].isupper() and not raw.endswith("s"):
        # "The new Outlook": there was one before.
        return True
    if raw in ("ATM", "PC", "TV", "POS", "UPS", "NAS", "KVM", "HVAC"):
        return True
    # "the Zoom client": a noun in small letters behind a name. "the X-ray": no name alone.
    is_name = raw != raw.lower() or not raw.replace("-", "").isalpha() or (cut == 1 and raw != raw.lower())
    # "conda-forge", all by itself: no words that are known, so a name.
    is_name = is_name or (len(words) == 1 and "-" in raw and not _is_plain(raw, sets))
    return not is_name and bare(head) == head and not head.endswith(("s", "ing", "ware"))
