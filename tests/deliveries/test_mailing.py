"""Mail through the ledger: sent once, beside what goes to Slack, and never again by itself where nobody knows."""

import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread

import pytest

from bot.deliveries import flows, holds
from bot.deliveries.mail import key_of, sender_of
from bot.deliveries.rules import (
    LEASE,
    UNKNOWN,
    DeliveryStatus,
    Later,
    Lost,
    Mail,
    MailOutcome,
    Never,
    Sent,
)
from bot.deliveries.smtp import NoPostman, SmtpPostman, server_of
from bot.storage import DatabaseAway, open_database
from tests.support.house import APPROVALS, TEAM, furnish
from tests.support.mail_server import Act, Servant, mail_server
from tests.support.moves import count
from tests.support.office import Office

ANN, BOB = "Ann@finance.example.com", "bob@finance.example.com"
PATIENCE = 30
NOBODY_THERE = "postgresql://nobody@127.0.0.1:1/nothing"
Take = MailOutcome | BaseException


@dataclass
class Post:
    """Stands in for a mail server; `answers` are given in turn before everything is fine."""

    clock: Callable[[], datetime]
    answers: list[Take] = field(default_factory=list)
    # Who got how many mails, as far as a dot was sent.
    sent: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    went: list[bool] = field(default_factory=list)
    before: Callable[[], object] = lambda: None
    after: Callable[[], object] = lambda: None

    def send(self, mail: Mail, to: str, key: str, answers: str, going: Callable[[], bool]) -> MailOutcome:
        self.before()
        self.answered.append(answers)
        answer = self.answers.pop(0) if self.answers else Sent(to, key)
        if isinstance(answer, Later | Never):
            return answer
        self.went.append(going())
        if not self.went[-1]:
            return Later("another took it")
        self.sent.append(to)
        self.subjects.append(mail.subject)
        self.after()
        if isinstance(answer, BaseException):
            raise answer
        return answer


@pytest.fixture
def post(office: Office) -> Post:
    made = Post(office.clock)
    office.mail = made
    return made


@pytest.fixture
def lone_post(lone: Office) -> Post:
    made = Post(lone.clock)
    lone.mail = made
    return made


def put(office: Office, ref: str = "m1", *to: str) -> None:
    office.put(ref, *(to or (ANN,)), kind="mail")


def status(office: Office, ref: str = "m1") -> DeliveryStatus:
    return office.stands(ref, kind="mail").status


def retry(office: Office, ref: str = "m1") -> tuple[int, int]:
    with office.house.transaction() as tx:
        plain = flows.retry(tx, TEAM, kind="mail", ref=ref, now=office.clock())
        unknown = flows.retry_unknown(tx, TEAM, kind="mail", ref=ref, now=office.clock())
    return plain, unknown


def test_a_mail_is_sent_once_and_noted_and_nothing_goes_to_slack(office: Office, post: Post) -> None:
    put(office)
    courier = office.courier()
    assert [courier.deliver_one(), courier.deliver_one()] == [True, False]
    found = office.stands("m1", kind="mail")
    assert (found.status, found.sent, found.reason, found.channel) == (DeliveryStatus.SENT, 1, "", "")
    assert found.ts == key_of(TEAM, "mail", "m1", ANN)
    assert found.unclear_since is None
    assert (post.sent, post.subjects, office.slack.posts) == ([ANN], ["m1"], [])
    office.clock.tick(seconds=300)
    office.deliver(courier)
    assert (post.sent, office.slack.looked_in) == ([ANN], [])


def test_a_mail_that_went_is_not_sent_again_by_being_asked_for_again(office: Office, post: Post) -> None:
    put(office)
    courier = office.courier()
    office.deliver(courier)
    for _ in range(2):
        put(office)
        with office.house.transaction() as tx:
            flows.renew(tx, TEAM, kind="mail", ref="m1", now=office.clock())
        office.clock.tick(seconds=300)
        office.deliver(courier)
    found = office.stands("m1", kind="mail")
    assert (post.sent, found.status, found.sent) == ([ANN], DeliveryStatus.SENT, found.wanted)
    assert retry(office) == (0, 0)


def test_a_mail_that_is_asked_for_again_while_it_is_sent_goes_once(office: Office, post: Post) -> None:
    put(office)
    post.after = lambda: put(office)
    courier = office.courier()
    office.clock.tick(seconds=300)
    office.deliver(courier)
    assert (post.sent, status(office)) == ([ANN], DeliveryStatus.SENT)


