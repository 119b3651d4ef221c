"""Several people at the same instant, each on a connection of their own, on both databases."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from bot.approvals.rules import AlreadyDecided, TextChanged
from bot.journal import first_broken_link
from bot.party_lines import flows
from bot.party_lines.flows import Submitted
from bot.party_lines.rules import LineKind, NewerVersion, PartyLine
from bot.people import flows as people
from bot.people.rules import Kind, Profile, Role
from bot.storage import Database, Tx
from bot.storage.receipts import claim
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, NETWORK, ROLES, TEAM
from tests.support.lines import draft, go_live, hand_in, said, seen
from tests.support.moves import count, letters, update
from tests.support.together import PATIENCE, at_once, is_waiting_for_a_lock

APPROVERS = tuple(f"U1{number}APPROVER" for number in range(8))
ROUNDS = 6

Act = Callable[[Tx], object]


@dataclass(frozen=True)
class Hands:
    """Acts of several people on one line, to be done at once."""

    clock: HandClock

    def approving(self, submitted: Submitted, by: str) -> Act:
        return lambda tx: flows.approve(tx, TEAM, submitted.approval.id, seen=seen(submitted), by=by, now=self.clock())

    def sending_back(self, submitted: Submitted, by: str) -> Act:
        return lambda tx: flows.send_back(
            tx, TEAM, submitted.approval.id, seen=seen(submitted), reason="No.", by=by, now=self.clock()
        )

    def updating(self, incident_id: str, base: int, say: str, by: str) -> Act:
        made = draft(self.clock(), say)
        return lambda tx: flows.submit_update(
            tx, TEAM, incident_id=incident_id, base=base, draft=made, by=by, now=self.clock()
        )


@pytest.fixture
def hands(clock: HandClock) -> Hands:
    return Hands(clock)


@pytest.fixture
def crowd(house: Database, clock: HandClock) -> Database:
    """The house with eight approvers more, and Bea a commander too."""
    with house.transaction() as tx:
        for who in APPROVERS:
            people.remember(tx, TEAM, Profile(who, who.title(), Kind.MEMBER), now=clock())
        roles = ROLES | {who: frozenset({Role.APPROVER}) for who in APPROVERS}
        roles[BEA] = frozenset({Role.APPROVER, Role.COMMANDER})
        people.set_roles(tx, TEAM, roles, by="operator", now=clock())
    return house


def _kinds(results: Sequence[object]) -> Counter[str]:
    return Counter(type(one).__name__ for one in results)


def test_eight_approvers_at_once_make_one_approval(crowd: Database, clock: HandClock, hands: Hands) -> None:
    submitted = hand_in(crowd, clock())
    results = at_once(crowd, *(hands.approving(submitted, who) for who in APPROVERS))
    assert _kinds(results) == {"PartyLine": 1, "AlreadyDecided": 7}
    [line] = [one for one in results if isinstance(one, PartyLine)]
    assert {one.approval.decided_by for one in results if isinstance(one, AlreadyDecided)} == {line.approved_by}
    assert count(crowd, "journal WHERE verb = 'go_live'") == 1
    assert count(crowd, "journal WHERE verb = 'approved'") == 1
    assert [card.wanted for card in letters(crowd, flows.APPROVAL_CARD, submitted.approval.id)] == [2]
    assert [told.wanted for told in letters(crowd, flows.DECISION, submitted.approval.id)] == [1]


def test_approving_and_sending_back_at_once_makes_one_decision(crowd: Database, clock: HandClock, hands: Hands) -> None:
    for number in range(ROUNDS):
        submitted = hand_in(crowd, clock(), f"Sentence {number}.")
        acts = [
            (hands.approving if index % 2 == number % 2 else hands.sending_back)(submitted, who)
            for index, who in enumerate(APPROVERS)
        ]
        assert _kinds(at_once(crowd, *acts)) == {"PartyLine": 1, "AlreadyDecided": 7}
        assert count(crowd, f"journal WHERE subject_id = '{submitted.line.id}' AND before = 'waiting'") == 1
        live = count(crowd, f"party_lines WHERE id = '{submitted.line.id}' AND status = 'live'")
        assert live == count(crowd, f"journal WHERE subject_id = '{submitted.line.id}' AND verb = 'go_live'")


def test_of_two_commanders_updating_at_once_one_is_told_of_the_newer_version(
    crowd: Database, clock: HandClock, hands: Hands
) -> None:
    line = go_live(crowd, clock())
    for base in range(1, ROUNDS):
        acts = [hands.updating(line.series, base, f"By {who}.", who) for who in (CARL, BEA)]
        results = at_once(crowd, *acts)
        assert _kinds(results) == {"Submitted": 1, "NewerVersion": 1}
        [handed] = [one for one in results if isinstance(one, Submitted)]
        [refused] = [one for one in results if isinstance(one, NewerVersion)]
        assert refused.newest.id == handed.line.id
        assert count(crowd, "party_lines WHERE status = 'submitted'") == 1
        assert count(crowd, "approvals WHERE status = 'waiting'") == 1


def test_an_edit_and_an_approval_at_once_never_approve_the_old_text_after_the_edit(
    crowd: Database, clock: HandClock, hands: Hands
) -> None:
    line = go_live(crowd, clock())
    base, live = 1, line.words.say
    for number in range(ROUNDS):
        waiting = update(crowd, clock(), line.series, base, f"Old {number}.")
        edit = hands.updating(line.series, base + 1, f"New {number}.", CARL)
        approved, edited = at_once(crowd, hands.approving(waiting, ADA), edit)
        assert isinstance(edited, Submitted), edited
        assert isinstance(approved, PartyLine | TextChanged), approved
        live = waiting.line.words.say if isinstance(approved, PartyLine) else live
        assert said(crowd, "wifi", clock()) == [live]
        base += 2
    assert count(crowd, "party_lines WHERE status = 'live' AND kind = 'incident'") == 1


def test_an_edit_and_a_sending_back_at_once_both_end_well(crowd: Database, clock: HandClock, hands: Hands) -> None:
    line = go_live(crowd, clock())
    base = 1
    for number in range(ROUNDS):
        waiting = update(crowd, clock(), line.series, base, f"Old {number}.")
        edit = hands.updating(line.series, base + 1, f"New {number}.", CARL)
        refused, edited = at_once(crowd, edit, hands.sending_back(waiting, ADA))[::-1]
        assert isinstance(edited, Submitted), edited
        assert isinstance(refused, PartyLine | TextChanged), refused
        base += 2


def test_at_most_one_line_of_an_incident_is_live_whoever_acts_at_once(
    crowd: Database, clock: HandClock, hands: Hands
) -> None:
    line = go_live(crowd, clock())
    base = 1
    for number in range(ROUNDS):
        waiting = update(crowd, clock(), line.series, base, f"Text {number}.")
        base += 1
        acts = [hands.approving(waiting, who) for who in APPROVERS[:3]]
        acts += [hands.updating(line.series, base, f"Edit {number} by {who}.", who) for who in (CARL, BEA)]
        acts += [hands.sending_back(waiting, APPROVERS[4])]
        results = at_once(crowd, *acts)
        allowed = {"PartyLine", "Submitted", "AlreadyDecided", "TextChanged", "NewerVersion"}
        assert set(_kinds(results)) <= allowed, results
        base += _kinds(results)["Submitted"]
        assert count(crowd, f"party_lines WHERE series = '{line.series}' AND status = 'live'") == 1
    with crowd.glance() as tx:
        assert first_broken_link(tx, TEAM) is None


def test_the_same_form_sent_twice_at_once_is_handed_in_once(crowd: Database, clock: HandClock) -> None:
    def submit(tx: Tx) -> bool:
        if not claim(tx, TEAM, "form V01", clock()):
            return False
        flows.open_line(tx, TEAM, topic_id=NETWORK, draft=draft(clock()), by=CARL, now=clock())
        return True

    assert Counter(at_once(crowd, *[submit] * 8)) == {True: 1, False: 7}
    assert count(crowd, "incidents") == 1
    assert count(crowd, "deliveries") == 1


def test_a_refused_form_may_be_sent_again_with_the_same_key(crowd: Database, clock: HandClock) -> None:
    def submit(say: str) -> None:
        with crowd.transaction() as tx:
            assert claim(tx, TEAM, "form V01", clock())
            flows.open_line(tx, TEAM, topic_id=NETWORK, draft=draft(clock(), say), by=CARL, now=clock())

    with pytest.raises(Exception, match="What should anyone in IT say"):
        submit("")
    submit("Better.")


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_whoever_comes_a_moment_late_waits_for_the_decision_and_is_told_of_it(
    crowd: Database, clock: HandClock, hands: Hands
) -> None:
    submitted = hand_in(crowd, clock())
    with ThreadPoolExecutor(1) as threads:
        with crowd.transaction() as tx:
            hands.approving(submitted, ADA)(tx)
            late = threads.submit(at_once, crowd, hands.sending_back(submitted, BEA))
            assert is_waiting_for_a_lock(crowd)
        [refused] = late.result(PATIENCE)
    assert isinstance(refused, AlreadyDecided)
    assert refused.approval.decided_by == ADA


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_an_approval_a_moment_after_an_edit_waits_for_the_edit_and_is_refused(
    crowd: Database, clock: HandClock, hands: Hands
) -> None:
    submitted = hand_in(crowd, clock())
    with ThreadPoolExecutor(1) as threads:
        with crowd.transaction() as tx:
            hands.updating(submitted.line.series, 1, "Second thoughts.", CARL)(tx)
            late = threads.submit(at_once, crowd, hands.approving(submitted, ADA))
            assert is_waiting_for_a_lock(crowd)
        [refused] = late.result(PATIENCE)
    assert isinstance(refused, TextChanged)


def test_two_operators_setting_the_same_text_at_once_leave_one_live(crowd: Database, clock: HandClock) -> None:
    def set_text(tx: Tx) -> bool:
        return flows.set_standing(
            tx, TEAM, kind=LineKind.STANDING, topic_id=NETWORK, say="All is well.", by="operator", now=clock()
        )

    at_once(crowd, set_text, set_text)
    assert said(crowd, "network", clock()) == ["All is well."]
    assert count(crowd, "party_lines WHERE series = 'standing/t-network' AND status = 'live'") == 1
