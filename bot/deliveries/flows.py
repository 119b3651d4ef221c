"""Asking for deliveries, and looking at how they stand."""

from collections.abc import Iterable
from datetime import datetime

from bot.deliveries import records
from bot.deliveries.rules import Delivery
from bot.storage import Tx


def put(tx: Tx, workspace: str, *, kind: str, ref: str, destinations: Iterable[str], now: datetime) -> None:
    """Write down, in the transaction that decides it, that a letter of `kind` about `ref` goes to these places.

    Asked for again, the message that stands at a place is edited there.
    """
    for destination in sorted(set(destinations)):
        records.put(tx, workspace, kind, ref, destination, now)


def renew(tx: Tx, workspace: str, *, kind: str, ref: str, now: datetime) -> None:
    """Bring every copy of a letter up to date, wherever it went."""
    places = [delivery.destination for delivery in records.of_ref(tx, workspace, kind, ref)]
    put(tx, workspace, kind=kind, ref=ref, destinations=places, now=now)


def of(tx: Tx, workspace: str, *, kind: str, ref: str) -> list[Delivery]:
    """Return how a letter stands at each of its destinations."""
    return records.of_ref(tx, workspace, kind, ref)