def test_a_mail_is_written_when_it_is_sent_and_dropped_where_there_is_nothing_to_say(
    office: Office, post: Post
) -> None:
    put(office, "old")
    put(office, "gone")
    office.texts |= {"old": "new", "gone": None}
    office.deliver(office.courier())
    assert (post.subjects, status(office, "gone")) == (["new"], DeliveryStatus.DROPPED)


def test_a_mail_that_answers_another_names_the_one_to_the_same_address(office: Office, post: Post) -> None:
    office.answers = "m0"
    put(office, "m1", ANN, BOB)
    office.deliver(office.courier())
    assert sorted(post.answered) == sorted(key_of(TEAM, "mail", "m0", to) for to in (ANN, BOB))


def test_what_the_mail_server_refuses_fails_with_the_reason_and_goes_when_it_is_tried_again(
    office: Office, post: Post
) -> None:
    post.answers = [Never("the mail server knows no such address (550)")]
    put(office)
    courier = office.courier()
    office.clock.tick(seconds=3600)
    office.deliver(courier)
    found = office.stands("m1", kind="mail")
    assert (found.status, found.reason) == (DeliveryStatus.FAILED, "the mail server knows no such address (550)")
    assert (found.is_unknown, post.sent) == (False, [])
    assert retry(office) == (1, 0)
    office.deliver(courier)
    assert (post.sent, status(office)) == ([ANN], DeliveryStatus.SENT)


def waits(office: Office, post: Post, answer: Later, times: int) -> list[float]:
    post.answers = [answer] * times
    put(office)
    courier, found = office.courier(), []
    for _ in range(times):
        courier.deliver_one()
        stands = office.stands("m1", kind="mail")
        assert (stands.status, stands.reason) == (DeliveryStatus.WAITING, answer.reason)
        found.append((stands.due_at - office.clock()).total_seconds())
        office.clock.tick(seconds=found[-1])
    courier.deliver_one()
    assert (post.sent, status(office)) == ([ANN], DeliveryStatus.SENT)
    return found


def test_a_mail_server_that_says_not_now_is_asked_later_and_later(office: Office, post: Post) -> None:
    later = Later("asks us to come back later (451)", timedelta(minutes=1))
    assert waits(office, post, later, 7) == [60, 120, 240, 480, 960, 1800, 1800]


def test_a_mail_server_that_does_not_answer_is_tried_often(office: Office, post: Post) -> None:
    assert waits(office, post, Later("does not answer"), 6) == [2, 4, 8, 16, 30, 30]


def test_what_somebody_has_to_mend_waits_and_says_what(office: Office, post: Post) -> None:
    assert waits(office, post, Later("set SMTP_URL", needs_mending=True), 4) == [15, 15, 15, 300]


def test_where_no_mail_server_is_set_mail_waits_and_slack_does_not(office: Office) -> None:
    office.mail = NoPostman()
    put(office)
    office.put("r1")
    office.deliver(office.courier())
    found = office.stands("m1", kind="mail")
    assert (found.status, found.reason) == (
        DeliveryStatus.WAITING,
        "no mail server is set: set SMTP_URL and MAIL_FROM",
    )
    assert office.slack.texts == ["r1"]


def test_a_courier_without_a_mail_postman_leaves_mail_to_others(office: Office) -> None:
    put(office)
    office.deliver(office.courier(), seconds=60)
    found = office.stands("m1", kind="mail")
    assert (found.status, found.attempts, office.slack.posts) == (DeliveryStatus.WAITING, 0, [])


# -- nobody knows -----------------------------------------------------------------------------------------------------


def test_a_mail_whose_answer_was_lost_is_shown_as_unknown_and_never_sent_again_by_itself(
    office: Office, post: Post
) -> None:
    post.answers = [Lost()]
    put(office)
    courier = office.courier()
    office.deliver(courier)
    for _ in range(3):
        found = office.stands("m1", kind="mail")
        assert (found.status, found.reason, found.is_unknown) == (DeliveryStatus.FAILED, UNKNOWN, True)
        put(office)
        office.clock.tick(seconds=3600)
        office.deliver(courier)
    assert post.sent == [ANN]
    assert UNKNOWN.startswith("unknown: the mail server's answer was lost")


