"""What an ask and a look-up are (PRODUCT.md, sections 2, 3 and 7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.plain_text import without_hidden
from bot.refusals import Refusal
from bot.topics.finding import FILLER, key

# The same question again within a day is counted on the same ask, and edits the message that told its owner.
COUNTED_TOGETHER_FOR = timedelta(hours=24)
LONGEST_QUESTION = 200  # characters
# A word that says something has as many letters; a writing without capitals says as much in one sign.
SHORTEST_WORD = 3
QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that met no line. `topic_id` is "" where it was about nothing we know.

    `incident_id` names the incident whose line did not answer it; "" for a look-up that met no line.
    """

    id: str
    question: str
    topic_id: str
    asked_by: str
    times: int
    first_at: datetime
    last_at: datetime
    incident_id: str = ""

    @property
    def key(self) -> str:
        """What two ways to write the same question have in common."""
        return key(self.question)


@dataclass(frozen=True, slots=True)
class Lookup:
    """Somebody looked a line up: who, when, and which version they were given."""

    workspace: str
    person: str
    topic_id: str
    line_id: str
    kind: str
    at: datetime


class NothingAsked(Refusal):
    """A form without a question in it."""

    def __init__(self) -> None:
        super().__init__("Choose a question, or type what you were asked.", QUESTION)


class LongQuestion(Refusal):
    """More than anybody asks in one breath."""

    def __init__(self, length: int) -> None:
        super().__init__(
            f"That is {length:,} characters. Put what you were asked into {LONGEST_QUESTION} or fewer.", QUESTION
        )


class QuestionGone(Refusal):
    """A button about a question that is not there."""

    def __init__(self) -> None:
        super().__init__("That question is not there any more. Type what you were asked instead.")


def in_one_line(question: str) -> str:
    """Return a question as it is kept: on one line, without what nobody sees."""
    return " ".join(without_hidden(question).split())


def checked(question: str) -> str:
    """Return a question as it is kept. Raises NothingAsked, LongQuestion."""
    kept = in_one_line(question)
    if not key(kept):
        raise NothingAsked
    if len(kept) > LONGEST_QUESTION:
        raise LongQuestion(len(kept))
    return kept


def says_something(question: str) -> bool:
    """Tell whether an owner could do anything with words that met no topic.

    A letter or two is a slip of the finger, and so is one small word such as "the"; a sentence of them is not.
    """
    words = [key(word) for word in in_one_line(question)[:LONGEST_QUESTION].split()]
    long = [word for word in words if len(word) >= SHORTEST_WORD]
    return len(long) > 1 or any(word not in FILLER for word in long) or any(map(_is_without_capitals, words))


def _is_without_capitals(word: str) -> bool:
    """Tell whether a word is written with signs that have no small and capital form: Chinese, Arabic, Hindi."""
    return any(char.isalpha() and char.lower() == char.upper() for char in word)
