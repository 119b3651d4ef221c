"""The small language in which shapes are written: a rule looks at a value and notes problems."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `pointer` is a JSON pointer into what was sent."""

    pointer: str
    text: str

    def sentence(self) -> str:
        """Return the problem as Slack writes it into response_metadata.messages."""
        return f"[ERROR] {self.text} [json-pointer:{self.pointer}]"


@dataclass
class Checking:
    """One check in progress; `surface` is message, modal or home."""

    surface: str
    problems: list[Problem] = field(default_factory=list)

    def note(self, pointer: str, text: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(pointer, text))


Rule = Callable[[Any, str, Checking], None]


@dataclass(frozen=True)
class Key:
    """One key of an object: its rule, and whether it must be there."""

    rule: Rule
    needed: bool = False


def need(rule: Rule) -> Key:
    """Return a key that must be there."""
    return Key(rule, needed=True)


def may(rule: Rule) -> Key:
    """Return a key that may be left out."""
    return Key(rule)


def anything(_value: Any, _pointer: str, _checking: Checking) -> None:
    """Accept whatever there is; used for `type`, which was looked at before."""


def flag(value: Any, pointer: str, checking: Checking) -> None:
    """Accept true and false only."""
    if not isinstance(value, bool):
        checking.note(pointer, "must provide a boolean")


def string(least: int = 1, most: int | None = None) -> Rule:
    """Accept text of so many characters; text that is all blanks counts as empty."""

    def rule(value: Any, pointer: str, checking: Checking) -> None:
        if not isinstance(value, str):
            checking.note(pointer, "must provide a string")
        elif least and len(value.strip()) < least:
            checking.note(pointer, f"must be more than {least - 1} characters")
        elif most is not None and len(value) > most:
            checking.note(pointer, f"must be less than {most + 1} characters")

    return rule


def whole(least: int, most: int) -> Rule:
    """Accept a whole number within bounds."""

    def rule(value: Any, pointer: str, checking: Checking) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            checking.note(pointer, "must provide an integer")
        elif not least <= value <= most:
            checking.note(pointer, f"must be between {least} and {most}")

    return rule


def one_of(*words: str) -> Rule:
    """Accept one of some words."""

    def rule(value: Any, pointer: str, checking: Checking) -> None:
        if not isinstance(value, str) or value not in words:
            checking.note(pointer, f"must be a valid enum value: {', '.join(words)}")

    return rule


def list_of(rule_for_each: Rule, least: int = 1, most: int | None = None) -> Rule:
    """Accept a list of so many things."""

    def rule(value: Any, pointer: str, checking: Checking) -> None:
        if not isinstance(value, list):
            checking.note(pointer, "must provide an array")
            return
        if len(value) < least:
            checking.note(pointer, f"must be more than {least - 1} items")
        if most is not None and len(value) > most:
            checking.note(pointer, f"no more than {most} items allowed")
            return
        for number, one in enumerate(value):
            rule_for_each(one, f"{pointer}/{number}", checking)

    return rule


def thing(keys: Mapping[str, Key], *also: Rule) -> Rule:
    """Accept an object with these keys and no others; `also` runs only when its keys are sound."""

    def rule(value: Any, pointer: str, checking: Checking) -> None:
        if not isinstance(value, dict):
            checking.note(pointer, "must provide an object")
            return
        before = len(checking.problems)
        _keys(keys, value, pointer, checking)
        if len(checking.problems) == before:
            for further in also:
                further(value, pointer, checking)

    return rule


def _keys(keys: Mapping[str, Key], value: Json, pointer: str, checking: Checking) -> None:
    for name in value:
        if name not in keys:
            checking.note(pointer, f"invalid additional property: {name}")
    for name, key in keys.items():
        if name in value:
            key.rule(value[name], f"{pointer}/{name}", checking)
        elif key.needed:
            checking.note(pointer, f"missing required field: {name}")


def by_type(rules: Mapping[str, Rule]) -> Rule:
    """Accept an object whose `type` names one of these rules, and hold it to that rule."""

    def rule(value: Any, pointer: str, checking: Checking) -> None:
        if not isinstance(value, dict):
            checking.note(pointer, "must provide an object")
            return
        kind = value.get("type")
        if kind is None:
            checking.note(pointer, "missing required field: type")
        elif not isinstance(kind, str) or kind not in rules:
            checking.note(f"{pointer}/type", f"unsupported type: {kind if isinstance(kind, str) else 'not a string'}")
        else:
            rules[kind](value, pointer, checking)

    return rule


TYPE = need(anything)
NAME = string(1, 255)  # block_id, action_id, callback_id, external_id
