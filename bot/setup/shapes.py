"""What may stand in a set-up file (ARCHITECTURE.md, "Outside interfaces"). Each text is checked where it stands."""

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from bot.audiences.rules import (
    ENCODED,
    LONGEST_CARES,
    LONGEST_WORD,
    MOST_ADDRESSES,
    MOST_CHANNELS,
    MOST_WORDS,
    NOT_IN_HEADERS,
    one_line,
    reaches_readers,
    too_long_for_its_field,
    too_many,
)
from bot.party_lines.rules import check_holding
from bot.party_lines.wording import Words, complaints
from bot.people.rules import Role
from bot.plain_text import tidy
from bot.setup.problems import quoted
from bot.topics.finding import RESERVED, key

# The type of the errors whose message is a sentence of ours.
SENTENCE = "sentence"
LONGEST_NAME = 80
LONGEST_GLOSS = 200
# These format, mention or link in Slack, so a name that holds one could not be shown as it is.
_UNFIT_FOR_NAMES = "*_~`<>&|"


def _refuse(sentence: str) -> PydanticCustomError:
    # Without a context pydantic puts nothing into the template, whatever braces it holds.
    return PydanticCustomError(SENTENCE, sentence)


def _id(text: str, letters: str, what: str, example: str) -> str:
    if not re.fullmatch(f"[{letters}][A-Z0-9]{{2,20}}", text):
        begins = " or ".join(letters)
        raise _refuse(
            f"{quoted(text)} is not the id of a {what}. "
            f"It begins with {begins}, then come capital letters and digits: write it like {example}."
        )
    return text


def _name(text: str) -> str:
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME:
        raise _refuse(f"{quoted(name)} has {len(name)} characters. Keep it to {LONGEST_NAME}.")
    if not key(name):
        raise _refuse(f"{quoted(name)} holds no letter and no digit. Write a name that people can type.")
    return name


def _topic_name(text: str) -> str:
    name = _name(text)
    if found := sorted(set(name) & set(_UNFIT_FOR_NAMES)):
        raise _refuse(f"{quoted(name)} holds {' '.join(found)}, which Slack reads as formatting. Leave that out.")
    if key(name) in RESERVED:
        raise _refuse(
            f"{quoted(name)} is a command: /partyline {quoted(name)[1:-1]} would never reach this topic. "
            "Choose another name."
        )
    return name


def _short(text: str, most: int) -> str:
    tidied = tidy(text)
    if len(tidied) > most:
        raise _refuse(f"This has {len(tidied)} characters. Keep it to {most}.")
    return tidied


def _line(text: str) -> str:
    said = tidy(text)
    found = complaints(Words(say=said)) if said else ()
    if found:
        raise _refuse(" ".join(one.sentence for one in found))
    return said


def _holding(text: str) -> str:
    said = _line(text)
    refusal = check_holding(said)
    if refusal is not None:
        raise _refuse(refusal.sentence)
    return said


def _audience_name(text: str) -> str:
    if ENCODED in text:
        raise _refuse(NOT_IN_HEADERS)
    return _name(text)


def _role(text: str) -> str:
    if text not in set(Role):
        raise _refuse(f"{quoted(text)} is not a role. Write one of {', '.join(sorted(Role))}.")
    return text


def _address(text: str) -> str:
    if not reaches_readers(text):
        raise _refuse(f"{quoted(text)} is not a plain mail address. Write it like finance@example.com.")
    return text


def _word(text: str) -> str:
    word = one_line(text)
    if not word:
        raise _refuse("This holds nothing that can be read. Write a word, or take it out.")
    return _short(word, LONGEST_WORD)


def _few(entries: tuple[str, ...], most: int, what: str) -> tuple[str, ...]:
    if said := too_many(len(entries), most, what):
        raise _refuse(said)
    return entries


def _addresses(mail: tuple[str, ...]) -> tuple[str, ...]:
    if said := too_long_for_its_field(mail):
        raise _refuse(said)
    return _few(mail, MOST_ADDRESSES, "addresses")


def _id_of(letters: str, what: str, example: str) -> Callable[[str], str]:
    return partial(_id, letters=letters, what=what, example=example)


