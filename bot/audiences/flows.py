"""Keeping the audiences: admins add, change and remove them; who may write a statement reads them."""

from collections.abc import Sequence
from datetime import datetime

from bot import journal
from bot.audiences import records
from bot.audiences.rules import (
    Audience,
    AudienceMoved,
    UnknownAudience,
    complaints,
    fingerprint,
    too_long_for_its_field,
)
from bot.people import flows as people
from bot.people.rules import Person, Role
from bot.refusals import Refusal, Refusals
from bot.storage import Tx

_KEEPING = "change audiences"


def all_of(tx: Tx, workspace: str) -> tuple[Audience, ...]:
    """Return all audiences, by name."""
    return tuple(records.all_of(tx, workspace))


def get(tx: Tx, workspace: str, name: str) -> Audience | None:
    """Return the audience of just this name."""
    return _named(records.all_of(tx, workspace), name)


def _named(audiences: Sequence[Audience], name: str) -> Audience | None:
    return next((one for one in audiences if one.name == name), None)


def to_read(tx: Tx, workspace: str, *, by: str) -> tuple[tuple[Audience, ...], bool]:
    """Return all audiences for somebody, and whether they keep them. Raises NotStaff."""
    person = people.require_staff(tx, workspace, by)
    return all_of(tx, workspace), Role.ADMIN in person.roles


def to_add(tx: Tx, workspace: str, *, by: str) -> None:
    """Let somebody begin a new audience. Raises NotStaff, NeedsRole."""
    _require_admin(tx, workspace, by)


def to_change(tx: Tx, workspace: str, *, name: str, by: str) -> Audience:
    """Return an audience for the form that changes it. Raises NotStaff, NeedsRole, UnknownAudience, Refusal."""
    found = to_remove(tx, workspace, name=name, by=by)
    if said := too_long_for_its_field(found.mail):
        raise Refusal(f"{said} That is done in the set-up file.")
    return found


def to_remove(tx: Tx, workspace: str, *, name: str, by: str) -> Audience:
    """Return an audience for the question whether to remove it. Raises NotStaff, NeedsRole, UnknownAudience."""
    _require_admin(tx, workspace, by)
    found = get(tx, workspace, name)
    if found is None:
        raise UnknownAudience
    return found


def _require_admin(tx: Tx, workspace: str, by: str) -> Person:
    return people.require(tx, workspace, by, Role.ADMIN, _KEEPING)


def add(tx: Tx, workspace: str, *, audience: Audience, by: str, now: datetime) -> None:
    """Add an audience. Raises NotStaff, NeedsRole, Refusals."""
    _begin(tx, workspace, by)
    _check(audience, all_of(tx, workspace))
    records.add(tx, workspace, audience)
    _note(tx, workspace, "add_audience", None, audience, by, now)


def change(tx: Tx, workspace: str, *, audience: Audience, instead_of: str, base: str, by: str, now: datetime) -> None:
    """Let an audience stand instead of the one of that name, whose fingerprint was `base` when the form was drawn.

    What is said already is not written again. Raises NotStaff, NeedsRole, AudienceMoved, Refusals.
    """
    _begin(tx, workspace, by)
    audiences = all_of(tx, workspace)
    before = _unmoved(audiences, instead_of, base)
    _check(audience, [one for one in audiences if one.name != instead_of])
    if audience != before:
        records.remove(tx, workspace, instead_of)
        records.add(tx, workspace, audience)
        _note(tx, workspace, "change_audience", before, audience, by, now)


def remove(tx: Tx, workspace: str, *, name: str, base: str, by: str, now: datetime) -> None:
    """Remove the audience of this name, whose fingerprint was `base` when somebody was asked whether they are sure.

    Statements that were handed in keep its name, and where they go. Raises NotStaff, NeedsRole, AudienceMoved.
    """
    _begin(tx, workspace, by)
    before = _unmoved(all_of(tx, workspace), name, base)
    records.remove(tx, workspace, name)
    _note(tx, workspace, "remove_audience", before, None, by, now)


def _begin(tx: Tx, workspace: str, by: str) -> None:
    """Let an admin change audiences: whoever else does waits, and so does a set-up that is being loaded."""
    people.hold_workspace(tx, workspace)
    _require_admin(tx, workspace, by)


def _unmoved(audiences: Sequence[Audience], name: str, base: str) -> Audience:
    found = _named(audiences, name)
    if found is None or fingerprint(found) != base:
        raise AudienceMoved(found)
    return found


def _check(audience: Audience, others: Sequence[Audience]) -> None:
    if refusals := complaints(audience, others):
        raise Refusals(refusals)


def _note(
    tx: Tx, workspace: str, verb: str, before: Audience | None, after: Audience | None, by: str, now: datetime
) -> None:
    """Write into the journal which audience it was; where it is read stays out of there."""
    names = [one.name for one in (before, after) if one]
    renamed = {"was": names[0]} if names[0] != names[-1] else {}
    journal.write(
        tx,
        workspace,
        verb=verb,
        subject=("workspace", workspace),
        change=(fingerprint(before), fingerprint(after)),
        by=by,
        now=now,
        facts={"name": names[-1], **renamed},
    )
