"""Tables of workspaces, people and roles."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, String, and_, delete, exists, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.journal.records import newest_number_of
from bot.people.rules import Kind, Person, Profile, Role, Workspace
from bot.storage import Base, Tx, Utc, new_id
from bot.storage.receipts import insert_unless_there


class WorkspaceRow(Base):
    """One Slack workspace. Its tokens change whenever its topics, or its people, do: so both can be remembered."""

    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    staff_group: Mapped[str | None] = mapped_column(String(32))
    group_checked_at: Mapped[datetime | None] = mapped_column(Utc)
    approvals_channel: Mapped[str | None] = mapped_column(String(32))
    topics_token: Mapped[str] = mapped_column(String(32))
    people_token: Mapped[str] = mapped_column(String(32), server_default="")


class PersonRow(Base):
    """What Slack last said somebody is."""

    __tablename__ = "people"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    slack_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    checked_at: Mapped[datetime] = mapped_column(Utc)


class StaffMemberRow(Base):
    """Somebody in the staff group, seen by the bot before or not."""

    __tablename__ = "staff_members"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    slack_id: Mapped[str] = mapped_column(String(32), primary_key=True)


class RoleRow(Base):
    """One role that somebody holds."""

    __tablename__ = "roles"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    slack_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


_WORKSPACE = (
    WorkspaceRow.id,
    WorkspaceRow.name,
    WorkspaceRow.staff_group,
    WorkspaceRow.approvals_channel,
    WorkspaceRow.topics_token,
    WorkspaceRow.people_token,
    newest_number_of(WorkspaceRow.id),
)


# So many people are looked for by name; of more, everybody is read.
FEW = 200


def workspace(tx: Tx, workspace_id: str, *, lock: bool = False) -> Workspace | None:
    """Return a workspace, or None where nobody has set it up; with `lock`, nobody else sets it up meanwhile."""
    query = select(*_WORKSPACE).where(WorkspaceRow.id == workspace_id)
    # Not a full row lock: that would keep out every insert that refers to the workspace, and so deadlock with it.
    row = tx.execute(query.with_for_update(key_share=True) if lock else query).one_or_none()
    return Workspace(*row) if row else None


def workspaces(tx: Tx) -> list[Workspace]:
    """Return all workspaces."""
    return [Workspace(*row) for row in tx.execute(select(*_WORKSPACE).order_by(WorkspaceRow.id))]


def add_workspace(tx: Tx, workspace_id: str, name: str) -> bool:
    """Add a workspace unless it is there; tells whether it was added."""
    values = {"staff_group": None, "approvals_channel": None, "topics_token": new_id(), "people_token": new_id()}
    return insert_unless_there(tx, WorkspaceRow, id=workspace_id, name=name, **values)


def change_workspace(
    tx: Tx, workspace_id: str, *, name: str, staff_group: str | None, approvals_channel: str | None
) -> None:
    """Set what `load` sets of a workspace. A changed group is asked for anew."""
    tx.execute(
        update(WorkspaceRow)
        .where(WorkspaceRow.id == workspace_id)
        .values(name=name, staff_group=staff_group, approvals_channel=approvals_channel, group_checked_at=None)
    )


def touch_topics(tx: Tx, workspace_id: str) -> None:
    """Say that the topics have changed: everybody who keeps an index of them builds it anew."""
    tx.execute(update(WorkspaceRow).where(WorkspaceRow.id == workspace_id).values(topics_token=new_id()))


def _touch_people(tx: Tx, workspace_id: str) -> None:
    """Say that what is known of people has changed: everybody who remembers some reads them anew."""
    tx.execute(update(WorkspaceRow).where(WorkspaceRow.id == workspace_id).values(people_token=new_id()))


def person(tx: Tx, place: Workspace, slack_id: str) -> Person | None:
    """Return somebody with their roles; None for those who were never asked about."""
    in_group = exists().where(StaffMemberRow.workspace_id == place.id, StaffMemberRow.slack_id == slack_id)
    known = select(PersonRow.name, PersonRow.kind, PersonRow.checked_at, in_group)
    row = tx.execute(known.where(PersonRow.workspace_id == place.id, PersonRow.slack_id == slack_id)).one_or_none()
    if row is None:
        return None
    name, kind, checked_at, is_member = row
    held = tx.execute(select(RoleRow.role).where(RoleRow.workspace_id == place.id, RoleRow.slack_id == slack_id))
    return Person(place, slack_id, name, Kind(kind), is_member, frozenset(map(Role, held.scalars())), checked_at)


def staff(tx: Tx, place: Workspace, among: Collection[str]) -> set[str]:
    """Return who is known to be on the staff, by the rule of `Person.is_staff`: all of `among` who are, at the least.

    Of many, it is quicker to read everybody than to name each.
    """
    same = and_(StaffMemberRow.workspace_id == place.id, StaffMemberRow.slack_id == PersonRow.slack_id)
    holds = and_(RoleRow.workspace_id == place.id, RoleRow.slack_id == PersonRow.slack_id)
    members = select(PersonRow.slack_id).where(PersonRow.workspace_id == place.id, PersonRow.kind == Kind.MEMBER.value)
    if place.staff_group is not None:
        members = members.where(exists().where(same) | exists().where(holds))
    if len(among) <= FEW:
        members = members.where(PersonRow.slack_id.in_(among))
    return set(tx.execute(members).scalars())


def remember(tx: Tx, workspace_id: str, profile: Profile, now: datetime) -> None:
    """Note what Slack says of somebody."""
    values = {"name": profile.name, "kind": profile.kind.value, "checked_at": now}
    if not insert_unless_there(tx, PersonRow, workspace_id=workspace_id, slack_id=profile.slack_id, **values):
        mine = and_(PersonRow.workspace_id == workspace_id, PersonRow.slack_id == profile.slack_id)
        same = and_(PersonRow.name == profile.name, PersonRow.kind == profile.kind.value)
        if not tx.execute(update(PersonRow).where(mine, same).values(checked_at=now)).rowcount:
            tx.execute(update(PersonRow).where(mine).values(**values))
            _touch_people(tx, workspace_id)


def set_group_members(tx: Tx, workspace_id: str, members: Iterable[str], now: datetime) -> None:
    """Let just these people be in the staff group."""
    _hold_group(tx, workspace_id)
    mine, wanted = StaffMemberRow.workspace_id == workspace_id, set(members)
    if wanted != set(tx.execute(select(StaffMemberRow.slack_id).where(mine)).scalars()):
        tx.execute(delete(StaffMemberRow).where(mine))
        if rows := [{"workspace_id": workspace_id, "slack_id": who} for who in sorted(wanted)]:
            tx.execute(insert(StaffMemberRow), rows)
        _touch_people(tx, workspace_id)
    tx.execute(update(WorkspaceRow).where(WorkspaceRow.id == workspace_id).values(group_checked_at=now))


def change_group_members(tx: Tx, workspace_id: str, *, added: set[str], removed: set[str]) -> None:
    """Add and remove people of the staff group."""
    _hold_group(tx, workspace_id)
    for slack_id in sorted(added):
        insert_unless_there(tx, StaffMemberRow, workspace_id=workspace_id, slack_id=slack_id)
    gone = (StaffMemberRow.workspace_id == workspace_id, StaffMemberRow.slack_id.in_(removed))
    tx.execute(delete(StaffMemberRow).where(*gone))
    _touch_people(tx, workspace_id)


def _hold_group(tx: Tx, workspace_id: str) -> None:
    """Let one at a time write the list: copies of the bot read it anew, and hear news of it, at the same moment."""
    tx.execute(select(WorkspaceRow.id).where(WorkspaceRow.id == workspace_id).with_for_update())


def groups_to_check(tx: Tx, before: datetime) -> list[tuple[str, str]]:
    """Return workspace and staff group of those whose membership was last read before `before`, or never."""
    checked = WorkspaceRow.group_checked_at
    query = select(WorkspaceRow.id, WorkspaceRow.staff_group).where(
        WorkspaceRow.staff_group.is_not(None), (checked.is_(None)) | (checked < before)
    )
    return [(row.id, row.staff_group or "") for row in tx.execute(query)]


def has_unread_group(tx: Tx) -> bool:
    """Tell whether there is a staff group that was never read: until then none of its members is let in."""
    unread = select(WorkspaceRow.id).where(
        WorkspaceRow.staff_group.is_not(None), WorkspaceRow.group_checked_at.is_(None)
    )
    return tx.execute(unread.limit(1)).first() is not None


def roles(tx: Tx, workspace_id: str) -> dict[str, frozenset[Role]]:
    """Return everybody's roles, by Slack id."""
    held: dict[str, set[Role]] = {}
    query = select(RoleRow.slack_id, RoleRow.role).where(RoleRow.workspace_id == workspace_id)
    for slack_id, role in tx.execute(query.order_by(RoleRow.slack_id, RoleRow.role)):
        held.setdefault(slack_id, set()).add(Role(role))
    return {slack_id: frozenset(its) for slack_id, its in held.items()}


