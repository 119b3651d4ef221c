"""Settings: each wrong one is named with what to write instead, and secrets show up nowhere."""

import pytest

from bot.settings import BadSetting, Settings, read_good_settings, read_settings

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "SLACK_SIGNING_SECRET": "s3cret",
    "SLACK_API_URL": "http://127.0.0.1:8055/api",
    "DATABASE_URL": "postgresql://me:passw0rd@localhost/partyline",
    "HOST": "192.0.2.7",
    "PORT": "8080",
    "PUBLIC_URL": "https://partyline.example.com",
    "LOG_LEVEL": "debug",
    "LOG_FORMAT": "JSON",
    "COURIER": "off",
    "SUBJECT_RULES": "rules",
    "SMTP_URL": "smtp://me%40example.com:mailpassw0rd@mail.example.com:25?tls=off",
    "MAIL_FROM": "Example IT <it@example.com>",
}


def test_without_any_setting_there_are_sound_defaults() -> None:
    assert read_settings({}) == Settings()
    assert Settings().slack_api_url == "https://slack.com/api/"
    assert Settings().database_url == "sqlite:///partyline.db"
    assert (Settings().host, Settings().port, Settings().courier) == ("127.0.0.1", 3000, True)


def test_every_setting_is_read() -> None:
    found = read_settings(GOOD)
    assert found == Settings(
        "xoxb-1",
        "xapp-1",
        "s3cret",
        "http://127.0.0.1:8055/api/",
        "postgresql://me:passw0rd@localhost/partyline",
        "192.0.2.7",
        8080,
        "https://partyline.example.com",
        "DEBUG",
        "json",
        courier=False,
        subject_rules="rules",
        smtp_url="smtp://me%40example.com:mailpassw0rd@mail.example.com:25?tls=off",
        mail_from="Example IT <it@example.com>",
    )


def test_spaces_around_a_value_do_not_count_and_an_empty_one_is_not_set() -> None:
    assert read_settings({"PORT": " 8080 ", "HOST": "", "SLACK_BOT_TOKEN": "  "}) == Settings(port=8080)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1"),
        ("SLACK_BOT_TOKEN", "xoxb-é"),
        ("SLACK_APP_TOKEN", "xoxb-1"),
        ("SLACK_API_URL", "slack.com/api"),
        ("SLACK_API_URL", "ftp://slack.com"),
        ("SLACK_API_URL", "http://"),
        ("SLACK_API_URL", "http://[bad"),
        ("PUBLIC_URL", "partyline.example.com"),
        ("DATABASE_URL", "partyline.db"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "sqlite:x"),
        ("DATABASE_URL", "postgresql:x"),
        ("DATABASE_URL", "postgresql://host:port/x"),
        ("PORT", "80a"),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("PORT", "٣٠٠٠"),
        ("PORT", "0000000065536"),
        ("PORT", "1" * 5000),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("COURIER", "maybe"),
        ("SMTP_URL", "mail.example.com"),
        ("SMTP_URL", "http://mail.example.com"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://:25"),
        ("SMTP_URL", "smtp://mail.example.com:0"),
        ("SMTP_URL", "smtp://mail.example.com:port"),
        ("SMTP_URL", "smtp://[bad"),
        ("SMTP_URL", "smtp://mail.example.com/inbox"),
        ("SMTP_URL", "smtp://mail.example.com?tls=no"),
        ("SMTP_URL", "smtp://mail.example.com#x"),
        ("SMTP_URL", "smtp://user@mail.example.com"),
        ("SMTP_URL", "smtp://:password@mail.example.com"),
        ("SMTP_URL", "smtp://user:p%0Aw@mail.example.com"),
        ("SMTP_URL", "smtp://user:p%C3%A4ss@mail.example.com"),
        ("SMTP_URL", "smtp://user:pass@mäil.example.com"),
        ("MAIL_FROM", "Example IT"),
        ("MAIL_FROM", "it@example.com, us@example.com"),
        ("MAIL_FROM", "Example IT it@example.com"),
        ("MAIL_FROM", "A\nBcc: x@example.com <it@example.com>"),
        ("MAIL_FROM", "A\r <it@example.com>"),
        ("MAIL_FROM", "it@exämple.com"),
        ("MAIL_FROM", "=?utf-8?q?=0A?=@example.com"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_what_to_write(name: str, text: str) -> None:
    with pytest.raises(BadSetting, match=f"^{name} .*should be"):
        read_settings({name: text})


def test_a_refused_secret_is_not_repeated() -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DATABASE_URL", "SMTP_URL"):
        with pytest.raises(BadSetting) as refused:
            read_settings({name: "hunter2-secret"})
        assert "hunter2" not in str(refused.value)


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    shown = repr(read_settings(GOOD))
    for secret in ("xoxb-1", "xapp-1", "s3cret", "passw0rd", "mailpassw0rd"):
        assert secret not in shown


def test_all_wrong_settings_are_named_at_once_and_the_good_ones_kept() -> None:
    found, complaints = read_good_settings({"PORT": "x", "COURIER": "maybe", "HOST": "::1"})
    assert found == Settings(host="::1")
    assert [said.split()[0] for said in complaints] == ["PORT", "COURIER"]


@pytest.mark.parametrize(("text", "wanted"), [("on", True), ("TRUE", True), ("1", True), ("Off", False), ("no", False)])
def test_a_switch_is_read_as_people_write_it(text: str, wanted: bool) -> None:
    assert read_settings({"COURIER": text}).courier is wanted


def test_old_addresses_of_postgresql_work() -> None:
    assert read_settings({"DATABASE_URL": "postgres://h/x"}).database_url == "postgresql://h/x"


def test_the_real_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("env")
    (folder / ".env").write_text("PORT=1111\nHOST=from.file\nLOG_LEVEL\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PORT", "2222")
    assert (read_settings().port, read_settings().host) == (2222, "from.file")


@pytest.mark.parametrize(
    "url",
    [
        "smtp://localhost",
        "smtp://127.0.0.1:2525",
        "smtp://[::1]:25",
        "smtps://mail.example.com",
        "smtps://mail.example.com/",
        "smtp://user:p%40ss%2Fword@mail.example.com:587",
    ],
)
def test_a_mail_server_is_named_by_its_address(url: str) -> None:
    assert read_settings({"SMTP_URL": url}).smtp_url == url


@pytest.mark.parametrize(
    "sender", ["it@example.com", "it@localhost", "Example IT <it@example.com>", "Würzburg <a@b.de>"]
)
def test_mail_comes_from_one_address_with_a_name_or_without(sender: str) -> None:
    assert read_settings({"MAIL_FROM": sender}).mail_from == sender
