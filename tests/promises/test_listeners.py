"""`/partyline same`, the buttons of a reminder and the form for a new time, through the bot's own doors."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.incidents.rules import IncidentStatus
from bot.promises.flows import REMINDER
from tests.support.doors import Answer, Doors, button, elements_of, take_the_database_away, words_of
from tests.support.house import BEA, CARL, HOLDING, NETWORK, SAM
from tests.support.lines import SAY, approve, go_live, hand_in, said
from tests.support.moves import close, count, entries, update
from tests.support.promises import extend, letter, promise_of, withdraw

NOTE = "The sentence names a time. If that has changed, write an update instead."


def opened(doors: Doors, text: str = "same network") -> dict[str, Any]:
    """Type a command that opens the form, and return the form."""
    answer = doors.command(text, by=CARL)
    assert answer == Answer(200, None), answer.words
    return doors.modal(CARL)


def starts_at(view: dict[str, Any]) -> datetime:
    [field] = elements_of([block for block in view["blocks"] if block["type"] == "input"])
    return datetime.fromtimestamp(field["initial_date_time"], UTC)


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def shown(doors: Doors) -> datetime:
    """Return the time by which a look-up says that the next update comes."""
    words = doors.command("network").words
    return datetime.fromtimestamp(int(words.split("next update by *<!date^")[1].split("^")[0]), UTC)


def test_same_shows_the_sentence_that_stays_and_half_an_hour_more(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    assert view["title"]["text"] == "No change, new time"
    assert view["submit"]["text"] == "Keep the line, new time"
    assert "Network, version 1: everyone goes on hearing" in words_of(view).replace("*", "")
    assert f"“{SAY}”" in words_of(view)
    assert line.promise_at is not None
    assert starts_at(view) == line.promise_at + timedelta(minutes=30)
    assert NOTE not in words_of(view)
    open_doors.calm()


def test_a_span_that_is_typed_stands_in_the_form(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    assert starts_at(opened(open_doors, "same wifi 1 h")) == open_doors.clock() + timedelta(hours=1)
    assert "I cannot tell" not in words_of(open_doors.modal(CARL))


def test_minutes_that_are_typed_are_kept_to_the_minute_and_said_back_as_a_time(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    open_doors.clock.tick(minutes=1)
    view, until = opened(open_doors, "same network 6"), open_doors.clock() + timedelta(minutes=6)
    assert starts_at(view) == until
    assert f"You typed “6”: that is *<!date^{seconds(until)}^{{time}}" in words_of(view)
    assert "*, in 6 min." in words_of(view)
    answer = open_doors.submit(view)
    assert f"Next update by *<!date^{seconds(until)}^" in words_of(answer.view)
    assert shown(open_doors) == until


def test_where_nothing_is_typed_the_form_says_nothing_back(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    assert "You typed" not in words_of(opened(open_doors))


def test_a_clock_time_that_is_typed_is_to_be_chosen_below(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors, "same network 15:30 &lt;!here&gt;")
    assert "I cannot tell when “15:30 &lt;!here&gt;” is" in words_of(view)
    assert starts_at(view) == open_doors.clock() + timedelta(hours=1)


def test_a_sentence_that_names_a_time_is_questioned(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock(), "We expect the Wi-Fi back by 15:30.")
    assert NOTE in words_of(opened(open_doors))


def test_once_the_promise_has_passed_the_form_says_what_comes_back(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    open_doors.clock.tick(minutes=31)
    view = opened(open_doors)
    assert "everyone hears this again" in words_of(view)
    assert f"“{SAY}”" in words_of(view)
    assert HOLDING not in words_of(view)
    assert starts_at(view) == datetime(2026, 3, 2, 15, 35, tzinfo=UTC)


def test_the_new_time_stands_on_the_card_at_once(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    assert shown(open_doors) == line.promise_at
    until = open_doors.clock() + timedelta(minutes=75)
    answer = open_doors.submit(opened(open_doors), promise_at=seconds(until))
    assert f"What people are told stays the same. Next update by *<!date^{seconds(until)}^" in words_of(answer.view)
    assert shown(open_doors) == until
    assert SAY in open_doors.command("network").words
    open_doors.calm()


def test_a_form_that_is_sent_twice_acts_once(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view, until = opened(open_doors), open_doors.clock() + timedelta(minutes=75)
    for _ in range(2):
        answer = open_doors.submit(view, promise_at=seconds(until))
        assert "What people are told stays the same." in words_of(answer.view)
    assert [entry.verb for entry in entries(open_doors.database)].count("extend") == 1


def test_from_two_phones_the_second_hears_that_it_is_done(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    first, second = opened(open_doors), opened(open_doors)
    until = seconds(open_doors.clock() + timedelta(minutes=75))
    open_doors.submit(first, promise_at=until)
    answer = open_doors.submit(second, promise_at=until)
    assert answer.errors == {"promise_at": "That is the time promised already. Choose another one."}
    assert count(open_doors.database, "extensions") == 1


def test_the_reminders_buttons_open_both_forms(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    open_doors.clock.tick(minutes=25)
    reminder = letter(open_doors.database, REMINDER, promise_of(line), open_doors.clock())
    assert reminder is not None
    open_doors.push(list(reminder.blocks), "No change, new time", by=CARL)
    assert open_doors.modal(CARL)["title"]["text"] == "No change, new time"
    open_doors.push(list(reminder.blocks), "Update", by=CARL)
    assert open_doors.modal(CARL)["title"]["text"] == "Update: Network"
    actions = {button(list(reminder.blocks), label)["action_id"] for label in ("Update", "No change, new time")}
    assert len(actions) == 2, "Slack refuses a row in which two have the same"


def test_an_update_starts_from_the_new_time_and_that_alone_is_no_change(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    until = open_doors.clock() + timedelta(minutes=75)
    open_doors.submit(opened(open_doors), promise_at=seconds(until))
    view = opened(open_doors, "update network")
    [field] = [one for one in elements_of(view) if one["type"] == "datetimepicker"]
    assert field["initial_date_time"] == seconds(until)
    assert "Nothing has changed." in open_doors.submit(view).errors["say"]
    earlier = seconds(until - timedelta(minutes=30))
    assert open_doors.submit(view, promise_at=earlier).view["title"]["text"] == "Sent for approval"


# -- refusals -------------------------------------------------------------------------------------------------------


def test_a_stale_form_says_which_version_is_out_and_changes_nothing(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    newer = update(open_doors.database, open_doors.clock(), line.series, 1, "Floor 2 works.")
    approve(open_doors.database, newer, open_doors.clock())
    answer = open_doors.submit(view, promise_at=seconds(open_doors.clock() + timedelta(hours=2)))
    assert answer.errors["promise_at"].startswith("Version 2 is out now, with a promise of its own")
    assert shown(open_doors) == newer.line.promise_at


def test_of_two_who_choose_a_new_time_at_once_the_second_reads_who_was_first(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    first = open_doors.clock() + timedelta(hours=2)
    extend(open_doors.database, open_doors.clock(), line, first)
    answer = open_doors.submit(view, promise_at=seconds(first + timedelta(hours=1)))
    assert answer.errors["promise_at"].startswith("Carl Jensen moved the promise while you were choosing")
    assert shown(open_doors) == first
    assert "What people are told stays" in words_of(
        open_doors.submit(opened(open_doors), promise_at=seconds(first + timedelta(hours=1))).view
    )


@pytest.mark.parametrize("metadata", ["", "x", '["t","i",1]', '["t","i",1]|x/y', '["t","i",1]|x/' + "9" * 40])
def test_a_form_that_was_not_drawn_here_is_refused(open_doors: Doors, metadata: str) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors) | {"private_metadata": metadata}
    answer = open_doors.submit(view, promise_at=seconds(open_doors.clock() + timedelta(hours=2)))
    assert "I do not know this form any more." in answer.errors["promise_at"]


def test_a_form_submitted_an_hour_later_asks_for_another_time(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    open_doors.clock.tick(hours=2)
    assert "That time has passed" in open_doors.submit(view).errors["promise_at"]
    later = seconds(open_doors.clock() + timedelta(minutes=20))
    assert "What people are told stays the same." in words_of(open_doors.submit(view, promise_at=later).view)
    assert said(open_doors.database, "wifi", open_doors.clock()) == [SAY]


def test_after_closing_or_withdrawing_there_is_nothing_to_keep(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    withdraw(open_doors.database, open_doors.clock(), line)
    later = seconds(open_doors.clock() + timedelta(hours=2))
    assert "was withdrawn" in open_doors.submit(view, promise_at=later).errors["promise_at"]
    assert "was withdrawn" in open_doors.command("same network", by=CARL).words
    approve(open_doors.database, close(open_doors.database, open_doors.clock(), line.series, 1), open_doors.clock())
    assert "This incident is closed" in open_doors.submit(view, promise_at=later).errors["promise_at"]
    assert "Nothing is open on *network*" in open_doors.command("same network", by=CARL).words


def test_without_a_first_line_there_is_no_promise(open_doors: Doors) -> None:
    hand_in(open_doors.database, open_doors.clock())
    assert "Nothing is approved on this yet" in open_doors.command("same network", by=CARL).words


@pytest.mark.parametrize("who", [SAM, BEA])
def test_only_commanders_promise_new_times(open_doors: Doors, who: str) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    assert "Only commanders promise new times." in open_doors.command("same network", by=who).words
    answer = open_doors.submit(view, by=who)
    assert answer.errors["promise_at"].startswith("Only commanders promise new times.")
    assert count(open_doors.database, "extensions") == 0


def test_same_alone_asks_for_a_topic(doors: Doors) -> None:
    answer = doors.command("same", by=CARL)
    assert answer.said == "Keep the line of which topic?"
    assert "`/partyline same network`" in answer.words


def test_of_two_incidents_on_a_topic_one_is_chosen(open_doors: Doors) -> None:
    for say in (SAY, "The guest network is down."):
        go_live(open_doors.database, open_doors.clock(), say)
    asked = open_doors.command("same network 45", by=CARL)
    open_doors.push(asked.body, "Keep this one", by=CARL)
    assert starts_at(open_doors.modal(CARL)) == open_doors.clock() + timedelta(minutes=45)


@pytest.mark.parametrize("metadata", ["", "[]", "[1]", "{", '["t-network", "gone", 1]'])
def test_a_forged_form_changes_nothing(open_doors: Doors, metadata: str) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors) | {"private_metadata": metadata}
    answer = open_doors.submit(view)
    assert answer.errors["promise_at"]
    assert count(open_doors.database, "extensions") == 0


def test_a_form_without_a_time_asks_for_one(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    assert "When will the next update come?" in open_doors.submit(view, promise_at=None).errors["promise_at"]


def test_with_the_database_away_nothing_was_changed(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    view = opened(open_doors)
    take_the_database_away(open_doors.database)
    assert "nothing was changed" in open_doors.submit(view).errors["promise_at"]


def test_a_new_time_keeps_status_and_severity(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock())
    open_doors.submit(opened(open_doors))
    assert count(open_doors.database, f"incidents WHERE status = '{IncidentStatus.INVESTIGATING.value}'") == 1
    assert count(open_doors.database, f"incident_topics WHERE topic_id = '{NETWORK}'") == 1
