"""What becomes of an approved statement: it goes out at its time, once; it is corrected, or taken back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot import journal
from bot.deliveries import flows as deliveries
from bot.deliveries.rules import WATCHED_FOR, DeliveryStatus, Mail, Priority, Progress, stale_since
from bot.journal.rules import Entry
from bot.people import flows as people
from bot.people.rules import Role
from bot.refusals import Refusal
from bot.statements import mails, moments, posts, records, wording
from bot.statements.moments import Cheerful
from bot.statements.rules import (
    ASKS_AFTER,
    CANCELLED,
    LATE,
    MAIL,
    NEWS,
    POST,
    RETRACTION,
    TELLS_AFTER,
    Answer,
    Fields,
    MailText,
    Moved,
    NotNow,
    Out,
    Post,
    Statement,
    Text,
    UnknownStatement,
    Work,
    read_ref,
    ref_of,
)
from bot.statements.steps import note, step, take_back_waiting
from bot.storage import Tx

# Who acts when a statement's time has come.
CLOCK = "clock"
_CANCEL = "cancel"


# -- going out ------------------------------------------------------------------------------------------------------


def go(tx: Tx, workspace: str, statement: Statement, text: Text, *, by: str, now: datetime) -> Statement:
    """Let readers have an approved text: at once, at its time, or, where that is long past, when its author says so."""
    first = statement.out is not Out.PUBLISHED
    if not first or statement.goes_at is None:
        return _publish(tx, workspace, statement, text, by=by, now=now)
    if statement.goes_at > now:
        return step(
            tx, workspace, statement, replace(statement, out=Out.SCHEDULED, work=Work.NONE), "schedule", by, now
        )
    lateness = now - statement.goes_at
    if lateness > ASKS_AFTER:
        late = step(tx, workspace, statement, replace(statement, out=Out.LATE, work=Work.NONE), "miss_time", by, now)
        _tell_late(tx, workspace, statement, now)
        return late
    published = _publish(tx, workspace, statement, text, by=by, now=now)
    if lateness > TELLS_AFTER:
        _tell_late(tx, workspace, statement, now)
    return published


def _publish(tx: Tx, workspace: str, statement: Statement, text: Text, *, by: str, now: datetime) -> Statement:
    """Write down that a text is out, and all its deliveries, in the transaction that decides it."""
    is_first = statement.out is not Out.PUBLISHED
    out = replace(
        statement,
        out=Out.PUBLISHED,
        work=Work.NONE,
        live=text.number,
        published_at=now if is_first else statement.published_at,
    )
    out = step(tx, workspace, statement, out, "publish" if is_first else "correct", by, now)
    records.note_out(tx, workspace, statement.id, text.number, now)
    _send_posts(tx, workspace, out, text.fields.channels, now)
    if is_first or text.mail_again:
        _send_mail(tx, workspace, ref_of(out.id, text.number), text.fields.mail, now)
    _tell(tx, workspace, out, text.number, now)
    return out


def _send_posts(tx: Tx, workspace: str, statement: Statement, channels: Iterable[str], now: datetime) -> None:
    first = Priority.CHANNELS
    deliveries.put(tx, workspace, kind=POST, ref=statement.id, destinations=channels, now=now, priority=first)


def _send_mail(tx: Tx, workspace: str, ref: str, addresses: Iterable[str], now: datetime) -> None:
    people_too = Priority.PEOPLE
    deliveries.put(tx, workspace, kind=MAIL, ref=ref, destinations=addresses, now=now, priority=people_too)


def _tell(tx: Tx, workspace: str, statement: Statement, part: int | str, now: datetime) -> None:
    ref = ref_of(statement.id, part)
    last = Priority.TIDYING  # so that it can say how far the statement has come
    deliveries.put(tx, workspace, kind=NEWS, ref=ref, destinations=[statement.author], now=now, priority=last)


def _tell_late(tx: Tx, workspace: str, statement: Statement, now: datetime) -> None:
    deliveries.put(tx, workspace, kind=LATE, ref=_late(statement), destinations=[statement.author], now=now)


def _late(statement: Statement) -> str:
    """Name the letter about a time that passed."""
    assert statement.goes_at is not None  # noqa: S101 - only what had a time can be late
    return ref_of(statement.id, int(statement.goes_at.timestamp()))


def sweep(tx: Tx, workspace: str, now: datetime) -> bool:
    """Publish what is due, and tell authors anew how far what is out has come; tells whether anything is to be sent."""
    return publish_due(tx, workspace, now) | refresh_news(tx, workspace, now)


def refresh_news(tx: Tx, workspace: str, now: datetime) -> bool:
    """Bring the news that authors have up to date where more has come of a statement since."""
    stale = [
        ref
        for ref, asked_at in deliveries.told(tx, workspace, kind=NEWS, since=now - WATCHED_FOR)
        if (since := stale_since(asked_at, now)) is not None
        and deliveries.have_come_on(tx, workspace, _places(tx, workspace, read_ref(ref)[0]), since)
    ]
    for ref in stale:
        deliveries.renew(tx, workspace, kind=NEWS, ref=ref, now=now, priority=Priority.TIDYING)
    return bool(stale)


def publish_due(tx: Tx, workspace: str, now: datetime) -> bool:
    """Publish what is scheduled and due, each once; what is over an hour late waits for its author's word."""
    did = False
    for found in records.due(tx, workspace, now):
        statement = records.get(tx, workspace, found.id, lock=True)
        if statement is None or statement.out is not Out.SCHEDULED or statement.goes_at != found.goes_at:
            continue
        text = records.text(tx, workspace, statement.id, statement.submitted)
        assert text is not None  # noqa: S101 - what is scheduled was handed in
        go(tx, workspace, statement, text, by=CLOCK, now=now)
        did = True
    return did


