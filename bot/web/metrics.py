"""What can be counted from outside, in Prometheus' format. Counts only: no names, no texts."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.asks.rules import Lookup
from bot.deliveries.records import count_by_status
from bot.deliveries.rules import DeliveryStatus
from bot.storage import Database, DatabaseAway


class Metrics:
    """The figures of one running bot."""

    def __init__(self, database: Database) -> None:
        self._registry = CollectorRegistry()
        self._lookups = Counter(
            "partyline_lookups", "Answers given, by the kind of line", ["kind"], registry=self._registry
        )
        self._registry.register(_Ledger(database))

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
