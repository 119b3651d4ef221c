"""Tables of workspaces, people and roles."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    Named,
    String,
    Table,
    TypedColumns,
    and_,
    delete,
    exists,
    insert,
    select,
    update,
)

from bot.journal.records import newest_number_of
from bot.people.rules import NO_ZONE, Kind, Person, Profile, Role, Workspace
from bot.storage import METADATA, Tx, Utc, new_id
from bot.storage.receipts import insert_unless_there


class WorkspaceColumns(TypedColumns):
    """One Slack workspace. Its tokens change whenever its topics, or its people, do: so both can be remembered."""

    id: Named[str] = Column(String(32), primary_key=True)
    name: Named[str] = Column(String(80))
    staff_group: Named[str | None] = Column(String(32))
    group_checked_at: Named[datetime | None] = Column(Utc)
    approvals_channel: Named[str | None] = Column(String(32))
    topics_token: Named[str] = Column(String(32))
    people_token: Named[str] = Column(String(32), server_default="")


WORKSPACES = Table("workspaces", METADATA, WorkspaceColumns)


class PersonColumns(TypedColumns):
    """What Slack last said somebody is."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    slack_id: Named[str] = Column(String(32), primary_key=True)
    name: Named[str] = Column(String(80))
    kind: Named[str] = Column(String(10))
    zone: Named[str] = Column(String(64), server_default="")
    checked_at: Named[datetime] = Column(Utc)


PEOPLE = Table("people", METADATA, PersonColumns)


class StaffMemberColumns(TypedColumns):
    """Somebody in the staff group, seen by the bot before or not."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    slack_id: Named[str] = Column(String(32), primary_key=True)


STAFF_MEMBERS = Table("staff_members", METADATA, StaffMemberColumns)


class RoleColumns(TypedColumns):
    """One role that somebody holds."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    slack_id: Named[str] = Column(String(32), primary_key=True)
    role: Named[str] = Column(String(20), primary_key=True)


ROLES = Table("roles", METADATA, RoleColumns)


_WORKSPACE = (
    WORKSPACES.c.id,
    WORKSPACES.c.name,
    WORKSPACES.c.staff_group,
    WORKSPACES.c.approvals_channel,
    WORKSPACES.c.topics_token,
    WORKSPACES.c.people_token,
    newest_number_of(WORKSPACES.c.id),
)


# So many people are looked for by name; of more, everybody is read.
FEW = 200


def workspace(tx: Tx, workspace_id: str, *, lock: bool = False) -> Workspace | None:
    """Return a workspace, or None where nobody has set it up; with `lock`, nobody else sets it up meanwhile."""
    query = select(*_WORKSPACE).where(WORKSPACES.c.id == workspace_id)
    # Not a full row lock: that would keep out every insert that refers to the workspace, and so deadlock with it.
    row = tx.execute(query.with_for_update(key_share=True) if lock else query).one_or_none()
    return Workspace(*row) if row else None


def workspaces(tx: Tx) -> list[Workspace]:
    """Return all workspaces."""
    return [Workspace(*row) for row in tx.execute(select(*_WORKSPACE).order_by(WORKSPACES.c.id))]


def add_workspace(tx: Tx, workspace_id: str, name: str) -> bool:
    """Add a workspace unless it is there; tells whether it was added."""
    values = {"staff_group": None, "approvals_channel": None, "topics_token": new_id(), "people_token": new_id()}
    return insert_unless_there(tx, WORKSPACES, id=workspace_id, name=name, **values)


def change_workspace(
    tx: Tx, workspace_id: str, *, name: str, staff_group: str | None, approvals_channel: str | None
) -> None:
    """Set what `load` sets of a workspace. A changed group is asked for anew."""
    tx.execute(
        update(WORKSPACES)
        .where(WORKSPACES.c.id == workspace_id)
        .values(name=name, staff_group=staff_group, approvals_channel=approvals_channel, group_checked_at=None)
    )


def touch_topics(tx: Tx, workspace_id: str) -> None:
    """Say that the topics have changed: everybody who keeps an index of them builds it anew."""
    tx.execute(update(WORKSPACES).where(WORKSPACES.c.id == workspace_id).values(topics_token=new_id()))


