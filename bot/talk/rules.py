"""What somebody wants who writes to Partyline in plain words, and what they wrote. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum

from bot.topics.finding import FILLER
from bot.topics.rules import Topic

# Five beginnings of topics' ids and the id of one message fit into the ref of a delivery.
ENOUGH_OF_AN_ID = 8

_WORD = re.compile(r"[^\W_]+")
_EMOJI = re.compile(r":[\w+'-]+:")
_APOSTROPHES = str.maketrans("", "", "'’‘")

_COURTEOUS = """
a agreed all and appreciated brilliant bye cheers cool day done excellent fine for good goodbye got great ha haha have
i ignore it later lol lot lovely many mind much nevermind never nice night no noted now ok okay oops perfect right see
sorry sorted so super sure ta thank thanks that thats the then thx ty u understood very welcome will wonderful yeah yep
yes you your youre
"""
_GREETING = "afternoon bot evening everybody everyone greetings hello hey hi morning partyline there"
_ASKING_FOR_ALL = """
anything broken down everything happened happening issue issues latest list new news outage outages problem problems
status update updates wrong
"""
_COURTESIES, _GREETINGS, _GENERAL = (frozenset(words.split()) for words in (_COURTEOUS, _GREETING, _ASKING_FOR_ALL))
_SMALL = FILLER | _COURTESIES | _GREETINGS | _GENERAL


class Manner(Enum):
    """What some words are, whatever the topics are called."""

    HELP = "help"
    EVERYTHING = "everything"
    # Wants no answer: thanks, a thumb up.
    COURTESY = "courtesy"
    # A question, and nothing in it that could be a topic: "is it back yet?"
    VAGUE = "vague"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Said:
    """What a person wrote to Partyline: where, in which thread ("" for none), when, and the words without its name."""

    channel: str
    thread: str
    ts: str
    words: str

    @property
    def is_direct(self) -> bool:
        """Tell whether only this person reads along."""
        return self.channel.startswith("D")

    @property
    def key(self) -> str:
        """Name the message: the same however often, and as whatever event, Slack tells of it."""
        return f"said:{self.channel}:{self.ts}"


class Plain(StrEnum):
    """What an answer can be that holds no line, named as the kind of letter that says it in a direct message."""

    HELP = "help"
    HINT = "hint"
    CHOICES = "choices"
    SUBCOMMAND = "subcommand"


@dataclass(frozen=True, slots=True)
class Instead:
    """What says the same as an answer without lines, where that cannot be shown: its kind, and what it is about.

    `about` fits into the ref of a delivery: who asks for help; how the ids of the topics to choose from begin; which
    subcommand was meant, and on which topic.
    """

    kind: Plain
    about: str = ""


def choices(topic_ids: Iterable[str]) -> Instead:
    """Name topics to choose from: at most five, each by how its id begins."""
    return Instead(Plain.CHOICES, ",".join(topic_id[:ENOUGH_OF_AN_ID] for topic_id in topic_ids))


def chosen_from(about: str, topics: Iterable[Topic]) -> list[Topic]:
    """Return, of all topics, those to choose from, in the order in which they were offered; some may be gone."""
    by_beginning = {topic.id[:ENOUGH_OF_AN_ID]: topic for topic in topics}
    return [by_beginning[beginning] for beginning in about.split(",") if beginning in by_beginning]


def is_bare(words: str) -> bool:
    """Tell whether there is nothing but a subcommand: then it is one, whatever the topics are called."""
    return words.strip().casefold().rstrip("!.") in {"", "?", "help", "list"}


def manner(words: str) -> Manner:
    """Tell what some words are, by themselves."""
    folded = _EMOJI.sub(" ", words).casefold().translate(_APOSTROPHES)
    said = set(_WORD.findall(folded))
    if ("help" in said and said <= _SMALL) or words.strip() == "?":
        return Manner.HELP
    if not words.strip():
        return Manner.EVERYTHING
    if said <= _COURTESIES:
        return Manner.VAGUE if "?" in folded else Manner.COURTESY
    if said <= _SMALL:
        return Manner.EVERYTHING if said & _GENERAL else Manner.VAGUE
    return Manner.QUESTION
