"""What can be counted from outside: figures, and no name and no text."""

from datetime import UTC, datetime

from prometheus_client.parser import text_string_to_metric_families

from bot.asks.rules import Lookup
from bot.storage import Database
from bot.web.metrics import Metrics
from tests.support.clock import HandClock
from tests.support.doors import take_the_database_away
from tests.support.house import NETWORK, SAM, TEAM, VPN, furnish
from tests.support.lines import SAY, approve, go_live, hand_in
from tests.support.moves import close


def figures(metrics: Metrics) -> dict[tuple[str, str], float]:
    families = text_string_to_metric_families(metrics.text().decode())
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in families
        for sample in family.samples
    }


def look_up(kind: str) -> Lookup:
    return Lookup(TEAM, SAM, NETWORK, "l1", kind, datetime(2026, 3, 2, tzinfo=UTC))


def test_answers_are_counted_by_the_kind_of_line(sqlite: Database, clock: HandClock) -> None:
    metrics = Metrics(sqlite, clock)
    for kind in ("incident", "incident", "standing"):
        metrics.count_lookup(look_up(kind))
    found = figures(metrics)
    assert found["partyline_lookups_total", "incident"] == 2
    assert found["partyline_lookups_total", "standing"] == 1


def test_deliveries_are_counted_by_how_they_stand(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    hand_in(sqlite, clock())
    found = figures(Metrics(sqlite, clock))
    assert found["partyline_deliveries", "waiting"] == 1
    assert found["partyline_deliveries", "sent"] == 0


def test_promises_of_the_last_days_are_counted_by_whether_they_were_kept(sqlite: Database, clock: HandClock) -> None:
    for workspace in (TEAM, "T02OTHER"):
        furnish(sqlite, clock(), workspace)
    line = go_live(sqlite, clock())
    go_live(sqlite, clock(), topic_id=VPN)
    approve(sqlite, close(sqlite, clock(), line.series, 1), clock())
    metrics = Metrics(sqlite, clock)
    assert figures(metrics)["partyline_promises", "broken"] == 0
    clock.tick(minutes=31)
    found = figures(metrics)
    assert (found["partyline_promises", "kept"], found["partyline_promises", "broken"]) == (1, 1)
    clock.tick(hours=30 * 24)
    found = figures(metrics)
    assert (found["partyline_promises", "kept"], found["partyline_promises", "broken"]) == (0, 0)


def test_with_the_database_away_the_other_figures_are_still_given(sqlite: Database, clock: HandClock) -> None:
    metrics = Metrics(sqlite, clock)
    metrics.count_lookup(look_up("incident"))
    take_the_database_away(sqlite)
    found = figures(metrics)
    assert ("partyline_lookups_total", "incident") in found
    assert not [name for name, _ in found if name in {"partyline_deliveries", "partyline_promises"}]


def test_figures_hold_no_names_and_no_texts(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    hand_in(sqlite, clock())
    metrics = Metrics(sqlite, clock)
    metrics.count_lookup(look_up("incident"))
    for private in (SAM, TEAM, NETWORK, SAY):
        assert private not in metrics.text().decode()
