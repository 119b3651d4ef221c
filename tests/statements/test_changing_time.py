"""Another time for what is approved: questioned where it reads badly, as it is when it is handed in."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.incidents.rules import Severity
from bot.party_lines import flows as lines
from bot.refusals import Refusal
from bot.statements import publishing, wording
from bot.statements.rules import POST, Answer, Moved, Out, Statement, TrafficQuestion
from bot.statements.traffic_screens import BETTER, MINE, QUESTION_FORM, TRAFFIC, Wanted
from bot.storage import Database
from tests.statements.forms import given, opened
from tests.support.clock import HandClock
from tests.support.doors import Answer as Said
from tests.support.doors import Doors, elements_of, words_of
from tests.support.house import CARL, NETWORK, SAM, TEAM
from tests.support.lines import approve as approve_line
from tests.support.lines import draft as line_draft
from tests.support.statements import LEDGER, glad, places, published, scheduled, stands

WIFI = replace(LEDGER, subject="Faster Wi-Fi on all floors from Monday", channels=("C04FIN",), mail=())
NONE = Answer()


def have_trouble(house: Database, now: datetime) -> None:
    """Let there be a major incident on the network with an approved line."""
    with house.transaction() as tx:
        words = replace(line_draft(now), severity=Severity.MAJOR)
        handed = lines.open_line(tx, TEAM, topic_id=NETWORK, draft=words, by=CARL, now=now)
    approve_line(house, handed, now)


def change(
    house: Database,
    now: datetime,
    one: Statement,
    to: datetime | None,
    answer: Answer = NONE,
    *,
    is_glad: bool = True,
) -> Statement:
    with house.transaction() as tx:
        return publishing.change_time(
            tx,
            TEAM,
            statement_id=one.id,
            was=one.goes_at,
            to=to,
            answer=answer,
            cheerful=lambda fields: is_glad and glad(fields),
            by=SAM,
            now=now,
        )


# -- what is questioned ---------------------------------------------------------------------------------------------


def test_good_news_about_what_is_down_by_now_is_questioned_and_nothing_changes(
    press_house: Database, clock: HandClock
) -> None:
    one = scheduled(press_house, clock(), clock() + timedelta(days=8), WIFI)
    have_trouble(press_house, clock())
    for to in (clock() + timedelta(minutes=5), None):
        with pytest.raises(TrafficQuestion) as asked:
            change(press_house, clock(), one, to)
        assert "Network has a major incident right now" in asked.value.question.sentence
        assert stands(press_house, one) == one
    assert change(press_house, clock(), one, clock() + timedelta(minutes=5), is_glad=False).out is Out.SCHEDULED


@pytest.mark.parametrize("hours", [None, 3])
def test_who_keeps_their_time_has_it(press_house: Database, clock: HandClock, hours: int | None) -> None:
    one = scheduled(press_house, clock(), clock() + timedelta(days=8), WIFI)
    have_trouble(press_house, clock())
    to = clock() + timedelta(hours=hours) if hours else None
    with pytest.raises(TrafficQuestion) as asked:
        change(press_house, clock(), one, to)
    with pytest.raises(TrafficQuestion):
        change(press_house, clock(), one, to, Answer("something else", keeps=True))
    moved = change(press_house, clock(), one, to, Answer(asked.value.question.cause, keeps=True))
    assert (moved.goes_at, moved.fields.goes_at) == (to, to)
    assert moved.out is (Out.SCHEDULED if to else Out.PUBLISHED)


def test_the_better_time_is_taken_in_place_of_now(press_house: Database, clock: HandClock) -> None:
    one = scheduled(press_house, clock(), clock() + timedelta(days=8), WIFI)
    have_trouble(press_house, clock())
    with pytest.raises(TrafficQuestion) as asked:
        change(press_house, clock(), one, None)
    better = asked.value.question.better
    moved = change(press_house, clock(), one, None, Answer(asked.value.question.cause, better=better))
    assert (moved.out, moved.goes_at, moved.fields.goes_at) == (Out.SCHEDULED, better, better)
    assert places(press_house, POST, one.id) == []


def test_a_second_one_to_an_audience_within_the_hour_is_questioned(press_house: Database, clock: HandClock) -> None:
    at = clock() + timedelta(hours=5)
    first = scheduled(press_house, clock(), at)
    second = scheduled(press_house, clock(), at + timedelta(hours=4), replace(LEDGER, subject="Book your leave"))
    with pytest.raises(TrafficQuestion) as asked:
        change(press_house, clock(), second, at + timedelta(minutes=30))
    assert f"Finance gets statement {first.number}" in asked.value.question.sentence
    better = asked.value.question.better
    assert change(press_house, clock(), second, better).goes_at == better
    # Its own present time is not in its way.
    assert change(press_house, clock(), stands(press_house, second), better + timedelta(minutes=10)).goes_at


def test_another_time_is_refused_before_anything_is_questioned(press_house: Database, clock: HandClock) -> None:
    at = clock() + timedelta(hours=5)
    scheduled(press_house, clock(), at)
    second = scheduled(press_house, clock(), at + timedelta(hours=4), replace(LEDGER, subject="Book your leave"))
    with pytest.raises(Moved):
        change(press_house, clock(), replace(second, goes_at=at), at)
    with pytest.raises(Refusal, match="passed"):
        change(press_house, clock(), second, clock() - timedelta(minutes=1))


# -- what its author sees -------------------------------------------------------------------------------------------


def two(doors: Doors) -> Statement:
    """Let one statement be out, and another to the same audience wait for a time next week."""
    published(doors.database, doors.clock(), replace(WIFI, subject="Print from any floor"))
    return scheduled(doors.database, doors.clock(), doors.clock() + timedelta(days=8), WIFI)


def pressed(doors: Doors, label: str) -> Any:
    view = opened(doors, "show 2")
    doors.push(view, label, view=view)
    return doors.modal(SAM)


def choices(view: Any) -> list[str]:
    radio = next(one for one in elements_of(view) if one["type"] == "radio_buttons")
    return [one["text"]["text"] for one in radio["options"]]


def choose(doors: Doors, view: Any, which: str) -> Said:
    return doors.submit(view, by=SAM, **given({TRAFFIC: which}))


@pytest.mark.parametrize("which", [BETTER, MINE])
def test_publishing_now_at_a_bad_moment_asks_first(office: Doors, which: str) -> None:
    one = two(office)
    asked = pressed(office, "Publish now")
    assert asked["callback_id"] == QUESTION_FORM
    assert "Finance got statement 1 at 14:30. Two within an hour are read as none." in words_of(asked)
    assert choices(asked)[1] == "Publish it now"
    assert stands(office.database, one) == one
    again = choose(office, asked, "")
    assert again.view["callback_id"] == QUESTION_FORM
    done = choose(office, asked, which)
    assert done.view["clear_on_close"]
    said = "It has another time now." if which == BETTER else "Statement 2 is out."
    assert said in words_of(done.view)
    after = stands(office.database, one)
    assert after.out is (Out.SCHEDULED if which == BETTER else Out.PUBLISHED)
    assert after.goes_at is None or after.goes_at > office.clock() + timedelta(hours=1)


@pytest.mark.parametrize("which", [BETTER, MINE])
def test_another_time_that_is_a_bad_one_is_asked_about_in_the_same_form(office: Doors, which: str) -> None:
    one = two(office)
    picked = office.clock() + timedelta(minutes=20)
    form = pressed(office, "Change time")
    asked = office.submit(form, by=SAM, **given({wording.GOES_AT: int(picked.timestamp())})).view
    assert asked["callback_id"] == QUESTION_FORM
    assert choices(asked)[1] == "Keep my time"
    assert "It has another time now." in words_of(choose(office, asked, which).view)
    goes_at = stands(office.database, one).goes_at
    assert goes_at is not None
    assert (goes_at == picked) is (which == MINE)


def test_a_question_about_a_time_that_somebody_changed_meanwhile_is_not_answered(office: Doors) -> None:
    one = two(office)
    asked = pressed(office, "Publish now")
    other = office.clock() + timedelta(days=9)
    change(office.database, office.clock(), one, other)
    assert "This statement was changed in another window" in words_of(choose(office, asked, MINE).view)
    assert stands(office.database, one).goes_at == other


def test_late_news_asks_too_when_it_is_published_from_its_message(office: Doors) -> None:
    one = scheduled(office.database, office.clock(), office.clock() + timedelta(hours=1), WIFI)
    office.clock.tick(hours=4)
    with office.database.transaction() as tx:
        publishing.sweep(tx, TEAM, office.clock())
    published(office.database, office.clock(), replace(WIFI, subject="Print from any floor"))
    office.deliver()
    (message,) = [each for each in office.posted(f"D{SAM[1:]}") if "while I was off" in each.text]
    office.push(message.blocks, "Publish now")
    asked = office.modal(SAM)
    assert "Statement 1 is out." in words_of(choose(office, asked, MINE).view)
    assert stands(office.database, one).out is Out.PUBLISHED


@pytest.mark.parametrize("metadata", ["", "x", "[]", "{}", '["a", "b", "c", "d"]', '["", "", "", ""]', "null"])
def test_a_question_of_nothing_gets_a_sentence(office: Doors, metadata: str) -> None:
    one = two(office)
    asked = pressed(office, "Publish now") | {"private_metadata": metadata}
    assert "I do not know this form any more." in str(choose(office, asked, MINE).body)
    assert stands(office.database, one) == one


def test_what_a_question_remembers_fits_its_form() -> None:
    now = HandClock()()
    wanted = Wanted("9|" + "s" * 32 + "|1||7", now, "t" * 500, now)
    assert Wanted.unpack(wanted.pack()) == wanted
    assert len(wanted.pack()) < 3000
