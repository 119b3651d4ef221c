"""Who decides on a line sees what it takes the place of: where that is not said any more, they are asked again."""

from typing import Any

import pytest

from bot.approvals.rules import TextChanged
from bot.party_lines import flows
from bot.party_lines.approval_screens import card_value
from bot.party_lines.flows import Submitted
from bot.party_lines.rules import LiveChanged, OwnLine, PartyLine
from bot.people.rules import Role
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.doors import Answer, Doors, words_of
from tests.support.house import ADA, APPROVALS, BEA, CARL, HOLDING, TEAM
from tests.support.lines import SAY, approve, go_live, hand_in, said, seen
from tests.support.moves import close, entries, everything_written, grant, send_back, update
from tests.support.recalls import publish, withdraw

NEWER = "Wi-Fi is back on floor 2."
AGAIN = "Version 1 was withdrawn while you were reading. Read what changes now, and decide again."
APPROVE, READ = "approval.approve", "approval.read_in_full"


def approve_beside(database: Database, submitted: Submitted, beside: str, clock: HandClock) -> PartyLine:
    with database.transaction() as tx:
        return flows.approve(tx, TEAM, submitted.approval.id, seen=seen(submitted), beside=beside, by=ADA, now=clock())


def read_in_full(doors: Doors, submitted: Submitted, by: str = ADA) -> dict[str, Any]:
    doors.press(READ, card_value(submitted.approval), by=by)
    return doors.modal(by)


def test_what_was_compared_with_a_line_that_is_withdrawn_since_is_not_approved(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    waiting = update(house, clock(), line.series, 1, NEWER)
    withdraw(house, line, clock())
    before = everything_written(house)
    for beside in ("1", "", "2", "nonsense"):
        with pytest.raises(LiveChanged, match=AGAIN):
            approve_beside(house, waiting, beside, clock)
    assert everything_written(house) == before
    approve_beside(house, waiting, "1 withdrawn", clock)
    assert said(house, "wifi", clock()) == [NEWER]


def test_what_was_compared_with_anything_but_what_is_said_is_not_approved(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    waiting = update(house, clock(), line.series, 1, NEWER)
    with pytest.raises(LiveChanged, match="What is said now changed while you were reading"):
        approve_beside(house, waiting, "1 withdrawn", clock)
    approve_beside(house, waiting, "1", clock)
    assert said(house, "wifi", clock()) == [NEWER]


def test_a_first_line_takes_the_place_of_nothing(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    with pytest.raises(LiveChanged, match="What is said now changed"):
        approve_beside(house, submitted, "1", clock)
    approve_beside(house, submitted, "", clock)
    assert said(house, "wifi", clock()) == [SAY]


def test_a_line_that_went_out_without_review_is_still_compared_with_what_it_replaced(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    waiting = update(house, clock(), line.series, 1, NEWER)
    clock.tick(minutes=1)
    publish(house, waiting, clock())
    clock.tick(minutes=1)
    assert approve_beside(house, waiting, "1", clock).approved_by == ADA


def test_a_newer_line_or_an_all_clear_takes_what_waited_from_the_approvers(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    waiting = update(house, clock(), line.series, 1, NEWER)
    approve(house, update(house, clock(), line.series, 2, "Another one."), clock())
    with pytest.raises(TextChanged):
        approve_beside(house, waiting, "1", clock)
    waiting = update(house, clock(), line.series, 3, NEWER)
    approve(house, close(house, clock(), line.series, 4), clock())
    with pytest.raises(TextChanged):
        approve_beside(house, waiting, "3", clock)


def test_an_approver_who_read_the_text_before_a_withdrawal_is_shown_it_again_and_asked(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live(database, clock())
    waiting = update(database, clock(), line.series, 1, NEWER)
    view = read_in_full(open_doors, waiting)
    assert "Live now: version 1" in words_of(view)
    withdraw(database, line, clock())
    assert open_doors.push(view, "Approve", by=ADA, view=view) == Answer(200, None)
    assert said(database, "wifi", clock()) == [HOLDING]
    fresh = open_doors.modal(ADA)
    assert words_of(fresh).index(AGAIN) < words_of(fresh).index(NEWER)
    assert "Withdrawn before it: version 1" in words_of(fresh)
    assert open_doors.modals(ADA) == 1
    open_doors.push(fresh, "Approve", by=ADA, view=fresh)
    assert said(database, "wifi", clock()) == [NEWER]
    assert "Approved." in words_of(open_doors.modal(ADA))
    open_doors.calm()


def test_a_card_that_still_shows_the_difference_from_a_withdrawn_line_opens_the_text_anew(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live(database, clock())
    update(database, clock(), line.series, 1, NEWER)
    open_doors.deliver()
    card = open_doors.posted(APPROVALS)[-1].blocks
    withdraw(database, line, clock())
    open_doors.push(card, "Approve", by=ADA)
    assert said(database, "wifi", clock()) == [HOLDING]
    assert AGAIN in words_of(open_doors.modal(ADA))
    open_doors.deliver()
    open_doors.push(open_doors.posted(APPROVALS)[-1].blocks, "Approve", by=ADA)
    assert said(database, "wifi", clock()) == [NEWER]


def test_the_same_withdrawal_does_not_keep_a_text_from_being_sent_back(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live(database, clock())
    view = read_in_full(open_doors, update(database, clock(), line.series, 1, NEWER))
    withdraw(database, line, clock())
    open_doors.push(view, "Send back", by=ADA, view=view)
    assert open_doors.submit(open_doors.modal(ADA), by=ADA, reason="Why?").body == {"response_action": "clear"}


# -- what those read who decide, and those who may not ------------------------------------------------------------


def test_an_author_who_would_send_their_own_line_back_reads_how_to_change_it(house: Database, clock: HandClock) -> None:
    grant(house, clock(), **{CARL: frozenset({Role.COMMANDER, Role.APPROVER})})
    waiting = hand_in(house, clock())
    with pytest.raises(OwnLine, match="To change it, type /partyline update and the topic"):
        send_back(house, waiting, clock(), by=CARL)
    line = publish(house, waiting, clock())
    with pytest.raises(OwnLine, match="to take it back, type /partyline withdraw and the topic"):
        send_back(house, waiting, clock(), by=CARL)
    with pytest.raises(OwnLine, match="To change it, type /partyline close and the topic"):
        send_back(house, close(house, clock(), line.series, 1), clock(), by=CARL)


def test_who_presses_twice_reads_that_it_was_they_and_others_who_it_was(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    submitted = hand_in(database, clock())
    publish(database, submitted, clock())
    for by, told in ((ADA, "You ratified this version at"), (BEA, f"Already ratified by <@{ADA}> at")):
        for _ in range(2):
            open_doors.press(APPROVE, card_value(submitted.approval), by=by)
        assert open_doors.private(by)[-1].text.startswith(told)
    assert [entry.verb for entry in entries(database)].count("ratify") == 1


def test_approving_an_all_clear_says_that_it_closed_the_incident(open_doors: Doors) -> None:
    database, clock = open_doors.database, open_doors.clock
    line = go_live(database, clock())
    view = read_in_full(open_doors, close(database, clock(), line.series, 1))
    assert "Approving this closes the incident." in words_of(view)
    open_doors.push(view, "Approve", by=ADA, view=view)
    assert words_of(open_doors.modal(ADA)).count("*Approved.* This closed the incident.") == 1
    open_doors.deliver()
    card = words_of(open_doors.posted(APPROVALS)[-1].blocks)
    assert "This closed the incident." in card
    assert "Approving this" not in card
