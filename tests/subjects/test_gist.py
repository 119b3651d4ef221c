"""What no phrase fits is read by the places of its words, and told as it stands where all else fails."""

import pytest

from bot.subjects.rewriting import rewrite
from bot.subjects.rules import Fields, Status
from bot.subjects.verb_forms import doing, done, forms


def headline(draft: str, **fields: str) -> str:
    result = rewrite(draft, Fields(**fields))
    return result.rewrites[0].headline if result.status is Status.OK else result.status


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ("Consolidation of student mailing lists", "Expect student mailing lists to be combined"),
        ("Grain drying sensors to be relabelled on 4 May", "Expect grain drying sensors to be relabelled on 4 May"),
        ("Fleet fuel card readers replaced at depots 2 and 4", "Use the new fleet fuel card readers at depots 2 and 4"),
        ("Rollout of Windows 11 paused", "Expect the rollout of Windows 11 later than planned"),
        ("Pilot of new check-in kiosks at gate B12", "Expect a pilot of new check-in kiosks"),
    ],
)
def test_what_happens_is_read_by_single_words(draft: str, said: str) -> None:
    assert headline(draft) == said


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (
            "Due to a fibre cut, the harbour office has no telephone service",
            "Expect no telephone at the harbour office",
        ),
        ("We are pleased to report that the build farm is back", "You can use the build farm again"),
        ("We will be retiring the old wiki on 5 May", "You lose the old wiki on 5 May"),
        ("Please note that the tills will be restarted overnight", "Expect tills to restart overnight"),
    ],
)
def test_openers_reasons_and_who_acts_are_peeled_off(draft: str, said: str) -> None:
    assert headline(draft) == said


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ("Some invoices were sent twice", "Note that some invoices were sent twice"),
        ("Dual monitors now standard for new desks", "Expect dual monitors to be standard for new desks"),
        ("Customers now log in with a text code", "Expect customers to log in with a text code"),
    ],
)
def test_a_sentence_that_nothing_reads_is_told_as_it_is(draft: str, said: str) -> None:
    assert headline(draft) == said


def test_a_duty_names_what_it_is_about() -> None:
    assert headline("Exam software check: install LockBrowser by 12 May") == (
        "Install LockBrowser by 12 May: exam software check"
    )
    assert headline("Scanners on loan: bring them back by 5 pm Friday") == "Bring scanners on loan back by 5 pm Friday"


def test_a_day_of_other_news_is_never_said_of_what_is_off() -> None:
    assert headline("Crew portal maintenance cancelled; runs on 9 June instead") == (
        "Expect no crew portal maintenance: it is cancelled"
    )


@pytest.mark.parametrize("draft", ["Print server migration", "Weekly status", "KB article updates", "Platform tuning"])
def test_it_still_asks_where_nothing_is_to_go_on(draft: str) -> None:
    assert rewrite(draft).status is Status.NEEDS_INPUT


def test_verbs_take_their_forms() -> None:
    assert list(forms("shut down")) == ["shut down", "shuts down", "shutting down"]
    assert (done("rename"), done("cut"), doing("retire"), done("tidy")) == ("renamed", "cut", "retiring", "tidied")