# -- changing when it goes ------------------------------------------------------------------------------------------


def change_time(
    tx: Tx,
    workspace: str,
    *,
    statement_id: str,
    was: datetime | None,
    to: datetime | None,
    answer: Answer,
    cheerful: Cheerful,
    by: str,
    now: datetime,
) -> Statement:
    """Let an approved statement go at another time, or now (None). Its words stay as approved, so nobody approves anew.

    What reads badly at that time is questioned as when it is handed in: `answer` is what the author said to that, and
    may be another time. Raises NotStaff, NeedsRole, UnknownStatement, NotNow, Moved, Refusal, TrafficQuestion.
    """
    statement = _to_go(tx, workspace, statement_id, by)
    if statement.goes_at != was:
        raise Moved(statement)
    if to is not None and to <= now:
        raise Refusal("That time has passed. Pick a later one, or publish it now.", wording.GOES_AT)
    wanted = replace(statement.fields, goes_at=to)
    fields = moments.timed(tx, workspace, statement, wanted, answer, cheerful, now)
    moved = replace(statement, goes_at=fields.goes_at, out=Out.SCHEDULED, fields=fields)
    changed = step(tx, workspace, statement, moved, "change_time", by, now)
    _renew_late(tx, workspace, statement, now)
    if changed.goes_at is not None:
        return changed
    text = records.text(tx, workspace, statement.id, statement.submitted)
    assert text is not None  # noqa: S101 - what is scheduled was handed in
    return go(tx, workspace, changed, text, by=by, now=now)


def cancel(tx: Tx, workspace: str, *, statement_id: str, by: str, now: datetime) -> Statement:
    """Take a scheduled statement back before anybody reads it: a draft again, to be approved anew.

    Its author may, and any approver; of an approver the author hears. Raises NotStaff, NeedsRole, UnknownStatement,
    NotNow.
    """
    statement = _to_go(tx, workspace, statement_id, by, "cancel statements", also=Role.APPROVER)
    draft = replace(statement, out=Out.NOTHING, work=Work.DRAFT, goes_at=None)
    changed = step(tx, workspace, statement, draft, _CANCEL, by, now)
    _renew_late(tx, workspace, statement, now)
    if by != statement.author:
        ref = ref_of(statement.id, statement.submitted)
        deliveries.put(tx, workspace, kind=CANCELLED, ref=ref, destinations=[statement.author], now=now)
    return changed


