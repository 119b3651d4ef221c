"""What is due about a promise, done at its very instant and once, whoever was away meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bot.deliveries import flows as deliveries
from bot.incidents import flows as incidents
from bot.journal import first_broken_link
from bot.party_lines import flows as lines
from bot.party_lines import reach
from bot.party_lines import records as line_records
from bot.party_lines.rules import PartyLine
from bot.people import records as people_records
from bot.people.rules import Kind, Role
from bot.promises import flows
from bot.promises.flows import ESCALATION, HANDED_ON, MISSED, REMINDER
from bot.promises.rules import Promise
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import ADA, APPROVALS, BEA, CARL, NETWORK, PAYROLL, SAM, TEAM, VPN, furnish
from tests.support.killing import DONE, KILLED, NEVER, victim
from tests.support.lines import approve, go_live, hand_in, seen
from tests.support.moves import become, close, count, everything_written, grant, update
from tests.support.promises import asked_for, extend, lead, promise_of, sweep, withdraw
from tests.support.together import PATIENCE, at_once, is_waiting_for_a_lock

LATER = timedelta(minutes=45)


def card_of(database: Database, line: PartyLine) -> int:
    """Return how often the channel's card was asked for."""
    with database.glance() as tx:
        [card] = deliveries.of(tx, TEAM, kind=reach.CARD, ref=line.series)
    return card.wanted


def ask_each_approver(database: Database) -> None:
    """Let there be no approvals channel."""
    with database.transaction() as tx:
        people_records.change_workspace(tx, TEAM, name="Example IT", staff_group="S0IT", approvals_channel=None)


