"""Writing a workspace's set-up out again, as `load` reads it: loading it changes nothing."""

from typing import Any

import yaml

from bot.audiences import records as audience_records
from bot.incidents.rules import IncidentStatus
from bot.party_lines import records as line_records
from bot.party_lines.rules import LineKind
from bot.people import records as people_records
from bot.people.rules import Workspace
from bot.setup.problems import quoted
from bot.storage import Database, Tx
from bot.subjects import records as glossary_records
from bot.topics import records as topic_records
from bot.topics.rules import Topic

_Lines = dict[tuple[LineKind, str], str]


class CannotDump(Exception):  # noqa: N818 - read by the operator as a sentence
    """There is no workspace to write out, or more than one; says what to do."""


class _OnOneLine(dict[str, Any]):
    """A mapping that is written in braces."""


class _Dumper(yaml.SafeDumper):
    """Never writes anchors, which `load` refuses; lists of entries are indented under their keys."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the base class hands it in
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002
        super().increase_indent(flow, False)

    def list_of_any(self, data: list[Any]) -> yaml.SequenceNode:
        return self.represent_sequence(_LIST, data, flow_style=not any(isinstance(each, dict) for each in data))

    def on_one_line(self, data: _OnOneLine) -> yaml.MappingNode:
        return self.represent_mapping(_MAP, data, flow_style=True)


_LIST, _MAP = "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"
_Dumper.add_representer(list, _Dumper.list_of_any)
_Dumper.add_representer(_OnOneLine, _Dumper.on_one_line)


def dump(database: Database, workspace: str | None = None) -> str:
    """Write the set-up of a workspace as YAML; of the only one where none is named.

    Raises CannotDump, DatabaseAway.
    """
    with database.glance() as tx:
        place = _chosen(people_records.workspaces(tx), workspace)
        sections = _sections(tx, place)
    return "\n".join(_written(name, content) for name, content in sections.items())


def _chosen(known: list[Workspace], wanted: str | None) -> Workspace:
    if not known:
        raise CannotDump("No workspace is set up yet. Run: python -m bot load FILE")
    found = [place for place in known if wanted in {None, place.id}]
    ids = ", ".join(place.id for place in known)
    if not found:
        raise CannotDump(f"{quoted(wanted or '')} is not set up here. Choose one of {ids}.")
    if len(found) > 1:
        example = f"python -m bot dump --workspace {known[0].id}"
        raise CannotDump(f"There are several workspaces: {ids}. Say which one: {example}")
    return found[0]


def _sections(tx: Tx, place: Workspace) -> dict[str, Any]:
    lines = {(line.kind, line.topic_id): line.words.say for line in line_records.all_standing(tx, place.id)}
    roles = people_records.roles(tx, place.id)
    topics = sorted(topic_records.all_of(tx, place.id), key=lambda topic: topic.name)
    audiences = sorted(audience_records.all_of(tx, place.id), key=lambda audience: audience.name)
    glossary = sorted(glossary_records.all_of(tx, place.id), key=lambda entry: entry.name)
    return {
        "workspace": _OnOneLine(team_id=place.id, name=place.name),
        "staff": _OnOneLine(group=place.staff_group) if place.staff_group else _OnOneLine(everyone=True),
        "people": [_OnOneLine(slack_id=who, roles=sorted(map(str, held))) for who, held in sorted(roles.items())],
        "approvals": _OnOneLine(_given(channel=place.approvals_channel)),
        "default_line": lines.get((LineKind.DEFAULT, ""), ""),
        "topics": [_topic(topic, lines) for topic in topics],
        "audiences": [
            _given(
                name=one.name,
                channels=list(one.channels),
                mail=list(one.mail),
                cares_about=one.cares_about,
                words=list(one.words),
            )
            for one in audiences
        ],
        "glossary": [
            _given(
                name=one.name,
                aliases=list(one.aliases),
                plain=one.plain,
                lets_you=one.lets_you,
                outcome=one.outcome,
            )
            for one in glossary
        ],
    }


def _topic(topic: Topic, lines: _Lines) -> dict[str, Any]:
    return _given(
        name=topic.name,
        aliases=list(topic.aliases),
        owner=topic.owner,
        channels=list(topic.channels),
        standing=lines.get((LineKind.STANDING, topic.id)),
        holding=lines.get((LineKind.HOLDING, topic.id)),
        templates={str(status): topic.templates[status] for status in IncidentStatus if status in topic.templates},
    )


def _given(**values: Any) -> dict[str, Any]:
    """Keep what holds something."""
    return {name: value for name, value in values.items() if value}


def _written(name: str, content: Any) -> str:
    return yaml.dump(
        {name: content}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=110
    )
