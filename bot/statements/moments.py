"""Whether the time of a statement is a good one for its readers, looked up in what goes on and what else goes out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.incidents import flows as incidents
from bot.incidents.rules import Severity
from bot.statements import records, traffic
from bot.statements.rules import Answer, Fields, Question, Statement, TrafficQuestion
from bot.storage import Tx
from bot.topics import finding
from bot.topics import flows as topics

# Tells whether a statement is good news, by its words.
Cheerful = Callable[[Fields], bool]

# What is bad enough that good news about it waits; minor trouble is there every day.
LOUD = {Severity.MAJOR, Severity.CRITICAL}
# Two statements to one audience are too near within an hour; a better time may be beyond a weekend.
LOOKS_AROUND = timedelta(days=5)


def timed(
    tx: Tx, workspace: str, statement: Statement, fields: Fields, answer: Answer, cheerful: Cheerful, now: datetime
) -> Fields:
    """Return the fields of a statement with the time that its author chose.

    Raises TrafficQuestion where they have to choose first.
    """
    asked = question(tx, workspace, statement, fields, cheerful, now)
    if asked is None or (answer.keeps and answer.cause == asked.cause):
        return fields
    if answer.better is not None and answer.better > now:
        moved = replace(fields, goes_at=answer.better)
        if question(tx, workspace, statement, moved, cheerful, now) is None:
            return moved
    raise TrafficQuestion(asked)


def question(
    tx: Tx, workspace: str, statement: Statement, fields: Fields, cheerful: Cheerful, now: datetime
) -> Question | None:
    """Ask whether the time in the fields of a statement is a good one. A correction goes out whatever the time is."""
    if statement.is_correction:
        return None
    at = max(fields.goes_at or now, now)
    near = records.around(tx, workspace, at - timedelta(hours=1), at + LOOKS_AROUND)
    others = [
        (one.number, when)
        for one in near
        if one.id != statement.id and one.fields.audience == fields.audience
        for when in [one.published_at or one.goes_at]
        if when is not None
    ]
    trouble = _trouble(tx, workspace, fields) if cheerful(fields) else []
    return traffic.question(fields, at, now=now, trouble=trouble, others=others)


def _trouble(tx: Tx, workspace: str, fields: Fields) -> list[tuple[str, str]]:
    """Return the topics of a statement that have a loud incident, each with how severe it is."""
    index, by_id = topics.directory(tx, workspace)
    named: dict[str, None] = {}
    for words in (fields.subject, fields.outcome, fields.happens):
        found = finding.find(index, words)
        named.update(dict.fromkeys(found.topic_ids if isinstance(found, finding.Found) else ()))
    loud = ((by_id[topic], one) for topic in named for one in incidents.open_on(tx, workspace, topic))
    return [(topic.title, one.severity.value) for topic, one in loud if one.severity in LOUD]