TeamId = Annotated[str, AfterValidator(_id_of("TE", "workspace", "T01TEST"))]
PersonId = Annotated[str, AfterValidator(_id_of("UW", "person", "U02COMMANDER"))]
ChannelId = Annotated[str, AfterValidator(_id_of("CG", "channel", "C01GEN"))]
GroupId = Annotated[str, AfterValidator(_id_of("S", "user group", "S0IT"))]
PlainName = Annotated[str, AfterValidator(_name)]
AudienceName = Annotated[str, AfterValidator(_audience_name)]
TopicName = Annotated[str, AfterValidator(_topic_name)]
RoleName = Annotated[str, AfterValidator(_role)]
Mail = Annotated[str, AfterValidator(_address)]
Line = Annotated[str, AfterValidator(_line)]
HoldingLine = Annotated[str, AfterValidator(_holding)]
Gloss = Annotated[str, AfterValidator(partial(_short, most=LONGEST_GLOSS))]
Cares = Annotated[str, AfterValidator(partial(_short, most=LONGEST_CARES))]
Reached = Annotated[tuple[ChannelId, ...], AfterValidator(partial(_few, most=MOST_CHANNELS, what="channels"))]
Addresses = Annotated[tuple[Mail, ...], AfterValidator(_addresses)]
Word = Annotated[str, AfterValidator(_word)]
Vocabulary = Annotated[tuple[Word, ...], AfterValidator(partial(_few, most=MOST_WORDS, what="words"))]


class Part(BaseModel):
    """A mapping of the file: nothing unknown, and nothing turned into what it is not."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class WorkspacePart(Part):
    """Which Slack workspace this is."""

    team_id: TeamId
    name: PlainName


class StaffPart(Part):
    """Whom the workspace counts as staff: all full members, or one user group."""

    everyone: bool = False
    group: GroupId | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.everyone == (self.group is not None):
            raise _refuse("Write {everyone: true} for all full members, or {group: S0IT} for one user group.")
        return self


class PersonPart(Part):
    """Somebody and the roles they hold."""

    slack_id: PersonId
    roles: tuple[RoleName, ...]


class ApprovalsPart(Part):
    """Where approvers are asked; without a channel each is asked in private."""

    channel: ChannelId | None = None


class TemplatesPart(Part):
    """What a line starts from, by the status of its incident."""

    investigating: Line = ""
    identified: Line = ""
    monitoring: Line = ""
    resolved: Line = ""


class TopicPart(Part):
    """What people ask about, and what is said while nothing is going on."""

    name: TopicName
    aliases: tuple[TopicName, ...] = ()
    owner: PersonId | None = None
    channels: tuple[ChannelId, ...] = ()
    standing: Line = ""
    holding: HoldingLine = ""
    templates: TemplatesPart = TemplatesPart()


class AudiencePart(Part):
    """A named group of readers."""

    name: AudienceName
    channels: Reached = ()
    mail: Addresses = ()
    cares_about: Cares = ""
    words: Vocabulary = ()


class GlossaryPart(Part):
    """A system in the words of the people who use it."""

    name: PlainName
    aliases: tuple[PlainName, ...] = ()
    plain: Gloss = ""
    lets_you: Gloss = ""
    outcome: Gloss = ""


class SetUp(Part):
    """A whole file. A section that is None was absent, and leaves what is stored as it is."""

    workspace: WorkspacePart
    staff: StaffPart | None = None
    people: tuple[PersonPart, ...] | None = None
    approvals: ApprovalsPart | None = None
    default_line: Line | None = None
    topics: tuple[TopicPart, ...] | None = None
    audiences: tuple[AudiencePart, ...] | None = None
    glossary: tuple[GlossaryPart, ...] | None = None


# The parts by the key that they stand under; "" is the file.
PARTS: dict[str, type[Part]] = {
    "": SetUp,
    "workspace": WorkspacePart,
    "staff": StaffPart,
    "people": PersonPart,
    "approvals": ApprovalsPart,
    "topics": TopicPart,
    "templates": TemplatesPart,
    "audiences": AudiencePart,
    "glossary": GlossaryPart,
}
