"""Drafts that are a thing and its figure: what it costs, how much of it there is, after what time it ends."""

import pytest

from bot.subjects.rewriting import rewrite
from bot.subjects.rules import Status


def _first(draft: str) -> tuple[str, str]:
    result = rewrite(draft)
    assert result.status is Status.OK, (draft, result.status)
    return result.rewrites[0].headline, result.rewrites[0].facts_line


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Quay sauna: 5 euros a day from 1 Sept", "You pay 5 euros a day for the quay sauna from 1 Sept"),
        ("Yearly review: berth app now EUR 2 per boat instead of EUR 1.60", "You pay EUR 2 per boat for the berth app"),
        ("Mooring: EUR 30/month from January (was EUR 25)", "You pay EUR 30/month for mooring from January"),
        ("Harbour lunch GBP 6.50 from Monday", "You pay GBP 6.50 for the harbour lunch from Monday"),
        ("Calls to ships now charged at 5p a minute", "You pay 5p a minute for calls to ships"),
        ("Deck coffee 20 cents dearer from Monday", "You pay 20 cents more for the deck coffee from Monday"),
        ("Late fee for oars: 2 euros a day", "Expect a late fee for oars of 2 euros a day"),
    ],
)
def test_what_a_thing_costs_is_said_with_what_it_is_paid_for(draft: str, headline: str) -> None:
    assert _first(draft)[0] == headline


def test_the_old_price_stays_in_the_facts_line() -> None:
    headline, facts = _first("Yearly review: berth app now EUR 2 per boat instead of EUR 1.60")
    assert "1.60" in f"{headline} {facts}"


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Daily transfer limit now EUR 10,000", "Expect a daily transfer limit of EUR 10,000"),
        ("Cash withdrawals: max €500 a day from Monday", "Expect cash withdrawals of max €500 a day from Monday"),
        ("Prize for the best knot: 500 euros", "Expect a prize for the best knot of 500 euros"),
    ],
)
def test_nobody_pays_what_is_a_limit_or_a_prize(draft: str, headline: str) -> None:
    assert _first(draft)[0] == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Upload limit up from 5 to 10 MB", "Expect an upload limit of 10 MB, not 5"),
        ("Quay Wi-Fi: now 3 Mbit/s → 20 Mbit/s", "Expect Quay Wi-Fi at 20 Mbit/s, not 3 Mbit/s"),
        ("Deck drive: 20 GB instead of 5 GB from Monday", "Expect a deck drive of 20 GB, not 5 GB, from Monday"),
        ("Chart download quota raised to 50 GB per day", "Expect a chart download quota of 50 GB per day"),
        ("Loan period 2 weeks → 3 weeks from 1 May", "Expect a loan period of 3 weeks, not 2 weeks, from 1 May"),
        ("Deck films kept for 60 days instead of 120", "Expect deck films to be kept for 60 days, not 120"),
        ("Tickets valid for 90 minutes instead of 60", "Expect tickets to be valid for 90 minutes, not 60"),
        ("Licence fee per boat up 8% in 2026", "Expect the licence fee per boat to go up 8% in 2026"),
        ("Print quota reduced from 500 to 300 pages per term", "Expect a print quota of 300 pages per term, not 500"),
    ],
)
def test_a_new_figure_is_said_with_the_old_one(draft: str, headline: str) -> None:
    assert _first(draft)[0] == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Passwords: 14 characters from Monday", "Use 14 characters for passwords from Monday"),
        ("Tablet PIN: 6 digits instead of 4 from Monday", "Use 6 digits for your tablet PIN from Monday"),
        ("Guest passwords valid for 24 hours", "Expect guest passwords to be valid for 24 hours"),
    ],
)
def test_what_people_make_up_is_to_be_so_long(draft: str, headline: str) -> None:
    assert _first(draft)[0] == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Deck screens lock after 5 minutes from Tuesday", "Expect deck screens to lock after 5 minutes from Tuesday"),
        (
            "Deck sessions: signed out after 20 minutes idle",
            "Expect deck sessions to be signed out after 20 minutes idle",
        ),
        ("Gates close 2 minutes before departure", "Expect gates to close 2 minutes before departure"),
    ],
)
def test_what_ends_by_itself_after_a_time_is_not_lost(draft: str, headline: str) -> None:
    assert _first(draft)[0] == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Boat charging free until end of March", "Expect boat charging to be free until end of March"),
        ("Boat charging no longer free from 1 Sept", "Expect to pay for boat charging from 1 Sept"),
        ("Boat charging not free for visitors", "Expect to pay for boat charging for visitors"),
    ],
)
def test_what_is_free_and_what_no_longer_is_are_told_apart(draft: str, headline: str) -> None:
    assert _first(draft)[0] == headline


@pytest.mark.parametrize("draft", ["Outage: 3 hours", "Maintenance on Sunday: 30 minutes", "Knot training: 2 hours"])
def test_how_long_something_takes_is_no_figure_of_it(draft: str) -> None:
    assert " of " not in _first(draft)[0]


@pytest.mark.parametrize("draft", ["Some lockers: 50 GB from Monday", "Guest moorings may cost 5 euros a day"])
def test_doubt_and_some_are_not_lost_with_a_figure(draft: str) -> None:
    headline, facts = _first(draft)
    assert {"some", "may"} & set(f"{headline} {facts}".lower().split())
