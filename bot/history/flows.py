"""Reading the history of a topic: who may, and what it tells. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.approvals import records as approval_records
from bot.history import records
from bot.history.rules import PAGE, NoSuchVersion, Version, live_until
from bot.incidents import flows as incidents
from bot.incidents.rules import Incident
from bot.party_lines import records as line_records
from bot.party_lines.rules import LineStatus, PartyLine
from bot.people import flows as people
from bot.people.rules import Person, Role
from bot.storage import Tx
from bot.topics import flows as topics
from bot.topics.rules import Topic


@dataclass(frozen=True, slots=True)
class Page:
    """Some versions about a topic, newest first; `more` tells of older ones.

    `incidents` are those they belong to, by id, and `titles` what these are called now.
    """

    topic: Topic
    versions: tuple[Version, ...]
    incidents: dict[str, Incident]
    titles: dict[str, str]
    more: bool
    is_newest: bool


def require_reader(tx: Tx, workspace: str, by: str) -> Person:
    """Return the acting person if they may read what was never approved, or was withdrawn: commanders and approvers.

    Raises NotStaff, NeedsRole.
    """
    return people.require(tx, workspace, by, Role.COMMANDER, "read the history of a topic", also=Role.APPROVER)


def page(tx: Tx, workspace: str, *, topic_id: str, older_than: str = "", by: str, now: datetime) -> Page:
    """Return the newest versions about a topic's incidents, or those older than one of them.

    Raises NotStaff, NeedsRole, NoSuchTopic.
    """
    person = require_reader(tx, workspace, by)
    topic = topics.get(tx, workspace, topic_id)
    line_ids = records.newest_of_topic(tx, workspace, topic_id, older_than, PAGE + 1)
    found = versions(tx, workspace, line_ids[:PAGE], now)
    open_ones = [one.id for one in incidents.open_on(tx, workspace, topic_id)]
    may_write = Role.COMMANDER in person.roles
    shown = tuple(_told(tx, workspace, one, open_ones if may_write else []) for one in found)
    about = {series: incidents.get(tx, workspace, series) for series in {one.line.series for one in found}}
    titles = {series: incidents.title_of(tx, workspace, one) for series, one in about.items()}
    return Page(topic, shown, about, titles, len(line_ids) > PAGE, not older_than)


def versions(tx: Tx, workspace: str, line_ids: Sequence[str], now: datetime) -> list[Version]:
    """Return versions with what became of them and whom they reached, in the order of their ids."""
    lines = line_records.several(tx, workspace, line_ids)
    ends = records.ends(tx, workspace, line_ids)
    said = {line.id: live_until(line, ends[line.id], now) or now for line in lines if line.approved_at is not None}
    reached = records.reach(tx, workspace, lines, said)
    earlier = records.before(tx, workspace, lines)
    before = {line.id: line for line in line_records.several(tx, workspace, list(earlier.values()))}
    return [Version(line, ends[line.id], reached[line.id], before.get(earlier.get(line.id, ""))) for line in lines]


def version(tx: Tx, workspace: str, line_id: str, *, by: str) -> PartyLine:
    """Return one version. Raises NotStaff, NeedsRole, NoSuchVersion."""
    require_reader(tx, workspace, by)
    line = line_records.get(tx, workspace, line_id)
    if line is None:
        raise NoSuchVersion
    return line


def _told(tx: Tx, workspace: str, one: Version, open_ones: Sequence[str]) -> Version:
    """Add why it was sent back, and for which open incident it could be put forward again."""
    line, reason = one.line, ""
    if line.status is LineStatus.SENT_BACK:
        approval = approval_records.of_subject(tx, workspace, ("line", line.id))
        reason = approval.reason if approval else ""
    return Version(line, one.ended_at, one.reach, one.before, reason, _again(line, open_ones))


def _again(line: PartyLine, open_ones: Sequence[str]) -> str:
    """Return the open incident that a version could speak for again: its own, else the only one on the topic.

    What is live, or waits for approval, need not be put forward.
    """
    stands = line.status is LineStatus.SUBMITTED or (line.status is LineStatus.LIVE and line.withdrawn_at is None)
    if line.series in open_ones:
        return "" if stands else line.series
    return open_ones[0] if len(open_ones) == 1 else ""
