"""What a party line may say, and how it is written in the form (PRODUCT.md, sections 2 and 3).

Pure rules over texts; lengths are in characters (code points). Every regular expression here is a single step
over classes of characters, or counts to a fixed number, so that none can go back over a text of any length.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import chain
from typing import Literal

from bot.party_lines.machine_names import machine_names
from bot.plain_text import BLANK, SELECTORS, hidden_characters, tidy

AIM_WORDS, MOST_WORDS = 27, 45  # nine seconds in a lift, and fifteen
LONGEST_SAY = LONGEST_HOLDING = 400
LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_PHRASE, LONGEST_INSTEAD = 150, 300, 80, 200
LONGEST_NOT_YET_KNOWN, LONGEST_BACKGROUND = 500, 2900
MOST_PAIRS = MOST_PHRASES = 5


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """A follow-up question and what to answer if pressed."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class DoNotSay:
    """A thing to leave out, with the polite words to decline."""

    phrase: str
    instead: str


@dataclass(frozen=True, slots=True)
class Words:
    """All the texts of one version (PRODUCT.md, section 2). An empty text is one that was not given."""

    say: str
    if_pressed: tuple[QuestionAnswer, ...] = ()
    do_not_say: tuple[DoNotSay, ...] = ()
    not_yet_known: str = ""
    background: str = ""
    holding: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong: the attribute of `Words` it belongs to, and what to tell the author."""

    field: str
    sentence: str


class WordingProblem(Exception):  # noqa: N818 - it is shown to people as a problem, not as an error
    """A field cannot be read; the message is the sentence to show beside it."""


_HAN = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"  # and kana
_HAN_OR_KANA = re.compile(f"[{_HAN}]")


def count_words(text: str) -> int:
    """Count the words as spoken: `15:30` and `Wi-Fi` are one, a dash is none, two Chinese or Japanese signs one."""
    unspaced = len(_HAN_OR_KANA.findall(text))
    pieces = _HAN_OR_KANA.sub(" ", text).replace("—", " ").replace("…", " ").split()
    return sum(any(map(str.isalnum, piece)) for piece in pieces) + (unspaced + 1) // 2


def complaints(words: Words) -> tuple[Complaint, ...]:
    """Everything that is wrong with the texts of a version, in the order of its fields; empty if it may go.

    What is spoken or shown to everybody must name no machine; what is spoken, none of the do-not-say phrases, and
    the polite words not the phrase that they stand for. A text that is too long gets one sentence, whatever else may
    be wrong with it.
    """
    phrases = [avoid.phrase for avoid in words.do_not_say[:MOST_PHRASES]]
    found = chain(
        _spoken("say", words.say, LONGEST_SAY, phrases, "This line"),
        _few("if_pressed", len(words.if_pressed), MOST_PAIRS, "questions"),
        *(_pair_complaints(pair, phrases) for pair in words.if_pressed[:MOST_PAIRS]),
        _few("do_not_say", len(words.do_not_say), MOST_PHRASES, "phrases"),
        *(_avoid_complaints(avoid) for avoid in words.do_not_say[:MOST_PHRASES]),
        _shown("not_yet_known", words.not_yet_known, LONGEST_NOT_YET_KNOWN, "This"),
        _written("background", words.background, LONGEST_BACKGROUND, "The background"),
        _spoken("holding", words.holding, LONGEST_HOLDING, phrases, "The holding line") if words.holding else (),
    )
    return tuple(dict.fromkeys(found))


def _written(field: str, text: str, most: int, subject: str) -> Iterator[Complaint]:
    if len(text) > most:
        yield Complaint(field, f"{subject} has {len(text):,} characters; the limit is {most:,}.")
    elif unseen := hidden_characters(text):
        names = ", ".join(unseen[:3])
        yield Complaint(field, f"{subject} holds what nobody can see: {names}. Type that part again.")


def _shown(field: str, text: str, most: int, subject: str) -> Iterator[Complaint]:
    """Check what everybody who asks can read, though it is not the sentence to say."""
    yield from _written(field, text, most, subject)
    if len(text) <= most:
        yield from _machines(field, text)


def _machines(field: str, text: str) -> Iterator[Complaint]:
    for name in machine_names(text):
        what = "an address" if "." in name or ":" in name else "the name of a machine"
        yield Complaint(field, f"{_quoted(name)} is {what}. Say what people notice instead.")


def _spoken(field: str, text: str, most: int, phrases: Iterable[str], subject: str) -> Iterator[Complaint]:
    yield from _written(field, text, most, subject)
    if len(text) > most:
        return
    count = count_words(text) if field in {"say", "holding"} else AIM_WORDS
    if not count:
        yield Complaint(field, "What should anyone in IT say? One or two sentences.")
    if count > MOST_WORDS:
        yield Complaint(field, f"That is {count} words. {_LIFT}")
    yield from _machines(field, text)
    folded = _folded(text)
    for phrase in phrases:
        if _says(folded, phrase):
            yield Complaint(field, f"{subject} says {_quoted(phrase)}, which is on your own do-not-say list.")


def _few(field: str, count: int, most: int, what: str) -> list[Complaint]:
    sentence = f"That is {count:,} {what}. Keep the {most} that matter most."
    return [Complaint(field, sentence)] if count > most else []


def _pair_complaints(pair: QuestionAnswer, phrases: Iterable[str]) -> Iterator[Complaint]:
    field, asked = "if_pressed", _quoted(pair.question)
    question = _shown(field, pair.question, LONGEST_QUESTION, f"The question {asked}")
    found = (*question, *_spoken(field, pair.answer, LONGEST_ANSWER, phrases, f"The answer to {asked}"))
    if not found and not _reads_back(pair, format_pairs((pair,)), parse_pairs):
        yield Complaint(field, f"Write {asked} and its answer on one line: {_PAIR_FORM}")
    yield from found


def _avoid_complaints(avoid: DoNotSay) -> Iterator[Complaint]:
    field, quoted = "do_not_say", _quoted(avoid.phrase)
    phrase = _written(field, avoid.phrase, LONGEST_PHRASE, f"The phrase {quoted}")
    polite = f"What to say instead of {quoted}"
    found = (*phrase, *_spoken(field, avoid.instead, LONGEST_INSTEAD, (avoid.phrase,), polite))
    if not found and not _reads_back(avoid, format_avoid((avoid,)), parse_avoid):
        yield Complaint(field, f"Write {quoted} on one line, without “|”: {_AVOID_FORM}")
    yield from found


def _quoted(text: str) -> str:
    short = " ".join(text[:200].split())
    return f"“{short[:59]}…”" if len(short) > 60 else f"“{short}”"


def _folded(text: str) -> str:
    """Fold a text for comparing phrases: case, width, white space, hyphens and unseen signs do not count."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).replace("’", "'")
    kept = (char for char in plain if unicodedata.category(char) != "Cf" and char not in SELECTORS)
    return " ".join("".join(" " if char in "-‐–—" else char for char in kept).split())


