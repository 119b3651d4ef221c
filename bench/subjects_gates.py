"""What no answer may ever do: lose or invent a fact, invent a claim, dress bad news up, or send unsafe text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from bench import subjects_words as say
from bench.subjects_items import Answer, Entry, Finding, Item, Rewrite
from bench.subjects_text import found, has, keeps, numbers, plain, words

GATES = ("lost_fact", "invented_fact", "invented_claim", "dressed_up", "unsafe_text")
# News that must not wear a benefit.
UNWELCOME = frozenset({"bad", "partial", "postponed", "extended", "cancelled"})


def gates(item: Item, answer: Answer, glossary: Sequence[Entry]) -> list[Finding]:
    """Return what an answer does that none may do, in any of its rewrites."""
    named = [entry for entry in glossary if entry.stands_in(item.known)]
    findings = list(_unsafe(answer))
    for rewrite in answer.rewrites:
        findings += _lost(item, rewrite)
        findings += _invented(item, rewrite, named)
        findings += _claimed(item, rewrite, named)
        if item.direction in UNWELCOME:
            findings += _dressed(item, rewrite, named)
    return list(dict.fromkeys(findings))


def _lost(item: Item, rewrite: Rewrite) -> Iterator[Finding]:
    for fact in item.facts:
        if not any(keeps(fact, line) for line in rewrite.lines):
            yield Finding("lost_fact", f"{fact!r} is not in {rewrite.whole!r}")


# -- facts that nobody gave -----------------------------------------------------------------------------------------


def _sources(item: Item, named: Iterable[Entry]) -> str:
    given = [item.known]
    for entry in named:
        given += [entry.name, *entry.aliases, entry.plain, entry.lets_you, entry.outcome]
    return "\n".join(given)


def _invented(item: Item, rewrite: Rewrite, named: Iterable[Entry]) -> Iterator[Finding]:
    known, said = _sources(item, named), rewrite.whole
    for what in (
        *_numbers(said, known),
        *_times(said, known),
        *_doubts(said, item.known),
        *_names(said, known),
        *_deadlines(said, item.known),
    ):
        yield Finding("invented_fact", f"{what!r} in {said!r} was not given")


def _numbers(said: str, known: str) -> Iterator[str]:
    given = set(numbers(known))
    # `1.0/1.1` is two numbers; `04/05` is one date, and none of its halves was given.
    given |= {half for number in given if "." in number for half in number.split("/")}
    yield from (number for number in numbers(said) if number not in given)
    yield from (sign for sign in "$€£¥%" if sign in said and sign not in known)
    heard = set(words(known))
    for word in words(said):
        if word in say.NUMBERS and not {word, word + "s", say.NUMBERS[word]} & (heard | given):
            yield word


def _dates(text: str) -> set[str]:
    """Return the months and weekdays that are named, by their first three letters."""
    named = re.findall(r"[A-Za-z]+", re.sub(r"\bmay\b", "", plain(text)))
    beside = (
        {"may"} if re.search(r"\d[\s.-]*May\b|\bMay\s+\d|\b(?:in|by|until|of|from|to|last|next) May\b", text) else set()
    )
    months = {word.casefold()[:3] for word in named if word.casefold() in say.MONTHS and word[0].isupper()} - {"may"}
    days = {
        word.casefold()[:3] for word in named if word.casefold().removesuffix("s") in say.DAYS and word[0].isupper()
    }
    return months | beside | days


def _times(said: str, known: str) -> Iterator[str]:
    heard = known.title() + known
    yield from sorted(_dates(said) - _dates(heard) - ({"may"} if has("May", heard) else set()))
    yield from (moment for moment in found(say.MOMENTS, said) if not has(moment, known))
    for length, wanted in say.LENGTHS.items():
        yield from (
            word
            for word in found(length, said.replace("at the moment", ""))
            if not has(wanted, known) and not has(word, known)
        )


def _doubts(said: str, known: str) -> list[str]:
    """Return the doubts of a text where nothing known allows one; the month of May is no doubt."""
    without_month = re.sub(r"(?i)\bmay(?=\W+\d)|(?<=\d )may\b", "", plain(known)).lower()
    return [] if has(say.DOUBTED, without_month) else found(say.DOUBTS, said)


def _names(said: str, known: str) -> Iterator[str]:
    """Yield capitalised words that nobody gave; the first of a sentence only where no sentence gives it its capital."""
    heard = set()
    for word in re.findall(r"[^\s()\[\]\"<>|,;!?*`~]+", plain(known).casefold()):
        heard |= {word, *re.split(r"[^\w.]+", word), word.strip("._:*'&#")}
    for sentence in re.split(r"[:.?!]\s+|\n", said):
        for place, raw in enumerate(re.findall(r"[^\s()\[\]\"<>|,;!?*`~]+", sentence)):
            word = raw.strip("._:*'&#").removesuffix("'s")
            is_name = word[1:] != word[1:].lower() if place == 0 else word != word.lower()
            folded = word.casefold()
            if is_name and not _is_known(folded, heard):
                yield word


def _is_known(word: str, heard: set[str]) -> bool:
    plain_date = word.strip(".") in say.MONTHS or word.removesuffix("s") in say.DAYS
    nearly = {word, word.removesuffix("s"), word + "s", word.replace("-", ""), word.removesuffix("es")}
    parts = set(re.split(r"[^\w.]+", word)) - {""}
    return plain_date or word in say.COMMON_NAMES or bool(nearly & heard) or bool(parts and parts <= heard)


def _deadlines(said: str, known: str) -> Iterator[str]:
    when = r"\s+(?:the\s+)?(?:\d|" + "|".join([*say.MONTHS, *say.DAYS, "today", "tonight", "tomorrow", "noon"]) + r")"
    for word, wanted in say.DEADLINES.items():
        if re.search(rf"\b{word}{when}", said, re.IGNORECASE) and not re.search(
            rf"(?<!\w)(?:{wanted})(?!\w)", plain(known), re.IGNORECASE
        ):
            yield word


# -- claims ---------------------------------------------------------------------------------------------------------


def _benefits(text: str) -> dict[str, list[str]]:
    """Return the words of a text that promise something, by what they promise."""
    standing = re.sub(rf"\b(?:{say.HARMLESS})\b", " ", plain(text), flags=re.IGNORECASE)
    promising = {family: found(listed.split(), standing) for family, listed in say.BENEFITS.items()}
    for family, phrases in say.BENEFIT_PHRASES.items():
        promising[family] = promising[family] + found(phrases, standing)
    return {family: standing for family, standing in promising.items() if standing}


def _claimed(item: Item, rewrite: Rewrite, named: Iterable[Entry]) -> Iterator[Finding]:
    given = _benefits(_sources(item, named))
    for family, promising in _benefits(rewrite.whole).items():
        if family not in given:
            yield Finding("invented_claim", f"{', '.join(promising)} in {rewrite.whole!r} stands nowhere")


def _dressed(item: Item, rewrite: Rewrite, named: Iterable[Entry]) -> Iterator[Finding]:
    headline = plain(rewrite.headline)
    given = _benefits(item.known)
    for family, promising in _benefits(headline).items():
        if family not in given:
            yield Finding("dressed_up", f"{', '.join(promising)} in {headline!r}, and the news is {item.direction}")
    for entry in named:
        if entry.outcome and _holds(headline, entry.outcome):
            yield Finding("dressed_up", f"{headline!r} is the glossary's outcome, and the news is {item.direction}")
    if item.direction not in {"bad", "postponed"}:
        return
    for cheer, allowed in say.GOOD_NEWS.items():
        cheering = re.search(cheer, headline, re.IGNORECASE)
        negated = re.search(r"\b(?:not|until|before|when|once|if)\b", headline, re.IGNORECASE)
        if cheering and not negated and not re.search(allowed, plain(item.known), re.IGNORECASE):
            yield Finding("dressed_up", f"{cheering[0]!r} in {headline!r}, and the news is {item.direction}")
    if any(entry.lets_you and _holds(headline, entry.lets_you) for entry in named) and not found(say.LIMITS, headline):
        yield Finding("dressed_up", f"{headline!r} promises what is {item.direction}")


def _holds(text: str, phrase: str) -> bool:
    return f" {' '.join(words(phrase))} " in f" {' '.join(words(text))} "


# -- safety ---------------------------------------------------------------------------------------------------------

_LIVE = re.compile(r"@(?:here|channel|everyone)\b", re.IGNORECASE)
_RAW = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")
_FORMATTING = (
    re.compile(r"(?<![\w*])\*(?=[^\s*])[^*\n]*[^\s*]\*(?![\w*])"),
    re.compile(r"(?<![\w_])_(?=[^\s_])[^_\n]*[^\s_]_(?![\w_])"),
    re.compile(r"(?<![\w~])~(?=[^\s~])[^~\n]*[^\s~]~(?![\w~])"),
    re.compile(r"`[^`\n]+`"),
    re.compile(r"(?:^|\n)\s*&gt;"),
    re.compile(r"(?<!\w):[a-z][a-z0-9_+-]*:(?!\w)"),
)
# Directions of writing, and letters without width: they change what is seen.
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u00ad\ufeff\u2028\u2029]")


def _unsafe(answer: Answer) -> Iterator[Finding]:
    for rewrite in answer.rewrites:
        for text in (rewrite.headline, rewrite.facts_line):
            yield from (Finding("unsafe_text", f"{why} in {text!r}") for why in (*_raw(text), *_live(text)))
        if "\n" in rewrite.headline:
            yield Finding("unsafe_text", f"two lines in {rewrite.headline!r}")
    others = [*answer.questions, *(message for _, message in answer.lints), *(one.reason for one in answer.rewrites)]
    for text in others:
        yield from (Finding("unsafe_text", f"{why} in {text!r}") for why in _raw(text))


def _raw(text: str) -> Iterator[str]:
    if _RAW.search(text):
        yield "a raw <, > or &"
    if any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in text) or _HIDDEN.search(text):
        yield "a control sign"


def _live(text: str) -> Iterator[str]:
    if _LIVE.search(text):
        yield "a call to everybody"
    if any(pattern.search(text) for pattern in _FORMATTING):
        yield "formatting"
