"""Who is told what goes live: which places, once each, and nothing older left behind. On both databases."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import insert
from sqlalchemy import update as sql_update

from bot.deliveries import flows as deliveries
from bot.deliveries.records import DELIVERIES
from bot.deliveries.rules import DeliveryStatus, Priority
from bot.incidents.records import INCIDENT_TOPICS
from bot.incidents.rules import OPEN_END
from bot.party_lines import reach
from bot.party_lines.letters import may_have
from bot.party_lines.rules import PartyLine
from bot.people import flows as people
from bot.people import records as people_records
from bot.people.rules import Kind, Profile, Role
from bot.storage import Database
from bot.topics import flows as topics
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, GUS, NETWORK, NORA, PAYROLL, SAM, TEAM, TOPICS, furnish
from tests.support.lines import approve, go_live, hand_in
from tests.support.moves import become, close, count, grant, letters, send_back, update

ONE, TWO, THREE = "C03NET", "C04FIN", "C05SHARED"


def give_channels(house: Database, now: datetime, *channels: str, topic_id: str = NETWORK) -> None:
    with house.transaction() as tx:
        there = topics.all_topics(tx, TEAM)
        wanted = [replace(topic, channels=channels) if topic.id == topic_id else topic for topic in there]
        topics.set_topics(tx, TEAM, wanted, by="operator", now=now)


def follow(house: Database, now: datetime, *who: str, topic_id: str = NETWORK) -> None:
    with house.transaction() as tx:
        for one in who:
            topics.follow(tx, TEAM, topic_id=topic_id, by=one, now=now)


def about_both(house: Database, incident_id: str) -> None:
    """Let an incident be about payroll as well."""
    row = {"workspace_id": TEAM, "incident_id": incident_id, "topic_id": PAYROLL, "answers_until": OPEN_END}
    with house.transaction() as tx:
        tx.execute(insert(INCIDENT_TOPICS).values(**row, position=1))


def arrive(house: Database, ts: str = "1.1", **which: str) -> None:
    """Note that deliveries arrived, as a courier does."""
    with house.transaction() as tx:
        same = [DELIVERIES.c[name] == value for name, value in which.items()]
        values = {"status": DeliveryStatus.SENT.value, "ts": ts, "sent": DELIVERIES.c.wanted}
        tx.execute(sql_update(DELIVERIES).where(*same).values(**values))


def places(house: Database, kind: str, ref: str) -> list[str]:
    return sorted(one.destination for one in letters(house, kind, ref))


def next_version(house: Database, line: PartyLine, clock: HandClock, say: str = "Newer.") -> PartyLine:
    return approve(house, update(house, clock.tick(seconds=5), line.series, line.number, say), clock())


def test_a_first_push_reaches_the_channels_of_all_topics_once_and_needs_no_notes(
    house: Database, clock: HandClock
) -> None:
    give_channels(house, clock(), ONE, TWO)
    give_channels(house, clock(), TWO, THREE, topic_id=PAYROLL)
    submitted = hand_in(house, clock())
    about_both(house, submitted.line.series)
    line = approve(house, submitted, clock())
    assert places(house, reach.CARD, line.series) == [ONE, TWO, THREE]
    assert places(house, reach.NOTE, line.id) == []
    assert places(house, reach.PUSH_LIST, line.id) == [CARL]


def test_an_update_adds_notes_only_where_a_card_may_stand(house: Database, clock: HandClock) -> None:
    give_channels(house, clock(), ONE, TWO)
    line = go_live(house, clock())
    arrive(house, kind=reach.CARD, destination=ONE)
    newer = next_version(house, line, clock)
    assert places(house, reach.NOTE, newer.id) == [ONE]
    assert [(one.destination, one.wanted) for one in letters(house, reach.CARD, line.series)].count((ONE, 2)) == 1


def test_a_card_of_which_nobody_knows_whether_it_stands_gets_its_note(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    with house.transaction() as tx:
        tx.execute(sql_update(DELIVERIES).where(DELIVERIES.c.kind == reach.CARD).values(unclear_since=clock()))
    assert places(house, reach.NOTE, next_version(house, line, clock).id) == [ONE]


def test_cards_in_channels_that_a_topic_has_no_more_are_edited_without_a_note(
    house: Database, clock: HandClock
) -> None:
    give_channels(house, clock(), ONE, TWO)
    line = go_live(house, clock())
    arrive(house, kind=reach.CARD, destination=ONE)
    give_channels(house, clock(), THREE)
    newer = next_version(house, line, clock)
    wanted = {one.destination: one.wanted for one in letters(house, reach.CARD, line.series)}
    # What never stood in a channel that is none of the topic's any more has nothing to be put right.
    assert wanted == {ONE: 2, TWO: 1, THREE: 1}
    assert places(house, reach.NOTE, newer.id) == []


def test_followers_are_told_once_however_many_topics_they_follow(house: Database, clock: HandClock) -> None:
    follow(house, clock(), SAM, BEA)
    follow(house, clock(), SAM, topic_id=PAYROLL)
    submitted = hand_in(house, clock())
    about_both(house, submitted.line.series)
    line = approve(house, submitted, clock())
    assert places(house, reach.NEWS, line.id) == [SAM, BEA]


def test_only_followers_who_may_have_lines_now_are_told(house: Database, clock: HandClock) -> None:
    follow(house, clock(), SAM, GUS, NORA, BEA, "U99NEVERMET")
    become(house, clock(), BEA, Kind.GONE)
    assert places(house, reach.NEWS, go_live(house, clock()).id) == [SAM]


def test_a_role_counts_as_staff_and_without_a_staff_group_every_member_does(house: Database, clock: HandClock) -> None:
    everybody = [ADA, CARL, SAM, BEA, GUS, NORA, "U99NEVERMET"]
    with house.transaction() as tx:
        assert people.staff_among(tx, TEAM, everybody) == [ADA, CARL, SAM, BEA]
        people.note_group(tx, TEAM, "S0IT", [SAM], now=clock())
        assert people.staff_among(tx, TEAM, everybody) == [ADA, CARL, SAM, BEA]
    grant(house, clock(), U09CLERK=frozenset({Role.LEAD}), U04APPROVER2=frozenset(), U07GUEST=frozenset({Role.LEAD}))
    with house.transaction() as tx:
        assert people.staff_among(tx, TEAM, everybody) == [ADA, CARL, SAM, NORA]
        people_records.change_workspace(tx, TEAM, name="Example IT", staff_group=None, approvals_channel=None)
        assert people.staff_among(tx, TEAM, everybody) == [ADA, CARL, SAM, BEA, NORA]
        assert people.staff_among(tx, "T0NOBODY", everybody) == []


def test_who_may_have_lines_is_one_rule_however_it_is_asked(house: Database, clock: HandClock) -> None:
    furnish(house, clock(), "T02OTHER")
    with house.transaction() as tx:
        people.note_group(tx, "T02OTHER", "S0IT", [NORA], now=clock())
        for workspace in (TEAM, "T02OTHER"):
            known = [ADA, CARL, SAM, BEA, GUS, NORA]
            one_by_one = [who for who in known if (person := people.find(tx, workspace, who)) and person.is_staff]
            assert people.staff_among(tx, workspace, known) == one_by_one


@pytest.mark.parametrize("kind", ["news", "copy", "overview", "default_line", "correction"])
def test_whoever_left_the_staff_since_a_line_was_asked_for_gets_none(
    house: Database, clock: HandClock, kind: str
) -> None:
    with house.transaction() as tx:
        deliveries.put(tx, TEAM, kind=kind, ref="r", destinations=[BEA, GUS], now=clock())
        found = {one.destination: one for one in deliveries.of(tx, TEAM, kind=kind, ref="r")}
        assert [may_have(tx, found[who]) for who in (BEA, GUS)] == [True, False]
    become(house, clock(), BEA, Kind.GONE)
    with house.glance() as tx:
        assert not may_have(tx, found[BEA])
        # What begins like a person's id and is a mail address is no person.
        assert may_have(tx, replace(found[BEA], destination="Uwe@example.com"))


def test_everything_that_was_sent_of_the_version_before_is_brought_up_to_date_behind_all_the_rest(
    house: Database, clock: HandClock
) -> None:
    follow(house, clock(), SAM)
    first = go_live(house, clock())
    arrive(house, kind=reach.CARD)
    second = next_version(house, first, clock)
    third = next_version(house, second, clock)
    for line, kinds in ((first, (reach.NEWS, reach.PUSH_LIST)), (second, (reach.NOTE, reach.NEWS, reach.PUSH_LIST))):
        for kind in kinds:
            assert [one.wanted for one in letters(house, kind, line.id)] == [2]
            behind = f"deliveries WHERE kind = '{kind}' AND ref = '{line.id}' AND priority = {Priority.TIDYING.value}"
            assert count(house, behind) == 1
    assert [one.wanted for one in letters(house, reach.NEWS, third.id)] == [1]
    # The author is not left with the word that everybody is told the old one now.
    assert count(house, f"deliveries WHERE kind = '{reach.DECISION}' AND wanted = 2") == 2


def test_closing_is_pushed_like_any_line_and_nothing_before_an_approval_is(house: Database, clock: HandClock) -> None:
    submitted = hand_in(house, clock())
    send_back(house, submitted, clock())
    kinds = ", ".join(f"'{kind}'" for kind in (reach.CARD, reach.NOTE, reach.NEWS, reach.PUSH_LIST))
    assert count(house, f"deliveries WHERE kind IN ({kinds})") == 0
    follow(house, clock(), SAM)
    line = go_live(house, clock.tick(seconds=1))
    arrive(house, kind=reach.CARD)
    closing = approve(house, close(house, clock.tick(seconds=1), line.series, 1), clock())
    assert places(house, reach.NOTE, closing.id) == [ONE]
    assert places(house, reach.NEWS, closing.id) == [SAM]


def test_renewing_cards_asks_for_no_card_where_none_was(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock(), topic_id=TOPICS[2].id)
    with house.transaction() as tx:
        reach.renew_cards(tx, TEAM, line.series, clock())
    assert letters(house, reach.CARD, line.series) == []


def test_a_follower_of_another_workspace_is_told_nothing_of_ours(house: Database, clock: HandClock) -> None:
    furnish(house, clock(), "T02OTHER")
    with house.transaction() as tx:
        people.remember(tx, "T02OTHER", Profile("U77OTHER", "Other", Kind.MEMBER), now=clock())
        topics.follow(tx, "T02OTHER", topic_id=NETWORK, by=SAM, now=clock())
    assert places(house, reach.NEWS, go_live(house, clock()).id) == []
