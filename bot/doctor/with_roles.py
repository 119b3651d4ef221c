"""Examining whether those who hold roles are there and can act on them."""

from collections.abc import Iterator
from functools import partial

from slack_sdk import WebClient

from bot.doctor.asking import ask
from bot.doctor.findings import Finding, fine, listed, trouble
from bot.doctor.stored import Place
from bot.people.rules import Kind, profile_of

_MEND = "Correct people in the set-up file, and run: python -m bot load FILE"
_NO_SUCH = {"user_not_found", "users_not_found", "user_not_visible"}
# Only full members can act (`Person.is_staff`).
_CANNOT_ACT = {
    Kind.GONE: "has left Slack",
    Kind.GUEST: "is a guest in Slack and cannot act",
    Kind.OUTSIDE: "belongs to another workspace or organisation and cannot act",
    Kind.APP: "is an app and cannot act",
}


def examine_holders(client: WebClient, place: Place) -> Iterator[Finding]:
    """Examine everybody who holds a role. Raises SlackAway."""
    found: list[Finding] = []
    for who, roles in sorted(place.holders.items()):
        answer = ask(partial(client.users_info, user=who))
        if answer == "missing_scope":
            # Said already, with the permission.
            return
        holds = listed(sorted(role.value for role in roles))
        if isinstance(answer, str):
            why = "Slack knows nobody by that id" if answer in _NO_SUCH else f"Slack does not show them ({answer})"
            found.append(trouble("people", f"{who} holds a role ({holds}), and {why}.", _MEND))
            continue
        profile = profile_of(answer["user"], place.workspace.id)
        if (why_not := _CANNOT_ACT.get(profile.kind)) is not None:
            found.append(trouble("people", f"{profile.name} ({who}) holds a role ({holds}) and {why_not}.", _MEND))
    yield from found or [fine("people", "Everybody who holds a role is a member of the workspace.")]
