"""A little English: what is a noun phrase, a duty or a doing, which article it takes, and how it stands in a line."""

import re
from collections.abc import Mapping
from functools import lru_cache

Sets = Mapping[str, frozenset[str]]
_WORD = re.compile(r"\S+")
_EDGES = " \t,;:.!?\"“”'‘’()[]-–—/|>"


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
    return tuple(word for raw in folded(text).split() if (word := raw.strip(_EDGES)))


@lru_cache(maxsize=4096)
def bare(word: str) -> str:
    """Return a word without case, signs around it, possessive and plural, to compare it with others."""
    word = folded(word).strip(_EDGES).removesuffix("'s")
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def small(text: str, sets: Sets) -> str:
    """Write the first letter small, unless the word is a name."""
    first = text.split(" ", 1)[0].strip(",:;.")
    if first[1:] != first[1:].lower() or len(first) == 1:
        return text
    return text[:1].lower() + text[1:] if _is_plain(first, sets) else text


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


def _is_plain(word: str, sets: Sets) -> bool:
    low = bare(word)
    whole = folded(word).strip(_EDGES)
    return low in sets["ordinary"] or whole in sets["ordinary"] or bool(base_of_done(whole, sets))


def capital(text: str) -> str:
    """Write the first letter large, unless it is a name such as iPhone or eduroam.example."""
    first = text.split(" ", 1)[0]
    return text if first[1:] != first[1:].lower() else text[:1].upper() + text[1:]


# -- what a phrase is -----------------------------------------------------------------------------------------------

LONGEST_NAME = 9


def is_noun_phrase(text: str, sets: Sets) -> bool:
    """Tell whether a text can stand where a sentence names a thing."""
    words = words_of(text)
    if not words or len(words) > LONGEST_NAME or len(text) > 70 or not any(char.isalnum() for char in text):
        return False
    if any(word in sets["finite"] for word in words):
        return False
    is_it = text.split()[0] == "IT"
    if (
        words[0] in sets["prepositions"]
        or (words[0] in sets["pronouns"] and not is_it)
        or words[0] in sets["conjunctions"]
    ):
        return False
    ends_well = words[-1] not in sets["function"] or text.split()[-1].strip(_EDGES) in ("A", "I", "IT")
    return ends_well and not set(text) & set(";!?")


_NOUNS_BEFORE_FOR = frozenset({"call", "request", "use", "access", "support", "plan", "order", "need", "help", "pay"})


def is_duty(text: str, sets: Sets) -> bool:
    """Tell whether a text asks the reader to do something: it begins with a verb that cannot be a noun here."""
    words = words_of(text)
    if not words:
        return False
    if words[0] in ("don't", "never") or words[:2] == ["do", "not"]:
        return len(words) > 2
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first == "do" and second in ("you", "we", "they", "i"):
        return False
    if _is_threat(words, sets):
        return True
    is_verb = first in sets["verbs"] or first in sets["noun-verbs"]
    if second in _PARTICLES and len(words) == 2 and is_verb and not _is_said_of(words, sets):
        return True
    if _is_said_of(words, sets) or _is_a_name(words, sets) or not second:
        return False
    if first in sets["verbs"] and second in _PARTICLES:
        return words[2] in sets["determiners"] or words[2] in sets["prepositions"]
    if first in sets["noun-verbs"]:
        now = words[-1] in ("now", "today", "immediately", "asap", "once")
        numbered = second == "to" and any(char.isdigit() for char in text)
        return (
            second in sets["determiners"] or second in ("yours", "one", "theirs") or second in _ASKED or now or numbered
        )
    return (first in sets["verbs"] or _is_again(first, sets)) and second not in sets["event-nouns"]


def _is_threat(words: list[str], sets: Sets) -> bool:
    """Tell whether a text asks for one thing or another: "reply or it will be removed", "deny and call us"."""
    at = next((place for place, word in enumerate(words[:6]) if word in ("or", "and") and place), 0)
    if not at or len(words) <= at + 1 or not (words[0] in sets["verbs"] or words[0] in sets["noun-verbs"]):
        return False
    if words[at] == "and":
        is_verb = words[2] in sets["verbs"] or words[2] in sets["noun-verbs"]
        return at == 1 and is_verb and len(words) > 3 and not set(words[3:]) & sets["auxiliaries"]
    return words[at + 1] in ("it", "they", "you", "your") and not set(words[1:at]) & sets["auxiliaries"]


_ASKED = listed("who what whether that how which if where when")


