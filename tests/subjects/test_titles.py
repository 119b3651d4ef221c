"""Short titles of good news and of changes: what people can join, send, read, see, try or use, and where things are."""

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
        ("Tideview now supports passkeys", "You can now use passkeys in Tideview"),
        ("The berth planner now includes tide maps", "You can now find tide maps in the berth planner"),
        ("The pilot app now lets you share charts", "You can now share charts in the pilot app"),
        ("The pilot app now lets crews share charts", "You can now share charts in the pilot app"),
        ("Berth forms are available to download from the site", "You can now download berth forms from the site"),
        ("Boat finder now blocks old passes", "Expect the boat finder to block old passes"),
    ],
)
def test_what_a_thing_does_now_is_what_people_can_do(draft: str, headline: str) -> None:
    assert _first(draft)[0] == headline


@pytest.mark.parametrize(
    "draft",
    ["Tideview now shows errors", "Tideview now supports up to 40 boats", "Our team now supports pilots"],
)
def test_what_is_no_gain_is_not_offered(draft: str) -> None:
    assert not any("You can now" in one.headline for one in rewrite(draft).rewrites)


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Harbour day registration open", "Register for the harbour day"),
        ("Registration now open: winter regatta", "Register for the winter regatta"),
        ("Early registration open for the summer school", "Register for the summer school"),
        ("Mooring grant applications now open", "Apply for the mooring grant"),
        ("Mooring grants available", "You can now apply for mooring grants"),
        ("Safety award nominations open", "Send nominations for the safety award"),
        ("Call for posters: winter regatta", "Send posters for the winter regatta"),
        ("7th berth time call", "Answer the 7th berth time call"),
        ("Berth time call opens 5 May", "Answer the berth time call from 5 May"),
        ("Harbour user meeting 2031", "Join the harbour user meeting 2031"),
        ("New mailing list for bosuns", "You can now join the new mailing list for bosuns"),
        ("Consultation on berth fees", "Have your say on berth fees"),
    ],
)
def test_what_people_can_take_part_in_is_asked_of_them(draft: str, headline: str) -> None:
    assert _first(draft)[0] == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("2031 crew survey results", "See the 2031 crew survey results"),
        ("Crew survey results available", "See the crew survey results"),
        ("Updated ferry timetable", "See the updated ferry timetable"),
        ("Changes to our terms of use", "Read the updated terms of use"),
        ("Tips on reading tide tables", "Read the tips on reading tide tables"),
        ("How to moor at night", "Learn how to moor at night"),
        ("What you need to know about the new buoys", "Learn about new buoys"),
        ("What's new in Tideview 5", "See what's new in Tideview 5"),
    ],
)
def test_what_there_is_to_read_or_see_is_pointed_out(draft: str, headline: str) -> None:
    assert _first(draft)[0] == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Tide alarms public beta", "Try tide alarms in public beta"),
        ("Tide alarms private beta", "Expect tide alarms in private beta"),
        ("Early access to the new berths", "Expect early access to new berths"),
        ("Night chart default for new crews", "Expect the night chart by default for new crews"),
        ("Tide alarm pilot", "Expect a tide alarm pilot"),
    ],
)
def test_what_is_not_finished_is_not_promised_to_everybody(draft: str, headline: str) -> None:
    assert _first(draft)[0] == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("The tide board has moved", "Find the tide board in its new place"),
        ("The harbour wiki has moved to Confluence", "Find the harbour wiki in Confluence now"),
        ("Berth lists have migrated to the tide board", "Find berth lists in the tide board now"),
        ("Tideview.example is now seaview.example", "Use seaview.example instead of Tideview.example"),
        ("Chart sorting is now persistent", "Expect chart sorting to be persistent"),
        ("Blackboard is now Canvas", "Note that Blackboard is now Canvas"),
    ],
)
def test_what_has_changed_already_is_not_to_come(draft: str, headline: str) -> None:
    assert _first(draft)[0] == headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Expanding the chart archive", "Expect the chart archive to be expanded"),
        ("Relaunching the boat finder", "Expect the boat finder to be relaunched"),
        ("Reorganising our chart archive", "Expect the chart archive to be reorganised"),
        ("Changing your berth address", "Change your berth address"),
        ("Deleting old notes using the cleaner", "Delete old notes using the cleaner"),
        ("Eastwick Harbour to launch boat lending scheme", "Expect a boat lending scheme"),
        ("Introducing IPv6 support", "Expect IPv6 support"),
        ("More reliable uploads", "Expect more reliable uploads"),
        ("Improved chart search", "Expect improved chart search"),
        ("Our new ferry site", "You can now use the new ferry site"),
        ("The ferry company's new logo", "Expect the ferry company's new logo"),
        ("Harbour computers: usage quotas", "Expect usage quotas on harbour computers"),
    ],
)
def test_what_it_does_is_told_from_what_its_readers_do(draft: str, headline: str) -> None:
    assert _first(draft)[0] == headline


@pytest.mark.parametrize(
    "draft",
    [
        "New milestone as Tideview reaches 6,000 boats",
        "Entering public beta",
        "Ensuring data privacy",
        "New team member",
        "Introducing the harbour support specialist",
        "Announcing our partnership with Eastwick",
        "Self-service password reset",
        "Chart dependency changes",
    ],
)
def test_what_gives_a_reader_nothing_is_asked_about(draft: str) -> None:
    assert rewrite(draft).status is Status.NEEDS_INPUT


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("New laptops to borrow", "You can now borrow new laptops"),
        ("Ferry tickets on sale", "You can now buy ferry tickets"),
        ("Usage limits on free berths", "Expect usage limits on free berths"),
        ("Audit logs for crews", "Expect audit logs for crews"),
        ("Seachart 11 upgrade programme starts on 3 May", "Plan for the Seachart 11 upgrade programme on 3 May"),
        ("Drop support for Seachart 4", "You lose support for Seachart 4"),
    ],
)
def test_a_noun_that_sounds_like_a_verb_is_told_as_a_noun(draft: str, headline: str) -> None:
    assert _first(draft)[0] == headline


@pytest.mark.parametrize("draft", ["Search now covers tide maps", "Monitor recycling day", "Welcome and harbour news"])
def test_what_begins_like_a_duty_and_is_none_is_not_kept(draft: str) -> None:
    assert rewrite(draft).status is not Status.KEEP


@pytest.mark.parametrize("draft", ["Help us test the tide board", "Contact us by radio", "You can now yank releases"])
def test_what_speaks_to_its_reader_is_kept(draft: str) -> None:
    assert rewrite(draft).status is Status.KEEP


@pytest.mark.parametrize("draft", ["Charts available offline", "Packages can now be deprecated", "New shuttle stop"])
def test_what_is_no_loss_is_not_told_as_one(draft: str) -> None:
    assert not any("lose" in one.headline or "can't" in one.headline for one in rewrite(draft).rewrites)


def test_a_noun_behind_a_price_is_no_price() -> None:
    assert "costs" not in " ".join(one.headline for one in rewrite("Berth cost monitoring").rewrites)


def test_a_version_stays_with_what_comes_in_versions() -> None:
    assert _first("Python 3.12 available") == ("You can now use Python 3.12", "")


def test_a_new_thing_goes_by_its_own_name() -> None:
    assert _first("New software: Tidefinder 16") == ("You can now use Tidefinder 16", "New software")


def test_jobs_are_run_on_nodes_and_not_used() -> None:
    assert _first("New GPU nodes")[0] == "You can now run jobs on new GPU nodes"
