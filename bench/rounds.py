"""The rounds: bare Bolt and the bot in turn, again and again, so that the machine's noise hits all alike."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from statistics import median

from sqlalchemy import func, select

from bench.history import STAFF, TEAM, History
from bench.load import Job, Measured
from bench.processes import DidNotRun, Running, free_port, load, note, server
from bench.server import SECRET
from bot.asks.records import LOOKUPS
from bot.storage import open_database

CLIENTS = (1, 16)
BARE, FEW, MANY, TYPO = "bare", "few", "many", "typo"
WARM_UP_SECONDS = 0.5

Ask = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: what the load saw, and the processor time that the server spent on an answer."""

    a_second: float
    p50: float
    p99: float
    cpu: float


What = Callable[[Figure], float]
A_SECOND, P50, P99, CPU = (attrgetter(name) for name in ("a_second", "p50", "p99", "cpu"))


@dataclass(slots=True)
class Figures:
    """What was measured: for each series and number of clients a value of every round."""

    of: dict[tuple[str, int], list[Figure]] = field(default_factory=dict)
    card_bytes: int = 0
    memory_after: float = 0.0
    notes: int = 0

    def median(self, series: str, clients: int, what: What) -> float:
        """Return the median of the rounds."""
        return median(what(one) for one in self.of[series, clients])

    def ratio(self, series: str, base: str, clients: int, what: What) -> float:
        """Return the median of the rounds' own ratios: both sides of one were measured within seconds."""
        pairs = zip(self.of[series, clients], self.of[base, clients], strict=True)
        return median(what(one) / what(other) if what(other) else 0.0 for one, other in pairs)


@dataclass(slots=True)
class _Side:
    """A server with what it is asked, and how many answers it has given."""

    series: str
    running: Running
    asks: Sequence[Ask]
    answered: int = 0

    def measure(self, clients: int, seconds: float) -> Figure:
        """Put load on it for so long, and measure. Times in milliseconds."""
        before = self.running.cpu_seconds()
        measured = self.run(clients, seconds)
        cpu = (self.running.cpu_seconds() - before) * 1000 / measured.answered
        return Figure(measured.a_second, measured.p50, measured.p99, cpu)

    def run(self, clients: int, seconds: float) -> Measured:
        """Put load on it for so long."""
        measured = load(Job(self.running.port, SECRET, TEAM, clients, seconds, list(self.asks)))
        self.answered += measured.answered
        return measured


def measure(few: History, many: History, folder: Path, *, rounds: int, seconds: float) -> Figures:
    """Run the servers, and the rounds on them. Raises DidNotRun."""
    figures = Figures()
    with ExitStack() as stack:
        enter = stack.enter_context
        on_many = enter(_bot(many, folder))
        of_many = [_Side(MANY, on_many, _asks(many)), _Side(TYPO, on_many, _asks(many, typo=True))]
        of_few = [_Side(FEW, enter(_bot(few, folder)), _asks(few))]
        card = of_many[0].run(1, 0).one_answer
        figures.card_bytes = len(card)
        constant = [(who, words, many.questions[0].sentence) for who, words, _ in _asks(many)]
        bare = _Side(BARE, enter(_bare(card, folder)), constant)
        # What is compared stands side by side.
        sides = [of_few[0], of_many[0], bare, of_many[1]]
        for side in sides:
            side.run(max(CLIENTS), WARM_UP_SECONDS)
        for number in range(rounds):
            note(f"round {number + 1} of {rounds}")
            _round(figures, sides, seconds, backwards=number % 2 == 1)
        figures.memory_after = on_many.memory()
    figures.notes = _check_notes(many, of_many) + _check_notes(few, of_few)
    return figures


def _round(figures: Figures, sides: Sequence[_Side], seconds: float, *, backwards: bool) -> None:
    """Let each side answer once; every second round goes backwards, so that nobody is always first."""
    for clients in CLIENTS:
        for side in reversed(sides) if backwards else sides:
            figures.of.setdefault((side.series, clients), []).append(side.measure(clients, seconds))


def _asks(history: History, *, typo: bool = False) -> list[Ask]:
    """Let people of the staff group ask in turn."""
    people = STAFF[10:]
    return [
        (people[number % 50], question.typo if typo else question.exact, question.sentence)
        for number, question in enumerate(history.questions)
    ]


@contextmanager
def _bot(history: History, folder: Path) -> Iterator[Running]:
    port = free_port()
    given = ("bot", "--port", str(port), "--database", history.url)
    with server("-m", "bench.server", *given, cwd=folder, port=port) as running:
        yield running


@contextmanager
def _bare(card: str, folder: Path) -> Iterator[Running]:
    """Run bare Bolt with the bot's own answer as its constant card."""
    file, port = folder / "card.json", free_port()
    drawn = {part: value for part, value in json.loads(card).items() if part in {"text", "blocks"}}
    file.write_text(json.dumps(drawn))
    unused = f"sqlite:///{folder / 'unused.db'}"
    given = ("bare", "--port", str(port), "--card", str(file), "--database", unused)
    with server("-m", "bench.server", *given, cwd=folder, port=port) as running:
        yield running


def _check_notes(history: History, sides: Sequence[_Side]) -> int:
    """Count the look-ups that were noted: one for each answer, else the answers were not really given."""
    answered = sum(side.answered for side in sides)
    database = open_database(history.url)
    with database.glance() as tx:
        noted = tx.execute(select(func.count()).select_from(LOOKUPS)).scalar_one()
    database.close()
    if noted != answered:
        raise DidNotRun(f"{answered} answers were given, and {noted} noted")
    return answered
