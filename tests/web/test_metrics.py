"""What can be counted from outside: figures, and no name and no text."""

from datetime import UTC, datetime

from prometheus_client.parser import text_string_to_metric_families

from bot.asks.rules import Lookup
from bot.storage import Database
from bot.web.metrics import Metrics
from tests.support.clock import HandClock
from tests.support.doors import take_the_database_away
from tests.support.house import NETWORK, SAM, TEAM, furnish
from tests.support.lines import SAY, hand_in


def figures(metrics: Metrics) -> dict[tuple[str, str], float]:
    families = text_string_to_metric_families(metrics.text().decode())
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in families
        for sample in family.samples
    }


def look_up(kind: str) -> Lookup:
    return Lookup(TEAM, SAM, NETWORK, "l1", kind, datetime(2026, 3, 2, tzinfo=UTC))


def test_answers_are_counted_by_the_kind_of_line(sqlite: Database) -> None:
    metrics = Metrics(sqlite)
    for kind in ("incident", "incident", "standing"):
        metrics.count_lookup(look_up(kind))
    found = figures(metrics)
    assert found["partyline_lookups_total", "incident"] == 2
    assert found["partyline_lookups_total", "standing"] == 1


def test_deliveries_are_counted_by_how_they_stand(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    hand_in(sqlite, clock())
    found = figures(Metrics(sqlite))
    assert found["partyline_deliveries", "waiting"] == 1
    assert found["partyline_deliveries", "sent"] == 0


def test_with_the_database_away_the_other_figures_are_still_given(sqlite: Database) -> None:
    metrics = Metrics(sqlite)
    metrics.count_lookup(look_up("incident"))
    take_the_database_away(sqlite)
    found = figures(metrics)
    assert ("partyline_lookups_total", "incident") in found
    assert not [name for name, _ in found if name == "partyline_deliveries"]


def test_figures_hold_no_names_and_no_texts(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    hand_in(sqlite, clock())
    metrics = Metrics(sqlite)
    metrics.count_lookup(look_up("incident"))
    for private in (SAM, TEAM, NETWORK, SAY):
        assert private not in metrics.text().decode()
