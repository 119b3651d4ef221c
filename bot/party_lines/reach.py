"""Who is told what goes live: the channels and followers of its topics, and whoever pushed it."""

from datetime import datetime
from functools import partial

from bot.approvals import records as approvals
from bot.deliveries import flows as deliveries
from bot.deliveries.rules import Delivery, Priority
from bot.incidents.rules import Incident
from bot.party_lines.rules import PartyLine
from bot.people import flows as people
from bot.storage import Tx
from bot.topics import flows as topics

# Kinds of letters. The card is one message a channel and incident, edited in place; the note goes into its thread,
# news goes to each follower, and the list tells the commander how far all of it has come.
CARD = "card"
NOTE = "note"
NEWS = "news"
PUSH_LIST = "push_list"
# What an author is told of a decision; its `ref` is the approval.
DECISION = "decision"
# A direct message that somebody asked for, with what is said about a topic.
COPY = "copy"
# A direct message with all that IT says, to who asked for that; its `ref` names just the one message.
OVERVIEW = "overview"
# A direct message with the default line, to who asked where no private reply could be shown.
DEFAULT_LINE = "default_line"
# What is sent of a withdrawal, all about the withdrawn version: a note in the thread of each card, a correction to each
# who looked it up, and what tells the commander.
WITHDRAWAL = "withdrawal"
CORRECTION = "correction"
WITHDRAWN = "withdrawn"
# What people are asked, for the commander: a new version may answer some of it, so it is brought up to date with it.
TALLY = "tally"
# About a promise, each `ref` beginning with its version: what reminds whoever leads, what tells whoever leads only
# since then, what says that the update is late, and what asks others for help.
ABOUT_A_PROMISE = ("reminder", "reminder_handed_on", "promise_missed", "escalation")


def push(tx: Tx, workspace: str, incident: Incident, line: PartyLine, before: PartyLine | None, now: datetime) -> None:
    """Tell everybody, in the transaction that lets `line` go live in place of `before`.

    Cards that stand are edited, also where the topics have no channel any more; where one stands already, a note in
    its thread says what is new. What was sent of the version before is turned into a hint at the newer one: nowhere
    stays an older text.
    """
    channels = channels_of(tx, workspace, incident)
    standing = {one.destination for one in deliveries.of(tx, workspace, kind=CARD, ref=incident.id) if _may_stand(one)}
    followers = followers_of(tx, workspace, incident)
    put = partial(deliveries.put, tx, workspace, now=now)
    put(kind=CARD, ref=incident.id, destinations=channels | standing, priority=Priority.CHANNELS)
    put(kind=NOTE, ref=line.id, destinations=channels & standing, priority=Priority.PEOPLE)
    put(kind=NEWS, ref=line.id, destinations=followers, priority=Priority.PEOPLE)
    put(kind=PUSH_LIST, ref=line.id, destinations=[incident.commander])
    deliveries.renew(tx, workspace, kind=TALLY, ref=incident.id, now=now)
    if before is not None:
        for kind in (NOTE, NEWS, PUSH_LIST, WITHDRAWAL, CORRECTION, WITHDRAWN):
            deliveries.renew(tx, workspace, kind=kind, ref=before.id, now=now, priority=Priority.TIDYING)
        decided = approvals.of_subject(tx, workspace, ("line", before.id))
        if decided is not None:
            deliveries.renew(tx, workspace, kind=DECISION, ref=decided.id, now=now, priority=Priority.TIDYING)


def _may_stand(card: Delivery) -> bool:
    """Tell whether people may have seen a card: it stands, or somebody is posting it, or nobody knows."""
    return bool(card.ts) or card.unclear_since is not None


def renew_cards(tx: Tx, workspace: str, incident_id: str, now: datetime) -> None:
    """Bring the cards that stand in channels up to date with what is said now."""
    deliveries.renew(tx, workspace, kind=CARD, ref=incident_id, now=now, priority=Priority.CHANNELS)


def channels_of(tx: Tx, workspace: str, incident: Incident) -> set[str]:
    """Return the channels of all topics of an incident."""
    found = (topics.find(tx, workspace, topic_id) for topic_id in incident.topic_ids)
    return {channel for topic in found if topic for channel in topic.channels}


def followers_of(tx: Tx, workspace: str, incident: Incident) -> list[str]:
    """Return who follows a topic of an incident and may have its lines now."""
    return people.staff_among(tx, workspace, topics.followers(tx, workspace, incident.topic_ids))
