"""A statement from the first word to its retraction through the bot's own doors, on SQLite and on PostgreSQL."""

from datetime import timedelta

from bot.statements import publishing, wording
from bot.statements.rules import Out
from bot.storage import Database
from sandbox.running import Running
from tests.statements.conftest import furnish
from tests.statements.forms import as_sent, given, opened, step_three, submit
from tests.support.clock import HandClock
from tests.support.doors import Doors, words_of
from tests.support.house import ADA, BEA, SAM, TEAM
from tests.support.moves import count


def test_a_statement_is_written_approved_scheduled_published_corrected_and_retracted(
    house: Database, clock: HandClock, slack: Running
) -> None:
    doors = furnish(Doors(house, clock, slack))
    due = clock() + timedelta(minutes=10)
    preview = step_three(doors, **given({wording.GOES_AT: int(due.timestamp()), wording.MAIL: ""}))
    assert "Once approved, it goes" in submit(doors, preview).words
    doors.deliver()
    card = doors.posted("C01APPR")[-1]
    doors.push(card.blocks, "Approve", by=ADA)
    doors.push(card.blocks, "Approve", by=BEA)
    assert "Already approved by" in words_of(doors.private(BEA)[-1].blocks)
    doors.deliver()
    assert doors.posted("C04FIN") == []

    clock.tick(minutes=10)
    for _ in range(2):
        with house.transaction() as tx:
            publishing.sweep(tx, TEAM, clock())
    doors.deliver()
    assert [len(doors.posted(channel)) for channel in ("C04FIN", "C02IT")] == [1, 1]

    doors.push(opened(doors, "show 1"), "Correct", view=doors.modal(SAM))
    first = doors.modal(SAM)
    second = as_sent(first, submit(doors, first, **{wording.OUTCOME: "Close the month from anywhere"}))
    third = as_sent(second, submit(doors, second, **{wording.MISTAKE: "It works from anywhere."}))
    submit(doors, third)
    doors.deliver()
    doors.push(doors.posted("C01APPR")[-1].blocks, "Approve", by=BEA)
    doors.deliver()
    (post,) = doors.posted("C04FIN")
    assert "Corrected: It works from anywhere." in words_of(post.blocks)
    assert "Close the month from anywhere." in words_of(post.blocks)

    doors.push(opened(doors, "show 1"), "Retract", view=doors.modal(SAM))
    answer = doors.submit(doors.modal(SAM), by=SAM, **{wording.REASON: "It is off."})
    assert "It is being taken back everywhere it stands." in answer.words
    doors.deliver()
    assert all("IT has taken this announcement back" in doors.posted(place)[0].text for place in ("C04FIN", "C02IT"))
    assert count(house, f"statements WHERE out = '{Out.RETRACTED.value}'") == 1
    doors.push(opened(doors, "show 1"), "History", view=doors.modal(SAM))
    said = words_of(doors.modal(SAM))
    for did in ("began it", "scheduled it", "it was published", "published the correction", "retracted it"):
        assert did in said
    doors.calm()
