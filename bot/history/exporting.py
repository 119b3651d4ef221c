"""Writing all versions out, as CSV or JSON, for whoever looks back: auditors, and reviews after an incident."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TextIO

from bot.history import flows, records
from bot.history.rules import Version, live_until, status_words
from bot.incidents import flows as incidents
from bot.incidents.rules import Incident
from bot.party_lines.rules import LineKind
from bot.people import flows as people
from bot.people import records as people_records
from bot.people.rules import Workspace
from bot.storage import Database, Tx
from bot.topics import flows as topics
from bot.topics.finding import key

CSV, JSON = "csv", "json"
# So many versions are read at a time.
CHUNK = 200
# In Slack the file has to be there within the three seconds of a click.
MOST_IN_SLACK = 1000
# What a spreadsheet would take for a formula and run (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Row = dict[str, Any]


class CannotExport(Exception):  # noqa: N818 - read by the operator as a sentence
    """There is no such workspace or topic, or more than one workspace; says what to do."""


@dataclass
class _Names:
    """The names of topics, incidents and people, each read once."""

    tx: Tx
    workspace: str
    topics: Mapping[str, str]
    _people: dict[str, str] = field(default_factory=dict)
    _incidents: dict[str, Incident] = field(default_factory=dict)

    def person(self, slack_id: str | None) -> str:
        if not slack_id:
            return ""
        if slack_id not in self._people:
            self._people[slack_id] = people.name_of(self.tx, self.workspace, slack_id)
        return self._people[slack_id]

    def incident(self, incident_id: str) -> Incident:
        if incident_id not in self._incidents:
            self._incidents[incident_id] = incidents.get(self.tx, self.workspace, incident_id)
        return self._incidents[incident_id]


def export(
    database: Database,
    out: TextIO,
    *,
    how: str,
    workspace: str | None = None,
    topic: str | None = None,
    since: datetime | None = None,
    now: datetime,
) -> None:
    """Write every version of a workspace, or of one topic, oldest first; those written at or after `since`.

    Raises CannotExport, DatabaseAway.
    """
    with database.glance() as tx:
        place = _chosen(people_records.workspaces(tx), workspace)
        topic_id = _topic(tx, place.id, topic) if topic else ""
        chunks = records.all_versions(tx, place.id, topic_id, since, CHUNK)
        write(_rows(tx, place.id, chunks, now), out, how)


def for_slack(tx: Tx, workspace: str, how: str, *, topic_id: str, by: str, now: datetime) -> tuple[str, str]:
    """Return the name and text of a file with the newest versions about a topic, for somebody who may read it.

    Raises NotStaff, NeedsRole, NoSuchTopic.
    """
    flows.require_reader(tx, workspace, by)
    topic = topics.get(tx, workspace, topic_id)
    newest_first = records.newest_of_topic(tx, workspace, topic_id, "", MOST_IN_SLACK)
    line_ids = newest_first[::-1]
    chunks = (line_ids[start : start + CHUNK] for start in range(0, len(line_ids), CHUNK))
    out = io.StringIO()
    write(_rows(tx, workspace, chunks, now), out, how)
    return f"history-{key(topic.name)[:40] or 'topic'}.{how}", out.getvalue()


def write(rows: Iterable[Row], out: TextIO, how: str) -> None:
    """Write rows as CSV (RFC 4180) or as a JSON array, row by row."""
    if how == CSV:
        sheet = csv.writer(out)
        sheet.writerow(COLUMNS)
        sheet.writerows([_cell(row[column]) for column in COLUMNS] for row in rows)
        return
    between = "[\n"
    for row in rows:
        out.write(between + json.dumps(row, ensure_ascii=False))
        between = ",\n"
    out.write("[]\n" if between == "[\n" else "\n]\n")


def _cell(value: Any) -> str:
    """Write a value so that no spreadsheet runs it."""
    if value is None:
        return ""
    if isinstance(value, list):
        value = "\n".join(" | ".join(one.values()) if isinstance(one, dict) else one for one in value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else str(value)


def _rows(tx: Tx, workspace: str, chunks: Iterable[list[str]], now: datetime) -> Iterator[Row]:
    names = _Names(tx, workspace, {topic.id: topic.name for topic in topics.all_topics(tx, workspace)})
    for line_ids in chunks:
        for version in flows.versions(tx, workspace, line_ids, now):
            yield _row(version, names, now)


def _row(one: Version, names: _Names, now: datetime) -> Row:
    line, words, reach = one.line, one.line.words, one.reach
    incident = names.incident(line.series) if line.kind in (LineKind.INCIDENT, LineKind.CLOSING) else None
    about = incident.topic_ids if incident else (line.topic_id,)
    return {
        "topic": names.topics.get(line.topic_id, line.topic_id),
        "also_about": [names.topics.get(other, other) for other in about if other != line.topic_id],
        "incident": incident.id if incident else "",
        "number": line.number,
        "kind": line.kind.value,
        "status": status_words(line, now),
        "say": words.say,
        "if_pressed": [{"question": pair.question, "answer": pair.answer} for pair in words.if_pressed],
        "do_not_say": [{"phrase": avoid.phrase, "instead": avoid.instead} for avoid in words.do_not_say],
        "not_yet_known": words.not_yet_known,
        "holding": words.holding,
        "background": words.background,
        "situation": line.draft.status.value if incident else "",
        "severity": line.draft.severity.value if incident else "",
        "author": line.author,
        "author_name": names.person(line.author),
        "created_at": _stamp(line.created_at),
        "approved_by": line.approved_by,
        "approved_by_name": names.person(line.approved_by),
        "approved_at": _stamp(line.approved_at),
        "live_until": _stamp(live_until(line, one.ended_at, now)),
        "promise_at": _stamp(line.draft.promise_at),
        "extended_to": _stamp(line.extended_to),
        "withdrawn_at": _stamp(line.withdrawn_at),
        "withdrawn_by": line.withdrawn_by or None,
        "withdrawn_why": line.withdrawn_why,
        "said_instead": line.instead,
        "unreviewed_reason": line.glass_reason,
        "look_ups": reach.look_ups,
        "people": reach.people,
        "deliveries_sent": reach.messages,
        "line": line.id,
    }


# The order of a sheet's columns; every row has just these.
COLUMNS = (
    *("topic", "also_about", "incident", "number", "kind", "status", "say", "if_pressed", "do_not_say"),
    *("not_yet_known", "holding", "background", "situation", "severity", "author", "author_name", "created_at"),
    *("approved_by", "approved_by_name", "approved_at", "live_until", "promise_at", "extended_to", "withdrawn_at"),
    *("withdrawn_by", "withdrawn_why", "said_instead", "unreviewed_reason", "look_ups", "people", "deliveries_sent"),
    "line",
)


def _stamp(at: datetime | None) -> str | None:
    """Write an instant in UTC, as ISO 8601."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


def _chosen(known: list[Workspace], wanted: str | None) -> Workspace:
    ids = ", ".join(place.id for place in known)
    found = [place for place in known if wanted in {None, place.id}]
    if not known:
        raise CannotExport("No workspace is set up yet. Run: python -m bot load FILE")
    if not found:
        raise CannotExport(f"“{wanted}” is not set up here. Choose one of {ids}.")
    if len(found) > 1:
        raise CannotExport(
            f"There are several workspaces: {ids}. Say which one: python -m bot export --workspace {known[0].id}"
        )
    return found[0]


def _topic(tx: Tx, workspace: str, wanted: str) -> str:
    """Return the id of the topic that goes by this name, as it is written or folded."""
    known = topics.all_topics(tx, workspace)
    for topic in known:
        if key(wanted) in {key(name) for name in (topic.name, *topic.aliases)}:
            return topic.id
    names = ", ".join(topic.name for topic in known[:20])
    raise CannotExport(f"There is no topic “{wanted}”. There are: {names}{' …' if len(known) > 20 else ''}")
