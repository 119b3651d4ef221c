"""`python -m bench.subjects_worst`: how long the bot takes at most for a draft, whatever is in it.

The drafts are made to be slow: six hundred characters without an end, or of nothing but figures, dates, brackets, parts
or clauses. An ordinary draft of the same run is the baseline.
"""

from collections.abc import Callable
from functools import partial
from time import perf_counter

from bot.subjects.patterns import compile_phrase
from bot.subjects.rewriting import rewrite
from bot.subjects.rules import Fields

MOST_MS = 50.0
ORDINARY = "Email outage on Friday"
WORST = (
    *("a" * 600, "é" * 600, "(" * 600, "up" * 300, "a-" * 300, "1.1." * 150, "AB-1_" * 120, ": " * 300),
    *("5 May " * 100, "to 1.2.3 " * 66, "to the " * 85, "email outage and " * 35, "a b, is c d, " * 46),
    "the new wiki will be moved to the new portal by the new team for all of the new staff " * 6,
    "Please note that planned work on the “old” & new VPN (v1.2) may cost some users $5 by 5 May – " * 6,
)
# The dearest phrase that a rule may hold, and the text that it likes least.
PHRASE, TEXT = "@planned* {a} x {b} y {c} z", "planned x y " * 50


def milliseconds(task: Callable[[], object], times: int = 5) -> float:
    """Return the quickest of some times: what else the machine does is not the bot's time."""
    taken = []
    for _ in range(times):
        began = perf_counter()
        task()
        taken.append((perf_counter() - began) * 1000)
    return min(taken)


def main() -> int:
    """Measure and print. Returns 0 whenever everything was answered: a busy machine is no reason for a red build."""
    ordinary = milliseconds(lambda: rewrite(ORDINARY))
    first = max(milliseconds(partial(rewrite, draft), times=1) for draft in WORST)
    slowest = 0.0
    for draft in WORST:
        each = max(milliseconds(partial(rewrite, draft, fields)) for fields in (Fields(), Fields(outcome=draft)))
        slowest = max(slowest, each)
        print(f"{each:7.2f} ms  {each / ordinary:5.1f} x an ordinary draft  {draft[:24]!r}, {len(draft)} characters")
    phrase = compile_phrase(PHRASE, {"planned": ("planned", "scheduled")})
    print(f"{milliseconds(lambda: phrase.match(TEXT)):7.2f} ms  the dearest phrase on the text that it likes least")
    print(f"{first:7.2f} ms  the slowest of them the first time, with the phrases to compile that it needs")
    kept = "kept" if max(first, slowest) < MOST_MS else "MISSED"
    print(f"slowest {slowest:.1f} ms, an ordinary one {ordinary:.2f} ms; no draft takes {MOST_MS:.0f} ms: {kept}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
