"""Outages, symptoms, retirements and duties in odd or few words: nothing lost, nothing dressed up, few questions."""

import pytest

from bot.subjects.rewriting import rewrite
from bot.subjects.rules import Fields, Status
from bot.subjects.times import scan


def _first(draft: str, **given: str) -> str:
    found = rewrite(draft, Fields(**given))
    return found.rewrites[0].headline if found.rewrites else ""


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Very slow today: berth booking, cause not known yet", "Expect berth booking to be slow today"),
        ("Broken since yesterday: pier 2 reader", "You can't use the pier 2 reader since yesterday"),
        ("Again down: the crane radio", "You can't use the crane radio"),
        ("Not working at the moment is the crane in Block A", "You can't use the crane in Block A"),
    ],
)
def test_state_before_its_thing_is_said_of_it(draft: str, headline: str) -> None:
    assert _first(draft) == headline


@pytest.mark.parametrize("draft", ["Sauna: closed Monday", "Wi-Fi: off tonight", "Post room: closed at 15:00 today"])
def test_what_is_closed_behind_a_colon_is_never_back(draft: str) -> None:
    headline = _first(draft)
    assert headline
    assert "again" not in headline
    assert "cancelled" not in headline


def test_closed_ticket_is_still_over() -> None:
    assert _first("Incident closed: crane scales are back") == "You can use crane scales again"


@pytest.mark.parametrize(
    "draft",
    [
        "Crane lamps at the piers might drop out tonight",
        "Pier lifts may stop briefly on Thursday",
        "The tide feed might pause on Sunday",
        "Crane cameras possibly offline 3-4 am",
    ],
)
def test_doubt_stays_in_headline(draft: str) -> None:
    assert {"may", "might", "could", "possibly"} & set(_first(draft).lower().split())


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Old berth planner goes Friday", "You lose the old berth planner on Friday"),
        ("Berth telex: last day 31 May", "You lose the berth telex after 31 May"),
        ("Quay printer's last day is 30 June", "You lose the quay printer after 30 June"),
        ("Deck recordings deleted after 90 days", "Expect deck recordings to be deleted after 90 days"),
    ],
)
def test_what_goes_is_a_loss_in_any_verb(draft: str, headline: str) -> None:
    assert _first(draft) == headline


def test_person_whose_last_day_it_is_is_no_loss_of_a_thing() -> None:
    assert "You lose" not in _first("Anna's last day is Friday")


def test_until_then_is_after_that_day() -> None:
    assert _first("Old logbook until 12 December, then read-only").endswith("read-only after 12 December")


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        (
            "Must-do: all cranes on piers 2 to 5 must be shut down by 19:00",
            "You must shut down all cranes on piers 2 to 5 by 19:00",
        ),
        ("Berth feeds must switch to v3 before 1 May", "Move berth feeds to v3 before 1 May"),
        ("Reboot tonight, please", "Reboot tonight"),
        ("Leave your PC on: security patch tonight", "Leave your PC on tonight"),
    ],
)
def test_duty_of_the_reader_is_no_loss(draft: str, headline: str) -> None:
    assert _first(draft) == headline


@pytest.mark.parametrize("draft", ["Return pool tablets", "Change PIN today", "Shut down lab PCs tonight"])
def test_bare_imperative_is_kept(draft: str) -> None:
    assert rewrite(draft).status is Status.KEEP


@pytest.mark.parametrize("draft", ["Access cards", "Charge cards", "Reset button", "Shut down notice"])
def test_bare_name_is_still_asked_about(draft: str) -> None:
    assert rewrite(draft).status is Status.NEEDS_INPUT


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("SCHEDULED DOWNTIME WMS 23:30-01:15 TONIGHT ALL SITES", "You can't use WMS at all sites 23:30-01:15 tonight"),
        ("INC0099121 | P2 | ERP latency Gdynia", "Expect the ERP to be slow in Gdynia"),
        ("NETWORK DOWN BUILDING 9", "Expect no network in building 9"),
    ],
)
def test_noun_pile_names_its_system_and_place(draft: str, headline: str) -> None:
    assert _first(draft) == headline


def test_exchange_in_the_dark_is_planned_around_and_not_done_by_readers() -> None:
    given = {"service": "Harbour Archive", "window": "Thursday 22:00 to 23:00"}
    assert _first("Disk controller swap", **given) == "Plan around changes to the Harbour Archive on Thursday"


def test_no_downtime_is_never_told_as_none_expected() -> None:
    assert "no expected" not in _first("Crane patching, wave 2 of 4, no downtime expected")
    assert _first("Tide database maintenance Sunday, no downtime") == "Expect no downtime on Sunday"


def test_number_of_a_place_is_no_day() -> None:
    assert [one.text for one in scan("Lamp test in Ward 4, 9 May, 13:00-14:00")] == ["9 May, 13:00-14:00"]


def test_hours_without_colon_are_a_window_and_years_are_none() -> None:
    assert [one.text for one in scan("Closed Sunday 0600-0900")] == ["Sunday 0600-0900"]
    assert not scan("Strategy 2019-2024")


def test_thing_that_opens_by_itself_is_no_gift() -> None:
    assert _first("Door 5 opens by itself") == "Expect Door 5 to open by itself"


def test_address_that_a_headline_leaves_out_stands_in_facts_line() -> None:
    found = rewrite("Berth portal moves to berths.harbour.example on 3 Nov; old bookmarks will not work").rewrites[0]
    assert "berths.harbour.example" in f"{found.headline} {found.facts_line}"