def _says(folded: str, phrase: str) -> bool:
    """Tell whether a folded text holds a phrase as whole words; quotes around the phrase are not part of it."""
    wanted = _folded(phrase[: 2 * LONGEST_PHRASE])
    wanted = re.escape(wanted.strip("\"'“”‘«».,;:!? ") or wanted)
    letter = rf"[^\W{_HAN}]"  # of a script that puts spaces between its words
    return bool(wanted) and re.search(f"(?<!{letter}){wanted}(?!{letter})", folded) is not None


_QUESTION_MARKS = re.compile(r"[?？؟][?？؟!！]*")
_SOFT_MARK = re.compile(r"(?<!\d)[=:：,，、]|[=:：,，、](?!\d)")  # not the ones in 15:30 and 1,000
_HARD_MARKS = ("|", "｜", "->", "=>", "→")
_PAIR_FORM, _AVOID_FORM = "Question? Answer.", "what to leave out | what to say instead"
_LIFT = f"In a lift you have time for {AIM_WORDS}; the limit is {MOST_WORDS}."


def parse_pairs(text: str) -> tuple[QuestionAnswer, ...]:
    """Read the *if pressed* field: one “Question? Answer.” a line, split after its first question mark.

    Raises WordingProblem, naming the first line without question, question mark or answer.
    """
    return tuple(_pair(line.strip(BLANK)) for line in tidy(text).split("\n") if line)


