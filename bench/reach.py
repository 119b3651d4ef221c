"""`python -m bench.reach`: an approved update on its way to 100 channels and 300 followers, at Slack's limits.

The sandbox plays Slack, with one post a second and channel, 300 posts a minute in the workspace, and room for bursts of
edits: Slack promises 50 a minute, and here it takes ten times that (docs/delivery.md, "How fast"). A first line goes
out and is waited for; then an update is approved, a second one ten seconds later, and what stands in the sandbox
says when every card was right, when every follower was told, and whether anybody was told twice or left with an older
text.
"""

import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.history import migrated
from bench.processes import ROOT, DidNotRun, note
from bench.report import Target
from bench.server import TOKEN
from bot.app import LETTERS, SWEEPS
from bot.deliveries.courier import Courier
from bot.deliveries.posting import SlackPostman
from bot.incidents.rules import IncidentStatus, Severity
from bot.party_lines import flows
from bot.party_lines.rules import Draft, PartyLine
from bot.party_lines.wording import Words
from bot.people import flows as people
from bot.people import records as people_records
from bot.people.rules import Kind, Profile, Role
from bot.slack.client import courier_client
from bot.storage import Database, open_database
from bot.sweeping import Sweeper
from bot.topics import flows as topics
from bot.topics.rules import Topic
from sandbox.manifest import load_manifest
from sandbox.pace import Limits as SlackLimits
from sandbox.running import Running, running
from sandbox.workspace import Tokens
from sandbox.world import AppIdentity, Channel, Person, Team, World

TEAM, CARL, ADA, APPROVALS = "T01BENCH", "U00CARL", "U00ADA", "C00APPROVALS"
CHANNELS = [f"C{number:08d}" for number in range(100)]
FOLLOWERS = [f"U{number:08d}" for number in range(300)]
LONGEST = 300.0


def main() -> int:
    """Measure and print. Returns 0 when everything ran, whatever came out, and else 1."""
    try:
        with tempfile.TemporaryDirectory(prefix="partyline-bench-") as folder, _slack() as box:
            database = open_database(f"sqlite:///{migrated(Path(folder))}")
            _furnish(database)
            _measure(database, box)
            database.close()
    except DidNotRun as trouble:
        note(f"This could not be measured: {trouble}")
        return 1
    return 0


def _slack() -> AbstractContextManager[Running]:
    people = tuple(Person(who, who.lower(), who) for who in [CARL, ADA, *FOLLOWERS])
    places = tuple(Channel(where, where.lower()) for where in [APPROVALS, *CHANNELS])
    app = AppIdentity("A01BENCH", "Partyline", "U99BOT", "B99BOT")
    world = World(Team(TEAM, "Bench", "bench"), app, people, (), places)
    limits = SlackLimits(burst=1, tier_factor=10, posts_a_minute=300)
    return running(world, load_manifest(ROOT / "manifest.yml"), Tokens(bot=TOKEN), limits=limits)


def _now() -> datetime:
    return datetime.now(UTC)


def _furnish(database: Database) -> None:
    """Set up one topic with all channels, whom everybody follows."""
    with database.transaction() as tx:
        people_records.add_workspace(tx, TEAM, "Bench")
        people_records.change_workspace(tx, TEAM, name="Bench", staff_group=None, approvals_channel=APPROVALS)
        for who in [CARL, ADA, *FOLLOWERS]:
            people.remember(tx, TEAM, Profile(who, who, Kind.MEMBER), now=_now())
        roles = {CARL: frozenset({Role.COMMANDER}), ADA: frozenset({Role.APPROVER})}
        people.set_roles(tx, TEAM, roles, by="bench", now=_now())
        topic = Topic("t-network", "network", (), CARL, tuple(CHANNELS))
        topics.set_topics(tx, TEAM, [topic], by="bench", now=_now())
        for who in FOLLOWERS:
            topics.follow(tx, TEAM, topic_id=topic.id, by=who, now=_now())


