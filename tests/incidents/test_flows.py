"""Opening incidents, moving them on and closing them, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.incidents import flows, records
from bot.incidents.rules import AlreadyClosed, Incident, IncidentStatus, NoSuchIncident, Severity
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, NETWORK, PAYROLL, TEAM, VPN, furnish
from tests.support.moves import count, entries
from tests.support.together import at_once


def open_one(house: Database, clock: HandClock, *topics: str, title: str = "Network") -> Incident:
    with house.transaction() as tx:
        return flows.open_incident(
            tx,
            TEAM,
            title=title,
            topic_ids=topics or (NETWORK,),
            severity=Severity.MAJOR,
            status=IncidentStatus.INVESTIGATING,
            by=CARL,
            now=clock(),
        )


def move(
    house: Database, clock: HandClock, one: Incident, status: IncidentStatus, severity: Severity = Severity.MAJOR
) -> None:
    with house.transaction() as tx:
        held = flows.hold_open(tx, TEAM, one.id)
        flows.move_on(tx, TEAM, held, severity=severity, status=status, by=CARL, now=clock())


def test_whoever_opens_an_incident_commands_it(house: Database, clock: HandClock) -> None:
    one = open_one(house, clock, PAYROLL, NETWORK)
    with house.glance() as tx:
        found = flows.get_open(tx, TEAM, one.id)
    assert (found.commander, found.opened_at, found.closed_at) == (CARL, clock(), None)
    assert found.topic_ids == (PAYROLL, NETWORK)
    last = entries(house)[-1]
    assert (last.verb, last.subject_id, last.before, last.after, last.by) == ("open", one.id, "", "investigating", CARL)


def test_an_incident_is_open_on_each_of_its_topics_newest_first(house: Database, clock: HandClock) -> None:
    old = open_one(house, clock, NETWORK, PAYROLL)
    clock.tick(minutes=1)
    new = open_one(house, clock)
    with house.glance() as tx:
        assert [one.id for one in flows.open_on(tx, TEAM, NETWORK)] == [new.id, old.id]
        assert [one.id for one in flows.open_on(tx, TEAM, PAYROLL)] == [old.id]
        assert flows.open_on(tx, TEAM, VPN) == []


def test_a_move_is_journalled_and_staying_is_not(house: Database, clock: HandClock) -> None:
    one = open_one(house, clock)
    before = len(entries(house))
    move(house, clock, one, IncidentStatus.INVESTIGATING)
    move(house, clock, one, IncidentStatus.MONITORING, Severity.MINOR)
    assert [(e.verb, e.before, e.after) for e in entries(house)[before:]] == [
        ("move_on", "investigating major", "monitoring minor")
    ]


def test_a_resolved_incident_is_closed_at_that_instant(house: Database, clock: HandClock) -> None:
    one = open_one(house, clock)
    move(house, clock, one, IncidentStatus.RESOLVED)
    with house.glance() as tx:
        assert flows.get(tx, TEAM, one.id).closed_at == clock()
        assert flows.open_on(tx, TEAM, NETWORK) == []
        with pytest.raises(AlreadyClosed):
            flows.get_open(tx, TEAM, one.id)
    with pytest.raises(AlreadyClosed):
        move(house, clock, one, IncidentStatus.MONITORING)


def test_a_closed_incident_can_answer_for_a_day(house: Database, clock: HandClock) -> None:
    one = open_one(house, clock, NETWORK, PAYROLL)
    move(house, clock, one, IncidentStatus.RESOLVED)
    with house.glance() as tx:
        until = set(tx.execute(select(records.INCIDENT_TOPICS.c.answers_until)).scalars())
    assert until == {clock() + timedelta(hours=24)}


def test_an_incident_that_is_not_there_or_elsewhere_is_refused(house: Database, clock: HandClock) -> None:
    furnish(house, clock(), "T02OTHER")
    one = open_one(house, clock)
    with house.transaction() as tx:
        for workspace, incident in ((TEAM, "nothing"), ("T02OTHER", one.id)):
            for look in (flows.get, flows.get_open, flows.hold_open):
                with pytest.raises(NoSuchIncident):
                    look(tx, workspace, incident)
        assert flows.open_on(tx, "T02OTHER", NETWORK) == []


def test_whoever_closes_it_first_closes_it(house: Database, clock: HandClock) -> None:
    one = open_one(house, clock)

    def close(tx: Tx) -> None:
        held = flows.hold_open(tx, TEAM, one.id)
        flows.move_on(
            tx,
            TEAM,
            held,
            severity=Severity.MAJOR,
            status=IncidentStatus.RESOLVED,
            by=CARL,
            now=clock(),
        )

    results = at_once(house, *[close] * 6)
    assert sorted(type(one).__name__ for one in results) == ["AlreadyClosed"] * 5 + ["NoneType"]
    assert count(house, "journal WHERE verb = 'move_on'") == 1


def lead(house: Database, clock: HandClock, one: Incident, commander: str, deputy: str | None = None) -> Incident:
    with house.transaction() as tx:
        return flows.hand_over(tx, TEAM, incident_id=one.id, commander=commander, deputy=deputy, by=CARL, now=clock())


def test_who_leads_and_who_steps_in_are_set_and_journalled_where_they_change(house: Database, clock: HandClock) -> None:
    one = open_one(house, clock)
    before = len(entries(house))
    assert lead(house, clock, one, CARL) == one
    assert lead(house, clock, one, CARL, ADA).deputy == ADA
    assert lead(house, clock, one, BEA).commander == BEA
    with house.glance() as tx:
        assert flows.get_open(tx, TEAM, one.id).commander == BEA
    assert [(e.verb, e.before, e.after) for e in entries(house)[before:]] == [
        ("set_deputy", "", ADA),
        ("hand_over", CARL, BEA),
        ("set_deputy", ADA, ""),
    ]


def about(house: Database, clock: HandClock, one: Incident, *topics: str) -> Incident:
    with house.transaction() as tx:
        return flows.set_topics(tx, TEAM, incident_id=one.id, topic_ids=topics, by=CARL, now=clock())


def test_topics_are_set_those_that_stay_first_in_the_order_they_had(house: Database, clock: HandClock) -> None:
    one = open_one(house, clock, VPN, PAYROLL)
    before = len(entries(house))
    assert about(house, clock, one, PAYROLL, VPN).topic_ids == (VPN, PAYROLL)
    assert len(entries(house)) == before
    assert about(house, clock, one, NETWORK, PAYROLL).topic_ids == (PAYROLL, NETWORK)
    with house.glance() as tx:
        assert flows.get_open(tx, TEAM, one.id).topic_ids == (PAYROLL, NETWORK)
        assert [found.id for found in flows.open_on(tx, TEAM, NETWORK)] == [one.id]
        assert flows.open_on(tx, TEAM, VPN) == []
    assert entries(house)[-1].facts == {"before": f"{VPN} {PAYROLL}", "after": f"{PAYROLL} {NETWORK}"}


def test_nothing_of_a_closed_incident_is_changed(house: Database, clock: HandClock) -> None:
    one = open_one(house, clock)
    move(house, clock, one, IncidentStatus.RESOLVED)
    with pytest.raises(AlreadyClosed):
        lead(house, clock, one, BEA)
    with pytest.raises(AlreadyClosed):
        about(house, clock, one, NETWORK, PAYROLL)


def test_a_title_is_cut_to_what_the_table_holds(house: Database, clock: HandClock) -> None:
    assert open_one(house, clock, title="x" * 500).title == "x" * 80
