"""`python -m bench.subjects FILE`: judge the bot's rewrites of a set of subjects, and say how well they do.

Runs `python -m bot subject --jsonl` on the subjects and fields alone, so that the bot sees nothing of what is expected.
"""

import argparse
import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import yaml

from bench.subjects_checks import CHECKS
from bench.subjects_gates import GATES
from bench.subjects_items import Answer, Entry, Item, read_answer, read_entry, read_item
from bench.subjects_judge import Verdict, counted, judge, lint_scores, repeated, unmapped

ROOT = Path(__file__).parent.parent


class CannotJudge(Exception):  # noqa: N818 - read by people
    """The set cannot be read, or the bot does not answer as it should."""


def main() -> int:
    """Judge and print. Returns 0 when the bot answered everything, whatever came out, and else 1."""
    options = _options()
    try:
        items = read_items(options.file)
        glossary = read_glossary(options.glossary) if options.glossary else []
        verdicts = judged(items, ask(items, options.glossary), glossary)
        table = dict(one.split("=", 1) for one in options.map)
        lines = [*report(verdicts, table), "", _speed(items, options.glossary)]
        if options.show:
            lines += ["", *shown(verdicts)]
    except (CannotJudge, OSError, ValueError) as trouble:
        print(f"This could not be judged: {trouble}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.subjects", description=__doc__)
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a set, a subject with what is expected of it in a line"
    )
    parser.add_argument("--glossary", type=Path, metavar="FILE", help="the glossary that bot and judge go by")
    parser.add_argument("--show", action="store_true", help="show each answer that fails, with why")
    parser.add_argument(
        "--map", action="append", default=[], metavar="RULE=CODE", help="which code a lint stands for; may be repeated"
    )
    options = parser.parse_args()
    if any("=" not in one for one in options.map):
        parser.error("--map wants RULE=CODE")
    return options


# -- reading --------------------------------------------------------------------------------------------------------


