import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audiences.rules import MOST_ADDRESSES, MOST_CHANNELS, Audience
from bot.statements import wording
from bot.statements.rules import Fields, Link
from bot.statements.template import body_of
from bot.statements.wording import (
    LONGEST,
    complaints,
    reason_complaint,
    storable,
    tidied,
)

UNHURRIED = settings(deadline=None)  # other tests may be running beside these

NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
FINANCE = (Audience("Finance", ("C02FIN",), ("finance@example.com",)),)
GOOD = Fields(
    audience="Finance",
    outcome="You can send invoices from your phone.",
    happens="The invoice app opens to all of Finance.",
    day=date(2026, 3, 31),
    start=time(22),
    until=time(23),
    must_do="Install the app.",
    do_by=date(2026, 3, 31),
    ask_whom="4357",
    subject="Send invoices from your phone",
    body="You can send invoices from your phone.",
    links=(Link("Guide", "https://example.com/guide?a=1&b=2#top"),),
    channels=("C02FIN",),
    mail=("finance@example.com",),
    goes_at=NOW + timedelta(hours=1),
    zone="Asia/Tokyo",
)
LINES = {"outcome": wording.OUTCOME, "happens": wording.HAPPENS, "must_do": wording.MUST_DO, "body": wording.BODY}
ONE_LINERS = {"subject": wording.SUBJECT, "audience": wording.AUDIENCE, "ask_whom": wording.ASK_WHOM}
TEXTS = {**LINES, **ONE_LINERS, "mistake": wording.MISTAKE}


def said(fields: Fields, *, correcting: bool = False) -> list[tuple[str | None, str]]:
    found = complaints(fields, FINANCE, NOW, correcting=correcting)
    return [(one.field, one.sentence) for one in found]


def good(**values: Any) -> Fields:
    return replace(GOOD, **values)


def changed(**values: Any) -> list[tuple[str | None, str]]:
    return said(good(**values))


def test_a_statement_with_everything_may_be_handed_in() -> None:
    assert said(GOOD) == []
    assert storable(GOOD) == ()


def test_a_statement_with_the_least_may_be_handed_in() -> None:
    least = Fields(
        "Finance", "You can print.", "A new printer.", subject="Print", body="Print.", mail=("a@example.com",)
    )
    assert said(least) == []


@pytest.mark.parametrize("outcome", ["", "  ", "-", "…", "n/a", "N/A.", "TBD", "none", "nothing"])
def test_without_an_outcome_it_cannot_be_handed_in(outcome: str) -> None:
    sentence = "Without an outcome this is an announcement about us. What can Finance do afterwards?"
    assert changed(outcome=outcome) == [(wording.OUTCOME, sentence)]


def test_without_an_audience_it_cannot_be_handed_in() -> None:
    assert changed(audience="") == [(wording.AUDIENCE, "Who is this for? Choose an audience.")]
    assert "What can the readers do afterwards?" in changed(audience="", outcome="")[1][1]


def test_an_audience_that_is_gone_is_said_to_be_gone() -> None:
    sentence = "There is no audience “Sales” any more. Choose another one."
    assert changed(audience="Sales") == [(wording.AUDIENCE, sentence)]


def test_where_there_is_no_audience_at_all_an_admin_can_add_one() -> None:
    (found,) = complaints(GOOD, (), NOW)
    assert found.field == wording.AUDIENCE
    assert found.sentence == "There is no audience to write to yet. Ask an admin to add one: /statement audiences."


@pytest.mark.parametrize(
    ("name", "field"), [("happens", wording.HAPPENS), ("subject", wording.SUBJECT), ("body", wording.BODY)]
)
def test_what_happens_a_subject_and_a_text_have_to_be_there(name: str, field: str) -> None:
    assert [found for found, _ in changed(**{name: ""})] == [field]
    assert [found for found, _ in changed(**{name: " - "})] == [field]


