"""What a commander is sent of what people are asked."""

from bot.listening import flows
from bot.listening.letters import LETTERS
from bot.party_lines.reach import TALLY
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.doors import must_fit_a_message, pings_of, words_of
from tests.support.house import NETWORK, SAM, TEAM, furnish
from tests.support.lines import go_live


def test_a_tally_pings_nobody_and_fits_slack(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    line = go_live(sqlite, clock())
    with sqlite.transaction() as tx:
        for number in range(40):
            question = f"<!channel> <@U01APPROVER> *b* {number} " + "&<>" * 50
            flows.pass_on(tx, TEAM, incident_id=line.series, topic_id=NETWORK, question=question, by=SAM, now=clock())
        message = LETTERS[TALLY](tx, TEAM, line.series, clock())
    assert message is not None
    must_fit_a_message({"text": message.text, "blocks": message.blocks})
    assert pings_of(message.text, message.blocks) == set()
    assert "35 more questions" in words_of(message.blocks)


def test_a_tally_of_an_incident_that_is_gone_is_dropped(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    with sqlite.glance() as tx:
        assert LETTERS[TALLY](tx, TEAM, "gone", clock()) is None
