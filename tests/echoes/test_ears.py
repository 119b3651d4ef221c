"""Looking in Slack what stands under posts: with Slack as it should be, slow, in trouble and away."""

import logging
from collections.abc import Iterator

import pytest
from slack_sdk.errors import SlackClientError

from bot.echoes import flows
from bot.echoes.ears import Ears
from bot.slack.client import listener_client
from bot.statements.rules import Echo, Statement
from bot.storage import Database, open_database
from sandbox.driver import Driver
from sandbox.running import Running
from tests.support.clock import HandClock, Stop
from tests.support.echoes import FIRST, SECOND, Posts, ears, echo, out, refused, stand
from tests.support.house import TEAM, furnish

FINANCE = "C04FIN"
TOKEN = "xoxb-sandbox"
WRITTEN = "a sentence that somebody wrote"


@pytest.fixture
def posts() -> Posts:
    return Posts()


@pytest.fixture
def listening(sqlite: Database, clock: HandClock, posts: Posts) -> Ears:
    furnish(sqlite, clock())
    return Ears(sqlite, posts, clock)  # type: ignore[arg-type]


@pytest.fixture
def statement(sqlite: Database, clock: HandClock, listening: Ears) -> Statement:
    """A statement whose posts stand in two channels, the first of which is due."""
    made = out(sqlite, clock(), FIRST, SECOND)
    stand(sqlite, made, clock(), C05FIN="1.0", C06CLOSE="2.0")
    listening.once()
    clock.tick(minutes=2)
    return made


def look(listening: Ears, clock: HandClock, times: int) -> None:
    for _ in range(times):
        assert listening.once()
        clock.tick(seconds=6)


def test_what_stands_under_every_post_is_counted(
    sqlite: Database, clock: HandClock, posts: Posts, listening: Ears, statement: Statement
) -> None:
    posts.put("1.0", 2, tada=3, eyes=1)
    posts.put("2.0", 1)
    look(listening, clock, 2)
    assert echo(sqlite, statement) == Echo(replies=3, reactions=4)
    assert posts.asked == [FIRST, SECOND]
    assert not listening.once(), "both are put off"


def test_no_transaction_is_open_while_slack_is_asked(
    sqlite: Database, clock: HandClock, posts: Posts, listening: Ears, statement: Statement
) -> None:
    posts.put("1.0", 1)

    def write() -> None:
        # On SQLite this would wait in vain for whoever holds the one writer's place.
        with sqlite.transaction() as tx:
            flows.vote(tx, TEAM, statement_id=statement.id, useful=True, by="U09CLERK", now=clock())

    posts.meanwhile = write
    look(listening, clock, 1)
    assert echo(sqlite, statement) == Echo(useful=1, replies=1)


def test_while_another_copy_asks_the_same_post_is_not_asked_for(
    sqlite: Database, clock: HandClock, posts: Posts, listening: Ears, statement: Statement
) -> None:
    posts.put("1.0", 1)
    other = Ears(sqlite, posts, clock)  # type: ignore[arg-type]

    def look_too() -> None:
        posts.meanwhile = lambda: None
        clock.tick(seconds=6)
        other.once()

    posts.meanwhile = look_too
    look(listening, clock, 1)
    assert posts.asked == [FIRST, SECOND]
    assert echo(sqlite, statement).replies == 1


@pytest.mark.parametrize("code", ["channel_not_found", "message_not_found", "thread_not_found"])
def test_a_channel_or_post_that_is_gone_is_asked_for_no_more(
    sqlite: Database, clock: HandClock, posts: Posts, listening: Ears, statement: Statement, code: str
) -> None:
    posts.trouble = [refused(code)]
    posts.put("2.0", 1)
    look(listening, clock, 2)
    assert {ear.channel for ear in ears(sqlite, statement).values() if ear.look_at is None} == {FIRST}
    clock.tick(hours=2)
    look(listening, clock, 1)
    assert posts.asked == [FIRST, SECOND, SECOND]