def test_from_the_line_to_the_call_for_help_each_at_its_instant(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    lead(house, clock(), line, CARL, BEA)
    clock.tick(minutes=25, microseconds=-1)
    assert not sweep(house, clock())
    assert asked_for(house) == []
    clock.tick(microseconds=1)
    assert sweep(house, clock())
    assert asked_for(house) == [(REMINDER, CARL, 1)]
    clock.tick(minutes=5, microseconds=-1)
    cards = card_of(house, line)
    assert not sweep(house, clock())
    clock.tick(microseconds=1)
    assert sweep(house, clock())
    assert asked_for(house) == [(MISSED, CARL, 1), (REMINDER, CARL, 2)]
    assert card_of(house, line) == cards + 1
    clock.tick(minutes=10, microseconds=-1)
    assert not sweep(house, clock())
    clock.tick(microseconds=1)
    assert sweep(house, clock())
    helpers = [(ESCALATION, APPROVALS, 1), (ESCALATION, BEA, 1)]
    assert asked_for(house) == [*helpers, (MISSED, CARL, 1), (REMINDER, CARL, 2)]
    clock.tick(hours=30)
    assert not sweep(house, clock())
    assert card_of(house, line) == cards + 1


def test_a_bot_that_was_off_for_an_hour_does_once_what_is_still_true(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    cards = card_of(house, line)
    clock.tick(minutes=85)
    assert sweep(house, clock())
    assert asked_for(house) == [(ESCALATION, APPROVALS, 1), (MISSED, CARL, 1)]
    assert card_of(house, line) == cards + 1
    assert not sweep(house, clock())


def test_a_promise_of_a_few_minutes_is_reminded_of_at_once(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    extend(house, clock(), line, clock() + timedelta(minutes=3))
    assert sweep(house, clock())
    assert asked_for(house) == [(REMINDER, CARL, 1)]


@pytest.mark.parametrize("ends", ["update", "close", "extend"])
def test_a_promise_that_was_met_in_time_troubles_nobody(house: Database, clock: HandClock, ends: str) -> None:
    line = go_live(house, clock())
    finish(house, clock, line, ends)
    clock.tick(minutes=30)
    assert not sweep(house, clock())
    assert asked_for(house) == []


@pytest.mark.parametrize("ends", ["update", "close", "extend"])
@pytest.mark.parametrize(("minutes", "letters"), [(25, {REMINDER}), (30, {MISSED}), (40, {MISSED, ESCALATION})])
def test_what_was_sent_about_a_promise_is_put_right_once_when_it_is_over(
    house: Database, clock: HandClock, ends: str, minutes: int, letters: set[str]
) -> None:
    line = go_live(house, clock())
    clock.tick(minutes=minutes)
    sweep(house, clock())
    assert {(kind, wanted) for kind, _, wanted in asked_for(house)} == {(kind, 1) for kind in letters}
    finish(house, clock, line, ends)
    # A new time is promised in this room, which puts its letters right at once.
    assert sweep(house, clock()) is (ends != "extend")
    assert {(kind, wanted) for kind, _, wanted in asked_for(house)} == {(kind, 2) for kind in letters}
    assert not sweep(house, clock())
    assert count(house, "promise_steps") == 0


def test_after_a_withdrawal_people_wait_on_and_a_commander_who_is_silent_is_called_upon(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    withdraw(house, clock.tick(minutes=10), line)
    for minutes, told in ((15, [(REMINDER, CARL, 1)]), (5, [(MISSED, CARL, 1), (REMINDER, CARL, 2)])):
        clock.tick(minutes=minutes)
        assert sweep(house, clock())
        assert asked_for(house) == told
    clock.tick(minutes=10)
    assert sweep(house, clock())
    assert (ESCALATION, APPROVALS, 1) in asked_for(house)
    finish(house, clock, line, "update")
    assert sweep(house, clock())
    assert {wanted for _, _, wanted in asked_for(house)} == {2, 3}
    assert not sweep(house, clock())


def finish(house: Database, clock: HandClock, line: PartyLine, how: str) -> None:
    """Meet a promise, so far away from the next one that nothing is due about that for an hour."""
    if how == "update":
        waiting = update(house, clock(), line.series, 1, "Floor 2 works.", promise=timedelta(hours=2))
        approve(house, waiting, clock())
    elif how == "close":
        approve(house, close(house, clock(), line.series, 1), clock())
    else:
        extend(house, clock(), line, clock() + timedelta(hours=2))


def test_an_extended_promise_has_a_reminder_of_its_own(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    clock.tick(minutes=25)
    sweep(house, clock())
    until = clock() + LATER
    extend(house, clock(), line, until)
    clock.tick(minutes=40)
    assert sweep(house, clock())
    with house.glance() as tx:
        [first] = deliveries.of(tx, TEAM, kind=REMINDER, ref=promise_of(line).ref)
        [second] = deliveries.of(tx, TEAM, kind=REMINDER, ref=Promise(line.id, until).ref)
    assert (first.wanted, second.wanted) == (2, 1)
    clock.tick(minutes=5)
    assert sweep(house, clock())
    assert [one for one in asked_for(house) if one[0] == MISSED] == [(MISSED, CARL, 1)]


def test_whatever_moves_a_promise_its_letters_are_put_right(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    sweep(house, clock.tick(minutes=30))
    with house.transaction() as tx:
        line_records.extend(tx, TEAM, line.id, clock() + LATER)
    assert sweep(house, clock())
    assert asked_for(house) == [(MISSED, CARL, 2)]


def test_a_promise_moved_there_and_back_is_reminded_of_again(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    assert line.promise_at is not None
    clock.tick(minutes=25)
    sweep(house, clock())
    extend(house, clock(), line, clock() + LATER)
    extend(house, clock(), line, line.promise_at)
    assert sweep(house, clock())
    assert asked_for(house) == [(REMINDER, CARL, 3)]


def test_the_update_that_waits_for_approval_stops_no_reminder(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    update(house, clock(), line.series, 1, "Floor 2 works.")
    clock.tick(minutes=40)
    assert sweep(house, clock())
    assert asked_for(house) == [(ESCALATION, APPROVALS, 1), (MISSED, CARL, 1)]


def test_what_has_no_live_line_yet_is_left_alone(house: Database, clock: HandClock) -> None:
    hand_in(house, clock())
    clock.tick(hours=2)
    assert not sweep(house, clock())


def test_each_incident_and_workspace_has_its_own(house: Database, clock: HandClock) -> None:
    furnish(house, clock(), "T02OTHER")
    live = [go_live(house, clock(), topic_id=topic) for topic in (NETWORK, PAYROLL, VPN)]
    extend(house, clock(), live[1], clock() + LATER)
    clock.tick(minutes=30)
    with house.transaction() as tx:
        assert not flows.sweep(tx, "T02OTHER", clock())
    assert sweep(house, clock())
    assert asked_for(house) == [(MISSED, CARL, 1)] * 2
    clock.tick(minutes=10)
    assert sweep(house, clock())
    assert asked_for(house) == [(ESCALATION, APPROVALS, 1)] * 2 + [(MISSED, CARL, 1)] * 2 + [(REMINDER, CARL, 1)]


# -- who is asked for help ----------------------------------------------------------------------------------------


def test_without_a_channel_each_approver_is_asked_but_not_the_commander(house: Database, clock: HandClock) -> None:
    ask_each_approver(house)
    grant(house, clock(), U02COMMANDER=frozenset({Role.COMMANDER, Role.APPROVER}))
    line = go_live(house, clock())
    lead(house, clock(), line, CARL, BEA)
    clock.tick(minutes=40)
    sweep(house, clock())
    assert asked_for(house) == [(ESCALATION, ADA, 1), (ESCALATION, BEA, 1), (MISSED, CARL, 1)]


def test_a_deputy_whom_the_bot_has_never_met_is_asked_for_help(house: Database, clock: HandClock) -> None:
    grant(house, clock(), U10NEW=frozenset({Role.COMMANDER}))
    line = go_live(house, clock())
    lead(house, clock(), line, CARL, "U10NEW")
    clock.tick(minutes=40)
    sweep(house, clock())
    assert asked_for(house) == [(ESCALATION, APPROVALS, 1), (ESCALATION, "U10NEW", 1), (MISSED, CARL, 1)]


def test_a_deputy_who_has_lost_the_role_is_told_nothing(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    lead(house, clock(), line, CARL, SAM)
    clock.tick(minutes=40)
    sweep(house, clock())
    assert asked_for(house) == [(ESCALATION, APPROVALS, 1), (MISSED, CARL, 1)]


def test_a_deputy_who_is_no_staff_any_more_is_told_nothing(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    lead(house, clock(), line, CARL, BEA)
    become(house, clock(), BEA, Kind.GUEST)
    clock.tick(minutes=40)
    sweep(house, clock())
    assert asked_for(house) == [(ESCALATION, APPROVALS, 1), (MISSED, CARL, 1)]


def test_with_nobody_to_ask_the_commander_is_still_told(house: Database, clock: HandClock) -> None:
    go_live(house, clock())
    ask_each_approver(house)
    grant(house, clock(), U01APPROVER=frozenset(), U04APPROVER2=frozenset())
    clock.tick(minutes=40)
    assert sweep(house, clock())
    assert asked_for(house) == [(MISSED, CARL, 1)]
    assert not sweep(house, clock())


def test_whoever_leads_at_that_moment_is_told(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    clock.tick(minutes=25)
    sweep(house, clock())
    clock.tick(minutes=5)
    lead(house, clock(), line, BEA)
    sweep(house, clock())
    assert asked_for(house) == [(MISSED, BEA, 1), (REMINDER, CARL, 2)]


def test_who_takes_the_lead_after_the_reminder_hears_of_the_promise_at_once_and_once(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    clock.tick(minutes=25)
    sweep(house, clock())
    lead(house, clock(), line, BEA)
    assert sweep(house, clock())
    assert asked_for(house) == [(REMINDER, CARL, 1), (HANDED_ON, BEA, 1)]
    assert not sweep(house, clock())
    lead(house, clock(), line, CARL)
    assert not sweep(house, clock())
    lead(house, clock(), line, ADA)
    assert sweep(house, clock())
    assert asked_for(house) == [(REMINDER, CARL, 1), (HANDED_ON, ADA, 1), (HANDED_ON, BEA, 1)]
    sweep(house, clock.tick(minutes=5))
    assert asked_for(house) == [(MISSED, ADA, 1), (REMINDER, CARL, 2), (HANDED_ON, ADA, 2), (HANDED_ON, BEA, 2)]


def test_who_takes_the_lead_before_the_reminder_gets_just_that(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    lead(house, clock.tick(minutes=24), line, BEA)
    assert not sweep(house, clock())
    sweep(house, clock.tick(minutes=1))
    assert asked_for(house) == [(REMINDER, BEA, 1)]


def test_several_who_sweep_at_once_tell_a_new_commander_once(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    sweep(house, clock.tick(minutes=25))
    lead(house, clock(), line, BEA)
    results = at_once(house, *[lambda tx: flows.sweep(tx, TEAM, clock())] * 4)
    assert sorted(results, key=str) == [False, False, False, True]
    assert asked_for(house) == [(REMINDER, CARL, 1), (HANDED_ON, BEA, 1)]


def test_a_new_deputy_is_asked_for_help_though_others_were_asked_before(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    sweep(house, clock.tick(minutes=40))
    for deputy in (SAM, CARL):
        lead(house, clock(), line, CARL, deputy)
        assert not sweep(house, clock()), deputy
    lead(house, clock(), line, CARL, BEA)
    assert sweep(house, clock())
    assert asked_for(house) == [(ESCALATION, APPROVALS, 1), (ESCALATION, BEA, 1), (MISSED, CARL, 1)]
    assert not sweep(house, clock())


def test_once_somebody_has_taken_over_no_new_deputy_is_asked_for_help(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    sweep(house, clock.tick(minutes=40))
    lead(house, clock(), line, BEA, ADA)
    sweep(house, clock())
    assert [who for kind, who, _ in asked_for(house) if kind == ESCALATION] == [APPROVALS]


def test_a_deputy_who_was_named_before_that_is_asked_with_the_others(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    sweep(house, clock.tick(minutes=38))
    lead(house, clock(), line, CARL, BEA)
    sweep(house, clock.tick(minutes=2))
    assert asked_for(house) == [(ESCALATION, APPROVALS, 1), (ESCALATION, BEA, 1), (MISSED, CARL, 1)]


def test_those_who_were_told_hear_once_that_somebody_took_over(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    clock.tick(minutes=40)
    sweep(house, clock())
    lead(house, clock(), line, BEA)
    assert sweep(house, clock())
    assert asked_for(house) == [(ESCALATION, APPROVALS, 2), (MISSED, CARL, 2)]
    assert not sweep(house, clock())


def test_an_incident_that_was_taken_over_early_is_still_overdue(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    clock.tick(minutes=30)
    sweep(house, clock())
    lead(house, clock(), line, BEA)
    assert sweep(house, clock())
    clock.tick(minutes=10)
    assert sweep(house, clock())
    assert asked_for(house) == [(ESCALATION, APPROVALS, 1), (MISSED, CARL, 2)]


# -- clocks ---------------------------------------------------------------------------------------------------------


def test_two_promises_in_the_hour_that_comes_twice_fall_due_one_after_the_other(house: Database) -> None:
    clock = HandClock(datetime(2026, 10, 25, 0, 0, tzinfo=UTC))
    first, second = clock() + timedelta(minutes=30), clock() + timedelta(minutes=90)
    live = [go_live(house, clock(), topic_id=topic) for topic in (NETWORK, VPN)]
    extend(house, clock(), live[1], second)
    clock.tick(minutes=30)
    assert sweep(house, clock())
    with house.glance() as tx:
        assert len(deliveries.of(tx, TEAM, kind=MISSED, ref=Promise(live[0].id, first).ref)) == 1
    assert asked_for(house) == [(MISSED, CARL, 1)]
    clock.tick(minutes=60)
    assert sweep(house, clock())
    with house.glance() as tx:
        assert len(deliveries.of(tx, TEAM, kind=MISSED, ref=Promise(live[1].id, second).ref)) == 1


# -- several at once, and kills -------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [25, 30, 40])
def test_several_who_sweep_at_once_do_each_thing_once(house: Database, clock: HandClock, minutes: int) -> None:
    live = [go_live(house, clock(), topic_id=topic) for topic in (NETWORK, PAYROLL, VPN)]
    cards = card_of(house, live[0])
    clock.tick(minutes=minutes)
    results = at_once(house, *[lambda tx: flows.sweep(tx, TEAM, clock())] * 4)
    assert sorted(results, key=str) == [False, False, False, True]
    kinds = {25: [REMINDER], 30: [MISSED], 40: [ESCALATION, MISSED]}[minutes]
    assert [(kind, wanted) for kind, _, wanted in asked_for(house)] == [(kind, 1) for kind in kinds for _ in live]
    assert card_of(house, live[0]) == cards + (minutes >= 30)


def test_what_is_over_is_put_right_once_by_several_at_once(house: Database, clock: HandClock) -> None:
    live = [go_live(house, clock(), topic_id=topic) for topic in (NETWORK, PAYROLL)]
    clock.tick(minutes=30)
    sweep(house, clock())
    for line in live:
        approve(house, close(house, clock(), line.series, 1), clock())
    results = at_once(house, *[lambda tx: flows.sweep(tx, TEAM, clock())] * 4)
    assert sorted(results, key=str) == [False, False, False, True]
    assert asked_for(house) == [(MISSED, CARL, 2)] * 2


def test_a_sweep_and_a_new_time_at_once_agree_on_which_was_first(house: Database, clock: HandClock) -> None:
    for _ in range(4):
        line = go_live(house, clock())
        clock.tick(minutes=30)
        until, seen = clock() + timedelta(days=1), promise_of(line)
        results = at_once(
            house,
            lambda tx: flows.sweep(tx, TEAM, clock()),
            lambda tx: flows.extend(tx, TEAM, incident_id=line.series, seen=seen, until=until, by=CARL, now=clock()),  # noqa: B023
        )
        assert results[1] is None
        assert not sweep(house, clock())
        with house.glance() as tx:
            wanted = [one.wanted for one in deliveries.of(tx, TEAM, kind=MISSED, ref=promise_of(line).ref)]
        assert wanted == ([2] if results[0] else [])


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_a_sweep_a_moment_after_a_new_time_waits_for_it_and_then_has_nothing_to_do(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    until = clock.tick(minutes=30) + LATER
    with ThreadPoolExecutor(1) as threads:
        with house.transaction() as tx:
            flows.extend(tx, TEAM, incident_id=line.series, seen=promise_of(line), until=until, by=CARL, now=clock())
            late = threads.submit(at_once, house, lambda tx: flows.sweep(tx, TEAM, clock()))
            assert is_waiting_for_a_lock(house)
        assert late.result(PATIENCE) == [False]
    assert asked_for(house) == []


def test_a_sweep_an_approval_and_a_handover_at_once_do_not_lock_each_other_out(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    waiting = update(house, clock(), line.series, 1, "Floor 2 works.", promise=timedelta(hours=2))
    clock.tick(minutes=40)
    results = at_once(
        house,
        lambda tx: flows.sweep(tx, TEAM, clock()),
        lambda tx: lines.approve(tx, TEAM, waiting.approval.id, seen=seen(waiting), by=ADA, now=clock()),
        lambda tx: incidents.hand_over(
            tx, TEAM, incident_id=line.series, commander=BEA, deputy=None, by=BEA, now=clock()
        ),
    )
    assert not any(isinstance(one, Exception) for one in results), results
    sweep(house, clock())
    assert count(house, "promise_steps") == 0


def test_killed_at_any_step_a_sweep_leaves_all_of_it_or_nothing_and_is_done_again(
    house: Database, database_url: str, clock: HandClock
) -> None:
    go_live(house, clock())
    clock.tick(minutes=40)
    before = everything_written(house)
    with victim(database_url, "sweep promises") as kill_at:
        step, after = 0, before
        while after == before:
            assert asked_for(house) == []
            step += 1
            assert kill_at(step, clock()) == KILLED, f"it ended at step {step} without having written anything"
            after = everything_written(house)
        assert kill_at(NEVER, clock()) == DONE
    assert step > 6, "there are more steps than that"
    assert asked_for(house) == [(ESCALATION, APPROVALS, 1), (MISSED, CARL, 1)]
    assert count(house, "promise_steps") == 2
    with house.glance() as tx:
        assert first_broken_link(tx, TEAM) is None
