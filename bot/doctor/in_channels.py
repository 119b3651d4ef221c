"""Examining the channels that the set-up names: whether Partyline is in them, and who else reads along."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from slack_sdk import WebClient

from bot.doctor.asking import AGAIN, ask, ask_for_all
from bot.doctor.findings import Finding, fine, hint, listed, trouble
from bot.doctor.stored import Place
from bot.people.rules import Kind, profile_of

_OTHERS = "if that is not what you want."
_NO_GUESTS = f"Take them out of the channel in Slack, or name another channel in the set-up file, {_OTHERS}"


@dataclass
class Uses:
    """What a channel is named for: approvals, topics, audiences; for one of them at the least."""

    approvals: bool = False
    topics: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        named = [f"the topic {name}" for name in self.topics] + [f"the audience {name}" for name in self.audiences]
        return listed([*(["approvals"] if self.approvals else []), *named], most=3)

    @property
    def shown(self) -> str:
        """What whoever reads the channel gets to see of lines; "" for nothing."""
        return listed(self._lines)

    @property
    def shown_in_all(self) -> str:
        """What whoever reads the channel gets to see: of lines, and statements, which guests may well be meant by."""
        return listed([*self._lines, *(["press statements"] if self.audiences else [])])

    @property
    def _lines(self) -> list[str]:
        return [*(["what waits for approval"] if self.approvals else []), *(["the card"] if self.topics else [])]

    @property
    def where(self) -> str:
        """Where another channel can be named."""
        only_audiences = not (self.approvals or self.topics)
        return "with /statement audiences or in the set-up file" if only_audiences else "in the set-up file"

    @property
    def not_shared(self) -> str:
        """What to do where others than the own people read along."""
        return f"Name a channel of your own people {self.where}, or end the sharing in Slack, {_OTHERS}"


def examine_channels(client: WebClient, place: Place) -> Iterator[Finding]:
    """Examine each channel once. Raises SlackAway."""
    uses = _channels(place)
    with_lines: dict[str, str] = {}
    for channel, used_for in uses.items():
        answer = ask(partial(client.conversations_info, channel=channel))
        if isinstance(answer, str):
            yield _hidden(channel, used_for, answer)
            continue
        about: dict[str, Any] = answer["channel"]
        named = f"#{about.get('name', channel)} ({channel}), for {used_for}"
        yield _whether_in(about, named, used_for)
        yield from _shared(about, named, used_for)
        if used_for.shown:
            with_lines[channel] = named
    if with_lines:
        yield from _guests(client, place.workspace.id, with_lines, uses)


def _channels(place: Place) -> dict[str, Uses]:
    """Return all channels that the set-up names, each with what it is named for."""
    uses: dict[str, Uses] = {}
    if place.workspace.approvals_channel:
        uses[place.workspace.approvals_channel] = Uses(approvals=True)
    for topic in place.topics:
        for channel in topic.channels:
            uses.setdefault(channel, Uses()).topics.append(topic.name)
    for audience in place.audiences:
        for channel in audience.channels:
            uses.setdefault(channel, Uses()).audiences.append(audience.name)
    return uses


def _whether_in(about: dict[str, Any], named: str, uses: Uses) -> Finding:
    if about.get("is_archived"):
        return trouble("channels", f"{named}: the channel is archived.", f"Unarchive it, or name another {uses.where}.")
    if not about.get("is_member"):
        mend = "Open the channel in Slack and type: /invite @Partyline"
        return trouble("channels", f"{named}: Partyline is not in the channel.", mend)
    return fine("channels", f"{named}: Partyline is in the channel.")


def _shared(about: dict[str, Any], named: str, uses: Uses) -> Iterator[Finding]:
    """Tell which others read along (https://docs.slack.dev/reference/objects/conversation-object)."""
    shown = uses.shown_in_all
    if about.get("is_ext_shared") or (about.get("is_shared") and not about.get("is_org_shared")):
        said = f"{named}: another organisation reads along in this channel, and its people see {shown}."
        yield hint("channels", said, uses.not_shared)
    elif about.get("is_pending_ext_shared"):
        said = f"{named}: another organisation is invited to this channel, and its people would see {shown}."
        yield hint("channels", said, uses.not_shared)
    if about.get("is_org_shared"):
        said = (
            f"{named}: other workspaces of your organisation read along in this channel, and their people see {shown}."
        )
        yield hint("channels", said, uses.not_shared)


def _guests(client: WebClient, team: str, channels: dict[str, str], uses: dict[str, Uses]) -> Iterator[Finding]:
    """Name the guests who are in channels where they see lines."""
    everybody = ask_for_all(client.users_list, "members")
    if everybody is None:
        said = "Whether guests are in these channels was not examined: Slack did not show everybody there is."
        yield hint("channels", said, "Look at the members of each channel in Slack.")
        return
    people = [profile_of(user, team) for user in everybody]
    guests = {one.slack_id: one.name for one in people if one.kind is Kind.GUEST}
    for channel, named in channels.items() if guests else ():
        members = ask_for_all(partial(client.conversations_members, channel=channel), "members")
        found = sorted(guests[who] for who in members or () if who in guests)
        if found:
            who = "a guest is in this channel and sees" if len(found) == 1 else "guests are in this channel and see"
            yield hint("channels", f"{named}: {who} {uses[channel].shown}: {listed(found)}.", _NO_GUESTS)


def _hidden(channel: str, uses: Uses, code: str) -> Finding:
    if code == "channel_not_found":
        said = f"{channel}, for {uses}: there is no such channel, or it is private and Partyline is not in it."
        return trouble("channels", said, f"Name the right one {uses.where}, or type /invite @Partyline in the channel.")
    if code == "missing_scope":
        said = f"{channel}, for {uses}: the app may not look at this channel."
        return trouble("channels", said, f"Add channels:read and groups:read: {AGAIN}")
    said = f"{channel}, for {uses}: Slack does not show this channel ({code})."
    return trouble("channels", said, "Correct its id in the set-up file, and run: python -m bot load FILE")
