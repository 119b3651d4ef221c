"""Times in a text are found whole, with what they hang on, and never changed."""

import pytest

from bot.subjects.times import scan


@pytest.mark.parametrize(
    ("text", "lead", "found"),
    [
        ("System Upgrade to Version 999 as of March 31", "as of", "March 31"),
        ("Rivanna Maintenance: December 16-17, 2020", "", "December 16-17, 2020"),
        ("Change your password by Friday 5 pm", "by", "Friday 5 pm"),
        ("Email down on Sunday from 2 to 4 am", "on", "Sunday from 2 to 4 am"),
        ("Outage Sat 5 May 2024, 10:00 - 12:00 CET", "", "Sat 5 May 2024, 10:00 - 12:00 CET"),
        ("No phones until further notice", "until", "further notice"),
        ("Released 9.11.2023", "", "9.11.2023"),
        ("Update by Nov. 5", "by", "Nov. 5"),
        ("Moved from May 9 to May 23", "from", "May 9 to May 23"),
        ("Tonight's maintenance", "", "Tonight"),
        ("Reset within 24 hours", "within", "24 hours"),
        ("Move on 2026-03-31", "on", "2026-03-31"),
        ("Ready in spring 2025", "in", "spring 2025"),
        ("Essential work 11:20 BST (GMT+1) 9 Apr 2009", "", "11:20 BST (GMT+1) 9 Apr 2009"),
        ("Slow quay Wi-Fi First Week of Fall Semester", "", "First Week of Fall Semester"),
        ("Slow logins in the first weeks of term", "in", "the first weeks of term"),
        ("Disabled 60 days after graduation", "", "60 days after graduation"),
    ],
)
def test_a_time_is_found_whole(text: str, lead: str, found: str) -> None:
    (when,) = scan(text)
    assert (when.lead, when.text) == (lead, found)
    assert when.text in text


@pytest.mark.parametrize(
    "text",
    [
        "Email may be slow",
        "You march on",
        "Sprint 26-07 Release Notes",
        "Version 2.4",
        "Room 204",
        "8 x 1 TB",
        "Mayor's office",
    ],
)
def test_what_is_no_time_is_left_alone(text: str) -> None:
    assert scan(text) == ()


def test_a_time_without_a_lead_takes_the_one_it_needs_in_a_sentence() -> None:
    spoken = [scan(text)[0].spoken for text in ("Outage May 5", "Outage May 2024", "Outage 5 pm", "Outage tonight")]
    assert spoken == ["on May 5", "in May 2024", "at 5 pm", "tonight"]
    assert scan("Offline 23:00UTC 9 February")[0].spoken == "at 23:00UTC 9 February"
    assert scan("Swap the week commencing Monday 5 May")[0].spoken == "in the week commencing Monday 5 May"


def test_the_day_alone_stands_for_a_day_with_a_clock_but_not_for_days_or_deadlines() -> None:
    assert scan("Outage Sunday 3 March 02:00-06:00")[0].day == "on Sunday 3 March"
    assert scan("Outage from 5 May to 7 May")[0].day == ""
    assert scan("Submit by Friday 5 pm")[0].day == ""


def test_a_lead_in_capitals_is_small_in_a_sentence() -> None:
    assert scan("printers UNTIL FRIDAY")[0].spoken == "until FRIDAY"


@pytest.mark.parametrize("quoted", ["'Q4 berth list'", '"May crew rota"', "“2027 tide tables”"])
def test_a_time_that_a_quoted_name_begins_with_is_part_of_the_name(quoted: str) -> None:
    assert scan(f"Do not open {quoted} mailed on Monday")[0].text == "Monday"
    assert scan("Do not open it 'until Monday'")[0].text == "Monday"
