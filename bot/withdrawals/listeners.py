"""`/partyline withdraw` and its form."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.desk import Desk
from bot.party_lines.pickers import Picked
from bot.party_lines.verbs import Drawn, Verb, by_name
from bot.people.rules import Person, Role
from bot.slack import payloads
from bot.storage import Tx
from bot.storage.receipts import claim
from bot.withdrawals import flows, screens
from bot.withdrawals.rules import WITHDRAW

Body = Mapping[str, Any]


def register(app: App, desk: Desk) -> None:
    """Listen to the form with which a line is withdrawn."""
    app.view(screens.WITHDRAWAL_FORM)(partial(submit, desk))


def begin(tx: Tx, person: Person, picked: Picked, now: datetime) -> Drawn:
    """Draw the form for the line that is said of an incident."""
    doomed = flows.before_withdrawing(
        tx, person.workspace.id, incident_id=picked.incident_id, by=person.slack_id, now=now
    )
    return screens.form(doomed)


VERBS = by_name(
    Verb(
        WITHDRAW,
        "Withdraw the line of which topic?",
        begin,
        finds=flows.said_incidents,
        role=Role.COMMANDER,
        also=Role.APPROVER,
        doing="withdraw lines",
    )
)


def submit(desk: Desk, body: Body, context: BoltContext, ack: Ack) -> None:
    """Withdraw the version that the form is about, with the reason that was typed."""
    person: Person = context["person"]
    workspace, now = person.workspace.id, desk.now()
    incident_id, number = screens.unpack(body["view"]["private_metadata"])
    reason = payloads.typed(body["view"], screens.REASON)
    with desk.transaction() as tx:
        if not claim(tx, workspace, payloads.form_key(body), now):
            ack(response_action="update", view=screens.done_already())
            return
        line = flows.withdraw(
            tx, workspace, incident_id=incident_id, number=number, reason=reason, by=person.slack_id, now=now
        )
    desk.wake_courier()
    ack(response_action="update", view=screens.done(line, may_write=Role.COMMANDER in person.roles))
