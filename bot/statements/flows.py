"""Writing a statement, and handing it in."""

from dataclasses import replace
from datetime import datetime

from bot import journal
from bot.approvals import flows as approvals
from bot.approvals import records as approval_records
from bot.audiences import records as audience_records
from bot.deliveries import flows as deliveries
from bot.people import flows as people
from bot.people.rules import Person, Role
from bot.refusals import Refusal, Refusals
from bot.statements import mails, moments, posts, records, wording
from bot.statements.coding import fingerprint
from bot.statements.moments import Cheerful
from bot.statements.rules import (
    CARD,
    STATEMENTS,
    Answer,
    Fields,
    Moved,
    NobodyCanApprove,
    NotNow,
    Out,
    Statement,
    Text,
    TextKind,
    UnknownStatement,
    Work,
)
from bot.statements.steps import step, take_back_waiting
from bot.statements.views import Preview, Start, Submitted
from bot.storage import Tx, new_id

# -- writing --------------------------------------------------------------------------------------------------------


def start(tx: Tx, workspace: str, *, by: str, subject: str = "", happens: str = "") -> Start:
    """Gather what a new statement starts from. Raises NotStaff, NeedsRole."""
    person = _author(tx, workspace, by)
    fields = Fields(subject=subject, happens=happens, zone=person.zone or "UTC")
    return Start(tuple(audience_records.all_of(tx, workspace)), fields)


def start_again(tx: Tx, workspace: str, *, statement_id: str, by: str) -> Start:
    """Gather what the author of a draft goes on from, or what a correction starts from.

    Raises NotStaff, NeedsRole, UnknownStatement, NotNow.
    """
    person = _author(tx, workspace, by)
    statement = _to_write(records.get(tx, workspace, statement_id), by)
    approval = approval_records.of_subject(tx, workspace, (STATEMENTS.kind, statement.id))
    reason = approval.reason if approval and statement.work is Work.SENT_BACK else ""
    fields = statement.fields
    if statement.is_correction and statement.work is Work.NONE:
        # What was wrong the last time, and who was to hear of it, is said anew of each correction.
        fields = replace(fields, mistake="", mail_again=False)
    if fields.start is None and fields.until is None:
        # A time of day that somebody gave stays what it is, wherever whoever goes on writing is.
        fields = replace(fields, zone=person.zone or fields.zone)
    return Start(tuple(audience_records.all_of(tx, workspace)), fields, statement, reason)


def keep(tx: Tx, workspace: str, *, statement_id: str, base: int, fields: Fields, by: str, now: datetime) -> Statement:
    """Keep what an author wrote: a new draft where `statement_id` is "", else the working copy of that statement.

    `base` is the revision that the form was drawn from. What waited for approval is taken back by this, and so is an
    approval of what has not gone. Raises NotStaff, NeedsRole, UnknownStatement, NotNow, Moved, Refusals.
    """
    _author(tx, workspace, by)
    fields = wording.tidied(fields)
    if refusals := wording.storable(fields):
        raise Refusals(refusals)
    if not statement_id:
        return _begin(tx, workspace, fields, by, now)
    statement = _to_write(records.get(tx, workspace, statement_id, lock=True), by)
    if statement.revision != base:
        raise Moved(statement)
    return _rewrite(tx, workspace, statement, _fitting(tx, workspace, statement, fields), by, now)


def _begin(tx: Tx, workspace: str, fields: Fields, by: str, now: datetime) -> Statement:
    people.hold_workspace(tx, workspace)
    number = records.next_number(tx, workspace)
    new = Statement(new_id(), number, by, Out.NOTHING, Work.DRAFT, fields, 1, 0, 0, None, None, now, now)
    records.add(tx, workspace, new)
    journal.write(
        tx,
        workspace,
        verb="begin_statement",
        subject=(STATEMENTS.kind, new.id),
        change=("", f"{new.out.value}/{new.work.value}"),
        by=by,
        now=now,
        facts={"number": str(number)},
    )
    return new


def _rewrite(tx: Tx, workspace: str, statement: Statement, fields: Fields, by: str, now: datetime) -> Statement:
    is_new = statement.is_correction and statement.work is Work.NONE
    if fields == statement.fields and not is_new:
        return statement
    if statement.work is Work.WAITING:
        take_back_waiting(tx, workspace, statement, by, now)
    edited = replace(statement, fields=fields, work=Work.DRAFT, revision=statement.revision + 1)
    if statement.out in {Out.SCHEDULED, Out.LATE}:
        edited = replace(edited, out=Out.NOTHING, goes_at=None)
    return step(tx, workspace, statement, edited, "edit_statement", by, now)


def _fitting(tx: Tx, workspace: str, statement: Statement, fields: Fields) -> Fields:
    """Return the fields of a correction as they may be: it goes where what it corrects went, at once."""
    live = records.text(tx, workspace, statement.id, statement.live) if statement.is_correction else None
    if live is None:
        return fields
    was = live.fields
    return replace(fields, audience=was.audience, channels=was.channels, mail=was.mail, goes_at=None)


def discard(tx: Tx, workspace: str, *, statement_id: str, by: str, now: datetime, base: int | None = None) -> Statement:
    """Throw a working copy away: of a draft, all there is; of a correction, what was written of it.

    `base` is the revision that was shown beside the button, where one was: what was written since stays.
    Raises NotStaff, NeedsRole, UnknownStatement, NotNow, Moved.
    """
    _author(tx, workspace, by)
    statement = _to_write(records.get(tx, workspace, statement_id, lock=True), by)
    if statement.out in {Out.SCHEDULED, Out.LATE}:
        raise NotNow("This statement is approved. Cancel it first; then it is a draft again.")
    if statement.work is Work.NONE:
        raise NotNow("There is no correction to throw away. Type /statement to see how it stands.")
    if base is not None and statement.revision != base:
        raise Moved(statement)
    if statement.work is Work.WAITING:
        take_back_waiting(tx, workspace, statement, by, now)
    if not statement.is_correction:
        gone = replace(statement, out=Out.DISCARDED, work=Work.NONE)
        return step(tx, workspace, statement, gone, "discard", by, now)
    live = records.text(tx, workspace, statement.id, statement.live)
    assert live is not None  # noqa: S101 - what is published was handed in
    was = replace(statement, work=Work.NONE, fields=live.fields, revision=statement.revision + 1)
    return step(tx, workspace, statement, was, "discard_correction", by, now)


