"""What makes a rewrite good: short, about the reader, in plain and well-formed English, right in what it says."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bench import subjects_words as lists
from bench.subjects_items import Entry, Finding, Item, Rewrite
from bench.subjects_text import found, has, plain, words

LONGEST = 60
CHECKS = (
    "status",
    "too_long",
    "reader_first",
    "version",
    "jargon",
    "says",
    "avoids",
    "draft_again",
    "ill_formed",
    "reason",
)
# What is put off or called off may be named by its process.
NAMED_BY_PROCESS = frozenset({"postponed", "extended", "cancelled"})


def checks(item: Item, rewrite: Rewrite, glossary: Sequence[Entry]) -> Iterator[Finding]:
    """Yield what keeps the best rewrite from being good."""
    headline = plain(rewrite.headline)
    if len(headline) > LONGEST:
        yield Finding("too_long", f"{len(headline)} characters: {headline!r}")
    yield from _reader_first(headline, item, glossary)
    yield from _plain_words(headline, item, glossary)
    yield from _content(headline, item)
    if words(headline) == words(item.subject):
        yield Finding("draft_again", f"{headline!r} is the draft")
    for why in (*ill_formed(headline), *_small_names(headline, item, glossary)):
        yield Finding("ill_formed", f"{why}: {headline!r}")
    yield from _reason(rewrite)


def _content(headline: str, item: Item) -> Iterator[Finding]:
    for wanted in item.say:
        if not has(wanted, headline):
            yield Finding("says", f"none of {wanted!r} in {headline!r}")
    for unwanted in item.avoid:
        if has(unwanted, headline):
            yield Finding("avoids", f"{unwanted!r} in {headline!r}")
    for cheer, allowed in list(lists.GOOD_NEWS.items())[:2] if item.direction in {"good", "neutral"} else ():
        if re.search(cheer, headline, re.IGNORECASE) and not re.search(allowed, plain(item.known), re.IGNORECASE):
            yield Finding("avoids", f"says that something is back, which was never gone: {headline!r}")


def _reason(rewrite: Rewrite) -> Iterator[Finding]:
    sources = "author|you|your|draft|glossary|rule|rules"
    if not has(sources, rewrite.reason):
        yield Finding("reason", f"names no source: {rewrite.reason!r}")
    if not rewrite.rule:
        yield Finding("reason", "names no rule")


# -- the reader first -----------------------------------------------------------------------------------------------


def _reader_first(headline: str, item: Item, glossary: Sequence[Entry]) -> Iterator[Finding]:
    said = headline.split()
    if not said:
        return
    first = said[0].strip(",:;.!?'\"()").casefold()
    second = said[1].strip(",:;").casefold() if len(said) > 1 else ""
    is_verb = first not in lists.ALSO_VERBS or second in lists.VERB_BEFORE or not _has_verb(headline.partition(" ")[2])
    acting = first in lists.VERBS and is_verb
    called, colon, _ = headline.partition(": ")
    about_them = first in {"you", "your", "you'll", "no", "some", "don't"} or (
        bool(colon) and bool(lists.PEOPLE & set(words(called))) and not _has_verb(called)
    )
    if about_them or (acting and not _starts_with_name(headline, glossary)):
        return
    if first in lists.SYSTEM_NOUNS or _starts_with_name(headline, glossary) or _is_name_of_draft(said[0], item):
        yield Finding("reader_first", f"begins with a system or a process: {headline!r}")


def _starts_with_name(headline: str, glossary: Sequence[Entry]) -> bool:
    names = [name for entry in glossary for name in (entry.name, *entry.aliases)]
    return any(re.match(re.escape(plain(name)) + r"\b(?!')", headline, re.IGNORECASE) for name in names)


def _is_name_of_draft(word: str, item: Item) -> bool:
    """Tell whether a word is one that the draft writes as a name: with capitals or digits, and not as its first."""
    bare = plain(word).strip(",:;.!?'\"()")
    if not has(bare, item.subject):
        return False
    inside = re.search(rf"(?<=\S\s){re.escape(bare)}(?!\w)", plain(item.subject))
    return bare[1:] != bare[1:].lower() or bool(inside and bare != bare.lower() and not bare.isdigit())


# -- plain words ----------------------------------------------------------------------------------------------------


def _plain_words(headline: str, item: Item, glossary: Sequence[Entry]) -> Iterator[Finding]:
    needed = " ".join((*item.facts, *item.say, *item.fields.values()))
    named = [entry for entry in glossary if entry.stands_in(item.known)]
    needed += " ".join(name for entry in named for name in (entry.name, *entry.aliases, entry.plain, entry.lets_you))
    for version in re.findall(lists.VERSION, headline, re.IGNORECASE):
        if not has(version, needed) and "actver" not in item.flags:
            yield Finding("version", f"{version!r} in {headline!r}")
    unwanted = [] if item.direction in NAMED_BY_PROCESS else lists.PROCESS_JARGON.split()
    if "tech" not in item.flags:
        unwanted += lists.TECH_JARGON.split()
    heard = words(needed)
    for word in found(unwanted, headline):
        stem = word.removesuffix("*").casefold()
        if not any(one.startswith(stem) for one in heard):
            yield Finding("jargon", f"{word!r} in {headline!r}")


# -- well-formed ----------------------------------------------------------------------------------------------------


def ill_formed(headline: str) -> Iterator[str]:
    """Yield what is wrong with a headline as a line of English."""
    if not headline:
        yield "empty"
        return
    if not (headline[0].isupper() or headline[0].isdigit()):
        yield "starts small"
    if re.search(r"[.,;:-]$", headline) and not re.search(r"\b[ap]\.m\.$|\d\.\d+\.$", headline):
        yield "ends with a sign that goes on"
    said = words(headline)
    if any(one == other and not one[0].isdigit() for one, other in pairwise(said)):
        yield "a doubled word"
    if said and said[-1] in lists.DANGLING and not _is_particle(said):
        yield "breaks off"
    if not _is_balanced(headline):
        yield "a bracket or quotation mark stands alone"
    if re.search(r"\s[,;:.!?](?:\s|$)|[,;:]{2}|\{|\}|\bNone\b|\bnull\b", headline):
        yield "left-overs"
    if not _has_verb(headline):
        yield "no verb"
    yield from _nouns_gone(headline)


def _nouns_gone(headline: str) -> Iterator[str]:
    """Yield what shows that words were taken out of a draft and put in without a look at what they are."""
    adjectives, prepositions = "|".join(sorted(lists.ADJECTIVES)), "|".join(sorted(lists.DANGLING))
    if re.search(
        rf"\b(?:the|a|an|your|our) (?:{adjectives})(?: (?:{prepositions}|today|tonight|tomorrow)\b|$|[,;:])", headline
    ):
        yield "an adjective without its noun"
    if re.search(r"(?<!['\w])[b-z](?!['\w.:-])", headline):
        yield "a letter alone"
    capital = re.search(rf"(?<=[a-z] )(?:{adjectives}|today|tonight|tomorrow)(?= [a-z]|$)", headline, re.IGNORECASE)
    if capital and capital[0][0].isupper() and not capital[0].isupper():
        yield "a capital for no name"
    for match in re.finditer(r"\b(?:lose|use|need|to|join|take|expect) (?:old|new|legacy|current) ([^,;:]+)", headline):
        noun = re.split(rf" (?:{prepositions}|or|again|later|instead)\b", match[1])[0].split()[-1]
        if not noun.endswith("s") and noun.casefold() not in lists.UNCOUNTED:
            yield "an article is missing"


def _small_names(headline: str, item: Item, glossary: Sequence[Entry]) -> Iterator[str]:
    """Yield the systems whose name lost its capitals, though the glossary and the draft write them."""
    for entry in glossary:
        written = plain(" ".join((*entry.aliases, entry.plain, entry.lets_you)))
        for name in (plain(name) for name in (entry.name, *entry.aliases) if name != name.lower()):
            small = rf"(?<!\w){re.escape(name.lower())}(?!\w)"
            is_named = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain(item.subject))
            if is_named and re.search(small, headline) and not re.search(small, written):
                yield f"{name} in small letters"


def _is_particle(said: list[str]) -> bool:
    return said[-1] in {"in", "on"} and bool(set(said[:-1]) & lists.PARTICLE_VERBS)


def _is_balanced(text: str) -> bool:
    pairs = all(text.count(left) == text.count(right) for left, right in ("()", "[]"))
    return pairs and text.count('"') % 2 == 0


def _has_verb(headline: str) -> bool:
    lowered = plain(headline).casefold()
    if any(re.search(rf"{re.escape(one)}(?!\w)", lowered) for one in lists.SHORT_VERBS.split() if one.startswith("'")):
        return True
    return any(_is_verb(word) for word in words(headline))


def _is_verb(word: str) -> bool:
    if word in lists.VERBS or word in lists.SHORT_VERBS.split():
        return True
    stems = [word.removesuffix(ending) for ending in ("s", "es", "ed", "d", "ing") if word.endswith(ending)]
    stems += [stem + "e" for stem in stems] + [stem[:-1] for stem in stems if len(stem) > 2 and stem[-1] == stem[-2]]
    return any(stem in lists.VERBS or _again(stem) in lists.VERBS for stem in (word, *stems))


def _again(word: str) -> str:
    """Return what is done once more in "re-link" and "rebuild"."""
    return word.removeprefix("re").removeprefix("-")
