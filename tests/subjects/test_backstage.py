"""What only IT works with is no news by itself: where nothing more is told, the bot asks."""

import html

import pytest

from bot.subjects.rewriting import rewrite
from bot.subjects.rules import Fields, GlossaryEntry, Status


@pytest.mark.parametrize(
    "draft",
    [
        "Firewall migration",
        "Core switch replacement",
        "LDAP decommissioning",
        "DNS migrated",
        "Load balancer deployed",
        "New server room",
        "Firewall deployed on 3 May",
    ],
)
def test_work_on_what_only_it_works_with_is_asked_about(draft: str) -> None:
    assert rewrite(draft).status is Status.NEEDS_INPUT


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Core switch replacement on 3 May", "Expect the core switch to be replaced on 3 May"),
        ("Radio migration", "Expect the radio to move"),
        ("Switch policy for mates", "Expect a switch policy for mates"),
    ],
)
def test_a_day_or_what_people_use_is_told_all_the_same(draft: str, headline: str) -> None:
    assert html.unescape(rewrite(draft).rewrites[0].headline) == headline


def test_what_author_or_glossary_say_of_it_is_told() -> None:
    known = (GlossaryEntry("Firewall", (), "the gate", "reach the harbour net", "Reach the harbour net at once"),)
    assert rewrite("Firewall migration", Fields(), known).status is Status.OK
    assert rewrite("Firewall migration", Fields(outcome="reach the harbour net")).status is Status.OK
