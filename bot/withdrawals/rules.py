"""What can be withdrawn, and why something cannot (PRODUCT.md, section 3 "Pushing")."""

from dataclasses import dataclass
from datetime import timedelta

from bot.incidents.rules import Incident
from bot.party_lines.rules import HOLDING, LineStatus, PartyLine
from bot.refusals import Refusal

# What is typed for it.
WITHDRAW = "withdraw"
# A look-up is noted a moment behind its answer, and later when the database is away: for so long after a withdrawal
# somebody looks for those that were not noted yet.
LATE_NOTES_FOR = timedelta(minutes=10)
MISSING_REASON = "Say in a few words what is wrong with it, for the commander and for IT's history."


@dataclass(frozen=True, slots=True)
class Doomed:
    """A line before it is withdrawn: what is said now, and what everybody will be told instead.

    `others` are the incident's topics, by title, that have a holding line of their own. `waiting` is the version of
    the incident that is before the approvers, where there is one.
    """

    incident: Incident
    line: PartyLine
    topic: str
    instead: str
    others: tuple[tuple[str, str], ...] = ()
    waiting: PartyLine | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A line after it was withdrawn. `ref` names what is said of its incident now, as buttons do: topic and incident.

    What is told of it quotes `say` alone, which was put down with the withdrawal and never changes: a newer line could
    be withdrawn in its turn, and nobody would take it back from here.
    """

    line: PartyLine
    topic: str
    ref: str

    @property
    def say(self) -> str:
        """Return what is said in its place; "" where a newer line is out."""
        return (self.line.instead or HOLDING) if self.line.status is LineStatus.LIVE else ""


class NothingToWithdraw(Refusal):
    """Nothing of this incident has been said yet, or its last word is no longer said."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody is told anything about this incident now, so there is nothing to withdraw. "
            "Type /partyline list to see what is going on."
        )


class WithdrawnAlready(Refusal):
    """Somebody was faster."""

    def __init__(self, line: PartyLine, who: str) -> None:
        super().__init__(f"{who} has withdrawn version {line.number} already. Everyone is told: “{line.instead}”")


class AnotherIsOut(Refusal):
    """What somebody wanted to withdraw is not what is said now."""

    def __init__(self, live: PartyLine) -> None:
        super().__init__(
            f"Version {live.number} came out meanwhile, so nothing was withdrawn. "
            "If that one is wrong too, type /partyline withdraw and the topic again."
        )
