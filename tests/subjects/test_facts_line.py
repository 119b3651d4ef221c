"""The facts line keeps whole what a headline leaves out: no number without its name, no bracket half open."""

import html

import pytest

from bot.subjects.rewriting import NOTHING_MORE, rewrite
from bot.subjects.rules import Fields


@pytest.mark.parametrize(
    ("draft", "fields", "kept"),
    [
        ("Crane planner go-live wave 2: Nelson quay from 14 April", NOTHING_MORE, "wave 2"),
        ("Berth app upload button blocked after 03/04 patch", NOTHING_MORE, "After 03/04 patch"),
        (
            "Lua 5.1 modules will be removed from the berth planner in May",
            Fields(action="move your scripts to Lua 6"),
            "Lua 5.1",
        ),
        (
            "Harbour safety e-learning (mandatory, 15 min) to be completed by 28 Feb",
            Fields(action="Complete the harbour course by 28 Feb"),
            "(mandatory, 15 min)",
        ),
        ("Berth planner restored after pump failure", NOTHING_MORE, "after pump failure"),
        ("Quay services back following earlier outage", NOTHING_MORE, "following earlier outage"),
        (
            "Emergency reboot tonight",
            Fields(service="Berthnet", outcome="outages of about five minutes"),
            "five minutes",
        ),
        ("Berth planner maintenance on 3 May", Fields(outcome="interruptions of an hour"), "interruptions of an hour"),
        (
            "Quay security - phishing alert for staff",
            Fields(action="Do not click the link or share any details"),
            "phishing alert for staff",
        ),
        ("Berth survey", Fields(outcome="The berth planner closes at 3 a.m."), "at 3 a.m."),
        (".NET apps outage on 5 May", NOTHING_MORE, ".NET"),
        ("Old .NET packages will be removed", NOTHING_MORE, ".NET"),
    ],
)
def test_what_is_left_out_is_kept_with_what_it_belongs_to(draft: str, fields: Fields, kept: str) -> None:
    first = rewrite(draft, fields).rewrites[0]
    assert kept.lower() in html.unescape(f"{first.headline}\n{first.facts_line}").lower()


@pytest.mark.parametrize(
    "draft",
    [
        "New milestone as Fishbase reaches 6,000 users",
        "Harbour awareness course (mandatory, 15 min) to be done by 28 Feb",
    ],
)
def test_no_headline_ends_inside_a_number_or_has_a_hole_in_it(draft: str) -> None:
    for one in rewrite(draft).rewrites:
        assert "reaches 6," in one.headline or "reaches 6" not in one.headline
        assert ", )" not in one.headline
