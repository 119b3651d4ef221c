"""Single steps of a version: its row moves on, and the journal says who moved it. The caller holds the incident."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from bot import journal
from bot.approvals import flows as approvals
from bot.approvals import records as approval_records
from bot.approvals.rules import Approval, ApprovalStatus, OwnText
from bot.deliveries import flows as deliveries
from bot.party_lines import records
from bot.party_lines.rules import LineStatus, OwnLine, PartyLine
from bot.storage import Tx

# Kinds of letters about an approval: the approvers' card; what tells each of them that a line is out unreviewed, and
# its commander that nobody ratified it in time.
APPROVAL_CARD = "approval_card"
GLASS = "glass"
GLASS_OVER = "glass_over"


def note(
    tx: Tx,
    workspace: str,
    line: PartyLine,
    verb: str,
    before: LineStatus | None,
    after: LineStatus,
    by: str,
    now: datetime,
) -> None:
    """Write into the journal what became of a version. Texts are named by fingerprint, never quoted."""
    facts = {"series": line.series, "number": str(line.number), "fingerprint": line.draft.fingerprint}
    change = (before.value if before else "", after.value)
    journal.write(tx, workspace, verb=verb, subject=("line", line.id), change=change, by=by, now=now, facts=facts)


def line_of(tx: Tx, workspace: str, approval_id: str) -> PartyLine | None:
    """Return the version that an approval is about; None where there is none."""
    approval = approval_records.get(tx, workspace, approval_id)
    return records.get(tx, workspace, approval.subject_id) if approval else None


@contextmanager
def own_line_refused(tx: Tx, workspace: str, approval_id: str) -> Iterator[None]:
    """Let an author who would send their own line back read what they can do instead: raises OwnLine for OwnText."""
    try:
        yield
    except OwnText as refusal:
        line = line_of(tx, workspace, approval_id)
        raise (OwnLine(line) if line else refusal) from refusal


def cancel_approval(tx: Tx, workspace: str, line: PartyLine, by: str, now: datetime) -> Approval | None:
    """Take a version back from the approvers, where it is before them: its card can no longer approve anything.

    Returns what it was before them as; None where it was not.
    """
    approval = approval_records.of_subject(tx, workspace, ("line", line.id))
    if approval is None or approval.status is not ApprovalStatus.WAITING:
        return None
    approvals.cancel(tx, workspace, approval, by=by, now=now)
    renew_cards(tx, workspace, approval.id, now)
    return approval


def renew_cards(tx: Tx, workspace: str, approval_id: str, now: datetime) -> None:
    """Bring all that was sent about a text that waits, or that is out unreviewed, up to date."""
    for kind in (APPROVAL_CARD, GLASS, GLASS_OVER):
        deliveries.renew(tx, workspace, kind=kind, ref=approval_id, now=now)


def make_way(tx: Tx, workspace: str, series: str, by: str, now: datetime) -> PartyLine | None:
    """End the live version of a series, as another takes its place; return it, or None where there is none.

    One that nobody has reviewed need not be reviewed any more.
    """
    live = records.with_status(tx, workspace, series, LineStatus.LIVE)
    if live is not None:
        records.set_status(tx, workspace, live.id, LineStatus.LIVE, LineStatus.REPLACED, now)
        note(tx, workspace, live, "replace", LineStatus.LIVE, LineStatus.REPLACED, by, now)
        cancel_approval(tx, workspace, live, by, now)
    return live


def go_live(tx: Tx, workspace: str, line: PartyLine, by: str, now: datetime) -> PartyLine:
    """Let an approved version be served."""
    records.make_live(tx, workspace, line.id, by, now)
    note(tx, workspace, line, "go_live", line.status, LineStatus.LIVE, by, now)
    return replace(line, status=LineStatus.LIVE, approved_by=by, approved_at=now)


def publish_unreviewed(
    tx: Tx, workspace: str, line: PartyLine, *, reason: str, until: datetime, instead: str, by: str, now: datetime
) -> PartyLine:
    """Let a version be served that nobody has approved: until then, and after that `instead` in its place."""
    published = replace(
        line, status=LineStatus.LIVE, approved_at=now, glass_reason=reason, glass_until=until, instead=instead
    )
    records.publish_unreviewed(tx, workspace, published)
    note(tx, workspace, line, "break_glass", line.status, LineStatus.LIVE, by, now)
    return published


def ratify(tx: Tx, workspace: str, line: PartyLine, by: str, now: datetime) -> PartyLine:
    """Let a version that went live without review count as approved."""
    records.ratify(tx, workspace, line.id, by)
    note(tx, workspace, line, "ratify", LineStatus.LIVE, LineStatus.LIVE, by, now)
    return replace(line, approved_by=by, glass_until=None)


def withdraw(tx: Tx, workspace: str, line: PartyLine, *, why: str, instead: str, by: str, now: datetime) -> PartyLine:
    """Let a live version not be said any more, and `instead` in its place. It stays the live one until the next."""
    withdrawn = replace(line, withdrawn_at=now, withdrawn_by=by, withdrawn_why=why, instead=instead, glass_until=None)
    records.withdraw(tx, workspace, withdrawn)
    note(tx, workspace, line, "withdraw", LineStatus.LIVE, LineStatus.LIVE, by, now)
    cancel_approval(tx, workspace, line, by, now)
    return withdrawn
