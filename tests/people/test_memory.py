"""Who people are: as the database knows them now, read as seldom as may be; and who they were when it is away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from bot.people import flows, memory, records
from bot.people.memory import UNREAD_FOR, Acquaintances
from bot.people.rules import Kind, Person, Profile, Role, UnknownWorkspace, Workspace
from bot.storage import Database, DatabaseAway, open_database
from tests.support.clock import HandClock
from tests.support.house import ADA as APPROVER
from tests.support.house import SAM, STAFF_GROUP, TEAM, furnish

WORKSPACE = Workspace("T01TEST", "Example IT", None, None, "token", "token")
ADA = Person(WORKSPACE, "U1", "Ada", Kind.MEMBER, True, frozenset(), datetime(2026, 3, 2, tzinfo=UTC))


@pytest.fixture
def met(house: Database, clock: HandClock) -> Acquaintances:
    return Acquaintances(house, clock)


def statements(database: Database) -> SimpleNamespace:
    """Count what the database is asked from now on."""
    asked = SimpleNamespace(count=0)

    def note(*_: object) -> None:
        asked.count += 1

    event.listen(database.engine, "before_cursor_execute", note)
    return asked


def meet(met: Acquaintances, slack_id: str = SAM) -> Person | None:
    """Ask who somebody is, as the gate does."""
    person = met.who_is(TEAM, slack_id)
    if person is not None:
        met.keep_in_mind(person)
    return person


def test_somebody_is_known_with_all_that_the_database_says(house: Database, met: Acquaintances) -> None:
    with house.glance() as tx:
        wanted = flows.find(tx, TEAM, APPROVER)
    assert wanted is not None
    assert Role.APPROVER in wanted.roles
    assert [meet(met, APPROVER) for _ in range(3)] == [wanted] * 3


def test_strangers_and_workspaces_that_nobody_set_up_are_not_known(met: Acquaintances) -> None:
    assert meet(met, "U99NEW") is None
    with pytest.raises(UnknownWorkspace):
        met.who_is("T99OTHER", SAM)


def test_while_nothing_changes_nothing_or_one_row_is_read(house: Database, met: Acquaintances) -> None:
    meet(met)
    asked = statements(house)
    for _ in range(5):
        meet(met)
    assert asked.count == (0 if house.alone else 5)


def test_each_change_of_people_shows_at_the_next_question(
    house: Database, clock: HandClock, met: Acquaintances
) -> None:
    def change(act: object, **given: object) -> Person | None:
        with house.transaction() as tx:
            act(tx, TEAM, **given)  # type: ignore[operator]
        return meet(met)

    def now_is(kind: Kind, name: str, zone: str = "") -> Person | None:
        return change(flows.remember, profile=Profile(SAM, name, kind, zone), now=clock())

    assert meet(met)
    for known, wanted in (
        (now_is(Kind.GUEST, "Sam"), lambda it: it.kind is Kind.GUEST),
        (now_is(Kind.MEMBER, "Sammy"), lambda it: (it.kind, it.name) == (Kind.MEMBER, "Sammy")),
        (now_is(Kind.MEMBER, "Sammy", "Asia/Tokyo"), lambda it: it.zone == "Asia/Tokyo"),
        (change(flows.set_roles, wanted={SAM: frozenset({Role.LEAD})}, by="o", now=clock()), lambda it: it.roles),
        (change(flows.set_roles, wanted={}, by="o", now=clock()), lambda it: not it.roles),
        (change(flows.change_group, group=STAFF_GROUP, added=(), removed=[SAM]), lambda it: not it.in_staff_group),
        (change(flows.note_group, group=STAFF_GROUP, members=[SAM], now=clock()), lambda it: it.in_staff_group),
        (change(flows.note_group, group=STAFF_GROUP, members=[], now=clock()), lambda it: not it.is_staff),
    ):
        assert known is not None
        assert wanted(known)
    others = {"name": "Example IT", "staff_group": None, "approvals_channel": None}
    person = change(records.change_workspace, **others)
    assert person is not None
    assert person.is_staff


def test_a_check_that_finds_nothing_new_leaves_everybody_else_remembered(
    house: Database, clock: HandClock, met: Acquaintances
) -> None:
    def token() -> str:
        with house.glance() as tx:
            place = records.workspace(tx, TEAM)
        assert place is not None
        return place.people_token

    sam = meet(met)
    assert sam is not None
    before = token()
    with house.transaction() as tx:
        flows.remember(tx, TEAM, Profile(SAM, sam.name, sam.kind), now=clock.tick(hours=24))
        records.set_group_members(tx, TEAM, ["U1", "U2"], clock())
    changed = token()
    with house.transaction() as tx:
        flows.remember(tx, TEAM, Profile(SAM, sam.name, sam.kind), now=clock.tick(hours=24))
        records.set_group_members(tx, TEAM, ["U2", "U1"], clock())
    assert (before != changed, token()) == (True, changed)


def test_what_another_process_changes_shows_at_once_or_within_the_time_that_one_bot_alone_may_trust(
    house: Database, clock: HandClock, met: Acquaintances
) -> None:
    assert meet(met)
    other = open_database(house.engine.url.render_as_string(hide_password=False))
    with other.transaction() as tx:
        flows.change_group(tx, TEAM, STAFF_GROUP, added=(), removed=[SAM])
    other.close()
    if house.alone:
        clock.tick(microseconds=UNREAD_FOR / timedelta(microseconds=1))
    sam = meet(met)
    assert sam is not None
    assert not sam.is_staff


def test_a_clock_that_is_set_back_keeps_nothing_longer(house: Database, clock: HandClock, met: Acquaintances) -> None:
    assert meet(met)
    asked = statements(house)
    clock.tick(hours=-1)
    assert meet(met)
    assert asked.count == 1


def test_while_one_reads_anew_the_others_need_not_wait_but_not_for_long(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    met = Acquaintances(sqlite, clock)
    assert meet(met)
    asked = statements(sqlite)
    with met._reading:
        clock.tick(microseconds=UNREAD_FOR / timedelta(microseconds=1))
        assert meet(met)
        assert asked.count == 0
        clock.tick(microseconds=memory.UNREAD_AT_MOST / timedelta(microseconds=1))
        assert meet(met)
        assert asked.count == 1


def test_what_no_answer_depends_on_leaves_what_is_remembered(house: Database) -> None:
    before = house.moved
    with house.aside():
        pass
    assert house.moved is before
    with pytest.raises(ZeroDivisionError), house.transaction():
        raise ZeroDivisionError
    assert house.moved is not before


def test_with_the_database_away_nobody_is_known_but_all_are_recalled(clock: HandClock, met: Acquaintances) -> None:
    sam = meet(met)
    met.database = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    clock.tick(seconds=1)
    with pytest.raises(DatabaseAway):
        met.who_is(TEAM, SAM)
    assert met.recall(TEAM, SAM) == sam


def test_a_stranger_is_not_recalled(met: Acquaintances) -> None:
    assert met.recall("T01TEST", "U1") is None


def test_somebody_is_recalled_as_they_were_last_seen_and_only_in_their_workspace(met: Acquaintances) -> None:
    met.keep_in_mind(ADA)
    met.keep_in_mind(replace(ADA, kind=Kind.GUEST))
    assert met.recall("T01TEST", "U1") == replace(ADA, kind=Kind.GUEST)
    assert met.recall("T02OTHER", "U1") is None


def test_only_the_people_met_most_recently_are_kept(met: Acquaintances, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_PEOPLE", 2)
    for who in ("U1", "U2", "U1", "U3"):
        met.keep_in_mind(replace(ADA, slack_id=who))
    assert [who for who in ("U1", "U2", "U3") if met.recall("T01TEST", who)] == ["U1", "U3"]
