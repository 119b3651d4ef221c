"""A press office: an author, audiences, and statements taken as far as a test needs them."""

from dataclasses import replace
from datetime import date, datetime, time

from bot.audiences import records as audiences
from bot.audiences.rules import Audience
from bot.deliveries import flows as deliveries
from bot.deliveries.rules import Delivery
from bot.people import flows as people
from bot.people.rules import Role
from bot.statements import deciding, flows, records
from bot.statements.rules import Answer, Fields, Statement
from bot.statements.views import Submitted
from bot.storage import Database
from tests.support.house import ADA, BEA, CARL, ROLES, SAM, TEAM

# Sam and Carl write, Ada and Bea approve; Bea writes too.
AUTHORS = {
    SAM: frozenset({Role.AUTHOR}),
    CARL: frozenset({Role.AUTHOR, Role.COMMANDER}),
    BEA: frozenset({Role.AUTHOR, Role.APPROVER}),
}
FINANCE = Audience("Finance", ("C05FIN", "C06CLOSE"), ("finance@example.com", "books@example.com"), "month end")
EVERYONE = Audience("Everyone", ("C01GEN",), (), "getting home on time")

LEDGER = Fields(
    audience="Finance",
    outcome="Close the month a day earlier",
    happens="The ledger takes bookings until midnight.",
    day=date(2026, 3, 31),
    start=time(18),
    until=time(20),
    must_do="Send your corrections",
    do_by=date(2026, 3, 27),
    ask_whom="The finance desk, 4711",
    subject="Close the month a day earlier from 31 March",
    body="Close the month a day earlier.\n\nThe ledger takes bookings until midnight.",
    channels=FINANCE.channels,
    mail=FINANCE.mail,
    zone="Europe/London",
)


def open_press_office(database: Database, now: datetime) -> None:
    """Let there be authors and audiences in the workspace of `tests.support.house`."""
    with database.transaction() as tx:
        people.set_roles(tx, TEAM, {**ROLES, **AUTHORS}, by=ADA, now=now)
        audiences.replace(tx, TEAM, (EVERYONE, FINANCE))


def glad(_fields: Fields) -> bool:
    """Take everything for good news."""
    return True


def keep(
    database: Database, now: datetime, fields: Fields = LEDGER, *, on: Statement | None = None, by: str = SAM
) -> Statement:
    """Keep a working copy: a new statement, or `on` top of one as it stands."""
    with database.transaction() as tx:
        where = {"statement_id": on.id, "base": on.revision} if on else {"statement_id": "", "base": 0}
        return flows.keep(tx, TEAM, **where, fields=fields, by=by, now=now)  # type: ignore[arg-type]


def submit(
    database: Database, now: datetime, statement: Statement, *, by: str = SAM, answer: Answer | None = None
) -> Submitted:
    """Hand a working copy in as it stands."""
    with database.transaction() as tx:
        return flows.submit(
            tx,
            TEAM,
            statement_id=statement.id,
            base=statement.revision,
            answer=answer or Answer(),
            cheerful=glad,
            by=by,
            now=now,
        )


def handed_in(database: Database, now: datetime, fields: Fields = LEDGER, *, by: str = SAM) -> Submitted:
    """Write a statement and hand it in."""
    return submit(database, now, keep(database, now, fields, by=by), by=by)


def approve(database: Database, now: datetime, submitted: Submitted, *, by: str = ADA) -> Statement:
    """Approve what was handed in, as its card shows it."""
    with database.transaction() as tx:
        deciding.approve(tx, TEAM, submitted.approval.id, seen=seen(submitted), by=by, now=now)
    return stands(database, submitted.statement)


def seen(submitted: Submitted) -> tuple[int, str]:
    """Return what the card of a text shows: its number and fingerprint."""
    return submitted.text.number, submitted.text.fingerprint


def published(database: Database, now: datetime, fields: Fields = LEDGER) -> Statement:
    """Write, hand in and approve a statement that goes at once."""
    return approve(database, now, handed_in(database, now, fields))


def scheduled(database: Database, now: datetime, at: datetime, fields: Fields = LEDGER) -> Statement:
    """Write, hand in and approve a statement that goes at a time."""
    return approve(database, now, handed_in(database, now, replace(fields, goes_at=at)))


def stands(database: Database, statement: Statement) -> Statement:
    """Return a statement as it stands now."""
    with database.glance() as tx:
        found = records.get(tx, TEAM, statement.id)
    assert found is not None
    return found


def sent(database: Database, kind: str, ref: str) -> list[Delivery]:
    """Return the deliveries of a letter, by destination."""
    with database.glance() as tx:
        return sorted(deliveries.of(tx, TEAM, kind=kind, ref=ref), key=lambda one: one.destination)


def places(database: Database, kind: str, ref: str) -> list[str]:
    """Return where a letter goes."""
    return [one.destination for one in sent(database, kind, ref)]
