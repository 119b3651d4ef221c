"""What commanders and approvers read of the past: versions, newest first, with what became of each."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.history.rules import Version, live_until, promise_words, status_words
from bot.incidents.rules import Incident
from bot.party_lines.approval_screens import changed_words
from bot.party_lines.rules import Draft, LineKind, PartyLine
from bot.party_lines.screens import quoted
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import clock, inert, mention, when
from bot.topics.rules import Topic

OLDER = "history.older"
NEWEST = "history.newest"
EXPORT_CSV = "history.export_csv"
EXPORT_JSON = "history.export_json"
PUT_FORWARD = "history.put_forward"


def page(
    topic: Topic,
    versions: Sequence[Version],
    incidents: Mapping[str, Incident],
    titles: Mapping[str, str],
    now: datetime,
    *,
    more: bool = False,
    is_newest: bool = True,
) -> Block:
    """Draw one page of a topic's history. `incidents` and what they are called, `titles`, are by id."""
    title = f"History: {topic.title}"
    if not versions:
        return blocks.modal(title, [blocks.section(f"Nothing has been written about *{inert(topic.title)}* yet.")])
    drawn: list[Block] = []
    last = ""
    for number, one in enumerate(versions):
        drawn += [blocks.divider()] if drawn else []
        if one.line.series != last:
            drawn.append(_incident(incidents[one.line.series], titles[one.line.series], now))
            last = one.line.series
        drawn += _version(one, number, topic.id, now)
    return blocks.modal(title, [*drawn, blocks.divider(), _buttons(topic, versions[-1], more, is_newest)])


def _buttons(topic: Topic, oldest: Version, more: bool, is_newest: bool) -> Block:  # noqa: FBT001 - as `page` has them
    older = blocks.button("Older", OLDER, f"{topic.id}/{oldest.line.id}")
    newest = blocks.button("Newest", NEWEST, f"{topic.id}/")
    exports = [
        blocks.button(f"Export {name}", action, topic.id, tells=f"Send me the history of {topic.title} as {name}")
        for name, action in (("CSV", EXPORT_CSV), ("JSON", EXPORT_JSON))
    ]
    return blocks.actions(*([older] if more else []), *([] if is_newest else [newest]), *exports)


def _incident(incident: Incident, title: str, now: datetime) -> Block:
    over = f", closed {when(incident.closed_at, now)}" if incident.closed_at else ""
    said = f"*{inert(title)}*, opened {when(incident.opened_at, now)}{over}"
    return blocks.context(f"{said} · {incident.severity.value} · commander {mention(incident.commander)}")


def _version(one: Version, number: int, topic_id: str, now: datetime) -> list[Block]:
    line = one.line
    what = "closing line, version" if line.kind is LineKind.CLOSING else "version"
    heading = f"*{what[:1].upper()}{what[1:]} {line.number}* · {status_words(line, now)}"
    again = f"{topic_id}/{one.again}/{line.id}"
    tells = f"Put version {line.number} forward again"
    button = blocks.button("Put forward again", f"{PUT_FORWARD}.{number}", again, tells=tells) if one.again else None
    told = [part for part in (_who(line, now), _how_long(one, now)) if part]
    return [
        blocks.section(heading, button),
        blocks.quote(blocks.text(quoted(line.words.say))),
        blocks.context(*told),
        *_more(one),
    ]


def _who(line: PartyLine, now: datetime) -> str:
    wrote = f"Written by {mention(line.author)} {when(line.created_at, now)}"
    if line.approved_at is None:
        return wrote
    approver, at = mention(line.approved_by or ""), when(line.approved_at, now)
    if not line.glass_reason:
        said = f"{wrote} · approved by {approver} {at}"
    else:
        said = f"{wrote} · published {at}" + (f" · approved since by {approver}" if line.approved_by else "")
    if line.withdrawn_at is None:
        return said
    return f"{said} · withdrawn by {mention(line.withdrawn_by)} {when(line.withdrawn_at, now)}"


def _how_long(one: Version, now: datetime) -> str:
    """Say how long a version was live, whom it reached, and whether the next update came in time."""
    line = one.line
    if line.approved_at is None:
        return ""
    end = live_until(line, one.ended_at, now)
    span = f"Live from {clock(line.approved_at, now)} " + (f"to {clock(end, now)}" if end else "until now")
    reach = one.reach
    people = f"looked up by {reach.people} {'person' if reach.people == 1 else 'people'}"
    sent = f"sent in {reach.messages} {'message' if reach.messages == 1 else 'messages'}"
    return " · ".join(part for part in (span, people, sent, _promise(one, now)) if part)


def _promise(one: Version, now: datetime) -> str:
    line, kept = one.line, promise_words(one.line, one.ended_at, now)
    promised = line.promise_at
    if not kept or promised is None:
        return ""
    moved = " (moved)" if line.extended_to is not None else ""
    return f"next update promised by {clock(promised, now)}{moved}: {kept}"


def _more(one: Version) -> list[Block]:
    """Show what changed since the version before, and what people wrote about this one: each as they wrote it."""
    line = one.line
    paragraphs: list[list[Block]] = [_changes(one.before, line)] if one.before else []
    notes = (
        ("Sent back: ", one.reason),
        ("Published without review: ", line.glass_reason),
        ("Withdrawn: ", line.withdrawn_why),
        ("Said in its place: ", line.instead if line.withdrawn_at else ""),
    )
    paragraphs += [[blocks.text(label, bold=True), blocks.text(said)] for label, said in notes if said]
    return [blocks.rich(*paragraphs)] if paragraphs else []


def _changes(before: PartyLine, line: PartyLine) -> list[Block]:
    first = blocks.text(f"Changed since version {before.number}: ", bold=True)
    others = _other_parts(before.draft, line.draft)
    also = blocks.text(f" Also: {', '.join(others)}." if others else "")
    if before.words.say == line.words.say:
        return [first, blocks.text("the sentence is the same."), also]
    return [first, *changed_words(before.words.say, line.words.say), also]


def _other_parts(before: Draft, after: Draft) -> list[str]:
    """Name what else differs, besides the sentence."""
    was, is_now = before.words, after.words
    parts = {
        "if pressed": was.if_pressed != is_now.if_pressed,
        "do not say": was.do_not_say != is_now.do_not_say,
        "not yet known": was.not_yet_known != is_now.not_yet_known,
        "said if the update is late": was.holding != is_now.holding,
        "background": was.background != is_now.background,
        "situation": before.status is not after.status,
        "severity": before.severity is not after.severity,
        "next update": before.promise_at != after.promise_at,
    }
    return [label for label, changed in parts.items() if changed]
