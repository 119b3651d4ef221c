"""The table, and whether each target is met."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.rounds import A_SECOND, BARE, CLIENTS, CPU, FEW, MANY, P50, P99, TYPO, Figures
from bench.starts import Starts


@dataclass(frozen=True, slots=True)
class Target:
    """One of the promises, with what came out."""

    what: str
    came: float
    limit: float
    unit: str = ""
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Tell whether it is kept."""
        return self.came >= self.limit if self.at_least else self.came <= self.limit

    def __str__(self) -> str:
        bound = "at least" if self.at_least else "at most"
        verdict = "met" if self.is_met else "MISSED"
        return f"{verdict:<7} {self.what:<52} {self.came:8.2f}{self.unit:<4} ({bound} {self.limit:g}{self.unit})"


def targets(figures: Figures, starts: Starts) -> list[Target]:
    """Compare with what was promised (issue 2)."""
    return [
        Target(
            "throughput of bare Bolt's, most lines, 16 clients",
            figures.ratio(MANY, BARE, 16, A_SECOND),
            0.6,
            at_least=True,
        ),
        Target("p99 of bare Bolt's, most lines, 16 clients", figures.ratio(MANY, BARE, 16, P99), 2, "x"),
        Target("growth of p50, few lines to most, 1 client", _growth(figures, FEW, MANY, 1), 10, " %"),
        Target("growth of p50, few lines to most, 16 clients", _growth(figures, FEW, MANY, 16), 10, " %"),
        Target("typo to exact, p50, 1 client", figures.ratio(TYPO, MANY, 1, P50), 2, "x"),
        Target("typo to exact, p50, 16 clients", figures.ratio(TYPO, MANY, 16, P50), 2, "x"),
        Target("start to ready", starts.ready, 1, " s"),
        Target("first subject, asked for as soon as it is ready", starts.first_subject, 3, " s"),
        Target("memory idle, 10 s after ready", starts.memory_idle, 100, " MiB"),
    ]


def _growth(figures: Figures, few: str, many: str, clients: int) -> float:
    """Return by how many per cent the median answer takes longer with many lines than with few."""
    return (figures.ratio(many, few, clients, P50) - 1) * 100


def table(figures: Figures, names: dict[str, str]) -> Iterator[str]:
    """Write the figures of the rounds, a line for each series and number of clients."""
    yield f"{'':<55}{'milliseconds an answer':^28}{'ratio to bare Bolt':^27}"
    yield f"{'':<36}{'clients':>8}{'answers/s':>11}{'p50':>9}{'p99':>9}{'CPU':>9}{'answers/s':>13}{'p99':>7}{'CPU':>7}"
    for clients in CLIENTS:
        for series, name in names.items():
            a_second, p50, p99, cpu = (figures.median(series, clients, what) for what in (A_SECOND, P50, P99, CPU))
            ratios = [figures.ratio(series, BARE, clients, what) for what in (A_SECOND, P99, CPU)]
            yield (
                f"{name:<36}{clients:>8}{a_second:>11,.0f}{p50:>9.2f}{p99:>9.2f}{cpu:>9.2f}"
                f"{ratios[0]:>13.2f}{ratios[1]:>7.2f}{ratios[2]:>7.2f}"
            )


def start_lines(figures: Figures, starts: Starts) -> Iterator[str]:
    """Write start-up and memory."""
    yield (
        f"start to ready: {starts.ready:.2f} s (slowest {starts.slowest:.2f} s); "
        f"a Python that only imports slack_bolt: {starts.bolt:.2f} s"
    )
    yield (
        f"memory: {starts.memory_ready:.0f} MiB when ready, {starts.memory_idle:.0f} MiB idle, "
        f"{figures.memory_after:.0f} MiB after the load above"
    )
