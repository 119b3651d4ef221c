"""The doctor names what is missing with its mend, and one thing that is broken never hides the rest."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from sqlalchemy import text, update

import bot.__main__ as front_door
from bot.deliveries import flows as deliveries
from bot.deliveries.records import DELIVERIES
from bot.deliveries.rules import UNKNOWN
from bot.doctor import Finding, asking, examine
from bot.doctor.clock import Clock
from bot.doctor.examining import MANIFEST
from bot.doctor.in_slack import PURPOSES
from bot.settings import Settings
from bot.setup.loading import load
from bot.storage import Database
from sandbox import things
from sandbox.api import conversations
from sandbox.api import people as people_api
from sandbox.driver import Driver
from sandbox.manifest import load_manifest, parse_manifest
from sandbox.pace import Limits
from sandbox.refusals import ApiError
from sandbox.running import Running, running
from sandbox.workspace import Tokens
from sandbox.world import load_world
from tests.support.mail_server import Servant, mail_server

SAMPLES = Path(__file__).parents[2] / "samples"
NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
NOWHERE = "http://127.0.0.1:9/api/"
TOKENS = Tokens()


@dataclass
class Ward:
    """A set-up to examine: a database, a sandbox, and settings for both."""

    database: Database
    driver: Driver
    settings: Settings
    now: Clock = front_door.now

    @property
    def mail_port(self) -> int | None:
        return urlsplit(self.settings.smtp_url).port

    def load(self, text_of_file: str) -> None:
        head = "workspace: {team_id: T01TEST, name: Example IT}\n"
        load(self.database, (head + text_of_file).encode(), "setup.yml", NOW)

    def findings(self, manifest: Path = MANIFEST, **changes: str) -> list[Finding]:
        return examine(replace(self.settings, **changes), self.now, manifest=manifest)  # type: ignore[arg-type]

    def troubles(self, manifest: Path = MANIFEST, **changes: str) -> list[str]:
        return [str(one) for one in self.findings(manifest, **changes) if one.is_trouble]

    def trouble(self, manifest: Path = MANIFEST, **changes: str) -> str:
        found = self.troubles(manifest, **changes)
        assert len(found) == 1, found
        return found[0]

    def hints(self, **changes: str) -> list[str]:
        return [str(one) for one in self.findings(MANIFEST, **changes) if one.mend and not one.is_trouble]


@pytest.fixture(scope="module")
def box() -> Iterator[Running]:
    limits = Limits(tier_factor=0)
    with running(load_world(SAMPLES / "world.yml"), load_manifest(MANIFEST), limits=limits) as running_box:
        yield running_box


@pytest.fixture(scope="module")
def servant() -> Iterator[Servant]:
    with mail_server() as running_server:
        yield running_server


@pytest.fixture
def ward(box: Running, servant: Servant, sqlite: Database) -> Iterator[Ward]:
    """The sample set-up, in order."""
    load(sqlite, (SAMPLES / "workspace.yml").read_bytes(), "workspace.yml", NOW)
    settings = Settings(
        slack_bot_token=TOKENS.bot,
        slack_app_token=TOKENS.app,
        slack_api_url=box.api_url,
        database_url=str(sqlite.engine.url),
        smtp_url=servant.url(),
        mail_from="Example IT <it@example.com>",
    )
    driver = Driver(box.base_url)
    yield Ward(sqlite, driver, settings)
    driver.clear_faults()
    driver.reset()


def test_set_up_that_is_in_order_shows_no_trouble(ward: Ward) -> None:
    findings = ward.findings()
    assert [str(one) for one in findings if one.is_trouble] == []
    told = "\n".join(map(str, findings))
    for part in (
        "ok    Slack takes SLACK_BOT_TOKEN: it is for Example IT (T01TEST).",
        "ok    Slack takes SLACK_APP_TOKEN: Socket Mode works.",
        "ok    This machine's clock agrees with Slack's.",
        "ok    The app has every permission it needs.",
        "ok    The staff group S0IT has 6 people in it.",
        "ok    #partyline-approvals (C01APPR), for approvals: Partyline is in the channel.",
        "ok    #network-status (C03NET), for the topic network: Partyline is in the channel.",
        "ok    #finance (C04FIN), for the audience Finance: Partyline is in the channel.",
        "ok    Everybody who holds a role is a member of the workspace.",
        "ok    There are a commander, two people who can approve, and an admin.",
        "ok    The journal is unbroken.",
        f"ok    The mail server 127.0.0.1:{ward.mail_port} takes our mail, without TLS, no login.",
    ):
        assert part in told


def test_finding_is_printed_with_its_mend_on_a_line_of_its_own() -> None:
    finding = Finding(is_trouble=True, about="x", sentence="It is broken.", mend="Mend it.")
    assert str(finding) == "MEND  It is broken.\n      -> Mend it."


def test_each_missing_setting_is_named_with_where_slack_shows_it() -> None:
    told = "\n".join(map(str, examine(Settings(database_url="sqlite:///nowhere/at/all.db"), front_door.now)))
    assert "MEND  SLACK_BOT_TOKEN is missing." in told
    assert "OAuth & Permissions → Bot User OAuth Token (it begins with xoxb-)" in told
    assert "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both missing." in told
    assert "Basic Information → App-Level Tokens, with connections:write (it begins with xapp-)" in told
    assert "Basic Information → App Credentials → Signing Secret" in told


def test_http_mode_hints_at_the_request_url_to_enter(ward: Ward) -> None:
    http = {"slack_app_token": "", "slack_signing_secret": "s"}
    hints = ward.hints(**http, public_url="https://partyline.example.com/")
    assert any("Slack reaches Partyline at https://partyline.example.com/slack/events." in one for one in hints)
    assert any("Set PUBLIC_URL" in one for one in ward.hints(**http))
    assert any("Slack takes https addresses only." in one for one in ward.hints(**http, public_url="http://here"))


def test_a_clock_that_is_wrong_is_named_with_what_it_breaks(ward: Ward) -> None:
    ahead = replace(ward, now=lambda: front_door.now() + timedelta(minutes=7, seconds=30))
    found = ahead.trouble()
    assert "MEND  This machine's clock is 7 minutes ahead of Slack's" in found
    assert "-> Let the machine set its clock by the network (NTP)." in found


def test_missing_permission_is_named_with_its_mend(ward: Ward, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text("oauth_config: {scopes: {bot: [commands, reactions:read]}}")
    found = ward.trouble(manifest)
    assert "MEND  The app lacks the permission reactions:read." in found
    assert "-> Add reactions:read: api.slack.com/apps → your app → OAuth & Permissions" in found


@pytest.mark.parametrize("content", [None, "", "[]", "oauth_config: {}", "a: [", "oauth_config: {scopes: {bot: x}}"])
def test_manifest_that_cannot_be_read_is_a_hint(ward: Ward, tmp_path: Path, content: str | None) -> None:
    manifest = tmp_path / "manifest.yml"
    if content is not None:
        manifest.write_text(content)
    assert ward.troubles(manifest) == []
    assert any("permissions were not examined" in str(one) for one in ward.findings(manifest))


def test_every_permission_of_the_manifest_has_a_purpose() -> None:
    scopes = yaml.safe_load(MANIFEST.read_text())["oauth_config"]["scopes"]["bot"]
    assert set(scopes) <= set(PURPOSES)


def test_refused_tokens_are_named_each_with_its_mend(ward: Ward) -> None:
    app, bot = ward.troubles(slack_bot_token="xoxb-old", slack_app_token="xapp-old")
    assert "Slack refuses SLACK_APP_TOKEN (invalid_auth)." in app
    assert "Slack refuses SLACK_BOT_TOKEN (invalid_auth).\n      -> Install the app again" in bot


def test_token_of_a_workspace_that_is_not_set_up_is_trouble(ward: Ward, sqlite: Database) -> None:
    with sqlite.transaction() as tx:
        for table in ("party_lines", "roles", "topic_names", "topics", "audiences", "glossary", "workspaces"):
            tx.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
    load(sqlite, b"workspace: {team_id: T02OTHER, name: Other IT}", "setup.yml", NOW)
    told = "\n".join(ward.troubles())
    assert "The bot token is for Example IT (T01TEST), and that workspace is not set up." in told
    assert "workspace: {team_id: T01TEST}" in told


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"bot": False}, "#network-status (C03NET), for the topic network: Partyline is not in the channel."),
        ({"archived": True}, "#network-status (C03NET), for the topic network: the channel is archived."),
    ],
)
def test_channel_that_cannot_be_posted_to_is_named(ward: Ward, change: dict[str, bool], part: str) -> None:
    ward.driver.change_channel("C03NET", **change)
    assert part in ward.trouble()


def test_private_channel_without_the_bot_and_unknown_channel_are_named(ward: Ward) -> None:
    ward.driver.change_channel("C01APPR", bot=False)
    ward.load("audiences: [{name: Nobody, channels: [C0NONE]}]")
    approvals, nobody = ward.troubles()
    assert "C01APPR, for approvals: there is no such channel, or it is private" in approvals
    assert "/invite @Partyline" in approvals
    assert "C0NONE, for the audience Nobody: there is no such channel" in nobody


def test_channel_named_for_several_things_is_examined_once(ward: Ward) -> None:
    ward.load("approvals: {channel: C03NET}")
    ward.driver.change_channel("C03NET", bot=False)
    assert "for approvals and the topic network: Partyline is not in the channel." in ward.trouble()


@pytest.mark.parametrize(
    ("setup", "see"),
    [
        ("approvals: {channel: C05SHARED}", ", and its people see what waits for approval."),
        ("topics: [{name: network, channels: [C05SHARED]}]", ", and its people see the card."),
        (
            "audiences: [{name: Vendor, channels: [C05SHARED]}]\ntopics: [{name: network, channels: [C05SHARED]}]",
            ", and its people see the card and press statements.",
        ),
    ],
)
def test_channel_shared_with_another_organisation_is_a_hint_with_what_its_people_see(
    ward: Ward, setup: str, see: str
) -> None:
    ward.load(setup)
    (found,) = [one for one in ward.hints() if "another organisation" in one]
    assert f"another organisation reads along in this channel{see}\n      -> Name a channel of your own people" in found


def test_channel_of_an_audience_alone_can_be_changed_in_slack_and_doctor_says_so(ward: Ward) -> None:
    ward.load("audiences: [{name: Vendor, channels: [C05SHARED]}, {name: Nobody, channels: [C0NONE]}]")
    (shared,) = [one for one in ward.hints() if "another organisation" in one]
    assert "and its people see press statements.\n      -> Name a channel of your own people with /statement" in shared
    assert "-> Name the right one with /statement audiences or in the set-up file, or type /invite" in ward.trouble()


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"is_shared": True}, "another organisation reads along in this channel, and its people see the card."),
        ({"is_pending_ext_shared": True}, "another organisation is invited to this channel, and its people would see"),
        (
            {"is_shared": True, "is_org_shared": True},
            "other workspaces of your organisation read along in this channel, and their people see the card.",
        ),
    ],
)
def test_every_way_in_which_a_channel_can_be_shared_is_told(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, about: dict[str, bool], said: str
) -> None:
    plays = things.conversation_json
    monkeypatch.setattr(conversations, "conversation_json", lambda ws, channel: plays(ws, channel) | about)
    found = [one for one in ward.hints() if "for the topic network" in one and "a guest" not in one]
    assert len(found) == 1
    assert said in found[0]


def test_guests_in_a_channel_where_lines_are_seen_are_named_and_in_others_are_not(ward: Ward) -> None:
    ward.driver.change_channel("C04FIN", add=["U07GUEST"])
    (found,) = [one for one in ward.hints() if "guest" in one]
    assert "#network-status (C03NET), for the topic network: a guest is in this channel and sees the card: Gus" in found
    assert "-> Take them out of the channel in Slack, or name another channel in the set-up file" in found
    ward.driver.change_person("U06STAFF2", kind="single_channel_guest")
    ward.load("approvals: {channel: C03NET}")
    (found,) = [one for one in ward.hints() if "guest" in one]
    assert "guests are in this channel and see what waits for approval and the card: Gus Weber and Tomo Sato." in found
    for guest in ("U06STAFF2", "U07GUEST"):
        ward.driver.change_person(guest, kind="member")
    assert not any("guest" in one for one in ward.hints())


def test_a_workspace_with_more_people_than_can_be_read_in_a_minute_is_told_that_guests_were_not_looked_for(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "A_PAGE", 2)
    assert any("a guest is in this channel" in one for one in ward.hints())
    monkeypatch.setattr(asking, "MOST_PAGES", 2)
    assert any("Whether guests are in these channels was not examined" in one for one in ward.hints())


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("deactivated", "has left Slack"),
        ("guest", "is a guest in Slack and cannot act"),
    ],
)
def test_who_holds_a_role_and_cannot_act_on_it_is_trouble(ward: Ward, kind: str, why: str) -> None:
    ward.driver.change_person("U04APPROVER2", kind=kind)
    assert f"Bea Lindqvist (U04APPROVER2) holds a role (approver) and {why}.\n      -> Correct people" in ward.trouble()


def test_a_role_for_somebody_of_another_organisation_is_trouble(ward: Ward) -> None:
    holders = "{slack_id: U01APPROVER, roles: [admin, approver]}, {slack_id: U02COMMANDER, roles: [commander]}"
    ward.load(f"people: [{holders}, {{slack_id: U08OUTSIDE, roles: [approver]}}]")
    assert "(U08OUTSIDE) holds a role (approver) and belongs to another workspace or organisation" in ward.trouble()


def test_a_role_for_somebody_whom_slack_does_not_know_is_trouble(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    holders = "{slack_id: U01APPROVER, roles: [admin, approver]}, {slack_id: U02COMMANDER, roles: [commander]}"
    ward.load(f"people: [{holders}, {{slack_id: U0NOBODY, roles: [approver, lead]}}]")
    assert "U0NOBODY holds a role (approver and lead), and Slack knows nobody by that id." in ward.trouble()

    def refuse(*_: object) -> object:
        raise ApiError("access_denied")

    monkeypatch.setattr(people_api, "user_json", refuse)
    assert "U02COMMANDER holds a role (commander), and Slack does not show them (access_denied)." in "\n".join(
        ward.troubles()
    )


def test_everybody_with_a_role_being_there_is_fine_and_unsaid_where_slack_may_not_be_asked(ward: Ward) -> None:
    fine = "Everybody who holds a role is a member of the workspace."
    assert any(fine in str(one) for one in ward.findings())
    scopes = ["commands", "chat:write", "usergroups:read", "channels:read", "groups:read"]
    granted = parse_manifest(
        {"display_information": {"name": "Partyline"}, "oauth_config": {"scopes": {"bot": scopes}}}
    )
    with running(load_world(SAMPLES / "world.yml"), granted) as box:
        told = "\n".join(str(one) for one in ward.findings(slack_api_url=box.api_url))
    assert fine not in told
    assert "The app lacks the permission users:read" in told
    assert "holds a role" not in told


def test_staff_group_that_is_not_there_or_empty_is_trouble(ward: Ward) -> None:
    ward.driver.change_group("S0IT", members=[])
    assert "Nobody is in the staff group S0IT" in ward.trouble()
    ward.load("staff: {group: S0NONE}")
    assert "Slack does not show the staff group S0NONE: there is none with that id." in ward.trouble()
    ward.load("staff: {everyone: true}")
    assert ward.troubles() == []


@pytest.mark.parametrize(
    ("roles", "part"),
    [
        (
            "[{slack_id: U01APPROVER, roles: [approver, admin]}, {slack_id: U04APPROVER2, roles: [approver]}]",
            "Nobody is a commander",
        ),
        ("[{slack_id: U01APPROVER, roles: [commander, admin]}]", "Nobody is an approver, so no line can be approved."),
        (
            "[{slack_id: U01APPROVER, roles: [commander, admin, approver]}]",
            "U01APPROVER commands and is the only approver",
        ),
        (
            "[{slack_id: U01APPROVER, roles: [commander, approver]}, {slack_id: U04APPROVER2, roles: [approver]}]",
            "Nobody is an admin",
        ),
    ],
)
def test_role_that_nobody_holds_is_trouble(ward: Ward, roles: str, part: str) -> None:
    ward.load(f"people: {roles}")
    assert part in ward.trouble()


def test_single_approver_who_does_not_command_is_a_hint(ward: Ward) -> None:
    ward.load(
        "people: [{slack_id: U01APPROVER, roles: [commander, admin]}, {slack_id: U04APPROVER2, roles: [approver]}]"
    )
    assert ward.troubles() == []
    assert any("U04APPROVER2 is the only approver: when they are away" in one for one in ward.hints())


def test_missing_default_line_and_missing_topics_are_trouble(ward: Ward) -> None:
    ward.load("default_line: ''\ntopics: []")
    topics, default = ward.troubles()
    assert "There are no topics" in topics
    assert "There is no default line" in default
    assert "Write default_line." in default


def test_topics_without_a_standing_line_are_a_hint(ward: Ward) -> None:
    assert any("while nothing is wrong: email, payroll, phones and VPN." in one for one in ward.hints())


def test_deliveries_that_failed_or_wait_are_told_with_their_reasons(ward: Ward) -> None:
    reasons = {"C01APPR": ("waiting", "Partyline is not in that channel"), "U01A": ("failed", "that person has left")}
    with ward.database.transaction() as tx:
        deliveries.put(tx, "T01TEST", kind="approval_card", ref="r", destinations=[*reasons, "C02IT"], now=NOW)
        for destination, (status, reason) in reasons.items():
            row = update(DELIVERIES).where(DELIVERIES.c.destination == destination)
            tx.execute(row.values(status=status, reason=reason))
    told = "\n".join(ward.troubles())
    assert "A message for C01APPR (approval card) waits: Partyline is not in that channel." in told
    assert "A message for U01A (approval card) was not delivered: that person has left." in told
    assert "C02IT (approval card)" not in told


def test_journal_that_was_changed_is_trouble_and_names_the_entry(ward: Ward) -> None:
    with ward.database.transaction() as tx:
        tx.execute(text("DROP TRIGGER journal_no_update"))
        tx.execute(text("UPDATE journal SET by = 'U03STAFF' WHERE number = 3"))
    assert "The journal is broken at entry 3" in ward.trouble()


def test_slack_that_is_away_is_one_finding_and_the_rest_is_examined(ward: Ward) -> None:
    ward.load("default_line: ''")
    default, slack = ward.troubles(slack_api_url=NOWHERE)
    assert "There is no default line" in default
    assert f"Slack could not be asked: it does not answer.\n      -> Check the way from here to {NOWHERE}" in (
        slack.replace(" What only Slack can tell was not examined to the end.", "")
    )


@pytest.mark.parametrize(
    ("method", "fault", "why"),
    [
        ("auth.test", "429", "it asks us to slow down; wait a minute"),
        ("apps.connections.open", "500", "it has trouble of its own"),
        ("conversations.info", "fatal", "it has trouble of its own"),
        ("usergroups.users.list", "429", "it asks us to slow down; wait a minute"),
    ],
)
def test_trouble_of_slacks_own_is_one_finding(ward: Ward, method: str, fault: str, why: str) -> None:
    ward.driver.fault(method, fault)
    assert f"Slack could not be asked: {why}." in ward.trouble()


def test_address_where_something_else_answers_is_said_to_be_so(ward: Ward, box: Running) -> None:
    assert "what answers there does not speak as Slack does" in ward.trouble(slack_api_url=f"{box.base_url}/")
    assert any("which is not Slack" in one for one in ward.hints())


def test_database_that_is_not_there_is_trouble_and_is_not_made(ward: Ward, tmp_path: Path) -> None:
    assert "There is no database at" in ward.trouble(database_url=f"sqlite:///{tmp_path}/new.db")
    assert not (tmp_path / "new.db").exists()


def test_file_that_is_no_database_is_trouble(ward: Ward, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("Things to remember. " * 100)
    assert "DATABASE_URL" in ward.trouble(database_url=f"sqlite:///{tmp_path}/notes.db")


def test_database_behind_its_migrations_is_trouble_with_the_command(ward: Ward) -> None:
    with ward.database.transaction() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    found = ward.trouble()
    assert "The database stands at migration 0000, and " in found
    assert found.endswith("-> Run: python -m bot migrate")


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("postgresql://nobody@127.0.0.1:9/none", "The database does not answer"),
        ("postgresql://localhost:port/none", "DATABASE_URL is not an address that can be opened."),
        ("sqlite:nothing", "DATABASE_URL is not an address that can be opened."),
    ],
)
def test_database_that_cannot_be_opened_is_trouble_and_slack_is_examined(ward: Ward, url: str, part: str) -> None:
    assert part in ward.trouble(database_url=url)
    assert any("Slack takes SLACK_BOT_TOKEN" in str(one) for one in ward.findings(database_url=url))


def test_empty_database_says_to_load_a_file(ward: Ward, sqlite: Database) -> None:
    with sqlite.transaction() as tx:
        for table in ("party_lines", "roles", "topic_names", "topics", "audiences", "glossary", "workspaces"):
            tx.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
    empty, token = ward.troubles()
    assert "No workspace is set up yet.\n      -> Run: python -m bot load FILE" in empty
    assert "that workspace is not set up" in token


def test_findings_name_the_workspace_where_there_are_several(ward: Ward) -> None:
    load(ward.database, b"workspace: {team_id: T02OTHER, name: Other IT}", "setup.yml", NOW)
    told = "\n".join(ward.troubles())
    assert "MEND  T02OTHER: There is no default line" in told
    assert "T01TEST:" not in told


@pytest.fixture
def command(ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ward:
    """The same set-up, for the command: settings come from the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("slack_bot_token", "slack_app_token", "slack_api_url", "database_url", "smtp_url", "mail_from"):
        monkeypatch.setenv(name.upper(), getattr(ward.settings, name))
    return ward


