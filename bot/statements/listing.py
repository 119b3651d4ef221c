"""Finding and reading statements: what there is, all about one, and its history, as one person may see it."""

from bot import journal
from bot.approvals import records as approval_records
from bot.journal.rules import Entry
from bot.people import flows as people
from bot.people.rules import Person, Role
from bot.statements import deciding, publishing, records
from bot.statements.rules import STATEMENTS, Out, Statement, Text, UnknownStatement, Work
from bot.statements.views import Listed, Page
from bot.storage import Tx

MOST_LISTED = 10


def listed(tx: Tx, workspace: str, *, by: str) -> Listed:
    """Gather what there is for one of the staff. Raises NotStaff."""
    person = people.require_staff(tx, workspace, by)
    decides = Role.APPROVER in person.roles
    waits = [one for one in deciding.waiting(tx, workspace) if decides or one.approval.asked_by == by]
    writes = Role.AUTHOR in person.roles
    drafts = tuple(records.unfinished(tx, workspace, by, MOST_LISTED * 2)) if writes else ()
    scheduled = records.listed(tx, workspace, (Out.SCHEDULED, Out.LATE), MOST_LISTED * 2)
    return Listed(
        tuple(waits),
        drafts,
        tuple(one for one in scheduled if _may_see(person, one)),
        tuple(records.listed(tx, workspace, (Out.PUBLISHED, Out.RETRACTED), MOST_LISTED)),
        writes,
        {one.id: _reason(tx, workspace, one) for one in drafts if one.work is Work.SENT_BACK},
    )


def _reason(tx: Tx, workspace: str, statement: Statement) -> str:
    """Return why an approver sent a statement back."""
    approval = approval_records.of_subject(tx, workspace, (STATEMENTS.kind, statement.id))
    return approval.reason if approval else ""


def page(tx: Tx, workspace: str, *, number: int, by: str) -> Page:
    """Gather all about one statement. Raises NotStaff, UnknownStatement."""
    person = people.require_staff(tx, workspace, by)
    statement = records.numbered(tx, workspace, number)
    if statement is None or not _may_see(person, statement):
        raise UnknownStatement(number)
    texts = tuple(records.texts(tx, workspace, statement.id))
    live = next((text for text in texts if text.number == statement.live), None)
    approval = approval_records.of_subject(tx, workspace, (STATEMENTS.kind, statement.id))
    who = {statement.author, *(text.author for text in texts), *(text.approved_by for text in texts)} - {""}
    return Page(
        statement,
        texts,
        live,
        approval,
        {one: people.name_of(tx, workspace, one) for one in sorted(who)},
        publishing.posted(tx, workspace, statement) if live else None,
        publishing.mailed(tx, workspace, statement) if live else None,
        Role.AUTHOR in person.roles,
        Role.APPROVER in person.roles,
        len(publishing.reached_by_mail(tx, workspace, statement)) if live else 0,
        person.zone,
    )


def history(tx: Tx, workspace: str, *, statement_id: str, by: str) -> tuple[Entry, ...]:
    """Return every step of a statement, the oldest first. Raises NotStaff, UnknownStatement."""
    person = people.require_staff(tx, workspace, by)
    statement = records.get(tx, workspace, statement_id)
    if statement is None or not _may_see(person, statement):
        raise UnknownStatement
    return tuple(journal.read(tx, workspace, statement.id))


def find(tx: Tx, workspace: str, statement_id: str) -> Statement | None:
    """Return a statement, for a letter to its author."""
    return records.get(tx, workspace, statement_id)


def read(tx: Tx, workspace: str, statement_id: str) -> tuple[Statement, Text] | None:
    """Return a statement that readers have, or had, with the text that went out last; None for any other."""
    statement = records.get(tx, workspace, statement_id)
    live = records.text(tx, workspace, statement_id, statement.live) if statement and statement.live else None
    return (statement, live) if statement and live else None


def cancelled(tx: Tx, workspace: str, statement_id: str, number: str) -> tuple[Statement, Text, Entry] | None:
    """Return a statement with the text of it that was cancelled, and the step that did so; None where none did."""
    statement, text = records.get(tx, workspace, statement_id), records.text(tx, workspace, statement_id, int(number))
    stopped = publishing.cancelled(tx, workspace, statement_id, int(number))
    return (statement, text, stopped) if statement and text and stopped else None


def _may_see(person: Person, statement: Statement) -> bool:
    """Tell whether somebody may see a statement: a draft is its author's, what was handed in also the approvers'."""
    if statement.author == person.slack_id or statement.out in {Out.PUBLISHED, Out.RETRACTED}:
        return True
    handed_in = statement.work is Work.WAITING or statement.out in {Out.SCHEDULED, Out.LATE}
    return handed_in and bool(person.roles & {Role.APPROVER, Role.AUTHOR})
