"""What people write, before anybody reads it: what nobody sees is taken off, or refused by name."""

import re
import unicodedata
from itertools import chain

# White space that a person may leave at the ends without seeing it; the visible Ogham mark is not in it.
BLANK = " \t\n\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def tidy(text: str) -> str:
    """Take off what nobody sees: other line ends than LF, spaces at the ends of lines, outer blank.

    Done once, before a line is first submitted: from then on what is served is byte for byte what was approved
    (PRODUCT.md, section 12). Never changes a visible character.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip(BLANK) for line in lines).strip(BLANK)


_HIDDEN_NAMES = {"\x00": "NUL", "\ufeff": "byte order mark", "\u00ad": "soft hyphen"}
_HIDDEN_TOO = "\u2028\u2029\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # not controls, and still unseen
# Marks of direction that Arabic and Hebrew need beside digits: they move neutral signs only, and hide nothing.
_SEEN_FORMATS = "\u200e\u200f\u061c\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\U000110bd"
_JOINERS = frozenset("\u200c\u200d")
SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def hidden_characters(text: str) -> tuple[str, ...]:
    """Name what is in a text unseen and must not be stored, each once, in the order of the text.

    Controls but for newline and tab, overrides and isolates of direction, zero width spaces, byte order
    marks, tags (of the flags of England, Scotland and Wales too), lone surrogates, noncharacters. Joiners and
    variation selectors are fine right after what is not Latin (emoji, Persian, Indic); U+200E/F always are.
    """
    pairs = zip(chain(" ", text), text, strict=False)
    found = dict.fromkeys(char for last, char in pairs if _is_hidden(last, char))
    return tuple(f"{_HIDDEN_NAMES.get(char) or _unicode_name(char)} (U+{ord(char):04X})" for char in found)


def _is_hidden(last: str, char: str) -> bool:
    if " " <= char <= "~" or char in "\n\t":
        return False
    if char in _JOINERS:
        return last <= "\u024f" or last in _JOINERS
    if char in SELECTORS:
        return (last <= "\u024f" and last not in "©®0123456789#*") or last in SELECTORS | _JOINERS
    category = unicodedata.category(char)
    unseen = category in {"Cc", "Cs"} or (category == "Cf" and char not in _SEEN_FORMATS)
    noncharacter = ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"
    return unseen or noncharacter or char in _HIDDEN_TOO


def _unicode_name(char: str) -> str:
    kinds = {"Cc": "control character", "Cs": "half a character"}
    return unicodedata.name(char, kinds.get(unicodedata.category(char), "noncharacter")).lower()


def without_hidden(text: str) -> str:
    """Return a text without its hidden characters, for what is only quoted: a question, a name."""
    pairs = zip(chain(" ", text), text, strict=False)
    return "".join(char for last, char in pairs if not _is_hidden(last, char))


LONGEST_ADDRESS = 254
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")


def is_mail_address(text: str) -> bool:
    """Tell whether a text is one plain mail address such as finance@example.com.

    Letters beyond ASCII are not taken, as many mail servers refuse them; nor is what reads like an encoded word.
    """
    return len(text) <= LONGEST_ADDRESS and "=?" not in text and _ADDRESS.fullmatch(text) is not None


def mailbox(text: str) -> tuple[str, str] | None:
    """Take `Example IT <it@example.com>`, or the address alone, apart: the name, "" for none, and the address."""
    name, bracket, rest = text.rpartition("<")
    address = rest[:-1] if bracket and rest.endswith(">") else text
    name = name.strip(" ").removeprefix('"').removesuffix('"')
    if not is_mail_address(address) or hidden_characters(name) or "\n" in name or "\t" in name:
        return None
    return name, address
