"""Handing in, approving, sending back and closing, on both databases."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.approvals.rules import AlreadyDecided, ApprovalStatus, NeedsReason, OwnText, TextChanged
from bot.incidents import flows as incidents
from bot.incidents.rules import AlreadyClosed, IncidentStatus, NoSuchIncident, Severity
from bot.journal import first_broken_link
from bot.party_lines import cases, flows, reach
from bot.party_lines.letters import LETTERS
from bot.party_lines.rules import (
    HOLDING as OUR_HOLDING,
)
from bot.party_lines.rules import (
    Draft,
    LineKind,
    LineStatus,
    NewerVersion,
    NobodyCanApprove,
    PromisePassed,
)
from bot.party_lines.serving import Cards
from bot.party_lines.wording import DoNotSay, QuestionAnswer, Words, complaints
from bot.people import records as people_records
from bot.people.rules import NeedsRole, Role
from bot.refusals import Refusal, Refusals
from bot.storage import Database, Tx
from bot.topics.flows import NoSuchTopic
from tests.support.clock import HandClock
from tests.support.doors import words_of
from tests.support.house import ADA, APPROVALS, BEA, CARL, DEFAULT, HOLDING, NETWORK, PAYROLL, STANDING, TEAM, furnish
from tests.support.lines import SAY, approve, draft, go_live, hand_in, look_up, said, seen
from tests.support.moves import (
    ALL_CLEAR,
    close,
    count,
    entries,
    everything_written,
    grant,
    letters,
    send_back,
    update,
)

BOTH = frozenset({Role.APPROVER, Role.COMMANDER})
# What byte for byte has to mean: look-alikes, joiners, marks that may be folded, blanks at the ends, line ends.
ODD_TEXTS = (
    "Wi-Fi is down on floors 2 to 5.  \n\n",
    "  \tWi-Fi is down. ",
    "Cafe\u0301 and caf\u00e9 tills are \u201cdown\u201d \u2013 na\u00efve, \u00df, \ufb01, \u0130stanbul.",
    "The lift is out \U0001f469\u200d\U0001f4bb \u2708\ufe0f \U0001f3f3\ufe0f\u200d\U0001f308.",
    "\u0627\u0644\u0634\u0628\u0643\u0629 \u0645\u0639\u0637\u0644\u0629 \u0627\u0644\u0622\u0646\u200e.",
    "\u7f51\u7edc\u6682\u65f6\u4e0d\u53ef\u7528\u3002 \u30cd\u30c3\u30c8\u30ef\u30fc\u30af",
    "<!channel> <@U02COMMANDER> *bold* _it_ `x` &amp; & < > '; DROP TABLE party_lines; --",
    'Quotes " and \\ back \\n slashes %s %(x)s {0} :name ?',
)


# --- nothing is served before it is approved -------------------------------------------------------------------


def test_before_approval_people_are_told_what_they_were_told_before(house: Database, clock: HandClock) -> None:
    hand_in(house, clock())
    assert said(house, "wifi", clock()) == [STANDING]


def test_after_approval_people_are_told_the_approved_sentence(house: Database, clock: HandClock) -> None:
    approve(house, hand_in(house, clock()), clock())
    assert said(house, "wifi", clock()) == [SAY]


def test_an_update_is_served_only_once_it_is_approved(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    waiting = update(house, clock(), line.series, 1, "Wi-Fi is back on floor 2.")
    assert said(house, "wifi", clock()) == [SAY]
    approve(house, waiting, clock())
    assert said(house, "wifi", clock()) == ["Wi-Fi is back on floor 2."]


def test_a_line_that_was_sent_back_is_never_served(house: Database, clock: HandClock) -> None:
    send_back(house, hand_in(house, clock()), clock())
    assert said(house, "wifi", clock()) == [STANDING]


def test_sending_an_update_back_keeps_what_was_served(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    send_back(house, update(house, clock(), line.series, 1, "All is lost."), clock())
    assert said(house, "wifi", clock()) == [SAY]


def test_a_cancelled_submission_is_never_served(house: Database, clock: HandClock) -> None:
    first = hand_in(house, clock())
    approve(house, update(house, clock(), first.line.series, 1, "Second thoughts."), clock())
    assert said(house, "wifi", clock()) == ["Second thoughts."]
    with house.glance() as tx:
        told = cases.case(tx, TEAM, first.approval.id, clock())
    assert told is not None
    assert (told.line.status, told.approval.status) == (LineStatus.CANCELLED, ApprovalStatus.CANCELLED)


def test_nothing_of_another_workspace_is_ever_served(house: Database, clock: HandClock) -> None:
    furnish(house, clock(), "T02OTHER")
    with house.transaction() as tx:
        made = draft(clock(), "Only for the others.")
        theirs = flows.open_line(tx, "T02OTHER", topic_id=NETWORK, draft=made, by=CARL, now=clock())
        flows.approve(tx, "T02OTHER", theirs.approval.id, seen=seen(theirs), by=ADA, now=clock())
    assert said(house, "wifi", clock()) == [STANDING]
    with house.glance() as tx:
        shelf = flows.shelf(tx, TEAM)
        assert shelf.of_incidents(None, clock()) == []
        assert {line.words.say for line in shelf.standing((NETWORK,))} == {STANDING, HOLDING, DEFAULT}


def test_nobody_reaches_into_another_workspace(house: Database, clock: HandClock) -> None:
    furnish(house, clock(), "T02OTHER")
    ours = hand_in(house, clock())
    with house.transaction() as tx:
        with pytest.raises(TextChanged):
            flows.approve(tx, "T02OTHER", ours.approval.id, seen=seen(ours), by=ADA, now=clock())
        with pytest.raises(TextChanged):
            flows.send_back(tx, "T02OTHER", ours.approval.id, seen=seen(ours), reason="x", by=ADA, now=clock())
        with pytest.raises(TextChanged):
            cases.case_to_read(tx, "T02OTHER", ours.approval.id, by=ADA, now=clock())
        with pytest.raises(NoSuchIncident):
            flows.start_update(tx, "T02OTHER", incident_id=ours.line.series, by=CARL)
        assert cases.case(tx, "T02OTHER", ours.approval.id, clock()) is None
        assert cases.waiting_cases(tx, "T02OTHER", clock()) == []
    assert count(house, "party_lines WHERE status = 'submitted'") == 1


# --- byte for byte ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
def test_what_is_served_is_byte_for_byte_what_was_approved(house: Database, clock: HandClock, odd: str) -> None:
    words = Words(
        say=odd,
        if_pressed=(QuestionAnswer("Why?", "We are looking."), QuestionAnswer("Since when?", "Since this morning.")),
        do_not_say=(DoNotSay("hackers", "We do not know the cause yet."),),
        not_yet_known=f"Unknown {odd}",
        background=f"Behind {odd}",
        holding=f"Wait {odd}".replace("2 to 5", "all"),
    )
    handed = Draft(words, IncidentStatus.IDENTIFIED, Severity.CRITICAL, clock() + timedelta(minutes=30, microseconds=7))
    with house.transaction() as tx:
        submitted = flows.open_line(tx, TEAM, topic_id=NETWORK, draft=handed, by=CARL, now=clock())
    with house.glance() as tx:
        shown = cases.case(tx, TEAM, submitted.approval.id, clock())
    assert shown is not None
    approve(house, submitted, clock())
    answer = look_up(house, "wifi", clock())
    assert isinstance(answer, Cards)
    card = answer.cards[0]
    assert card.line.draft == shown.line.draft == handed
    assert card.say.encode() == odd.encode()
    assert card.line.draft.fingerprint == submitted.approval.fingerprint
    held = look_up(house, "wifi", clock.tick(minutes=31))
    assert isinstance(held, Cards)
    assert held.cards[0].say.encode() == words.holding.encode()


def test_any_text_that_may_be_said_is_served_byte_for_byte(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())

    @settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(say=st.text(min_size=1, max_size=60), unknown=st.text(max_size=40))
    def served_as_handed_in(say: str, unknown: str) -> None:
        words = Words(say=say, not_yet_known=unknown, holding="Soon more.")
        assume(not complaints(words))
        with sqlite.engine.connect() as tx:  # never committed: every example starts from the same house
            handed = Draft(words, IncidentStatus.INVESTIGATING, Severity.MINOR, clock() + timedelta(hours=1))
            submitted = flows.open_line(tx, TEAM, topic_id=NETWORK, draft=handed, by=CARL, now=clock())
            flows.approve(tx, TEAM, submitted.approval.id, seen=seen(submitted), by=ADA, now=clock())
            [(_, live)] = flows.shelf(tx, TEAM).of_incidents((NETWORK,), clock())
            assert live.line.words == words
            tx.rollback()

    served_as_handed_in()


@pytest.mark.parametrize("field", ["say", "not_yet_known", "background", "holding", "if_pressed", "do_not_say"])
def test_every_byte_that_is_approved_counts_in_the_fingerprint(clock: HandClock, field: str) -> None:
    full = draft(
        clock(),
        if_pressed=(QuestionAnswer("Why?", "We look."),),
        do_not_say=(DoNotSay("fire", "No word on that."),),
        not_yet_known="The cause.",
        background="A switch.",
        holding="Soon more.",
    )
    pairs = {
        "if_pressed": (QuestionAnswer("Why?", "We look. "),),
        "do_not_say": (DoNotSay("fire ", "No word on that."),),
    }
    other: Any = pairs.get(field) or f"{getattr(full.words, field)} "
    assert replace(full, words=replace(full.words, **{field: other})).fingerprint != full.fingerprint
    assert replace(full, promise_at=clock()).fingerprint != full.fingerprint
    assert replace(full, severity=Severity.MINOR).fingerprint != full.fingerprint
    assert replace(full, status=IncidentStatus.MONITORING).fingerprint != full.fingerprint


def test_the_approver_reads_the_holding_line_that_will_be_served(house: Database, clock: HandClock) -> None:
    on_network, on_payroll = hand_in(house, clock()), hand_in(house, clock(), topic_id=PAYROLL)
    assert on_network.line.words.holding == HOLDING
    assert on_payroll.line.words.holding == OUR_HOLDING
    assert on_network.line.draft.fingerprint == on_network.approval.fingerprint
    for submitted in (on_network, on_payroll):
        approve(house, submitted, clock())
    clock.tick(minutes=30)
    assert said(house, "network", clock()) + said(house, "payroll", clock()) == [HOLDING, OUR_HOLDING]


# --- who may ---------------------------------------------------------------------------------------------------


def test_author_cannot_approve_own_line(house: Database, clock: HandClock) -> None:
    grant(house, clock(), U02COMMANDER=BOTH)
    submitted = hand_in(house, clock())
    before = everything_written(house)
    with pytest.raises(OwnText):
        approve(house, submitted, clock(), by=CARL)
    with pytest.raises(OwnText):
        send_back(house, submitted, clock(), by=CARL)
    assert everything_written(house) == before


def test_an_approver_who_wrote_the_next_version_cannot_approve_that_one(house: Database, clock: HandClock) -> None:
    grant(house, clock(), U04APPROVER2=BOTH)
    line = go_live(house, clock())
    theirs = update(house, clock(), line.series, 1, "Wi-Fi is back on floor 2.", by=BEA)
    with pytest.raises(OwnText):
        approve(house, theirs, clock(), by=BEA)
    approve(house, theirs, clock(), by=ADA)


def test_a_role_taken_away_between_form_and_submit_refuses_the_submit(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    with house.glance() as tx:
        flows.start_update(tx, TEAM, incident_id=line.series, by=CARL)
    grant(house, clock(), U02COMMANDER=frozenset())
    before = everything_written(house)
    acts: tuple[Callable[[], object], ...] = (
        lambda: hand_in(house, clock()),
        lambda: update(house, clock(), line.series, 1, "Too late."),
        lambda: close(house, clock(), line.series, 1),
    )
    for act in acts:
        with pytest.raises(NeedsRole):
            act()
    assert everything_written(house) == before


def test_a_role_taken_away_between_card_and_click_refuses_the_click(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    with house.glance() as tx:
        cases.case_to_decide(tx, TEAM, submitted.approval.id, seen=seen(submitted), by=ADA, now=clock())
    grant(house, clock(), U01APPROVER=frozenset({Role.ADMIN}))
    before = everything_written(house)
    with pytest.raises(NeedsRole) as refused:
        approve(house, submitted, clock())
    assert refused.value.ask == (BEA,)
    with pytest.raises(NeedsRole):
        send_back(house, submitted, clock())
    assert everything_written(house) == before
    approve(house, submitted, clock(), by=BEA)
    assert said(house, "wifi", clock()) == [SAY]


# --- exactly this text -----------------------------------------------------------------------------------------


def test_approving_a_text_that_was_edited_meanwhile_is_refused(house: Database, clock: HandClock) -> None:
    old = hand_in(house, clock())
    new = update(house, clock(), old.line.series, 1, "Second thoughts.")
    before = everything_written(house)
    with pytest.raises(TextChanged):
        approve(house, old, clock())
    with pytest.raises(TextChanged):
        send_back(house, old, clock())
    assert everything_written(house) == before
    approve(house, new, clock())


@pytest.mark.parametrize("what", ["revision", "fingerprint"])
def test_approving_with_another_revision_or_fingerprint_is_refused(
    house: Database, clock: HandClock, what: str
) -> None:
    submitted = hand_in(house, clock())
    revision, fingerprint = seen(submitted)
    wrong = (revision + 1, fingerprint) if what == "revision" else (revision, "0" * 64)
    before = everything_written(house)
    acts: tuple[Callable[[Tx], object], ...] = (
        lambda tx: flows.approve(tx, TEAM, submitted.approval.id, seen=wrong, by=ADA, now=clock()),
        lambda tx: flows.send_back(tx, TEAM, submitted.approval.id, seen=wrong, reason="x", by=ADA, now=clock()),
        lambda tx: cases.case_to_decide(tx, TEAM, submitted.approval.id, seen=wrong, by=ADA, now=clock()),
    )
    for act in acts:
        with pytest.raises(TextChanged), house.transaction() as tx:
            act(tx)
    assert everything_written(house) == before


def test_words_changed_behind_the_approvals_back_are_not_approved(house: Database, clock: HandClock) -> None:
    """The approver's fingerprint is compared with the stored words themselves, not only with the approval."""
    submitted = hand_in(house, clock())
    with house.transaction() as tx:  # as somebody with the database's own tools would
        drop = "DROP TRIGGER party_lines_words"
        tx.exec_driver_sql(drop if tx.dialect.name == "sqlite" else f"{drop} ON party_lines")
        tx.exec_driver_sql("UPDATE party_lines SET say = 'Forged.' WHERE status = 'submitted'")
    with pytest.raises(TextChanged):
        approve(house, submitted, clock())
    assert said(house, "wifi", clock()) == [STANDING]


