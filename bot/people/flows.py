"""What is done about people: knowing them, and letting them act or not."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot import journal
from bot.people import records
from bot.people.rules import (
    GROUP_TRUSTED_FOR,
    Kind,
    NeedsRole,
    NotMember,
    NotStaff,
    Person,
    Profile,
    Role,
    UnknownWorkspace,
)
from bot.storage import Tx


def find(tx: Tx, workspace: str, slack_id: str) -> Person | None:
    """Return somebody with their roles, or None when Slack has to be asked about them first.

    Raises UnknownWorkspace.
    """
    place = records.workspace(tx, workspace)
    if place is None:
        raise UnknownWorkspace
    return records.person(tx, place, slack_id)


def remember(tx: Tx, workspace: str, profile: Profile, *, now: datetime) -> Person:
    """Note what Slack says of somebody and return them. Raises UnknownWorkspace."""
    if records.workspace(tx, workspace) is None:
        raise UnknownWorkspace
    records.remember(tx, workspace, profile, now)
    person = find(tx, workspace, profile.slack_id)
    assert person is not None  # noqa: S101 - written a line ago in this transaction
    return person


def require_staff(tx: Tx, workspace: str, by: str) -> Person:
    """Return the acting person as the database knows them now. Raises NotStaff for everybody else."""
    person = find(tx, workspace, by)
    if person is None or not person.is_staff:
        raise NotStaff
    return person


def require_member(tx: Tx, workspace: str, by: str) -> Person:
    """Return the acting person, of the staff or not. Raises NotMember for guests and people of other organisations."""
    person = find(tx, workspace, by)
    if person is None or person.kind is not Kind.MEMBER:
        raise NotMember
    return person


def require(tx: Tx, workspace: str, by: str, role: Role, doing: str, *, also: Role | None = None) -> Person:
    """Return the acting person if they hold `role` now, or `also`.

    Raises NotStaff or NeedsRole ("Only commanders <doing>.").
    """
    person = require_staff(tx, workspace, by)
    if not person.roles & {role, also}:
        raise NeedsRole(role, doing, holders(tx, workspace, role), also)
    return person


def hold_workspace(tx: Tx, workspace: str) -> None:
    """Queue here: nobody else who queues here, or loads a set-up, goes on until the transaction ends."""
    records.workspace(tx, workspace, lock=True)


def holders(tx: Tx, workspace: str, role: Role) -> tuple[str, ...]:
    """Return the Slack ids of those who hold a role and could act on it, in a steady order."""
    return tuple(records.holders(tx, workspace, role))


def set_roles(tx: Tx, workspace: str, wanted: Mapping[str, frozenset[Role]], *, by: str, now: datetime) -> None:
    """Let just these people hold just these roles; each change goes into the journal."""
    held = records.roles(tx, workspace)
    for slack_id in sorted(set(held) | set(wanted)):
        before, after = held.get(slack_id, frozenset()), wanted.get(slack_id, frozenset())
        if before != after:
            records.set_roles(tx, workspace, slack_id, after)
            change = (" ".join(sorted(before)), " ".join(sorted(after)))
            journal.write(tx, workspace, verb="set_roles", subject=("person", slack_id), change=change, by=by, now=now)


def note_group(tx: Tx, workspace: str, group: str, members: Iterable[str], *, now: datetime) -> None:
    """Note who is in a user group, where it is the staff group of the workspace."""
    place = records.workspace(tx, workspace, lock=True)
    if place is not None and place.staff_group == group:
        records.set_group_members(tx, workspace, members, now)


def change_group(tx: Tx, workspace: str, group: str, *, added: Iterable[str], removed: Iterable[str]) -> None:
    """Note who came into and left a user group, where it is the staff group of the workspace."""
    place = records.workspace(tx, workspace)
    if place is not None and place.staff_group == group:
        records.change_group_members(tx, workspace, added=set(added), removed=set(removed))


def all_workspaces(tx: Tx) -> list[str]:
    """Return the ids of all workspaces that are set up."""
    return [place.id for place in records.workspaces(tx)]


def groups_to_check(tx: Tx, *, now: datetime) -> list[tuple[str, str]]:
    """Return (workspace, user group) for the staff groups that Slack should be asked about again."""
    return records.groups_to_check(tx, now - GROUP_TRUSTED_FOR)


def without_zone(tx: Tx, *, at_most: int) -> list[tuple[str, str]]:
    """Return (workspace, Slack id) of people whose time zone Slack was never asked for."""
    return records.without_zone(tx, at_most)


def give_no_zone(tx: Tx, workspace: str, slack_id: str) -> None:
    """Note that Slack does not know somebody any more, so that it is not asked for their time zone again."""
    records.give_no_zone(tx, workspace, slack_id)


def staff_among(tx: Tx, workspace: str, slack_ids: Iterable[str]) -> list[str]:
    """Return those of these people whom lines may be sent to, as far as is known of them."""
    wanted = list(slack_ids)
    place = records.workspace(tx, workspace) if wanted else None
    staff = records.staff(tx, place, wanted) if place else set()
    return [slack_id for slack_id in wanted if slack_id in staff]


def name_of(tx: Tx, workspace: str, slack_id: str) -> str:
    """Return somebody's name for a place where a mention would ping them; their id where it is not known."""
    return records.names(tx, workspace, [slack_id]).get(slack_id, slack_id)
