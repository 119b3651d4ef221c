"""Asking for deliveries, and looking at how they stand."""

from collections.abc import Iterable
from datetime import datetime

from bot.deliveries import records
from bot.deliveries.rules import Delivery, Priority, Progress
from bot.storage import Tx


def put(
    tx: Tx,
    workspace: str,
    *,
    kind: str,
    ref: str,
    destinations: Iterable[str],
    now: datetime,
    priority: Priority = Priority.FIRST,
) -> None:
    """Write down, in the transaction that decides it, that a letter of `kind` about `ref` goes to these places.

    Asked for again, the message that stands at a place is edited there.
    """
    records.put(tx, workspace, kind, ref, sorted(set(destinations)), now, priority)


def renew(tx: Tx, workspace: str, *, kind: str, ref: str, now: datetime, priority: Priority = Priority.FIRST) -> None:
    """Bring every copy of a letter up to date, wherever it went."""
    records.renew(tx, workspace, kind, ref, now, priority)


def renew_since(
    tx: Tx,
    workspace: str,
    *,
    kind: str,
    starts: Iterable[str],
    since: datetime | None,
    now: datetime,
    priority: Priority = Priority.FIRST,
) -> None:
    """Bring up to date every copy of the letters whose ref begins in one of these ways, written since then."""
    records.renew_since(tx, workspace, kind, starts, since, now, priority)


def of(tx: Tx, workspace: str, *, kind: str, ref: str, hold: bool = False) -> list[Delivery]:
    """Return how a letter stands at each of its destinations; with `hold`, no courier takes it up meanwhile."""
    return records.of_ref(tx, workspace, kind, ref, lock=hold)


def retry(tx: Tx, workspace: str, *, kind: str, ref: str, now: datetime) -> int:
    """Let what failed of a letter be tried again from now on; return how many places that are.

    Mail that may have arrived (`Delivery.is_unknown`) is none of it: a person decides about that, by `retry_unknown`.
    """
    return records.retry(tx, workspace, kind, ref, now)


def retry_unknown(tx: Tx, workspace: str, *, kind: str, ref: str, now: datetime) -> int:
    """Send mail again that may have arrived, as a person asked for it; return to how many places that is."""
    return records.retry_unknown(tx, workspace, kind, ref, now)


def progress(tx: Tx, workspace: str, places: Iterable[tuple[str, str]]) -> Progress:
    """Return how far letters have come, each named by its kind and ref, over all their destinations."""
    return records.progress(tx, workspace, list(places))


def have_come_on(tx: Tx, workspace: str, places: Iterable[tuple[str, str]], since: datetime) -> bool:
    """Tell whether something became of letters after a moment, each named by its kind and ref."""
    return records.have_come_on(tx, workspace, places, since)


def told(tx: Tx, workspace: str, *, kind: str, since: datetime) -> list[tuple[str, datetime]]:
    """Return the refs of letters of a kind that stand and were asked for since, each with when that was last."""
    return records.told(tx, workspace, kind, since)
