"""Running the tests that rules carry: each must fire on its own drafts, and keep silent on the others."""

from collections.abc import Iterator
from pathlib import Path

from bot.subjects import packs
from bot.subjects.cases import Case
from bot.subjects.drafts import by_words, take_apart
from bot.subjects.flags import flags_of
from bot.subjects.headlines import headlines
from bot.subjects.lints import lint
from bot.subjects.peeling import peeled
from bot.subjects.ranking import understood
from bot.subjects.rule_types import About, Example, Frame, LintRule, ReadingRule, Rules
from bot.subjects.rules import Fields, GlossaryEntry
from bot.subjects.slots import slots_of
from bot.subjects.yaml_reading import BadPack, Problem

Rule = ReadingRule | Frame | LintRule


def failures(rules: Rules, only: frozenset[str] | None = None) -> Iterator[Problem]:
    """Yield the tests that fail, of all rules or of those from the files named in `only`."""
    every: tuple[Rule, ...] = (*rules.readings, *rules.frames, *rules.lints)
    for rule in every:
        if only is None or rule.about.file in only:
            yield from _failures(rule, rule.about, rules)


def _failures(rule: Rule, about: About, rules: Rules) -> Iterator[Problem]:
    for wanted, examples in ((True, about.fires), (False, about.silent)):
        for example in examples:
            if fires(rule, example, rules) is not wanted:
                said = "should fire on" if wanted else "should keep silent on"
                sentence = f"{about.id} {said} “{example.subject}”, and does not. Change its phrases, or the test."
                yield Problem(about.file, example.line or about.line, sentence)


def fires(rule: Rule, example: Example, rules: Rules) -> bool:
    """Tell whether a rule has its say on a draft."""
    given = dict(example.given)
    name = given.pop("name", "")
    plain, lets_you, outcome = (given.pop(key, "") for key in ("plain", "lets_you", "glossary_outcome"))
    glossary = (GlossaryEntry(name, (), plain, lets_you, outcome),) if name else ()
    draft = take_apart(example.subject, glossary, rules)
    if isinstance(rule, LintRule):
        return any(one.rule == rule.about.id for one in lint(draft, rules))
    if isinstance(rule, ReadingRule) and rule.words:
        parts = ((one, tuple(peeled(one.core, rules))) for one in draft.segments)
        told = (one for part, cores in parts for one in by_words(part, cores, rules))
        return any(one.rule.about.id == rule.about.id for one in (*told, *draft.readings))
    if isinstance(rule, ReadingRule):
        return any(one.rule.about.id == rule.about.id for one in (*draft.readings, *draft.labels))
    readings = understood(draft, rules)
    flags = flags_of(draft, Fields(**given), readings, rules)
    for reading in readings:
        slots = slots_of(Case(reading, draft, Fields(**given), rules))
        if any(one.frame.about.id == rule.about.id for one in headlines(reading, slots, flags, rules, 0)):
            return True
    return False


def report(folder: Path) -> tuple[str, bool]:
    """Check the pack in `folder` on top of the shipped rules, and run its tests."""
    if not folder.is_dir():
        return f"{folder} is not a folder. Name the folder that holds the .yaml files of the pack.", False
    try:
        base = None if folder.resolve() == packs.SHIPPED.resolve() else packs.SHIPPED
        rules = packs.load(folder, base)
    except BadPack as bad:
        return str(bad), False
    own = frozenset(str(one.relative_to(folder)) for one in folder.rglob("*.yaml"))
    every: tuple[Rule, ...] = (*rules.readings, *rules.frames, *rules.lints)
    mine = [rule for rule in every if rule.about.file in own]
    failed = sorted(failures(rules, own))
    tests = sum(len(rule.about.fires) + len(rule.about.silent) for rule in mine)
    if failed:
        return "\n".join([*map(str, failed), f"{len(failed)} of {tests} tests of {len(mine)} rules fail."]), False
    return f"{len(mine)} rules are sound, and their {tests} tests hold.", True
