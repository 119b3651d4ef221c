"""Examining the settings: what is missing or cannot be used, and where Slack shows it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.doctor.findings import Finding, fine, hint, trouble
from bot.settings import SLACK_API_URL, Settings

APP = "api.slack.com/apps → your app →"
WHERE = {
    "SLACK_BOT_TOKEN": f"{APP} OAuth & Permissions → Bot User OAuth Token (it begins with xoxb-)",
    "SLACK_APP_TOKEN": f"{APP} Basic Information → App-Level Tokens, with connections:write (it begins with xapp-)",
    "SLACK_SIGNING_SECRET": f"{APP} Basic Information → App Credentials → Signing Secret",
}


def examine_settings(settings: Settings, complaints: Sequence[str]) -> Iterator[Finding]:
    """Examine the settings; `complaints` each begin with the name of a setting that cannot be used."""
    unusable = {complaint.split()[0] for complaint in complaints}
    for complaint in complaints:
        yield _unusable(complaint)
    if not settings.slack_bot_token and "SLACK_BOT_TOKEN" not in unusable:
        yield _missing("SLACK_BOT_TOKEN", "Without it Partyline cannot speak to Slack.")
    if settings.slack_app_token:
        yield fine("settings", "Slack is reached by Socket Mode; no public address is needed.")
    elif settings.slack_signing_secret:
        yield from _http(settings)
    elif not unusable & {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"}:
        yield trouble(
            "settings",
            "Slack has no way to Partyline: SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both missing.",
            f"For Socket Mode set SLACK_APP_TOKEN: {WHERE['SLACK_APP_TOKEN']}. "
            f"For HTTP set SLACK_SIGNING_SECRET: {WHERE['SLACK_SIGNING_SECRET']}.",
        )
    if settings.slack_api_url != SLACK_API_URL:
        said = f"Partyline speaks to {settings.slack_api_url}, which is not Slack."
        yield hint("settings", said, "That is right for the sandbox. Else take SLACK_API_URL out.")
    if settings.subject_rules:
        yield _rules(settings.subject_rules)


def _rules(folder: str) -> Finding:
    """Examine an organisation's own rules for subjects."""
    from bot.subjects.packs import Shelf  # noqa: PLC0415 - rules are loaded only where somebody has their own

    shelf = Shelf(Path(folder))
    shelf.rules()
    if not shelf.problems:
        return fine("settings", f"The rules for subjects in {folder} can be used.")
    said = f"The rules for subjects in SUBJECT_RULES cannot be used: {'; '.join(map(str, shelf.problems[:3]))}"
    mend = f"Those that come with Partyline are in force. Mend the files, then: python -m bot subject --check {folder}"
    return trouble("settings", said, mend)


def _unusable(complaint: str) -> Finding:
    name = complaint.split()[0]
    where = f" {WHERE[name]}." if name in WHERE else ""
    return trouble("settings", f"{complaint.rstrip('.')}.", f"Set {name} anew, in .env or in the environment.{where}")


def _missing(name: str, why: str) -> Finding:
    return trouble("settings", f"{name} is missing. {why}", f"Set it in .env or in the environment. {WHERE[name]}.")


def _http(settings: Settings) -> Iterator[Finding]:
    where = "Interactivity, Event Subscriptions and each slash command"
    if not settings.public_url:
        said = "Slack reaches Partyline over HTTP, and PUBLIC_URL, its address from outside, is not set."
        mend = f"Set PUBLIC_URL, and enter it with /slack/events behind it as the Request URL of {where}."
        yield hint("settings", said, mend)
        return
    address = f"{settings.public_url.rstrip('/')}/slack/events"
    yield hint("settings", f"Slack reaches Partyline at {address}.", f"Enter that as the Request URL of {where}.")
    if address.startswith("http:"):
        yield hint("settings", "PUBLIC_URL begins with http.", "Slack takes https addresses only.")