def holders(tx: Tx, workspace_id: str, role: Role) -> list[str]:
    """Return who holds a role, by Slack id; without those whom Slack calls guests or gone by now."""
    same = and_(PersonRow.workspace_id == RoleRow.workspace_id, PersonRow.slack_id == RoleRow.slack_id)
    able = PersonRow.kind.is_(None) | (PersonRow.kind == Kind.MEMBER.value)
    mine = (RoleRow.workspace_id == workspace_id, RoleRow.role == role.value)
    query = select(RoleRow.slack_id).outerjoin(PersonRow, same).where(*mine, able)
    return list(tx.execute(query.order_by(RoleRow.slack_id)).scalars())


def set_roles(tx: Tx, workspace_id: str, slack_id: str, wanted: frozenset[Role]) -> None:
    """Let somebody hold just these roles."""
    tx.execute(delete(RoleRow).where(RoleRow.workspace_id == workspace_id, RoleRow.slack_id == slack_id))
    for role in sorted(wanted):
        tx.execute(insert(RoleRow).values(workspace_id=workspace_id, slack_id=slack_id, role=role.value))
    _touch_people(tx, workspace_id)


def names(tx: Tx, workspace_id: str, slack_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of those who are known, by Slack id."""
    query = select(PersonRow.slack_id, PersonRow.name).where(
        PersonRow.workspace_id == workspace_id, PersonRow.slack_id.in_(set(slack_ids))
    )
    return {row.slack_id: row.name for row in tx.execute(query)}