def _approve(database: Database, say: str, before: PartyLine | None) -> PartyLine:
    """Hand a sentence in and approve it."""
    words, now = Words(say, holding="We are still working on it."), _now()
    draft = Draft(words, IncidentStatus.INVESTIGATING, Severity.MAJOR, now + timedelta(hours=1))
    with database.transaction() as tx:
        if before is None:
            handed = flows.open_line(tx, TEAM, topic_id="t-network", draft=draft, by=CARL, now=now)
        else:
            handed = flows.submit_update(
                tx, TEAM, incident_id=before.series, base=before.number, draft=draft, by=CARL, now=now
            )
        seen = (handed.approval.revision, handed.approval.fingerprint)
        return flows.approve(tx, TEAM, handed.approval.id, seen=seen, by=ADA, now=now)


def _measure(database: Database, box: Running) -> None:
    stop, wake = threading.Event(), threading.Event()
    courier = Courier(database, SlackPostman(courier_client(TOKEN, box.api_url)), LETTERS, _now)
    work = (lambda: courier.run(stop, wake), lambda: Sweeper(database, SWEEPS, _now, wake.set).run(stop))
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    try:
        print("\n".join(map(str, _push(database, box, wake))))
    finally:
        stop.set()
        wake.set()
        for thread in threads:
            thread.join()


def _push(database: Database, box: Running, wake: threading.Event) -> list[Target]:
    note("a first line")
    first = _approve(database, "First words.", None)
    wake.set()
    _until(lambda: _cards(box, "First words.") == 100 and _told(box, "First words.") == 300, "the first line")
    note("an update, and ten seconds later another")
    began = time.perf_counter()
    second = _approve(database, "Second words.", first)
    wake.set()
    time.sleep(10)
    again = time.perf_counter()
    _approve(database, "Third words.", second)
    wake.set()
    _until(lambda: _cards(box, "Third words.") == 100, "the cards")
    cards = time.perf_counter() - again
    _until(lambda: _told(box, "Third words.") == 300, "the followers")
    told = time.perf_counter() - again
    _until(lambda: not _older(box), "the older texts")
    note(f"no older text is left {time.perf_counter() - began:.0f} s after the first of the two updates")
    twice = max(Counter(_posts(box, "Third words.")).values())
    refused = sum(one["rule"] == "ratelimited" for one in box.ws.journal.rules)
    return [
        Target("every card of 100 channels is right after", cards, 30, " s"),
        Target("every one of 300 followers is told after", told, 120, " s"),
        Target("the most that anybody was told the same", twice, 1),
        Target("places where an older text is left", len(_older(box)), 0),
        Target("refused with 429", refused, 0),
    ]


def _until(true: Callable[[], bool], what: str) -> None:
    end = time.perf_counter() + LONGEST
    while not true():
        if time.perf_counter() > end:
            raise DidNotRun(f"{what} did not come in {LONGEST:.0f} s")
        time.sleep(0.2)


def _standing(box: Running) -> list[tuple[str, str, bool]]:
    """Return where each message of the bot stands, all that it says, and whether it stands in a thread."""
    messages = [one for those in list(box.ws.messages.values()) for one in list(those)]
    return [(one.channel, f"{one.text} {one.blocks}", bool(one.thread_ts)) for one in messages if one.by_app]


def _cards(box: Running, say: str) -> int:
    return sum(where in CHANNELS and say in what and not below for where, what, below in _standing(box))


def _told(box: Running, say: str) -> int:
    return len({where for where, what, _ in _standing(box) if where.startswith("D") and say in what})


def _posts(box: Running, say: str) -> list[str]:
    return [where for where, what, below in _standing(box) if say in what and not below and where != APPROVALS]


def _older(box: Running) -> list[str]:
    """Return where an earlier sentence still stands, but for approvals and decisions, which are about that version."""
    old = ("First words.", "Second words.")
    places = [(where, what) for where, what, _ in _standing(box) if where != APPROVALS and "D00" not in where]
    return [where for where, what in places if any(say in what for say in old)]


if __name__ == "__main__":
    sys.exit(main())
