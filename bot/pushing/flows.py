"""What is said in channels now, how far a push has come, sending again what failed; following and unfollowing."""

from collections.abc import Iterable
from datetime import datetime

from bot import journal
from bot.deliveries import flows as deliveries
from bot.deliveries.rules import WATCHED_FOR, stale_since
from bot.incidents import flows as incidents
from bot.incidents import records as incident_records
from bot.party_lines import records as lines
from bot.party_lines.reach import CARD, NEWS, NOTE, PUSH_LIST
from bot.party_lines.rules import LineStatus, PartyLine
from bot.people import flows as people
from bot.people.rules import Role
from bot.pushing import records, rules
from bot.pushing.rules import Following, HowFar, NoSuchPush, Push, Replaced, named
from bot.storage import Tx
from bot.topics import flows as topics
from bot.topics.rules import Topic


def said_now(tx: Tx, workspace: str, incident_id: str) -> Push | None:
    """Return the version that is said about an incident now; None before a first approval."""
    line = lines.with_status(tx, workspace, incident_id, LineStatus.LIVE)
    return _pushed(tx, workspace, line) if line else None


def pushed(tx: Tx, workspace: str, line_id: str) -> Push | None:
    """Return a version that was pushed, with the one that has replaced it; None where it is not there."""
    line = lines.get(tx, workspace, line_id)
    return _pushed(tx, workspace, line) if line else None


def _pushed(tx: Tx, workspace: str, line: PartyLine) -> Push | None:
    incident = incident_records.get(tx, workspace, line.series)
    if incident is None:
        return None
    about = named(topics.several(tx, workspace, incident.topic_ids), incident)
    live = line if line.status is LineStatus.LIVE else lines.with_status(tx, workspace, line.series, LineStatus.LIVE)
    return Push(line, incident, about, live if live and live.id != line.id else None)


# -- how far a push has come --------------------------------------------------------------------------------------


def how_far(tx: Tx, workspace: str, push: Push) -> HowFar:
    """Return how far a push has come: channels by their cards and notes, people by their news."""
    return rules.how_far(
        deliveries.of(tx, workspace, kind=CARD, ref=push.incident.id),
        deliveries.of(tx, workspace, kind=NOTE, ref=push.line.id),
        deliveries.progress(tx, workspace, [(NEWS, push.line.id)]),
    )


def show(tx: Tx, workspace: str, *, line_id: str, by: str) -> tuple[Push, HowFar]:
    """Return how far a push has come, for a commander who asks. Raises NotStaff, NeedsRole, NoSuchPush, Replaced."""
    push = _current(tx, workspace, line_id, by)
    return push, how_far(tx, workspace, push)


def try_again(tx: Tx, workspace: str, *, line_id: str, by: str, now: datetime) -> int:
    """Send again what failed of a push, and return how many destinations that is.

    Raises NotStaff, NeedsRole, NoSuchPush, Replaced.
    """
    line = lines.get(tx, workspace, line_id)
    if line is not None:
        incidents.queue_at(tx, workspace, line.series)
    push = _current(tx, workspace, line_id, by)
    failed = how_far(tx, workspace, push).failed
    if failed:
        for kind, ref in ((CARD, push.incident.id), (NOTE, line_id), (NEWS, line_id)):
            deliveries.retry(tx, workspace, kind=kind, ref=ref, now=now)
        deliveries.renew(tx, workspace, kind=PUSH_LIST, ref=line_id, now=now)
        subject, change = ("line", line_id), ("failed", "waiting")
        journal.write(tx, workspace, verb="push_again", subject=subject, change=change, by=by, now=now)
    return failed


def _current(tx: Tx, workspace: str, line_id: str, by: str) -> Push:
    people.require(tx, workspace, by, Role.COMMANDER, "see how far a push has come")
    push = pushed(tx, workspace, line_id)
    if push is None:
        raise NoSuchPush
    if not push.is_said:
        raise Replaced(push)
    return push


def refresh_lists(tx: Tx, workspace: str, now: datetime) -> bool:
    """Bring the commanders' lists up to date where more has come of a push since; tells whether any is sent again."""
    stale = [
        line_id
        for line_id, incident_id, asked_at in records.lists(tx, workspace, now - WATCHED_FOR)
        if (since := stale_since(asked_at, now)) is not None
        and deliveries.have_come_on(tx, workspace, [(CARD, incident_id), (NOTE, line_id), (NEWS, line_id)], since)
    ]
    for line_id in stale:
        deliveries.renew(tx, workspace, kind=PUSH_LIST, ref=line_id, now=now)
    return bool(stale)


# What is looked for again and again, as the rooms beside this one call it.
sweep = refresh_lists


# -- following ----------------------------------------------------------------------------------------------------


def follow(tx: Tx, workspace: str, *, topic_ids: Iterable[str], by: str, now: datetime) -> Following:
    """Let somebody on the staff be told when the lines of topics change. Raises NotStaff, NoSuchTopic.

    It is a setting of their own: no answer depends on it, so the journal does not hold it.
    """
    people.require_staff(tx, workspace, by)
    wanted = tuple(topics.several(tx, workspace, topic_ids))
    if not wanted:
        raise topics.NoSuchTopic
    added = [topics.follow(tx, workspace, topic_id=topic.id, by=by, now=now) for topic in wanted]
    return Following(wanted, follows=True, changed=any(added))


def unfollow(tx: Tx, workspace: str, *, topic_ids: Iterable[str], by: str) -> Following:
    """Let somebody not be told any more; of topics they do not follow, or that are gone, nothing has to be done.

    Raises NotStaff.
    """
    people.require_staff(tx, workspace, by)
    asked = tuple(topic_ids)
    left = [topic_id for topic_id in asked if topics.unfollow(tx, workspace, topic_id=topic_id, by=by)]
    return Following(tuple(topics.several(tx, workspace, left or asked)), follows=False, changed=bool(left))


def followed(tx: Tx, workspace: str, *, by: str) -> list[Topic]:
    """Return the topics that somebody on the staff follows, by name. Raises NotStaff."""
    people.require_staff(tx, workspace, by)
    found = topics.several(tx, workspace, topics.followed_by(tx, workspace, by))
    return sorted(found, key=lambda topic: topic.name.lower())
