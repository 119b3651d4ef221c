"""Asking which topic or incident is meant, without losing what was typed."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.incidents.rules import Incident, IncidentStatus, Severity
from bot.party_lines import pickers
from bot.party_lines.pickers import Picked, unpack
from bot.party_lines.rules import CLOSE, OPEN, UPDATE
from bot.refusals import Refusal
from bot.topics.rules import Topic
from tests.support.doors import elements_of, must_fit_a_message, words_of

NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
TOPICS = [Topic(f"t{n}", f"network {n}") for n in range(9)]


@given(st.sampled_from([OPEN, UPDATE, CLOSE]), st.text(max_size=4000))
@example(OPEN, "\x01" * 4000)
@example(CLOSE, '"' * 1990)
@example(UPDATE, "x" * 1950)
def test_what_was_picked_fits_a_button_and_comes_back(verb: str, text: str) -> None:
    packed = Picked(verb, "t1", "i1", text).pack()
    assert len(packed) <= 2000
    back = unpack(packed)
    assert (back.verb, back.topic_id, back.incident_id) == (verb, "t1", "i1")
    assert text.startswith(back.text)


def test_words_of_a_usual_length_come_back_whole() -> None:
    text = "Wi-Fi is “down” on floors 2 & 5 <really>. " * 20
    assert unpack(Picked(OPEN, "t1", "", text).pack()).text == text


@given(st.text(max_size=300))
def test_a_forged_button_is_refused_with_a_sentence(value: str) -> None:
    with pytest.raises(Refusal, match="type the command again"):
        unpack(value)


def test_near_topics_are_offered_as_at_most_five_buttons_that_keep_the_text() -> None:
    for verb in (OPEN, UPDATE, CLOSE):
        screen = pickers.which_topic(verb, "Which topic?", TOPICS, ["network"], "Wi-Fi down")
        must_fit_a_message(screen)
        buttons = elements_of(screen["blocks"])
        assert len(buttons) == 5
        assert unpack(buttons[1]["value"]) == Picked(verb, "t1", "", "Wi-Fi down")


def test_without_a_near_topic_people_are_shown_how_to_name_one() -> None:
    screen = pickers.which_topic(CLOSE, "Which topic?", [], ["network", "*pay*<roll>"], "")
    must_fit_a_message(screen)
    assert "`/partyline close network`" in words_of(screen["blocks"])
    assert "pay&lt;roll&gt;" in words_of(screen["blocks"])
    must_fit_a_message(pickers.which_topic(OPEN, "Which topic?", [], [], ""))


def test_incidents_are_told_apart_by_what_is_said_about_them() -> None:
    incident = Incident("i1", "Network", Severity.MAJOR, IncidentStatus.IDENTIFIED, "U1", NOW, None, ("t1",))
    asked = Picked(UPDATE, "t1", "", "x")
    screen = pickers.which_incident(
        asked, TOPICS[1], [(incident, "Wi-Fi <!channel> is down."), (incident, "")] * 8, NOW
    )
    must_fit_a_message(screen)
    assert "“Wi-Fi <!channel> is down.”" in words_of(screen["blocks"])
    assert "not approved yet" in words_of(screen["blocks"])
    assert "2026-03-02 14:30 UTC> · major · commander <@U1>" in words_of(screen["blocks"])
    assert [unpack(one["value"]).incident_id for one in elements_of(screen["blocks"])] == ["i1"] * 10


def test_with_nothing_open_people_are_told_how_to_open() -> None:
    screen = pickers.nothing_open(TOPICS[0])
    must_fit_a_message(screen)
    assert "`/partyline open network 0`" in words_of(screen["blocks"])
