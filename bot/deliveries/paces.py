"""Paces: how fast everybody together sends. Like records, the only SQL there is about them.

A row says when a slot is free again: `*` is the workspace's, a channel's or person's id is theirs, and `stop` holds
everybody until Slack's own time to wait has passed. A slot is taken in the transaction that takes the delivery, under
the lock of the workspace's row: two couriers never take the same one.
"""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, column, delete, select, table

from bot.deliveries.records import PACES
from bot.deliveries.rules import Limits, next_slot
from bot.storage import Tx
from bot.storage.receipts import insert_of, insert_unless_there

WHOLE, STOP = "*", "stop"
# The table of a room above this one; all that is asked of it is which workspaces there are.
_WORKSPACES = table("workspaces", column("id"))

# Written once: a courier asks these all the time, beside those who answer people.
_MINE = PACES.c.workspace_id == bindparam("workspace")
_LATER = PACES.c.free_at > bindparam("now")
_BUSY = select(_WORKSPACES.c.id, PACES.c.key, PACES.c.free_at).select_from(
    _WORKSPACES.outerjoin(PACES, (PACES.c.workspace_id == _WORKSPACES.c.id) & _LATER)
)
_LOCK = select(PACES.c.free_at).where(_MINE, PACES.c.key == WHOLE).with_for_update()
_ANY_BUSY = select(PACES.c.key).where(_MINE, PACES.c.key.in_(bindparam("keys", expanding=True)), _LATER).limit(1)

# What nobody may use before when: by workspace, then by key.
Busy = dict[str, dict[str, datetime]]


def busy(tx: Tx, now: datetime) -> Busy:
    """Return what is not free yet, for each workspace there is."""
    found: Busy = {}
    for workspace, key, free_at in tx.execute(_BUSY, {"now": now}):
        keys = found.setdefault(workspace, {})
        if key is not None:
            keys[key] = free_at
    return found


def take(tx: Tx, workspace: str, destination: str, calls: int, now: datetime, limits: Limits) -> bool:
    """Take slots for so many calls, and the destination's for one message ("": none); False where one is not free."""
    began = _lock(tx, workspace, now)
    if began > now or _is_busy(tx, workspace, [STOP, destination], now):
        return False
    taken = {WHOLE: next_slot(began, now, limits.gap) + (calls - 1) * limits.gap}
    if destination:
        taken[destination] = now + limits.channel_gap
    _set(tx, workspace, taken)
    return True


def give_back(tx: Tx, workspace: str, destination: str, calls: int, now: datetime, limits: Limits) -> None:
    """Give slots back that were taken and then not needed."""
    _set(tx, workspace, {WHOLE: _lock(tx, workspace, now) - calls * limits.gap, destination: now})


def rest(tx: Tx, workspace: str, destination: str, until: datetime) -> None:
    """Let a channel or person rest until then."""
    _set(tx, workspace, {destination: until})


def stop(tx: Tx, workspace: str, until: datetime) -> None:
    """Stop everybody until then."""
    if not _is_busy(tx, workspace, [STOP], until):
        _set(tx, workspace, {STOP: until})


def forget_old(tx: Tx, before: datetime) -> None:
    """Delete what has been free since then."""
    tx.execute(delete(PACES).where(PACES.c.free_at < before, PACES.c.key.not_in([WHOLE, STOP])))


def _lock(tx: Tx, workspace: str, now: datetime) -> datetime:
    """Wait until nobody else takes slots of a workspace, and return since when its next one is free."""
    found = tx.execute(_LOCK, {"workspace": workspace}).scalar()
    if found is None:
        insert_unless_there(tx, PACES, workspace_id=workspace, key=WHOLE, free_at=now)
        found = tx.execute(_LOCK, {"workspace": workspace}).scalar_one()
    return found


def _is_busy(tx: Tx, workspace: str, keys: list[str], now: datetime) -> bool:
    return tx.execute(_ANY_BUSY, {"workspace": workspace, "keys": keys, "now": now}).first() is not None


def _set(tx: Tx, workspace: str, free_at: dict[str, datetime]) -> None:
    rows = [{"workspace_id": workspace, "key": key, "free_at": at} for key, at in free_at.items()]
    tx.execute(_upsert(tx.dialect.name, insert_of(tx)), rows)


@cache
def _upsert(_dialect: str, insert: Any) -> Any:
    row = insert(PACES)
    return row.on_conflict_do_update(index_elements=["workspace_id", "key"], set_={"free_at": row.excluded.free_at})
