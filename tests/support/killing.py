"""A process that is killed, as `kill -9` does it, at the step of its work that a test names.

Run as a program: it imports and compiles everything once, then reads a line `<step> <time>` at a time, forks, and
lets the child do the work until that step. A step is the moment before a statement, before COMMIT, or after it; or,
where mail is sent, before anything is said to the mail server or heard from it, or after it.
"""

import contextlib
import json
import os
import signal
import smtplib
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.deliveries.courier import Courier
from bot.deliveries.mail import sender_of
from bot.deliveries.rules import Looked, Mail, Message, Sent
from bot.deliveries.smtp import SmtpPostman, server_of
from bot.journal import first_broken_link
from bot.party_lines import flows
from bot.party_lines.wording import Words
from bot.promises import flows as promises
from bot.statements import deciding, publishing
from bot.statements import flows as statements
from bot.statements.rules import Answer
from bot.storage import Database, Tx, open_database
from bot.storage.receipts import claim
from tests.support.house import ADA, CARL, NETWORK, SAM, TEAM
from tests.support.lines import draft
from tests.support.moves import entries, everything_written

ROOT = Path(__file__).parents[2]
KILLED, DONE = "killed", "done"
KEY = "the one click"
# The work is never done in so many steps: at this one it comes to its end.
NEVER = 10_000

Work = Callable[[Database, datetime], None]


def _open(tx: Tx, now: datetime) -> None:
    flows.open_line(tx, TEAM, topic_id=NETWORK, draft=draft(now), by=CARL, now=now)


def _update(tx: Tx, now: datetime, *, incident: str, base: int) -> None:
    made = draft(now, "Second thoughts.", timedelta(hours=1))
    flows.submit_update(tx, TEAM, incident_id=incident, base=base, draft=made, by=CARL, now=now)


def _close(tx: Tx, now: datetime, *, incident: str, base: int) -> None:
    words = Words("The Wi-Fi works again.")
    flows.submit_closing(tx, TEAM, incident_id=incident, base=base, words=words, by=CARL, now=now)


def _approve(tx: Tx, now: datetime, *, approval: str, seen: list[Any]) -> None:
    flows.approve(tx, TEAM, approval, seen=(seen[0], seen[1]), by=ADA, now=now)


def _send_back(tx: Tx, now: datetime, *, approval: str, seen: list[Any]) -> None:
    flows.send_back(tx, TEAM, approval, seen=(seen[0], seen[1]), reason="Say which floors.", by=ADA, now=now)


def _sweep_promises(tx: Tx, now: datetime) -> None:
    promises.sweep(tx, TEAM, now)


def _submit_statement(tx: Tx, now: datetime, *, statement: str, base: int) -> None:
    statements.submit(
        tx, TEAM, statement_id=statement, base=base, answer=Answer(), cheerful=lambda _: False, by=SAM, now=now
    )


def _approve_statement(tx: Tx, now: datetime, *, approval: str, seen: list[Any]) -> None:
    deciding.approve(tx, TEAM, approval, seen=(seen[0], seen[1]), by=ADA, now=now)


def _sweep_statements(tx: Tx, now: datetime) -> None:
    publishing.sweep(tx, TEAM, now)


def _retract_statement(tx: Tx, now: datetime, *, statement: str) -> None:
    publishing.retract(tx, TEAM, statement_id=statement, live=1, reason="Wrong.", tell_by_mail=True, by=SAM, now=now)


def _cancel_statement(tx: Tx, now: datetime, *, statement: str) -> None:
    publishing.cancel(tx, TEAM, statement_id=statement, by=ADA, now=now)


FLOWS: dict[str, Callable[..., None]] = {
    "open": _open,
    "update": _update,
    "close": _close,
    "approve": _approve,
    "send_back": _send_back,
    "sweep promises": _sweep_promises,
    "submit statement": _submit_statement,
    "approve statement": _approve_statement,
    "sweep statements": _sweep_statements,
    "retract statement": _retract_statement,
    "cancel statement": _cancel_statement,
}


def _once(act: Callable[..., None], args: dict[str, Any]) -> Work:
    """Do it as a listener does: with its receipt, in one transaction."""

    def work(database: Database, now: datetime) -> None:
        with database.transaction() as tx:
            if claim(tx, TEAM, KEY, now):
                act(tx, now, **args)

    return work


