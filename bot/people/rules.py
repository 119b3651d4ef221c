"""Who is staff, and what roles there are (PRODUCT.md, sections 1 and 10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.plain_text import without_hidden
from bot.refusals import Refusal

# A guest may become a member, and a member leave, while the bot is off. After this long Slack is asked again.
TRUSTED_FOR = timedelta(hours=24)
GROUP_TRUSTED_FOR = timedelta(minutes=10)
# The zone of those of whom Slack says none, or none that is known: so that it is not asked for it again and again.
NO_ZONE = "UTC"
# What Slack says of somebody whom it does not know, or does not show to us:
# https://docs.slack.dev/reference/methods/users.info#errors
NO_SUCH_USER = frozenset({"user_not_found", "user_not_visible"})
LONGEST_ZONE = 64


class Role(StrEnum):
    """What somebody may do beyond reading. A person may hold several."""

    COMMANDER = "commander"
    APPROVER = "approver"
    AUTHOR = "author"
    LEAD = "lead"
    ADMIN = "admin"


class Kind(StrEnum):
    """What Slack says somebody is."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDE = "outside"
    APP = "app"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One Slack workspace and whom it counts as staff: all full members, or one user group."""

    id: str
    name: str
    staff_group: str | None
    approvals_channel: str | None
    # What changes with the workspace's topics, and with what is known of its people.
    topics_token: str
    people_token: str
    # The number of the journal's newest entry when this was read. What somebody keeps in memory of lines is as good
    # as the database while this has not moved.
    journal_number: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says about somebody, as far as it matters here; `zone` is "" where it says nothing that is known."""

    slack_id: str
    name: str
    kind: Kind
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a workspace, with what they may do as of the transaction that read it.

    `zone` is the IANA name of the time zone that they set in Slack; "" while Slack has not been asked for it.
    """

    workspace: Workspace
    slack_id: str
    name: str
    kind: Kind
    in_staff_group: bool
    roles: frozenset[Role]
    checked_at: datetime
    zone: str = ""

    @property
    def is_staff(self) -> bool:
        """Tell whether party lines may be shown: full members only, of the staff group where there is one.

        A role is granted on purpose, so somebody who holds one counts as staff without being in the group.
        """
        if self.kind is not Kind.MEMBER:
            return False
        return self.workspace.staff_group is None or self.in_staff_group or bool(self.roles)

    def is_due_for_a_check(self, now: datetime) -> bool:
        """Tell whether Slack should be asked again what this person is, before they are answered."""
        return now - self.checked_at >= TRUSTED_FOR


class NotStaff(Refusal):
    """Guests, people of other organisations and people outside the staff group."""

    def __init__(self) -> None:
        super().__init__(
            "Party lines are for our own IT staff. Please ask somebody in IT: they can look it up for you."
        )


class NotMember(Refusal):
    """Guests and people of other organisations, where every member of the workspace is asked."""

    def __init__(self) -> None:
        super().__init__(
            "Only members of this workspace can answer here. Please tell whoever you work with what you think of it."
        )


class NeedsRole(Refusal):
    """Somebody on the staff who does not hold the role that this takes."""

    def __init__(self, role: Role, doing: str, holders: tuple[str, ...], also: Role | None = None) -> None:
        more = "" if holders else " Nobody is one yet. An admin can add you to the set-up file."
        who = f"{role.value}s and {also.value}s" if also else f"{role.value}s"
        super().__init__(f"Only {who} {doing}.{more}", ask=holders[:3], or_else=", or an admin to add you")


class UnknownWorkspace(Refusal):
    """A workspace that nobody has set up."""

    def __init__(self) -> None:
        super().__init__(
            "Partyline is not set up for this workspace yet. Ask the person who installed it to load the set-up file."
        )


def profile_of(user: Mapping[str, Any], workspace: str) -> Profile:
    """Read Slack's user object, from `users.info` or an event.

    Full membership has to be shown by what Slack sent; whatever is unclear is not a member
    (https://docs.slack.dev/reference/objects/user-object).
    """
    shown = (user.get("profile") or {}).get("display_name")
    name = str(user.get("real_name") or shown or user.get("name") or "")
    name = without_hidden(name)[:80].strip()
    slack_id = str(user["id"])
    return Profile(slack_id, name or slack_id, _kind_of(user, workspace), _zone_of(user))


def _zone_of(user: Mapping[str, Any]) -> str:
    """Return the time zone by its IANA name; "" for none, and for one that this machine does not know."""
    zone = user.get("tz")
    if not isinstance(zone, str) or not zone or len(zone) > LONGEST_ZONE:
        return ""
    try:
        return ZoneInfo(zone).key
    except (ValueError, LookupError, OSError):
        return ""


def _kind_of(user: Mapping[str, Any], workspace: str) -> Kind:
    teams = {user.get("team_id"), *(user.get("enterprise_user") or {}).get("teams", ())}
    if user.get("deleted"):
        return Kind.GONE
    if user.get("is_stranger") or workspace not in teams:
        return Kind.OUTSIDE
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Kind.GUEST
    if user.get("is_bot") or user.get("id") == "USLACKBOT":
        return Kind.APP
    return Kind.MEMBER
