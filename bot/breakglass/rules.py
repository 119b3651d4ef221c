"""What may be published without review, and why something may not (PRODUCT.md, section 3 "Approval")."""

from dataclasses import dataclass

from bot.approvals.rules import Approval
from bot.party_lines.rules import PartyLine
from bot.refusals import Refusal

# What is typed for it.
PUBLISH = "publish"
LEAST_REASON = 10
MISSING_REASON = (
    f"Say in at least {LEAST_REASON} characters why this cannot wait for an approver. The approvers read it."
)


@dataclass(frozen=True, slots=True)
class Urgent:
    """A version that waits for approval, before it is published without: and what is said if nobody ratifies it.

    `others` are the incident's topics, by title, that have a holding line of their own.
    """

    approval: Approval
    line: PartyLine
    topic: str
    instead: str
    others: tuple[tuple[str, str], ...] = ()


class NotYours(Refusal):
    """Whoever breaks the glass answers for the words."""

    def __init__(self) -> None:
        super().__init__("Only the commander who wrote this version can publish it without review.")


class NotUrgent(Refusal):
    """Minor incidents and all-clears can wait for an approver."""

    def __init__(self) -> None:
        super().__init__(
            "Only the line of a major or critical incident goes out without review. This one waits for an approver."
        )


class NewerVersion(Refusal):
    """What would be published is not what its author has seen."""

    def __init__(self) -> None:
        super().__init__(
            "Another version was handed in meanwhile, so nothing was published. "
            "To publish that one, type /partyline publish and the topic."
        )


class OutAlready(Refusal):
    """It was published a moment ago."""

    def __init__(self, line: PartyLine) -> None:
        super().__init__(f"Version {line.number} is out already. An approver is looking at it now.")


class PromiseTooOld(Refusal):
    """Everybody would be told its holding line at once."""

    def __init__(self) -> None:
        super().__init__(
            "The time it promises for the next update has passed, so nothing was published. "
            "Update the line with a new time, and publish that."
        )


class NothingWaits(Refusal):
    """There is no version to publish."""

    def __init__(self) -> None:
        super().__init__("No version waits for an approver here. Write one first: /partyline update and the topic.")