def test_what_is_unknown_is_sent_again_only_when_a_person_asks_for_just_that(office: Office, post: Post) -> None:
    post.answers = [Lost(), Never("no such address")]
    put(office, "m1")
    put(office, "m2")
    courier = office.courier()
    office.deliver(courier)
    with office.house.transaction() as tx:
        assert flows.retry(tx, TEAM, kind="mail", ref="m1", now=office.clock()) == 0
        assert flows.retry_unknown(tx, TEAM, kind="mail", ref="m2", now=office.clock()) == 0
        assert flows.retry_unknown(tx, "T02OTHER", kind="mail", ref="m1", now=office.clock()) == 0
    assert retry(office) == (0, 1)
    found = office.stands("m1", kind="mail")
    assert (found.unclear_since, found.attempts, found.reason) == (None, 0, "")
    office.deliver(courier, seconds=60)
    assert (post.subjects, status(office, "m1"), status(office, "m2")) == (
        ["m1", "m1"],
        DeliveryStatus.SENT,
        DeliveryStatus.FAILED,
    )


def test_trying_again_leaves_an_unclear_post_in_slack_as_it_was(office: Office) -> None:
    """What failed in Slack can be looked for there; only of mail a person has to decide."""
    office.slack.answers = [Later("no answer", unclear=True), Never("that channel is archived")]
    office.put("r1")
    courier = office.courier()
    office.deliver(courier, seconds=6)
    assert (office.stands().status, office.stands().is_unknown) == (DeliveryStatus.FAILED, False)
    with office.house.transaction() as tx:
        assert flows.retry_unknown(tx, TEAM, kind="note", ref="r1", now=office.clock()) == 0
        assert flows.retry(tx, TEAM, kind="note", ref="r1", now=office.clock()) == 1
    assert office.stands().unclear_since is not None


def die() -> None:
    raise KeyboardInterrupt


def test_a_courier_that_died_before_the_dot_leaves_the_mail_to_the_next(office: Office, post: Post) -> None:
    put(office)
    post.before = die
    with pytest.raises(KeyboardInterrupt):
        office.courier().deliver_one()
    post.before = lambda: None
    other = office.courier()
    office.deliver(other, seconds=LEASE.total_seconds() - 1)
    assert post.sent == []
    office.deliver(other, seconds=1)
    assert (post.sent, status(office)) == ([ANN], DeliveryStatus.SENT)


def test_a_courier_that_died_after_the_dot_leaves_it_unknown(office: Office, post: Post) -> None:
    put(office)
    post.after = die
    with pytest.raises(KeyboardInterrupt):
        office.courier().deliver_one()
    post.after = lambda: None
    office.deliver(office.courier(), seconds=LEASE.total_seconds())
    found = office.stands("m1", kind="mail")
    assert (post.sent, found.status, found.reason) == ([ANN], DeliveryStatus.FAILED, UNKNOWN)


@pytest.mark.parametrize(("alone", "wait"), [(True, 5), (False, 60)])
def test_what_a_killed_courier_held_is_taken_over_when_it_must_be_dead(
    lone: Office,
    lone_post: Post,
    alone: bool,
    wait: int,
) -> None:
    put(lone)
    lone_post.before = sys.exit
    with pytest.raises(SystemExit):
        lone.courier().deliver_one()
    lone_post.before = lambda: None
    lone.house.alone = alone
    courier = lone.courier()
    courier._inherit()
    lone.deliver(courier, seconds=wait - 1)
    assert lone_post.sent == []
    lone.deliver(courier, seconds=1)
    assert lone_post.sent == [ANN]


def test_a_mail_that_somebody_took_over_meanwhile_gets_no_dot_from_the_first(office: Office, post: Post) -> None:
    put(office)

    def too_slow() -> None:
        post.before = lambda: None
        office.clock.tick(seconds=LEASE.total_seconds())
        assert office.courier().deliver_one(), "the other takes it over"

    post.before = too_slow
    office.courier().deliver_one()
    assert (post.went, post.sent, status(office)) == ([True, False], [ANN], DeliveryStatus.SENT)


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        (Sent(ANN, "k" * 32), DeliveryStatus.SENT),
        (Lost(), DeliveryStatus.FAILED),
    ],
)
def test_an_answer_that_comes_very_late_still_counts(
    office: Office, post: Post, answer: MailOutcome, stands: DeliveryStatus
) -> None:
    put(office)
    post.answers = [answer]

    def hang() -> None:
        office.clock.tick(seconds=LEASE.total_seconds())
        office.deliver(office.courier())
        assert office.stands("m1", kind="mail").is_unknown

    post.after = hang
    office.courier().deliver_one()
    assert (post.sent, status(office)) == ([ANN], stands)


