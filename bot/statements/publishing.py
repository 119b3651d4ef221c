"""What becomes of an approved statement: it goes out at its time, once; it is corrected, or taken back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.deliveries import flows as deliveries
from bot.deliveries.rules import WATCHED_FOR, DeliveryStatus, Mail, Priority, Progress, stale_since
from bot.people import flows as people
from bot.people.rules import Role
from bot.refusals import Refusal
from bot.statements import mails, posts, records, wording
from bot.statements.rules import (
    ASKS_AFTER,
    LATE,
    MAIL,
    NEWS,
    POST,
    RETRACTION,
    TELLS_AFTER,
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
    assert statement.goes_at is not None  # noqa: S101 - only what had a time can be late
    ref = ref_of(statement.id, int(statement.goes_at.timestamp()))
    deliveries.put(tx, workspace, kind=LATE, ref=ref, destinations=[statement.author], now=now)


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
    tx: Tx, workspace: str, *, statement_id: str, was: datetime | None, to: datetime | None, by: str, now: datetime
) -> Statement:
    """Let an approved statement go at another time, or now (None). Its words stay as approved, so nobody approves anew.

    Raises NotStaff, NeedsRole, UnknownStatement, NotNow, Moved, Refusal.
    """
    statement = _own_to_go(tx, workspace, statement_id, by)
    if statement.goes_at != was:
        raise Moved(statement)
    if to is not None and to <= now:
        raise Refusal("That time has passed. Pick a later one, or publish it now.", wording.GOES_AT)
    moved = replace(statement, goes_at=to, out=Out.SCHEDULED, fields=replace(statement.fields, goes_at=to))
    changed = step(tx, workspace, statement, moved, "change_time", by, now)
    _renew_late(tx, workspace, statement, now)
    if to is not None:
        return changed
    text = records.text(tx, workspace, statement.id, statement.submitted)
    assert text is not None  # noqa: S101 - what is scheduled was handed in
    return go(tx, workspace, changed, text, by=by, now=now)


def cancel(tx: Tx, workspace: str, *, statement_id: str, by: str, now: datetime) -> Statement:
    """Take a scheduled statement back before anybody reads it: a draft again, to be approved anew.

    Raises NotStaff, NeedsRole, UnknownStatement, NotNow.
    """
    statement = _own_to_go(tx, workspace, statement_id, by)
    draft = replace(statement, out=Out.NOTHING, work=Work.DRAFT, goes_at=None)
    changed = step(tx, workspace, statement, draft, "cancel", by, now)
    _renew_late(tx, workspace, statement, now)
    return changed


def _own_to_go(tx: Tx, workspace: str, statement_id: str, by: str) -> Statement:
    """Return one's own statement that is approved and not out yet, held until the transaction ends."""
    people.require(tx, workspace, by, Role.AUTHOR, "change statements")
    statement = records.get(tx, workspace, statement_id, lock=True)
    if statement is None or statement.author != by:
        raise UnknownStatement
    if statement.out is Out.PUBLISHED:
        raise NotNow(f"Statement {statement.number} is out already. You can correct it, or retract it.")
    if statement.out not in {Out.SCHEDULED, Out.LATE}:
        raise NotNow(f"Statement {statement.number} is not scheduled any more. Type /statement to see how it stands.")
    return statement


def _renew_late(tx: Tx, workspace: str, statement: Statement, now: datetime) -> None:
    """Bring the question to its author up to date: it is answered."""
    if statement.out is Out.LATE and statement.goes_at is not None:
        ref = ref_of(statement.id, int(statement.goes_at.timestamp()))
        deliveries.renew(tx, workspace, kind=LATE, ref=ref, now=now)


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
    reached = _reached_by_mail(tx, workspace, statement) if tell_by_mail else []
    gone = replace(statement, out=Out.RETRACTED, work=Work.NONE, why=reason.strip())
    gone = step(tx, workspace, statement, gone, "retract", by, now)
    deliveries.renew(tx, workspace, kind=POST, ref=statement.id, now=now, priority=Priority.FIRST)
    _send_mail(tx, workspace, ref_of(statement.id, RETRACTION), reached, now)
    _tell(tx, workspace, gone, RETRACTION, now)
    return gone