def _is_a_name(words: list[str], sets: Sets) -> bool:
    """Tell whether what begins with a verb names a thing: "access for guests", "build 20417", "testers wanted"."""
    first, second = words[0], words[1] if len(words) > 1 else ""
    is_asked_for = words[-1] in sets["participles"] or words[-1] in ("wanted", "needed", "sought")
    if is_asked_for and not set(words[1:]) & sets["determiners"]:
        return True
    numbered = first in ("build", "release", "version") and second[:1].isdigit()
    is_noun = (second == "of" and first != "beware") or (second == "for" and first in _NOUNS_BEFORE_FOR)
    return numbered or is_noun or any(word in sets["auxiliaries"] for word in words[1:3])


_PARTICLES = frozenset({"in", "out", "off", "up", "down"})
_OPENING = listed(
    "that which who what how if when before until unless while because whether where once after as so and"
)


def _is_said_of(words: list[str], sets: Sets) -> bool:
    """Tell whether a text says something of what it begins with: "claim photos not uploading", "mail is late"."""
    for at, word in enumerate(words[1:6], 1):
        if word in _OPENING or word in ("your", "you"):
            return False
        if word in sets["auxiliaries"] or (word == "not" and at > 1):
            return True
    return False


def _is_again(word: str, sets: Sets) -> bool:
    """Tell whether a word is a verb done once more: "reconnect", but not "research"."""
    return word.startswith("re") and word[2:].strip("-") in sets["verbs"] and word not in sets["common"]


def base_of_done(word: str, sets: Sets) -> str:
    """Return the verb of a participle such as "approved", or nothing where it is none that is known."""
    low = folded(word).strip(_EDGES)
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
    low = folded(word).strip(_EDGES)
    if not low.endswith("ing") or len(low) < 5:
        return ""
    stem = low[:-3]
    shorter = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
    for one in (stem, stem + "e", shorter):
        if one in sets["verbs"] or one in sets["noun-verbs"]:
            return one
    return ""


def doing_to_do(text: str, sets: Sets) -> str:
    """Turn "logging in to Banner" into "log in to Banner"; nothing where it does not begin with a known verb."""
    first, _, rest = text.partition(" ")
    if folded(first) in sets["noun-gerunds"] or any(word in sets["finite"] for word in words_of(rest)):
        return ""
    base = base_of(first, sets)
    if base in sets["it-doing"] and " your " not in f" {folded(rest)} ":
        return ""
    return f"{base} {rest}".strip() if base and not rest.startswith("of ") else ""


def starts_with_verb(text: str, sets: Sets) -> bool:
    """Tell whether a text can follow "you can"."""
    words = words_of(text)
    return bool(words) and (words[0] in sets["verbs"] or words[0] in sets["noun-verbs"] or _is_again(words[0], sets))


# -- how a thing is named in a line ---------------------------------------------------------------------------------

_VERSION = re.compile(
    r"\s*\(?\b(?:to |from )?(?:the )?(?:(?:version|ver\.?|release|build|rev\.?|rel\.?)\s*\d[\w.]*|v\.?\s?\d[\w.]*"
    r"|(?<![Rr]oom )(?<!ooms )(?<!loor )\d+\.\d+(?:\.\d+)*\b|"
    r"KB\d{5,}|CVE-\d{4}-\d+)\)?",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:our|the|a|an|all of the|of the|of|to the|to|on the|in the|for the|this|these|its|university's|company's)\s+",
    re.IGNORECASE,
)


def without_version(text: str) -> str:
    """Take versions and builds out of a name; the name itself where nothing else is left."""
    return " ".join(_VERSION.sub(" ", text).split()).strip(' \t,;.!?"“”‘[]-–—|>') or text


def in_small_letters(text: str, sets: Sets, *, title: bool = False, known: str = "") -> str:
    """Write the ordinary words of a name small that only stand at the start of a line, or in a Line Like This."""
    words = text.split()
    names = sets["names"]
    if not words or (known and text.startswith(known)) or (title and any(char.isdigit() for char in text)):
        return text
    if not title:
        first = words[0]
        numbered = len(words) > 1 and words[1].isdigit()
        starts = (
            not numbered
            and first[:1].isupper()
            and first[1:] == first[1:].lower()
            and _is_plain(first, sets)
            and bare(first) not in names
            and first.lower() not in names
        )
        goes_on = len(words) == 1 or words[1][:1].islower() or not words[1][:1].isalpha()
        return (
            f"{first.lower()} {' '.join(words[1:])}".strip()
            if starts and (goes_on or first.lower() in sets["adjectives"])
            else text
        )
    if known or any(word.lower() in names for word in words):
        return text
    if all(_is_plain(word, sets) or not word[:1].isalpha() for word in words):
        return " ".join(word if word.isupper() and len(word) < 4 else word.lower() for word in words)
    if len(words) > 1 and folded(words[0]) in sets["adjectives"] and words[0].istitle():
        return f"{words[0].lower()} {' '.join(words[1:])}"
    return text


