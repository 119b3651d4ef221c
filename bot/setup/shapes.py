"""What may stand in a set-up file (ARCHITECTURE.md, "Outside interfaces"). Each text is checked where it stands."""

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

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
LONGEST_CARES = 500
LONGEST_ADDRESS = 254
# These format, mention or link in Slack, so a name that holds one could not be shown as it is.
_UNFIT_FOR_NAMES = "*_~`<>&|"
_ATOM = r"[A-Za-z0-9!#$%'*+/=?^_{}~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9]{{2,}}")


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


def _role(text: str) -> str:
    if text not in set(Role):
        raise _refuse(f"{quoted(text)} is not a role. Write one of {', '.join(sorted(Role))}.")
    return text


def _address(text: str) -> str:
    if len(text) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(text):
        raise _refuse(f"{quoted(text)} is not a plain mail address. Write it like finance@example.com.")
    return text


def _id_of(letters: str, what: str, example: str) -> Callable[[str], str]:
    return partial(_id, letters=letters, what=what, example=example)


TeamId = Annotated[str, AfterValidator(_id_of("TE", "workspace", "T01TEST"))]
PersonId = Annotated[str, AfterValidator(_id_of("UW", "person", "U02COMMANDER"))]
ChannelId = Annotated[str, AfterValidator(_id_of("CG", "channel", "C01GEN"))]
GroupId = Annotated[str, AfterValidator(_id_of("S", "user group", "S0IT"))]
PlainName = Annotated[str, AfterValidator(_name)]
TopicName = Annotated[str, AfterValidator(_topic_name)]
RoleName = Annotated[str, AfterValidator(_role)]
Mail = Annotated[str, AfterValidator(_address)]
Line = Annotated[str, AfterValidator(_line)]
HoldingLine = Annotated[str, AfterValidator(_holding)]
Gloss = Annotated[str, AfterValidator(partial(_short, most=LONGEST_GLOSS))]
Cares = Annotated[str, AfterValidator(partial(_short, most=LONGEST_CARES))]


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

    name: PlainName
    channels: tuple[ChannelId, ...] = ()
    mail: tuple[Mail, ...] = ()
    cares_about: Cares = ""


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
