"""Messages that stand: deleted by somebody, edited without an answer, or with somebody who may not have them now."""

from datetime import timedelta

from bot.deliveries import flows
from bot.deliveries.courier import Courier
from bot.deliveries.rules import LOOK_AGAIN, Delivery, DeliveryStatus, Later, Limits, Message, Never
from bot.storage import Tx
from sandbox.pace import Limits as SlackLimits
from sandbox.pace import Pace
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, TEAM
from tests.support.office import Office, Outcome, Slack

GONE = Never("somebody deleted the message", gone=True)
NO_ANSWER = Later("no answer", unclear=True)


def deleted(office: Office) -> Courier:
    """Post a message that is found deleted when it is edited."""
    courier = office.courier()
    office.put()
    office.deliver(courier)
    office.put()
    office.slack.answers = [GONE]
    office.deliver(courier, seconds=3)
    return courier


def edits(office: Office) -> list[tuple[str, str]]:
    return [(ts, text) for _, ts, text, _ in office.slack.posts]


def asked_anew(office: Office, text: str) -> None:
    office.texts["r1"] = text
    office.put()


# -- deleted ------------------------------------------------------------------------------------------------------


def test_a_message_that_somebody_deleted_is_posted_anew_by_the_next_version(office: Office) -> None:
    courier = deleted(office)
    assert (office.stands().status, office.stands().ts) == (DeliveryStatus.FAILED, "")
    asked_anew(office, "newer")
    office.deliver(courier, seconds=3)
    assert edits(office) == [("", "r1"), ("1.0", "r1"), ("", "newer")]
    assert (office.stands().status, office.stands().ts) == (DeliveryStatus.SENT, "3.0")


def test_a_message_that_somebody_deleted_is_posted_anew_when_it_is_tried_again(office: Office) -> None:
    courier = deleted(office)
    with office.house.transaction() as tx:
        assert flows.retry(tx, TEAM, kind="note", ref="r1", now=office.clock()) == 1
    office.deliver(courier, seconds=3)
    assert edits(office)[-1] == ("", "r1")
    assert office.stands().status is DeliveryStatus.SENT


def test_what_is_only_edited_is_not_posted_anew_where_it_was_deleted(office: Office) -> None:
    courier = deleted(office)
    office.only_edit = True
    office.put()
    office.deliver(courier, seconds=3)
    assert (len(office.slack.posts), office.stands().status) == (2, DeliveryStatus.DROPPED)


def test_what_was_asked_for_while_the_deleted_message_was_edited_is_posted_anew(office: Office) -> None:
    courier = office.courier()
    office.put()
    office.deliver(courier)
    office.put()

    def ask() -> None:
        office.slack.meanwhile = lambda: None
        asked_anew(office, "newer")

    office.slack.answers, office.slack.meanwhile = [GONE], ask
    office.deliver(courier, seconds=5)
    assert edits(office)[-1] == ("", "newer")
    assert office.stands().status is DeliveryStatus.SENT


def test_another_refusal_of_an_edit_posts_no_second_message(office: Office) -> None:
    courier = office.courier()
    office.put()
    office.deliver(courier)
    office.put()
    office.slack.answers = [Never("Slack does not let the message be edited")]
    office.deliver(courier, seconds=3)
    assert (office.stands().status, office.stands().ts) == (DeliveryStatus.FAILED, "1.0")


# -- edited without an answer -------------------------------------------------------------------------------------


def unclear_edit(office: Office) -> Courier:
    """Post a message and edit it without an answer, then with one."""
    courier = office.courier()
    office.put()
    office.deliver(courier)
    asked_anew(office, "unclear")
    office.slack.answers = [NO_ANSWER]
    office.deliver(courier, seconds=3)
    asked_anew(office, "newer")
    office.deliver(courier, seconds=3)
    assert edits(office)[-1] == ("1.0", "newer")
    return courier


def test_after_an_edit_without_an_answer_the_newest_text_is_written_once_more_when_it_cannot_come_late_any_more(
    office: Office,
) -> None:
    courier = unclear_edit(office)
    assert office.stands().status is DeliveryStatus.SENT, "it is there, as far as anybody knows"
    office.deliver(courier, seconds=LOOK_AGAIN.total_seconds() - 10)
    assert len(office.slack.posts) == 3
    office.deliver(courier, seconds=20)
    assert edits(office)[3:] == [("1.0", "newer")]
    assert office.stands().status is DeliveryStatus.SENT
    office.deliver(courier, seconds=2 * LOOK_AGAIN.total_seconds())
    assert len(office.slack.posts) == 4, "once"
    assert office.slack.looked_in == [], "an edit makes no second copy"


def test_a_version_in_between_does_not_end_the_wait_for_a_late_edit(office: Office) -> None:
    courier = unclear_edit(office)
    asked_anew(office, "newest")
    office.deliver(courier, seconds=3)
    office.deliver(courier, seconds=2 * LOOK_AGAIN.total_seconds())
    assert edits(office)[3:] == [("1.0", "newest")] * 2


def test_what_is_asked_for_while_the_newer_edit_is_sent_does_not_end_the_wait_either(office: Office) -> None:
    courier = office.courier()
    office.put()
    office.deliver(courier)
    asked_anew(office, "unclear")
    office.slack.answers = [NO_ANSWER]
    office.deliver(courier, seconds=3)

    def ask() -> None:
        office.slack.meanwhile = lambda: None
        asked_anew(office, "newest")

    office.slack.meanwhile = ask
    office.deliver(courier, seconds=3 * LOOK_AGAIN.total_seconds())
    assert edits(office)[2:] == [("1.0", "unclear")] + [("1.0", "newest")] * 2