def test_an_answer_that_comes_after_a_person_asked_again_is_not_about_the_new_attempt(
    office: Office, post: Post
) -> None:
    put(office)

    def hang() -> None:
        post.after = lambda: None
        office.clock.tick(seconds=LEASE.total_seconds())
        office.deliver(office.courier())
        assert retry(office) == (0, 1)

    post.after = hang
    office.courier().deliver_one()
    assert status(office) is DeliveryStatus.WAITING
    office.deliver(office.courier())
    assert (post.sent, status(office)) == ([ANN, ANN], DeliveryStatus.SENT)


# -- beside Slack -----------------------------------------------------------------------------------------------------


def test_a_stop_that_slack_asked_for_holds_no_mail(office: Office, post: Post) -> None:
    office.slack.answers = [Later("slow down", timedelta(hours=1))]
    office.put("r1")
    courier = office.courier()
    office.deliver(courier)
    put(office)
    office.deliver(courier)
    assert (post.sent, office.stands("r1").status) == ([ANN], DeliveryStatus.WAITING)


def test_a_mail_server_that_says_not_now_holds_nothing_else(office: Office, post: Post) -> None:
    post.answers = [Later("later (451)", timedelta(hours=1))]
    put(office, "m1", ANN)
    courier = office.courier()
    office.deliver(courier)
    office.put("r1")
    put(office, "m2", ANN)
    office.deliver(courier)
    assert (office.slack.texts, post.subjects) == (["r1"], ["m2"])


def test_mail_takes_no_slot_of_slacks_pace(lone: Office, lone_post: Post) -> None:
    put(lone, "m1", *(f"a{number}@example.com" for number in range(50)))
    lone.deliver(lone.courier())
    assert len(lone_post.sent) == 50, "all at the same moment"
    assert count(lone.house, "paces") == 0


def test_mail_of_every_workspace_goes(office: Office, post: Post) -> None:
    furnish(office.house, office.clock(), "T02OTHER")
    put(office)
    office.put("m1", BOB, kind="mail", team="T02OTHER")
    office.deliver(office.courier())
    assert sorted(post.sent) == [ANN, BOB]


def test_the_longest_address_fits(office: Office, post: Post) -> None:
    longest = "a" * 64 + "@" + ".".join(["b" * 60] * 3) + ".com"
    put(office, "m1", longest)
    office.deliver(office.courier())
    assert post.sent == [longest]


@pytest.mark.parametrize(("kind", "to"), [("mail", APPROVALS), ("note", ANN)])
def test_a_letter_of_the_wrong_form_is_not_sent_and_the_doctor_sees_it(
    lone: Office,
    lone_post: Post,
    kind: str,
    to: str,
) -> None:
    lone.put("x", to, kind=kind)
    lone.deliver(lone.courier())
    assert lone.stands("x", kind=kind).reason == "the message could not be written; the log says where"
    assert (lone.slack.posts, lone_post.sent) == ([], [])


