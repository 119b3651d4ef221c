"""What a party line may say, and how it is written in the form (PRODUCT.md, sections 2 and 3).

Pure rules over texts; lengths are in characters (code points). Every regular expression here is a single step
over classes of characters, or counts to a fixed number, so that none can go back over a text of any length.
"""

import ipaddress
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import chain
from typing import Literal

AIM_WORDS, MOST_WORDS = 27, 45  # nine seconds in a lift, and fifteen
LONGEST_SAY = LONGEST_HOLDING = 400
LONGEST_QUESTION, LONGEST_ANSWER = 150, 300
LONGEST_PHRASE, LONGEST_INSTEAD = 80, 200
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


# White space that a person may leave at the ends without seeing it; the visible Ogham mark is not in it.
_BLANK = " \t\n\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_HAN = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"  # and kana
_HAN_OR_KANA = re.compile(f"[{_HAN}]")
_SPACED = rf"[^\W{_HAN}]"  # a letter of a script that puts spaces between its words
_GAP = re.compile(r"[\s—…]")


def tidy(text: str) -> str:
    """Take off what nobody sees: other line ends than LF, spaces at the ends of lines, outer blank.

    Never changes a visible character; done once, before a line is first submitted, because from then on what
    is served is byte for byte what was approved (PRODUCT.md, section 12).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip(_BLANK) for line in lines).strip(_BLANK)


def count_words(text: str) -> int:
    """Count the words as they are spoken; two Chinese or Japanese characters count as one word.

    A dash or other mark alone is not a word; `15:30`, `Wi-Fi` and `24/7` are one each.
    """
    unspaced = len(_HAN_OR_KANA.findall(text))
    pieces = _GAP.split(_HAN_OR_KANA.sub(" ", text))
    return sum(any(map(str.isalnum, piece)) for piece in pieces) + (unspaced + 1) // 2


_HIDDEN_NAMES = {"\x00": "NUL", "\ufeff": "byte order mark", "\u00ad": "soft hyphen"}
_HIDDEN_TOO = "\u2028\u2029\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # not controls, and still unseen
# Marks of direction that Arabic and Hebrew need beside digits: they move neutral signs only, and hide nothing.
_SEEN_FORMATS = "\u200e\u200f\u061c\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\U000110bd"
_JOINERS = frozenset("\u200c\u200d")
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def hidden_characters(text: str) -> tuple[str, ...]:
    """Name what is in a text unseen and must not be stored, each once, in the order of the text.

    Controls but for newline and tab, overrides and isolates of direction, zero width spaces, byte order
    marks, tags (of the flags of England, Scotland and Wales too), lone surrogates, noncharacters. Joiners and
    variation selectors are fine right after what is not Latin (emoji, Persian, Indic); U+200E/F always are.
    """
    pairs = zip(chain(" ", text), text, strict=False)
    return tuple(dict.fromkeys(_hidden_name(char) for last, char in pairs if _is_hidden(last, char)))


def _is_hidden(last: str, char: str) -> bool:
    if " " <= char <= "~" or char in "\n\t":
        return False
    if char in _JOINERS:
        return last <= "\u024f" or last in _JOINERS
    if char in _SELECTORS:
        return (last <= "\u024f" and last not in "©®0123456789#*") or last in _SELECTORS | _JOINERS
    category = unicodedata.category(char)
    if category == "Cf":
        return char not in _SEEN_FORMATS
    noncharacter = ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"
    return category in {"Cc", "Cs"} or noncharacter or char in _HIDDEN_TOO


def _hidden_name(char: str) -> str:
    nameless = {"Cc": "control character", "Cs": "half a character"}.get(unicodedata.category(char), "noncharacter")
    name = _HIDDEN_NAMES.get(char) or unicodedata.name(char, nameless).lower()
    return f"{name} (U+{ord(char):04X})"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Where a host name may end. Written with a capital, most begin the next sentence: "works.It is back".
_TOP = _set("""
com org net edu gov mil int biz info mobi aero coop arpa app dev cloud tech xyz site online local internal
corp lan intra intranet home private localdomain test example invalid ad ae ar at au az ba be bg br by ca ch
cl cn co cr cy cz de dk dz ee eg es eu fi fr gb ge gr hk hr hu id ie il in io ir is it jp ke kr kz lt lu lv ma
me mk mt mx my ng nl no nz pe ph pk pl pt qa ro rs ru sa se sg si sk th tn to tr tv tw ua uk us uy ve vn za
""")
_NO_HOSTS = _set("asp.net ado.net vb.net paint.net db2")
# What machines are for. The second kind are words too: they need a leading zero or more parts of a name.
_ROLES = _set("srv svr sql db dc gw fw esx esxi vm nas san lb mx ns dns dhcp smtp prx prn hv pc")
_KINDS = _ROLES | _set("sw ap web app vpn prod prd stg uat proxy mail host node core desktop laptop")
_TOKEN = re.compile(r"[^\s<>\"“”‘’'()\[\]{},;|=]+")
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\w|\.\d)(?:[:/]\d{1,5}(?!\w|\.\d))?")
_LABELS = re.compile(r"[\w.\-]+")


def machine_names(text: str) -> tuple[str, ...]:
    """Find the IP addresses and host names in a text, as written, each once (PRODUCT.md, section 3).

    Addresses with their port or prefix, hosts of URLs and shares, dotted names with a known ending, and bare
    names that number a machine (`lon-vpn-gw01`, `db01`). Mail addresses, times, dates and products are none.
    """
    found: dict[str, None] = {}
    for token in _TOKEN.findall(text):
        plain = unicodedata.normalize("NFKC", token)  # full-width digits are digits
        names = _names_in(plain.strip("*_~`.!?…"))
        found.update(dict.fromkeys(names if plain == token or not names else [token]))
    return tuple(found)


def _names_in(token: str) -> list[str]:
    if token.count(":") > 1 and (whole := next(filter(_is_address, (token, token.rstrip(":"))), "")):
        return [whole]
    names = [match.group() for match in _IPV4.finditer(token) if _is_address(match.group())]
    scheme, slashes, place = token.replace("\\", "/").partition("//")
    if slashes and (not scheme or scheme.endswith(":")):
        host = re.split(r"[/?#]", place)[0].rpartition("@")[2].partition(":")[0]
        return names if names or not host else [host]
    _, is_mail, domain = token.rpartition("@")
    parts = [] if is_mail and "." in domain else _LABELS.findall(domain)
    return names + [label for part in parts if _is_host(label := part.strip(".-_"))]


def _is_address(text: str) -> bool:
    """Ask ipaddress; leading zeros, which it refuses, are taken off, and so is the port of an IPv4 address."""
    if text.count(":") < 2:
        octets = text.replace(":", "/").partition("/")[0].split(".")
        text = ".".join(octet.lstrip("0") or "0" for octet in octets)
    try:
        ipaddress.ip_interface(text[:99])
    except ValueError:
        return False
    # `::` and `a::b` are valid, and come up in talk of programs; an address has more to it.
    return len(text) > 7 or any(map(str.isdigit, text))


def _is_host(name: str) -> bool:
    if "." not in name:
        return _is_machine(name.lower())
    *labels, top = name.split(".")
    known = top.lower() in _TOP or (len(labels) > 1 and len(top) == 2 and top.isalpha() and top.islower())
    if not known or not all(labels) or name.lower() in _NO_HOSTS or all(map(str.isdigit, labels)):
        return name.lower().startswith("www.")
    # A sentence that follows without a space begins with a capital; `a.m.in` has no name before its ending.
    sentence = (top[0].isupper() and not name.isupper()) or len(labels[-1]) < 2
    return top.lower() in {"com", "org", "net"} or not sentence


def _is_machine(name: str) -> bool:
    """Tell whether a bare name is numbered like a machine: by what it is for, or with a leading zero."""
    parts = name.replace("_", "-").split("-")
    stems = [part.rstrip("0123456789") for part in parts]
    numbers = [part[len(stem) :] for part, stem in zip(parts, stems, strict=True)]
    if name in _NO_HOSTS or not stems[0] or any(len(number) > 3 for number in numbers):
        return False
    numbered = {stem for stem, number in zip(stems, numbers, strict=True) if number}
    if numbered & _ROLES or not numbers[-1]:
        return bool(numbered & _ROLES)
    padded, many = len(numbers[-1]) > 1 and numbers[-1].startswith("0"), len(parts) > 2
    if len(parts) == 1:
        return padded and stems[0].endswith(tuple(_KINDS))
    has_role = not (_KINDS if padded or many else _ROLES).isdisjoint(stems) and stems[-1] in _KINDS | {""}
    return has_role or (padded and (len(stems[-1]) > 1 or (many and all(stems[:-1]))))


def complaints(words: Words) -> tuple[Complaint, ...]:
    """Everything that is wrong with the texts of a version, in the order of its fields; empty if it may go.

    What is spoken (say, holding, answers, polite words) must name no machine, and the first three none of the
    do-not-say phrases. A text that is too long gets one sentence, whatever else may be wrong with it.
    """
    phrases = [avoid.phrase for avoid in words.do_not_say[:MOST_PHRASES]]
    counts = (("if_pressed", len(words.if_pressed), MOST_PAIRS), ("do_not_say", len(words.do_not_say), MOST_PHRASES))
    found = chain(
        (
            Complaint(field, f"That is {count:,}. Keep the {most} that matter most.")
            for field, count, most in counts
            if count > most
        ),
        _sentence("say", words.say, LONGEST_SAY, phrases, "This line"),
        *(_pair_complaints(pair, phrases) for pair in words.if_pressed[:MOST_PAIRS]),
        *(_avoid_complaints(avoid) for avoid in words.do_not_say[:MOST_PHRASES]),
        _written("not_yet_known", words.not_yet_known, LONGEST_NOT_YET_KNOWN, "This"),
        _written("background", words.background, LONGEST_BACKGROUND, "The background"),
        _sentence("holding", words.holding, LONGEST_HOLDING, phrases, "The holding line") if words.holding else (),
    )
    return tuple(dict.fromkeys(found))


def _written(field: str, text: str, most: int, subject: str) -> Iterator[Complaint]:
    if len(text) > most:
        yield Complaint(field, f"{subject} has {len(text):,} characters; the limit is {most:,}.")
    elif unseen := hidden_characters(text):
        names = ", ".join(unseen[:3])
        yield Complaint(field, f"{subject} holds what nobody can see: {names}. Type that part again.")


def _spoken(field: str, text: str, most: int, phrases: Iterable[str], subject: str) -> Iterator[Complaint]:
    yield from _written(field, text, most, subject)
    if len(text) > most:
        return
    for name in machine_names(text):
        what = "an address" if "." in name or ":" in name else "the name of a machine"
        yield Complaint(field, f"{_quoted(name)} is {what}. Say what people notice instead.")
    folded = _folded(text)
    for phrase in phrases:
        if _says(folded, phrase):
            yield Complaint(field, f"{subject} says {_quoted(phrase)}, which is on your own do-not-say list.")


def _sentence(field: str, text: str, most: int, phrases: Iterable[str], subject: str) -> Iterator[Complaint]:
    count = count_words(text[: most + 1])
    if not count and len(text) <= most:
        yield Complaint(field, "What should anyone in IT say? One or two sentences.")
    if count > MOST_WORDS and len(text) <= most:
        limit = f"In a lift you have time for {AIM_WORDS}; the limit is {MOST_WORDS}."
        yield Complaint(field, f"That is {count} words. {limit}")
    yield from _spoken(field, text, most, phrases, subject)


def _pair_complaints(pair: QuestionAnswer, phrases: Iterable[str]) -> Iterator[Complaint]:
    field, asked = "if_pressed", _quoted(pair.question)
    question = _written(field, pair.question, LONGEST_QUESTION, f"The question {asked}")
    found = (*question, *_spoken(field, pair.answer, LONGEST_ANSWER, phrases, f"The answer to {asked}"))
    if not found and not _reads_back(pair, format_pairs((pair,)), parse_pairs):
        yield Complaint(field, f"Write {asked} and its answer on one line: {_PAIR_FORM}")
    yield from found


def _avoid_complaints(avoid: DoNotSay) -> Iterator[Complaint]:
    field, quoted = "do_not_say", _quoted(avoid.phrase)
    phrase = _written(field, avoid.phrase, LONGEST_PHRASE, f"The phrase {quoted}")
    found = (*phrase, *_spoken(field, avoid.instead, LONGEST_INSTEAD, (), f"What to say instead of {quoted}"))
    if not found and not _reads_back(avoid, format_avoid((avoid,)), parse_avoid):
        yield Complaint(field, f"Write {quoted} on one line, without “|”: {_AVOID_FORM}")
    yield from found


def _quoted(text: str) -> str:
    short = " ".join(text[:200].split())
    return f"“{short[:59]}…”" if len(short) > 60 else f"“{short}”"


def _folded(text: str) -> str:
    """Fold a text for comparing phrases: case, width, white space, hyphens and unseen signs do not count."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).replace("’", "'")
    kept = (char for char in plain if unicodedata.category(char) != "Cf" and char not in _SELECTORS)
    return " ".join("".join(" " if char in "-‐–—" else char for char in kept).split())


