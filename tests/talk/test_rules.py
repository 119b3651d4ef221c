"""What words are by themselves, and which events are a person's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.talk.hearing import heard, my_name, words_in
from bot.talk.memory import MOST, Answered
from bot.talk.rules import Manner, Plain, Said, choices, chosen_from, is_bare, manner
from bot.topics.rules import Topic

ME = "U0PARTYBOT"


@pytest.mark.parametrize(
    ("words", "is_"),
    [
        ("", Manner.EVERYTHING),
        ("list", Manner.EVERYTHING),
        ("what's new?", Manner.EVERYTHING),
        ("what’s going on, any outages?", Manner.EVERYTHING),
        ("help", Manner.HELP),
        ("?", Manner.HELP),
        ("please help me", Manner.HELP),
        ("Thanks!", Manner.COURTESY),
        ("you're welcome :smile:", Manner.COURTESY),
        ("👍🏽", Manner.COURTESY),
        ("OK, got it. Thank you so much", Manner.COURTESY),
        ("ok?", Manner.VAGUE),
        ("hi there", Manner.VAGUE),
        ("is it back yet?", Manner.VAGUE),
        ("how are you", Manner.VAGUE),
        ("is the wifi back?", Manner.QUESTION),
        ("thanks, and the printer?", Manner.QUESTION),
        ("help with payroll", Manner.QUESTION),
        ("网络断了", Manner.QUESTION),
    ],
)
def test_words_are_told_by_what_is_in_them(words: str, is_: Manner) -> None:
    assert manner(words) is is_


@pytest.mark.parametrize("words", ["", " ", "?", "Help!", "HELP", "list."])
def test_a_subcommand_alone_is_one(words: str) -> None:
    assert is_bare(words)


@pytest.mark.parametrize("words", ["help desk", "wifi", "list of printers"])
def test_a_subcommand_with_more_words_is_a_question(words: str) -> None:
    assert not is_bare(words)


@given(st.text(max_size=300))
def test_any_text_is_something(words: str) -> None:
    assert manner(words) in Manner
    assert isinstance(words_in(words, ME), str)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"<@{ME}> is the wifi back?", "is the wifi back?"),
        (f"<@{ME}|partyline>: wifi", ": wifi"),
        (f"hey <@{ME}>", "hey"),
        (f"<@{ME}> <@U03STAFF> wifi?", "somebody wifi?"),
        ("a &lt;b&gt; &amp; <https://example.com|site>", "a <b> & site"),
    ],
)
def test_the_words_of_a_message_are_what_a_person_sees_without_the_bots_name(text: str, words: str) -> None:
    assert words_in(text, ME) == words


def test_without_knowing_its_name_the_bot_takes_the_first_name_for_its_own() -> None:
    assert words_in("<@U1> <@U2> wifi", "") == "somebody wifi"


def test_the_bots_name_is_the_one_known_or_the_one_the_event_is_for() -> None:
    body = {"authorizations": [{"user_id": "U7", "is_bot": False}, {"user_id": ME, "is_bot": True}]}
    assert my_name(body, "U9") == "U9"
    assert my_name(body, None) == ME
    assert my_name({}, None) == ""


def test_a_message_is_heard_with_its_place_and_thread() -> None:
    event = {"type": "message", "user": "U1", "channel": "D1", "ts": "2.0", "thread_ts": "1.0", "text": "wifi"}
    said = heard(event, ME)
    assert said == Said("D1", "1.0", "2.0", "wifi")
    assert said.is_direct
    assert not Said("C1", "", "2.0", "wifi").is_direct
    assert said.key != Said("D1", "", "2.1", "wifi").key


def test_a_message_sent_to_the_channel_too_is_heard_and_news_of_messages_is_not() -> None:
    event = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "2.0", "text": "wifi"}
    assert heard(event | {"subtype": "thread_broadcast"}, ME) is not None
    for subtype in ("message_changed", "message_deleted", "channel_join", "bot_message", "message_replied"):
        assert heard(event | {"subtype": subtype}, ME) is None


def test_what_was_answered_is_remembered_and_the_oldest_forgotten() -> None:
    answered = Answered()
    assert answered.add("a")
    assert not answered.add("a")
    for number in range(MOST):
        answered.add(str(number))
    assert "a" not in answered
    assert "0" in answered


def test_five_topics_to_choose_from_fit_into_a_delivery_and_come_back_in_their_order_without_those_that_are_gone() -> (
    None
):
    topics = [Topic(f"{number:016x}"[::-1], f"topic {number}") for number in range(5)]
    named = choices(topic.id for topic in topics)
    assert named.kind is Plain.CHOICES
    assert len(f"{named.about}/{16 * 'x'}") <= 64
    assert chosen_from(named.about, reversed(topics)) == topics
    assert chosen_from(named.about, topics[3:]) == topics[3:]
    assert chosen_from("", topics) == []
