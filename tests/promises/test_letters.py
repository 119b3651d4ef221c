"""What is written about a promise: true at the moment it is sent, and put right when it is over."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.deliveries.rules import Message
from bot.incidents import flows as incidents
from bot.party_lines.pickers import unpack
from bot.party_lines.rules import PartyLine
from bot.promises.flows import ESCALATION, HANDED_ON, MISSED, REMINDER
from bot.promises.rules import Promise
from bot.storage import Database
from bot.topics import flows as topics
from bot.topics.rules import Topic
from tests.support.clock import HandClock
from tests.support.doors import button, elements_of, pings_of, words_of
from tests.support.house import BEA, CARL, HOLDING, NETWORK, SAM, TEAM, TOPICS, VPN
from tests.support.lines import SAY, approve, go_live
from tests.support.moves import close, update
from tests.support.promises import KINDS, extend, lead, letter, promise_of, sweep, withdraw

NASTY = "<!channel> *bold* & <@U03STAFF>"
DUE = "<!date^1772463600^{time}|2026-03-02 15:00 UTC>"


def written(database: Database, kind: str, promise: Promise, now: datetime) -> Message:
    message = letter(database, kind, promise, now)
    assert message is not None
    return message


def labels(message: Message) -> list[str]:
    return [one["text"]["text"] for one in elements_of(message.blocks)]


def test_the_reminder_says_by_when_and_how_to_keep_the_promise(sqlite_house: Database, clock: HandClock) -> None:
    line = go_live(sqlite_house, clock())
    reminder = written(sqlite_house, REMINDER, promise_of(line), clock.tick(minutes=25))
    assert reminder.text == f"Network: you promised an update by {DUE}, in 5 min."
    assert f"Network: you promised an update by *{DUE}*, in 5 min." in words_of(reminder.blocks)
    assert labels(reminder) == ["Update", "No change, new time"]
    assert not reminder.only_edit
    for label, verb in (("Update", "update"), ("No change, new time", "same")):
        picked = unpack(button(reminder.blocks, label)["value"])
        assert (picked.verb, picked.topic_id, picked.incident_id) == (verb, NETWORK, line.series)


def test_an_incident_about_a_hundred_topics_is_named_shortly(sqlite_house: Database, clock: HandClock) -> None:
    line = go_live(sqlite_house, clock())
    many = [*TOPICS, *(Topic(f"t-{number}", f"{number} {'x' * 70}") for number in range(97))]
    with sqlite_house.transaction() as tx:
        topics.set_topics(tx, TEAM, many, by="operator", now=clock())
        ids = tuple(topic.id for topic in many)
        incidents.set_topics(tx, TEAM, incident_id=line.series, topic_ids=ids, by=CARL, now=clock())
    reminder = written(sqlite_house, REMINDER, promise_of(line), clock.tick(minutes=25))
    assert reminder.text.startswith("Network, Payroll, Vpn and 97 more: you promised an update by ")


def test_a_reminder_that_is_sent_late_says_how_much_time_is_left(sqlite_house: Database, clock: HandClock) -> None:
    line = go_live(sqlite_house, clock())
    assert "in 3 min." in written(sqlite_house, REMINDER, promise_of(line), clock.tick(minutes=27, seconds=30)).text
    assert "in 1 min." in written(sqlite_house, REMINDER, promise_of(line), clock.tick(seconds=149)).text


def test_from_the_promise_on_no_reminder_is_sent_and_one_that_stands_says_late(
    sqlite_house: Database, clock: HandClock
) -> None:
    line = go_live(sqlite_house, clock())
    reminder = written(sqlite_house, REMINDER, promise_of(line), clock.tick(minutes=30))
    assert reminder.only_edit
    assert reminder.text == f"Network: the {DUE} update is late."
    assert labels(reminder) == []


def test_the_missed_promise_says_what_everyone_is_told(sqlite_house: Database, clock: HandClock) -> None:
    line = go_live(sqlite_house, clock())
    missed = written(sqlite_house, MISSED, promise_of(line), clock.tick(minutes=30))
    assert missed.text == f"Network: the {DUE} update is late. Everyone is now told: “{HOLDING}”"
    assert f"“{HOLDING}”" in words_of(missed.blocks)
    assert SAY not in words_of(missed.blocks)
    assert labels(missed) == ["Update", "No change, new time"]


def test_after_a_withdrawal_only_an_update_keeps_the_promise(sqlite_house: Database, clock: HandClock) -> None:
    line = go_live(sqlite_house, clock())
    withdraw(sqlite_house, clock.tick(minutes=5), line, "We will say more soon.")
    reminder = written(sqlite_house, REMINDER, promise_of(line), clock.tick(minutes=20))
    missed = written(sqlite_house, MISSED, promise_of(line), clock.tick(minutes=5))
    for message in (reminder, missed):
        assert labels(message) == ["Update"]
        assert SAY not in words_of(message.blocks)
    assert missed.text == f"Network: the {DUE} update is late. Everyone is now told: “We will say more soon.”"


def test_the_call_for_help_names_the_commander_without_ringing(sqlite_house: Database, clock: HandClock) -> None:
    line = go_live(sqlite_house, clock())
    call = written(sqlite_house, ESCALATION, promise_of(line), clock.tick(minutes=40))
    since = "<!date^1772461800^{time}|2026-03-02 14:30 UTC>"
    assert call.text == f"No update on Network since {since}. Carl Jensen has not answered."
    assert labels(call) == ["Take over"]
    assert button(call.blocks, "Take over")["value"] == line.series
    assert button(call.blocks, "Take over")["action_id"] == "incident.take_over"
    assert pings_of(call.text, call.blocks) == set()


def test_a_written_update_that_waits_is_not_the_commanders_silence(sqlite_house: Database, clock: HandClock) -> None:
    line = go_live(sqlite_house, clock())
    update(sqlite_house, clock(), line.series, 1, "Floor 2 works.", promise=timedelta(hours=2))
    for kind, minutes in ((REMINDER, 25), (MISSED, 5), (ESCALATION, 10)):
        message = written(sqlite_house, kind, promise_of(line), clock.tick(minutes=minutes))
        assert "Version 2 is waiting for approval." in words_of(message.blocks)
        assert "has not answered" not in message.text


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_over_is_only_ever_an_edit_and_names_no_promised_time(
    sqlite_house: Database, clock: HandClock, kind: str
) -> None:
    for topic, how, said in (
        (NETWORK, "update", "Done: version 2 on Network came out at <!date^1772463780^{time}|2026-03-02 15:03 UTC>."),
        (VPN, "close", "Done: Vpn was closed at "),
        (VPN, "extend", "Done: a new time is promised on Vpn, and nothing else changed."),
    ):
        line = go_live(sqlite_house, clock(), topic_id=topic)
        end(sqlite_house, clock.tick(minutes=33), line, how)
        message = written(sqlite_house, kind, promise_of(line), clock())
        assert message.only_edit
        assert message.text.startswith(said)
        assert labels(message) == []


def end(database: Database, now: datetime, line: PartyLine, how: str) -> None:
    if how == "update":
        approve(database, update(database, now, line.series, 1, "Floor 2 works."), now)
    elif how == "close":
        approve(database, close(database, now, line.series, 1), now)
    else:
        extend(database, now, line, now + timedelta(hours=2))


def test_nothing_is_written_about_a_version_that_never_was(sqlite_house: Database, clock: HandClock) -> None:
    for kind in KINDS:
        assert letter(sqlite_house, kind, Promise("gone", clock()), clock()) is None


def test_who_leads_since_the_reminder_reads_by_when_with_its_buttons_and_who_led_that_it_is_done(
    sqlite_house: Database, clock: HandClock
) -> None:
    line = go_live(sqlite_house, clock())
    sweep(sqlite_house, clock.tick(minutes=25))
    lead(sqlite_house, clock(), line, BEA)
    sweep(sqlite_house, clock.tick(minutes=1))
    theirs = written(sqlite_house, HANDED_ON, promise_of(line), clock())
    assert theirs.text == f"Network: you lead now, and an update is promised by {DUE}, in 4 min."
    assert labels(theirs) == ["Update", "No change, new time"]
    assert not theirs.only_edit
    earlier = written(sqlite_house, REMINDER, promise_of(line), clock())
    assert (earlier.text, earlier.only_edit) == ("Done: Bea Lindqvist leads Network now.", True)
    assert labels(earlier) == []


def test_who_gets_the_lead_back_has_the_reminder_again(sqlite_house: Database, clock: HandClock) -> None:
    line = go_live(sqlite_house, clock())
    sweep(sqlite_house, clock.tick(minutes=25))
    for who in (BEA, CARL):
        lead(sqlite_house, clock(), line, who)
        sweep(sqlite_house, clock())
    assert labels(written(sqlite_house, REMINDER, promise_of(line), clock())) == ["Update", "No change, new time"]
    theirs = written(sqlite_house, HANDED_ON, promise_of(line), clock())
    assert (theirs.text, labels(theirs)) == ("Done: Carl Jensen leads Network now.", [])


def test_of_several_who_led_meanwhile_it_says_who_leads(sqlite_house: Database, clock: HandClock) -> None:
    line = go_live(sqlite_house, clock())
    sweep(sqlite_house, clock.tick(minutes=25))
    for who in (BEA, SAM):
        lead(sqlite_house, clock(), line, who)
        sweep(sqlite_house, clock())
    both = written(sqlite_house, HANDED_ON, promise_of(line), clock())
    assert both.text.startswith("Network: Sam Rivera leads now, and an update is promised by ")
    late = written(sqlite_house, HANDED_ON, promise_of(line), clock.tick(minutes=5))
    assert (late.text, late.only_edit) == (f"Network: the {DUE} update is late.", True)


def test_whoever_was_told_reads_that_somebody_took_over(sqlite_house: Database, clock: HandClock) -> None:
    line = go_live(sqlite_house, clock())
    sweep(sqlite_house, clock.tick(minutes=40))
    lead(sqlite_house, clock(), line, BEA)
    missed = written(sqlite_house, MISSED, promise_of(line), clock())
    assert missed.text == "Done: Bea Lindqvist leads Network now."
    assert missed.only_edit
    call = written(sqlite_house, ESCALATION, promise_of(line), clock())
    assert call.text.endswith("Bea Lindqvist has taken over.")
    assert labels(call) == []
    assert not call.only_edit


def test_an_incident_on_two_topics_goes_by_both_names(sqlite_house: Database, clock: HandClock) -> None:
    line = go_live(sqlite_house, clock())
    with sqlite_house.transaction() as tx:
        ids = (NETWORK, VPN)
        incidents.set_topics(tx, TEAM, incident_id=line.series, topic_ids=ids, by=CARL, now=clock())
    assert written(sqlite_house, REMINDER, promise_of(line), clock()).text.startswith("Network and Vpn: you promised")


def test_what_people_wrote_stays_text(sqlite_house: Database, clock: HandClock) -> None:
    line = go_live(sqlite_house, clock())
    withdraw(sqlite_house, clock(), line)
    second = go_live(sqlite_house, clock(), say=NASTY, topic_id=VPN)
    assert second.words.holding
    message = written(sqlite_house, MISSED, promise_of(second), clock.tick(minutes=30))
    assert pings_of(message.text, message.blocks) == set()


def test_the_hour_that_comes_twice_is_told_apart_by_slacks_own_dates(sqlite_house: Database) -> None:
    clock = HandClock(datetime(2026, 10, 25, 0, 0, tzinfo=UTC))
    line = go_live(sqlite_house, clock())
    first = Promise(line.id, clock() + timedelta(minutes=30))
    clock.tick(minutes=26)
    assert f"<!date^{1792888200}^" in written(sqlite_house, REMINDER, first, clock()).text
    extend(sqlite_house, clock(), line, clock() + timedelta(minutes=64))
    second = Promise(line.id, clock() + timedelta(minutes=64))
    reminder = written(sqlite_house, REMINDER, second, clock.tick(minutes=60))
    assert f"<!date^{1792888200 + 3600}^" in reminder.text
    assert "in 4 min." in reminder.text


def test_the_deputy_reads_the_same(sqlite_house: Database, clock: HandClock) -> None:
    line = go_live(sqlite_house, clock())
    lead(sqlite_house, clock(), line, CARL, SAM)
    assert (
        "Carl Jensen has not answered."
        in written(sqlite_house, ESCALATION, promise_of(line), clock.tick(minutes=40)).text
    )
