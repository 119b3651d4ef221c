"""The gate before every door, and Slack's news about people."""

import logging
from datetime import timedelta

import pytest

from bot.app import Identity
from bot.people import flows, records
from bot.people.rules import Kind
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.doors import Answer, Doors, take_the_database_away
from tests.support.house import CARL, DEFAULT, GUS, NORA, OLGA, SAM, STANDING, TEAM
from tests.support.moves import become, count
from tests.support.together import at_once

NO = "Party lines are for our own IT staff."
SOMEBODY = "U99NEW"


def person_is(doors: Doors, slack_id: str) -> Kind | None:
    with doors.database.glance() as tx:
        person = flows.find(tx, TEAM, slack_id)
    return person.kind if person else None


@pytest.mark.parametrize("who", [GUS, OLGA, NORA])
def test_guests_outside_people_and_others_than_the_staff_get_a_polite_no_and_no_line(doors: Doors, who: str) -> None:
    for text in ("wifi", "", "list", "help", "quantum printer", "open network x", "close network"):
        answer = doors.command(text, by=who)
        assert answer.said.startswith(NO)
        assert STANDING not in answer.words
        assert DEFAULT not in answer.words
    assert doors.notes == []


def test_staff_get_through(doors: Doors) -> None:
    assert STANDING in doors.command("wifi", by=SAM).words


def test_somebody_of_another_organisation_is_refused_even_if_we_know_them_as_a_member(open_doors: Doors) -> None:
    body = {"user": {"id": SAM, "team_id": "T99OTHER"}}
    open_doors.press("line.show.0", "t-network", by=SAM, **body)
    (reply,) = open_doors.private(SAM)
    assert reply.text.startswith(NO)


def test_nobody_at_all_is_refused(doors: Doors) -> None:
    assert doors.command("wifi", by="").said.startswith(NO)


def test_a_workspace_that_nobody_has_set_up_is_told_so(doors: Doors) -> None:
    answer = doors.command("wifi", team_id="T77OTHER")
    assert "not set up for this workspace" in answer.said


def test_somebody_new_is_looked_up_in_slack_once_and_then_known(open_doors: Doors) -> None:
    with open_doors.database.transaction() as tx:
        records.change_workspace(tx, TEAM, name="Example IT", staff_group=None, approvals_channel=None)
    assert STANDING in open_doors.command("wifi", by="U06STAFF2").words
    assert STANDING in open_doors.command("wifi", by="U06STAFF2").words
    calls = [one["method"] for one in open_doors.box.ws.journal.calls]
    assert calls == ["users.info"]
    assert person_is(open_doors, "U06STAFF2") is Kind.MEMBER


def test_somebody_new_of_the_staff_group_is_let_in_at_first_sight(open_doors: Doors) -> None:
    with open_doors.database.transaction() as tx:
        records.change_group_members(tx, TEAM, added={"U06STAFF2"}, removed=set())
    assert STANDING in open_doors.command("wifi", by="U06STAFF2").words


def test_somebody_new_whom_slack_does_not_know_is_refused(open_doors: Doors) -> None:
    assert open_doors.command("wifi", by=SOMEBODY).said.startswith(NO)


def test_a_stranger_is_refused_while_slack_does_not_answer(doors: Doors) -> None:
    assert "could not check who you are" in doors.command("wifi", by=SOMEBODY).said


def test_after_a_day_slack_is_asked_again_so_that_a_member_who_became_a_guest_is_refused(open_doors: Doors) -> None:
    open_doors.box.ws.people[SAM] = open_doors.box.ws.people[GUS]
    assert STANDING in open_doors.command("wifi", by=SAM).words
    open_doors.clock.tick(hours=24)
    assert open_doors.command("wifi", by=SAM).said.startswith(NO)


def test_a_member_who_is_due_for_a_check_is_still_served_while_slack_is_away(doors: Doors) -> None:
    doors.clock.tick(hours=25)
    assert STANDING in doors.command("wifi", by=SAM).words


def test_a_role_lets_somebody_in_who_is_not_in_the_staff_group(doors: Doors) -> None:
    with doors.database.transaction() as tx:
        records.change_group_members(tx, TEAM, added=set(), removed={CARL})
    assert STANDING in doors.command("wifi", by=CARL).words


def test_a_guest_with_a_role_is_still_a_guest(doors: Doors) -> None:
    become(doors.database, doors.clock(), CARL, Kind.GUEST)
    assert doors.command("open network x", by=CARL).said.startswith(NO)


def test_with_the_database_away_those_met_before_are_known_and_strangers_are_refused(
    doors: Doors,
) -> None:
    doors.bot.memory.refresh(doors.clock())
    assert STANDING in doors.command("wifi", by=SAM).words
    take_the_database_away(doors.database)
    assert STANDING in doors.command("wifi", by=SAM).words
    assert "could not check who you are" in doors.command("wifi", by=CARL).said


def test_with_the_database_away_a_guest_met_before_is_still_refused(doors: Doors) -> None:
    doors.bot.memory.refresh(doors.clock())
    assert doors.command("wifi", by=GUS).said.startswith(NO)
    take_the_database_away(doors.database)
    answer = doors.command("wifi", by=GUS)
    assert STANDING not in answer.words


