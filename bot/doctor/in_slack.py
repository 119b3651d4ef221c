"""Examining what only Slack can tell: tokens, permissions, the staff group, who holds roles, channels."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from slack_sdk import WebClient

from bot.doctor.asking import AGAIN, SlackAway, ask
from bot.doctor.clock import Clock, examine_clock
from bot.doctor.configured import WHERE
from bot.doctor.findings import Finding, fine, hint, trouble
from bot.doctor.in_channels import examine_channels
from bot.doctor.stored import Place
from bot.doctor.with_roles import examine_holders
from bot.settings import Settings
from bot.slack.client import listener_client

# What each permission is for, in words for whoever grants it.
PURPOSES = {
    "commands": "/partyline, /statement, /subject and the shortcuts",
    "chat:write": "approval cards, decisions, copies and answers",
    "app_mentions:read": "answering who names Partyline in a channel or thread",
    "users:read": "telling members from guests and people of other organisations, and knowing people's time zones",
    "usergroups:read": "knowing who is in the staff group",
    "channels:read": "seeing whether Partyline is in the public channels it posts to, and who reads along",
    "groups:read": "the same for private channels",
    "channels:history": "seeing whether its own message arrived in a public channel, after an unclear answer",
    "groups:history": "the same in private channels",
    "im:history": "the same in direct messages, and answering what people ask there",
    "im:write": "finding the conversation with a person whose message may have arrived",
    "files:write": "sending the export of a history to whoever asks for it",
}


def examine_slack(settings: Settings, places: list[Place] | None, manifest: Path, now: Clock) -> Iterator[Finding]:
    """Examine what Slack says of the tokens and of what the loaded `places` name; None where they are not known.

    `now` tells this machine's time (UTC), to be compared with Slack's.
    """
    try:
        if settings.slack_app_token:
            yield from _app_token(settings)
        if settings.slack_bot_token:
            client = listener_client(settings.slack_bot_token, settings.slack_api_url)
            yield from _workspace(client, places, manifest, now)
    except SlackAway as away:
        said = f"Slack could not be asked: {away}. What only Slack can tell was not examined to the end."
        yield trouble("slack", said, f"Check the way from here to {settings.slack_api_url}, and run doctor again.")


def _app_token(settings: Settings) -> Iterator[Finding]:
    client = listener_client(settings.slack_app_token, settings.slack_api_url)
    answer = ask(lambda: client.apps_connections_open(app_token=settings.slack_app_token))
    if isinstance(answer, str):
        said = f"Slack refuses SLACK_APP_TOKEN ({answer})."
        yield trouble("slack", said, f"Make a new one: {WHERE['SLACK_APP_TOKEN']}.")
    else:
        yield fine("slack", "Slack takes SLACK_APP_TOKEN: Socket Mode works.")


def _workspace(client: WebClient, places: list[Place] | None, manifest: Path, now: Clock) -> Iterator[Finding]:
    answer = ask(client.auth_test)
    if isinstance(answer, str):
        said = f"Slack refuses SLACK_BOT_TOKEN ({answer})."
        yield trouble("slack", said, f"Install the app again, and copy its token: {WHERE['SLACK_BOT_TOKEN']}.")
        return
    team, name = str(answer["team_id"]), answer.get("team", "")
    yield fine("slack", f"Slack takes SLACK_BOT_TOKEN: it is for {name} ({team}).")
    headers = {key.lower(): value for key, value in answer.headers.items()}
    yield examine_clock(headers.get("date", ""), now())
    yield from _scopes(headers, manifest)
    if places is None:
        return
    place = next((one for one in places if one.workspace.id == team), None)
    if place is None:
        said = f"The bot token is for {name} ({team}), and that workspace is not set up."
        yield trouble(
            "workspace", said, f"Load a set-up file with workspace: {{team_id: {team}}}, or set another token."
        )
        return
    yield from _staff_group(client, place)
    yield from examine_holders(client, place)
    yield from examine_channels(client, place)


def _scopes(headers: Mapping[str, str], manifest: Path) -> Iterator[Finding]:
    wanted = _manifest_scopes(manifest)
    if not wanted:
        said = f"{manifest.name} is not here or not readable, so the app's permissions were not examined."
        yield hint("scopes", said, "Run doctor from a checkout of Partyline.")
        return
    if "x-oauth-scopes" not in headers:
        yield hint("scopes", "Slack did not say which permissions the app has.", "Run doctor again later.")
        return
    granted = {scope.strip() for scope in headers["x-oauth-scopes"].split(",")}
    missing = [scope for scope in wanted if scope not in granted]
    for scope in missing:
        purpose = f", which is for {PURPOSES[scope]}" if scope in PURPOSES else ""
        yield trouble("scopes", f"The app lacks the permission {scope}{purpose}.", f"Add {scope}: {AGAIN}")
    if not missing:
        yield fine("scopes", "The app has every permission it needs.")


def _manifest_scopes(manifest: Path) -> list[str]:
    try:
        scopes = yaml.safe_load(manifest.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError):
        return []
    return [str(scope) for scope in scopes] if isinstance(scopes, list) else []


def _staff_group(client: WebClient, place: Place) -> Iterator[Finding]:
    group = place.workspace.staff_group
    if group is None:
        yield fine("staff", "Every full member of the workspace counts as IT staff.")
        return
    answer = ask(lambda: client.usergroups_users_list(usergroup=group))
    if isinstance(answer, str):
        why = {"no_such_subteam": "there is none with that id"}.get(answer, answer)
        said = f"Slack does not show the staff group {group}: {why}. Nobody but people with roles gets an answer."
        yield trouble("staff", said, "Correct staff in the set-up file, and run: python -m bot load FILE")
    elif not answer.get("users"):
        said = f"Nobody is in the staff group {group}, so only people with roles get an answer."
        yield trouble("staff", said, "Add people to the group in Slack, or choose another in the set-up file.")
    else:
        yield fine("staff", f"The staff group {group} has {len(answer['users'])} people in it.")
