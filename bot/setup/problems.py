"""What is wrong with a set-up file, in sentences that say where, and what to write instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

MOST_SHOWN = 20
LONGEST_QUOTE = 60


class BadFile(Exception):  # noqa: N818 - read by the operator as sentences, one a line
    """A set-up file that cannot be loaded; nothing was changed."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, and its line; line 0 is the file as a whole."""

    line: int
    sentence: str


class Stop(Exception):  # noqa: N818 - carries problems, and is caught where the file is read
    """Reading cannot go on behind these problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


def refuse(name: str, problems: Iterable[Problem]) -> NoReturn:
    """Refuse the file called `name`: all its problems at once, each a time, in line order, at most twenty.

    Raises BadFile.
    """
    each = sorted(set(problems))
    lines = [f"{name}{f' line {one.line}' if one.line else ''}: {one.sentence}" for one in each[:MOST_SHOWN]]
    if len(each) > MOST_SHOWN:
        lines.append(f"There is more to mend ({len(each) - MOST_SHOWN}): load it again after these.")
    raise BadFile("\n".join(lines))


def quoted(text: str) -> str:
    """Quote what stands in the file, on one line, short, and without what would steer a terminal."""
    shown = "".join(char if char.isprintable() else "?" for char in " ".join(text[:200].split()))
    return f"“{shown[: LONGEST_QUOTE - 1]}…”" if len(shown) > LONGEST_QUOTE else f"“{shown}”"