def test_a_decision_is_made_once_and_the_late_are_told_who_made_it(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    approve(house, submitted, clock(), by=ADA)
    clock.tick(minutes=1)
    with pytest.raises(AlreadyDecided) as refused:
        send_back(house, submitted, clock(), by=BEA)
    assert (refused.value.approval.decided_by, refused.value.approval.status) == (ADA, ApprovalStatus.APPROVED)
    assert said(house, "wifi", clock()) == [SAY]


def test_a_text_that_was_sent_back_can_no_longer_be_approved(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    send_back(house, submitted, clock(), by=BEA)
    with pytest.raises(AlreadyDecided):
        approve(house, submitted, clock())
    assert said(house, "wifi", clock()) == [STANDING]


# --- promises --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=3)])
def test_a_promise_that_passed_before_approval_refuses_it_and_changes_nothing(
    house: Database, clock: HandClock, late: timedelta
) -> None:
    submitted = hand_in(house, clock())
    before = everything_written(house)
    clock.tick(minutes=30, seconds=late.total_seconds())
    with pytest.raises(PromisePassed):
        approve(house, submitted, clock())
    assert everything_written(house) == before
    assert said(house, "wifi", clock()) == [STANDING]
    send_back(house, submitted, clock())


def test_a_moment_before_its_promise_a_line_can_still_be_approved(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    clock.tick(minutes=30, microseconds=-1)
    approve(house, submitted, clock())
    assert said(house, "wifi", clock()) == [SAY]


def test_at_the_promise_the_holding_line_is_said_and_the_old_time_nowhere(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        handed = draft(clock(), "Wi-Fi is down. Back by 15:00.")
        submitted = flows.open_line(tx, TEAM, topic_id=NETWORK, draft=handed, by=CARL, now=clock())
    approve(house, submitted, clock())
    clock.tick(minutes=30, microseconds=-1)
    assert said(house, "wifi", clock()) == ["Wi-Fi is down. Back by 15:00."]
    clock.tick(microseconds=1)
    assert said(house, "wifi", clock()) == [HOLDING]
    with house.glance() as tx:
        kept = LETTERS[reach.COPY](tx, TEAM, f"{NETWORK}//x", clock.tick(minutes=7))
    assert kept is not None
    assert handed.promise_at is not None
    drawn = json.dumps([kept.text, *kept.blocks])
    assert HOLDING in drawn
    assert "15:00" not in drawn
    assert str(int(handed.promise_at.timestamp())) not in drawn


@pytest.mark.parametrize(
    ("promise", "field"),
    [(None, "promise_at"), (timedelta(0), "promise_at"), (timedelta(days=14, seconds=1), "promise_at")],
)
def test_a_line_without_a_promise_that_can_be_kept_is_refused(
    house: Database, clock: HandClock, promise: timedelta | None, field: str
) -> None:
    with pytest.raises(Refusals) as refused, house.transaction() as tx:
        flows.open_line(tx, TEAM, topic_id=NETWORK, draft=draft(clock(), promise=promise), by=CARL, now=clock())
    assert [one.field for one in refused.value.refusals] == [field]


def test_everything_wrong_is_named_at_once_beside_its_field_and_nothing_is_stored(
    house: Database, clock: HandClock
) -> None:
    bad = draft(
        clock(),
        "The host 10.0.0.1 is down, " + "very " * 50,
        timedelta(0),
        holding="More at 14:30.",
        not_yet_known="x" * 501,
    )
    before = everything_written(house)
    with pytest.raises(Refusals) as refused, house.transaction() as tx:
        flows.open_line(tx, TEAM, topic_id=NETWORK, draft=bad, by=CARL, now=clock())
    assert {one.field for one in refused.value.refusals} == {"say", "not_yet_known", "holding", "promise_at"}
    assert everything_written(house) == before


# --- updating --------------------------------------------------------------------------------------------------


def test_of_two_commanders_the_second_is_told_of_the_version_that_came_first(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    first = update(house, clock(), line.series, 1, "First.")
    before = everything_written(house)
    with pytest.raises(NewerVersion) as refused:
        update(house, clock(), line.series, 1, "Second.")
    assert refused.value.newest == first.line
    with pytest.raises(NewerVersion):
        close(house, clock(), line.series, 1)
    assert everything_written(house) == before


def test_an_update_goes_on_from_what_was_sent_back_and_says_why_it_was(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    bad = update(house, clock(), line.series, 1, "All is lost.")
    send_back(house, bad, clock(), "  Be kind.\n")
    with house.glance() as tx:
        start = flows.start_update(tx, TEAM, incident_id=line.series, by=CARL)
    assert (start.reason, start.live, start.newest) == (
        "Be kind.",
        line,
        replace(bad.line, status=LineStatus.SENT_BACK),
    )
    better = update(house, clock(), line.series, 2, "Some floors are back.")
    assert said(house, "wifi", clock()) == [SAY]
    approve(house, better, clock())
    assert said(house, "wifi", clock()) == ["Some floors are back."]
    assert better.line.number == 3


def test_versions_of_one_incident_are_numbered_and_only_one_is_live(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    for base in range(1, 4):
        clock.tick(minutes=1)
        approve(house, update(house, clock(), line.series, base, f"Sentence {base + 1}."), clock())
    assert said(house, "wifi", clock()) == ["Sentence 4."]
    assert count(house, "party_lines WHERE status = 'live' AND kind = 'incident'") == 1
    assert count(house, "party_lines WHERE status = 'replaced' AND kind = 'incident'") == 3


def test_an_approved_line_moves_its_incident_on(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    with house.transaction() as tx:
        handed = replace(draft(clock(), "Better."), status=IncidentStatus.MONITORING, severity=Severity.MINOR)
        waiting = flows.submit_update(tx, TEAM, incident_id=line.series, base=1, draft=handed, by=CARL, now=clock())
        still = incidents.get(tx, TEAM, line.series)
        assert (still.status, still.severity) == (IncidentStatus.INVESTIGATING, Severity.MAJOR)
    approve(house, waiting, clock())
    with house.glance() as tx:
        moved = incidents.get(tx, TEAM, line.series)
    assert (moved.status, moved.severity, moved.closed_at) == (IncidentStatus.MONITORING, Severity.MINOR, None)


def test_a_topic_or_incident_that_is_not_there_is_refused(house: Database, clock: HandClock) -> None:
    with pytest.raises(NoSuchTopic):
        hand_in(house, clock(), topic_id="t-gone")
    with pytest.raises(NoSuchIncident):
        update(house, clock(), "nothing", 1, "Hello.")
    with pytest.raises(NoSuchTopic), house.transaction() as tx:
        flows.send_copy(tx, TEAM, answer="t-gone/", by=CARL, now=clock())


# --- closing ---------------------------------------------------------------------------------------------------


def test_the_closing_line_is_served_for_24_hours_and_then_the_standing_line(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    closing = close(house, clock.tick(minutes=5), line.series, 1)
    assert said(house, "wifi", clock()) == [SAY]
    approve(house, closing, clock.tick(minutes=5))
    assert said(house, "wifi", clock()) == [ALL_CLEAR]
    assert said(house, "wifi", clock.tick(hours=24, microseconds=-1)) == [ALL_CLEAR]
    assert said(house, "wifi", clock.tick(microseconds=1)) == [STANDING]
    assert said(house, "wifi", clock.tick(hours=1)) == [STANDING]
    with house.glance() as tx:
        assert flows.shelf(tx, TEAM).of_incidents(None, clock()) == [], "what is over is not even read"


def test_a_closed_incident_takes_no_more_lines(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    approve(house, close(house, clock(), line.series, 1), clock())
    before = everything_written(house)
    with pytest.raises(AlreadyClosed):
        update(house, clock(), line.series, 2, "One more thing.")
    with pytest.raises(AlreadyClosed):
        close(house, clock(), line.series, 2)
    with pytest.raises(AlreadyClosed), house.glance() as tx:
        flows.start_update(tx, TEAM, incident_id=line.series, by=CARL)
    assert everything_written(house) == before


def test_a_closing_line_keeps_the_severity_of_its_incident(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    closing = close(house, clock(), line.series, 1)
    assert (closing.line.kind, closing.line.draft.severity) == (LineKind.CLOSING, Severity.MAJOR)
    assert closing.line.draft.status is IncidentStatus.RESOLVED
    with house.glance() as tx:
        assert flows.newest_is_closing(tx, TEAM, line.series)


def test_a_closing_line_that_waits_is_cancelled_by_an_update(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    closing = close(house, clock(), line.series, 1)
    newer = update(house, clock(), line.series, 2, "It broke again.")
    with pytest.raises(TextChanged):
        approve(house, closing, clock())
    approve(house, newer, clock())
    assert said(house, "wifi", clock()) == ["It broke again."]


# --- who is asked ----------------------------------------------------------------------------------------------


def test_approvers_are_asked_in_the_approvals_channel(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    [card] = letters(house, flows.APPROVAL_CARD, submitted.approval.id)
    assert (submitted.asked, card.destination, card.wanted) == ((APPROVALS,), APPROVALS, 1)


def test_without_an_approvals_channel_each_approver_but_the_author_is_asked(house: Database, clock: HandClock) -> None:
    grant(house, clock(), U02COMMANDER=BOTH)
    with house.transaction() as tx:
        people_records.change_workspace(tx, TEAM, name="Example IT", staff_group="S0IT", approvals_channel=None)
    submitted = hand_in(house, clock())
    assert submitted.asked == (ADA, BEA)
    cards = letters(house, flows.APPROVAL_CARD, submitted.approval.id)
    assert {card.destination for card in cards} == {ADA, BEA}


def test_where_nobody_but_the_author_could_approve_nothing_is_handed_in(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    grant(house, clock(), U02COMMANDER=BOTH, U01APPROVER=frozenset({Role.ADMIN}), U04APPROVER2=frozenset())
    before = everything_written(house)
    acts: tuple[Callable[[], object], ...] = (
        lambda: hand_in(house, clock()),
        lambda: update(house, clock(), line.series, 1, "Next."),
        lambda: close(house, clock(), line.series, 1),
    )
    for act in acts:
        with pytest.raises(NobodyCanApprove) as refused:
            act()
        assert refused.value.ask == (ADA,)
    assert everything_written(house) == before


def test_a_decision_edits_the_approvers_card_and_tells_the_author(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    approve(house, submitted, clock())
    [card] = letters(house, flows.APPROVAL_CARD, submitted.approval.id)
    [told] = letters(house, flows.DECISION, submitted.approval.id)
    assert (card.wanted, told.destination, told.wanted) == (2, CARL, 1)


def test_an_edit_brings_the_cancelled_card_up_to_date(house: Database, clock: HandClock) -> None:
    old = hand_in(house, clock())
    update(house, clock(), old.line.series, 1, "Second thoughts.")
    [card] = letters(house, flows.APPROVAL_CARD, old.approval.id)
    assert card.wanted == 2


def test_a_copy_goes_to_whoever_asked_each_time_they_ask(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        for _ in range(2):
            flows.send_copy(tx, TEAM, answer=f"{NETWORK}/", by=CARL, now=clock())
    assert count(house, f"deliveries WHERE kind = 'copy' AND destination = '{CARL}' AND wanted = 1") == 2


def test_what_waits_is_listed_with_why_its_card_is_not_out(house: Database, clock: HandClock) -> None:
    first, second = hand_in(house, clock()), hand_in(house, clock.tick(minutes=1), topic_id=PAYROLL)
    with house.transaction() as tx:
        tx.exec_driver_sql(f"UPDATE deliveries SET reason = 'not invited' WHERE ref = '{second.approval.id}'")  # noqa: S608
    with house.glance() as tx:
        waiting = cases.waiting_cases(tx, TEAM, clock())
    assert [(one.approval.id, why) for one, why in waiting] == [
        (first.approval.id, ""),
        (second.approval.id, "not invited"),
    ]


def test_a_case_quotes_of_other_incidents_what_is_said_when_it_is_read(house: Database, clock: HandClock) -> None:
    go_live(house, clock())
    waiting = hand_in(house, clock(), "Another one.")
    assert _beside(house, waiting, clock()) == (SAY,)
    clock.tick(minutes=30)
    assert _beside(house, waiting, clock()) == (HOLDING,)


def _beside(database: Database, waiting: flows.Submitted, now: datetime) -> tuple[str, ...]:
    with database.glance() as tx:
        to_read = cases.case_to_read(tx, TEAM, waiting.approval.id, by=ADA, now=now)
        to_decide = cases.case_to_decide(tx, TEAM, waiting.approval.id, seen=seen(waiting), by=ADA, now=now)
        (listed, _), *_ = cases.waiting_cases(tx, TEAM, now)
    assert to_read.also == to_decide.also == listed.also
    return to_read.also


def test_a_case_shows_what_the_text_would_replace_and_names_without_ids(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    waiting = update(house, clock(), line.series, 1, "Next.")
    with house.glance() as tx:
        before = cases.case_to_decide(tx, TEAM, waiting.approval.id, seen=seen(waiting), by=ADA, now=clock())
    assert (before.live, before.author, before.topic, before.decider) == (line, "Carl Jensen", "Network", "")
    approve(house, waiting, clock())
    with house.glance() as tx:
        after = cases.case_to_read(tx, TEAM, waiting.approval.id, by=CARL, now=clock())
    replaced = replace(line, status=LineStatus.REPLACED)
    assert (after.live, after.decider) == (replaced, "Ada Okafor"), "the record does not change after the signature"


# --- the record ------------------------------------------------------------------------------------------------


def test_every_transition_is_journalled_with_who_when_from_and_to(house: Database, clock: HandClock) -> None:
    before = len(entries(house))
    first = hand_in(house, at_open := clock())
    send_back(house, first, at_back := clock.tick(minutes=1), by=BEA)
    second = update(house, at_second := clock.tick(minutes=1), first.line.series, 1, "Second.")
    third = update(house, at_third := clock.tick(minutes=1), first.line.series, 2, "Third.")
    approve(house, third, at_live := clock.tick(minutes=1))
    closing = close(house, at_close := clock.tick(minutes=1), first.line.series, 3)
    approve(house, closing, at_end := clock.tick(minutes=1), by=BEA)
    one, two, three, four = first.line.id, second.line.id, third.line.id, closing.line.id
    incident = first.line.series
    written = [(e.verb, e.subject_id, e.before, e.after, e.by, e.at) for e in entries(house)[before:]]
    assert written == [
        ("open", incident, "", "investigating", CARL, at_open),
        ("submit", one, "", "submitted", CARL, at_open),
        ("ask_approval", one, "", "waiting", CARL, at_open),
        ("sent_back", one, "waiting", "sent_back", BEA, at_back),
        ("send_back", one, "submitted", "sent_back", BEA, at_back),
        ("submit", two, "", "submitted", CARL, at_second),
        ("ask_approval", two, "", "waiting", CARL, at_second),
        ("cancel", two, "submitted", "cancelled", CARL, at_third),
        ("cancelled", two, "waiting", "cancelled", CARL, at_third),
        ("submit", three, "", "submitted", CARL, at_third),
        ("ask_approval", three, "", "waiting", CARL, at_third),
        ("approved", three, "waiting", "approved", ADA, at_live),
        ("go_live", three, "submitted", "live", ADA, at_live),
        ("submit", four, "", "submitted", CARL, at_close),
        ("ask_approval", four, "", "waiting", CARL, at_close),
        ("approved", four, "waiting", "approved", BEA, at_end),
        ("replace", three, "live", "replaced", BEA, at_end),
        ("go_live", four, "submitted", "live", BEA, at_end),
        ("move_on", incident, "investigating major", "resolved major", BEA, at_end),
    ]
    with house.glance() as tx:
        assert first_broken_link(tx, TEAM) is None


def test_the_journal_names_texts_by_fingerprint_and_never_quotes_them(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock(), "A secret sentence.")
    send_back(house, submitted, clock(), "A secret reason.")
    told = str(entries(house))
    assert submitted.approval.fingerprint in told
    assert "secret" not in told


# --- texts that an operator sets -------------------------------------------------------------------------------


def test_setting_the_same_standing_text_again_changes_nothing(house: Database, clock: HandClock) -> None:
    before = everything_written(house)
    with house.transaction() as tx:
        assert not flows.set_standing(
            tx, TEAM, kind=LineKind.STANDING, topic_id=NETWORK, say=STANDING, by="operator", now=clock()
        )
        assert not flows.set_standing(
            tx, TEAM, kind=LineKind.STANDING, topic_id=PAYROLL, say="", by="operator", now=clock()
        )
    assert everything_written(house) == before


def test_a_new_standing_text_replaces_the_old_one_as_its_next_version(house: Database, clock: HandClock) -> None:
    before = len(entries(house))
    with house.transaction() as tx:
        assert flows.set_standing(
            tx, TEAM, kind=LineKind.STANDING, topic_id=NETWORK, say="All is well.", by="operator", now=clock()
        )
    answer = look_up(house, "network", clock())
    assert isinstance(answer, Cards)
    [card] = answer.cards
    assert (card.say, card.line.number, card.line.approved_by) == ("All is well.", 2, "operator")
    assert [(e.verb, e.before, e.after) for e in entries(house)[before:]] == [
        ("replace", "live", "replaced"),
        ("set", "", "live"),
    ]


def test_a_standing_text_that_is_taken_away_is_served_no_more_and_may_come_back(
    house: Database, clock: HandClock
) -> None:
    for say in ("", STANDING):
        with house.transaction() as tx:
            assert flows.set_standing(
                tx, TEAM, kind=LineKind.STANDING, topic_id=NETWORK, say=say, by="operator", now=clock()
            )
        assert said(house, "network", clock()) == ([say] if say else [])


# --- sending back ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", " \n\t "])
def test_nobody_sends_a_text_back_without_a_reason(house: Database, clock: HandClock, reason: str) -> None:
    submitted = hand_in(house, clock())
    before = everything_written(house)
    with pytest.raises(NeedsReason) as refused:
        send_back(house, submitted, clock(), reason)
    assert refused.value.field == "reason"
    assert everything_written(house) == before


def test_a_reason_has_room_for_a_thousand_characters(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    with pytest.raises(Refusal) as refused:
        send_back(house, submitted, clock(), "x" * 1001)
    assert refused.value.field == "reason"
    send_back(house, submitted, clock(), "x" * 1000)


def test_a_line_cannot_resolve_its_incident_only_a_closing_line_does(house: Database, clock: HandClock) -> None:
    resolved = replace(draft(clock()), status=IncidentStatus.RESOLVED)
    with pytest.raises(Refusals, match="close the incident"), house.transaction() as tx:
        flows.open_line(tx, TEAM, topic_id=NETWORK, draft=resolved, by=CARL, now=clock())


def test_a_topic_without_a_line_among_others_is_named_as_missing(house: Database, clock: HandClock) -> None:
    given = look_up(house, "network and payroll", clock())
    assert isinstance(given, Cards)
    assert ([card.say for card in given.cards], [topic.name for topic in given.missing]) == ([STANDING], ["payroll"])


def test_whoever_is_overtaken_by_another_commander_is_told_and_whoever_edits_their_own_is_not(
    house: Database, clock: HandClock
) -> None:
    grant(house, clock(), U04APPROVER2=frozenset({Role.COMMANDER}))
    line = go_live(house, clock())
    own = update(house, clock(), line.series, 1, "Mine.")
    mended = update(house, clock(), line.series, 2, "Mine, mended.")
    assert letters(house, "decision", own.approval.id) == []
    update(house, clock(), line.series, 3, "Hers.", by=BEA)
    assert [one.destination for one in letters(house, "decision", mended.approval.id)] == [CARL]
    with house.glance() as tx:
        message = LETTERS["decision"](tx, TEAM, mended.approval.id, clock())
    assert message is not None
    words = words_of(list(message.blocks))
    assert f"<@{BEA}> handed in another version on Network, in place of your version 3." in words
    assert "“Mine, mended.”" in words
    assert "Hers." not in words + message.text