def test_a_statement_has_to_go_somewhere() -> None:
    sentence = "Where does it go? Choose a channel, or write a mail address."
    assert changed(channels=(), mail=()) == [(wording.CHANNELS, sentence)]
    assert changed(channels=()) == []
    assert changed(mail=()) == []


def test_an_empty_form_is_told_everything_at_once() -> None:
    fields = [field for field, _ in said(Fields())]
    assert fields == [
        wording.AUDIENCE,
        wording.OUTCOME,
        wording.HAPPENS,
        wording.SUBJECT,
        wording.BODY,
        wording.CHANNELS,
    ]


# -- times ----------------------------------------------------------------------------------------------------------


def test_a_time_needs_a_day() -> None:
    sentence = "22:00 on which day? Choose one, or take the time out."
    assert changed(day=None) == [(wording.DAY, sentence)]


def test_an_end_needs_a_start() -> None:
    sentence = "Until 23:00, but from when? Choose when it starts, or take the end out."
    assert changed(start=None) == [(wording.START, sentence)]


def test_a_time_that_clocks_jump_over_is_refused_with_why_and_what_there_is() -> None:
    assert changed(day=date(2026, 3, 29), start=time(2, 30), until=time(2, 45), zone="Europe/Berlin", do_by=None) == [
        (
            wording.START,
            "There is no 02:30 on Sunday 29 March 2026 in Berlin: clocks go forward from 02:00 to 03:00. "
            "Choose a time before that, or from 03:00 on.",
        ),
        (
            wording.UNTIL,
            "There is no 02:45 on Sunday 29 March 2026 in Berlin: clocks go forward from 02:00 to 03:00. "
            "Choose a time before that, or from 03:00 on.",
        ),
    ]


def test_an_end_after_midnight_is_checked_on_its_own_day() -> None:
    (found,) = changed(day=date(2026, 3, 28), until=time(2, 30), start=time(22), zone="CET")
    assert found[0] == wording.UNTIL
    assert found[1].startswith("There is no 02:30 on Sunday 29 March 2026: clocks go forward")


def test_a_day_that_a_place_left_out_is_refused_with_the_next_one() -> None:
    (found,) = changed(day=date(2011, 12, 30), start=time(12), until=None, zone="Pacific/Apia")
    assert "clocks go forward from 00:00 to Saturday 31 December 2011, 00:00." in found[1]


def test_the_hour_that_comes_twice_is_fine() -> None:
    assert changed(day=date(2026, 11, 1), start=time(1, 30), until=time(1, 45), zone="America/New_York") == []


def test_announcing_what_is_past_is_fine() -> None:
    assert changed(day=date(2026, 2, 1)) == []


def test_a_duty_needs_no_date_but_a_date_needs_a_duty() -> None:
    assert changed(do_by=None) == []
    sentence = "What must they do by then? Say it here, or take the date out."
    assert changed(must_do="") == [(wording.MUST_DO, sentence)]


def test_a_deadline_that_is_over_when_it_comes_out_is_refused() -> None:
    sentence = (
        "Monday 2 March 2026 is over when this comes out on Tuesday 3 March 2026. Choose a later day, or take it out."
    )
    # 15:30 in London is half past midnight in Tokyo, where the author is.
    assert changed(do_by=date(2026, 3, 2)) == [(wording.DO_BY, sentence)]
    assert changed(do_by=date(2026, 3, 2), zone="Europe/London") == []
    assert changed(do_by=date(2026, 3, 2), goes_at=None) == []
    assert [field for field, _ in changed(do_by=date(2026, 3, 1), goes_at=None)] == [wording.DO_BY]


@pytest.mark.parametrize(("seconds", "fields"), [(300, []), (301, [wording.GOES_AT])])
def test_a_publishing_time_may_be_five_minutes_old(seconds: int, fields: list[str]) -> None:
    found = changed(goes_at=NOW - timedelta(seconds=seconds))
    assert [field for field, _ in found] == fields


