"""Break-glass: out at once and marked, told to the approvers, and back to an approved text unless one ratifies it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.approvals.rules import AlreadyDecided, OwnText, TextChanged
from bot.breakglass import flows
from bot.breakglass.rules import NewerVersion, NothingWaits, NotUrgent, NotYours, OutAlready, PromiseTooOld
from bot.incidents import flows as incidents
from bot.incidents.rules import Severity
from bot.party_lines import cases
from bot.party_lines import flows as lines
from bot.party_lines.flows import APPROVAL_CARD, DECISION, Submitted
from bot.party_lines.reach import CARD, NEWS
from bot.party_lines.rules import HOLDING as OUR_HOLDING
from bot.party_lines.rules import BadReason, LineStatus, PartyLine
from bot.party_lines.steps import GLASS, GLASS_OVER
from bot.people import flows as people
from bot.people.rules import Kind, NeedsRole, Profile, Role
from bot.storage import Database, Tx
from bot.topics import flows as topics
from tests.support.clock import HandClock
from tests.support.doors import words_of
from tests.support.house import ADA, APPROVALS, BEA, CARL, HOLDING, NETWORK, ROLES, SAM, STANDING, TEAM, VPN
from tests.support.lines import SAY, approve, draft, go_live, hand_in, said, seen
from tests.support.moves import close, count, entries, everything_written, grant, letters, send_back, update
from tests.support.recalls import (
    URGENT,
    WHY,
    all_letters,
    copy_to,
    corrected,
    due,
    letter,
    note_lookup,
    publish,
    settle,
    shown_to_staff,
    withdraw,
)
from tests.support.together import at_once

NEWER = "Nobody should open the message “Invoice”. Delete it."
OWN_HOLDING = "Nobody knows more yet, whatever this unread text may say."


def sweep(database: Database, clock: HandClock) -> bool:
    with database.transaction() as tx:
        return flows.sweep(tx, TEAM, clock())


def hand_in_own(database: Database, clock: HandClock, promise: timedelta = timedelta(days=1)) -> Submitted:
    """Hand in a line with a holding line of its own, which nobody has approved."""
    made = draft(clock(), NEWER, promise, holding=OWN_HOLDING)
    with database.transaction() as tx:
        return lines.open_line(tx, TEAM, topic_id=NETWORK, draft=made, by=CARL, now=clock())


def newest(database: Database, incident_id: str) -> PartyLine:
    with database.glance() as tx:
        found = lines.start_update(tx, TEAM, incident_id=incident_id, by=CARL).newest
    assert found is not None
    return found


# -- at once, and marked ------------------------------------------------------------------------------------------


def test_published_without_review_it_is_said_at_once_and_marked_everywhere(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        topics.follow(tx, TEAM, topic_id=NETWORK, by=SAM, now=clock())
    submitted = hand_in(house, clock())
    assert said(house, "network", clock()) == [STANDING]
    line = publish(house, submitted, clock())
    copy_to(house, line, SAM, clock())
    assert said(house, "network", clock()) == [SAY]
    assert shown_to_staff(house, clock()).lower().count("published without review") >= 3
    for (kind, _), words in all_letters(house, clock()).items():
        if kind in (CARD, NEWS, "copy", APPROVAL_CARD, GLASS):
            assert "without review" in words, kind


def test_the_card_of_an_unreviewed_line_names_who_published_it_first(house: Database, clock: HandClock) -> None:
    line = publish(house, hand_in(house, clock()), clock())
    assert (line.approved_by, line.approved_at, line.is_unreviewed) == (None, clock(), True)
    shown = shown_to_staff(house, clock())
    mark = f"*Published without review* by <@{CARL}>: an approver is looking at it now."
    assert shown.index(mark) < shown.index("next update by")
    assert "approved by" not in shown


def test_it_is_written_down_with_who_when_and_why(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    clock.tick(minutes=1)
    line = publish(house, submitted, clock(), reason=f"  {URGENT}\n")
    assert newest(house, line.series) == line
    assert (line.glass_reason, line.glass_until) == (URGENT, clock() + timedelta(minutes=15))
    (entry,) = [one for one in entries(house) if one.verb == "break_glass"]
    assert (entry.by, entry.at, entry.before, entry.after) == (CARL, clock(), "submitted", "live")
    assert URGENT not in str(entries(house))


def test_approvers_are_told_at_once_with_the_reason_and_can_decide_there(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    settle(house)
    publish(house, submitted, clock())
    assert {(APPROVAL_CARD, APPROVALS), (GLASS, ADA), (GLASS, BEA)} <= due(house)
    for kind in (APPROVAL_CARD, GLASS):
        message = letter(house, kind, submitted.approval.id, clock())
        assert message is not None
        words = words_of(list(message.blocks))
        assert "published without review" in words
        assert URGENT in words
        assert HOLDING in words
        assert "Ratify" in words
        assert "Send back" in words


def test_a_commander_who_is_an_approver_too_is_not_told_of_their_own(house: Database, clock: HandClock) -> None:
    grant(house, clock(), **{CARL: frozenset({Role.COMMANDER, Role.APPROVER})})
    submitted = hand_in(house, clock())
    publish(house, submitted, clock())
    assert {one.destination for one in letters(house, GLASS, submitted.approval.id)} == {ADA, BEA}


def test_it_replaces_what_was_live_and_moves_its_incident_on(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    submitted = update(house, clock(), line.series, 1, NEWER)
    publish(house, submitted, clock())
    assert said(house, "network", clock()) == [NEWER]
    assert count(house, "party_lines WHERE status = 'replaced' AND kind = 'incident'") == 1
    with house.glance() as tx:
        case = cases.case(tx, TEAM, submitted.approval.id, clock())
    assert case is not None
    assert case.live is not None
    assert case.live.number == 1


# -- unless somebody ratifies it ----------------------------------------------------------------------------------


def test_unratified_after_15_minutes_an_approved_text_is_said_and_not_its_own_holding_line(
    house: Database, clock: HandClock
) -> None:
    line = publish(house, hand_in_own(house, clock), clock())
    clock.tick(minutes=14, seconds=59)
    assert said(house, "network", clock()) == [NEWER]
    clock.tick(seconds=1)
    for _ in range(3):
        assert said(house, "network", clock()) == [HOLDING]
        shown = shown_to_staff(house, clock())
        assert NEWER not in shown
        assert OWN_HOLDING not in shown
        assert "no approver has confirmed it" in shown
        clock.tick(hours=1)
    assert newest(house, line.series).status is LineStatus.LIVE


def test_a_promise_that_passes_before_anybody_ratified_it_leads_to_an_approved_text_too(
    house: Database, clock: HandClock
) -> None:
    submitted = hand_in_own(house, clock, timedelta(minutes=5))
    publish(house, submitted, clock())
    clock.tick(minutes=5)
    assert said(house, "network", clock()) == [HOLDING]
    assert OWN_HOLDING not in shown_to_staff(house, clock())
    approve(house, submitted, clock())
    assert said(house, "network", clock()) == [OWN_HOLDING]


def test_at_15_minutes_everything_is_changed_and_the_commander_told_once(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        topics.follow(tx, TEAM, topic_id=NETWORK, by=SAM, now=clock())
    submitted = hand_in(house, clock())
    line = publish(house, submitted, clock())
    copy_to(house, line, BEA, clock())
    settle(house)
    clock.tick(minutes=14, seconds=59)
    assert not sweep(house, clock)
    assert due(house) == set()
    clock.tick(hours=2)
    assert sweep(house, clock)
    changed = {(CARD, "C03NET"), (NEWS, SAM), ("copy", BEA), (APPROVAL_CARD, APPROVALS), (GLASS, ADA)}
    assert changed | {(GLASS_OVER, CARL)} <= due(house)
    message = letter(house, GLASS_OVER, submitted.approval.id, clock())
    assert message is not None
    assert "Nobody ratified version 1 on Network by" in message.text
    assert HOLDING in message.text
    assert "Nobody ratified it by" in all_letters(house, clock())[(GLASS, submitted.approval.id)]
    settle(house)
    assert not sweep(house, clock)
    assert due(house) == set()


def test_after_its_topic_was_changed_the_new_topics_holding_line_is_said(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    with house.transaction() as tx:
        incidents.set_topics(tx, TEAM, incident_id=submitted.line.series, topic_ids=[VPN], by=CARL, now=clock())
    with house.glance() as tx:
        urgent = flows.waiting_version(tx, TEAM, incident_id=submitted.line.series, by=CARL, now=clock())
    assert (urgent.topic, urgent.instead) == ("Vpn", OUR_HOLDING)
    assert publish(house, submitted, clock()).instead == OUR_HOLDING
    clock.tick(minutes=15)
    assert said(house, "vpn", clock()) == [OUR_HOLDING]


def test_sweeps_lock_incidents_in_one_order(house: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    handed_in = [hand_in(house, clock(), f"Number {n} is down.") for n in range(4)]
    for submitted in sorted(handed_in, key=lambda one: one.line.series, reverse=True):
        publish(house, submitted, clock.tick(seconds=1))
    clock.tick(minutes=15)
    locked: list[str] = []
    monkeypatch.setattr(incidents, "queue_at", lambda _tx, _workspace, incident_id: locked.append(incident_id))
    assert sweep(house, clock)
    assert locked == sorted(one.line.series for one in handed_in)


def test_sweeps_at_once_tell_the_commander_once(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    publish(house, submitted, clock())
    clock.tick(minutes=15)
    results = at_once(house, *[lambda tx: flows.sweep(tx, TEAM, clock())] * 6)
    assert sorted(str(one) for one in results) == ["False"] * 5 + ["True"]
    (told,) = letters(house, GLASS_OVER, submitted.approval.id)
    assert (told.destination, told.wanted) == (CARL, 1)


@pytest.mark.parametrize("minutes", [1, 15, 600])
def test_ratified_it_is_said_on_or_again_and_the_mark_goes(house: Database, clock: HandClock, minutes: int) -> None:
    submitted = hand_in_own(house, clock)
    published = publish(house, submitted, clock())
    sweep(house, clock)
    settle(house)
    clock.tick(minutes=minutes)
    sweep(house, clock)
    approve(house, submitted, clock())
    assert said(house, "network", clock()) == [NEWER]
    shown = shown_to_staff(house, clock())
    assert "without review" not in shown
    assert f"Version {published.number}, published by <@{CARL}> " in shown, "nobody had approved it when it went out"
    assert f", approved since by <@{ADA}>" in shown
    line = newest(house, published.series)
    assert (line.approved_by, line.approved_at, line.is_unreviewed) == (ADA, published.approved_at, False)
    assert line.glass_reason == URGENT
    assert {(CARD, "C03NET"), (APPROVAL_CARD, APPROVALS), (GLASS, BEA), (DECISION, CARL)} <= due(house)
    words = all_letters(house, clock())
    assert "Ratified by Ada Okafor" in words[(APPROVAL_CARD, submitted.approval.id)]
    assert "ratified version 1 on Network" in words[(DECISION, submitted.approval.id)]
    assert [one.verb for one in entries(house)].count("ratify") == 1
    clock.tick(minutes=30)
    assert not sweep(house, clock)


def test_the_news_of_its_end_says_when_somebody_ratified_it_after_all(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    line = publish(house, submitted, clock())
    clock.tick(minutes=15)
    sweep(house, clock)
    settle(house)
    approve(house, submitted, clock())
    assert (GLASS_OVER, CARL) in due(house)
    over = all_letters(house, clock())[(GLASS_OVER, submitted.approval.id)]
    assert f"<@{ADA}> ratified version 1 on Network" in over
    withdraw(house, line, clock(), by=BEA)
    assert f"<@{BEA}> withdrew version 1" in all_letters(house, clock())[(GLASS_OVER, submitted.approval.id)]
    approve(house, update(house, clock(), line.series, 1, NEWER), clock())
    assert "A newer line has taken the place" in all_letters(house, clock())[(GLASS_OVER, submitted.approval.id)]


def test_nobody_ratifies_their_own(house: Database, clock: HandClock) -> None:
    grant(house, clock(), **{CARL: frozenset({Role.COMMANDER, Role.APPROVER})})
    submitted = hand_in(house, clock())
    publish(house, submitted, clock())
    with pytest.raises(OwnText):
        approve(house, submitted, clock(), by=CARL)
    clock.tick(minutes=15)
    assert said(house, "network", clock()) == [HOLDING]


def test_eight_approvers_at_once_make_one_ratification(house: Database, clock: HandClock) -> None:
    crowd = [f"U1{number}APPROVER" for number in range(8)]
    with house.transaction() as tx:
        for who in crowd:
            people.remember(tx, TEAM, Profile(who, who.title(), Kind.MEMBER), now=clock())
        roles = {**ROLES, **{who: frozenset({Role.APPROVER}) for who in crowd}}
        people.set_roles(tx, TEAM, roles, by="operator", now=clock())
    submitted = hand_in(house, clock())
    publish(house, submitted, clock())

    def ratifying(who: str) -> Callable[[Tx], object]:
        return lambda tx: lines.approve(tx, TEAM, submitted.approval.id, seen=seen(submitted), by=who, now=clock())

    results = at_once(house, *map(ratifying, crowd))
    assert sorted(type(one).__name__ for one in results) == ["AlreadyDecided"] * 7 + ["PartyLine"]
    assert count(house, "journal WHERE verb = 'ratify'") == 1
    (line,) = [one for one in results if isinstance(one, PartyLine)]
    assert newest(house, line.series).approved_by == line.approved_by


# -- sent back, withdrawn, replaced -------------------------------------------------------------------------------


def test_sending_it_back_withdraws_it_at_once(house: Database, clock: HandClock) -> None:
    submitted = hand_in_own(house, clock)
    line = publish(house, submitted, clock())
    note_lookup(house, line, SAM, clock())
    settle(house)
    clock.tick(minutes=2)
    send_back(house, submitted, clock(), reason=WHY)
    assert said(house, "network", clock()) == [HOLDING]
    shown = shown_to_staff(house, clock())
    assert NEWER not in shown
    assert OWN_HOLDING not in shown
    assert corrected(house, line) == {SAM: 1}
    kept = newest(house, line.series)
    assert (kept.withdrawn_by, kept.withdrawn_why, kept.is_unreviewed) == (ADA, WHY, False)
    words = all_letters(house, clock())
    assert "Sent back and withdrawn by Ada Okafor" in words[(APPROVAL_CARD, submitted.approval.id)]
    told = words[(DECISION, submitted.approval.id)]
    assert "It is withdrawn. Everyone who asks is told instead:" in told
    assert WHY in told
    assert (DECISION, CARL) in due(house)
    # The commander wrote it, and is not told twice.
    assert letters(house, "withdrawn", line.id) == []
    with pytest.raises(AlreadyDecided):
        approve(house, submitted, clock(), by=BEA)


def test_a_commander_who_did_not_write_it_is_told_when_it_is_sent_back(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    grant(house, clock(), **{BEA: frozenset({Role.COMMANDER})})
    submitted = update(house, clock(), line.series, 1, NEWER, by=BEA)
    published = publish(house, submitted, clock(), by=BEA)
    send_back(house, submitted, clock())
    assert [one.destination for one in letters(house, "withdrawn", published.id)] == [CARL]


def test_withdrawn_it_can_no_longer_be_ratified(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    line = publish(house, submitted, clock())
    withdraw(house, line, clock(), by=BEA)
    with pytest.raises(TextChanged):
        approve(house, submitted, clock())
    assert said(house, "network", clock()) == [HOLDING]
    card = all_letters(house, clock())[(APPROVAL_CARD, submitted.approval.id)]
    assert "Withdrawn by Bea Lindqvist" in card
    assert "Ratify" not in card
    clock.tick(minutes=15)
    assert not sweep(house, clock)


def test_a_newer_version_takes_its_place_and_nobody_has_to_ratify_it_any_more(
    house: Database, clock: HandClock
) -> None:
    submitted = hand_in(house, clock())
    line = publish(house, submitted, clock())
    newer = update(house, clock(), line.series, 1, NEWER)
    assert said(house, "network", clock()) == [SAY]
    assert count(house, "approvals WHERE status = 'waiting'") == 2
    approve(house, newer, clock())
    assert said(house, "network", clock()) == [NEWER]
    with pytest.raises(TextChanged):
        approve(house, submitted, clock())
    card = all_letters(house, clock())[(APPROVAL_CARD, submitted.approval.id)]
    assert "A newer version took its place before anybody ratified it." in card
    clock.tick(minutes=15)
    assert not sweep(house, clock)


def test_while_a_newer_version_waits_the_unreviewed_one_can_be_ratified(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    line = publish(house, submitted, clock())
    newer = update(house, clock(), line.series, 1, NEWER)
    approve(house, submitted, clock())
    assert said(house, "network", clock()) == [SAY]
    approve(house, newer, clock())
    assert said(house, "network", clock()) == [NEWER]


def test_a_second_one_in_a_row_takes_the_place_of_the_first(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    line = publish(house, submitted, clock())
    clock.tick(minutes=10)
    publish(house, update(house, clock(), line.series, 1, NEWER), clock())
    clock.tick(minutes=10)
    assert said(house, "network", clock()) == [NEWER]
    assert count(house, "approvals WHERE status = 'waiting'") == 1


def test_an_incident_with_an_unreviewed_line_can_be_closed(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    line = publish(house, submitted, clock())
    approve(house, close(house, clock(), line.series, 1, "It is over."), clock())
    assert said(house, "network", clock()) == ["It is over."]
    clock.tick(minutes=20)
    assert not sweep(house, clock)


# -- refusals -----------------------------------------------------------------------------------------------------


def test_only_the_commander_who_wrote_it_publishes_it(house: Database, clock: HandClock) -> None:
    grant(house, clock(), **{BEA: frozenset({Role.COMMANDER})})
    submitted = hand_in(house, clock())
    with pytest.raises(NeedsRole, match="Only commanders publish lines without review"):
        publish(house, submitted, clock(), by=ADA)
    with pytest.raises(NotYours):
        publish(house, submitted, clock(), by=BEA)
    grant(house, clock(), **{CARL: frozenset()})
    with pytest.raises(NeedsRole):
        publish(house, submitted, clock())
    assert said(house, "network", clock()) == [STANDING]


@pytest.mark.parametrize("reason", ["", "too short", " too short  ", "a\u202eb is long enough", "x" * 1001])
def test_nobody_publishes_without_a_reason_that_can_be_read(house: Database, clock: HandClock, reason: str) -> None:
    submitted = hand_in(house, clock())
    before = everything_written(house)
    with pytest.raises(BadReason):
        publish(house, submitted, clock(), reason=reason)
    assert everything_written(house) == before


def test_minor_incidents_and_all_clears_wait_for_an_approver(house: Database, clock: HandClock) -> None:
    made = replace(draft(clock()), severity=Severity.MINOR)
    with house.transaction() as tx:
        minor = lines.open_line(tx, TEAM, topic_id=NETWORK, draft=made, by=CARL, now=clock())
    with pytest.raises(NotUrgent):
        publish(house, minor, clock())
    line = go_live(house, clock())
    with pytest.raises(NotUrgent):
        publish(house, close(house, clock(), line.series, 1), clock())
    critical = replace(draft(clock()), severity=Severity.CRITICAL)
    with house.transaction() as tx:
        urgent = lines.open_line(tx, TEAM, topic_id=NETWORK, draft=critical, by=CARL, now=clock())
    publish(house, urgent, clock())


def test_only_the_newest_text_and_only_once(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    first = update(house, clock(), line.series, 1, NEWER)
    second = update(house, clock(), line.series, 2, "Something else.")
    with pytest.raises(NewerVersion):
        publish(house, first, clock())
    forged = Submitted(second.line, replace(second.approval, fingerprint="0" * 64), second.asked)
    with pytest.raises(NewerVersion):
        publish(house, forged, clock())
    nowhere = Submitted(second.line, replace(second.approval, id="nothing"), second.asked)
    with pytest.raises(NewerVersion):
        publish(house, nowhere, clock())
    publish(house, second, clock())
    with pytest.raises(OutAlready, match="Version 3 is out already"):
        publish(house, second, clock())
    assert count(house, "journal WHERE verb = 'break_glass'") == 1


def test_what_an_approver_has_decided_is_not_published(house: Database, clock: HandClock) -> None:
    approved, returned = hand_in(house, clock()), hand_in(house, clock())
    approve(house, approved, clock())
    send_back(house, returned, clock())
    for one in (approved, returned):
        with pytest.raises(AlreadyDecided):
            publish(house, one, clock())


def test_a_promise_that_has_passed_is_not_published(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    clock.tick(minutes=30)
    with pytest.raises(PromiseTooOld):
        publish(house, submitted, clock())


def test_publishing_and_approving_at_once_make_one_line(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())

    def publishing(tx: Tx) -> object:
        return flows.break_glass(
            tx, TEAM, approval_id=submitted.approval.id, seen=seen(submitted), reason=URGENT, by=CARL, now=clock()
        )

    def approving(tx: Tx) -> object:
        return lines.approve(tx, TEAM, submitted.approval.id, seen=seen(submitted), by=ADA, now=clock())

    published, approved = at_once(house, publishing, approving)
    assert isinstance(approved, PartyLine)
    assert isinstance(published, PartyLine | AlreadyDecided)
    assert newest(house, submitted.line.series).approved_by == ADA
    assert said(house, "network", clock()) == [SAY]


def test_the_waiting_version_of_an_incident_is_found(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    incident_id = submitted.line.series
    with house.glance() as tx:
        urgent = flows.waiting_version(tx, TEAM, incident_id=incident_id, by=CARL, now=clock())
    assert (urgent.line.id, urgent.instead, urgent.topic) == (submitted.line.id, HOLDING, "Network")
    approve(house, submitted, clock())
    with house.glance() as tx, pytest.raises(NothingWaits):
        flows.waiting_version(tx, TEAM, incident_id=incident_id, by=CARL, now=clock())


def test_what_is_out_without_review_already_is_not_said_to_be_missing(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    publish(house, submitted, clock())
    with house.glance() as tx, pytest.raises(OutAlready, match="Version 1 is out already"):
        flows.waiting_version(tx, TEAM, incident_id=submitted.line.series, by=CARL, now=clock())
