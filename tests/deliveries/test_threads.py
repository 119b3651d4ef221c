"""Messages below others, and messages that are only ever edited."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.deliveries.records import DELIVERIES
from bot.deliveries.rules import LOOK_AGAIN, DeliveryStatus, Later, Never
from tests.support.house import ADA, APPROVALS
from tests.support.moves import count
from tests.support.office import Office

NO_ANSWER = Later("no answer", unclear=True)


@pytest.fixture
def below(office: Office) -> Office:
    """An office whose notes go below the card of incident i."""
    office.below = ("card", "i")
    return office


# -- below another ------------------------------------------------------------------------------------------------


def test_a_reply_goes_into_the_thread_of_the_message_it_belongs_to(below: Office) -> None:
    below.put("i", ADA, APPROVALS, kind="card")
    below.deliver(below.courier())
    cards = {place: f"{number}.0" for number, (place, _, _, _) in enumerate(below.slack.posts, 1)}
    below.put("r1", ADA)
    below.deliver(below.courier(), seconds=2)
    assert below.slack.posts[-1][:3] == (f"D{ADA[1:]}", "", "r1"), "where the message above stands"
    assert below.slack.threads[-1] == cards[ADA]


def test_a_reply_waits_for_its_message_and_that_is_no_trouble(below: Office) -> None:
    below.slack.answers = [Later("trouble")]
    below.put("i", kind="card")
    courier = below.courier()
    below.deliver(courier)
    below.put("r1")
    below.deliver(courier, seconds=1.5)
    note = below.stands()
    assert (note.status, note.attempts, note.reason) == (DeliveryStatus.WAITING, 0, "")
    assert note.unclear_since is None
    assert note.due_at > below.stands("i", "card").due_at, "it is not tried before the other is"
    below.deliver(courier, seconds=5)
    assert below.slack.texts == ["card i", "card i", "r1"]
    assert (below.stands().status, below.slack.threads[-1]) == (DeliveryStatus.SENT, "2.0")


def test_a_reply_waits_while_its_message_is_being_sent(below: Office) -> None:
    below.put("i", kind="card")
    below.put("r1", ADA)
    below.put("i", ADA, kind="card")
    below.slack.meanwhile = lambda: assert_waits(below)
    below.deliver(below.courier(), seconds=5)
    assert below.stands().status is DeliveryStatus.SENT


def assert_waits(office: Office) -> None:
    office.slack.meanwhile = lambda: None
    office.deliver(office.courier())
    assert "r1" not in office.slack.texts


@pytest.mark.parametrize("why", ["failed", "dropped", "never asked for"])
def test_a_reply_to_what_is_not_there_is_dropped_and_says_why(below: Office, why: str) -> None:
    if why != "never asked for":
        below.put("i", kind="card")
        with below.house.transaction() as tx:
            tx.execute(update(DELIVERIES).values(status=why))
    below.put("r1")
    below.deliver(below.courier(), seconds=2)
    note = below.stands()
    assert (note.status, note.reason) == (DeliveryStatus.DROPPED, "the message that it belongs to is not there")
    assert below.slack.posts == []


def test_a_reply_that_stands_is_edited_whatever_became_of_its_message(below: Office) -> None:
    below.put("i", kind="card")
    below.deliver(below.courier())
    below.put("r1")
    below.deliver(below.courier(), seconds=2)
    below.slack.answers = [Never("somebody deleted the message")]
    below.put("i", kind="card")
    below.deliver(below.courier(), seconds=2)
    below.put("r1")
    below.deliver(below.courier(), seconds=2)
    assert below.slack.posts[-1][:2] == (APPROVALS, "2.0")
    assert below.stands().status is DeliveryStatus.SENT


def test_a_reply_of_which_nobody_knows_is_looked_for_in_its_thread(below: Office) -> None:
    below.put("i", kind="card")
    below.deliver(below.courier())
    below.clock.tick(seconds=2)
    below.slack.answers, below.slack.does_it_anyway = [NO_ANSWER], True
    below.put("r1")
    below.deliver(below.courier(), seconds=6)
    assert below.slack.looked_in == ["1.0"]
    assert (below.stands().status, below.stands().ts) == (DeliveryStatus.SENT, "2.0")
    below.slack.standing[below.stands().id].append("9.0")
    below.deliver(below.courier(), seconds=LOOK_AGAIN.total_seconds())
    assert below.slack.looked_in == ["1.0", "1.0"], "and again for late copies"
    assert below.slack.standing[below.stands().id] == ["2.0"]


def test_killed_while_it_replies_the_next_courier_knows_where_to_look(below: Office) -> None:
    below.put("i", kind="card")
    below.deliver(below.courier())
    below.clock.tick(seconds=2)
    below.put("r1")

    def die() -> None:
        raise KeyboardInterrupt

    below.slack.meanwhile = die
    with pytest.raises(KeyboardInterrupt):
        below.deliver(below.courier())
    below.slack.meanwhile = lambda: None
    below.texts["r1"] = None
    below.deliver(below.courier(), seconds=61)
    assert below.slack.looked_in == ["1.0"]
    assert (below.stands().status, below.stands().ts) == (DeliveryStatus.SENT, "2.0")


# -- only edited --------------------------------------------------------------------------------------------------


def test_what_is_only_edited_is_dropped_where_nothing_stands(office: Office) -> None:
    office.only_edit = True
    office.put("r1", ADA, APPROVALS)
    office.deliver(office.courier())
    assert count(office.house, "deliveries WHERE status = 'dropped' AND reason = ''") == 2
    assert office.slack.posts == []


def test_what_is_only_edited_is_edited_where_something_stands(office: Office) -> None:
    office.put("r1")
    office.deliver(office.courier())
    office.only_edit = True
    office.texts["r1"] = "newer"
    office.put("r1")
    office.deliver(office.courier(), seconds=2)
    assert [(text, ts) for _, ts, text, _ in office.slack.posts] == [("r1", ""), ("newer", "1.0")]


@pytest.mark.parametrize("comes_to_light", [True, False])
def test_after_an_unclear_attempt_it_is_dropped_only_when_nothing_can_come_to_light_any_more(
    office: Office, comes_to_light: bool
) -> None:
    office.slack.answers = [NO_ANSWER]
    office.put("r1")
    courier = office.courier()
    office.deliver(courier, seconds=1)
    office.only_edit = True
    office.texts["r1"] = "withdrawn"
    office.put("r1")
    office.deliver(courier, seconds=LOOK_AGAIN.total_seconds() - 2)
    assert (office.stands().status, office.stands().attempts) == (DeliveryStatus.WAITING, 0)
    if comes_to_light:
        office.slack.standing[office.stands().id] = ["0.5"]
    office.deliver(courier, seconds=3)
    edits = [(text, ts) for _, ts, text, _ in office.slack.posts[1:]]
    assert edits == ([("withdrawn", "0.5")] if comes_to_light else [])
    assert office.stands().status is (DeliveryStatus.SENT if comes_to_light else DeliveryStatus.DROPPED)


def test_a_letter_with_nothing_to_say_any_more_leaves_what_stands(office: Office) -> None:
    office.put("r1")
    office.deliver(office.courier())
    office.texts["r1"] = None
    office.put("r1")
    office.clock.tick(seconds=2)
    office.deliver(office.courier())
    assert (office.stands().status, office.stands().sent, len(office.slack.posts)) == (DeliveryStatus.SENT, 2, 1)


def test_a_courier_that_took_too_long_to_look_leaves_the_post_to_the_next(office: Office) -> None:
    """Somebody else may take over while it posts."""
    office.slack.answers = [NO_ANSWER]
    office.put("r1")
    courier = office.courier()
    office.deliver(courier, seconds=5)
    assert len(office.slack.posts) == 2
    office.put("r2", ADA)
    office.slack.meanwhile = lambda: None
    slow = office.courier()
    look = office.slack.look
    office.slack.answers = [NO_ANSWER]
    office.deliver(slow)

    def slowly(*args: object) -> object:
        office.clock.tick(seconds=40)
        return look(*args)  # type: ignore[arg-type]

    office.slack.look = slowly  # type: ignore[assignment, method-assign]
    office.clock.tick(seconds=5)
    slow.deliver_one()
    assert (len(office.slack.posts), office.stands("r2").reason) == (3, "Slack is slow")
    office.slack.look = look  # type: ignore[method-assign]
    office.deliver(slow, seconds=10)
    assert office.stands("r2").status is DeliveryStatus.SENT
    assert office.stands("r2").due_at <= office.clock() + timedelta(seconds=10)


def test_a_reply_that_slack_put_off_goes_to_the_same_thread_later(below: Office) -> None:
    below.put("i", kind="card")
    below.deliver(below.courier())
    below.clock.tick(seconds=2)
    below.slack.answers = [Later("trouble")]
    below.put("r1")
    below.deliver(below.courier(), seconds=5)
    assert below.slack.threads == ["", "1.0", "1.0"]
    assert below.stands().status is DeliveryStatus.SENT
