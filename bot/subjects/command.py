"""The command line of subjects: rewriting drafts and checking packs. Reads and writes; decides nothing."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.subjects import checking, yaml_reading
from bot.subjects.packs import Shelf
from bot.subjects.rewriting import rewrite
from bot.subjects.rule_types import Rules
from bot.subjects.rules import Fields, GlossaryEntry, Result, Status
from bot.subjects.yaml_reading import At, Problem
from bot.subjects.yaml_reading import BadPack as BadPack

_FIELDS = ("audience", "outcome", "service", "window", "action")
_ENTRY = ("name", "plain", "lets_you", "outcome")


def rules_from(folder: str) -> Rules:
    """Return the shipped rules with the pack in `folder` on top, where one is named. Raises BadPack."""
    shelf = Shelf(Path(folder) if folder else None)
    rules = shelf.rules()
    if shelf.problems:
        raise BadPack(list(shelf.problems))
    return rules


def read_glossary(path: Path) -> tuple[GlossaryEntry, ...]:
    """Read `{systems: [...]}` from YAML or JSON. Raises BadPack, which says what to write instead, or OSError."""
    root = yaml_reading.read(path.read_bytes(), path.name)
    systems = root.value.get("systems") if isinstance(root.value, dict) else None
    if systems is None or not isinstance(systems.value, tuple):
        raise BadPack(
            [Problem(path.name, 1, "A glossary file is {systems: [{name: VPN, lets_you: reach work from home}]}.")]
        )
    return tuple(_entry(one, path.name) for one in systems.value)


def _entry(at: At, name: str) -> GlossaryEntry:
    if not isinstance(at.value, dict) or "name" not in at.value or set(at.value) - {*_ENTRY, "aliases"}:
        known = ", ".join((*_ENTRY, "aliases"))
        raise BadPack([Problem(name, at.line, f"An entry has a name, and may have others of: {known}.")])
    texts = {key: str(at.value[key].value or "") for key in _ENTRY if key in at.value}
    aliases = at.value.get("aliases")
    given = aliases.value if aliases is not None and isinstance(aliases.value, tuple) else ()
    return GlossaryEntry(aliases=tuple(str(one.value) for one in given), **texts)


class BadLine(Exception):  # noqa: N818 - read by a person as a sentence
    """A line that is no JSON object with a subject; says which."""


def spoken(lines: Iterable[str], glossary: tuple[GlossaryEntry, ...], rules: Rules, *, jsonl: bool) -> Iterator[str]:
    """Answer drafts, or lines of JSON with lines of JSON. Raises BadLine."""
    if jsonl:
        yield from answers(lines, glossary, rules)
    else:
        yield from as_text(rewrite(" ".join(lines), Fields(), glossary, rules))


def answers(lines: Iterable[str], glossary: tuple[GlossaryEntry, ...], rules: Rules) -> Iterator[str]:
    """Answer each line of JSON with one of JSON. Raises BadLine."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row = _row(line)
        if row is None:
            raise BadLine(f'Line {number} should be an object such as {{"id": "1", "subject": "VPN upgrade"}}.')
        yield json.dumps(
            as_row(str(row.get("id", number)), rewrite(row["subject"], _fields(row.get("fields")), glossary, rules))
        )


def _row(line: str) -> dict[str, Any] | None:
    """Read an object with a subject; None where the line is none."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) and isinstance(row.get("subject"), str) else None


def _fields(given: object) -> Fields:
    known: Mapping[str, Any] = given if isinstance(given, dict) else {}
    return Fields(**{name: str(known.get(name) or "") for name in _FIELDS})


def as_row(name: str, result: Result) -> dict[str, object]:
    """Return a result in the form that the command line writes, best rewrite first."""
    return {
        "id": name,
        "status": str(result.status),
        "questions": list(result.questions),
        "lints": [{"rule": one.rule, "message": one.message} for one in result.lints],
        "rewrites": [
            {"headline": one.headline, "facts_line": one.facts_line, "reason": one.reason, "rule": one.rule}
            for one in result.rewrites
        ],
    }


def as_text(result: Result) -> Iterator[str]:
    """Write a result for a person at a terminal."""
    for one in result.rewrites:
        yield one.headline
        if one.facts_line:
            yield f"    {one.facts_line}"
        yield f"    Why: {one.reason}"
    yield from result.questions
    if result.status is not Status.KEEP and result.lints:
        yield f"In your draft: {' · '.join(one.message for one in result.lints)}"


def check(folder: Path) -> tuple[str, bool]:
    """Check a pack and run its tests; returns what to print, and whether all is well."""
    return checking.report(folder)