def named(text: str, sets: Sets, *, title: bool = False, known: str = "") -> str:
    """Return a name as it stands in the middle of a line, with the article it needs."""
    if text[:2].lower() == "a " or text[:3].lower() == "an ":
        return text[:1].lower() + text[1:]
    stripped = _LEADING.sub("", text.strip(' \t,;.!?"“”[]-–—|>'))
    name = in_small_letters(stripped, sets, title=title, known=known)
    words = words_of(name)
    is_it = name.startswith("IT ")
    if (
        not words
        or (words[0] in sets["determiners"] and not is_it)
        or words[0] in sets["numbers"]
        or words[0][:1].isdigit()
    ):
        return name
    return f"the {name}" if _takes_article(name, words, sets) else name


def with_a(text: str, sets: Sets) -> str:
    """Return what may happen with the article it needs: "a short interruption", but "short interruptions"."""
    words = words_of(text)
    cut = next((at for at, word in enumerate(words) if at and word in sets["prepositions"]), len(words))
    if not words or words[0] in sets["determiners"] or words[cut - 1] not in sets["counted-events"]:
        return text
    return f"{'an' if words[0][0] in 'aeiou' else 'a'} {text}"


def _takes_article(name: str, words: list[str], sets: Sets) -> bool:
    cut = next((at for at, word in enumerate(words) if at and word in sets["prepositions"]), len(words))
    head = words[cut - 1]
    if head in sets["mass"] or " ".join(words[max(0, cut - 2) : cut]) in sets["mass"]:
        return False
    if words[0] in sets["vendors"] or re.search(r" for [A-Z]", name):
        return False
    if head in sets["countable"]:
        return True
    raw = name.split()[cut - 1] if cut <= len(name.split()) else name
    # "the Zoom client": a noun in small letters behind a name. "the X-ray": no name alone.
    is_name = raw != raw.lower() or not raw.replace("-", "").isalpha() or (cut == 1 and raw != raw.lower())
    return not is_name and bare(head) == head and not head.endswith(("s", "ing", "ware"))


# -- shouting -------------------------------------------------------------------------------------------------------


def is_title(text: str, sets: Sets) -> bool:
    """Tell whether a text is written Like This."""
    words = [word.strip(_EDGES) for word in text.split()]
    long = [word for word in words if len(word) > 3 and word.isalpha() and folded(word) not in sets["function"]]
    return len(long) > 1 and all(word[:1].isupper() for word in long)


def is_shouted(text: str) -> bool:
    """Tell whether a text is written in capitals: most of its letters, over more than two words."""
    words = [word.strip(_EDGES) for word in text.split()]
    long = [word for word in words if len(word) > 3 and word.isalpha()]
    loud = [word for word in long if word.isupper()]
    letters = [char for char in text if char.isalpha()]
    return len(words) > 1 and len(loud) >= 2 and sum(char.isupper() for char in letters) > 0.7 * len(letters)


def calmed(text: str, sets: Sets, kept: frozenset[str]) -> str:
    """Write the ordinary words of a shouted text small, and keep names and the words in `kept`."""

    def calm(match: re.Match[str]) -> str:
        word = match[0]
        core = word.strip(_EDGES)
        if not core.isupper() or core in kept or core in ("IT", "PC", "US", "HR"):
            return word
        return word.lower() if _is_known(core, sets) else word

    return _WORD.sub(calm, text)


def _is_known(word: str, sets: Sets) -> bool:
    low, one = folded(word), bare(word)
    stems = {low, one, low.removesuffix("ed"), low.removesuffix("d"), low.removesuffix("es")}
    vocabulary = (
        "common",
        "verbs",
        "noun-verbs",
        "function",
        "mass",
        "noise",
        "adjectives",
        "countable",
        "finite",
        "auxiliaries",
    )
    return any(stems & sets[name] for name in vocabulary) or bool(base_of(word, sets))
