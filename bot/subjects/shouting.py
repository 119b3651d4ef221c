"""Drafts in capitals: told from others, and written as people write."""

import re

from bot.subjects.words import EDGES, Sets, bare, base_of, folded, listed

_WORD = re.compile(r"\S+")


def is_shouted(text: str) -> bool:
    """Tell whether a text is written in capitals: most of its letters, over more than two words."""
    words = [word.strip(EDGES) for word in text.split()]
    long = [word for word in words if len(word) > 3 and word.isalpha()]
    loud = [word for word in long if word.isupper()]
    letters = [char for char in text if char.isalpha()]
    return len(words) > 1 and len(loud) >= 2 and sum(char.isupper() for char in letters) > 0.7 * len(letters)


# Beside a figure these are months and no words: "5 MAY".
_MONTHS = re.compile(r"(?:(?<=\d )|(?<=\dth )|(?<=\dst )|(?<=\dnd )|(?<=\drd ))(?:may|march)\b|\b(?:may|march)(?= \d)")


def calmed(text: str, sets: Sets, kept: frozenset[str]) -> str:
    """Write the ordinary words of a shouted text small, and keep names and the words in `kept`."""

    def calm(match: re.Match[str]) -> str:
        word = match[0]
        core = word.strip(EDGES)
        if not core.isupper() or core in kept or core in ("IT", "PC", "US", "HR") or folded(core) in _LETTERS:
            return word
        if _is_known(core, sets):
            return word.lower()
        return word.replace(core, _as_written(core))

    return _MONTHS.sub(lambda match: match[0].capitalize(), _WORD.sub(calm, text))


_WRITTEN = {
    one.upper(): one
    for one in (
        "SharePoint", "OneDrive", "OneNote", "PowerPoint", "ServiceNow", "PeopleSoft", "SuccessFactors", "GitHub",
        "GitLab", "LinkedIn", "YouTube", "WhatsApp", "iPhone", "iPad", "macOS", "iOS", "DocuSign", "BitLocker",
        "AnyConnect", "GlobalProtect", "TeamViewer", "CrowdStrike", "eduroam", "DevOps",
    )
}  # fmt: skip
_DAY_OR_MONTH = listed(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september"
    " october november december"
)
_SAME_DAY = listed("today tonight tomorrow yesterday overnight morning afternoon evening weekend midnight noon")
# What is said letter by letter, though a list of ordinary things has it.
_LETTERS = listed("vpn cms lms crm erp hpc lan wan api pms wms")
_ENDS_LIKE_A_WORD = re.compile(
    r".{2,}(?:ing|ings|ed|ion|ions|ment|ments|ers|ors|ly|ity|ities|ance|ence|able|ible|ness|ful|ous|ory|ories|ual|ural"
    r"|ants|ents|ists|ive|less|ically|ship|age|ages)",
    re.IGNORECASE,
)
_LONGEST_SHORT_FORM = 5


def _as_written(word: str) -> str:
    """Return a shouted word as it is written: a day large, a word that ends like one small, a long name Like This."""
    low = folded(word)
    if word in _WRITTEN:
        return _WRITTEN[word]
    if low in _DAY_OR_MONTH:
        return word.capitalize()
    if low in _SAME_DAY:
        return low
    if len(word) > _LONGEST_SHORT_FORM and _ENDS_LIKE_A_WORD.fullmatch(low):
        return low
    return word.capitalize() if len(word) > _LONGEST_SHORT_FORM and word.isalpha() else word


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
