"""Drafts whose verb is half said or not said at all, and drafts that say nothing to a reader."""

import pytest

from bot.subjects.rewriting import rewrite
from bot.subjects.rules import Fields, GlossaryEntry, Status


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Kiosks in hall 2 printing blank labels", "Expect blank labels in hall 2"),
        ("Crew emails landing in spam", "Expect crew emails to land in spam"),
        ("Badge reader roll-out floors 2-4", "Expect the badge reader on floors 2-4"),
        ("Fast chargers for halls A to D", "Expect fast chargers for halls A to D"),
        ("Mooring alerts: now by radio as well as by flag", "You can now get mooring alerts by radio"),
        ("The survey boats have been refitted with radar", "Find radar in survey boats"),
        ("30 repainted buoys to give away, first come first served", "Take your pick of 30 repainted buoys"),
        ("Do you know how to tie a bowline? Clinic every Wednesday", "Learn to tie a bowline"),
        ("Tidebook 7 – new version with charts you can share", "You can now share charts"),
        ("Berth page back up. Sorry for the trouble this morning.", "You can use the berth page again"),
        ("Tidebook will be unavailable Sat 6-8", "You can't use Tidebook on Sat 6-8"),
        ("Year-end berth forms are out", "You can now get berth forms"),
        ("Someone is pretending to be our harbour master", "Watch out for someone pretending to be our harbour master"),
        ("Crane panel stuck open", "Expect the crane panel to be stuck open"),
    ],
)
def test_what_is_half_said_is_told(draft: str, headline: str) -> None:
    assert [one.headline for one in rewrite(draft).rewrites][:1] == [headline]


@pytest.mark.parametrize(
    ("draft", "not_said"),
    [
        ("Tidebook gets dark mode", "can't"),
        ("Second monitor for everyone who works from home", "unavailable"),
        ("No Tidebook access for the back office on Friday", "again"),
        ("Year-end berth forms are out", "can't"),
    ],
)
def test_a_word_that_means_two_things_is_not_taken_for_bad_or_good_news(draft: str, not_said: str) -> None:
    rewrites = rewrite(draft).rewrites

    assert rewrites
    assert not_said not in rewrites[0].headline


@pytest.mark.parametrize(
    "draft", ["MES upgrade", "Firewall rule review", "Infra refresh done", "Q3 platform roadmap", "Important update"]
)
def test_work_that_concerns_nobody_is_asked_about(draft: str) -> None:
    result = rewrite(draft)

    assert result.status is Status.NEEDS_INPUT
    assert result.questions
    assert not result.rewrites


def test_work_is_told_where_somebody_says_what_it_is_good_for() -> None:
    known = GlossaryEntry("MES", outcome="See every order on one screen")

    assert rewrite("MES upgrade", Fields(outcome="see every order on one screen")).status is Status.OK
    assert rewrite("MES upgrade", glossary=(known,)).status is Status.OK
