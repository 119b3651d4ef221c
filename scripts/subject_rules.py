"""Write the reference of the rules in docs/subjects.md from the rules' own files: python scripts/subject_rules.py."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.subjects.packs import shipped
from bot.subjects.rule_types import About, Frame, LintRule, ReadingRule

Rule = TypeVar("Rule", LintRule, ReadingRule, Frame)
PAGE = Path(__file__).parent.parent / "docs" / "subjects.md"
BEGIN = "<!-- From here to the end: written by `python scripts/subject_rules.py`. -->"


def main() -> int:
    """Write the page anew. Returns 0."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{PAGE.name} has the reference of all rules.")
    return 0


def page(text: str) -> str:
    """Return the page with a reference of the shipped rules in place of the one that it has."""
    written, _, _ = text.partition(BEGIN)
    return f"{written}{BEGIN}\n\n" + "\n".join(reference())


def reference() -> Iterator[str]:
    """Yield the lines of the reference."""
    rules = shipped()
    yield "## Every rule\n"
    yield "### Lints: what is wrong with a draft\n"
    yield from _table(("rule", "level", "what it says", "fires on"), map(_lint, _by_id(rules.lints)))
    yield "### Readings: what a draft announces\n"
    yield from _table(("rule", "kind, direction", "what it means", "reads"), map(_reading, _by_id(rules.readings)))
    yield "### Frames: what a headline says\n"
    yield from _table(("rule", "says", "why", "fires on"), map(_frame, _by_id(rules.frames)))


def _by_id(rules: Iterable[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: rule.about.id)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (heads, ("---",) * len(heads), *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def _lint(rule: LintRule) -> tuple[str, ...]:
    text = rule.about.text.replace("{found}", "…")
    source = f" ([source]({rule.about.link}))" if rule.about.link else ""
    return f"`{rule.about.id}`", rule.about.level, text + source, _example(rule.about)


def _reading(rule: ReadingRule) -> tuple[str, ...]:
    return f"`{rule.about.id}`", f"{rule.kind}, {rule.direction}", rule.about.text, _example(rule.about)


def _frame(rule: Frame) -> tuple[str, ...]:
    return f"`{rule.about.id}`", f"`{rule.says[0]}`", rule.about.text, _example(rule.about)


def _example(about: About) -> str:
    first = about.fires[0]
    given = "".join(f"; {name}: {text}" for name, text in sorted(first.given.items()))
    return f"{first.subject}{given}".replace("<", "&lt;").replace("*", "\\*")


if __name__ == "__main__":
    sys.exit(main())