def _touch_people(tx: Tx, workspace_id: str) -> None:
    """Say that what is known of people has changed: everybody who remembers some reads them anew."""
    tx.execute(update(WORKSPACES).where(WORKSPACES.c.id == workspace_id).values(people_token=new_id()))


def person(tx: Tx, place: Workspace, slack_id: str) -> Person | None:
    """Return somebody with their roles; None for those who were never asked about."""
    in_group = exists().where(STAFF_MEMBERS.c.workspace_id == place.id, STAFF_MEMBERS.c.slack_id == slack_id)
    known = select(PEOPLE.c.name, PEOPLE.c.kind, PEOPLE.c.checked_at, PEOPLE.c.zone, in_group)
    row = tx.execute(known.where(PEOPLE.c.workspace_id == place.id, PEOPLE.c.slack_id == slack_id)).one_or_none()
    if row is None:
        return None
    name, kind, checked_at, zone, is_member = row
    held = tx.execute(select(ROLES.c.role).where(ROLES.c.workspace_id == place.id, ROLES.c.slack_id == slack_id))
    roles = frozenset(map(Role, held.scalars()))
    return Person(place, slack_id, name, Kind(kind), is_member, roles, checked_at, zone)


def staff(tx: Tx, place: Workspace, among: Collection[str]) -> set[str]:
    """Return who is known to be on the staff, by the rule of `Person.is_staff`: all of `among` who are, at the least.

    Of many, it is quicker to read everybody than to name each.
    """
    same = and_(STAFF_MEMBERS.c.workspace_id == place.id, STAFF_MEMBERS.c.slack_id == PEOPLE.c.slack_id)
    holds = and_(ROLES.c.workspace_id == place.id, ROLES.c.slack_id == PEOPLE.c.slack_id)
    members = select(PEOPLE.c.slack_id).where(PEOPLE.c.workspace_id == place.id, PEOPLE.c.kind == Kind.MEMBER.value)
    if place.staff_group is not None:
        members = members.where(exists().where(same) | exists().where(holds))
    if len(among) <= FEW:
        members = members.where(PEOPLE.c.slack_id.in_(among))
    return set(tx.execute(members).scalars())


def remember(tx: Tx, workspace_id: str, profile: Profile, now: datetime) -> None:
    """Note what Slack says of somebody. Where it says no time zone, the one that is known stays."""
    mine = and_(PEOPLE.c.workspace_id == workspace_id, PEOPLE.c.slack_id == profile.slack_id)
    known = "" if profile.zone else tx.execute(select(PEOPLE.c.zone).where(mine)).scalar_one_or_none()
    zone = profile.zone or known or NO_ZONE
    values = {"name": profile.name, "kind": profile.kind.value, "zone": zone, "checked_at": now}
    if not insert_unless_there(tx, PEOPLE, workspace_id=workspace_id, slack_id=profile.slack_id, **values):
        same = and_(PEOPLE.c.name == profile.name, PEOPLE.c.kind == profile.kind.value, PEOPLE.c.zone == zone)
        if not tx.execute(update(PEOPLE).where(mine, same).values(checked_at=now)).rowcount:
            tx.execute(update(PEOPLE).where(mine).values(**values))
            _touch_people(tx, workspace_id)


def without_zone(tx: Tx, at_most: int) -> list[tuple[str, str]]:
    """Return workspace and Slack id of people who were met before time zones were kept."""
    query = select(PEOPLE.c.workspace_id, PEOPLE.c.slack_id).where(PEOPLE.c.zone == "")
    return [(row.workspace_id, row.slack_id) for row in tx.execute(query.order_by(PEOPLE.c.slack_id).limit(at_most))]


def give_no_zone(tx: Tx, workspace_id: str, slack_id: str) -> None:
    """Note of somebody without a time zone that Slack knows none: theirs is UTC."""
    mine = (PEOPLE.c.workspace_id == workspace_id, PEOPLE.c.slack_id == slack_id, PEOPLE.c.zone == "")
    tx.execute(update(PEOPLE).where(*mine).values(zone=NO_ZONE))


