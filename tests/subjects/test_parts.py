"""What the parts of a draft are to each other: a place and what comes to it, a cause and what people lose by it."""

import pytest

from bot.subjects.packs import shipped
from bot.subjects.rewriting import rewrite
from bot.subjects.rules import Status
from bot.subjects.times import scan
from bot.subjects.wellformed import is_well_formed


def _told(draft: str) -> tuple[str, str]:
    found = rewrite(draft)
    assert found.status in (Status.OK, Status.KEEP), found.questions
    return found.rewrites[0].headline, found.rewrites[0].facts_line


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Coming soon to Larch: chart nodes", "Expect chart nodes on Larch"),
        ("Coming to the harbour library: self-checkout kiosks", "Expect self-checkout kiosks in the harbour library"),
        ("Coming soon to Moodle: new quiz types, new tabs", "Expect new quiz types in Moodle"),
    ],
)
def test_what_comes_is_told_with_where_it_comes_to(draft: str, headline: str) -> None:
    assert _told(draft)[0] == headline


@pytest.mark.parametrize(
    ("draft", "headline", "fact"),
    [
        ("Power cut at pier 7: berth radio and tide log down", "You can't use the berth radio and tide log", "pier 7"),
        ("Cooling failure in Data Hall 2: tide log switched off", "You lose the tide log", "Cooling failure"),
        ("Security patch for Tidelog: restage your apps by Friday", "Restage your apps by Friday", "Tidelog"),
    ],
)
def test_what_people_lose_or_do_is_told_and_its_cause_stands_below(draft: str, headline: str, fact: str) -> None:
    said, facts = _told(draft)
    assert said.startswith(headline)
    assert fact in f"{said} {facts}"


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Larch: OpenMPI upgrade on 3 May", "Expect OpenMPI on Larch to be upgraded on 3 May"),
        ("Moodle: quiz timer fixed", "You can use the quiz timer in Moodle again"),
    ],
)
def test_a_system_that_is_a_label_is_named_where_people_use_it(draft: str, headline: str) -> None:
    assert _told(draft)[0] == headline


def test_a_town_that_is_a_label_is_no_system() -> None:
    assert "Leeds" not in rewrite("Leeds: chart printing down").rewrites[0].headline.partition(" on ")[2]


def test_outages_of_no_named_service_are_interruptions() -> None:
    assert _told("Scheduled service outages affecting crews: 19 Nov–14 Dec")[0] == (
        "Expect service interruptions 19 Nov–14 Dec"
    )


def test_a_tag_behind_a_tag_is_a_label() -> None:
    assert _told("[Important][Larch] New data retention policy") == ("Read the new data retention policy", "Larch")


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Five ways to tie a mooring line", "Learn five ways to tie a mooring line"),
        ("6 Clues that give a fake pilot away", "Learn 6 clues that give a fake pilot away"),
        (
            "Fraudsters are phoning crews as the harbour desk",
            "Watch out for fraudsters phoning crews as the harbour desk",
        ),
        ("Highlight for Crews: Secure Your Berth Key", "Crews: secure your berth key"),
    ],
)
def test_advice_and_warnings_are_told_whole(draft: str, headline: str) -> None:
    assert _told(draft)[0] == headline


@pytest.mark.parametrize("draft", ["Gone sailing… see you in Fall!", "A quiet place to fall", "Welcome and crew news"])
def test_what_tells_a_reader_nothing_is_asked_about(draft: str) -> None:
    assert rewrite(draft).status is Status.NEEDS_INPUT


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Berth radio off 12-6 a.m., Sat., 1/27", "12-6 a.m., Sat., 1/27"),
        ("Radio works Friday 24 & Saturday 25 August", "Friday 24 & Saturday 25 August"),
        ("Radio outage 12:00 noon to 12:30pm", "12:00 noon to 12:30pm"),
        ("Radio off 2-4 p.m., Sun., Feb. 3", "2-4 p.m., Sun., Feb. 3"),
    ],
)
def test_a_time_of_several_parts_is_one(text: str, time: str) -> None:
    assert [one.text for one in scan(text)] == [time]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Radio outage 12:00 noon to 12:30pm", "from 12:00 noon to 12:30pm"),
        ("Radio works 11/4 to 11/7", "from 11/4 to 11/7"),
        ("Radio works 19 Nov–19 Dec", "19 Nov–19 Dec"),
        ("Radio works September-October 2024", "in September-October 2024"),
        ("Radio works planned for 3 May", "on 3 May"),
    ],
)
def test_a_time_is_spoken_with_the_word_it_takes(text: str, spoken: str) -> None:
    assert scan(text)[0].spoken == spoken


def test_to_fall_is_no_season() -> None:
    assert scan("Prices to fall in berth 7") == ()
    assert [one.text for one in scan("From spring to fall term")]


@pytest.mark.parametrize(
    "text",
    [
        "Watch out for a 6 clues that give it away",
        "Note that new changes is being made",
        "You can now use the new command allows downloads",
        "Expect trouble with the notice of relevant",
        "Note that harbour berth interface",
        "Register for the open from 1 November",
        "Expect the tide log to be fixed",
    ],
)
def test_what_is_no_sentence_is_not_shown(text: str) -> None:
    assert not is_well_formed(text, "tide log fixed", shipped())


@pytest.mark.parametrize(
    "text",
    [
        "Try a 6-month pilot",
        "Note that the news is now read at noon",
        "You can now use the plan that allows swaps",
        "You can now use tools for the crew",
        "Note that harbour berths are full",
        "Register for open water from 1 November",
    ],
)
def test_a_sentence_is_shown(text: str) -> None:
    assert is_well_formed(text, "tide log fixed", shipped())


def test_half_of_a_change_from_one_to_another_is_not_shown() -> None:
    draft = "berth rules from monthly to yearly renewal"
    assert not is_well_formed("Expect berth rules from monthly", draft, shipped())
    assert is_well_formed("Expect berth rules from May", draft, shipped())
