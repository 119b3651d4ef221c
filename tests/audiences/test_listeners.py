"""The buttons and forms of audiences, through the bot's own doors."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audiences import records, screens
from bot.audiences.listeners import listed
from bot.audiences.rules import CARES_ABOUT, CHANNELS, MAIL, NAME, WORDS, Audience, Typed, fingerprint
from bot.desk import Desk
from bot.people import flows as people
from bot.people.rules import NotStaff
from bot.storage import Database, open_database
from bot.storage.migrating import migrate
from tests.support.audiences import EVERYONE, FINANCE, audiences, change, known, remove
from tests.support.clock import HandClock
from tests.support.doors import Doors, elements_of, must_fit_a_message, must_fit_a_view, pings_of, words_of
from tests.support.house import ADA, GUS, SAM, TEAM, furnish
from tests.support.moves import entries, everything_written

BETTER = replace(FINANCE, words=("payslip",))


def shown(doors: Doors, by: str = ADA, after: int = 0) -> Any:
    """Return the list as `/statement audiences` shows it."""
    desk = Desk(doors.database.transaction, doors.database.glance, doors.clock, lambda: None)
    with doors.database.glance() as tx:
        person = people.find(tx, TEAM, by)
    assert person is not None
    screen = listed(desk, person, after)
    must_fit_a_message(screen)
    return screen


def new_form() -> Any:
    return screens.form(Typed(), None)


def change_form(audience: Audience = FINANCE) -> Any:
    return screens.form(screens.typed_of(audience), audience)


# -- the list -------------------------------------------------------------------------------------------------------


def test_the_list_has_buttons_for_admins_and_none_for_others(doors: Doors) -> None:
    known(doors.database, FINANCE)
    assert [one["text"]["text"] for one in elements_of(shown(doors))] == ["Add an audience", "Change", "Remove"]
    assert elements_of(shown(doors, by=SAM)) == []
    with pytest.raises(NotStaff):
        shown(doors, by=GUS)


def test_the_list_is_what_the_command_answers(doors: Doors) -> None:
    known(doors.database, FINANCE)
    answer = doors.command("audiences", by=ADA, command="/statement")
    assert answer.body["blocks"] == shown(doors)["blocks"]


def test_a_long_list_goes_on_below(open_doors: Doors) -> None:
    known(open_doors.database, *(Audience(f"A{at:02}") for at in range(12)))
    screen = shown(open_doors)
    assert "A09" in words_of(screen["blocks"])
    assert "A10" not in words_of(screen["blocks"])
    open_doors.push(screen["blocks"], "Show 2 more", by=ADA)
    assert "A11" in words_of(open_doors.private(ADA)[-1].blocks)


# -- adding and changing --------------------------------------------------------------------------------------------


def test_an_admin_adds_an_audience_and_reads_what_it_means(open_doors: Doors) -> None:
    open_doors.push(shown(open_doors)["blocks"], "Add an audience", by=ADA)
    typed: dict[str, Any] = {
        NAME: "Finance",
        CHANNELS: ["C04FIN"],
        MAIL: "finance@example.com",
        CARES_ABOUT: FINANCE.cares_about,
        WORDS: "payslip\nmonth end",
    }
    answer = open_doors.submit(open_doors.modal(ADA), by=ADA, **typed)
    assert "New statements for  Finance  go to" in words_of(answer.view)
    assert "/invite @Partyline" in words_of(answer.view)
    assert audiences(open_doors.database) == [FINANCE]
    open_doors.calm()


def test_the_form_begins_with_what_stands_and_saves_what_was_changed(open_doors: Doors) -> None:
    known(open_doors.database, EVERYONE, FINANCE)
    change_it = [one for one in elements_of(shown(open_doors)) if one["text"]["text"] == "Change"][1]
    open_doors.press(change_it["action_id"], change_it["value"], by=ADA)
    view = open_doors.modal(ADA)
    assert view == {"id": view["id"], **change_form()}
    open_doors.submit(view, by=ADA, **{WORDS: "payslip"})
    assert audiences(open_doors.database) == [EVERYONE, BETTER]


def test_all_that_is_wrong_stands_beside_its_fields_and_nothing_is_saved(doors: Doors) -> None:
    known(doors.database, EVERYONE)
    wrong: dict[str, Any] = {
        NAME: "every one",
        CHANNELS: ["D01"],
        MAIL: "nobody\n<x@y.example>",
        CARES_ABOUT: "x" * 501,
    }
    answer = doors.submit(new_form(), by=ADA, **wrong, **{WORDS: "a\x00"})
    assert set(answer.errors) == {NAME, CHANNELS, MAIL, CARES_ABOUT, WORDS}
    assert "There is an audience called “Everyone” already." in answer.errors[NAME]
    assert audiences(doors.database) == [EVERYONE]


def test_a_refused_form_is_mended_and_sent_again(doors: Doors) -> None:
    view = new_form() | {"id": "V1"}
    assert doors.submit(view, by=ADA, **{NAME: "Finance", MAIL: "nobody"}).errors
    doors.submit(view, by=ADA, **{NAME: "Finance", MAIL: "finance@example.com"})
    assert audiences(doors.database) == [Audience("Finance", mail=("finance@example.com",))]


def test_a_form_that_is_sent_twice_saves_once(doors: Doors) -> None:
    view = new_form() | {"id": "V1"}
    doors.submit(view, by=ADA, **{NAME: "Finance"})
    before = len(entries(doors.database))
    answer = doors.submit(view, by=ADA, **{NAME: "Finance"})
    assert "This was done already." in words_of(answer.view)
    assert len(entries(doors.database)) == before


def test_what_changed_meanwhile_is_shown_above_what_was_typed_and_saving_again_counts(doors: Doors) -> None:
    known(doors.database, FINANCE)
    view = change_form() | {"id": "V1"}
    change(doors.database, doors.clock(), BETTER)
    moved = doors.submit(view, by=ADA, **{CARES_ABOUT: "audits"}).view
    assert "The audience changed while you wrote" in words_of(moved)
    fields = {one["block_id"]: one["element"] for one in moved["blocks"] if one["type"] == "input"}
    assert fields[CARES_ABOUT]["initial_value"] == "audits"
    assert audiences(doors.database) == [BETTER]
    doors.submit(moved | {"id": "V1"}, by=ADA)
    assert audiences(doors.database) == [replace(FINANCE, cares_about="audits")]


def test_what_was_removed_meanwhile_can_be_added_anew(doors: Doors) -> None:
    known(doors.database, FINANCE)
    view = change_form() | {"id": "V1"}
    remove(doors.database, doors.clock())
    moved = doors.submit(view, by=ADA).view
    assert "yours would be a new one" in words_of(moved)
    doors.submit(moved | {"id": "V1"}, by=ADA)
    assert audiences(doors.database) == [FINANCE]


def test_whoever_is_no_admin_is_refused_at_every_button_and_form(open_doors: Doors) -> None:
    known(open_doors.database, FINANCE)
    before = everything_written(open_doors.database)
    for action in (screens.ADD, f"{screens.CHANGE}.0", f"{screens.REMOVE}.0"):
        open_doors.press(action, "Finance", by=SAM)
        assert "Only admins change audiences. Ask" in words_of(open_doors.private(SAM)[-1].blocks)
    for form in (new_form(), change_form()):
        answer = open_doors.submit(form, by=SAM, **{NAME: "Mine"})
        assert "Only admins change audiences." in answer.errors[NAME]
    assert "Only admins" in words_of(open_doors.submit(screens.remove_form(FINANCE), by=SAM).view)
    assert open_doors.modals(SAM) == 0
    assert audiences(open_doors.database) == [FINANCE]
    assert everything_written(open_doors.database) == before


def test_a_button_beside_an_audience_that_is_gone_says_so(open_doors: Doors) -> None:
    for action in (screens.CHANGE, screens.REMOVE):
        open_doors.press(f"{action}.0", "Finance", by=ADA)
        assert "There is no such audience any more." in words_of(open_doors.private(ADA)[-1].blocks)


# -- removing -------------------------------------------------------------------------------------------------------


def test_removing_asks_first_and_then_removes(open_doors: Doors) -> None:
    known(open_doors.database, FINANCE)
    open_doors.push(shown(open_doors)["blocks"], "Remove", by=ADA)
    view = open_doors.modal(ADA)
    assert "Remove Finance?" in words_of(view)
    assert audiences(open_doors.database) == [FINANCE]
    answer = open_doors.submit(view, by=ADA)
    assert "Finance* is removed" in words_of(answer.view)
    assert audiences(open_doors.database) == []
    assert "This was done already." in words_of(open_doors.submit(view, by=ADA).view)


def test_what_changed_before_it_was_removed_is_asked_about_again(doors: Doors) -> None:
    known(doors.database, FINANCE)
    view = screens.remove_form(FINANCE) | {"id": "V1"}
    change(doors.database, doors.clock(), BETTER)
    again = doors.submit(view, by=ADA).view
    assert "It changed meanwhile" in words_of(again)
    assert audiences(doors.database) == [BETTER]
    doors.submit(again | {"id": "V1"}, by=ADA)
    assert audiences(doors.database) == []


def test_two_who_remove_one_audience_are_both_told_that_it_is_gone(doors: Doors) -> None:
    known(doors.database, FINANCE)
    remove(doors.database, doors.clock())
    answer = doors.submit(screens.remove_form(FINANCE), by=ADA)
    assert "Somebody removed this audience already." in words_of(answer.view)


@pytest.mark.parametrize("metadata", ["", "x", json.dumps(["Finance", "forged"]), json.dumps(["<!channel>", ""])])
def test_a_forged_form_changes_and_removes_nothing(doors: Doors, metadata: str) -> None:
    known(doors.database, FINANCE)
    for form in (change_form(), screens.remove_form(FINANCE)):
        doors.submit(form | {"private_metadata": metadata}, by=ADA)
    assert audiences(doors.database) == [FINANCE]


# -- whatever is typed ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def one_shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """One bot that many made-up forms are sent to."""
    opened: Database = open_database(f"sqlite:///{tmp_path_factory.mktemp('shelf')}/t.db")
    migrate(opened)
    clock = HandClock()
    furnish(opened, clock())
    yield Doors(opened, clock)
    opened.close()


PIECES = st.sampled_from(
    [
        *("Finance", "<!channel>", "<@U01APPROVER>", "*b*", "`x`", "&amp;", "\n", "\r\n", ",", " ", "\x00", "\u202e"),
        *("a@example.com", "=?UTF-8?Q?=0A?=Bcc: x@example.com", "<https://evil.example|click>", "😀", "\u2028", "\t"),
    ]
)
# What JSON carries: any character but halves of one.
TEXTS = st.lists(PIECES, max_size=4).map("".join) | st.text(max_size=90) | st.just("x" * 600)
IDS = st.lists(st.sampled_from(["C04FIN", "G0PRIV", "D01", "", "C04FIN|x", "<!here>"]), max_size=3)


@given(name=TEXTS, channels=IDS, mail=TEXTS, cares=TEXTS, words=TEXTS)
@settings(deadline=None, max_examples=80)
def test_whatever_is_typed_is_refused_beside_its_field_or_kept_and_stays_text(
    one_shelf: Doors, name: str, channels: list[str], mail: str, cares: str, words: str
) -> None:
    known(one_shelf.database)
    typed: dict[str, Any] = {NAME: name, CHANNELS: channels, MAIL: mail, CARES_ABOUT: cares, WORDS: words}
    answer = one_shelf.submit(new_form(), by=ADA, **typed)
    assert answer.status == 200
    kept = audiences(one_shelf.database)
    if answer.errors:
        assert set(answer.errors) <= set(typed)
        assert kept == []
        return
    (one,) = kept
    assert pings_of("", answer.view["blocks"]) == set()
    screen = shown(one_shelf)
    assert pings_of(screen["text"], screen["blocks"]) == set()
    must_fit_a_view(screens.remove_form(one))
    assert one_shelf.submit(change_form(one), by=ADA).errors == {}
    assert audiences(one_shelf.database) == [one]
    assert fingerprint(one) == fingerprint(kept[0])


def test_the_table_keeps_any_audience_as_it_is(house: Database) -> None:
    odd = Audience("é😀 <x>", ("C1A",), ("a@example.com",), "x\n\ny", ("no", "123", "a, b"))
    known(house, odd)
    with house.glance() as tx:
        assert records.all_of(tx, TEAM) == [odd]
