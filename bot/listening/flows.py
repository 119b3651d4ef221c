"""Who holds a version, which questions come back about an incident, and what of that its commander is shown."""

from datetime import datetime

from bot.asks import flows as asks
from bot.asks.rules import Ask, QuestionGone
from bot.deliveries import flows as deliveries
from bot.deliveries.rules import DeliveryStatus, Priority
from bot.incidents import flows as incidents
from bot.incidents.rules import Incident
from bot.listening import records
from bot.listening.rules import (
    MOST_OFFERED,
    Held,
    NoSuchVersion,
    PassedOn,
    Ratio,
    Tally,
    answer_to,
    parted,
    ratio_of,
)
from bot.party_lines import answers, reach
from bot.party_lines import flows as lines
from bot.party_lines import records as line_records
from bot.party_lines.reach import TALLY
from bot.party_lines.rules import LineStatus
from bot.party_lines.serving import Cards, Everything, Served
from bot.people import flows as people
from bot.people.rules import Role
from bot.storage import Tx
from bot.topics import flows as topics

WENT_LIVE = {LineStatus.LIVE, LineStatus.REPLACED}


def confirm(tx: Tx, workspace: str, *, topic_id: str, line_id: str, by: str, now: datetime) -> Held:
    """Note that somebody has a version and will say it. What is said now comes with the answer.

    Raises NotStaff, NoSuchVersion, NoSuchIncident.
    """
    people.require_staff(tx, workspace, by)
    line = line_records.get(tx, workspace, line_id)
    if line is None or line.status not in WENT_LIVE:
        raise NoSuchVersion
    incident = incidents.get(tx, workspace, line.series)
    fresh = records.confirm(tx, workspace, line.id, by, now)
    if fresh:
        _show_new_count(tx, workspace, incident.id, now)
    about = _name(tx, workspace, incident, topic_id)
    return Held(line, about, not fresh, _said_now(tx, workspace, incident, topic_id, now))


def offered(tx: Tx, workspace: str, *, incident_id: str, by: str) -> list[Ask]:
    """Return the questions to choose from for somebody who was asked something: at most five, most asked first.

    Raises NotStaff, NoSuchIncident.
    """
    people.require_staff(tx, workspace, by)
    incidents.get(tx, workspace, incident_id)
    return asks.on_incident(tx, workspace, incident_id)[:MOST_OFFERED]


def pass_on(
    tx: Tx, workspace: str, *, incident_id: str, topic_id: str, question: str, by: str, now: datetime
) -> PassedOn:
    """Count a question that somebody was asked about an incident, and show its commander.

    Raises NotStaff, NoSuchIncident, NothingAsked, LongQuestion.
    """
    incidents.queue_at(tx, workspace, incident_id)
    incident = incidents.get(tx, workspace, incident_id)
    topic_id = topic_id if topic_id in incident.topic_ids else incident.topic_ids[0]
    ask = asks.record_on_incident(
        tx, workspace, incident_id=incident.id, topic_id=topic_id, question=question, by=by, now=now
    )
    deliveries.put(tx, workspace, kind=TALLY, ref=incident.id, destinations=[incident.commander], now=now)
    served = _said_now(tx, workspace, incident, topic_id, now)
    # Follow-ups are only said beside the sentence that they were approved with.
    words = served.line.words if served and served.incident and served.incident.id == incident.id else None
    if served is None or words is None or served.say != words.say:
        return PassedOn(ask, incident.commander, served)
    return PassedOn(ask, incident.commander, served, answer_to(ask.question, words.if_pressed), words.not_yet_known)


def pass_on_again(tx: Tx, workspace: str, *, ask_id: str, by: str, now: datetime) -> PassedOn:
    """Count a question that others were asked before.

    Raises NotStaff, QuestionGone, NoSuchIncident.
    """
    ask = _ask(tx, workspace, ask_id)
    return pass_on(
        tx, workspace, incident_id=ask.incident_id, topic_id=ask.topic_id, question=ask.question, by=by, now=now
    )


def question(tx: Tx, workspace: str, *, ask_id: str, by: str) -> Ask:
    """Return a question for the commander who answers it. Raises NotStaff, NeedsRole, QuestionGone."""
    people.require(tx, workspace, by, Role.COMMANDER, "answer what people are asked")
    return _ask(tx, workspace, ask_id)


def tally(tx: Tx, workspace: str, incident_id: str, *, compared: bool = False) -> Tally:
    """Gather what people are asked about an incident, and how far its line answers it; `compared` with what was pushed.

    Comparing counts every message that the incident's lines went out in: too many for whoever only counts a question.
    Raises NoSuchIncident.
    """
    incident = incidents.get(tx, workspace, incident_id)
    asked = asks.on_incident(tx, workspace, incident_id)
    live = line_records.with_status(tx, workspace, incident_id, LineStatus.LIVE)
    pairs = live.words.if_pressed if live and live.withdrawn_at is None else ()
    waiting, answered = parted(asked, pairs)
    holders = records.count_holding(tx, workspace, live.id) if live else 0
    topic = topics.find(tx, workspace, incident.topic_ids[0])
    return Tally(
        incident,
        incidents.title_of(tx, workspace, incident),
        topic.name if topic else incident.title,
        waiting,
        answered,
        live.number if live else 0,
        holders,
        _ratio(tx, workspace, incident_id, asked) if compared else None,
    )


def _ratio(tx: Tx, workspace: str, incident_id: str, asked: list[Ask]) -> Ratio:
    """Compare, for one incident, the questions that were answered with the versions that were sent out."""
    versions = records.versions(tx, workspace, incident_id)
    refs = {reach.CARD: [incident_id], reach.NOTE: list(versions), reach.NEWS: list(versions)}
    return ratio_of(asked, list(versions.values()), records.count_sent(tx, workspace, refs))


def _ask(tx: Tx, workspace: str, ask_id: str) -> Ask:
    ask = asks.get(tx, workspace, ask_id)
    if ask is None or not ask.incident_id:
        raise QuestionGone
    return ask


def _said_now(tx: Tx, workspace: str, incident: Incident, topic_id: str, now: datetime) -> Served | None:
    """Return what somebody who asks about this incident is told now; None where nothing is said."""
    topic_id = topic_id if topic_id in incident.topic_ids else incident.topic_ids[0]
    given = answers.about(lines.shelf(tx, workspace), (topic_id,), "", now, incident_id=incident.id)
    shown = given.cards if isinstance(given, Cards) else given.rows if isinstance(given, Everything) else ()
    return shown[0] if shown else None


def _name(tx: Tx, workspace: str, incident: Incident, topic_id: str) -> str:
    topic = topics.find(tx, workspace, topic_id) if topic_id in incident.topic_ids else None
    return topic.title if topic else incidents.title_of(tx, workspace, incident)


def _show_new_count(tx: Tx, workspace: str, incident_id: str, now: datetime) -> None:
    """Bring a tally that stands up to date, behind everything else: one that waits says the new count anyway."""
    stands = deliveries.of(tx, workspace, kind=TALLY, ref=incident_id)
    places = [one.destination for one in stands if one.status is not DeliveryStatus.WAITING]
    deliveries.put(tx, workspace, kind=TALLY, ref=incident_id, destinations=places, now=now, priority=Priority.TIDYING)
