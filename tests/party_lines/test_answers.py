"""From what somebody typed to what to say."""

import dataclasses
from datetime import timedelta

import pytest

from bot.incidents.rules import Severity
from bot.party_lines import answers
from bot.party_lines.board import Board
from bot.party_lines.rules import LineKind
from bot.party_lines.serving import MOST_ROWS, Answer, Cards, Everything, Live, NoLine, WhichOne
from bot.topics.rules import Topic
from tests.support.shelves import HOLD, NOW, board, live, text

NETWORK = Topic("t-network", "network", ("wifi",))
PAYROLL = Topic("t-payroll", "payroll")
LONDON, PARIS = Topic("t-london", "vpn london"), Topic("t-paris", "vpn paris")
TOPICS = [NETWORK, PAYROLL, LONDON, PARIS]
DEFAULT = text(LineKind.DEFAULT, "No message on that.")
STANDING = text(LineKind.STANDING, "The network works.", "t-network")


def place(*lives: tuple[str, Live]) -> Board:
    return board(TOPICS, list(lives), [STANDING, DEFAULT])


def ask(source: Board, words: str, after: timedelta = timedelta(0)) -> Answer:
    return answers.look_up(source, words, NOW + after)


def sentences(answer: Answer) -> list[str]:
    assert isinstance(answer, Cards | Everything), answer
    return [one.say for one in (answer.cards if isinstance(answer, Cards) else answer.rows)]


@pytest.mark.parametrize("words", ["network", "wifi", "Wi-Fi?", "is the WIFI back", "networks"])
def test_whatever_it_is_called_the_topics_line_is_said(words: str) -> None:
    assert sentences(ask(place(live("Down.")), words)) == ["Down."]


def test_a_typing_slip_is_answered_and_says_for_what() -> None:
    answer = ask(place(live("Down.")), "netwrok")
    assert isinstance(answer, Cards)
    assert (sentences(answer), answer.corrected) == (["Down."], ("network",))


def test_what_could_be_several_topics_gives_choices_and_no_line() -> None:
    answer = ask(place(live("Down.", "t-london")), "vpn")
    assert isinstance(answer, WhichOne)
    assert {topic.id for topic in answer.topics} == {"t-london", "t-paris"}


def test_an_unknown_topic_gets_the_default_line_and_what_was_typed_is_kept() -> None:
    assert ask(place(), "coffee machine") == NoLine("coffee machine", DEFAULT)


def test_without_a_default_line_there_is_none() -> None:
    assert ask(board(TOPICS, [], []), "coffee machine") == NoLine("coffee machine", None)


def test_a_topic_with_nothing_to_say_gets_the_default_line_and_is_named() -> None:
    assert ask(place(), "payroll") == NoLine("payroll", DEFAULT, PAYROLL)


def test_another_topics_standing_line_is_never_said() -> None:
    assert isinstance(ask(place(), "payroll"), NoLine)
    assert sentences(ask(place(), "network")) == ["The network works."]


def test_two_topics_at_once_get_two_cards_in_the_order_they_were_typed() -> None:
    source = place(live("Network down."), live("Payroll late.", "t-payroll"))
    assert sentences(ask(source, "payroll and wifi")) == ["Payroll late.", "Network down."]
    assert sentences(ask(source, "wifi payroll")) == ["Network down.", "Payroll late."]


def test_several_incidents_on_one_topic_get_a_card_each_the_most_severe_first() -> None:
    source = place(live("Slow.", severity=Severity.MINOR), live("Down.", severity=Severity.CRITICAL))
    answer = ask(source, "network")
    assert isinstance(answer, Cards)
    assert sentences(answer) == ["Down.", "Slow."]


def test_more_cards_than_a_phone_shows_become_rows() -> None:
    answer = ask(place(*(live(f"Trouble {number}.") for number in range(3))), "network")
    assert isinstance(answer, Everything)
    assert (len(answer.rows), answer.more) == (3, 0)


def test_more_rows_than_slack_takes_are_counted() -> None:
    answer = ask(place(*(live(f"Trouble {number}.") for number in range(MOST_ROWS + 3))), "network")
    assert isinstance(answer, Everything)
    assert (len(answer.rows), answer.more) == (MOST_ROWS, 3)


