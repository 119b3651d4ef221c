"""What an author is sent of what comes back."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.deliveries.rules import Mail, Message
from bot.echoes import flows, screens
from bot.echoes.flows import HEARD, WISH
from bot.echoes.letters import LETTERS
from bot.echoes.rules import Counts, Ear, News, Wish, checked
from bot.statements.rules import Statement
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.doors import must_fit_a_message, must_fit_a_view, pings_of, words_of
from tests.support.echoes import FIRST, SECOND, hear, out, stand, sweep, take
from tests.support.house import NORA, TEAM, furnish

NASTY = "<!channel> *b* & <https://evil.example|click> :tada: <@U01APPROVER>"
NOW = HandClock()()


def letter(database: Database, clock: HandClock, kind: str, ref: str) -> Message | Mail | None:
    with database.glance() as tx:
        return LETTERS[kind](tx, TEAM, ref, clock())


def news(database: Database, clock: HandClock, statement: Statement, *replies: int) -> Message:
    stand(database, statement, clock(), C05FIN="1700000000.000100", C06CLOSE="1700000000.000200")
    take(database, clock())
    clock.tick(minutes=2)
    for number in replies:
        hear(database, clock, number)
        clock.tick(seconds=6)
    sweep(database, clock())
    found = letter(database, clock, HEARD, f"{statement.id}.{int(clock().timestamp())}")
    assert isinstance(found, Message)
    must_fit_a_message({"text": found.text, "blocks": found.blocks})
    return found


def links(node: Any) -> list[str]:
    """Return every address that can be opened from blocks."""
    if isinstance(node, dict):
        own = [node["url"]] if node.get("type") == "link" else []
        return own + [found for value in node.values() for found in links(value)]
    return [found for value in node for found in links(value)] if isinstance(node, list | tuple) else []


def test_a_letter_says_how_many_replies_are_new_under_what_and_where(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    statement = out(sqlite, clock())
    said = news(sqlite, clock, statement, 3)
    assert said.text == f"3 new replies under {statement.fields.subject}"
    assert "3 new replies under" in words_of(said.blocks)
    assert statement.fields.subject in words_of(said.blocks)
    assert FIRST in words_of(said.blocks)
    assert links(list(said.blocks)) == ["https://slack.com/archives/C05FIN/p1700000000000100"]


def test_one_reply_is_one_reply(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    said = news(sqlite, clock, out(sqlite, clock()), 1)
    assert said.text.startswith("1 new reply under")
    assert "Read it" in words_of(said.blocks)


def test_with_replies_in_several_channels_there_is_a_way_to_each(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    said = news(sqlite, clock, out(sqlite, clock(), FIRST, SECOND), 2, 1)
    assert said.text.startswith("3 new replies under")
    assert "2 new replies" in words_of(said.blocks)
    assert "1 new reply" in words_of(said.blocks)
    assert links(list(said.blocks)) == [
        "https://slack.com/archives/C05FIN/p1700000000000100",
        "https://slack.com/archives/C06CLOSE/p1700000000000200",
    ]


def test_a_subject_that_looks_like_a_ping_or_a_link_stays_text(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    statement = out(sqlite, clock(), subject=NASTY)
    said = news(sqlite, clock, statement, 1)
    assert pings_of(said.text, said.blocks) == set()
    assert "<!channel>" not in said.text
    assert len(links(list(said.blocks))) == 1


def test_what_a_reader_misses_is_quoted_as_they_wrote_it_with_their_name(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    statement = out(sqlite, clock(), subject=NASTY)
    with sqlite.transaction() as tx:
        flows.wish(tx, TEAM, statement_id=statement.id, words=NASTY, by=NORA, now=clock())
    said = letter(sqlite, clock, WISH, f"{statement.id}.{NORA}.1")
    assert isinstance(said, Message)
    must_fit_a_message({"text": said.text, "blocks": said.blocks})
    assert pings_of(said.text, said.blocks) <= {f"@{NORA}"}
    assert said.text.startswith("Nora Quinn misses something in")
    assert "<" not in said.text
    assert words_of(said.blocks).count(NASTY) == 2
    assert links(list(said.blocks)) == []


def test_letters_about_nothing_are_dropped(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    assert letter(sqlite, clock, WISH, f"gone.{NORA}.1") is None
    assert letter(sqlite, clock, HEARD, "gone.1") is None


@given(st.text(min_size=1, max_size=500), st.text(min_size=1, max_size=150), st.text(max_size=80))
def test_any_words_fit_slack_and_ping_nobody_but_who_wrote_them(words: str, subject: str, name: str) -> None:
    try:
        kept = checked(words)
    except Exception:  # noqa: BLE001 - what is refused is in no message
        return
    drawn = screens.wish(Wish("s1", NORA, 1, kept, NOW), subject, name)
    must_fit_a_message(drawn)
    assert pings_of(drawn["text"], drawn["blocks"]) <= {f"@{NORA}"}
    ears = tuple(Ear("s1", f"C{number}", "1.1", NOW, Counts(1, 0), None, 1, 1, NOW) for number in range(3))
    for some in (ears[:1], ears):
        told = screens.news(News(subject, some))
        must_fit_a_message(told)
        assert pings_of(told["text"], told["blocks"]) == set()
    must_fit_a_view(screens.wish_form("s1", subject))
