"""What approvers and authors are sent about the glossary, from the state of things when it is sent."""

from bot.storage import Database
from bot.subjects.flows import ENTRY_CARD, ENTRY_DECISION
from bot.subjects.letters import LETTERS
from tests.support.clock import HandClock
from tests.support.doors import must_fit_a_message, words_of
from tests.support.glossary import REMOTE, approve, propose, send_back
from tests.support.house import ADA, TEAM, furnish


def test_a_card_that_is_sent_late_shows_what_was_decided(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    proposed = propose(sqlite, clock(), REMOTE)
    approve(sqlite, proposed, clock())
    with sqlite.glance() as tx:
        message = LETTERS[ENTRY_CARD](tx, TEAM, proposed.approval.id, clock())
    assert message is not None
    assert "Approved by Ada Okafor" in message.text


def test_an_author_reads_the_reason(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    proposed = propose(sqlite, clock(), REMOTE)
    send_back(sqlite, proposed, clock(), reason="Too long.")
    with sqlite.glance() as tx:
        message = LETTERS[ENTRY_DECISION](tx, TEAM, proposed.approval.id, clock())
    assert message is not None
    must_fit_a_message({"text": message.text, "blocks": message.blocks})
    assert f"<@{ADA}> sent your glossary entry on VPN back:" in words_of(message.blocks)
    assert "Too long." in words_of(message.blocks)


def test_letters_about_what_is_gone_are_dropped(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    with sqlite.glance() as tx:
        assert [write(tx, TEAM, "gone", clock()) for write in LETTERS.values()] == [None, None]
