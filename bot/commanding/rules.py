"""Who may lead an incident, and why a change of it is refused (PRODUCT.md, sections 1 and 3)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from bot.incidents.rules import Incident
from bot.refusals import Refusal
from bot.topics.rules import Topic

# What is typed after /partyline.
HANDOVER = "handover"
# Who presses "Take over" so soon after somebody else has not seen that they did.
AT_ONCE = timedelta(minutes=2)
# The kind of letter that tells people who leads.
LETTER = "handover"
# So many commanders are named to whoever chose somebody else.
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads an incident, who steps in ("" for nobody), and the topics that it is about."""

    commander: str
    deputy: str
    topic_ids: tuple[str, ...]

    @property
    def mark(self) -> str:
        """Name exactly this, in 16 characters: a form carries it, to be refused where somebody was faster."""
        return _mark([self.commander, self.deputy, *sorted(self.topic_ids)])


def lead_of(incident: Incident) -> Lead:
    """Return who leads an incident, and what it is about."""
    return Lead(incident.commander, incident.deputy or "", incident.topic_ids)


@dataclass(frozen=True, slots=True)
class Leaving:
    """A topic that is taken away, and what whoever asks about it is told from then on; "" for nothing."""

    topic: Topic
    say: str


def mark_of(leaving: Sequence[Leaving]) -> str:
    """Name exactly these topics with what is said on them then, in 16 characters: a form carries what was read."""
    return _mark(sorted([one.topic.id, one.say] for one in leaving))


def _mark(said: Sequence[object]) -> str:
    return sha256(json.dumps(said).encode()).hexdigest()[:16]


class CannotLead(Refusal):
    """Somebody is to lead who holds no role for it. `commanders` are names of people who do."""

    def __init__(self, commanders: Sequence[str]) -> None:
        super().__init__(
            f"Only commanders can lead an incident{_named(commanders)}. "
            "Choose one, or ask an admin to add this person to the commanders.",
            "commander",
        )


class CannotStandIn(Refusal):
    """Somebody is to step in who could not act. `commanders` are names of people who could."""

    def __init__(self, commanders: Sequence[str]) -> None:
        super().__init__(
            f"A deputy may have to take over, so only commanders can be one{_named(commanders)}. "
            "Choose one, or nobody.",
            "deputy",
        )


def _named(people: Sequence[str]) -> str:
    """Name some people after a sentence: ": Ada, Ben and others"."""
    if not people:
        return ""
    return f": {', '.join(people[:MOST_NAMED])}" + (" and others" if len(people) > MOST_NAMED else "")


class OneAndTheSame(Refusal):
    """Nobody steps in for themselves."""

    def __init__(self) -> None:
        super().__init__("A deputy steps in for the commander: choose another person, or nobody.", "deputy")


class NoTopic(Refusal):
    """An incident is about something."""

    def __init__(self) -> None:
        super().__init__("Choose at least one topic that this incident is about.", "topics")


class TopicsLeave(Refusal):
    """Topics would be taken away that people hear the incident's line on; nobody was asked about that yet."""

    def __init__(self, leaving: tuple[Leaving, ...]) -> None:
        super().__init__(
            "People who ask about a topic that you take away are not told this incident's line any more. "
            "Nothing was changed: type /partyline handover again.",
            "topics",
        )
        self.leaving = leaving


class ChangedMeanwhile(Refusal):
    """Somebody else handed over, or changed the topics, while this form was open."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed who leads, or the topics, while this form was open, so nothing was changed. "
            "Close it and type /partyline handover again to see how it stands."
        )
