"""Judges the bot's answers to drafts of subjects: item by item, and what only shows over a whole set."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench.subjects_checks import checks
from bench.subjects_gates import GATES, gates
from bench.subjects_items import CODES, DECLINES, STATUSES, Answer, Entry, Finding, Item
from bench.subjects_text import plain, words

# One sentence for more than this share of the drafts is a sentence for none of them.
SAMENESS = 0.03


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with one answer: what no answer may do, and what keeps it from being good.

    `others` is what keeps the rewrites after the best one from being good; it decides nothing.
    """

    item: Item
    answer: Answer
    gates: tuple[Finding, ...] = ()
    checks: tuple[Finding, ...] = ()
    others: tuple[Finding, ...] = ()

    @property
    def passes(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.gates and not self.checks

    @property
    def declines_rightly(self) -> bool:
        """Tell whether it declines where that is expected."""
        return self.answer.status in DECLINES & self.item.statuses

    @property
    def declines_wrongly(self) -> bool:
        """Tell whether it declines where an answer was expected."""
        return self.answer.status in DECLINES and not DECLINES & self.item.statuses

    @property
    def answers_wrongly(self) -> bool:
        """Tell whether it answers what gives it nothing to work from, or what it does not speak."""
        return self.answer.status not in DECLINES and self.item.statuses <= DECLINES


def judge(item: Item, answer: Answer, glossary: Sequence[Entry] = ()) -> Verdict:
    """Judge one answer."""
    found = _status(item, answer)
    others: list[Finding] = []
    if not found and answer.status == "ok":
        found = list(checks(item, answer.rewrites[0], glossary))
        others = [finding for one in answer.rewrites[1:] for finding in checks(item, one, glossary)]
    return Verdict(item, answer, tuple(gates(item, answer, glossary)), tuple(found), tuple(others))


def _status(item: Item, answer: Answer) -> list[Finding]:
    """Return what is wrong with the status, or with what has to go with it."""
    if answer.status not in item.statuses:
        wanted = " or ".join(one for one in STATUSES if one in item.statuses)
        return [Finding("status", f"{answer.status} instead of {wanted}: {item.subject!r}")]
    headlines = [plain(one.headline) for one in answer.rewrites]
    if answer.status == "ok" and not headlines:
        return [Finding("status", "ok without a rewrite")]
    if answer.status == "needs_input" and not any(answer.questions):
        return [Finding("status", "needs_input without a question")]
    if answer.status in {"keep", "unsupported_language"} and any(
        words(one) != words(item.subject) for one in headlines[:1]
    ):
        return [Finding("status", f"{answer.status} with another subject: {headlines[0]!r}")]
    return []


# -- the whole set --------------------------------------------------------------------------------------------------


def repeated(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Return the best headlines that more than one draft in 33 gets, and how many get it."""
    best = [plain(one.answer.rewrites[0].headline) for one in verdicts if one.answer.rewrites]
    most = max(1.0, SAMENESS * len(verdicts))
    return {headline: times for headline, times in Counter(best).items() if times > most}


def counted(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """Return how many answers each gate and each check found fault with; the gates first, also those with none."""
    counts = Counter(dict.fromkeys(GATES, 0))
    for verdict in verdicts:
        counts.update({finding.code for finding in verdict.gates})
        counts.update({finding.code for finding in verdict.checks})
    return dict(counts)


@dataclass(frozen=True, slots=True)
class Score:
    """How well one kind of trouble is found in drafts."""

    code: str
    right: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def recall(self) -> float:
        """Return the share that was found of what is there."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def precision(self) -> float:
        """Return the share that is there of what was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0


def code_of(rule: str, table: Mapping[str, str]) -> str:
    """Return the code that a rule stands for: by the table, else by its name or the part of it before the first dot."""
    parts = (rule, rule.partition(".")[0], rule.rpartition(".")[2])
    for name in (*parts, *(one.replace("-", "_") for one in parts)):
        if name in table:
            return table[name]
        if name in CODES:
            return name
    return ""


def lint_scores(verdicts: Iterable[Verdict], table: Mapping[str, str] | None = None) -> list[Score]:
    """Return how well each kind of trouble is found, and last, under `all`, all of them together.

    What a reader may or may not name counts neither way. Languages that the bot does not speak are left out.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for verdict in verdicts:
        item = verdict.item
        if item.statuses == {"unsupported_language"}:
            continue
        named = {code_of(rule, table or {}) for rule, _ in verdict.answer.lints} - {""}
        for code in CODES - item.may:
            place = {(True, True): "right", (True, False): "missed", (False, True): "wrong"}.get(
                (code in item.problems, code in named)
            )
            if place:
                counts[code][place] += 1
                counts["all"][place] += 1
    return [Score(code, **counts[code]) for code in (*sorted(counts.keys() - {"all"}), "all")]


def unmapped(verdicts: Iterable[Verdict], table: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return the rules that fired and stand for no code, and how often."""
    fired = Counter(rule for verdict in verdicts for rule, _ in verdict.answer.lints)
    return {rule: times for rule, times in sorted(fired.items()) if not code_of(rule, table or {})}
