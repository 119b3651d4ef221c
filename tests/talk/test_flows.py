"""Taking a message, on both databases."""

import pytest

from bot.party_lines import answers
from bot.party_lines import flows as lines
from bot.party_lines.reach import OVERVIEW
from bot.party_lines.serving import Answer, Everything, NoLine
from bot.people.rules import Kind, NotStaff
from bot.storage import Database, Tx
from bot.talk import flows
from bot.topics.rules import Topic
from tests.support.clock import HandClock
from tests.support.house import APPROVALS, DEFAULT, NETWORK, PAYROLL, SAM, TEAM, VPN
from tests.support.lines import SAY, go_live, hand_in
from tests.support.moves import become, count, everything_written
from tests.support.recalls import all_letters, due, settle, withdraw
from tests.support.together import at_once


def take(
    tx: Tx,
    clock: HandClock,
    key: str = "said:D1:1.0",
    *questions: tuple[str, Topic | None],
    given: Answer | None = None,
) -> object:
    given = given or answers.about(lines.shelf(tx, TEAM), (NETWORK,), "", clock())
    return flows.take(tx, TEAM, key=key, given=given, questions=questions, by=SAM, now=clock(), is_direct=True)


def overview(tx: Tx, clock: HandClock) -> Everything:
    return answers.everything(lines.shelf(tx, TEAM), clock())


def test_a_message_is_taken_once_by_however_many_at_once(house: Database, clock: HandClock) -> None:
    taken = at_once(house, *[lambda tx: take(tx, clock)] * 4)
    assert sorted(taken, key=str) == [(), None, None, None]
    assert count(house, "deliveries WHERE kind = 'copy' AND destination = 'U03STAFF'") == 1


def test_another_message_is_taken_too_and_its_questions_are_passed_on(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        assert take(tx, clock) == ()
        assert take(tx, clock, "said:D1:2.0", ("vpn?", Topic(VPN, "vpn")), ("lunch?", None)) == (APPROVALS,)
    assert count(house, "asks") == 2


def test_nothing_is_left_of_a_message_of_somebody_who_may_not_ask(house: Database, clock: HandClock) -> None:
    become(house, clock(), SAM, Kind.GUEST)
    before = everything_written(house)
    with pytest.raises(NotStaff), house.transaction() as tx:
        take(tx, clock)
    assert everything_written(house) == before


def written(database: Database, clock: HandClock, kind: str) -> list[str]:
    """Return what the messages of a kind say now."""
    return [said for (one, _), said in all_letters(database, clock()).items() if one == kind]


def test_all_that_it_says_is_written_down_with_the_receipt_and_holds_nothing_that_waits_for_approval(
    house: Database, clock: HandClock
) -> None:
    go_live(house, clock())
    hand_in(house, clock(), "Payslips may be late.", PAYROLL)
    with house.transaction() as tx:
        take(tx, clock, given=overview(tx, clock))
    (said,) = written(house, clock, OVERVIEW)
    assert SAY in said
    assert "Payslips may be late." not in said
    assert " ago" not in said


def test_all_that_it_said_is_replaced_everywhere_when_a_line_in_it_is_withdrawn(
    house: Database, clock: HandClock
) -> None:
    with house.transaction() as tx:
        take(tx, clock, "said:D1:0.0", given=overview(tx, clock))
    settle(house)
    clock.tick(minutes=1)
    line = go_live(house, clock())
    with house.transaction() as tx:
        take(tx, clock, given=overview(tx, clock))
    settle(house)
    clock.tick(minutes=1)
    withdraw(house, line, clock())
    assert (OVERVIEW, SAM) in due(house)
    assert count(house, "deliveries WHERE kind = 'overview' AND wanted > sent") == 1
    assert not any(SAY in said for said in written(house, clock, OVERVIEW))


def test_that_there_is_no_line_is_written_down_with_who_is_told_of_it(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        take(tx, clock, "said:D1:1.0", ("lunch?", None), given=NoLine("lunch?", None))
    (said,) = written(house, clock, flows.DEFAULT_LINE)
    assert DEFAULT in said
    assert "lunch?" in said
    assert APPROVALS in said


def test_what_says_too_little_to_be_passed_on_is_answered_too(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        take(tx, clock, given=NoLine("a", None))
    (said,) = written(house, clock, flows.DEFAULT_LINE)
    assert "too little to pass on" in said


def test_beside_the_lines_it_is_written_down_on_which_topics_there_is_none(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        take(tx, clock, "said:D1:1.0", ("vpn", Topic(VPN, "vpn")), ("gone", Topic("gone", "gone")))
    (said,) = written(house, clock, flows.BESIDE)
    assert "There is no line on vpn yet." in said
    assert APPROVALS in said
    assert count(house, "deliveries WHERE kind = 'copy'") == 1