def read_items(path: Path) -> list[Item]:
    """Read a set. Raises CannotJudge with the line that is wrong."""
    items = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            items.append(read_item(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise CannotJudge(f"{path}, line {number}: {error}") from error
    if not items:
        raise CannotJudge(f"{path} holds no subjects")
    return items


def read_glossary(path: Path) -> list[Entry]:
    """Read a glossary, in YAML or JSON."""
    return [read_entry(row) for row in yaml.safe_load(path.read_text(encoding="utf-8"))["systems"]]


def _lines(items: Sequence[Item]) -> list[str]:
    return [json.dumps({"id": item.id, "subject": item.subject, "fields": dict(item.fields)}) + "\n" for item in items]


def _arguments(glossary: Path | None) -> list[str]:
    return ["subject", "--jsonl", *(["--glossary", str(glossary.resolve())] if glossary else [])]


def ask(items: Sequence[Item], glossary: Path | None) -> dict[str, Answer]:
    """Let the bot answer all subjects. Raises CannotJudge where it fails or does not keep to the format."""
    ran = subprocess.run(
        [sys.executable, "-m", "bot", *_arguments(glossary)],
        input="".join(_lines(items)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    if ran.returncode:
        raise CannotJudge(f"the bot ended with {ran.returncode}: {ran.stderr.strip()[-500:]}")
    answers = {}
    for line in ran.stdout.splitlines():
        try:
            row: Mapping[str, Any] = json.loads(line)
            answers[str(row["id"])] = read_answer(row)
        except (ValueError, KeyError, TypeError) as error:
            raise CannotJudge(f"the bot does not keep to the format ({error!r}): {line[:200]}") from error
    return answers


def judged(items: Sequence[Item], answers: Mapping[str, Answer], glossary: Sequence[Entry]) -> list[Verdict]:
    """Judge all answers. Raises CannotJudge where one is missing."""
    missing = [item.id for item in items if item.id not in answers]
    if missing:
        raise CannotJudge(f"the bot gave no answer to {', '.join(missing[:10])}")
    return [judge(item, answers[item.id], glossary) for item in items]


# -- how long it takes ----------------------------------------------------------------------------------------------


class _Clocked:
    """An input that notes when each line is asked for: between two of these, the bot is at work on one item."""

    def __init__(self, lines: Sequence[str], *, in_bytes: bool = False) -> None:
        self.left = iter(lines)
        self.stamps: list[float] = []
        self.in_bytes = in_bytes

    @property
    def buffer(self) -> "_Clocked":
        self.in_bytes = True
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(self.readline, b"" if self.in_bytes else "")

    def readline(self, _limit: int = -1) -> str | bytes:
        self.stamps.append(perf_counter())
        line = next(self.left, "")
        return line.encode() if self.in_bytes else line

    def read(self, _limit: int = -1) -> str | bytes:
        return b"".join(self) if self.in_bytes else "".join(self)

    def isatty(self) -> bool:
        return False

    def reconfigure(self, **_: object) -> None:
        """Accept what a text stream accepts."""


def times(items: Sequence[Item], glossary: Path | None) -> list[float]:
    """Return how many milliseconds the bot takes for each item, in this process, its JSON included."""
    from bot.__main__ import main as bot  # noqa: PLC0415 - only this needs the bot in this process

    taken: list[list[float]] = []
    for _ in range(3):
        asked = _Clocked(_lines(items))
        before, sys.stdin = sys.stdin, asked
        try:
            with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
                bot(_arguments(glossary))
        finally:
            sys.stdin = before
        taken.append([(end - start) * 1000 for start, end in pairwise(asked.stamps)][: len(items)])
    # The quickest of three: what else the machine does is not the bot's time.
    return [min(one) for one in zip(*taken, strict=True)]


def _speed(items: Sequence[Item], glossary: Path | None) -> str:
    each = times(items, glossary)
    if len(each) < len(items) or sum(each) == 0:
        return "time for an item: not measured, for the bot reads all lines before it answers the first"
    slowest = items[each.index(max(each))]
    return f"time for an item: median {median(each):.2f} ms, slowest {max(each):.2f} ms ({slowest.id})"


# -- what came out --------------------------------------------------------------------------------------------------


def report(verdicts: Sequence[Verdict], table: Mapping[str, str] | None = None) -> Iterator[str]:
    """Write the figures."""
    total = len(verdicts)
    counts = counted(verdicts)
    yield f"{total} subjects"
    yield "gates (none may fail):   " + ", ".join(f"{name} {counts[name]}" for name in GATES)
    passing = sum(one.passes for one in verdicts)
    yield f"pass everything:         {_share(passing, total)}"
    to_rewrite = [one for one in verdicts if "ok" in one.item.statuses]
    yield f"of those to be rewritten: {_share(sum(one.passes for one in to_rewrite), len(to_rewrite))}"
    yield f"pass, and so do 2 and 3: {_share(sum(one.passes and not one.others for one in verdicts), total)}"
    yield "checks that fail:        " + (
        ", ".join(f"{name} {counts[name]}" for name in CHECKS if counts.get(name)) or "none"
    )
    yield from _declines(verdicts)
    yield from _by_direction(verdicts)
    same = repeated(verdicts)
    yield "one headline for many:   " + ("; ".join(f"{text!r} ({times})" for text, times in same.items()) or "none")
    yield ""
    yield from _lints(verdicts, table)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.0%})" if whole else "0 of 0"


def _declines(verdicts: Sequence[Verdict]) -> Iterator[str]:
    nothing = [one for one in verdicts if one.item.statuses <= {"needs_input", "unsupported_language"}]
    others = len(verdicts) - len(nothing)
    right = sum(one.declines_rightly for one in nothing)
    yield f"declined, as expected:   {_share(right, len(nothing))}"
    yield f"declined against it:     {_share(sum(one.declines_wrongly for one in verdicts), others)}"


def _by_direction(verdicts: Sequence[Verdict]) -> Iterator[str]:
    names = dict.fromkeys(one.item.direction or "unknown" for one in verdicts)
    for name in names:
        these = [one for one in verdicts if (one.item.direction or "unknown") == name]
        yield f"  {name:<23}{_share(sum(one.passes for one in these), len(these))}"


def _lints(verdicts: Sequence[Verdict], table: Mapping[str, str] | None) -> Iterator[str]:
    yield f"{'lint':<18}{'right':>7}{'missed':>8}{'wrong':>7}{'recall':>9}{'precision':>11}"
    for score in lint_scores(verdicts, table):
        yield (
            f"{score.code:<18}{score.right:>7}{score.missed:>8}{score.wrong:>7}{score.recall:>9.0%}{score.precision:>11.0%}"
        )
    others = unmapped(verdicts, table)
    if others:
        yield "lints that stand for no code: " + ", ".join(f"{rule} ({times})" for rule, times in others.items())


def shown(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Write each failing answer, with why, and the lints that were missed or are wrong."""
    for verdict in verdicts:
        if verdict.passes and not verdict.others:
            continue
        best = verdict.answer.rewrites[0] if verdict.answer.rewrites else None
        yield f"{verdict.item.id} {verdict.item.subject!r} ({verdict.item.kind}, {verdict.item.direction or 'unknown'})"
        if best:
            yield f"    {best.headline!r} / {best.facts_line!r} [{best.rule}]; such as {verdict.item.good!r}"
        yield from (f"    GATE {finding}" for finding in verdict.gates)
        yield from (f"    {finding}" for finding in verdict.checks)
        yield from (f"    not the best: {finding}" for finding in verdict.others)


if __name__ == "__main__":
    sys.exit(main())