def set_group_members(tx: Tx, workspace_id: str, members: Iterable[str], now: datetime) -> None:
    """Let just these people be in the staff group."""
    _hold_group(tx, workspace_id)
    mine, wanted = STAFF_MEMBERS.c.workspace_id == workspace_id, set(members)
    if wanted != set(tx.execute(select(STAFF_MEMBERS.c.slack_id).where(mine)).scalars()):
        tx.execute(delete(STAFF_MEMBERS).where(mine))
        if rows := [{"workspace_id": workspace_id, "slack_id": who} for who in sorted(wanted)]:
            tx.execute(insert(STAFF_MEMBERS), rows)
        _touch_people(tx, workspace_id)
    tx.execute(update(WORKSPACES).where(WORKSPACES.c.id == workspace_id).values(group_checked_at=now))


def change_group_members(tx: Tx, workspace_id: str, *, added: set[str], removed: set[str]) -> None:
    """Add and remove people of the staff group."""
    _hold_group(tx, workspace_id)
    for slack_id in sorted(added):
        insert_unless_there(tx, STAFF_MEMBERS, workspace_id=workspace_id, slack_id=slack_id)
    gone = (STAFF_MEMBERS.c.workspace_id == workspace_id, STAFF_MEMBERS.c.slack_id.in_(removed))
    tx.execute(delete(STAFF_MEMBERS).where(*gone))
    _touch_people(tx, workspace_id)


def _hold_group(tx: Tx, workspace_id: str) -> None:
    """Let one at a time write the list: copies of the bot read it anew, and hear news of it, at the same moment."""
    tx.execute(select(WORKSPACES.c.id).where(WORKSPACES.c.id == workspace_id).with_for_update())


def groups_to_check(tx: Tx, before: datetime) -> list[tuple[str, str]]:
    """Return workspace and staff group of those whose membership was last read before `before`, or never."""
    checked = WORKSPACES.c.group_checked_at
    query = select(WORKSPACES.c.id, WORKSPACES.c.staff_group).where(
        WORKSPACES.c.staff_group.is_not(None), (checked.is_(None)) | (checked < before)
    )
    return [(row.id, row.staff_group or "") for row in tx.execute(query)]


def has_unread_group(tx: Tx) -> bool:
    """Tell whether there is a staff group that was never read: until then none of its members is let in."""
    unread = select(WORKSPACES.c.id).where(
        WORKSPACES.c.staff_group.is_not(None), WORKSPACES.c.group_checked_at.is_(None)
    )
    return tx.execute(unread.limit(1)).first() is not None


def roles(tx: Tx, workspace_id: str) -> dict[str, frozenset[Role]]:
    """Return everybody's roles, by Slack id."""
    held: dict[str, set[Role]] = {}
    query = select(ROLES.c.slack_id, ROLES.c.role).where(ROLES.c.workspace_id == workspace_id)
    for slack_id, role in tx.execute(query.order_by(ROLES.c.slack_id, ROLES.c.role)):
        held.setdefault(slack_id, set()).add(Role(role))
    return {slack_id: frozenset(its) for slack_id, its in held.items()}


def holders(tx: Tx, workspace_id: str, role: Role) -> list[str]:
    """Return who holds a role, by Slack id; without those whom Slack calls guests or gone by now."""
    same = and_(PEOPLE.c.workspace_id == ROLES.c.workspace_id, PEOPLE.c.slack_id == ROLES.c.slack_id)
    able = PEOPLE.c.kind.is_(None) | (PEOPLE.c.kind == Kind.MEMBER.value)
    mine = (ROLES.c.workspace_id == workspace_id, ROLES.c.role == role.value)
    query = select(ROLES.c.slack_id).outerjoin(PEOPLE, same).where(*mine, able)
    return list(tx.execute(query.order_by(ROLES.c.slack_id)).scalars())


def set_roles(tx: Tx, workspace_id: str, slack_id: str, wanted: frozenset[Role]) -> None:
    """Let somebody hold just these roles."""
    tx.execute(delete(ROLES).where(ROLES.c.workspace_id == workspace_id, ROLES.c.slack_id == slack_id))
    for role in sorted(wanted):
        tx.execute(insert(ROLES).values(workspace_id=workspace_id, slack_id=slack_id, role=role.value))
    _touch_people(tx, workspace_id)


def names(tx: Tx, workspace_id: str, slack_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of those who are known, by Slack id."""
    query = select(PEOPLE.c.slack_id, PEOPLE.c.name).where(
        PEOPLE.c.workspace_id == workspace_id, PEOPLE.c.slack_id.in_(set(slack_ids))
    )
    return {row.slack_id: row.name for row in tx.execute(query)}
