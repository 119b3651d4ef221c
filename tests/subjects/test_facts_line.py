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
    ],
)
def test_what_is_left_out_is_kept_with_what_it_belongs_to(draft: str, fields: Fields, kept: str) -> None:
    first = rewrite(draft, fields).rewrites[0]
    assert kept in html.unescape(f"{first.headline}\n{first.facts_line}")


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
