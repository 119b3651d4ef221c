"""With the database away, approved lines are still answered, with their age; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from bot.party_lines import answers
from bot.party_lines.memory import Memory, NothingRemembered
from bot.party_lines.serving import Answer, Cards, NoLine
from bot.people import records as people
from bot.people.rules import Workspace
from bot.storage import Database, DatabaseAway, open_database
from bot.topics import flows as topics
from bot.topics.rules import Topic
from tests.support.clock import HandClock
from tests.support.house import DEFAULT, HOLDING, NETWORK, PAYROLL, STANDING, TEAM, TOPICS, furnish
from tests.support.lines import SAY, approve, go_live, hand_in
from tests.support.moves import ALL_CLEAR, close, send_back, update

NOBODY_THERE = "postgresql://nobody@127.0.0.1:1/nothing"


def remembered(house: Database, clock: HandClock) -> Memory:
    """Remember what is there, and lose the database."""
    memory = Memory(house)
    memory.refresh(clock())
    memory.database = open_database(NOBODY_THERE)
    return memory


def told(memory: Memory, words: str, clock: HandClock) -> list[str]:
    return said(ask(memory, words, clock))


def ask(memory: Memory, words: str, clock: HandClock, workspace: str = TEAM) -> Answer:
    """Ask what was last seen."""
    return answers.look_up(memory.last(workspace), words, clock())


def said(answer: Answer) -> list[str]:
    return [card.say for card in answer.cards] if isinstance(answer, Cards) else []


def test_a_live_line_is_answered_with_the_time_it_was_last_seen(house: Database, clock: HandClock) -> None:
    go_live(house, clock())
    memory, seen_at = remembered(house, clock), clock()
    clock.tick(minutes=3)
    board = memory.last(TEAM)
    assert board.seen_at == seen_at
    assert told(memory, "netwrok", clock) == [SAY]
    assert said(answers.about(board, (NETWORK,), "", clock())) == [SAY]
    everything = answers.everything(board, clock())
    assert [row.say for row in everything.rows] == [SAY]


def test_what_is_remembered_is_what_the_database_would_answer(house: Database, clock: HandClock) -> None:
    from tests.support.lines import look_up

    go_live(house, clock())
    go_live(house, clock(), "Payslips are late.", PAYROLL)
    memory = remembered(house, clock)
    for words in ("wifi", "payroll", "payroll and wifi", "vpn", "coffee", "netwrok"):
        for _ in range(2):
            assert ask(memory, words, clock) == look_up(house, words, clock())


def test_standing_and_default_lines_are_remembered(house: Database, clock: HandClock) -> None:
    memory = remembered(house, clock)
    assert told(memory, "network", clock) == [STANDING]
    answer = ask(memory, "coffee", clock)
    assert isinstance(answer, NoLine)
    assert answer.default is not None
    assert answer.default.words.say == DEFAULT


def test_nothing_that_was_not_approved_is_remembered(house: Database, clock: HandClock) -> None:
    hand_in(house, clock())
    send_back(house, hand_in(house, clock()), clock())
    assert told(remembered(house, clock), "wifi", clock) == [STANDING]


def test_a_promise_passes_and_a_closing_line_ends_while_the_database_is_away(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    memory = remembered(house, clock)
    clock.tick(minutes=30, microseconds=-1)
    assert told(memory, "wifi", clock) == [SAY]
    clock.tick(microseconds=1)
    assert told(memory, "wifi", clock) == [HOLDING]
    approve(house, close(house, clock(), line.series, 1), clock())
    memory = remembered(house, clock)
    assert told(memory, "wifi", clock) == [ALL_CLEAR]
    clock.tick(hours=24)
    assert told(memory, "wifi", clock) == [STANDING]
    everything = answers.everything(memory.last(TEAM), clock())
    assert set(everything.quiet_topics) == {topic.name for topic in TOPICS}


def test_a_database_that_is_away_takes_nothing_from_what_is_remembered(house: Database, clock: HandClock) -> None:
    go_live(house, clock())
    memory, seen_at = remembered(house, clock), clock()
    clock.tick(minutes=1)
    with pytest.raises(DatabaseAway):
        memory.refresh(clock())
    assert memory.last(TEAM).seen_at == seen_at
    assert told(memory, "wifi", clock) == [SAY]


def test_every_change_is_remembered_at_the_next_look(house: Database, clock: HandClock) -> None:
    memory = Memory(house)
    memory.refresh(clock())
    line = go_live(house, clock())
    memory.refresh(clock())
    assert told(memory, "wifi", clock) == [SAY]
    approve(house, update(house, clock(), line.series, 1, "Newer."), clock())
    assert told(memory, "wifi", clock) == [SAY]
    memory.refresh(clock())
    assert told(memory, "wifi", clock) == ["Newer."]
    with house.transaction() as tx:
        topics.set_topics(tx, TEAM, [Topic(NETWORK, "lan"), *TOPICS[1:]], by="operator", now=clock())
    memory.refresh(clock())
    assert told(memory, "lan", clock) == ["Newer."]
    assert told(memory, "wifi", clock) == []


def test_while_nothing_happens_only_the_age_is_brought_up_to_date(house: Database, clock: HandClock) -> None:
    memory, asked = Memory(house), SimpleNamespace(statements=0)
    memory.refresh(clock())

    def count(*_: object) -> None:
        asked.statements += 1

    event.listen(house.engine, "before_cursor_execute", count)
    memory.refresh(clock.tick(seconds=5))
    assert asked.statements == 1
    assert memory.last(TEAM).seen_at == clock()


def test_workspaces_are_remembered_apart(house: Database, clock: HandClock) -> None:
    go_live(house, clock())
    furnish(house, clock(), "T02OTHER")
    memory = remembered(house, clock)
    assert said(ask(memory, "wifi", clock, "T02OTHER")) == [STANDING]
    assert told(memory, "wifi", clock) == [SAY]


def test_with_nothing_remembered_it_says_so_and_claims_nothing(house: Database) -> None:
    memory = Memory(house)
    with pytest.raises(NothingRemembered, match="try again in a minute"):
        memory.last(TEAM)


def test_a_workspace_read_just_now_gets_what_is_there_now_and_one_read_serves_all(
    house: Database, clock: HandClock
) -> None:
    memory, asked = Memory(house), SimpleNamespace(statements=0)

    def count(*_: object) -> None:
        asked.statements += 1

    line = go_live(house, clock())
    assert said(answers.look_up(memory.board(place(house), clock()), "wifi", clock())) == [SAY]
    approve(house, update(house, clock(), line.series, 1, "Newer."), clock())
    now_there = place(house)
    event.listen(house.engine, "before_cursor_execute", count)
    with ThreadPoolExecutor(8) as threads:
        boards = list(threads.map(lambda _: memory.board(now_there, clock()), range(8)))
    assert len({id(board) for board in boards}) == 1
    assert said(answers.look_up(boards[0], "wifi", clock())) == ["Newer."]
    read, asked.statements = asked.statements, 0
    assert memory.board(now_there, clock()) is boards[0]
    assert (read > 0, asked.statements) == (True, 0)


def place(house: Database) -> Workspace:
    with house.glance() as tx:
        found = people.workspace(tx, TEAM)
    assert found is not None
    return found
