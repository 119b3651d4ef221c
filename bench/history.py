"""Years of somebody's incidents, written into a migrated SQLite file in bulk, and what to ask of it."""

import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bot.incidents.records import INCIDENT_TOPICS, INCIDENTS
from bot.incidents.rules import CLOSING_ANSWERS_FOR, OPEN_END, IncidentStatus, Severity
from bot.journal import write as journal
from bot.party_lines.records import PARTY_LINES
from bot.party_lines.rules import LineKind, LineStatus, standing_series
from bot.people.records import PEOPLE, ROLES, STAFF_MEMBERS, WORKSPACES
from bot.people.rules import Kind, Role
from bot.storage import Database, open_database
from bot.storage.migrating import migrate
from bot.topics.finding import Found, Index, Name, find, key
from bot.topics.records import TOPIC_NAMES, TOPICS

TEAM, GROUP = "T01BENCH", "S01BENCH"
STAFF = [f"U{number:08d}" for number in range(500)]
TOPIC_COUNT = 1_000
VERSIONS = 10  # of an incident's line, on average
ASKED = 40  # topics that the load asks about; they have the longest histories of all
STANDING = 100  # topics with a standing line

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Question:
    """A topic to ask about: one of its aliases, the alias with a slip of the finger, and the right answer."""

    exact: str
    typo: str
    sentence: str


@dataclass(frozen=True, slots=True)
class History:
    """A filled database and what to ask of it."""

    file: Path
    lines: int
    incidents: int
    still_open: int
    questions: list[Question]

    @property
    def url(self) -> str:
        """Its address."""
        return f"sqlite:///{self.file}"


@dataclass(frozen=True, slots=True)
class _Case:
    """One incident to make up, with the kind of line that answers now."""

    id: str
    topics: list[str]
    opened_at: datetime
    closed_at: datetime | None
    promise_at: datetime
    versions: int


def migrated(folder: Path) -> Path:
    """Make an empty SQLite file at the newest migration."""
    file = folder / "empty.db"
    database = open_database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    return file


