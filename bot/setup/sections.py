"""Setting one section of a set-up file after the other, each only where it differs from what is stored."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from bot import journal
from bot.audiences import records as audience_records
from bot.audiences.rules import Audience
from bot.incidents import flows as incidents
from bot.journal.rules import OPERATOR
from bot.party_lines import flows as lines
from bot.party_lines import records as line_records
from bot.party_lines.rules import LineKind
from bot.people import flows as people
from bot.people import records as people_records
from bot.people.rules import Role, Workspace
from bot.setup.problems import Problem, quoted, refuse
from bot.setup.reading import Reading
from bot.setup.shapes import SetUp, TopicPart
from bot.storage import Tx, new_id
from bot.subjects import records as glossary_records
from bot.subjects.rules import GlossaryEntry
from bot.topics import flows as topics
from bot.topics import records as topic_records
from bot.topics.finding import key
from bot.topics.rules import Topic


@dataclass(frozen=True, slots=True)
class Loading:
    """One file on its way into the database."""

    tx: Tx
    reading: Reading
    name: str
    now: datetime
    # How the workspace was before; None where this file is the first about it.
    before: Workspace | None

    @property
    def values(self) -> SetUp:
        """What the file sets."""
        return self.reading.values

    @property
    def workspace(self) -> str:
        """The id of the workspace that the file is about."""
        return self.reading.values.workspace.team_id

    def note(self, verb: str, change: tuple[str, str], facts: Mapping[str, str]) -> None:
        """Write into the journal what the operator set of the workspace as a whole."""
        subject = ("workspace", self.workspace)
        journal.write(
            self.tx,
            self.workspace,
            verb=verb,
            subject=subject,
            change=change,
            by=OPERATOR,
            now=self.now,
            facts=facts,
        )


def begin(tx: Tx, reading: Reading, name: str, now: datetime) -> Loading:
    """Begin to load a file: the workspace is there from now on, and nobody else loads one about it meanwhile."""
    place = reading.values.workspace
    is_new = people_records.add_workspace(tx, place.team_id, place.name)
    stored = people_records.workspace(tx, place.team_id, lock=True)
    return Loading(tx, reading, name, now, None if is_new else stored)


def _set_workspace(loading: Loading) -> None:
    tx, values, stored = loading.tx, loading.values, loading.before
    before = {what: getattr(stored, what, None) for what in ("name", "staff_group", "approvals_channel")}
    wanted = {
        "name": values.workspace.name,
        "staff_group": values.staff.group if values.staff else before["staff_group"],
        "approvals_channel": values.approvals.channel if values.approvals else before["approvals_channel"],
    }
    if before == wanted:
        return
    if before["staff_group"] != wanted["staff_group"]:
        # Let nobody pass for the new group who was in the old one: Slack is asked who is in it.
        people_records.set_group_members(tx, loading.workspace, (), loading.now)
    people_records.change_workspace(
        tx,
        loading.workspace,
        name=values.workspace.name,
        staff_group=wanted["staff_group"],
        approvals_channel=wanted["approvals_channel"],
    )
    facts = {what: f"{before[what] or ''} -> {wanted[what] or ''}" for what in wanted if before[what] != wanted[what]}
    loading.note("set_workspace", ("there" if stored else "", "there"), facts)


def _set_roles(loading: Loading) -> None:
    if loading.values.people is not None:
        wanted = {one.slack_id: frozenset(map(Role, one.roles)) for one in loading.values.people}
        people.set_roles(loading.tx, loading.workspace, wanted, by=OPERATOR, now=loading.now)


def _set_topics(loading: Loading) -> None:
    if loading.values.topics is None:
        return
    stored = topic_records.all_of(loading.tx, loading.workspace)
    wanted = _with_ids(loading.values.topics, stored)
    kept = {topic.id for topic in wanted}
    _refuse_while_open(loading, [topic for topic in stored if topic.id not in kept])
    topics.set_topics(loading.tx, loading.workspace, wanted, by=OPERATOR, now=loading.now)


def _with_ids(parts: Sequence[TopicPart], stored: Sequence[Topic]) -> list[Topic]:
    """Give each topic the id it is stored with, so that its incidents and lines stay with it.

    A topic is known by its name; by an alias where it was renamed and its old name kept.
    """
    ids = {key(topic.name): topic.id for topic in stored}
    found = {part.name: ids.pop(key(part.name), "") for part in parts}
    for part in parts:
        if not found[part.name]:
            old = next((key(alias) for alias in part.aliases if key(alias) in ids), "")
            found[part.name] = ids.pop(old, "") or new_id()
    return [_topic(found[part.name], part) for part in parts]


def _topic(topic_id: str, part: TopicPart) -> Topic:
    templates = {status: text for status, text in part.templates.model_dump().items() if text}
    return Topic(topic_id, part.name, part.aliases, part.owner, part.channels, templates)


def _refuse_while_open(loading: Loading, gone: Sequence[Topic]) -> None:
    line = loading.reading.lines["topics"]
    open_ones = [topic for topic in gone if incidents.open_on(loading.tx, loading.workspace, topic.id)]
    if open_ones:
        refuse(loading.name, [Problem(line, _still_open(topic)) for topic in open_ones])


def _still_open(topic: Topic) -> str:
    return (
        f"{quoted(topic.name)} is not in this list any more, and an incident on it is open. "
        f"Close it first with /partyline close {topic.name}, or leave the topic in."
    )


def _set_lines(loading: Loading) -> None:
    tx, workspace = loading.tx, loading.workspace
    live = {(line.kind, line.topic_id): line.words.say for line in line_records.all_standing(tx, workspace)}
    for (kind, topic_id), say in _wanted_lines(loading, live):
        if live.get((kind, topic_id), "") != say:
            lines.set_standing(tx, workspace, kind=kind, topic_id=topic_id, say=say, by=OPERATOR, now=loading.now)


_Spot = tuple[LineKind, str]


def _wanted_lines(loading: Loading, live: Mapping[_Spot, str]) -> Iterator[tuple[_Spot, str]]:
    """Give every text that the file decides about; "" for those that it takes away."""
    values = loading.values
    if values.default_line is not None:
        yield (LineKind.DEFAULT, ""), values.default_line
    if values.topics is None:
        return
    ids = {key(topic.name): topic.id for topic in topic_records.all_of(loading.tx, loading.workspace)}
    wanted: dict[_Spot, str] = {spot: "" for spot in live if spot[0] is not LineKind.DEFAULT}
    for part in values.topics:
        topic_id = ids[key(part.name)]
        wanted |= {(LineKind.STANDING, topic_id): part.standing, (LineKind.HOLDING, topic_id): part.holding}
    yield from wanted.items()


def _set_audiences(loading: Loading) -> None:
    if loading.values.audiences is not None:
        wanted = [Audience(**one.model_dump()) for one in loading.values.audiences]
        stored = audience_records.all_of(loading.tx, loading.workspace)
        if _note_change(loading, "set_audiences", stored, wanted):
            audience_records.replace(loading.tx, loading.workspace, wanted)


def _set_glossary(loading: Loading) -> None:
    if loading.values.glossary is not None:
        wanted = [GlossaryEntry(**one.model_dump()) for one in loading.values.glossary]
        stored = glossary_records.all_of(loading.tx, loading.workspace)
        if _note_change(loading, "set_glossary", stored, wanted):
            glossary_records.replace(loading.tx, loading.workspace, wanted)


_Named = Audience | GlossaryEntry


def _note_change(loading: Loading, verb: str, stored: Sequence[_Named], wanted: Sequence[_Named]) -> bool:
    """Write into the journal which entries change, by name; tells whether any does."""
    before, after = ({one.name: one for one in each} for each in (stored, wanted))
    added, removed = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    changed = sorted(name for name in set(before) & set(after) if before[name] != after[name])
    facts = {"added": added, "removed": removed, "changed": changed}
    if not any(facts.values()):
        return False
    told = {what: ", ".join(names) for what, names in facts.items() if names}
    loading.note(verb, (_fingerprint(before), _fingerprint(after)), told)
    return True


def _fingerprint(entries: Mapping[str, _Named]) -> str:
    plain = [asdict(entries[name]) for name in sorted(entries)]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


# What is set, in order, by the word that the summary uses for it.
STEPS: dict[str, Callable[[Loading], None]] = {
    "workspace": _set_workspace,
    "roles": _set_roles,
    "topics": _set_topics,
    "lines": _set_lines,
    "audiences": _set_audiences,
    "glossary": _set_glossary,
}
