"""Whatever commanders, approvers and the clock do, in whatever order, what is served is what a small model says.

The model knows nothing of the database: it keeps the text that was approved last, when its promise runs out, and when
its incident was closed. Hypothesis looks for a sequence of steps after which the two differ.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.approvals.rules import TextChanged
from bot.incidents.rules import Severity
from bot.journal import first_broken_link
from bot.party_lines import answers, flows
from bot.party_lines.flows import Submitted
from bot.party_lines.memory import Memory
from bot.party_lines.rules import NewerVersion, PromisePassed
from bot.party_lines.serving import Answer, Cards, Everything
from bot.party_lines.wording import Words
from bot.refusals import Refusal
from bot.storage import Database, open_database
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, NETWORK, PAYROLL, STANDING, TEAM, furnish
from tests.support.lines import draft, seen
from tests.support.moves import count

DAY = timedelta(hours=24)
WEIGHT = {Severity.CRITICAL: 0, Severity.MAJOR: 1, Severity.MINOR: 2}


@dataclass
class Handed:
    """A version that was handed in: what it says, what it promises, and how bad things are then."""

    submitted: Submitted
    say: str
    promise_at: datetime | None
    severity: Severity


@dataclass
class Incident:
    """What the model knows of an incident."""

    id: str
    topic: str
    opened_at: datetime
    newest: int
    waiting: Handed | None
    live: Handed | None = None
    approved_at: datetime | None = None
    closed_at: datetime | None = None
    replaced: list[Handed] = field(default_factory=list)


@dataclass
class Model:
    """What has to be served."""

    incidents: list[Incident] = field(default_factory=list)

    def served(self, topic: str, now: datetime) -> list[str]:
        mine = [one for one in self.incidents if one.topic == topic and one.live]
        running = [one for one in mine if one.closed_at is None]
        if running:
            running.sort(
                key=lambda one: (WEIGHT[one.live.severity if one.live else Severity.MINOR], -one.opened_at.timestamp())
            )
            return [self._current(one, now) for one in running]
        over = [one for one in mine if one.closed_at and now < one.closed_at + DAY]
        if over:
            newest = max(over, key=lambda one: one.closed_at or one.opened_at)
            return [newest.live.say if newest.live else ""]
        return [STANDING] if topic == NETWORK else []

    @staticmethod
    def _current(one: Incident, now: datetime) -> str:
        assert one.live is not None
        late = one.live.promise_at is not None and one.live.promise_at <= now
        return f"Holding {one.live.say}" if late else one.live.say


class Product(RuleBasedStateMachine):
    """Does to the product and to the model what people could do."""

    template: Path
    folder: Path
    runs = 0

    def __init__(self) -> None:
        super().__init__()
        Product.runs += 1
        file = self.folder / f"model-{Product.runs}.db"
        file.write_bytes(self.template.read_bytes())
        self.database = open_database(f"sqlite:///{file}")
        self.clock, self.model, self.texts = HandClock(), Model(), 0

    def teardown(self) -> None:
        self.database.close()

    def _say(self) -> str:
        self.texts += 1
        return f"Sentence {self.texts}."

    def _pick(self, number: int, *, waiting: bool | None = None, closed: bool | None = None) -> Incident | None:
        found = [
            one
            for one in self.model.incidents
            if (waiting is None or (one.waiting is not None) is waiting)
            and (closed is None or (one.closed_at is not None) is closed)
        ]
        return found[number % len(found)] if found else None

    # --- steps -------------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.model.incidents) < 4)
    @rule(topic=st.sampled_from([NETWORK, PAYROLL]), minutes=st.integers(1, 300), severity=st.sampled_from(Severity))
    def open(self, topic: str, minutes: int, severity: Severity) -> None:
        say, now = self._say(), self.clock.tick(seconds=1)
        made = replace(draft(now, say, timedelta(minutes=minutes), holding=f"Holding {say}"), severity=severity)
        with self.database.transaction() as tx:
            done = flows.open_line(tx, TEAM, topic_id=topic, draft=made, by=CARL, now=now)
        handed = Handed(done, say, made.promise_at, severity)
        self.model.incidents.append(Incident(done.line.series, topic, now, 1, handed))

    @precondition(lambda self: self._pick(0, closed=False))
    @rule(
        number=st.integers(0, 9), minutes=st.integers(1, 300), severity=st.sampled_from(Severity), stale=st.booleans()
    )
    def update(self, number: int, minutes: int, severity: Severity, stale: bool) -> None:
        one = self._pick(number, closed=False)
        assert one is not None
        say, now = self._say(), self.clock()
        made = replace(draft(now, say, timedelta(minutes=minutes), holding=f"Holding {say}"), severity=severity)
        base = one.newest - 1 if stale else one.newest
        try:
            with self.database.transaction() as tx:
                done = flows.submit_update(tx, TEAM, incident_id=one.id, base=base, draft=made, by=CARL, now=now)
        except NewerVersion:
            assert stale
            return
        assert not stale
        self._handed_in(one, Handed(done, say, made.promise_at, severity))

    @precondition(lambda self: self._pick(0, closed=False))
    @rule(number=st.integers(0, 9))
    def close(self, number: int) -> None:
        one = self._pick(number, closed=False)
        assert one is not None
        say = self._say()
        words = Words(say)
        with self.database.transaction() as tx:
            done = flows.submit_closing(
                tx, TEAM, incident_id=one.id, base=one.newest, words=words, by=CARL, now=self.clock()
            )
        if one.live:
            assert done.line.draft.severity is one.live.severity
        self._handed_in(one, Handed(done, say, None, done.line.draft.severity))

    def _handed_in(self, one: Incident, handed: Handed) -> None:
        if one.waiting:
            one.replaced.append(one.waiting)
        one.waiting, one.newest = handed, one.newest + 1

    @precondition(lambda self: self._pick(0, waiting=True))
    @rule(number=st.integers(0, 9), by=st.sampled_from([ADA, BEA]))
    def approve(self, number: int, by: str) -> None:
        one = self._pick(number, waiting=True)
        assert one is not None
        assert one.waiting is not None
        handed, now = one.waiting, self.clock()
        try:
            with self.database.transaction() as tx:
                flows.approve(tx, TEAM, handed.submitted.approval.id, seen=seen(handed.submitted), by=by, now=now)
        except PromisePassed:
            assert handed.promise_at is not None
            assert handed.promise_at <= now
            return
        assert handed.promise_at is None or handed.promise_at > now
        one.live, one.waiting, one.approved_at = handed, None, now
        if handed.promise_at is None:
            one.closed_at = now

    @precondition(lambda self: self._pick(0, waiting=True))
    @rule(number=st.integers(0, 9))
    def send_back(self, number: int) -> None:
        one = self._pick(number, waiting=True)
        assert one is not None
        assert one.waiting is not None
        approval = one.waiting.submitted
        with self.database.transaction() as tx:
            flows.send_back(tx, TEAM, approval.approval.id, seen=seen(approval), reason="No.", by=ADA, now=self.clock())
        one.replaced.append(one.waiting)
        one.waiting = None

    @precondition(lambda self: any(one.replaced or one.live for one in self.model.incidents))
    @rule(number=st.integers(0, 99), by=st.sampled_from([ADA, BEA, CARL]))
    def press_an_old_card(self, number: int, by: str) -> None:
        old = [handed for one in self.model.incidents for handed in (*one.replaced, *([one.live] if one.live else []))]
        handed = old[number % len(old)].submitted
        with pytest.raises(Refusal), self.database.transaction() as tx:
            flows.approve(tx, TEAM, handed.approval.id, seen=seen(handed), by=by, now=self.clock())

    @precondition(lambda self: self._pick(0, waiting=True))
    @rule(number=st.integers(0, 9))
    def press_a_card_that_shows_something_else(self, number: int) -> None:
        one = self._pick(number, waiting=True)
        assert one is not None
        assert one.waiting is not None
        approval = one.waiting.submitted.approval
        with pytest.raises(TextChanged), self.database.transaction() as tx:
            flows.approve(tx, TEAM, approval.id, seen=(approval.revision, "0" * 64), by=ADA, now=self.clock())

    @rule(minutes=st.sampled_from([0.5, 1, 29, 30, 60, 300, 60 * 24 - 1, 60 * 24]))
    def time_passes(self, minutes: float) -> None:
        self.clock.tick(minutes=minutes)

    @precondition(lambda self: any(one.live and one.live.promise_at for one in self.model.incidents))
    @rule(early=st.sampled_from([timedelta(0), timedelta(microseconds=1)]))
    def time_comes_to_a_promise(self, early: timedelta) -> None:
        ahead = [
            one.live.promise_at - early - self.clock()
            for one in self.model.incidents
            if one.live and one.live.promise_at and one.live.promise_at - early > self.clock()
        ]
        if ahead:
            self.clock.tick(seconds=0, microseconds=min(ahead) / timedelta(microseconds=1))

    # --- what must hold after each -----------------------------------------------------------------------------

    @invariant()
    def what_is_served_is_what_the_model_says(self) -> None:
        now, memory = self.clock(), Memory(self.database)
        memory.refresh(now)
        with self.database.glance() as tx:
            shelf = flows.shelf(tx, TEAM)
            for words, topic in (("wifi", NETWORK), ("payroll", PAYROLL)):
                wanted = self.model.served(topic, now)
                assert _said(answers.about(shelf, (topic,), words, now)) == wanted
                assert _said(answers.look_up(memory.last(TEAM), words, now)) == wanted

    @invariant()
    def at_most_one_line_of_an_incident_is_live_and_at_most_one_waits(self) -> None:
        for status in ("live", "submitted"):
            mine = f"party_lines WHERE status = '{status}'"
            assert count(self.database, f"(SELECT 1 FROM {mine} GROUP BY series HAVING count(*) > 1) AS more") == 0  # noqa: S608

    @invariant()
    def the_record_is_whole(self) -> None:
        with self.database.glance() as tx:
            assert first_broken_link(tx, TEAM) is None


def _said(answer: Answer) -> list[str]:
    if isinstance(answer, Cards):
        return [card.say for card in answer.cards]
    return [row.say for row in answer.rows] if isinstance(answer, Everything) else []


def test_whatever_people_do_what_is_served_is_what_was_approved_and_is_current(
    sqlite: Database, tmp_path: Path, clock: HandClock
) -> None:
    furnish(sqlite, clock())
    sqlite.close()

    class Here(Product):
        template, folder = Path(str(sqlite.engine.url.database)), tmp_path

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