def _says(folded: str, phrase: str) -> bool:
    """Tell whether a folded text holds a phrase as whole words; quotes around the phrase are not part of it."""
    wanted = _folded(phrase[: 2 * LONGEST_PHRASE])
    wanted = re.escape(wanted.strip("\"'“”‘«».,;:!? ") or wanted)
    return bool(wanted) and re.search(f"(?<!{_SPACED}){wanted}(?!{_SPACED})", folded) is not None


# One sign and a class, and one sign not between digits ("at 15:30", "1,000 people").
_QUESTION_MARKS = re.compile(r"[?？؟][?？؟!！]*")
_SOFT_MARK = re.compile(r"(?<!\d)[=:：,，、]|[=:：,，、](?!\d)")
_HARD_MARKS = ("|", "｜", "->", "=>", "→")
_PAIR_FORM = "Question? Answer."
_AVOID_FORM = "phrase, then what to say instead."


def parse_pairs(text: str) -> tuple[QuestionAnswer, ...]:
    """Read the *if pressed* field: one “Question? Answer.” a line, split after its first question mark.

    Raises WordingProblem, naming the first line that has no question, question mark or answer.
    """
    return tuple(map(_pair, _lines(text)))


def _pair(line: str) -> QuestionAnswer:
    mark = _QUESTION_MARKS.search(line)
    if not mark:
        raise WordingProblem(f"{_quoted(line)} has no question mark. Write: {_PAIR_FORM}")
    answer = line[mark.end() :].strip(_BLANK)
    if not mark.start() or not answer:
        missing = "answer" if mark.start() else "question"
        raise WordingProblem(f"{_quoted(line)} has no {missing}. Write: {_PAIR_FORM}")
    return QuestionAnswer(line[: mark.end()], answer)