def test_what_is_logged_names_no_address_and_no_text(
    lone: Office,
    lone_post: Post,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    lone.texts["m1"] = "A secret sentence."
    lone_post.answers = [Later("asks us to come back later (451)"), Never("that mailbox is full (552)"), Lost()]
    courier = lone.courier()
    for ref in ("m1", "m2", "m3"):
        put(lone, ref)
        lone.deliver(courier)
    said = "".join(one.getMessage() for one in caplog.records if one.name.startswith("bot"))
    assert "(451)" in said
    assert "unknown: the mail server's answer was lost" in said
    for private in (ANN, "secret"):
        assert private not in said


def test_mail_goes_while_slack_hangs_and_slack_goes_while_the_mail_server_does(
    lone: Office,
    lone_post: Post,
) -> None:
    mailed, posted, release = Event(), Event(), Event()
    stop, wake = Event(), Event()

    def hang_after(mine: Event, other: Event) -> Callable[[], object]:
        def hang() -> None:
            mine.set()
            assert other.wait(PATIENCE), "the other waits for this one"
            release.wait(PATIENCE)

        return hang

    lone_post.before, lone.slack.meanwhile = hang_after(mailed, posted), hang_after(posted, mailed)
    put(lone)
    lone.put("r1")
    thread = Thread(target=lone.courier().run, args=(stop, wake))
    thread.start()
    assert mailed.wait(PATIENCE)
    assert posted.wait(PATIENCE)
    stop.set()
    wake.set()
    release.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert (lone_post.sent, lone.slack.texts) == ([ANN], ["r1"])


def run(courier_of: Office, until: Callable[[], bool]) -> None:
    """Let a courier's mail lane run, and stop it when that is true at a pause."""
    courier_of.courier()._mail_lane(Pausing(until))


class Pausing(Event):
    """A stop that is set at a pause where that is true; nobody waits for real."""

    def __init__(self, until: Callable[[], bool]) -> None:
        super().__init__()
        self._until, self._left = until, 100

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - nobody waits in a test
        self._left -= 1
        if self._until() or not self._left:
            self.set()
        return self.is_set()


def test_a_mail_that_goes_wrong_stops_no_other(
    lone: Office,
    lone_post: Post,
    caplog: pytest.LogCaptureFixture,
) -> None:
    lone_post.answers = [ZeroDivisionError("a secret")]
    put(lone, "m1")
    lone.clock.tick(seconds=1)
    put(lone, "m2")
    run(lone, lambda: len(lone_post.sent) == 2)
    assert (status(lone, "m1"), status(lone, "m2")) == (DeliveryStatus.SENDING, DeliveryStatus.SENT)
    assert "a mail went wrong" in caplog.text
    assert "a secret" not in caplog.text
    lone.deliver(lone.courier(), seconds=LEASE.total_seconds())
    assert lone.stands("m1", kind="mail").is_unknown


def test_a_mail_lane_survives_a_database_that_is_away(
    lone: Office,
    lone_post: Post,
    caplog: pytest.LogCaptureFixture,
) -> None:
    put(lone)
    courier = lone.courier(database=open_database(NOBODY_THERE))
    pauses: list[None] = []

    def back() -> bool:
        pauses.append(None)
        if len(pauses) == 2:
            courier.database = lone.house
        return bool(lone_post.sent)

    courier._mail_lane(Pausing(back))
    assert caplog.text.count("the database is away; mail waits") == 2
    assert lone_post.sent == [ANN]


def test_a_database_that_goes_away_right_before_the_dot_keeps_the_dot_back(
    lone: Office, lone_post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> bool:
        raise DatabaseAway

    put(lone)
    with monkeypatch.context() as patch:
        patch.setattr(holds, "note_going", away)
        with pytest.raises(DatabaseAway):
            lone.courier().deliver_one()
    assert lone_post.sent == []
    lone.clock.tick(seconds=LEASE.total_seconds())
    lone.deliver(lone.courier())
    assert (lone_post.sent, status(lone)) == ([ANN], DeliveryStatus.SENT)


# -- with a mail server -----------------------------------------------------------------------------------------------


@pytest.fixture
def servant(office: Office) -> Iterator[Servant]:
    with mail_server() as running:
        office.mail = SmtpPostman(server_of(running.url()), sender_of("Example IT <it@example.com>"))
        yield running


def test_every_one_gets_their_own_mail_and_the_same_words(office: Office, servant: Servant) -> None:
    office.texts["m1"] = "Sign in once more"
    office.answers = "m0"
    put(office, "m1", ANN, BOB)
    office.deliver(office.courier())
    assert sorted(servant.to) == [ANN, BOB]
    for mail in servant.taken:
        assert mail.read["To"] == mail.to
        assert mail.read["Subject"] == "Sign in once more"
        assert mail.read["Message-ID"] == f"<{key_of(TEAM, 'mail', 'm1', mail.to)}@example.com>"
        assert mail.read["In-Reply-To"] == f"<{key_of(TEAM, 'mail', 'm0', mail.to)}@example.com>"
        assert "ann" not in mail.read["Message-ID"].lower()


def test_each_trouble_of_a_mail_server_has_its_end_in_the_ledger(office: Office, servant: Servant) -> None:
    servant.refused = {"gone@example.com": "550 5.1.1 no", "full@example.com": "552 5.2.2 full"}
    put(office, "m1", "gone@example.com", "full@example.com", ANN)
    courier = office.courier()
    servant.fault("DATA", Act.HANG_UP)
    office.deliver(courier, seconds=60)
    with office.house.glance() as tx:
        found = {one.destination: (one.status, one.reason) for one in flows.of(tx, TEAM, kind="mail", ref="m1")}
    assert found == {
        "gone@example.com": (DeliveryStatus.FAILED, "the mail server knows no such address (550)"),
        "full@example.com": (DeliveryStatus.FAILED, "that mailbox is full (552)"),
        ANN: (DeliveryStatus.SENT, ""),
    }
    assert servant.to == [ANN]


def test_the_same_bytes_go_at_each_attempt(office: Office, servant: Servant) -> None:
    servant.fault("DOT", Act.HANG_UP)
    put(office)
    courier = office.courier()
    office.deliver(courier)
    assert retry(office) == (0, 1)
    office.clock.tick(hours=1)
    office.deliver(courier)
    first, second = servant.taken
    assert first.content == second.content