def _reached_by_mail(tx: Tx, workspace: str, statement: Statement) -> list[str]:
    """Return who has the statement by mail, or may have it."""
    places = _mailings(tx, workspace, statement)
    mailed = [one for place in places for one in deliveries.of(tx, workspace, **place, hold=True)]
    may_have = {DeliveryStatus.SENDING, DeliveryStatus.SENT}
    return sorted({one.destination for one in mailed if one.status in may_have or one.unclear_since is not None})


def _places(tx: Tx, workspace: str, statement_id: str) -> list[tuple[str, str]]:
    """Return the kinds and refs of all that goes to readers of a statement."""
    parts = [str(text.number) for text in records.texts(tx, workspace, statement_id)]
    return [(POST, statement_id), *((MAIL, ref_of(statement_id, part)) for part in (*parts, RETRACTION))]


def _mailings(tx: Tx, workspace: str, statement: Statement) -> list[dict[str, str]]:
    places = _places(tx, workspace, statement.id)
    return [{"kind": kind, "ref": ref} for kind, ref in places if kind == MAIL]


def try_again(tx: Tx, workspace: str, *, statement_id: str, by: str, now: datetime, unknown_too: bool = False) -> int:
    """Send again what failed, with `unknown_too` also mail that may have arrived; return to how many places.

    Raises NotStaff, NeedsRole, UnknownStatement.
    """
    people.require(tx, workspace, by, Role.AUTHOR, "send statements again", also=Role.APPROVER)
    statement = records.get(tx, workspace, statement_id, lock=True)
    if statement is None or not statement.live:
        raise UnknownStatement
    places = [{"kind": POST, "ref": statement.id}, *_mailings(tx, workspace, statement)]
    count = sum(deliveries.retry(tx, workspace, **place, now=now) for place in places)
    if unknown_too:
        count += sum(deliveries.retry_unknown(tx, workspace, **place, now=now) for place in places)
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
    if part == RETRACTION:
        return _mail(live.fields, mails.retraction_mail(live.fields), statement.changed_at, _first(tx, workspace, live))
    if statement.out is Out.RETRACTED or part != _newest_mailing(tx, workspace, live):
        return None
    first = _first(tx, workspace, live)
    answers = "" if ref == first else first
    return _mail(live.fields, live.mail, live.out_at or statement.changed_at, answers)


def _newest_mailing(tx: Tx, workspace: str, live: Text) -> str:
    """Return the number of the last text that went by mail to everybody: who waits for an earlier one gets that."""
    out = [text for text in records.texts(tx, workspace, live.statement) if text.out_at]
    return next((str(text.number) for text in reversed(out) if text.mail_again), str(out[0].number))


def _first(tx: Tx, workspace: str, live: Text) -> str:
    """Return the ref of a statement's first mailing: what later ones answer."""
    numbers = (text.number for text in records.texts(tx, workspace, live.statement) if text.out_at)
    return ref_of(live.statement, next(numbers, live.number))


def _mail(fields: Fields, said: MailText, at: datetime, answers: str) -> Mail:
    return Mail(said.subject, said.plain, said.html, at, fields.audience, answers)


def progress(tx: Tx, workspace: str, statement: Statement) -> Progress:
    """Return how far a statement has come, over all the channels and addresses it goes to."""
    mailings = [(place["kind"], place["ref"]) for place in _mailings(tx, workspace, statement)]
    return deliveries.progress(tx, workspace, [(POST, statement.id), *mailings])


def posted(tx: Tx, workspace: str, statement: Statement) -> Progress:
    """Return how far a statement has come in channels."""
    return deliveries.progress(tx, workspace, [(POST, statement.id)])


def mailed(tx: Tx, workspace: str, statement: Statement) -> Progress:
    """Return how far a statement has come by mail, its corrections and its retraction with it."""
    mailings = [(place["kind"], place["ref"]) for place in _mailings(tx, workspace, statement)]
    return deliveries.progress(tx, workspace, mailings)