def parse_avoid(text: str) -> tuple[DoNotSay, ...]:
    """Read the *do not say* field: one phrase a line with what to say instead.

    They are parted at the first `|`; without one at the first arrow (`->`, `=>`, `→`); without one at the
    first of `=`, `:` and `,` that is not between digits. After a comma, “say” or “say:” is not part of what
    to say. Raises WordingProblem, naming the first line where the phrase or the polite words are missing.
    """
    return tuple(map(_avoid, _lines(text)))


def _avoid(line: str) -> DoNotSay:
    soft = _SOFT_MARK.search(line)
    mark = next((hard for hard in _HARD_MARKS if hard in line), soft.group() if soft else "")
    at = soft.start() if soft and mark == soft.group() else line.find(mark)
    phrase, instead = line[:at].strip(_BLANK), line[at + len(mark) :].strip(_BLANK)
    if mark in {",", "，", "、"} and instead.casefold().startswith(("say ", "say:")):
        instead = instead[4:].strip(_BLANK)
    if not mark or not phrase or not instead:
        raise WordingProblem(f"{_quoted(line)} needs the polite words too. Write: {_AVOID_FORM}")
    return DoNotSay(phrase, instead)


def _lines(text: str) -> list[str]:
    return [line for raw in tidy(text).split("\n") if (line := raw.strip(_BLANK))]