def test_once_the_promise_has_passed_the_old_sentence_and_time_are_in_no_answer() -> None:
    source = place(live("Back by 15:00."))
    for answer in (ask(source, "wifi", timedelta(minutes=30)), answers.everything(source, NOW + timedelta(minutes=30))):
        assert sentences(answer) == [HOLD]
    assert answers.said_about(source, "t-network", "", NOW + timedelta(minutes=30)) == HOLD


def test_a_topic_that_is_gone_is_left_out() -> None:
    source = dataclasses.replace(place(live("Down.")), by_id={})
    assert ask(source, "network") == NoLine("network", DEFAULT)


# --- everything ------------------------------------------------------------------------------------------------


def test_everything_lists_what_is_going_on_and_names_the_quiet_topics() -> None:
    source = place(live("Down."), live("Late.", "t-payroll"))
    answer = answers.everything(source, NOW)
    assert sorted(sentences(answer)) == ["Down.", "Late."]
    assert answer.quiet_topics == ("vpn london", "vpn paris")


def test_what_is_over_comes_last() -> None:
    source = place(live("Over.", closed=timedelta(0)), live("Late.", "t-payroll"))
    assert sentences(answers.everything(source, NOW)) == ["Late.", "Over."]


def test_a_topic_whose_trouble_is_long_over_is_quiet() -> None:
    source = place(live("Over.", closed=timedelta(0)))
    answer = answers.everything(source, NOW + timedelta(hours=25))
    assert (answer.rows, answer.quiet_topics) == ((), ("network", "payroll", "vpn london", "vpn paris"))


def test_the_most_urgent_is_never_cut_off() -> None:
    many = [live(f"Slow {number}.", severity=Severity.MINOR) for number in range(MOST_ROWS)]
    answer = answers.everything(place(*many, live("Down.", "t-paris", severity=Severity.CRITICAL)), NOW)
    assert sentences(answer)[0] == "Down."
    assert (len(answer.rows), answer.more) == (MOST_ROWS, 1)


def test_with_nothing_going_on_everything_is_quiet() -> None:
    answer = answers.everything(place(), NOW)
    assert (answer.rows, answer.more, len(answer.quiet_topics)) == ((), 0, 4)


# --- said about ------------------------------------------------------------------------------------------------


def test_what_is_said_about_a_topic_is_its_first_sentence() -> None:
    assert answers.said_about(place(), "t-network", "", NOW) == "The network works."
    assert answers.said_about(place(), "t-payroll", "", NOW) == "No message on that."
    assert answers.said_about(board(TOPICS, [], []), "t-payroll", "", NOW) is None
    many = place(*(live(f"Trouble {n}.", severity=Severity.MINOR) for n in range(3)), live("Worst."))
    assert answers.said_about(many, "t-network", "", NOW) == "Worst."


def test_examples_are_made_of_some_topics() -> None:
    assert answers.some_topics(place()) == [topic.name for topic in TOPICS]
    assert len(answers.some_topics(board([Topic(f"t{n}", f"topic {n}") for n in range(50)], [], []))) == 10


BOTH = [("t-network", live("Both are down.")[1]), ("t-payroll", live("Both are down.")[1])]


def test_an_incident_on_two_topics_is_listed_once_and_both_are_named() -> None:
    found = answers.everything(place(*BOTH, live("Paris.", "t-paris", severity=Severity.MINOR)), NOW)
    assert [(row.title, row.say) for row in found.rows] == [
        ("Network and Payroll", "Both are down."),
        ("Vpn paris", "Paris."),
    ]
    assert found.quiet_topics == ("vpn london",)


def test_asked_about_both_topics_of_an_incident_its_line_is_said_once() -> None:
    answer = ask(place(*BOTH), "network and payroll")
    assert isinstance(answer, Cards)
    assert [(card.title, card.say) for card in answer.cards] == [("Network and Payroll", "Both are down.")]


def test_asked_about_one_of_its_topics_that_one_is_named() -> None:
    answer = ask(place(*BOTH), "payroll")
    assert isinstance(answer, Cards)
    assert [card.title for card in answer.cards] == ["Payroll"]