@pytest.mark.parametrize("found", [None, {"ts": "1.0", "subtype": "tombstone", "reply_count": 4}])
def test_a_post_that_somebody_deleted_is_asked_for_no_more(
    sqlite: Database,
    clock: HandClock,
    posts: Posts,
    listening: Ears,
    statement: Statement,
    found: dict[str, object] | None,
) -> None:
    if found:
        posts.found["1.0"] = found
    look(listening, clock, 1)
    assert ears(sqlite, statement)[FIRST].look_at is None
    assert echo(sqlite, statement) == Echo()


TROUBLE = [
    refused("internal_error", 500),
    refused("fatal_error"),
    refused("not_in_channel"),
    refused("missing_scope"),
    SlackClientError("a proxy's page"),
    TimeoutError(),
    ConnectionResetError(),
]


@pytest.mark.parametrize("trouble", TROUBLE, ids=str)
def test_while_slack_has_trouble_the_next_look_asks_again(
    sqlite: Database, clock: HandClock, posts: Posts, listening: Ears, statement: Statement, trouble: Exception
) -> None:
    posts.put("1.0", 3)
    posts.put("2.0", 0)
    posts.trouble = [trouble]
    look(listening, clock, 2)
    assert echo(sqlite, statement) == Echo()
    clock.tick(minutes=2)
    look(listening, clock, 2)
    assert echo(sqlite, statement) == Echo(replies=3)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Retry-After": "45"}, 45), ({"retry-after": "45"}, 45), ({}, 30), ({"Retry-After": "soon"}, 30)],
)
@pytest.mark.parametrize(("code", "status"), [("ratelimited", 429), ("", 429), ("ratelimited", 200)])
def test_where_slack_asks_to_slow_down_nothing_is_asked_until_then(
    sqlite: Database,
    clock: HandClock,
    posts: Posts,
    listening: Ears,
    statement: Statement,
    headers: dict[str, str],
    seconds: int,
    code: str,
    status: int,
) -> None:
    posts.put("1.0", 3)
    posts.put("2.0", 1)
    posts.trouble = [refused(code, status, **headers)]
    assert listening.once()
    clock.tick(seconds=seconds - 1)
    assert not listening.once()
    clock.tick(seconds=1)
    look(listening, clock, 2)
    assert echo(sqlite, statement) == Echo(replies=4)


@pytest.mark.parametrize(
    "post",
    [
        {"ts": "1.0"},
        {"ts": "1.0", "reply_count": None, "reactions": None},
        {"ts": "1.0", "reply_count": "many", "reactions": [{"name": "tada"}]},
        {"ts": "1.0", "reply_count": -4, "reactions": []},
    ],
)
def test_counts_that_slack_leaves_out_are_none(
    sqlite: Database,
    clock: HandClock,
    posts: Posts,
    listening: Ears,
    statement: Statement,
    post: dict[str, object],
) -> None:
    posts.found["1.0"] = post
    look(listening, clock, 1)
    assert echo(sqlite, statement) == Echo()
    assert ears(sqlite, statement)[FIRST].look_at is not None


def test_nothing_that_people_wrote_is_kept_or_logged(
    sqlite: Database,
    clock: HandClock,
    posts: Posts,
    listening: Ears,
    statement: Statement,
    caplog: pytest.LogCaptureFixture,
) -> None:
    posts.put("1.0", 1)
    posts.found["1.0"] |= {"text": WRITTEN, "reply_users": ["U09CLERK"]}
    posts.trouble = [refused("internal_error", 500)]
    with caplog.at_level(logging.DEBUG):
        look(listening, clock, 2)
        clock.tick(minutes=2)
        look(listening, clock, 1)
    assert echo(sqlite, statement).replies == 1
    assert WRITTEN not in caplog.text + str(ears(sqlite, statement))


def test_a_database_that_is_away_ends_nothing_for_good(
    sqlite: Database,
    clock: HandClock,
    posts: Posts,
    listening: Ears,
    statement: Statement,
    caplog: pytest.LogCaptureFixture,
) -> None:
    posts.put("1.0", 1)
    listening.database = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    listening.run(Stop(2))
    assert [one.message for one in caplog.records] == ["the database is away; what readers answer is counted later"] * 2
    listening.database = sqlite
    listening.run(Stop(1))
    assert echo(sqlite, statement).replies == 1