def _pair(line: str) -> QuestionAnswer:
    mark = _QUESTION_MARKS.search(line)
    answer = line[mark.end() :].strip(BLANK) if mark else ""
    if mark and mark.start() and answer:
        return QuestionAnswer(line[: mark.end()], answer)
    missing = "question mark" if not mark else "answer" if mark.start() else "question"
    raise WordingProblem(f"{_quoted(line)} has no {missing}. Write: {_PAIR_FORM}")


def as_question(asked: str) -> str:
    """Write a question, however it was typed, so that `parse_pairs` reads it as one: its only mark is at its end."""
    return f"{_QUESTION_MARKS.sub(',', asked).rstrip(' ,.!…')}?"


def parse_avoid(text: str) -> tuple[DoNotSay, ...]:
    """Read the *do not say* field: one phrase a line with what to say instead.

    They are parted at the first `|`; without one at the first arrow (`->`, `=>`, `→`); without one at the
    first of `=`, `:` and `,` that is not between digits. After a comma, “say” or “say:” is not part of what
    to say. Raises WordingProblem, naming the first line where the phrase or the polite words are missing.
    """
    return tuple(_avoid(line.strip(BLANK)) for line in tidy(text).split("\n") if line)


def _avoid(line: str) -> DoNotSay:
    soft = _SOFT_MARK.search(line)
    mark = next((hard for hard in _HARD_MARKS if hard in line), soft.group() if soft else "")
    at = soft.start() if soft and mark == soft.group() else line.find(mark)
    phrase, instead = line[:at].strip(BLANK), line[at + len(mark) :].strip(BLANK)
    if mark in {",", "，", "、"} and instead.casefold().startswith(("say ", "say:")):
        instead = instead[4:].strip(BLANK)
    if not mark or not phrase or not instead:
        raise WordingProblem(f"{_quoted(line)} needs the polite words too. Write: {_AVOID_FORM}")
    return DoNotSay(phrase, instead)


def format_pairs(pairs: Iterable[QuestionAnswer]) -> str:
    """Write pairs as `parse_pairs` reads them; exact for all that `complaints` lets pass."""
    return "\n".join(f"{pair.question} {pair.answer}" for pair in pairs)


def format_avoid(avoids: Iterable[DoNotSay]) -> str:
    """Write phrases as `parse_avoid` reads them; exact for all that `complaints` lets pass."""
    # A comma reads best; where the texts themselves hold separators, only the strongest will do.
    written = ((one, f"{one.phrase}, {one.instead}", f"{one.phrase} | {one.instead}") for one in avoids)
    return "\n".join(soft if _reads_back(one, soft, parse_avoid) else hard for one, soft, hard in written)


def _reads_back(entry: object, line: str, parse: Callable[[str], Sequence[object]]) -> bool:
    try:
        return list(parse(line)) == [entry]
    except WordingProblem:
        return False


def fingerprint(words: Words, extra: Mapping[str, str]) -> str:
    """SHA-256, in hex, over every byte that an approver sees (PRODUCT.md, section 12).

    `extra` is what is approved beside the words: promise, status, severity. JSON keeps all of them apart, so
    that moving words from one to the next never gives the same.
    """
    canonical = json.dumps([asdict(words), dict(extra)], sort_keys=True, ensure_ascii=False)
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


Change = tuple[Literal["same", "gone", "new"], str]
_PIECE = re.compile(rf"[{_HAN}]|\s+|[^\s{_HAN}]+")  # classes that share no character


def difference(before: str, after: str) -> tuple[Change, ...]:
    """Show an approver what changed, word by word; a Chinese or Japanese character counts as a word.

    Same and gone, joined, are `before`; same and new are `after`. For texts that `complaints` lets pass.
    """
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    parts: list[Change] = []
    gone = come = ""
    for kind, i, j, k, end in SequenceMatcher(str.isspace, old, new).get_opcodes():
        kept = "".join(old[i:j])
        if kind != "equal" or not kept.strip():  # a space between two changes belongs to them
            gone, come = gone + kept, come + "".join(new[k:end])
        else:
            parts += ("gone", gone), ("new", come), ("same", kept)
            gone = come = ""
    return tuple(part for part in (*parts, ("gone", gone), ("new", come)) if part[1])