def take_back(tx: Tx, workspace: str, *, statement_id: str, by: str, now: datetime) -> Statement:
    """Take what waits for an approver back: a draft again. Raises NotStaff, NeedsRole, UnknownStatement, NotNow."""
    _author(tx, workspace, by)
    statement = _to_write(records.get(tx, workspace, statement_id, lock=True), by)
    if statement.work is not Work.WAITING:
        raise NotNow("Nothing of this statement waits for an approver. Type /statement to see how it stands.")
    take_back_waiting(tx, workspace, statement, by, now)
    return step(tx, workspace, statement, replace(statement, work=Work.DRAFT), "take_back", by, now)


def _author(tx: Tx, workspace: str, by: str) -> Person:
    return people.require(tx, workspace, by, Role.AUTHOR, "write statements")


def _to_write(statement: Statement | None, by: str) -> Statement:
    """Return a statement that this author may write on: their own, or what is out, which any may correct."""
    if statement is None or (statement.author != by and statement.out is not Out.PUBLISHED):
        raise UnknownStatement
    if not statement.is_open:
        how = "was retracted" if statement.out is Out.RETRACTED else "was thrown away"
        raise NotNow(f"Statement {statement.number} {how}. To say it anew, type /statement new.")
    return statement


# -- handing in -----------------------------------------------------------------------------------------------------


def preview(tx: Tx, workspace: str, *, statement_id: str, cheerful: Cheerful, by: str, now: datetime) -> Preview:
    """Show a working copy exactly as it would be published. Raises NotStaff, NeedsRole, UnknownStatement, NotNow."""
    person = _author(tx, workspace, by)
    statement = _to_write(records.get(tx, workspace, statement_id), by)
    complaints = _complaints(tx, workspace, statement, now)
    asked = moments.question(tx, workspace, statement, statement.fields, cheerful, now)
    return Preview(statement, _written(statement, statement.fields, by, now), complaints, asked, person.zone)


def submit(
    tx: Tx,
    workspace: str,
    *,
    statement_id: str,
    base: int,
    answer: Answer,
    cheerful: Cheerful,
    by: str,
    now: datetime,
) -> Submitted:
    """Put a working copy before the approvers, exactly as it was previewed at revision `base`.

    Raises NotStaff, NeedsRole, UnknownStatement, NotNow, Moved, Refusals, TrafficQuestion, NobodyCanApprove.
    """
    person = _author(tx, workspace, by)
    statement = _to_write(records.get(tx, workspace, statement_id, lock=True), by)
    if statement.revision != base:
        raise Moved(statement)
    if statement.work is Work.WAITING:
        raise NotNow("This waits for an approver already. Type /statement to see how it stands.")
    if statement.work is Work.NONE:
        raise NotNow("Nothing of this statement was changed, so there is nothing to approve.")
    if complaints := _complaints(tx, workspace, statement, now):
        raise Refusals(complaints)
    fields = moments.timed(tx, workspace, statement, statement.fields, answer, cheerful, now)
    asked = _approvers(tx, person)
    text = _written(statement, fields, by, now)
    records.add_text(tx, workspace, text)
    handed_in = replace(statement, fields=fields, work=Work.WAITING, submitted=text.number)
    if not statement.is_correction:
        handed_in = replace(handed_in, goes_at=fields.goes_at)
    handed_in = step(tx, workspace, statement, handed_in, "hand_in", by, now)
    approval = approvals.ask(
        tx,
        workspace,
        subject=(STATEMENTS.kind, statement.id),
        revision=text.number,
        fingerprint=text.fingerprint,
        by=by,
        now=now,
    )
    deliveries.put(tx, workspace, kind=CARD, ref=approval.id, destinations=asked, now=now)
    return Submitted(handed_in, text, approval, asked)


def _complaints(tx: Tx, workspace: str, statement: Statement, now: datetime) -> tuple[Refusal, ...]:
    audiences = tuple(audience_records.all_of(tx, workspace))
    return wording.complaints(statement.fields, audiences, now, correcting=statement.is_correction)


def _written(statement: Statement, fields: Fields, by: str, now: datetime) -> Text:
    """Write a working copy as it is to be published: from here on no byte of it changes."""
    kind = TextKind.CORRECTION if statement.is_correction else TextKind.FIRST
    fields = fields if statement.is_correction else replace(fields, mistake="", mail_again=False)
    post, mail = posts.post(fields, statement.id), mails.mail(fields)
    return Text(
        statement.id,
        statement.submitted + 1,
        kind,
        fields,
        post,
        mail,
        fields.mail_again,
        fingerprint(fields, post, mail),
        by,
        now,
    )


def _approvers(tx: Tx, person: Person) -> tuple[str, ...]:
    """Return where to ask: the approvals channel, else each approver. Raises NobodyCanApprove."""
    place = person.workspace
    others = tuple(who for who in people.holders(tx, place.id, Role.APPROVER) if who != person.slack_id)
    if not others:
        raise NobodyCanApprove(people.holders(tx, place.id, Role.ADMIN))
    return (place.approvals_channel,) if place.approvals_channel else others