def test_command_ends_well_when_nothing_has_to_be_mended(command: Ward, capsys: pytest.CaptureFixture[str]) -> None:
    assert front_door.main(["doctor"]) == 0
    assert "MEND" not in capsys.readouterr().out


def test_command_tells_of_every_bad_setting_and_examines_the_rest(
    command: Ward, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxp-mine")
    monkeypatch.setenv("PORT", "many")
    assert front_door.main(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "MEND  SLACK_BOT_TOKEN does not look like a Slack token" in told
    assert "SLACK_BOT_TOKEN is missing" not in told
    assert "MEND  PORT should be a number" in told
    assert "ok    Slack takes SLACK_APP_TOKEN: Socket Mode works." in told
    assert "ok    The journal is unbroken." in told


def test_other_commands_refuse_bad_settings_all_at_once(
    command: Ward, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "many")
    monkeypatch.setenv("SLACK_API_URL", "http://[")
    assert front_door.main(["dump"]) == 1
    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()] == ["SLACK_API_URL", "PORT"]


def test_permissions_that_the_examination_itself_needs_are_named_and_it_goes_on(ward: Ward) -> None:
    scopes = ["commands", "chat:write", "users:read", "usergroups:read"]
    granted = parse_manifest(
        {"display_information": {"name": "Partyline"}, "oauth_config": {"scopes": {"bot": scopes}}}
    )
    with running(load_world(SAMPLES / "world.yml"), granted) as box:
        told = "\n".join(ward.troubles(slack_api_url=box.api_url))
    assert "The app lacks the permission channels:read, which is for seeing whether Partyline is in" in told
    assert "The app lacks the permission groups:read" in told
    assert "C03NET, for the topic network: the app may not look at this channel." in told
    assert "C04FIN, for the audience Finance: the app may not look at this channel." in told


def test_long_lists_are_cut_short(ward: Ward) -> None:
    ward.load("topics: [" + ", ".join(f"{{name: t{at}}}" for at in range(8)) + "]")
    assert any("t0, t1, t2, t3, t4 and 3 more." in one for one in ward.hints())


def test_rules_of_subjects_that_cannot_be_used_are_named_with_the_way_to_check_them(ward: Ward, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("lints: [{id: Bad Id}]\n", encoding="utf-8")
    said = ward.trouble(subject_rules=str(tmp_path))
    assert "own.yaml line 1" in said
    assert f"python -m bot subject --check {tmp_path}" in said
    (tmp_path / "own.yaml").write_text("lists: {own: [one, two]}\n", encoding="utf-8")
    assert ward.troubles(subject_rules=str(tmp_path)) == []


# -- mail -------------------------------------------------------------------------------------------------------------


def test_audiences_with_mail_addresses_and_no_mail_server_are_named_with_what_to_set(ward: Ward) -> None:
    found = ward.trouble(smtp_url="", mail_from="")
    assert (
        "SMTP_URL and MAIL_FROM are not set, so mail waits for these audiences: Everyone, Field engineers and Finance."
        in found
    )
    assert "SMTP_URL=smtp://user:password@mail.example.com:587 and MAIL_FROM=it@example.com" in found
    ward.load("audiences: [{name: Finance, channels: [C04FIN]}]\n")
    assert ward.troubles(smtp_url="", mail_from="") == []


def test_each_mail_setting_is_named_where_only_the_other_one_is_set(ward: Ward) -> None:
    assert "MEND  SMTP_URL is missing, so no mail is sent." in ward.trouble(smtp_url="")
    assert "MEND  MAIL_FROM is missing, so no mail is sent." in ward.trouble(mail_from="")


def test_a_mail_setting_that_cannot_be_used_is_named_once(ward: Ward) -> None:
    settings = replace(ward.settings, smtp_url="")
    found = examine(settings, front_door.now, ("SMTP_URL should be like smtp://mail.example.com",))
    assert [one.sentence for one in found if one.is_trouble] == ["SMTP_URL should be like smtp://mail.example.com."]


def test_a_mail_server_that_cannot_be_used_is_named_with_why_and_no_password(ward: Ward) -> None:
    found = ward.trouble(smtp_url="smtp://127.0.0.1:9")
    assert "No mail can be sent through 127.0.0.1:9: the mail server does not answer" in found
    found = ward.trouble(smtp_url=f"smtp://me:hunter2@127.0.0.1:{ward.mail_port}")
    assert "offers no TLS" in found
    assert "hunter2" not in found


def test_a_password_that_is_sent_without_tls_is_a_hint(ward: Ward) -> None:
    with mail_server(with_login=True) as servant:
        url = servant.url("partyline:p%40ss%2Fword@", "?tls=off")
        found = ward.findings(smtp_url=url)
        assert [str(one) for one in found if one.is_trouble] == []
        said = "\n".join(map(str, found))
        assert "takes our mail, without TLS, logged in." in said
        assert f"hint  The password for 127.0.0.1:{servant.port} is sent without TLS." in said
        assert servant.taken == []


def test_a_mail_that_may_have_arrived_is_shown_with_who_decides(ward: Ward) -> None:
    with ward.database.transaction() as tx:
        deliveries.put(tx, "T01TEST", kind="statement_mail", ref="s1.1", destinations=["ann@example.com"], now=NOW)
        lost = {"status": "failed", "reason": UNKNOWN, "unclear_since": NOW}
        tx.execute(update(DELIVERIES).values(**lost))
    found = ward.trouble()
    assert f"A message for ann@example.com (statement mail): {UNKNOWN}." in found
    assert "-> Whoever published it can send it again in Slack." in found