@pytest.mark.usefixtures("statement")
def test_whatever_goes_wrong_ends_nothing_for_good_and_logs_no_words(
    clock: HandClock, posts: Posts, listening: Ears, caplog: pytest.LogCaptureFixture
) -> None:

    def fail() -> None:
        clock.tick(seconds=6)
        raise ValueError(WRITTEN)

    posts.meanwhile = fail
    listening.run(Stop(3))
    assert caplog.text.count("listening went wrong; it is tried again") == 2
    assert WRITTEN not in caplog.text


# -- against the sandbox --------------------------------------------------------------------------------------------


@pytest.fixture
def in_slack(sqlite: Database, clock: HandClock, slack: Running) -> Iterator[tuple[Ears, Statement, str]]:
    """A statement whose post stands in the sandbox, listened to there."""
    furnish(sqlite, clock())
    client = listener_client(TOKEN, slack.api_url)
    made = out(sqlite, clock(), FINANCE)
    ts = str(client.chat_postMessage(channel=FINANCE, text="Close the month a day earlier")["ts"])
    stand(sqlite, made, clock(), C04FIN=ts)
    listening = Ears(sqlite, client, clock)
    listening.once()
    clock.tick(minutes=2)
    yield listening, made, ts
    assert list(slack.ws.journal.rules) == []


def test_replies_and_reactions_in_slack_are_counted(
    in_slack: tuple[Ears, Statement, str], slack: Running, clock: HandClock
) -> None:
    listening, statement, ts = in_slack
    nora, lea = (Driver(slack.base_url).person(name) for name in ("nora", "lea"))
    nora.say("From home too?", channel="finance", thread_ts=ts)
    lea.say("Yes.", channel="finance", thread_ts=ts)
    nora.say("Something else.", channel="finance")
    for who in (nora, lea):
        who.react("tada", ts, channel="finance")
    nora.react("eyes", ts, channel="finance")
    assert listening.once()
    assert echo(listening.database, statement) == Echo(replies=2, reactions=3)
    lea.react("tada", ts, channel="finance")
    clock.tick(minutes=2)
    listening.once()
    assert echo(listening.database, statement) == Echo(replies=2, reactions=2)


def test_nobodys_reply_is_read(in_slack: tuple[Ears, Statement, str], slack: Running) -> None:
    listening, _, ts = in_slack
    Driver(slack.base_url).person("nora").say("From home too?", channel="finance", thread_ts=ts)
    answer = listening.client.conversations_history(channel=FINANCE, oldest=ts, latest=ts, inclusive=True, limit=1)
    assert [one["ts"] for one in answer["messages"]] == [ts]
    listening.once()
    [asked] = [one for one in slack.ws.journal.calls if one["method"].startswith("conversations.")][1:]
    assert (asked["method"], asked["args"]["oldest"], asked["args"]["latest"]) == ("conversations.history", ts, ts)


def test_a_post_deleted_in_slack_is_listened_to_no_more(in_slack: tuple[Ears, Statement, str]) -> None:
    listening, statement, ts = in_slack
    listening.client.chat_delete(channel=FINANCE, ts=ts)
    assert listening.once()
    assert ears(listening.database, statement)[FINANCE].look_at is None


@pytest.mark.parametrize("fault", ["500", "fatal", "429"])
def test_slacks_own_trouble_puts_a_look_off(
    in_slack: tuple[Ears, Statement, str], slack: Running, clock: HandClock, fault: str
) -> None:
    listening, statement, ts = in_slack
    driver = Driver(slack.base_url)
    driver.person("nora").say("From home too?", channel="finance", thread_ts=ts)
    driver.fault("conversations.history", fault, retry_after=60)
    assert listening.once()
    assert echo(listening.database, statement) == Echo()
    clock.tick(minutes=2)
    assert listening.once()
    assert echo(listening.database, statement) == Echo(replies=1)
