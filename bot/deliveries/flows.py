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


def of(tx: Tx, workspace: str, *, kind: str, ref: str) -> list[Delivery]:
    """Return how a letter stands at each of its destinations."""
    return records.of_ref(tx, workspace, kind, ref)


def retry(tx: Tx, workspace: str, *, kind: str, ref: str, now: datetime) -> int:
    """Let what failed of a letter be tried again from now on; return how many places that are."""
    return records.retry(tx, workspace, kind, ref, now)


def progress(tx: Tx, workspace: str, places: Iterable[tuple[str, str]]) -> Progress:
    """Return how far letters have come, each named by its kind and ref, over all their destinations."""
    return records.progress(tx, workspace, list(places))