def test_an_edit_long_after_the_one_without_an_answer_is_the_last(office: Office) -> None:
    courier = office.courier()
    office.put()
    office.deliver(courier)
    office.put()
    office.slack.answers = [NO_ANSWER]
    office.deliver(courier, seconds=3)
    assert len(office.slack.posts) == 2
    office.clock.tick(seconds=LOOK_AGAIN.total_seconds())
    office.deliver(courier, seconds=2 * LOOK_AGAIN.total_seconds())
    assert len(office.slack.posts) == 3


def test_an_edit_does_not_end_the_look_for_a_second_copy(office: Office) -> None:
    courier = office.courier()
    office.put()
    office.slack.answers = [NO_ANSWER]
    office.deliver(courier, seconds=10)
    asked_anew(office, "newer")
    office.deliver(courier, seconds=3)
    key = office.stands().id
    office.slack.standing[key].append("0.5")
    office.deliver(courier, seconds=LOOK_AGAIN.total_seconds())
    assert office.slack.standing[key] == [office.stands().ts]


# -- who may have it ----------------------------------------------------------------------------------------------


def test_what_somebody_may_not_have_any_more_is_not_sent_and_not_edited_and_others_get_it(office: Office) -> None:
    left = {ADA}

    def may_have(_tx: Tx, delivery: Delivery) -> bool:
        return delivery.destination not in left

    courier = office.courier()
    courier.may_have = may_have
    office.put("r1", ADA, BEA)
    office.deliver(courier, seconds=3)
    assert [place for place, _, _, _ in office.slack.posts] == [BEA]
    left.add(BEA)
    office.put("r1", ADA, BEA)
    office.deliver(courier, seconds=3)
    assert len(office.slack.posts) == 1
    with office.house.glance() as tx:
        found = {one.destination: one.status for one in flows.of(tx, TEAM, kind="note", ref="r1")}
    assert found == {ADA: DeliveryStatus.DROPPED, BEA: DeliveryStatus.SENT}


# -- a post and then an edit without an answer --------------------------------------------------------------------


def unclear_twice(office: Office) -> tuple[Courier, list[str]]:
    """Post a message in two attempts and edit it in two, with the first copy coming to light after that."""
    courier = office.courier()
    office.put()
    office.slack.answers = [NO_ANSWER]
    office.deliver(courier, seconds=10)
    asked_anew(office, "newer")
    office.slack.answers = [NO_ANSWER]
    office.deliver(courier, seconds=10)
    assert edits(office) == [("", "r1"), ("", "r1"), ("2.0", "newer"), ("2.0", "newer")]
    standing = office.slack.standing[office.stands().id]
    standing.append("0.5")
    return courier, standing


def test_a_second_copy_is_deleted_when_it_is_time_although_an_edit_was_without_an_answer_too(office: Office) -> None:
    courier, standing = unclear_twice(office)
    office.deliver(courier, seconds=LOOK_AGAIN.total_seconds() - 10)
    assert standing == [office.stands().ts] == ["2.0"]
    office.deliver(courier, seconds=2 * LOOK_AGAIN.total_seconds())
    assert edits(office)[4:] == [("2.0", "newer")], "the edit is looked after as well, once"
    assert office.slack.looked_in == ["", ""], "before the second attempt, and for the copy"


def test_after_an_hour_offline_the_copy_is_deleted_and_the_newest_text_written_once_more(office: Office) -> None:
    courier, standing = unclear_twice(office)
    office.clock.tick(hours=1)
    office.deliver(courier, seconds=3)
    assert standing == ["2.0"]
    assert edits(office)[4:] == [("2.0", "newer")]
    office.deliver(courier, seconds=2 * LOOK_AGAIN.total_seconds())
    assert (len(office.slack.posts), len(office.slack.looked_in)) == (5, 2)


def test_a_look_for_the_copy_that_failed_is_made_again_before_the_edit_is_looked_after(office: Office) -> None:
    courier, standing = unclear_twice(office)
    office.slack.looks = [NO_ANSWER]
    office.deliver(courier, seconds=4 * LOOK_AGAIN.total_seconds())
    assert standing == ["2.0"]
    assert edits(office)[4:] == [("2.0", "newer")]


# -- edited more slowly than we would -----------------------------------------------------------------------------


class Promised(Slack):
    """Takes just as many edits a minute as Slack promises, and refuses the others with a time to wait."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__(clock)
        self._pace = Pace(SlackLimits(burst=0, tier_factor=1))
        self.refused = 0

    def post(self, destination: str, ts: str, message: Message, key: str, thread: str = "") -> Outcome:
        wait = self._pace.call("chat.update", 3, self.clock().timestamp()) if ts else 0
        if wait:
            self.refused += 1
            return Later("Slack asked us to slow down", timedelta(seconds=max(wait, 30)))
        return super().post(destination, ts, message, key, thread)


def test_where_slack_takes_just_the_edits_it_promises_a_hundred_cards_are_right_after_a_minute_and_a_quarter(
    lone: Office,
) -> None:
    lone.slack, lone.limits = Promised(lone.clock), Limits()
    channels = [f"C{number:03}" for number in range(100)]
    courier = lone.courier()
    lone.put("r1", *channels)
    lone.deliver(courier, seconds=30)
    lone.texts["r1"] = "newer"
    lone.put("r1", *channels)
    lone.deliver(courier, seconds=85)
    edited = [place for place, ts, text, _ in lone.slack.posts if ts and text == "newer"]
    assert sorted(edited) == channels
    assert lone.slack.refused < 10, "everybody stops when Slack says so"
