"""What can be counted from outside, in Prometheus' format. Counts only: no names, no texts."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.asks.rules import Lookup
from bot.deliveries.records import count_by_status
from bot.deliveries.rules import DeliveryStatus
from bot.people import flows as people
from bot.promises import flows as promises
from bot.promises.rules import Kept
from bot.storage import Database, DatabaseAway

# Promises are counted over this time: long enough to show a habit, short enough to show that it has changed.
PROMISES_OVER = timedelta(days=30)


class Metrics:
    """The figures of one running bot."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._registry = CollectorRegistry()
        self._lookups = Counter(
            "partyline_lookups", "Answers given, by the kind of line", ["kind"], registry=self._registry
        )
        self._registry.register(_Ledger(database))
        self._registry.register(_Promises(database, now))

    def count_lookup(self, lookup: Lookup) -> None:
        """Count an answer."""
        self._lookups.labels(lookup.kind).inc()

    def text(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        return generate_latest(self._registry)


class _Ledger(Collector):
    """Deliveries by status, counted when asked: any copy of the bot gives the figure of all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Count, or leave the figure out while the database is away."""
        try:
            with self._database.glance() as tx:
                counts = count_by_status(tx)
        except DatabaseAway:
            return
        family = GaugeMetricFamily("partyline_deliveries", "Deliveries in the ledger", labels=["status"])
        for status in DeliveryStatus:
            family.add_metric([status.value], counts.get(status.value, 0))
        yield family


class _Promises(Collector):
    """Promises of a next update that fell due lately, by whether they were kept."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Count over all workspaces, or leave the figure out while the database is away."""
        try:
            counts = self._count()
        except DatabaseAway:
            return
        said = f"Promises of a next update that fell due in the last {PROMISES_OVER.days} days"
        family = GaugeMetricFamily("partyline_promises", said, labels=["outcome"])
        family.add_metric(["kept"], sum(one.kept for one in counts))
        family.add_metric(["broken"], sum(one.broken for one in counts))
        yield family

    def _count(self) -> list[Kept]:
        until = self._now()
        with self._database.glance() as tx:
            workspaces = people.all_workspaces(tx)
            return [promises.tally(tx, workspace, until - PROMISES_OVER, until) for workspace in workspaces]
