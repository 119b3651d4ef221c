"""A workspace to act in: its people, topics and texts, as `load` would have set them."""

from datetime import datetime

from bot.journal.rules import OPERATOR
from bot.party_lines import flows as lines
from bot.party_lines.rules import LineKind
from bot.people import flows as people
from bot.people import records as people_records
from bot.people.rules import Kind, Profile, Role
from bot.storage import Database, Tx
from bot.topics import flows as topics
from bot.topics.rules import Topic

TEAM = "T01TEST"
ADA, CARL, SAM, BEA = "U01APPROVER", "U02COMMANDER", "U03STAFF", "U04APPROVER2"
GUS, OLGA, NORA = "U07GUEST", "U08OUTSIDE", "U09CLERK"
APPROVALS = "C01APPR"
NETWORK, PAYROLL, VPN = "t-network", "t-payroll", "t-vpn"

NAMES = {
    ADA: ("Ada Okafor", Kind.MEMBER),
    CARL: ("Carl Jensen", Kind.MEMBER),
    SAM: ("Sam Rivera", Kind.MEMBER),
    BEA: ("Bea Lindqvist", Kind.MEMBER),
    GUS: ("Gus Weber", Kind.GUEST),
    OLGA: ("Olga Petrova", Kind.OUTSIDE),
    NORA: ("Nora Quinn", Kind.MEMBER),
}
ROLES = {
    ADA: frozenset({Role.ADMIN, Role.APPROVER}),
    BEA: frozenset({Role.APPROVER}),
    CARL: frozenset({Role.COMMANDER}),
}
STAFF_GROUP = "S0IT"
STANDING = "As far as we know the network is working normally."
HOLDING = "We are still working on the network. The next update comes shortly."
DEFAULT = "We have no message on that yet. I have told the IT desk that you asked."
TEMPLATES = {
    "investigating": "Some people cannot reach the network. We are on it.",
    "monitoring": "The network works again. We are watching it.",
}
TOPICS = (
    Topic(NETWORK, "network", ("wifi", "wi-fi", "lan", "internet"), CARL, ("C03NET",), TEMPLATES),
    Topic(PAYROLL, "payroll", ("payslips",)),
    Topic(VPN, "vpn"),
)


def furnish(database: Database, now: datetime, workspace: str = TEAM) -> None:
    """Set a workspace up. Everybody in `NAMES` has been met; Nora is a member outside the staff group."""
    with database.transaction() as tx:
        people_records.add_workspace(tx, workspace, "Example IT")
        people_records.change_workspace(
            tx, workspace, name="Example IT", staff_group=STAFF_GROUP, approvals_channel=APPROVALS
        )
        people.note_group(tx, workspace, STAFF_GROUP, [ADA, BEA, CARL, SAM], now=now)
        for slack_id, (name, kind) in NAMES.items():
            people.remember(tx, workspace, Profile(slack_id, name, kind), now=now)
        people.set_roles(tx, workspace, ROLES, by=OPERATOR, now=now)
        topics.set_topics(tx, workspace, TOPICS, by=OPERATOR, now=now)
        _set_texts(tx, workspace, now)


def _set_texts(tx: Tx, workspace: str, now: datetime) -> None:
    for kind, topic_id, say in (
        (LineKind.STANDING, NETWORK, STANDING),
        (LineKind.HOLDING, NETWORK, HOLDING),
        (LineKind.DEFAULT, "", DEFAULT),
    ):
        lines.set_standing(tx, workspace, kind=kind, topic_id=topic_id, say=say, by=OPERATOR, now=now)