def user(slack_id: str, **more: object) -> dict[str, object]:
    return {"id": slack_id, "team_id": TEAM, "real_name": "Some Body", **more}


def test_a_member_who_becomes_a_guest_is_refused_from_then_on(doors: Doors) -> None:
    assert doors.event({"type": "user_change", "user": user(SAM, is_restricted=True)}).status == 200
    assert doors.command("wifi", by=SAM).said.startswith(NO)


def test_nothing_is_kept_of_people_who_never_came(doors: Doors) -> None:
    assert doors.event({"type": "user_change", "user": user(SOMEBODY)}).status == 200
    assert person_is(doors, SOMEBODY) is None


def zone_of(doors: Doors, slack_id: str) -> str:
    with doors.database.glance() as tx:
        person = flows.find(tx, TEAM, slack_id)
    assert person is not None
    return person.zone


def test_a_new_time_zone_is_noted_and_news_without_one_changes_none(doors: Doors) -> None:
    doors.event({"type": "user_change", "user": user(SAM, tz="Asia/Tokyo")})
    assert zone_of(doors, SAM) == "Asia/Tokyo"
    doors.event({"type": "user_change", "user": user(SAM, tz="Mars/Base")})
    doors.event({"type": "user_change", "user": user(SAM, real_name="Sam R")})
    assert zone_of(doors, SAM) == "Asia/Tokyo"


def forget_zone(doors: Doors, slack_id: str) -> None:
    """Let somebody be as they were before time zones were kept."""
    with doors.database.transaction() as tx:
        tx.exec_driver_sql("UPDATE people SET zone = '' WHERE slack_id = ?", (slack_id,))


def test_who_was_met_before_zones_were_kept_is_served_without_asking_slack_first(open_doors: Doors) -> None:
    forget_zone(open_doors, SAM)
    assert STANDING in open_doors.command("wifi", by=SAM).words
    assert not open_doors.box.ws.journal.calls


def test_somebody_who_leaves_is_refused(doors: Doors) -> None:
    doors.event({"type": "user_change", "user": user(SAM, deleted=True)})
    assert person_is(doors, SAM) is Kind.GONE
    assert doors.command("wifi", by=SAM).said.startswith(NO)


def test_coming_into_and_leaving_the_staff_group_counts_at_once(doors: Doors) -> None:
    change = {"type": "subteam_members_changed", "subteam_id": "S0IT", "team_id": TEAM}
    doors.event(change | {"added_users": [NORA], "removed_users": [SAM]})
    assert STANDING in doors.command("wifi", by=NORA).words
    assert doors.command("wifi", by=SAM).said.startswith(NO)


def test_news_of_another_group_changes_nobody(doors: Doors) -> None:
    change = {"type": "subteam_members_changed", "subteam_id": "S0ELSE", "team_id": TEAM}
    doors.event(change | {"added_users": [NORA], "removed_users": [SAM]})
    assert STANDING in doors.command("wifi", by=SAM).words
    assert doors.command("wifi", by=NORA).said.startswith(NO)


def test_several_copies_that_read_the_staff_group_at_once_and_hear_news_of_it_end_with_one_list(
    house: Database, clock: HandClock
) -> None:
    everybody = [f"U{number:03}" for number in range(50)]

    def read(tx: Tx) -> None:
        flows.note_group(tx, TEAM, "S0IT", everybody, now=clock())

    def hear(tx: Tx) -> None:
        flows.change_group(tx, TEAM, "S0IT", added=everybody[::-1], removed=[])

    for _ in range(5):
        assert at_once(house, read, hear, read, hear, read, hear) == [None] * 6
    assert count(house, "staff_members") == 50


def test_news_that_comes_twice_changes_nothing_more(doors: Doors) -> None:
    for _ in range(2):
        changed = {"type": "user_change", "user": user(SAM, is_restricted=True)}
        assert doors.event(changed, event_id="Ev1").status == 200
    assert person_is(doors, SAM) is Kind.GUEST


def test_news_of_a_workspace_that_is_not_set_up_is_taken_quietly_so_that_slack_does_not_repeat_it(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = doors.event({"type": "user_change", "user": user(SAM)}, team_id="T77OTHER")
    assert answer.status == 200
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_news_that_could_not_be_noted_is_asked_for_again(doors: Doors) -> None:
    take_the_database_away(doors.database)
    assert doors.event({"type": "user_change", "user": user(SAM)}).status == 500


def test_events_nobody_listens_to_are_taken_quietly(doors: Doors) -> None:
    assert doors.event({"type": "pin_added", "user": SAM}) == Answer(200, None)


def test_the_bots_own_name_is_not_needed_to_answer(sqlite: Database, clock: HandClock) -> None:
    from tests.support.house import furnish

    furnish(sqlite, clock())
    unmet = Doors(sqlite, clock, identity=Identity())
    assert STANDING in unmet.command("wifi").words


def test_people_are_checked_again_only_after_a_day(doors: Doors) -> None:
    doors.clock.tick(seconds=timedelta(hours=23, minutes=59).total_seconds())
    assert STANDING in doors.command("wifi", by=SAM).words
