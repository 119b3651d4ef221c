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
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_what_to_write(name: str, text: str) -> None:
    with pytest.raises(BadSetting, match=f"^{name} .*should be"):
        read_settings({name: text})


def test_a_refused_secret_is_not_repeated() -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DATABASE_URL"):
        with pytest.raises(BadSetting) as refused:
            read_settings({name: "hunter2-secret"})
        assert "hunter2" not in str(refused.value)


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    shown = repr(read_settings(GOOD))
    for secret in ("xoxb-1", "xapp-1", "s3cret", "passw0rd"):
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