def cancelled(tx: Tx, workspace: str, statement_id: str, number: int) -> Entry | None:
    """Return the step that took an approved text back before it went out; None where nobody cancelled it."""
    steps = journal.read(tx, workspace, statement_id)
    return next((one for one in steps if one.verb == _CANCEL and one.facts.get("text") == str(number)), None)


def _to_go(
    tx: Tx, workspace: str, statement_id: str, by: str, doing: str = "change statements", also: Role | None = None
) -> Statement:
    """Return a statement that is approved and not out yet, held until the transaction ends.

    It is one's own; whoever has the role `also` may take up any.
    """
    person = people.require(tx, workspace, by, Role.AUTHOR, doing, also=also)
    statement = records.get(tx, workspace, statement_id, lock=True)
    if statement is None or not (statement.author == by or also in person.roles):
        raise UnknownStatement
    if statement.out is Out.PUBLISHED:
        raise NotNow(f"Statement {statement.number} is out already. It can be corrected, or retracted.")
    if statement.out not in {Out.SCHEDULED, Out.LATE}:
        raise NotNow(f"Statement {statement.number} is not scheduled any more. Type /statement to see how it stands.")
    return statement


def _renew_late(tx: Tx, workspace: str, statement: Statement, now: datetime) -> None:
    """Bring the question to its author up to date: it is answered."""
    if statement.out is Out.LATE:
        deliveries.renew(tx, workspace, kind=LATE, ref=_late(statement), now=now)


# -- taking back ----------------------------------------------------------------------------------------------------


def retract(
    tx: Tx, workspace: str, *, statement_id: str, live: int, reason: str, tell_by_mail: bool, by: str, now: datetime
) -> Statement:
    """Take back what is out: each post says so in its place, and mail that has not gone stays.

    What readers then see are fixed words of ours, so nobody has to approve them; `reason` is for the history alone.
    `live` is the number of the text that the form showed. Mail goes, with `tell_by_mail`, to whoever may have had the
    statement. Raises NotStaff, NeedsRole, UnknownStatement, NotNow, Moved, Refusal.
    """
    people.require(tx, workspace, by, Role.AUTHOR, "retract statements", also=Role.APPROVER)
    statement = records.get(tx, workspace, statement_id, lock=True)
    if statement is None:
        raise UnknownStatement
    if statement.out is not Out.PUBLISHED:
        raise NotNow(f"Statement {statement.number} is not out, so there is nothing to take back.")
    if statement.live != live:
        raise Moved(statement)
    if complaint := wording.reason_complaint(reason):
        raise complaint
    if statement.work is Work.WAITING:
        take_back_waiting(tx, workspace, statement, by, now)
    reached = reached_by_mail(tx, workspace, statement, hold=True) if tell_by_mail else []
    gone = replace(statement, out=Out.RETRACTED, work=Work.NONE, why=reason.strip())
    gone = step(tx, workspace, statement, gone, "retract", by, now)
    deliveries.renew(tx, workspace, kind=POST, ref=statement.id, now=now, priority=Priority.FIRST)
    _send_mail(tx, workspace, ref_of(statement.id, RETRACTION), reached, now)
    _tell(tx, workspace, gone, RETRACTION, now)
    return gone


def reached_by_mail(tx: Tx, workspace: str, statement: Statement, *, hold: bool = False) -> list[str]:
    """Return who has a statement by mail, or may have it: each address once, over all its mailings.

    With `hold`, no courier takes one of them up meanwhile.
    """
    refs = _mailings(tx, workspace, statement.id)
    mailed = [one for ref in refs for one in deliveries.of(tx, workspace, kind=MAIL, ref=ref, hold=hold)]
    may_have = {DeliveryStatus.SENDING, DeliveryStatus.SENT}
    return sorted({one.destination for one in mailed if one.status in may_have or one.unclear_since is not None})