def test_a_publishing_time_that_has_passed_is_said_by_the_authors_clock() -> None:
    (found,) = changed(goes_at=NOW - timedelta(hours=1))
    assert found[1] == (
        "Monday 2 March 2026, 22:30 (Tokyo time, UTC+9) has passed. "
        "Choose a later time, or let it go as soon as it is approved."
    )


def test_coming_out_after_it_began_is_the_authors_business() -> None:
    assert changed(day=date(2026, 3, 1)) == []


# -- corrections ----------------------------------------------------------------------------------------------------


def test_a_correction_says_what_was_wrong() -> None:
    assert [field for field, _ in said(GOOD, correcting=True)] == [wording.MISTAKE]
    assert said(good(mistake="The date was wrong."), correcting=True) == []


def test_what_is_out_can_be_corrected_after_its_deadline_and_when_its_audience_is_gone() -> None:
    late = good(mistake="The date.", audience="Sales", do_by=date(2026, 1, 1))
    assert said(late, correcting=True) == []


@pytest.mark.parametrize("reason", ["", " ", "-", "n/a"])
def test_taking_back_needs_a_reason(reason: str) -> None:
    found = reason_complaint(reason)
    assert found is not None
    assert found.field == wording.REASON


def test_a_reason_is_one_that_can_be_kept() -> None:
    assert reason_complaint(" The date was wrong.\r\n") is None
    assert reason_complaint("x" * 500) is None
    assert "1 more than the 500" in str(reason_complaint("x" * 501))
    assert "zero width space" in str(reason_complaint("a\u200bb"))


# -- what reaches headers -------------------------------------------------------------------------------------------