def format_pairs(pairs: Iterable[QuestionAnswer]) -> str:
    """Write pairs as `parse_pairs` reads them; exact for all that `complaints` lets pass."""
    return "\n".join(f"{pair.question} {pair.answer}" for pair in pairs)


def format_avoid(avoids: Iterable[DoNotSay]) -> str:
    """Write phrases as `parse_avoid` reads them; exact for all that `complaints` lets pass."""
    lines = ((avoid, f"{avoid.phrase}, {avoid.instead}") for avoid in avoids)
    # Where the phrase itself holds a separator, only the strongest will do.
    return "\n".join(
        line if _reads_back(avoid, line, parse_avoid) else f"{avoid.phrase} | {avoid.instead}" for avoid, line in lines
    )


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
    seen = {"words": asdict(words), "extra": dict(extra)}
    canonical = json.dumps(seen, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


Change = tuple[Literal["same", "gone", "new"], str]
_PIECE = re.compile(rf"[{_HAN}]|\s+|[^\s{_HAN}]+")  # classes that share no character


def difference(before: str, after: str) -> tuple[Change, ...]:
    """Show an approver what changed, word by word; a Chinese or Japanese character counts as a word.

    All white space is kept: same and gone, joined, are `before`; same and new are `after`. For texts within
    the limits above: the work grows faster than their length.
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
