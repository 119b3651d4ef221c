"""The gate that every command, click and form passes, and Slack's news about people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse
from slack_sdk import WebClient

from bot.desk import Desk
from bot.people import flows
from bot.people.memory import Acquaintances
from bot.people.rules import NO_SUCH_USER, Kind, NotMember, NotStaff, Person, profile_of
from bot.refusals import Refusal
from bot.slack import payloads
from bot.slack.client import SLACK_ERRORS, error_code
from bot.storage import DatabaseAway


class CannotCheck(Refusal):
    """Somebody we have not met, at a moment when we cannot ask who they are."""

    def __init__(self) -> None:
        super().__init__("I could not check who you are just now. Please try again in a minute.")


@dataclass(frozen=True, slots=True)
class ForMembers:
    """What every full member of the workspace may use, of the staff or not: the ids of buttons, and of forms."""

    buttons: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()

    def holds(self, body: Mapping[str, Any]) -> bool:
        """Tell whether this is one of these clicks or forms, and nothing else besides."""
        match body.get("type"):
            case "block_actions":
                pressed = [action.get("action_id") for action in body.get("actions") or ()]
                return bool(pressed) and self.buttons.issuperset(pressed) and "command" not in body
            case "view_submission":
                return (body.get("view") or {}).get("callback_id") in self.forms and "command" not in body
        return False


STAFF_ALONE = ForMembers()


def register(app: App, desk: Desk, acquaintances: Acquaintances, for_members: ForMembers = STAFF_ALONE) -> None:
    """Put the gate before everything: it lets staff pass, and other members to what is `for_members`."""
    app.use(partial(gate, desk, acquaintances, for_members))


def register_events(app: App, desk: Desk) -> None:
    """Listen to changes of people and of the staff group; after the commands, which are in more of a hurry."""
    app.event("user_change")(partial(note_person, desk))
    app.event("subteam_members_changed")(partial(note_group, desk))


def gate(
    desk: Desk,
    acquaintances: Acquaintances,
    for_members: ForMembers,
    body: Mapping[str, Any],
    context: BoltContext,
    client: WebClient,
    next: Callable[[], BoltResponse],  # noqa: A002 - Bolt's word
) -> BoltResponse:
    """Let staff pass, with who they are in `context["person"]`; refuse everybody else with a sentence.

    What is `for_members` passes for full members who are not of the staff too; guests and people of other
    organisations are refused there as everywhere. Slack's news passes as it comes: whoever answers what somebody wrote
    lets them in first (`let_in`). Raises NotStaff, NotMember, UnknownWorkspace, CannotCheck.
    """
    if body.get("type") != "event_callback":
        any_member = for_members.holds(body)
        let_in(desk, acquaintances, payloads.actor(body), context, client, any_member=any_member)
    return next()


def let_in(
    desk: Desk,
    acquaintances: Acquaintances,
    actor: payloads.Actor,
    context: BoltContext,
    client: WebClient,
    *,
    any_member: bool = False,
) -> None:
    """Put who acts into `context["person"]`, and into `context["database_away"]` whether it was found to be.

    Raises NotStaff for everybody but staff, or, with `any_member`, NotMember for everybody but full members;
    UnknownWorkspace, CannotCheck.
    """
    refused = NotMember if any_member else NotStaff
    if actor.is_from_elsewhere or not actor.slack_id:
        raise refused
    try:
        person, context["database_away"] = _who(desk, acquaintances, client, actor)
    except NotStaff:
        raise refused from None
    if not (person.kind is Kind.MEMBER if any_member else person.is_staff):
        raise refused
    context["person"] = person


def _who(desk: Desk, acquaintances: Acquaintances, client: WebClient, actor: payloads.Actor) -> tuple[Person, bool]:
    """Find out who this is: from the database, from Slack where that is due, or from memory with the database away.

    Returns also whether it is away, so that whoever answers need not wait for it once more.
    """
    away = False
    try:
        person = acquaintances.who_is(actor.workspace, actor.slack_id)
        if person is None or person.is_due_for_a_check(desk.now()):
            person = _ask_slack(desk, client, actor, person)
    except DatabaseAway:
        away, person = True, acquaintances.recall(actor.workspace, actor.slack_id)
    if person is None:
        raise CannotCheck
    acquaintances.keep_in_mind(person)
    return person, away


def _ask_slack(desk: Desk, client: WebClient, actor: payloads.Actor, known: Person | None) -> Person | None:
    try:
        user = client.users_info(user=actor.slack_id).get("user")
    except SLACK_ERRORS as error:
        if error_code(error) in NO_SUCH_USER:
            raise NotStaff from error
        return known
    if not user:
        return known
    profile = profile_of(user, actor.workspace)
    try:
        with desk.transaction() as tx:
            return flows.remember(tx, actor.workspace, profile, now=desk.now())
    except DatabaseAway:
        # It can be read and not written (a full disk): what Slack says counts all the same.
        if profile.kind is not Kind.MEMBER:
            raise NotStaff from None
        return known


def note_person(desk: Desk, body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    """Note that somebody we have met left, became a guest or a member, or has another name or time zone.

    Others are asked about when they come.
    """
    workspace = str(body.get("team_id", ""))
    profile = profile_of(event["user"], workspace)
    with desk.glance() as tx:
        known = flows.find(tx, workspace, profile.slack_id)
    if known is None:
        return
    zone = profile.zone or known.zone
    if (known.kind, known.name, known.zone) != (profile.kind, profile.name, zone):
        with desk.transaction() as tx:
            flows.remember(tx, workspace, profile, now=desk.now())


def note_group(desk: Desk, body: Mapping[str, Any], event: Mapping[str, Any]) -> None:
    """Note that people were added to or removed from a user group."""
    workspace = str(body.get("team_id", ""))
    with desk.transaction() as tx:
        flows.change_group(
            tx,
            workspace,
            str(event.get("subteam_id", "")),
            added=event.get("added_users", ()),
            removed=event.get("removed_users", ()),
        )