def fill(empty: Path, file: Path, lines: int) -> History:
    """Copy an empty database and write so many lines into it. The same number makes the same history, but for times."""
    shutil.copyfile(empty, file)
    chance, now = random.Random(1), datetime.now(UTC)  # noqa: S311 - made-up data, no secrets
    names = _topic_names(chance)
    standing, answers = _standing_rows(now)
    cases = _cases(chance, lines // VERSIONS, lines - len(standing), now)
    written = [row for case in cases for row in _versions(case, now)]
    tables: list[tuple[Any, Rows]] = [
        *_people(now),
        *_topics(names),
        (INCIDENTS, [_incident(case) for case in cases]),
        (INCIDENT_TOPICS, [row for case in cases for row in _incident_topics(case)]),
        (PARTY_LINES, standing + written),
    ]
    _write(open_database(f"sqlite:///{file}"), tables)
    answers |= {case.topics[0]: _sentence_now(case, now) for case in cases if _answers(case, now)}
    still_open = sum(case.closed_at is None for case in cases)
    return History(file, len(standing) + len(written), len(cases), still_open, _questions(names, answers))


def _write(database: Database, tables: Sequence[tuple[Any, Rows]]) -> None:
    with database.transaction() as tx:
        for table, rows in tables:
            tx.execute(insert(table), rows)
        journal(
            tx, TEAM, verb="load", subject=("set_up", TEAM), change=("", "done"), by=STAFF[0], now=datetime.now(UTC)
        )
    database.close()


def _people(now: datetime) -> list[tuple[Any, Rows]]:
    at = {"workspace_id": TEAM}
    workspace = {"id": TEAM, "name": "Bench", "staff_group": GROUP, "group_checked_at": now + timedelta(days=1)}
    roles = [(STAFF[0], Role.ADMIN), *((who, Role.APPROVER) for who in STAFF[:5])]
    roles += [(who, Role.COMMANDER) for who in STAFF[5:20]]
    return [
        (WORKSPACES, [workspace | {"approvals_channel": "C01BENCH", "topics_token": "bench"}]),
        (
            PEOPLE,
            [
                at | {"slack_id": who, "name": who, "kind": Kind.MEMBER.value, "zone": "UTC", "checked_at": now}
                for who in STAFF
            ],
        ),
        (STAFF_MEMBERS, [at | {"slack_id": who} for who in STAFF[:400]]),
        (ROLES, [at | {"slack_id": who, "role": role.value} for who, role in roles]),
    ]


def topic_id(number: int) -> str:
    """Name a topic by its rank: the lower, the longer its history."""
    return f"topic{number:04d}"


def _topic_names(chance: random.Random) -> dict[str, list[str]]:
    """Make up a name and three aliases for each topic: words that can be spoken, some of them in pairs."""
    words: dict[str, None] = {}
    while len(words) < 6 * TOPIC_COUNT:
        word = "".join(chance.choice("bdfgklmnprtvz") + chance.choice("aeiou") for _ in range(chance.choice((3, 4))))
        words[word] = None
    made = iter(words)
    names = {}
    for number in range(TOPIC_COUNT):
        name = f"{next(made)} {next(made)}" if number % 3 == 0 else next(made)
        names[topic_id(number)] = [name, *(next(made) for _ in range(3))]
    return names


def _topics(names: dict[str, list[str]]) -> list[tuple[Any, Rows]]:
    topics: Rows = [
        {
            "workspace_id": TEAM,
            "id": topic,
            "name": own[0],
            "aliases": own[1:],
            "owner": STAFF[5],
            "channels": ["C02BENCH"],
            "templates": {},
        }
        for topic, own in names.items()
    ]
    found_by: Rows = [
        {"workspace_id": TEAM, "key": key(text), "topic_id": topic, "position": position, "text": text}
        for topic, own in names.items()
        for position, text in enumerate(own)
    ]
    return [(TOPICS, topics), (TOPIC_NAMES, found_by)]


def _cases(chance: random.Random, count: int, lines: int, now: datetime) -> list[_Case]:
    """Make up incidents: one that answers on most of the asked topics, some hundreds open elsewhere, the rest over."""
    versions = _split(chance, lines, count)
    weights = [1 / (rank + 10) for rank in range(TOPIC_COUNT)]
    still_open = min(count * 3 // 100, 300)
    cases = [_answering(chance, number, next(versions), now) for number in range(ASKED * 9 // 10)]
    for number in range(len(cases), count):
        case_id = f"{chance.getrandbits(64):016x}"
        opened_at = now - timedelta(hours=chance.uniform(50, 3 * 365 * 24))
        if number < len(cases) + still_open and len(cases) < ASKED * 9 // 10 + still_open:
            topics = [topic_id(chance.randrange(ASKED + STANDING, TOPIC_COUNT))]
            cases.append(_Case(case_id, topics, now - timedelta(hours=5), None, _soon(now), next(versions)))
            continue
        ranks = chance.choices(range(TOPIC_COUNT), weights, k=2 if chance.random() < 0.15 else 1)
        topics = [topic_id(rank) for rank in dict.fromkeys(ranks)]
        closed_at = opened_at + timedelta(hours=chance.uniform(0.5, 24))
        cases.append(_Case(case_id, topics, opened_at, closed_at, opened_at, next(versions)))
    return cases


def _answering(chance: random.Random, rank: int, versions: int, now: datetime) -> _Case:
    """Make up an incident that answers now: open, open with its promise passed, or closed two hours ago."""
    opened_at = now - timedelta(hours=6)
    closed_at = now - timedelta(hours=2) if rank % 10 == 8 else None
    promise_at = now - timedelta(minutes=5) if rank % 10 == 7 else _soon(now)
    return _Case(f"{chance.getrandbits(64):016x}", [topic_id(rank)], opened_at, closed_at, promise_at, versions)


def _soon(now: datetime) -> datetime:
    return now + timedelta(hours=4)


def _answers(case: _Case, now: datetime) -> bool:
    return case.closed_at is None or now < case.closed_at + CLOSING_ANSWERS_FOR


def _split(chance: random.Random, lines: int, count: int) -> Iterator[int]:
    """Share lines out among incidents, at least one each: some have a single version, some many."""
    left = lines
    for number in range(count, 0, -1):
        fair = left / number
        mine = left if number == 1 else min(max(1, round(chance.uniform(0.2, 1.8) * fair)), left - number + 1)
        left -= mine
        yield mine


def _incident(case: _Case) -> dict[str, Any]:
    return {
        "workspace_id": TEAM,
        "id": case.id,
        "title": f"Trouble {case.id}",
        "severity": Severity.MAJOR.value,
        "status": IncidentStatus.INVESTIGATING.value,
        "commander": STAFF[5],
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
    }


def _incident_topics(case: _Case) -> Rows:
    until = case.closed_at + CLOSING_ANSWERS_FOR if case.closed_at else OPEN_END
    return [
        {"workspace_id": TEAM, "incident_id": case.id, "topic_id": topic, "answers_until": until}
        for topic in case.topics
    ]


def _versions(case: _Case, now: datetime) -> Iterator[dict[str, Any]]:
    """Write every version of an incident's line; the last one is live, and closes it where it is closed."""
    ended = case.closed_at or now
    for number in range(1, case.versions + 1):
        last = number == case.versions
        at = case.opened_at + (ended - case.opened_at) * (number / (case.versions + 1))
        kind = LineKind.CLOSING if last and case.closed_at else LineKind.INCIDENT
        status = LineStatus.LIVE if last else LineStatus.SENT_BACK if number % 7 == 0 else LineStatus.REPLACED
        yield _line(kind, case.id, case.topics[0], number, at) | {
            "status": status.value,
            "promise_at": case.promise_at if last else at + timedelta(minutes=30),
            "ended_at": None if last else at + timedelta(minutes=20),
        }


def _line(kind: LineKind, series: str, topic: str, number: int, at: datetime) -> dict[str, Any]:
    return {
        "workspace_id": TEAM,
        "id": f"{series[:24]}-{number}",
        "kind": kind.value,
        "series": series,
        "topic_id": topic,
        "number": number,
        "say": _say(series, number),
        "if_pressed": [["When is it back?", "We tell you at the time above."], ["Is data lost?", "Not that we know."]],
        "do_not_say": [["It is the supplier's fault", "We are finding out why"]],
        "not_yet_known": "Why it began on some floors only.",
        "background": "The second switch went first, then the ring closed the wrong way round. " * 4,
        "holding": _holding(series),
        "situation": IncidentStatus.INVESTIGATING.value,
        "severity": Severity.MAJOR.value,
        "promise_at": None,
        "author": STAFF[5],
        "created_at": at,
        "status": LineStatus.LIVE.value,
        "approved_by": STAFF[0],
        "approved_at": at,
        "ended_at": None,
    }


def _say(series: str, number: int) -> str:
    return f"Some people cannot get in right now, wired desks work ({series}, {number})."


def _holding(series: str) -> str:
    return f"We are still working on it and will have news shortly ({series})."


def _sentence_now(case: _Case, now: datetime) -> str:
    late = case.closed_at is None and case.promise_at <= now
    return _holding(case.id) if late else _say(case.id, case.versions)


def _standing_rows(now: datetime) -> tuple[Rows, dict[str, str]]:
    """Make the default line, and standing lines: on the last of the asked topics, and on some nobody asks about."""
    at, first = now - timedelta(days=200), ASKED * 9 // 10
    rows = [_line(LineKind.DEFAULT, standing_series(LineKind.DEFAULT), "", 1, at)]
    answers = {}
    for topic in map(topic_id, range(first, first + STANDING)):
        series = standing_series(LineKind.STANDING, topic)
        rows.append(_line(LineKind.STANDING, series, topic, 1, at))
        answers[topic] = _say(series, 1)
    return rows, answers


def _questions(names: dict[str, list[str]], answers: dict[str, str]) -> list[Question]:
    """Pick an alias of each asked topic, and a slip of it that can only mean that topic."""
    index = Index([Name(topic, text) for topic, own in names.items() for text in own])
    questions = []
    for topic in map(topic_id, range(ASKED)):
        alias = next(text for text in names[topic][1:] if _slip(index, topic, text))
        questions.append(Question(alias, _slip(index, topic, alias), answers[topic]))
    return questions


def _slip(index: Index, topic: str, alias: str) -> str:
    """Return the first of four slips (swapped, left out, doubled, other letter) that is taken for this topic."""
    at = 2 + len(topic) % 2
    slips = (
        alias[:at] + alias[at + 1] + alias[at] + alias[at + 2 :],
        alias[:at] + alias[at + 1 :],
        alias[:at] + alias[at] + alias[at:],
        alias[:at] + "x" + alias[at + 1 :],
    )
    turned = slips[int(topic[-1]) % 4 :] + slips[: int(topic[-1]) % 4]
    for slip in turned:
        found = find(index, slip)
        if isinstance(found, Found) and found.topic_ids == (topic,) and found.corrected:
            return slip
    return ""
