"""What approvers read before they decide. Reads only."""

from collections.abc import Sequence
from datetime import datetime

from bot.approvals import flows as approvals
from bot.approvals import records as approval_records
from bot.approvals.rules import TextChanged
from bot.deliveries import flows as deliveries
from bot.incidents import records as incident_records
from bot.party_lines import flows, records, steps
from bot.party_lines.rules import Case, PartyLine
from bot.people import flows as people
from bot.people.rules import Role
from bot.storage import Tx
from bot.topics import flows as topics
from bot.topics.rules import together


def case(tx: Tx, workspace: str, approval_id: str, now: datetime) -> Case | None:
    """Gather what approvers see of one text, beside what is said at `now`; None where it is not there."""
    approval = approval_records.get(tx, workspace, approval_id)
    line = records.get(tx, workspace, approval.subject_id) if approval else None
    if approval is None or line is None:
        return None
    # One that was published without review took the other's place then, and not when it was decided.
    taken_at = line.approved_at if line.glass_reason else approval.decided_at
    before = records.live_before(tx, workspace, line, taken_at)
    title = _title_of_line(tx, workspace, line)
    author = people.name_of(tx, workspace, line.author)
    decider = people.name_of(tx, workspace, approval.decided_by) if approval.decided_by else ""
    withdrawer = people.name_of(tx, workspace, line.withdrawn_by) if line.withdrawn_by else ""
    beside = flows.open_incidents(tx, workspace, line.topic_id, now)
    also = tuple(said for incident, said in beside if said and incident.id != line.series)
    return Case(approval, line, before, title, author, decider, also, withdrawer)


def _title_of_line(tx: Tx, workspace: str, line: PartyLine) -> str:
    """Name all that an incident's line answers for; the topic of a line that belongs to none."""
    incident = incident_records.get(tx, workspace, line.series)
    named = together(topics.several(tx, workspace, incident.topic_ids)) if incident else ""
    return named or title_of(tx, workspace, line.topic_id)


def title_of(tx: Tx, workspace: str, topic_id: str) -> str:
    """Name a topic as it begins a line on the screen, also where it is gone."""
    topic = topics.find(tx, workspace, topic_id)
    return topic.title if topic else "A topic"


def other_holdings(tx: Tx, workspace: str, topic_ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the title and the holding line of each topic that has another one than the first of these."""
    first = flows.holding_for(tx, workspace, topic_ids[0])
    found = [(one, flows.holding_for(tx, workspace, one.id)) for one in topics.several(tx, workspace, topic_ids[1:])]
    return tuple((topic.title, say) for topic, say in found if say != first)


def case_to_read(tx: Tx, workspace: str, approval_id: str, *, by: str, now: datetime) -> Case:
    """Gather a text for approval for somebody who may read it: an approver or a commander.

    Raises NotStaff, NeedsRole, TextChanged.
    """
    person = people.require_staff(tx, workspace, by)
    if Role.COMMANDER not in person.roles:
        people.require(tx, workspace, by, Role.APPROVER, "read what waits for approval")
    found = case(tx, workspace, approval_id, now)
    if found is None:
        raise TextChanged
    return found


def case_to_decide(tx: Tx, workspace: str, approval_id: str, *, seen: tuple[int, str], by: str, now: datetime) -> Case:
    """Gather a text for approval for somebody who could decide it now. Raises as `send_back` does."""
    with steps.own_line_refused(tx, workspace, approval_id):
        approvals.require_open(tx, workspace, approval_id, seen=seen, by=by)
    return case_to_read(tx, workspace, approval_id, by=by, now=now)


def waiting_cases(tx: Tx, workspace: str, now: datetime) -> list[tuple[Case, str]]:
    """Return what waits for an approver, with the reason why a card is not out, or ""."""
    found = []
    for approval in approval_records.waiting(tx, workspace):
        one = case(tx, workspace, approval.id, now)
        cards = deliveries.of(tx, workspace, kind=flows.APPROVAL_CARD, ref=approval.id)
        if one is not None:
            found.append((one, next((card.reason for card in cards if card.reason), "")))
    return found
