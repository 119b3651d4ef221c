"""What is sent about a question that met no line."""

from bot.asks import flows
from bot.asks.letters import ask
from bot.deliveries.rules import Message
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.doors import must_fit_a_message, pings_of, words_of
from tests.support.house import BEA, NETWORK, SAM, TEAM, furnish


def letter(database: Database, clock: HandClock, question: str, *askers: str, about: bool = False) -> Message:
    from bot.topics.flows import find

    furnish(database, clock())

    def write(tx: Tx) -> Message | None:
        topic = find(tx, TEAM, NETWORK) if about else None
        for asker in askers or (SAM,):
            flows.record(tx, TEAM, question=question, topic=topic, by=asker, now=clock())
        ref = tx.exec_driver_sql("SELECT id FROM asks").scalar_one()
        return ask(tx, TEAM, ref, clock())

    with database.transaction() as tx:
        message = write(tx)
    assert message is not None
    must_fit_a_message({"text": message.text, "blocks": message.blocks})
    return message


def test_a_letter_says_what_was_asked_and_by_whom_without_pinging_them(sqlite: Database, clock: HandClock) -> None:
    message = letter(sqlite, clock, "quantum printer")
    assert message.text == "No party line for: quantum printer"
    assert "Sam Rivera was asked: quantum printer" in words_of(message.blocks)
    assert pings_of(message.text, message.blocks) == set()


def test_a_letter_names_the_topic_where_there_is_one(sqlite: Database, clock: HandClock) -> None:
    assert "no party line on *Network*" in words_of(letter(sqlite, clock, "wifi", about=True).blocks)


def test_a_letter_counts_how_often_the_same_was_asked(sqlite: Database, clock: HandClock) -> None:
    message = letter(sqlite, clock, "quantum printer", SAM, BEA, SAM)
    assert "Asked 3 times." in words_of(message.blocks)
    assert message.text.endswith("Asked 3 times.")


def test_a_question_of_nothing_is_shown_as_such(sqlite: Database, clock: HandClock) -> None:
    assert "(nothing typed)" in words_of(letter(sqlite, clock, "").blocks)


def test_a_question_pings_nobody_and_holds_nothing_unseen(sqlite: Database, clock: HandClock) -> None:
    nasty = "<!channel> <@U01APPROVER> *b* \u202egnirts\u202c \x00\x07 🛜"
    message = letter(sqlite, clock, nasty)
    assert pings_of(message.text, message.blocks) == set()
    for unseen in ("\u202e", "\x00", "\x07"):
        assert unseen not in message.text + words_of(message.blocks)
    assert "🛜" in message.text


def test_a_letter_about_an_ask_that_is_gone_is_dropped(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    with sqlite.glance() as tx:
        assert ask(tx, TEAM, "gone", clock()) is None
