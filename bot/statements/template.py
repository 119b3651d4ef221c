"""The text of a statement as its fields fill it, and the fixed words around it.

The body says what the author wrote, outcome first, and nothing else; where the subject has the outcome's words
already, it opens with what happens. When it happens, what to do, whom to ask and links are no part of it: they are
drawn under it as facts, so that no edit of the body can lose them.
"""

import re
from dataclasses import dataclass

from bot.plain_text import tidy
from bot.statements.rules import Fields
from bot.statements.times import day_words, when_words

WHEN, WHAT_TO_DO, BY, QUESTIONS, LINKS = "When", "What to do", "By", "Questions", "Links"
# All that readers of what was taken back are told; fixed, so that nobody has to approve it.
TAKEN_BACK = "IT has taken this announcement back. Please do not act on it."
WAS = "It was"
# Latin, Greek and Cyrillic are before this; many scripts after it end their sentences with signs of their own.
_OTHER_SCRIPTS = "\u0530"
# Quotation marks and brackets, after which a sentence still wants its end.
_CLOSING = ")]\"'”’»"
# How a sentence begins that names its readers before what they can do.
_WHO_CAN = re.compile(r"^(?:(?:all )?(?:everybody|everyone|people|readers|staff|they|you) )?can (?:now )?")


@dataclass(frozen=True, slots=True)
class Fact:
    """What readers must find at a glance: its label and the author's words, as one plain text."""

    label: str
    words: str


def body_of(fields: Fields) -> str:
    """Return the body that the fields fill: what readers can do, then what happens. Nothing is added but full stops.

    What the subject says in the same words is not said again, as long as something else is left to say.
    """
    happens = tidy(fields.happens)
    outcome = "" if happens and is_said(fields.outcome, fields.subject) else tidy(fields.outcome)
    return "\n\n".join(sentence(part) for part in (outcome, happens) if part)


def is_said(outcome: str, subject: str) -> bool:
    """Tell whether a subject opens with the words of an outcome, whoever both say can do it."""
    wanted, said = _bare(outcome), _bare(subject)
    return bool(wanted) and said[: len(wanted)] == wanted


def _bare(text: str) -> list[str]:
    """Return a sentence's words without case, signs, and what only says that readers can do it."""
    return re.findall(r"\w+", _WHO_CAN.sub("", one_line(text).casefold()))


def sentence(text: str) -> str:
    """Make a plain sentence of a line: a capital where the first word has none at all, and a full stop.

    Lists and paragraphs stay as they are, and so do words such as iPhone.
    """
    words = text.split()
    if not words or "\n" in text:
        return text
    plain = words[0].islower() and words[0].isalpha()
    return _ended(text[:1].title() + text[1:] if plain else text)


def is_untouched(body: str, fields: Fields) -> bool:
    """Tell whether a body is still what these fields fill, or empty: then it follows when the fields change.

    The fields, with their subject, have to be those that the body was made from.
    """
    return tidy(body) in {"", body_of(fields)}


def facts(fields: Fields) -> tuple[Fact, ...]:
    """Return what stands under the body, but for links: when, what to do, by which day, whom to ask; what is given."""
    given = (
        Fact(WHEN, when_words(fields)),
        Fact(WHAT_TO_DO, fields.must_do),
        Fact(BY, day_words(fields.do_by) if fields.do_by else ""),
        Fact(QUESTIONS, fields.ask_whom),
    )
    return tuple(fact for fact in given if fact.words.strip())


def corrected(fields: Fields) -> str:
    """Return the line that marks a correction, with what was wrong in its author's words; empty for a first text."""
    mistake = one_line(fields.mistake)
    return f"Corrected: {_ended(mistake)}" if mistake else ""


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def _ended(text: str) -> str:
    """End a sentence, unless it is ended, or its last word is an address that a full stop would change."""
    inner = text.rstrip(_CLOSING)
    last = inner[-1:]
    unended = last.isalnum() and last < _OTHER_SCRIPTS and "/" not in text.split()[-1] and "@" not in text.split()[-1]
    return f"{text}." if unended else text