INJECTIONS = [
    "=?UTF-8?Q?=0A?=Bcc: x@example.com",
    "=?utf-8?b?Cg==?=Bcc: x@example.com",
    "=?iso-8859-1*en?Q?=0D=0A?= Bcc: x@example.com",
    "Good =?UTF-8?q?=0ABcc:_x@example.com",
    "Good\nBcc: x@example.com",
    "Good\r\nBcc: x@example.com",
    "Good\rBcc: x@example.com",
    "Good\r\n\r\n<b>body</b>",
    "Good\x0bBcc: x@example.com",
    "Good\x85Bcc: x@example.com",
    "Good\u2028Bcc: x@example.com",
    "Good\u2029Bcc: x@example.com",
    "Good\x00Bcc: x@example.com",
    "Good\x1b[2J",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_could_add_a_header_is_refused_in_the_subject(text: str) -> None:
    assert {field for field, _ in changed(subject=text)} == {wording.SUBJECT}
    assert {field for field, _ in said(tidied(good(subject=text)))} == {wording.SUBJECT}


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_could_add_a_header_is_refused_in_the_name_of_the_audience(text: str) -> None:
    found = complaints(good(audience=text), (Audience(text),), NOW)
    assert {one.field for one in found} == {wording.AUDIENCE}


@pytest.mark.parametrize("text", [*INJECTIONS, "=?UTF-8?Q?a?=@example.com", "a@example.com\nBcc: b@example.com"])
def test_what_could_add_a_header_is_refused_in_an_address(text: str) -> None:
    assert {field for field, _ in changed(mail=(text,))} == {wording.MAIL}


@UNHURRIED
@given(st.text())
def test_no_subject_that_is_accepted_is_more_than_one_line_of_what_it_looks_like(text: str) -> None:
    subject = f"A {text}"
    if not changed(subject=subject):
        assert "=?" not in subject
        assert len(subject.splitlines()) == 1
        assert not {"Cc", "Cs", "Zl", "Zp"} & set(map(unicodedata.category, subject))


def test_an_ordinary_subject_is_fine() -> None:
    for subject in ("Who pays? You = we", "Zürich: 印刷 & <more>", "50 % off, *really*?", "a" * 150):
        assert changed(subject=subject) == []


# -- what can be kept -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "field"), TEXTS.items())
def test_a_text_that_is_too_long_cannot_be_kept_and_is_told_by_how_much(name: str, field: str) -> None:
    most = LONGEST[field]
    assert storable(good(**{name: "x" * most})) == ()
    (found,) = storable(good(**{name: "x" * (most + 1)}))
    assert found.field == field
    assert found.sentence == f"This has {most + 1:,} characters, 1 more than the {most:,} there is room for."


@pytest.mark.parametrize(("name", "field"), TEXTS.items())
def test_what_nobody_sees_cannot_be_kept(name: str, field: str) -> None:
    (found,) = storable(good(**{name: "a\u202eb\x00c"}))
    assert found.field == field
    assert "right-to-left override (U+202E), NUL (U+0000)" in found.sentence


def test_hidden_signs_in_links_and_addresses_cannot_be_kept() -> None:
    for fields, field in (
        (good(links=(Link("a\u200bb", "https://example.com"),)), wording.LINKS),
        (good(links=(Link("a", "https://example.com/\x00"),)), wording.LINKS),
        (good(mail=("a\x00@example.com",)), wording.MAIL),
    ):
        assert [one.field for one in storable(fields)] == [field]


def test_links_fit_into_their_field() -> None:
    link = Link("A guide", "https://example.com/")
    assert storable(good(links=(link,) * 10)) == ()
    assert [one.sentence for one in storable(good(links=(link,) * 11))] == [
        "That is 11 links. Keep the 10 that matter most."
    ]
    long = Link("A guide", "https://example.com/" + "x" * 400)
    assert [one.field for one in storable(good(links=(long,) * 8))] == [wording.LINKS]
    longer = Link("A guide", "https://example.com/" + "x" * 481)
    assert [one.field for one in storable(good(links=(longer,)))] == [wording.LINKS]


def test_places_are_as_many_as_an_audience_may_have() -> None:
    channels = tuple(f"C{number:05}" for number in range(MOST_CHANNELS + 1))
    mail = tuple(f"a{number}@example.com" for number in range(MOST_ADDRESSES + 1))
    assert storable(good(channels=channels[1:], mail=mail[1:])) == ()
    assert [one.field for one in storable(good(channels=channels, mail=mail))] == [
        wording.CHANNELS,
        wording.MAIL,
    ]
    long = tuple(f"{number:02}{'x' * 60}@example.com" for number in range(MOST_ADDRESSES))
    assert ["A mailing list is one address." in one.sentence for one in storable(good(mail=long))] == [True]


@pytest.mark.parametrize("year", [1, 1999, 2100, 9999])
def test_a_year_that_is_a_slip_cannot_be_kept(year: int) -> None:
    day = date(year, 6, 1)
    found = storable(good(day=day, do_by=day))
    assert [one.field for one in found] == [wording.DAY, wording.DO_BY]
    assert found[0].sentence == f"The year {year} looks like a slip. Choose a day from 2000 to 2099."
    assert complaints(good(day=day, do_by=None), FINANCE, NOW)


def test_what_the_template_makes_of_the_longest_fields_fits_into_the_body() -> None:
    longest = Fields(outcome="x" * LONGEST[wording.OUTCOME], happens="y" * LONGEST[wording.HAPPENS])
    assert len(body_of(longest)) <= LONGEST[wording.BODY]


def test_tidying_takes_off_what_nobody_sees() -> None:
    loose = Fields(
        audience=" Finance ",
        outcome="a \r\n b\t",
        happens=" h ",
        must_do=" m ",
        ask_whom=" w ",
        subject=" a\tb ",
        body="\r\nx\r\ny ",
        mistake=" x ",
        links=(Link(" a \n b ", " https://example.com "),),
        channels=("C1", "C2", "C1"),
        mail=(" a@example.com", "A@example.com ", "", "b@example.com"),
    )
    assert tidied(loose) == Fields(
        audience="Finance",
        outcome="a\n b",
        happens="h",
        must_do="m",
        ask_whom="w",
        subject="a b",
        body="x\ny",
        mistake="x",
        links=(Link("a b", "https://example.com"),),
        channels=("C1", "C2"),
        mail=("a@example.com", "b@example.com"),
    )
    assert tidied(tidied(loose)) == tidied(loose)