@dataclass(frozen=True)
class SlackInAFile:
    """Stands in for Slack across processes: each message that was posted is a line of its key and text."""

    file: Path

    @property
    def _lines(self) -> list[str]:
        return self.file.read_text().splitlines() if self.file.exists() else []

    def texts(self) -> list[str]:
        """Return what was posted, one entry a message."""
        return [line.partition(" ")[2] for line in self._lines]

    def post(self, destination: str, ts: str, message: Message, key: str, _thread: str = "") -> Sent:
        """Add a line; an edit adds none."""
        if not ts:
            with self.file.open("a") as file:
                file.write(f"{key} {message.text}\n")
        return Sent(destination, ts or f"{len(self._lines)}.0")

    def look(self, destination: str, key: str, _since: datetime, _thread: str = "") -> Looked:
        """Find the lines with this key."""
        keys = [line.partition(" ")[0] for line in self._lines]
        return Looked(destination, tuple(f"{at}.0" for at, one in enumerate(keys, start=1) if one == key))

    def take_back(self, _channel: str, ts: str) -> None:
        """Never asked for: nothing here comes to light late."""
        raise AssertionError(ts)

    def courier(self, database: Database, now: Callable[[], datetime]) -> Courier:
        """Make a courier that posts here; a letter's text is what it is about."""
        return Courier(database, self, {"note": lambda _tx, _workspace, ref, _now: Message(ref, [])}, now)


def _deliver(file: str) -> Work:
    def work(database: Database, now: datetime) -> None:
        SlackInAFile(Path(file)).courier(database, lambda: now).deliver_one()

    return work


def mailing(url: str, database: Database, now: Callable[[], datetime]) -> Courier:
    """Make a courier that sends mail to a server; a mail's text is what it is about."""
    at = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    letters = {"mail": lambda _tx, _workspace, ref, _now: Mail(ref, ref, ref, at, "Finance")}
    postman = SmtpPostman(server_of(url), sender_of("it@example.com"))
    return Courier(database, SlackInAFile(Path(os.devnull)), letters, now, mail=postman)


def _mail(server: str) -> Work:
    def work(database: Database, now: datetime) -> None:
        mailing(server, database, lambda: now).deliver_one()

    return work


def _until(step: int, database: Database) -> None:
    """Arrange for this process to be killed at that step."""
    steps = count(1)

    def take(*_: object) -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "before_cursor_execute", take)
    dialect: Any = database.engine.dialect
    commit = dialect.do_commit

    def do_commit(connection: Any) -> None:
        take()
        commit(connection)
        take()

    dialect.do_commit = do_commit

    def counted(act: Callable[..., Any]) -> Callable[..., Any]:
        def done(*given: Any) -> Any:
            take()
            came = act(*given)
            take()
            return came

        return done

    says: Any = smtplib.SMTP
    says.send, says.getreply = counted(smtplib.SMTP.send), counted(smtplib.SMTP.getreply)


def _in_child(work: Work, database: Database, step: int, now: datetime) -> None:
    try:
        _until(step, database)
        work(database, now)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever it is, the child ends here and the test hears of it
        traceback.print_exc()
        os._exit(1)


WORK: dict[str, Callable[..., Work]] = {"deliver": _deliver, "mail": _mail}


def main(url: str, what: str, args: dict[str, Any]) -> None:
    """Fork, work and be killed, once for each line that comes in."""
    database = open_database(url)
    work = WORK[what](**args) if what in WORK else _once(FLOWS[what], args)
    for line in sys.stdin:
        step, at = line.split()
        child = os.fork()
        if not child:
            _in_child(work, database, int(step), datetime.fromisoformat(at))
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write(f"{KILLED if killed else DONE if status == 0 else status}\n")
        sys.stdout.flush()


@contextlib.contextmanager
def victim(url: str, what: str, **args: object) -> Iterator[Callable[[int, datetime], str]]:
    """Start the process; call what this gives with a step to kill it there and hear how it ended."""
    command = [sys.executable, "-m", "tests.support.killing", url, what, json.dumps(args)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        assert process.stdin
        assert process.stdout
        asked, answers = process.stdin, process.stdout

        def kill_at(step: int, now: datetime) -> str:
            asked.write(f"{step} {now.isoformat()}\n")
            asked.flush()
            return answers.readline().strip()

        yield kill_at
        asked.close()


def leaves_all_or_nothing(
    house: Database,
    url: str,
    clock: Callable[[], datetime],
    work: tuple[str, dict[str, Any]],
    *,
    added: dict[str, int],
    verbs: list[str],
    seen: Callable[[], object],
) -> None:
    """Check that work (its name and what it is about) that is killed leaves all of it or nothing, and that it can be
    done again.

    All of it is so many rows `added` to tables, and these `verbs` in the journal; until then people see the same.
    """
    name, args = work
    before, saw, journalled = everything_written(house), seen(), len(entries(house))
    with victim(url, name, **args) as kill_at:
        step, after = 0, before
        while after == before:
            assert seen() == saw
            step += 1
            assert kill_at(step, clock()) == KILLED, f"it ended at step {step} without having written anything"
            after = everything_written(house)
        also = {"journal": len(verbs), "journal_heads": 0, "receipts": 1}
        wanted = {table: added.get(table, 0) + also.get(table, 0) for table in after}
        assert {table: len(after[table]) - len(before[table]) for table in after} == wanted
        assert [entry.verb for entry in entries(house)[journalled:]] == verbs
        assert kill_at(NEVER, clock()) == DONE
    assert everything_written(house) == after, "what is repeated acts once"
    assert step > 3 * len(verbs), "there are more steps than that"
    with house.glance() as tx:
        assert first_broken_link(tx, TEAM) is None


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
