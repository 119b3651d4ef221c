"""Phrases read as a writer means them, and no phrase can take long."""

import pytest

from bot.subjects.patterns import MOST_SLOTS, BadPhrase, compile_phrase

LISTS = {"planned": ("planned", "scheduled")}


def slots(phrase: str, text: str) -> dict[str, str] | None:
    flat = f"{text} "
    spans = compile_phrase(phrase, LISTS).match(flat)
    return None if spans is None else {name: flat[start:end] for name, (start, end) in spans.items()}


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("{system} is down", "the old portal is down", {"system": "the old portal"}),
        ("@planned* (work|maintenance) on {system}", "planned work on jira", {"system": "jira"}),
        ("@planned* (work|maintenance) on {system}", "maintenance on jira", {"system": "jira"}),
        ("{system} outage [in|at] {rest?}", "email outage", {"system": "email"}),
        ("migrat* to {target}", "migrating to maui", {"target": "maui"}),
        ("read ...", "read this now", {}),
        ("{system} is down", "the portal is up", None),
    ],
)
def test_a_phrase_reads_a_text(phrase: str, text: str, found: dict[str, str] | None) -> None:
    assert slots(phrase, text) == found


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "(a+)+",
        "{a} {b}",
        "@nothing",
        "(a||b)",
        "{a} x {a}",
        "a" * 2000,
        "{A}",
        "{a} x {b} x {c} x {d}",
    ],
)
def test_what_is_no_phrase_is_refused_with_a_sentence(phrase: str) -> None:
    with pytest.raises(BadPhrase) as refused:
        compile_phrase(phrase, LISTS)
    assert str(refused.value).endswith((".", "none", "planned."))


def test_the_most_costly_phrase_comes_to_an_end_on_the_worst_text() -> None:
    phrase = compile_phrase("@planned* {a} x {b} y {c} z", LISTS)
    assert len(phrase.slots) == MOST_SLOTS
    assert phrase.match("planned x y " * 50) is None
