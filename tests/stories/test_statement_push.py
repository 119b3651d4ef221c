"""Eight statements, to be published at one time, corrected and one of them retracted halfway, with a Slack and a mail
server that fail and bots that are killed: no post is lost or doubled, no mail is lost, and none goes twice by itself.

Everything runs in this process by one clock that is moved by hand.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.audiences import records as audiences
from bot.audiences.rules import Audience
from bot.deliveries.courier import Courier
from bot.deliveries.posting import SlackPostman
from bot.deliveries.rules import DeliveryStatus, Later, Limits, Lost, Mail, MailOutcome, Sent
from bot.statements import publishing
from bot.statements.letters import LETTERS
from bot.statements.rules import MAIL, POST, Out, Statement, ref_of
from bot.storage import Database
from tests.support.crews import CHANNELS, LATE, STEPS, Crew, Fate, Slack, slack_at_hand
from tests.support.house import SAM, TEAM, furnish
from tests.support.moves import count
from tests.support.statements import (
    LEDGER,
    approve,
    keep,
    open_press_office,
    scheduled,
    sent,
    stands,
    submit,
)

STATEMENTS, IN_EACH, ADDRESSES = 8, 12, 20
KILLS = 12
SOON = timedelta(seconds=10)
# How often a mail goes wrong, and how: before its final dot; after it, with the mail kept or not.
BROKEN, LOST_AND_KEPT, LOST = 0.06, 0.04, 0.03

# Each has its own, as two to one audience within an hour would be questioned.
AUDIENCES = tuple(Audience(f"Readers of book {number}") for number in range(STATEMENTS))

Places = Counter[tuple[str, str]]


@dataclass
class Mailer:
    """A mail server without a wire, which fails as often as it is told to; a fate may strike around each mail."""

    fate: Fate
    dice: random.Random
    # What it kept: how often each mail of each statement came to whom.
    kept: Places = field(default_factory=Counter)

    def send(self, mail: Mail, to: str, key: str, answers: str, going: Callable[[], bool]) -> MailOutcome:
        del answers
        self.fate.step("before a call")
        fortune = self.dice.random()
        if fortune < BROKEN or not going():
            return Later("the connection broke before the dot")
        if fortune > 1 - LOST:
            return Lost()
        self.kept[to, mail.plain] += 1
        self.fate.step("after a call")
        return Lost() if fortune > 1 - LOST - LOST_AND_KEPT else Sent(to, key)


@dataclass
class Bots:
    """What couriers work on that also publish what is due, as the sweeper beside each does."""

    database: Database
    slack: Slack
    mailer: Mailer

    def courier(self, database: Database, postman: SlackPostman) -> Courier:
        return Courier(database, postman, LETTERS, self.slack.now, Limits(), mail=self.mailer)

    def sweep(self, database: Database) -> None:
        with database.aside() as tx:
            publishing.sweep(tx, TEAM, self.slack.now())

    def is_over(self) -> bool:
        going = f"kind IN ('{POST}', '{MAIL}') AND (status IN ('waiting', 'sending') OR look_again_at IS NOT NULL)"
        return not count(self.database, f"deliveries WHERE {going}") and not count(
            self.database, "statements WHERE out = 'scheduled'"
        )


def written(database: Database, now: datetime) -> list[Statement]:
    """Write and approve statements that go at one time, each to channels and addresses of its own."""
    made = []
    for number in range(STATEMENTS):
        channels = tuple(CHANNELS[number * IN_EACH : (number + 1) * IN_EACH])
        mail = tuple(f"{number}.{one}@example.com" for one in range(ADDRESSES))
        words = replace(LEDGER, audience=AUDIENCES[number].name, subject=f"Read book {number} at home")
        words = replace(words, channels=channels, mail=mail, body=f"Book {number}.", do_by=None)
        made.append(scheduled(database, now, now + SOON, words))
    return made


def change(database: Database, made: list[Statement], now: datetime) -> None:
    """Correct three of them, one with mail, and retract a fourth."""
    for number in (1, 2, 3):
        out = stands(database, made[number])
        words = replace(
            out.fields, body=f"Book {number}, second edition.", mistake="The edition", mail_again=number == 1
        )
        approve(database, now, submit(database, now, keep(database, now, words, on=out)))
    with database.transaction() as tx:
        gone = made[4].id
        publishing.retract(tx, TEAM, statement_id=gone, live=1, reason="No.", tell_by_mail=True, by=SAM, now=now)


@pytest.mark.parametrize(
    ("database_url", "couriers"),
    [("sqlite", 1), pytest.param("postgres", 2, marks=pytest.mark.postgres)],
    indirect=["database_url"],
)
def test_statements_through_faults_and_kills_come_once_each(
    database: Database, database_url: str, couriers: int, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(f"statements, {couriers} couriers")  # noqa: S311 - to be repeated
    with slack_at_hand() as slack:
        fate = Fate([(dice.randint(80, 300), dice.choice(STEPS)) for _ in range(KILLS)], slack.clock.now)
        furnish(database, slack.now())
        open_press_office(database, slack.now())
        with database.transaction() as tx:
            audiences.replace(tx, TEAM, AUDIENCES)
        made = written(database, slack.now())
        slack.fail()
        mailer = Mailer(fate, dice)
        bots = Bots(database, slack, mailer)
        crew = Crew(database_url, slack, fate, bots.courier, bots.is_over, bots.sweep)
        crew.run(couriers, halfway=lambda: change(database, made, slack.now()))
        slack.advance(timedelta(seconds=LATE))
        standing = Counter((one.channel, one.text) for some in slack.ws.messages.values() for one in some)
        wanted = Counter((channel, text) for one in made for channel, text in wanted_posts(database, one))
        posts = Counter({place: often for place, often in standing.items() if place[0] in CHANNELS})
        assert (wanted - posts, posts - wanted) == (Counter(), Counter())
        unknown = mails_are_right(database, made, mailer)
    assert fate.died.total() == KILLS
    with capsys.disabled():
        sys.stdout.write(
            f"\n{database.engine.dialect.name}, couriers: {couriers}; {posts.total()} posts stand, none lost, none "
            f"doubled; {mailer.kept.total()} mails came, {unknown} shown as unknown; killed {fate.died.total()} times\n"
        )


def wanted_posts(database: Database, one: Statement) -> list[tuple[str, str]]:
    """Return what is to stand where: what is live everywhere; that it was taken back where it had come."""
    with database.glance() as tx:
        post = publishing.post_of(tx, TEAM, one.id)
    assert post is not None
    came = [one.destination for one in sent(database, POST, one.id) if one.status is DeliveryStatus.SENT]
    assert stands(database, one).out is Out.RETRACTED or sorted(came) == sorted(one.fields.channels)
    return [(channel, post.text) for channel in came]


def mails_are_right(database: Database, made: list[Statement], mailer: Mailer) -> int:
    """Check that each mail came once, or is shown as unknown; return how many are."""
    unknown = 0
    assert max(mailer.kept.values()) == 1, "no mail came twice"
    for one in made:
        now = stands(database, one)
        for part in ("1", "2", "r"):
            for mail in sent(database, MAIL, ref_of(one.id, part)):
                unknown += mail.is_unknown
                came = sum(often for (to, _), often in mailer.kept.items() if to == mail.destination)
                assert mail.status is not DeliveryStatus.SENT or came
                assert mail.status in {DeliveryStatus.SENT, DeliveryStatus.DROPPED} or mail.is_unknown
                assert mail.status is not DeliveryStatus.DROPPED or now.out is Out.RETRACTED or part == "1"
    assert unknown, "some answers were lost"
    return unknown
