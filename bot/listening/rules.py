"""What comes back from those who say the lines (PRODUCT.md, section 7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.asks.rules import Ask
from bot.incidents.rules import Incident
from bot.party_lines.rules import PartyLine
from bot.party_lines.serving import Served
from bot.party_lines.wording import QuestionAnswer
from bot.refusals import Refusal
from bot.topics.finding import key

# How many questions are offered to choose from, and shown in the commander's tally.
MOST_OFFERED = MOST_SHOWN = 5
# How many the whole list shows; Slack takes 50 blocks a message.
MOST_LISTED = 30


class NoSuchVersion(Refusal):
    """A version that nobody can hold: it is not there, or was never approved."""

    def __init__(self) -> None:
        super().__init__("I do not know that version any more. Type /partyline and the topic for what is said now.")


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody has a version: which one, of what, and what is said now. `already` where they had said so before."""

    line: PartyLine
    about: str
    already: bool
    said_now: Served | None

    @property
    def is_current(self) -> bool:
        """Tell whether the version that they hold is what is said now."""
        now = self.said_now
        return now is not None and now.line.id == self.line.id and now.say == self.line.words.say


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A question that was counted: who is told, what the line answers to it, and what else can be said meanwhile.

    `answer` is "" where the line answers it not; `said_now` is None where nothing is said.
    """

    ask: Ask
    commander: str
    said_now: Served | None
    answer: str = ""
    not_yet_known: str = ""

    @property
    def say(self) -> str:
        """The sentence to say meanwhile; "" where there is none."""
        return self.said_now.say if self.said_now else ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How well a team listens: questions answered, beside the versions sent out and the messages that these were."""

    answered: int
    versions: int
    messages: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What people are asked about an incident and its line does not answer, the most asked first.

    `title` names it on the screen, `topic` is the name to type for it. `answered` are those that the live version
    answers, `version` its number (0 before the first approval), and `holders` counts the people who have it. `ratio` is
    None where nobody asked for it.
    """

    incident: Incident
    title: str
    topic: str
    waiting: tuple[Ask, ...]
    answered: tuple[Ask, ...]
    version: int
    holders: int
    ratio: Ratio | None = None


def answer_to(question: str, pairs: Iterable[QuestionAnswer]) -> str:
    """Return what the follow-up answers say to a question, however it is written; "" where they do not."""
    wanted = key(question)
    return next((pair.answer for pair in pairs if key(pair.question) == wanted), "")


def parted(asked: Iterable[Ask], pairs: Sequence[QuestionAnswer]) -> tuple[tuple[Ask, ...], tuple[Ask, ...]]:
    """Part questions into those that still wait for an answer, and those that have one."""
    known = {key(pair.question) for pair in pairs}
    both = tuple(asked)
    return tuple(one for one in both if one.key not in known), tuple(one for one in both if one.key in known)


def ratio_of(asked: Iterable[Ask], versions: Sequence[Sequence[QuestionAnswer]], messages: int) -> Ratio:
    """Compare questions answered with versions sent out.

    `versions` are the follow-up answers of each version that was live, `messages` how many messages told of them.
    A question counts once it was answered in any of them; what reached nobody was not sent out.
    """
    known = {key(pair.question) for pairs in versions for pair in pairs}
    return Ratio(sum(one.key in known for one in asked), len(versions) if messages else 0, messages)
