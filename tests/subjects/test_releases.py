"""What a release or a device brings, told behind its name; questions that a draft answers; subjects that are good."""

import pytest

from bot.subjects.rewriting import rewrite
from bot.subjects.rules import GlossaryEntry, Status

_ROTA = GlossaryEntry("Quayrota", lets_you="see your shifts", outcome="Swap shifts from your phone")


def _first(draft: str) -> str:
    result = rewrite(draft)
    assert result.status is Status.OK, (draft, result.status)
    return result.rewrites[0].headline


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Berth app release 8 — copy last week with one tap", "Copy last week with one tap"),
        ("Crane software 5 - reject damaged crates with one button", "Reject damaged crates with one button"),
        (
            "New plotters (Elm 4) at piers 1-12 — print twice as many charts per day",
            "Print twice as many charts per day",
        ),
        ("Deck radio 4.0 with one-touch recording", "Expect one-touch recording in the deck radio"),
        ("Pilot app 6 that lets you pay mooring fines", "You can now pay mooring fines"),
        ("Deck radio firmware 4.18 fixes battery drain", "Expect an end to the battery drain"),
        ("Deck radio firmware 1.8: fewer false alarms", "Expect fewer false alarms"),
        ("Tide maps updated: east basin, west basin", "Use the updated tide maps: east basin, west basin"),
    ],
)
def test_what_a_release_brings_comes_first(draft: str, headline: str) -> None:
    assert _first(draft) == headline


@pytest.mark.parametrize(
    "draft",
    ["Deck radio firmware 7 fixes some crashes", "Radio patch 3 fixes security holes", "Radio patch 3 fixes bugs"],
)
def test_a_mend_that_nobody_notices_or_only_some_is_not_promised(draft: str) -> None:
    result = rewrite(draft)
    assert not any(one.headline.startswith("Expect an end to") for one in result.rewrites)


@pytest.mark.parametrize(
    "draft", ["Old chart viewer retired – print your charts by Friday", "Berth app 6 — restart your tablet by Friday"]
)
def test_what_is_asked_for_by_a_day_is_a_duty_and_no_gift(draft: str) -> None:
    assert rewrite(draft).rewrites[0].rule != "release.do"


@pytest.mark.parametrize(
    "draft",
    [
        "Quayrota 7.4.1 roll-out to all crews starts Monday 3 March",
        "Quayrota release 2025.2 on 4 August",
        "Roll-out of Quayrota 4.2 begins 3 March",
    ],
)
def test_a_dated_release_tells_what_the_glossary_says(draft: str) -> None:
    result = rewrite(draft, glossary=[_ROTA])
    assert result.rewrites[0].headline.startswith("Swap shifts from your phone")
    assert draft[-7:].strip() in f"{result.rewrites[0].headline} {result.rewrites[0].facts_line}"


@pytest.mark.parametrize(
    ("draft", "headline"),
    [
        ("Looking for the old tide list? It is under Tools", "Find the old tide list under Tools"),
        ("Looking for your old berth report? Where to find it in Tidebook", "Find your old berth report in Tidebook"),
        ("Where is the oar form? On the harbour page", "Find the oar form on the harbour page"),
        ("Can I still fax orders? No, from 1 June only by e-mail", "You can't fax orders from 1 June"),
        ("Can we still pay in cash? Yes, at desk 4", "You can still pay in cash at desk 4"),
        ("Will the slip be open on 26 December? No", "You can't use the slip on 26 December"),
        (
            "Is your deck PC still on Windows 7? It goes off the network on 1 May",
            "Expect the Windows 7 deck PC to go off the network on 1 May",
        ),
    ],
)
def test_a_question_that_answers_itself_is_told_as_its_answer(draft: str, headline: str) -> None:
    assert _first(draft) == headline


@pytest.mark.parametrize(
    "draft",
    [
        "Book meeting rooms from your phone from 1 March",
        "Sign delivery notes on screen from 4 May",
        "Order deck coats online from 1 June",
        "Report faults with a photo from 3 March",
        "Clock in by phone from 1 May",
    ],
)
def test_what_says_how_to_do_something_is_good_already(draft: str) -> None:
    assert rewrite(draft).status is Status.KEEP


@pytest.mark.parametrize("draft", ["Print queues on floor 2 down", "Order tracking offline", "Book returns suspended"])
def test_the_name_of_a_thing_is_not_kept_for_a_verb(draft: str) -> None:
    assert rewrite(draft).status is not Status.KEEP
