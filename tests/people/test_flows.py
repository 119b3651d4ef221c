"""Knowing people and letting them act, on both databases; and that every flow asks at the moment it writes."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update as update_rows

from bot.asks import flows as asks
from bot.party_lines import cases
from bot.party_lines import flows as lines
from bot.party_lines.rules import NobodyCanApprove
from bot.party_lines.wording import Words
from bot.people import flows, records
from bot.people.rules import Kind, NeedsRole, NotStaff, Profile, Role, UnknownWorkspace
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, GUS, NETWORK, NORA, OLGA, ROLES, SAM, STAFF_GROUP, TEAM, furnish
from tests.support.lines import draft, go_live, seen
from tests.support.moves import become, entries, everything_written, grant, update

STRANGER = "U99STRANGER"
Flow = Callable[..., object]

# Every verb of the product with the role it takes; None for what all of the staff may do.
FLOWS: Mapping[str, tuple[Role | None, Flow]] = {
    "open": (
        Role.COMMANDER,
        lambda tx, by, now, **_: lines.open_line(tx, TEAM, topic_id=NETWORK, draft=draft(now), by=by, now=now),
    ),
    "update": (
        Role.COMMANDER,
        lambda tx, by, now, incident, **_: lines.submit_update(
            tx, TEAM, incident_id=incident, base=2, draft=draft(now, "Newer."), by=by, now=now
        ),
    ),
    "close": (
        Role.COMMANDER,
        lambda tx, by, now, incident, **_: lines.submit_closing(
            tx, TEAM, incident_id=incident, base=2, words=Words("Over."), by=by, now=now
        ),
    ),
    "start an update": (
        Role.COMMANDER,
        lambda tx, by, incident, **_: lines.start_update(tx, TEAM, incident_id=incident, by=by),
    ),
    "approve": (
        Role.APPROVER,
        lambda tx, by, now, waiting, **_: lines.approve(
            tx, TEAM, waiting.approval.id, seen=seen(waiting), by=by, now=now
        ),
    ),
    "send back": (
        Role.APPROVER,
        lambda tx, by, now, waiting, **_: lines.send_back(
            tx, TEAM, waiting.approval.id, seen=seen(waiting), reason="No.", by=by, now=now
        ),
    ),
    "read a case": (
        Role.APPROVER,
        lambda tx, by, now, waiting, **_: cases.case_to_read(tx, TEAM, waiting.approval.id, by=by, now=now),
    ),
    "begin to send back": (
        Role.APPROVER,
        lambda tx, by, now, waiting, **_: cases.case_to_decide(
            tx, TEAM, waiting.approval.id, seen=seen(waiting), by=by, now=now
        ),
    ),
    "send a copy": (None, lambda tx, by, now, **_: lines.send_copy(tx, TEAM, answer=f"{NETWORK}/", by=by, now=now)),
    "ask": (None, lambda tx, by, now, **_: asks.record(tx, TEAM, question="is it?", topic=None, by=by, now=now)),
}


@pytest.fixture
def stage(house: Database, clock: HandClock) -> dict[str, Any]:
    """A live line, and an update that waits."""
    line = go_live(house, clock())
    return {"incident": line.series, "waiting": update(house, clock(), line.series, 1, "Next."), "now": clock()}


def attempt(house: Database, what: str, by: str, stage: dict[str, Any]) -> None:
    with house.transaction() as tx:
        FLOWS[what][1](tx, by=by, **stage)


@pytest.mark.parametrize("what", FLOWS)
def test_guests_outside_people_strangers_and_those_who_left_are_refused_by_every_flow(
    house: Database, clock: HandClock, stage: dict[str, Any], what: str
) -> None:
    everything = frozenset(Role)
    grant(house, clock(), U07GUEST=everything, U08OUTSIDE=everything, U03STAFF=everything, U99STRANGER=everything)
    become(house, clock(), SAM, Kind.GONE)
    before = everything_written(house)
    for who in (GUS, OLGA, SAM, STRANGER, NORA, ""):
        with pytest.raises(NotStaff):
            attempt(house, what, who, stage)
    assert everything_written(house) == before


@pytest.mark.parametrize("what", [name for name, (role, _) in FLOWS.items() if role])
def test_staff_without_the_role_are_refused_and_told_who_holds_it(
    house: Database, clock: HandClock, stage: dict[str, Any], what: str
) -> None:
    role = FLOWS[what][0]
    grant(house, clock(), U03STAFF=frozenset(Role) - {Role.COMMANDER, Role.APPROVER})
    before = everything_written(house)
    with pytest.raises(NeedsRole) as refused:
        attempt(house, what, SAM, stage)
    assert refused.value.ask == ((CARL,) if role is Role.COMMANDER else (ADA, BEA))
    assert everything_written(house) == before


@pytest.mark.parametrize("what", FLOWS)
def test_somebody_made_a_guest_between_form_and_submit_is_refused(
    house: Database, clock: HandClock, stage: dict[str, Any], what: str
) -> None:
    who = CARL if FLOWS[what][0] is Role.COMMANDER else ADA
    become(house, clock(), who, Kind.GUEST)
    with pytest.raises(NotStaff):
        attempt(house, what, who, stage)


@pytest.mark.parametrize("what", FLOWS)
def test_whoever_may_is_let(house: Database, stage: dict[str, Any], what: str) -> None:
    attempt(house, what, {Role.COMMANDER: CARL, Role.APPROVER: ADA, None: SAM}[FLOWS[what][0]], stage)


def test_a_commander_may_read_what_waits_but_not_decide_it(house: Database, stage: dict[str, Any]) -> None:
    attempt(house, "read a case", CARL, stage)
    with pytest.raises(NeedsRole):
        attempt(house, "begin to send back", CARL, stage)


def test_a_role_in_another_workspace_is_no_role_here(house: Database, clock: HandClock, stage: dict[str, Any]) -> None:
    furnish(house, clock(), "T02OTHER")
    grant(house, clock(), U02COMMANDER=frozenset(), U01APPROVER=frozenset({Role.ADMIN}))
    for what, who in (("update", CARL), ("approve", ADA)):
        with pytest.raises(NeedsRole):
            attempt(house, what, who, stage)


def test_in_a_workspace_that_nobody_set_up_nothing_is_done(house: Database, clock: HandClock) -> None:
    acts: tuple[Callable[[Tx], object], ...] = (
        lambda tx: flows.find(tx, "T99", ADA),
        lambda tx: flows.require_staff(tx, "T99", ADA),
        lambda tx: flows.remember(tx, "T99", Profile("U1", "One", Kind.MEMBER), now=clock()),
        lambda tx: lines.open_line(tx, "T99", topic_id=NETWORK, draft=draft(clock()), by=CARL, now=clock()),
    )
    for act in acts:
        with pytest.raises(UnknownWorkspace), house.transaction() as tx:
            act(tx)


def test_somebody_never_met_has_to_be_asked_about_and_is_then_known(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        assert flows.find(tx, TEAM, STRANGER) is None
        assert flows.name_of(tx, TEAM, STRANGER) == STRANGER
        met = flows.remember(tx, TEAM, Profile(STRANGER, "New Hand", Kind.MEMBER), now=clock())
    assert (met.kind, met.is_staff, met.checked_at) == (Kind.MEMBER, False, clock())
    with house.transaction() as tx:
        flows.change_group(tx, TEAM, STAFF_GROUP, added=[STRANGER], removed=[])
        assert flows.require_staff(tx, TEAM, STRANGER).name == "New Hand"
        assert flows.name_of(tx, TEAM, STRANGER) == "New Hand"


def test_somebodys_time_zone_is_kept_and_one_that_slack_does_not_say_changes_nothing(
    house: Database, clock: HandClock
) -> None:
    def zone(said: str) -> str:
        with house.transaction() as tx:
            return flows.remember(tx, TEAM, Profile(SAM, "Sam Rivera", Kind.MEMBER, said), now=clock()).zone

    assert [zone(said) for said in ("Asia/Tokyo", "", "Europe/Paris", "")] == [
        *("Asia/Tokyo", "Asia/Tokyo", "Europe/Paris", "Europe/Paris")
    ]


def test_somebody_of_whom_slack_says_no_time_zone_gets_utc_and_is_not_asked_about_again(
    house: Database, clock: HandClock
) -> None:
    with house.transaction() as tx:
        new = flows.remember(tx, TEAM, Profile(STRANGER, "New Hand", Kind.MEMBER), now=clock())
        tx.execute(update_rows(records.PEOPLE).where(records.PEOPLE.c.slack_id == SAM).values(zone=""))
        assert flows.without_zone(tx, at_most=9) == [(TEAM, SAM)]
        sam = flows.remember(tx, TEAM, Profile(SAM, "Sam Rivera", Kind.MEMBER), now=clock())
        assert flows.without_zone(tx, at_most=9) == []
    assert (new.zone, sam.zone) == ("UTC", "UTC")


def test_everything_about_somebody_is_read_with_their_roles(house: Database) -> None:
    with house.glance() as tx:
        ada, sam = flows.find(tx, TEAM, ADA), flows.find(tx, TEAM, SAM)
    assert ada is not None
    assert sam is not None
    assert (ada.name, ada.in_staff_group, ada.roles) == ("Ada Okafor", True, ROLES[ADA])
    assert (sam.in_staff_group, sam.roles) == (True, frozenset())


def test_a_change_of_roles_is_journalled_and_no_change_is_not(house: Database, clock: HandClock) -> None:
    before = len(entries(house))
    grant(house, clock(), U03STAFF=frozenset({Role.COMMANDER, Role.APPROVER}), U04APPROVER2=frozenset())
    grant(house, clock(), U03STAFF=frozenset({Role.COMMANDER, Role.APPROVER}), U04APPROVER2=frozenset())
    assert [(e.verb, e.subject_id, e.before, e.after, e.by) for e in entries(house)[before:]] == [
        ("set_roles", SAM, "", "approver commander", "operator"),
        ("set_roles", BEA, "approver", "", "operator"),
    ]
    with house.glance() as tx:
        assert flows.holders(tx, TEAM, Role.APPROVER) == (ADA, SAM)


def test_whoever_left_or_became_a_guest_is_not_counted_among_those_who_could_act(
    house: Database, clock: HandClock
) -> None:
    become(house, clock(), ADA, Kind.GONE)
    grant(house, clock(), U99STRANGER=frozenset({Role.APPROVER}))
    with house.glance() as tx:
        assert flows.holders(tx, TEAM, Role.APPROVER) == (BEA, STRANGER), "one never met may well be a member"
    become(house, clock(), BEA, Kind.GUEST)
    grant(house, clock())
    with pytest.raises(NobodyCanApprove), house.transaction() as tx:
        lines.open_line(tx, TEAM, topic_id=NETWORK, draft=draft(clock()), by=CARL, now=clock())


def test_people_come_into_and_leave_the_staff_group(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        flows.change_group(tx, TEAM, STAFF_GROUP, added=[NORA, SAM], removed=[])
        assert flows.require_staff(tx, TEAM, NORA).slack_id == NORA
        flows.change_group(tx, TEAM, STAFF_GROUP, added=[], removed=[NORA, SAM])
        for who in (NORA, SAM):
            with pytest.raises(NotStaff):
                flows.require_staff(tx, TEAM, who)
        flows.note_group(tx, TEAM, STAFF_GROUP, [SAM, SAM], now=clock())
        assert flows.require_staff(tx, TEAM, SAM).slack_id == SAM


def test_another_user_group_lets_nobody_in(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        flows.note_group(tx, TEAM, "S0OTHER", [NORA], now=clock())
        flows.change_group(tx, TEAM, "S0OTHER", added=[NORA], removed=[SAM])
        flows.note_group(tx, "T99", STAFF_GROUP, [NORA], now=clock())
        assert flows.require_staff(tx, TEAM, SAM).slack_id == SAM
        with pytest.raises(NotStaff):
            flows.require_staff(tx, TEAM, NORA)


def test_the_staff_group_is_read_again_after_ten_minutes_or_when_it_changes(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        assert flows.groups_to_check(tx, now=clock.tick(minutes=10)) == []
        assert flows.groups_to_check(tx, now=clock.tick(microseconds=1)) == [(TEAM, STAFF_GROUP)]
        flows.note_group(tx, TEAM, STAFF_GROUP, [SAM], now=clock())
        assert flows.groups_to_check(tx, now=clock() + timedelta(minutes=1)) == []
        records.change_workspace(tx, TEAM, name="Example IT", staff_group="S0NEW", approvals_channel=None)
        assert flows.groups_to_check(tx, now=clock()) == [(TEAM, "S0NEW")]
        assert records.has_unread_group(tx)
        records.change_workspace(tx, TEAM, name="Example IT", staff_group=None, approvals_channel=None)
        assert flows.groups_to_check(tx, now=clock()) == []
        assert not records.has_unread_group(tx)


def test_without_a_staff_group_every_full_member_is_staff(house: Database) -> None:
    with house.transaction() as tx:
        records.change_workspace(tx, TEAM, name="Example IT", staff_group=None, approvals_channel=None)
        assert flows.require_staff(tx, TEAM, NORA).slack_id == NORA
        for who in (GUS, OLGA):
            with pytest.raises(NotStaff):
                flows.require_staff(tx, TEAM, who)
