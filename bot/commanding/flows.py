"""Handing an incident over, taking it over, and saying what it is about. Each is one step in one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import journal
from bot.commanding.rules import (
    AT_ONCE,
    LETTER,
    MOST_NAMED,
    CannotLead,
    CannotStandIn,
    ChangedMeanwhile,
    Lead,
    Leaving,
    NoTopic,
    OneAndTheSame,
    TopicsLeave,
    lead_of,
    mark_of,
)
from bot.deliveries import flows as deliveries
from bot.deliveries.rules import Priority
from bot.incidents import flows as incidents
from bot.incidents.rules import Incident
from bot.party_lines import answers, reach
from bot.party_lines import flows as lines
from bot.party_lines import records as line_records
from bot.party_lines.rules import LineStatus, PartyLine
from bot.people import flows as people
from bot.people.rules import Role
from bot.refusals import Refusal, Refusals
from bot.storage import Tx, new_id
from bot.topics import flows as topics
from bot.topics.rules import Topic


@dataclass(frozen=True, slots=True)
class Standing:
    """How an incident stands: who leads, what it is called and about, and the version that is live, where one is."""

    incident: Incident
    title: str
    topics: tuple[Topic, ...]
    live: PartyLine | None


def standing(tx: Tx, workspace: str, incident_id: str) -> Standing:
    """Return how an incident stands now. Raises NoSuchIncident."""
    return _standing(tx, workspace, incidents.get(tx, workspace, incident_id))


def start_handover(tx: Tx, workspace: str, *, incident_id: str, by: str) -> Standing:
    """Gather what the form starts from. Raises NotStaff, NeedsRole, NoSuchIncident, AlreadyClosed."""
    people.require(tx, workspace, by, Role.COMMANDER, "hand incidents over")
    return _standing(tx, workspace, incidents.get_open(tx, workspace, incident_id))


def hand_over(
    tx: Tx, workspace: str, *, incident_id: str, wanted: Lead, seen: str, agreed: str = "", by: str, now: datetime
) -> Standing:
    """Let an incident be led, and be about, what is `wanted`, where it still stands as the form showed (`seen`).

    A topic that people hear its line on is only taken away by who has read what they are told then (`agreed`, of
    `mark_of`). Raises NotStaff, NeedsRole, NoSuchIncident, AlreadyClosed, NoSuchTopic, ChangedMeanwhile, Refusals,
    TopicsLeave.
    """
    # A set-up loaded at this moment could take a topic away from under the incident.
    people.hold_workspace(tx, workspace)
    people.require(tx, workspace, by, Role.COMMANDER, "hand incidents over")
    before = incidents.hold_open(tx, workspace, incident_id)
    stands = lead_of(before)
    if stands.mark == wanted.mark:
        return _standing(tx, workspace, before)
    if stands.mark != seen:
        raise ChangedMeanwhile
    _check(tx, workspace, wanted)
    incidents.set_topics(tx, workspace, incident_id=incident_id, topic_ids=wanted.topic_ids, by=by, now=now)
    leaving = _leaving(tx, workspace, before, wanted, now)
    if leaving and mark_of(leaving) != agreed:
        raise TopicsLeave(leaving)
    after = incidents.hand_over(
        tx,
        workspace,
        incident_id=incident_id,
        commander=wanted.commander,
        deputy=wanted.deputy or None,
        by=by,
        now=now,
    )
    return _tell(tx, workspace, before, after, _concerned(before, after), now)


def _leaving(tx: Tx, workspace: str, before: Incident, wanted: Lead, now: datetime) -> tuple[Leaving, ...]:
    """Return the topics on which people do not hear the incident's line any more, with what they hear then.

    The topics are taken away already, so that is read as it will be said.
    """
    if line_records.with_status(tx, workspace, before.id, LineStatus.LIVE) is None:
        return ()
    gone = [topic_id for topic_id in before.topic_ids if topic_id not in wanted.topic_ids]
    shelf = lines.shelf(tx, workspace)
    return tuple(
        Leaving(topic, answers.said_about(shelf, topic.id, "", now) or "")
        for topic in topics.several(tx, workspace, gone)
    )


def take_over(tx: Tx, workspace: str, *, incident_id: str, by: str, now: datetime) -> Standing:
    """Let whoever acts lead the incident from now on, and return how it stands.

    Where somebody else has just done the same, or has taken the lead since the promised update became late, they
    keep it: the incident that is returned says who leads. A deputy who takes over is no deputy any more.
    Raises NotStaff, NeedsRole, NoSuchIncident, AlreadyClosed.
    """
    people.require(tx, workspace, by, Role.COMMANDER, "lead incidents")
    before = _standing(tx, workspace, incidents.hold_open(tx, workspace, incident_id))
    incident = before.incident
    if incident.commander == by or _is_in_new_hands(tx, workspace, before, now):
        return before
    deputy = None if incident.deputy == by else incident.deputy
    after = incidents.hand_over(tx, workspace, incident_id=incident_id, commander=by, deputy=deputy, by=by, now=now)
    return _tell(tx, workspace, incident, after, {incident.commander}, now)


def _is_in_new_hands(tx: Tx, workspace: str, stands: Standing, now: datetime) -> bool:
    """Tell whether the lead has changed so lately that whoever presses the button cannot have seen it."""
    since = now - AT_ONCE
    promise_at = stands.live.promise_at if stands.live else None
    if promise_at is not None and promise_at < since:
        since = promise_at
    history = journal.read(tx, workspace, stands.incident.id)
    return any(entry.verb == "hand_over" and entry.at >= since for entry in history)


def _check(tx: Tx, workspace: str, wanted: Lead) -> None:
    """Refuse a commander or deputy who could not act, and an incident about nothing."""
    found: list[Refusal] = []
    commanders = people.holders(tx, workspace, Role.COMMANDER)
    if wanted.commander not in commanders:
        found.append(CannotLead(_names(tx, workspace, commanders)))
    if wanted.deputy and wanted.deputy == wanted.commander:
        found.append(OneAndTheSame())
    elif wanted.deputy and wanted.deputy not in commanders:
        able = [who for who in commanders if who != wanted.commander]
        found.append(CannotStandIn(_names(tx, workspace, able)))
    if not wanted.topic_ids:
        found.append(NoTopic())
    if found:
        raise Refusals(tuple(found))
    for topic_id in wanted.topic_ids:
        topics.get(tx, workspace, topic_id)


def _names(tx: Tx, workspace: str, slack_ids: Sequence[str]) -> list[str]:
    """Return the names of these people, without those whom Slack has not named yet, and of one more than is shown."""
    named = ((who, people.name_of(tx, workspace, who)) for who in slack_ids[: MOST_NAMED + 1])
    return [name for who, name in named if name != who]


def _concerned(before: Incident, after: Incident) -> set[str]:
    """Return who hears of a change: the old and the new commander, and a new deputy."""
    told = {before.commander, after.commander} if before.commander != after.commander else set[str]()
    return told | ({after.deputy} if after.deputy and after.deputy != before.deputy else set())


def _tell(tx: Tx, workspace: str, before: Incident, after: Incident, told: Collection[str], now: datetime) -> Standing:
    """Write to those concerned, and put the cards right: they name the commander, and stand in more channels now."""
    stands = _standing(tx, workspace, after)
    change = new_id()[:8]
    for who in sorted(told):
        deliveries.put(tx, workspace, kind=LETTER, ref=f"{after.id}/{change}/{who}", destinations=[who], now=now)
    reach.renew_cards(tx, workspace, after.id, now)
    if stands.live is not None:
        if after.commander != before.commander:
            _pass_promises_on(tx, workspace, stands.live, now)
        added = [topic_id for topic_id in after.topic_ids if topic_id not in before.topic_ids]
        places = reach.channels_of(tx, workspace, replace(after, topic_ids=tuple(added)))
        places -= {one.destination for one in deliveries.of(tx, workspace, kind=reach.CARD, ref=after.id)}
        deliveries.put(
            tx, workspace, kind=reach.CARD, ref=after.id, destinations=places, now=now, priority=Priority.CHANNELS
        )
        if after.commander != before.commander and deliveries.of(
            tx, workspace, kind=reach.PUSH_LIST, ref=stands.live.id
        ):
            # Whoever leads sees how far the newest version has come.
            deliveries.put(
                tx, workspace, kind=reach.PUSH_LIST, ref=stands.live.id, destinations=[after.commander], now=now
            )
    return stands


def _pass_promises_on(tx: Tx, workspace: str, live: PartyLine, now: datetime) -> None:
    """Let what was sent about the promises of a version say who leads now."""
    for kind in reach.ABOUT_A_PROMISE:
        deliveries.renew_since(tx, workspace, kind=kind, starts=[f"{live.id}/"], since=None, now=now)


def _standing(tx: Tx, workspace: str, incident: Incident) -> Standing:
    about = tuple(topics.several(tx, workspace, incident.topic_ids))
    live = line_records.with_status(tx, workspace, incident.id, LineStatus.LIVE)
    return Standing(incident, incidents.title_of(tx, workspace, incident), about, live)
