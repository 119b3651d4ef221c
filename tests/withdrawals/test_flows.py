"""Withdrawing a line: from then on nobody is told it, and whoever was told it hears what to say now."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.deliveries.rules import Priority
from bot.incidents import flows as incidents
from bot.incidents.rules import IncidentStatus
from bot.party_lines import flows as lines
from bot.party_lines.flows import APPROVAL_CARD
from bot.party_lines.reach import CARD, NEWS, NOTE
from bot.party_lines.recall import CORRECTION, WITHDRAWAL, WITHDRAWN
from bot.party_lines.rules import HOLDING as OUR_HOLDING
from bot.party_lines.rules import BadReason, LineStatus, PartyLine
from bot.people.rules import Kind, NeedsRole, NotStaff, Role
from bot.storage import Database, Tx
from bot.topics import flows as topics
from bot.withdrawals import flows
from bot.withdrawals.rules import AnotherIsOut, NothingToWithdraw, WithdrawnAlready
from tests.support.clock import HandClock
from tests.support.doors import button, words_of
from tests.support.house import ADA, BEA, CARL, GUS, HOLDING, NETWORK, NORA, PAYROLL, SAM, STANDING, TEAM, VPN
from tests.support.lines import SAY, approve, draft, go_live, hand_in, said
from tests.support.moves import ALL_CLEAR, become, close, count, entries, grant, letters, update
from tests.support.recalls import (
    WHY,
    all_letters,
    copy_to,
    corrected,
    due,
    letter,
    note_lookup,
    settle,
    shown_to_staff,
    withdraw,
)
from tests.support.together import at_once

NEWER = "Wi-Fi and wired sockets are down on floors 2 to 5."


def sweep(database: Database, clock: HandClock) -> bool:
    with database.transaction() as tx:
        return flows.sweep(tx, TEAM, clock())


def follow(database: Database, who: str, clock: HandClock, topic_id: str = NETWORK) -> None:
    with database.transaction() as tx:
        topics.follow(tx, TEAM, topic_id=topic_id, by=who, now=clock())


# -- nobody is told it any more -----------------------------------------------------------------------------------


def test_a_withdrawn_line_is_served_by_no_door_and_the_holding_line_instead(house: Database, clock: HandClock) -> None:
    follow(house, SAM, clock)
    first = go_live(house, clock())
    settle(house)
    line = approve(house, update(house, clock(), first.series, 1, NEWER), clock())
    for answer in (f"{NETWORK}/{line.series}", f"{NETWORK}/"):
        with house.transaction() as tx:
            lines.send_copy(tx, TEAM, answer=answer, by=SAM, now=clock())
    assert NEWER in shown_to_staff(house, clock())
    clock.tick(minutes=3)
    withdraw(house, line, clock())
    for _ in range(3):
        shown = shown_to_staff(house, clock())
        assert NEWER not in shown
        assert HOLDING in shown
        assert said(house, "network", clock()) == [HOLDING]
        clock.tick(hours=1)


def test_nothing_that_helps_with_the_follow_up_of_a_withdrawn_line_is_shown(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock(), "Only sockets work.")
    withdraw(house, line, clock())
    shown = shown_to_staff(house, clock())
    assert "withdrawn: please do not repeat what was said before" in shown
    assert f"Version 1, withdrawn by <@{CARL}>" in shown
    assert "the promised update is late" not in shown


def test_without_a_holding_line_of_the_topic_ours_is_said(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock(), "Payslips are late.", PAYROLL)
    withdraw(house, line, clock())
    assert said(house, "payroll", clock()) == [OUR_HOLDING]


def test_a_withdrawal_is_written_down_with_who_when_and_why(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    clock.tick(minutes=4)
    taken = withdraw(house, line, clock(), by=BEA)
    with house.glance() as tx:
        (kept,) = [lines.start_update(tx, TEAM, incident_id=line.series, by=CARL).live]
    assert kept == taken
    assert (taken.status, taken.withdrawn_at, taken.withdrawn_by) == (LineStatus.LIVE, clock(), BEA)
    assert (taken.withdrawn_why, taken.instead, taken.words) == (WHY, HOLDING, line.words)
    (entry,) = [one for one in entries(house) if one.verb == "withdraw"]
    assert (entry.by, entry.at, entry.subject_id) == (BEA, clock(), line.id)
    assert WHY not in str(entries(house))


def test_a_line_whose_promise_has_passed_can_be_withdrawn_too(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    note_lookup(house, line, SAM, clock())
    clock.tick(hours=1)
    withdraw(house, line, clock())
    assert list(corrected(house, line)) == [SAM]


# -- who is told --------------------------------------------------------------------------------------------------


def test_each_asker_of_the_last_four_hours_gets_one_correction_and_nobody_else(
    house: Database, clock: HandClock
) -> None:
    follow(house, BEA, clock)
    line = go_live(house, clock())
    start = clock()
    note_lookup(house, line, ADA, start)
    clock.tick(seconds=1)
    note_lookup(house, line, CARL, clock())
    clock.tick(hours=3)
    for _ in range(3):
        note_lookup(house, line, SAM, clock())
    note_lookup(house, line, BEA, clock(), kind="holding")
    note_lookup(house, line, NORA, clock())
    clock.tick(hours=1)
    withdraw(house, line, clock())
    assert corrected(house, line) == {SAM: 1, CARL: 1}


def test_who_was_given_another_version_is_not_corrected(house: Database, clock: HandClock) -> None:
    first = go_live(house, clock())
    note_lookup(house, first, SAM, clock())
    line = approve(house, update(house, clock(), first.series, 1, NEWER), clock())
    withdraw(house, line, clock())
    assert corrected(house, line) == corrected(house, first) == {}


def test_somebody_who_left_the_staff_is_sent_nothing(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    note_lookup(house, line, SAM, clock())
    become(house, clock(), SAM, Kind.GUEST)
    withdraw(house, line, clock())
    assert corrected(house, line) == {}


def test_a_look_up_that_is_noted_after_the_withdrawal_is_corrected_once(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    note_lookup(house, line, SAM, clock())
    asked = clock()
    withdraw(house, line, clock.tick(milliseconds=50))
    assert not sweep(house, clock)
    note_lookup(house, line, ADA, asked)
    note_lookup(house, line, BEA, asked - timedelta(hours=5))
    clock.tick(minutes=9, seconds=59)
    assert sweep(house, clock)
    assert not sweep(house, clock)
    assert corrected(house, line) == {SAM: 1, ADA: 1}


def test_a_withdrawal_of_long_ago_is_not_looked_after_any_more(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    withdraw(house, line, clock())
    clock.tick(minutes=10, seconds=1)
    note_lookup(house, line, SAM, clock())
    assert not sweep(house, clock)
    assert corrected(house, line) == {}


def test_a_late_note_is_corrected_although_a_newer_version_is_out(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    note_lookup(house, line, SAM, clock())
    withdraw(house, line, clock())
    approve(house, update(house, clock(), line.series, 1, NEWER), clock())
    note_lookup(house, line, ADA, clock())
    assert sweep(house, clock)
    # What was sent to Sam is put right, as a newer line is out; Ada hears it for the first time.
    assert corrected(house, line) == {SAM: 2, ADA: 1}


def test_sweeps_at_once_correct_everybody_once(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    withdraw(house, line, clock())
    for who in (SAM, ADA, BEA):
        note_lookup(house, line, who, clock())
    looks: list[Callable[[Tx], object]] = [lambda tx: flows.sweep(tx, TEAM, clock())] * 6
    results = at_once(house, *looks)
    assert sorted(str(one) for one in results) == ["False"] * 5 + ["True"]
    assert corrected(house, line) == {SAM: 1, ADA: 1, BEA: 1}


def test_a_correction_says_what_to_take_back_and_what_to_say_now(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    note_lookup(house, line, SAM, clock())
    withdraw(house, line, clock())
    message = letter(house, CORRECTION, line.id, clock())
    assert message is not None
    words = words_of(list(message.blocks))
    assert "Withdrawn" in words
    assert words.index(SAY) < words.index("please tell them now") < words.index(HOLDING)
    assert HOLDING in message.text
    assert SAY not in message.text
    assert f"{NETWORK}/{line.series}/{line.id}" in str(message.blocks)


def test_letters_sent_late_say_that_a_newer_line_is_out_and_quote_nothing_that_could_be_withdrawn(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    note_lookup(house, line, SAM, clock())
    withdraw(house, line, clock())
    approve(house, update(house, clock(), line.series, 1, NEWER), clock())
    for kind in (CORRECTION, WITHDRAWAL, WITHDRAWN):
        message = letter(house, kind, line.id, clock())
        assert message is not None
        words = f"{message.text} {words_of(list(message.blocks))}"
        assert "A newer line is out." in words
        assert NEWER not in words
        assert HOLDING not in words
        show = button(list(message.blocks), "Show")
        assert (show["action_id"], show["value"]) == ("line.show.0", f"{NETWORK}/{line.series}")


def test_what_was_sent_of_a_withdrawal_is_put_right_when_a_newer_line_is_out(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    note_lookup(house, line, SAM, clock())
    settle(house)
    withdraw(house, line, clock(), by=BEA)
    settle(house)
    approve(house, update(house, clock(), line.series, 1, NEWER), clock())
    sent = {(CORRECTION, SAM), (WITHDRAWAL, "C03NET"), (WITHDRAWN, CARL)}
    assert sent <= due(house)
    for kind, _ in sent:
        behind = f"deliveries WHERE kind = '{kind}' AND priority = {Priority.TIDYING.value}"
        assert count(house, behind) == 1


def test_cards_copies_news_and_threads_are_brought_up_to_date(house: Database, clock: HandClock) -> None:
    follow(house, SAM, clock)
    first = go_live(house, clock())
    copy_to(house, first, BEA, clock())
    settle(house)
    clock.tick(minutes=1)
    line = approve(house, update(house, clock(), first.series, 1, NEWER), clock())
    copy_to(house, line, ADA, clock())
    settle(house)
    clock.tick(minutes=1)
    withdraw(house, line, clock())
    found = due(house)
    assert {(CARD, "C03NET"), (NOTE, "C03NET"), (WITHDRAWAL, "C03NET"), (NEWS, SAM), ("copy", ADA)} <= found
    # A copy of an earlier version is as it was when it was sent: it says so.
    assert ("copy", BEA) not in found


def test_the_note_in_the_thread_says_when_and_what_instead(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    settle(house)
    withdraw(house, line, clock())
    message = letter(house, WITHDRAWAL, line.id, clock())
    assert message is not None
    assert message.below == (CARD, line.series)
    assert message.text.startswith("Withdrawn at <!date^")
    assert message.text.endswith(f"Please say instead: “{HOLDING}”")


def test_where_no_card_stands_there_is_no_note(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    withdraw(house, line, clock())
    assert letters(house, WITHDRAWAL, line.id) == []


def test_the_commander_is_told_who_withdrew_and_why_unless_it_was_they(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    withdraw(house, line, clock(), by=ADA)
    (told,) = letters(house, WITHDRAWN, line.id)
    assert told.destination == CARL
    message = letter(house, WITHDRAWN, line.id, clock())
    assert message is not None
    words = words_of(list(message.blocks))
    assert f"<@{ADA}> withdrew version 1 on Network" in words
    assert WHY in words
    assert HOLDING in words
    mine = approve(house, update(house, clock(), line.series, 1, NEWER), clock())
    withdraw(house, mine, clock(), by=CARL)
    assert letters(house, WITHDRAWN, mine.id) == []


def test_letters_about_what_was_not_withdrawn_are_dropped(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    for kind in (CORRECTION, WITHDRAWAL, WITHDRAWN):
        assert letter(house, kind, line.id, clock()) is None
        assert letter(house, kind, "nothing", clock()) is None


def test_letters_of_an_incident_that_is_over_quote_nothing(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    note_lookup(house, line, SAM, clock())
    withdraw(house, line, clock())
    approve(house, close(house, clock(), line.series, 1), clock())
    clock.tick(hours=25)
    message = letter(house, CORRECTION, line.id, clock())
    assert message is not None
    words = f"{message.text} {words_of(list(message.blocks))}"
    assert "A newer line is out." in words
    assert "Got it" not in words
    for gone in (ALL_CLEAR, HOLDING, STANDING):
        assert gone not in words


# -- an incident that is about something else by now --------------------------------------------------------------


def test_after_its_topic_was_changed_the_new_topics_holding_line_is_said(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    note_lookup(house, line, SAM, clock())
    move(house, line, clock, VPN)
    with house.glance() as tx:
        doomed = flows.before_withdrawing(tx, TEAM, incident_id=line.series, by=CARL, now=clock())
    assert (doomed.topic, doomed.instead) == ("Vpn", OUR_HOLDING)
    taken = withdraw(house, line, clock())
    assert taken.instead == OUR_HOLDING
    assert said(house, "vpn", clock()) == [OUR_HOLDING]
    for kind in (CORRECTION, WITHDRAWAL, WITHDRAWN):
        message = letter(house, kind, line.id, clock())
        assert message is not None
        words = f"{message.text} {words_of(list(message.blocks))}"
        assert OUR_HOLDING in words or kind == WITHDRAWN
        assert STANDING not in words
        assert HOLDING not in words
    assert f"{VPN}/{line.series}/{line.id}" in str(letter(house, CORRECTION, line.id, clock()))


def test_copies_on_a_topic_that_an_incident_was_about_earlier_are_changed_too(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    copy_to(house, line, ADA, clock())
    settle(house)
    move(house, line, clock, VPN)
    move(house, line, clock, PAYROLL)
    clock.tick(minutes=1)
    withdraw(house, line, clock())
    assert ("copy", ADA) in due(house)
    assert SAY not in shown_to_staff(house, clock())


def move(database: Database, line: PartyLine, clock: HandClock, topic_id: str) -> None:
    """Let an incident be about another topic."""
    with database.transaction() as tx:
        incidents.set_topics(tx, TEAM, incident_id=line.series, topic_ids=[topic_id], by=CARL, now=clock())


def test_sweeps_lock_incidents_in_one_order(house: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    found = sorted((go_live(house, clock(), f"Number {n} is down.") for n in range(4)), key=lambda one: one.series)
    for line in reversed(found):
        withdraw(house, line, clock.tick(seconds=1))
        note_lookup(house, line, SAM, clock())
    locked: list[str] = []
    monkeypatch.setattr(incidents, "queue_at", lambda _tx, _workspace, incident_id: locked.append(incident_id))
    assert sweep(house, clock)
    assert locked == [line.series for line in found]


# -- what waits, and what comes after -----------------------------------------------------------------------------


def test_a_version_that_waits_goes_on_waiting_and_replaces_the_withdrawn_one(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    submitted = update(house, clock(), line.series, 1, NEWER)
    settle(house)
    withdraw(house, line, clock())
    assert (APPROVAL_CARD, "C01APPR") in due(house)
    card = letter(house, APPROVAL_CARD, submitted.approval.id, clock())
    assert "Changed since version 1, which was withdrawn" in words_of(list(card.blocks) if card else [])
    assert said(house, "network", clock()) == [HOLDING]
    approve(house, submitted, clock())
    assert said(house, "network", clock()) == [NEWER]
    assert SAY not in shown_to_staff(house, clock())


def test_the_same_words_can_be_handed_in_again_after_a_withdrawal(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    withdraw(house, line, clock())
    assert said(house, "network", clock()) == [HOLDING]
    approve(house, update(house, clock(), line.series, 1, SAY), clock())
    assert said(house, "network", clock()) == [SAY]


def test_what_approvers_and_authors_were_sent_is_marked_withdrawn(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    withdraw(house, line, clock(), by=BEA)
    shown = all_letters(house, clock())
    (card,) = [words for (kind, _), words in shown.items() if kind == APPROVAL_CARD]
    (told,) = [words for (kind, _), words in shown.items() if kind == "decision"]
    assert "Approved by Ada Okafor" in card
    assert "Withdrawn by Bea Lindqvist at" in card
    assert "It has been withdrawn since: nobody is told it any more." in told


# -- refusals -----------------------------------------------------------------------------------------------------


def test_withdrawing_twice_says_who_was_faster(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    withdraw(house, line, clock(), by=ADA)
    with pytest.raises(WithdrawnAlready, match=f"Ada Okafor has withdrawn version 1 already. .*{HOLDING}"):
        withdraw(house, line, clock())
    assert count(house, "journal WHERE verb = 'withdraw'") == 1


def test_a_version_that_came_out_meanwhile_is_not_withdrawn(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    approve(house, update(house, clock(), line.series, 1, NEWER), clock())
    with pytest.raises(AnotherIsOut, match="Version 2 came out meanwhile"):
        withdraw(house, line, clock())
    assert said(house, "network", clock()) == [NEWER]


def test_eight_at_once_make_one_withdrawal(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    note_lookup(house, line, SAM, clock())

    def act(tx: Tx) -> object:
        return flows.withdraw(tx, TEAM, incident_id=line.series, number=1, reason=WHY, by=BEA, now=clock())

    results = at_once(house, *[act] * 8)
    assert sorted(type(one).__name__ for one in results) == ["PartyLine"] + ["WithdrawnAlready"] * 7
    assert count(house, "journal WHERE verb = 'withdraw'") == 1
    assert corrected(house, line) == {SAM: 1}


def test_before_a_first_approval_there_is_nothing_to_withdraw(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    with pytest.raises(NothingToWithdraw):
        withdraw(house, submitted.line, clock())


@pytest.mark.parametrize("reason", ["", "  \n", "a\u202eb", "x" * 1001])
def test_nobody_withdraws_without_a_reason_that_can_be_read(house: Database, clock: HandClock, reason: str) -> None:
    line = go_live(house, clock())
    with pytest.raises(BadReason) as refused:
        withdraw(house, line, clock(), why=reason)
    assert refused.value.field == "reason"
    assert said(house, "network", clock()) == [SAY]


def test_only_commanders_and_approvers_withdraw(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    with pytest.raises(NeedsRole, match="Only commanders and approvers withdraw lines"):
        withdraw(house, line, clock(), by=SAM)
    with pytest.raises(NotStaff):
        withdraw(house, line, clock(), by=GUS)
    grant(house, clock(), **{BEA: frozenset({Role.LEAD})})
    with pytest.raises(NeedsRole):
        withdraw(house, line, clock(), by=BEA)
    assert said(house, "network", clock()) == [SAY]


# -- the all-clear ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [IncidentStatus.INVESTIGATING, IncidentStatus.IDENTIFIED])
def test_an_all_clear_that_is_withdrawn_opens_its_incident_again_as_it_was(
    house: Database, clock: HandClock, status: IncidentStatus
) -> None:
    line = go_live(house, clock())
    with house.transaction() as tx:
        made = replace(draft(clock(), "The cause is known."), status=status)
        known = lines.submit_update(tx, TEAM, incident_id=line.series, base=1, draft=made, by=CARL, now=clock())
    approve(house, known, clock())
    closing = approve(house, close(house, clock(), line.series, 2), clock())
    note_lookup(house, closing, SAM, clock(), kind="closing")
    assert said(house, "network", clock()) == [ALL_CLEAR]
    clock.tick(hours=2)
    withdraw(house, closing, clock())
    for hours in (0, 23, 48):
        assert said(house, "network", clock() + timedelta(hours=hours)) == [HOLDING]
    assert ALL_CLEAR not in shown_to_staff(house, clock())
    assert list(corrected(house, closing)) == [SAM]
    with house.glance() as tx:
        start = lines.start_update(tx, TEAM, incident_id=line.series, by=CARL)
        assert not lines.newest_is_closing(tx, TEAM, line.series)
    assert (start.incident.closed_at, start.incident.status) == (None, status)
    assert ("reopen", "resolved", status.value) in [(one.verb, one.before, one.after) for one in entries(house)]
    approve(house, update(house, clock(), line.series, 3, NEWER), clock())
    assert said(house, "network", clock()) == [NEWER]


def test_after_its_24_hours_an_all_clear_is_not_withdrawn(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    closing = approve(house, close(house, clock(), line.series, 1), clock())
    clock.tick(hours=24)
    with pytest.raises(NothingToWithdraw):
        withdraw(house, closing, clock())
    assert said(house, "network", clock()) == [STANDING]


def test_an_incident_that_was_opened_again_can_be_closed_again(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    closing = approve(house, close(house, clock(), line.series, 1), clock())
    withdraw(house, closing, clock())
    approve(house, close(house, clock(), line.series, 2, "Now it is over."), clock())
    assert said(house, "network", clock()) == ["Now it is over."]
    clock.tick(hours=24)
    assert said(house, "network", clock()) == [STANDING]


def test_what_can_be_withdrawn_is_found_by_topic(house: Database, clock: HandClock) -> None:
    first, second = go_live(house, clock()), go_live(house, clock(), NEWER)
    approve(house, close(house, clock(), second.series, 1), clock())
    with house.glance() as tx:
        found = {incident.id: words for incident, words in flows.said_incidents(tx, TEAM, NETWORK, clock())}
    assert found == {first.series: SAY, second.series: ALL_CLEAR}
    clock.tick(hours=24)
    with house.glance() as tx:
        assert [one.id for one, _ in flows.said_incidents(tx, TEAM, NETWORK, clock())] == [first.series]