def _places(tx: Tx, workspace: str, statement_id: str) -> list[tuple[str, str]]:
    """Return the kinds and refs of all that goes to readers of a statement."""
    return [(POST, statement_id), *((MAIL, ref) for ref in _mailings(tx, workspace, statement_id))]


def _mailings(tx: Tx, workspace: str, statement_id: str) -> list[str]:
    """Return the refs of all that goes by mail to readers of a statement."""
    parts = [str(mark.number) for mark in records.marks(tx, workspace, statement_id)]
    return [ref_of(statement_id, part) for part in (*parts, RETRACTION)]


def try_again(tx: Tx, workspace: str, *, statement_id: str, by: str, now: datetime, unknown_too: bool = False) -> int:
    """Send again what failed, with `unknown_too` also mail that may have arrived; return to how many places.

    Raises NotStaff, NeedsRole, UnknownStatement.
    """
    people.require(tx, workspace, by, Role.AUTHOR, "send statements again", also=Role.APPROVER)
    statement = records.get(tx, workspace, statement_id, lock=True)
    if statement is None or not statement.live:
        raise UnknownStatement
    places = _places(tx, workspace, statement.id)
    count = sum(deliveries.retry(tx, workspace, kind=kind, ref=ref, now=now) for kind, ref in places)
    if unknown_too:
        count += sum(deliveries.retry_unknown(tx, workspace, kind=kind, ref=ref, now=now) for kind, ref in places)
    if count:
        note(tx, workspace, statement, statement, "send_again", by, now, {"places": str(count)})
    return count


# -- what stands where ----------------------------------------------------------------------------------------------


def post_of(tx: Tx, workspace: str, statement_id: str) -> Post | None:
    """Return what stands in channels now: what is live, byte for byte, or that it was taken back; None for nothing."""
    statement = records.get(tx, workspace, statement_id)
    live = records.text(tx, workspace, statement_id, statement.live) if statement else None
    if statement is None or live is None:
        return None
    return posts.retraction(live.fields, statement.id) if statement.out is Out.RETRACTED else live.post


def mail_of(tx: Tx, workspace: str, ref: str) -> Mail | None:
    """Return what a mailing says now; None where it is not to go any more.

    Who has not had the first mail when a correction comes out gets the corrected text in its place, or in the mailing
    of the correction where there is one.
    """
    statement_id, part = read_ref(ref)
    statement = records.get(tx, workspace, statement_id)
    live = records.text(tx, workspace, statement_id, statement.live) if statement else None
    if statement is None or live is None:
        return None
    out = [mark for mark in records.marks(tx, workspace, statement_id) if mark.out_at]
    first = ref_of(statement_id, out[0].number)  # what later mailings answer
    if part == RETRACTION:
        return _mail(live.fields, mails.retraction_mail(live.fields), statement.changed_at, first)
    # The last text that went by mail to everybody: who waits for an earlier one gets that.
    newest = next((mark for mark in reversed(out) if mark.mail_again), out[0])
    if statement.out is Out.RETRACTED or part != str(newest.number):
        return None
    answers = "" if ref == first else first
    return _mail(live.fields, live.mail, live.out_at or statement.changed_at, answers)


def _mail(fields: Fields, said: MailText, at: datetime, answers: str) -> Mail:
    return Mail(said.subject, said.plain, said.html, at, fields.audience, answers)


def posted(tx: Tx, workspace: str, statement: Statement) -> Progress:
    """Return how far a statement has come in channels."""
    return deliveries.progress(tx, workspace, [(POST, statement.id)])


def mailed(tx: Tx, workspace: str, statement: Statement) -> Progress:
    """Return how far a statement has come by mail, its corrections and its retraction with it."""
    return deliveries.progress(tx, workspace, [(MAIL, ref) for ref in _mailings(tx, workspace, statement.id)])
