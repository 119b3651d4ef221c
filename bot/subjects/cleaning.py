"""What a draft says, without what is written for machines: tokens, tags, ticket numbers, formatting, hidden signs."""

import html
import re
import unicodedata
from dataclasses import dataclass

_TOKEN = re.compile(r"<(?:([@#!])([^<>|\s]*)|((?:https?|mailto|tel):[^<>|\s]*))(?:\|([^<>]*))?>")
_BROADCAST = re.compile(r"(?<![\w@.])@(?:here|channel|everyone|all)\b", re.IGNORECASE)
_EMOJI_NAME = re.compile(r":(?=[a-z0-9_+\-]*[a-z])[a-z0-9_+\-]{2,40}:(?::skin-tone-\d:)?")
_REPLY = re.compile(r"^(?:\s*(?:re|fw|fwd|aw|wg|sv|vs|subject)\s*:)+", re.IGNORECASE)
_TICKET = re.compile(
    r"[\[(]?\b(?:(?:INC|TASK|CHG|CHGE|REQ|RITM|SCTASK|PRB|PBI|CRQ|TKT|TICKET|CASE|SR|CR)[-_ #]?\d{4,}"
    r"(?:(?: \| | [-–—] |: ?| )(?:P|SEV|PRIO)[- ]?[1-5]\b(?!\.))?"
    r"|(?:ticket|case|incident|change|request|task|ref)\s?(?:no\.?|number|#)\s?:?\s?[A-Z]{0,6}-?\d{3,})\b[\])]?"
    r"|[\[(][A-Z]{2,8}-\d{2,6}[\])]|^[A-Z]{2,10}-\d{2,7}\b(?=\s*[:\-–]|\s*$)|(?<!\w)#\d{4,}\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"\[([^\[\]]{1,40})\]|【([^】]{1,40})】|\{([^{}]{1,30})\}")
# The name of a mailing list or of a mail filter, as against "[RESOLVED]" or "[Building 7]".
_LIST_TAG = re.compile(
    r"^(?:external|internal|bulk|spam|ext|it|ict|its|all|\w+[-_ ](?:announce\w*|all|list|info|news|alerts?|staff"
    r"|users)|announce\w*|info|news)$",
    re.IGNORECASE,
)
_PAIRED = re.compile(r"(?<![\w*_~])([*_~]{1,3})(?=\S)([^*_~\n]{1,200}?)(?<=\S)\1(?![\w*_~])")
# "*URGENT* _read_ ..." at the start: labels.
_STRONG = re.compile(r"^(?:\s*[*_]{1,3}[A-Za-z][A-Za-z ]{1,24}[A-Za-z][*_]{1,3}:?\s+){1,3}(?=[^a-z\s])")
_MARKS = re.compile(r"[`*~]|(?<!\w)_+|_+(?!\w)")
_ENDS = " \t,;:|-–—/>"
# Most drafts: nothing in them that is written for machines, and no number that may be a ticket's.
_PLAIN = re.compile(r"[A-Za-z ,.;!?()'\"/–—%£€-]*")
_MARK = re.compile(r"[`*_~]")
_KEPT_SYMBOLS = frozenset("°©®™+=<>|$€£¥¢^%₹")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The visible words of a draft on one line, and what was taken off."""

    text: str
    tickets: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def clean(raw: str) -> Cleaned:
    """Take off what is no part of the sentence. Never changes a character inside a word or a figure."""
    if not raw:
        return Cleaned("")
    if _PLAIN.fullmatch(raw):
        return Cleaned(_tidied(" ".join(raw.split())))
    text = _BROADCAST.sub(" ", _TOKEN.sub(_seen, html.unescape(raw)))
    text = _BROADCAST.sub(" ", _TOKEN.sub(_seen, text))
    text = _EMOJI_NAME.sub(" ", _without_hidden(text))
    text = _REPLY.sub("", " ".join(text.split()))
    tickets: tuple[str, ...] = ()
    if any(map(str.isdigit, text)):
        tickets = tuple(match[0].strip("[]()") for match in _TICKET.finditer(text))
        text = _TICKET.sub(" ", text) if tickets else text
    tags: list[str] = []

    def tag(match: re.Match[str]) -> str:
        inside = (match[1] or match[2] or match[3]).strip()
        tags.append(inside)
        if _LIST_TAG.search(inside):
            return " "
        leads = not _TAG.sub("", match.string[: match.start()]).strip(" :")
        return f" {inside}: " if leads else f" ({inside}) "

    text = _TAG.sub(tag, text)
    if _MARK.search(text):
        text = _STRONG.sub(lambda match: _PAIRED.sub(r"\2:", match[0]), text)
        text = _MARKS.sub("", _PAIRED.sub(r"\2", text))
    return Cleaned(_tidied(_REPLY.sub("", text)), tickets, tuple(tags))


def _seen(match: re.Match[str]) -> str:
    sign, _, link, label = match.groups()
    if sign == "!":
        return " "
    if sign:
        return f" {label or ''} "
    return "" if label and label.lower().strip(" .!") in _LINK_WORDS else (label or link)


_LINK_WORDS = frozenset(
    ("click here", "here", "link", "read more", "more", "more info", "details", "learn more", "this link")
)


def _without_hidden(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(char: str) -> str:
    if " " <= char <= "~":
        return char
    kind = unicodedata.category(char)
    if kind in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    if kind in ("Cf", "Cs", "Co", "Cn") or "\ufe00" <= char <= "\ufe0f" or char in "\u034f\u115f\u1160\u3164\uffa0":
        return ""
    if kind in ("So", "Sk") and char not in _KEPT_SYMBOLS:
        return " | "
    return " " if char == "\u20e3" else char


def _tidied(text: str) -> str:
    text = " ".join(_EMPTY.sub(" ", text).split()) if _EMPTY.search(text) else " ".join(text.split())
    text = _APART.sub(r"\1", text)
    text = _BARS.sub("| ", text) if "|" in text else text
    left = _AGAIN.sub(r"\1", text).strip(_ENDS)
    return f"/{left}" if _FOLDER.match(text) else left


# "/scratch is full": its sign is part of its name.
_FOLDER = re.compile(r"/[a-z]{2}")


_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_APART = re.compile(r" +([,;:!?])(?= |$)")
_BARS = re.compile(r"(?:\| ?)+")
_AGAIN = re.compile(r"([!?])[!?]+")
