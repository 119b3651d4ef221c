"""`python -m bench`: measure bare Bolt and this bot in one run, and say whether the promises are kept."""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import boards, push, report, rounds, starts
from bench.history import fill, migrated
from bench.processes import DidNotRun, note


def main() -> int:
    """Measure and print. Returns 0 when everything ran, whatever came out, and else 1."""
    options = _options()
    try:
        with tempfile.TemporaryDirectory(prefix="partyline-bench-") as folder:
            if options.push:
                push.measure(Path(folder), seconds=30, rounds=7)
            else:
                _measure(options, Path(folder))
    except (DidNotRun, subprocess.SubprocessError) as trouble:
        note(f"This could not be measured: {trouble}")
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.5, help="how long each measurement lasts (0.5)")
    parser.add_argument("--rounds", type=int, default=20, help="how often everything is measured (20)")
    parser.add_argument("--lines", type=int, default=100_000, help="lines in the larger database (100,000)")
    parser.add_argument("--push", action="store_true", help="measure pushes instead: see bench.push")
    options = parser.parse_args()
    if not (0 < options.seconds <= 60 and 1 <= options.rounds <= 100 and 10_000 <= options.lines <= 1_000_000):
        parser.error("--seconds up to 60, --rounds 1 to 100, --lines 10,000 to 1,000,000")
    return options


def _measure(options: argparse.Namespace, folder: Path) -> None:
    note("writing the histories")
    empty = migrated(folder)
    few = fill(empty, folder / "few.db", 1_000)
    many = fill(empty, folder / "many.db", options.lines)
    figures = rounds.measure(few, many, folder, rounds=options.rounds, seconds=options.seconds)
    started = starts.measure(many, folder, times=9)
    names = {
        rounds.BARE: "bare Bolt, constant card",
        rounds.FEW: f"bot, {few.lines:,} lines",
        rounds.MANY: f"bot, {many.lines:,} lines",
        rounds.TYPO: f"bot, {many.lines:,} lines, typo",
    }
    print(
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, {os.cpu_count()} CPUs, ",
        end="",
    )
    print(f"load before and beside this run: {os.getloadavg()[2]:.1f}")
    print(
        f"{few.lines:,} lines over {few.incidents:,} incidents ({few.still_open} open), "
        f"{many.lines:,} over {many.incidents:,} ({many.still_open} open); card of {figures.card_bytes:,} bytes; "
        f"medians of {options.rounds} rounds of {options.seconds:g} s\n"
    )
    for part in (report.table(figures, names), [""], report.start_lines(figures, started)):
        print("\n".join(part))
    print(
        f"the first answer after a change waits for {boards.milliseconds(few):.0f} ms of reading with "
        f"{few.still_open} incidents open, {boards.milliseconds(many):.0f} ms with {many.still_open}"
    )
    print(f"all {figures.notes:,} answers of the bot held the right sentence, and each was noted\n")
    print("\n".join(map(str, report.targets(figures, started))))


if __name__ == "__main__":
    sys.exit(main())
