"""Handing mail over, in a real conversation with a mail server: what breaks before the final dot has sent nothing."""

import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.deliveries.mail import sender_of
from bot.deliveries.rules import SLOWEST_CALL, Later, Lost, Mail, MailOutcome, Never, Sent
from bot.deliveries.smtp import ALL_SECONDS, STEP_SECONDS, NoPostman, SmtpPostman, postman_for, server_of
from tests.support.mail_server import Act, Fault, Servant, mail_server, trusting

TO, KEY = "ann@example.com", "0123456789abcdef" * 2
AT = datetime(2026, 3, 31, 8, 0, tzinfo=UTC)
MAIL = Mail("Sign in once more", ".\n..\nThe end\n", "<p>The end</p>\n", AT, "Finance")
LOGIN = "partyline:p%40ss%2Fword@"
A_MINUTE = timedelta(minutes=1)
# For what never answers: nobody waits longer than this.
HURRY = 0.2


def yes() -> bool:
    return True


@pytest.fixture
def servant() -> Iterator[Servant]:
    with mail_server() as running:
        yield running


def postman(url: str, trust: Callable[[], ssl.SSLContext] = trusting) -> SmtpPostman:
    return SmtpPostman(server_of(url), sender_of("Example IT <it@example.com>"), trust=trust)


def send(url: str, going: Callable[[], bool] = yes, *, hurry: bool = False, to: str = TO) -> MailOutcome:
    sending = replace(postman(url), step_seconds=HURRY, all_seconds=3 * HURRY) if hurry else postman(url)
    return sending.send(MAIL, to, KEY, "", going)


def test_a_mail_arrives_as_it_was_written_with_dots_and_all(servant: Servant) -> None:
    assert send(servant.url()) == Sent(TO, KEY)
    [mail] = servant.taken
    assert (mail.sender, mail.to) == ("it@example.com", TO)
    assert mail.read["Message-ID"] == f"<{KEY}@example.com>"
    bodies = [str(part.get_content()).replace("\r\n", "\n") for part in mail.read.iter_parts()]
    assert bodies == [MAIL.plain, MAIL.html]
    assert servant.heard[:4] == ["EHLO", "MAIL", "RCPT", "DATA"]


LATER, MEND = "asks us to come back later", "check SMTP_URL"
NO_ROOM = "has no room for that mail now"
NO_SERVER = "what answers at SMTP_URL does not speak as a mail server does"


@pytest.mark.parametrize(
    ("step", "answer", "said", "to_mend"),
    [
        ("GREETING", "421 busy", LATER, False),
        ("GREETING", "554 go away", MEND, True),
        ("GREETING", "HTTP/1.1 400 Bad Request", NO_SERVER, True),
        ("MAIL", "451 4.3.0 no", LATER, False),
        ("MAIL", "550 5.1.8 no", "takes no mail from the address in MAIL_FROM", True),
        ("MAIL", "530 5.7.0 no", "wants a user and a password: put them into SMTP_URL", True),
        ("MAIL", "999 what", NO_SERVER, True),
        ("RCPT", "450 4.2.0 greylisted", LATER, False),
        ("RCPT", "451 4.7.1 greylisted", LATER, False),
        ("RCPT", "421 4.3.2 closing", LATER, False),
        ("RCPT", "452 4.2.2 full", NO_ROOM, False),
        ("RCPT", "450 4.2.2 full", NO_ROOM, False),
        ("RCPT", "530 5.7.1 no", "wants a user and a password", True),
        ("DATA", "451 no", LATER, False),
        ("DATA", "250 ok", NO_SERVER, True),
        ("DOT", "452 4.3.1 full", NO_ROOM, False),
        ("DOT", "451 no", LATER, False),
    ],
)
def test_what_passes_or_can_be_mended_is_tried_again(
    servant: Servant, step: str, answer: str, said: str, to_mend: bool
) -> None:
    servant.fault(step, answer)
    outcome = send(servant.url())
    assert isinstance(outcome, Later)
    assert said in outcome.reason
    assert (outcome.needs_mending, outcome.wait) == (to_mend, None if to_mend else A_MINUTE)
    assert servant.taken == []
    assert send(servant.url()) == Sent(TO, KEY), "and the next time is not troubled by it"


@pytest.mark.parametrize(
    ("step", "answer", "said"),
    [
        ("RCPT", "550 5.1.1 ann@example.com unknown", "the mail server knows no such address (550)"),
        ("RCPT", "553 no", "the mail server knows no such address (553)"),
        ("RCPT", "556 5.1.10 no", "the mail server knows no such address (556)"),
        ("RCPT", "550 5.2.2 over quota", "that mailbox is full (550)"),
        ("RCPT", "552 full", "that mailbox is full (552)"),
        ("RCPT", "550 5.7.1 relaying denied", "the mail server does not let us send to that address (550)"),
        ("RCPT", "554 no", "the mail server refuses that address (554)"),
        ("DATA", "554 no", "the mail server refuses the message (554)"),
        ("DOT", "554 5.7.1 spam", "the mail server refuses the message (554)"),
        ("DOT", "552 5.2.2 full", "that mailbox is full (552)"),
        ("DOT", "552 too large", "that mailbox is full, or the mail too large for it (552)"),
    ],
)
def test_what_is_refused_for_good_says_why_in_words_of_ours(
    servant: Servant, step: str, answer: str, said: str
) -> None:
    servant.fault(step, answer)
    assert send(servant.url()) == Never(said)
    assert servant.taken == []


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("step", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_connection_that_breaks_before_the_mail_has_sent_nothing(servant: Servant, step: str, act: Act) -> None:
    servant.fault(step, act)
    outcome = send(servant.url(), hurry=True)
    assert isinstance(outcome, Later)
    assert outcome.reason.startswith("the mail server does not answer (")
    assert not outcome.needs_mending
    assert servant.taken == []


def test_a_connection_that_breaks_in_the_body_before_the_dot_has_sent_nothing(servant: Servant) -> None:
    outcome = send(servant.url(), servant.hang_up)
    assert isinstance(outcome, Later)
    assert servant.taken == []


def test_a_server_that_gives_up_in_the_body_gets_no_dot(servant: Servant) -> None:
    servant.fault("BODY", "421 4.3.2 closing")
    outcome = send(servant.url(), servant.said_in_body)
    assert outcome == Later("the mail server broke off in the middle of the mail", A_MINUTE)
    assert servant.taken == []


def test_a_large_mail_that_is_broken_off_has_sent_nothing(servant: Servant) -> None:
    servant.fault("BODY", Act.HANG_UP)
    large = replace(MAIL, plain="ö" * 6_000_000)
    asked: list[bool] = []

    def going() -> bool:
        asked.append(True)
        return True

    outcome = postman(servant.url()).send(large, TO, KEY, "", going)
    assert isinstance(outcome, Later)
    assert (servant.taken, asked) == ([], [])


def test_nothing_is_sent_where_it_is_not_to_go_any_more(servant: Servant) -> None:
    outcome = send(servant.url(), lambda: False)
    assert isinstance(outcome, Later)
    servant.hang_up()
    assert servant.taken == []


def test_nothing_is_sent_where_asking_whether_it_goes_breaks(servant: Servant) -> None:
    def breaks() -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        send(servant.url(), breaks)
    servant.hang_up()
    assert servant.taken == []


@pytest.mark.parametrize("answer", [Act.HANG_UP, Act.SAY_NOTHING, "nonsense", "354 go on", "999 what", "2" * 9000])
def test_without_a_clear_answer_to_the_dot_nobody_knows(servant: Servant, answer: Fault) -> None:
    servant.fault("DOT", answer)
    patient = replace(postman(servant.url()), all_seconds=2 if answer is Act.SAY_NOTHING else ALL_SECONDS)
    assert patient.send(MAIL, TO, KEY, "", yes) == Lost()
    assert servant.to == ([TO] if isinstance(answer, Act) else [])


def test_nothing_of_what_the_server_says_is_passed_on(servant: Servant, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="bot")
    for step in ("MAIL", "RCPT", "DATA", "DOT"):
        for code in ("451", "550", "999"):
            servant.fault(step, f"{code} 5.9.9 hunter2 {TO}")
            assert "hunter2" not in str(send(servant.url()))
            assert TO not in str(getattr(send(servant.url()), "reason", ""))
    assert "hunter2" not in "".join(one.getMessage() for one in caplog.records if one.name.startswith("bot"))


def test_a_mail_that_must_not_be_sent_is_refused_before_anybody_is_called() -> None:
    unsafe = replace(MAIL, subject="a\nBcc: x@example.com")
    outcome = postman("smtp://127.0.0.1:9").send(unsafe, TO, KEY, "", yes)
    assert isinstance(outcome, Never)
    assert "line break" in outcome.reason
    assert send("smtp://127.0.0.1:9", to="a b@example.com") == Never("this is no mail address that mail can be sent to")


def test_nobody_there_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert send(f"smtp://127.0.0.1:{port}") == Later("the mail server does not answer (ConnectionRefusedError)")


def test_a_name_that_nobody_knows_is_to_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    outcome = send("smtp://mail.example.com?tls=off")
    assert outcome == Later("the mail server's name is not known: check SMTP_URL", needs_mending=True)


def test_a_conversation_takes_no_longer_than_the_courier_can_wait(servant: Servant) -> None:
    assert STEP_SECONDS <= 10
    assert SLOWEST_CALL.total_seconds() > ALL_SECONDS
    out_of_time = replace(postman(servant.url()), all_seconds=0)
    assert out_of_time.send(MAIL, TO, KEY, "", yes) == Later("the mail server does not answer (TimeoutError)")


# -- TLS and logging in -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def strict() -> Iterator[Servant]:
    """A server that wants TLS and a password."""
    with mail_server(starttls=True, with_login=True) as running:
        yield running


def secure(servant: Servant, login: str = LOGIN, more: str = "") -> str:
    return servant.url(login, more, host="localhost")


def reason(outcome: MailOutcome | Never | None) -> str:
    assert isinstance(outcome, Later)
    assert outcome.needs_mending
    return outcome.reason


def test_with_a_password_the_conversation_turns_to_tls_first(strict: Servant) -> None:
    strict.heard.clear()
    assert send(secure(strict)) == Sent(TO, KEY)
    assert strict.heard[:5] == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL"]


def test_a_password_that_is_refused_is_to_be_mended_and_not_repeated(strict: Servant) -> None:
    said = reason(send(secure(strict, "partyline:hunter2@")))
    assert said == "the mail server refuses the user or the password in SMTP_URL (535)"


def test_a_login_that_does_not_work_just_now_is_tried_again(strict: Servant) -> None:
    # Each way to log in is tried once.
    strict.fault("AUTH", "454 4.7.0 later", "454 4.7.0 later")
    outcome = send(secure(strict))
    strict.faults.clear()
    assert outcome == Later("the mail server asks us to come back later (454)", A_MINUTE)


def test_a_connection_that_breaks_while_logging_in_has_sent_nothing(strict: Servant) -> None:
    strict.fault("AUTH", Act.HANG_UP)
    assert send(secure(strict)) == Later("the mail server does not answer (SMTPServerDisconnected)")


def test_without_a_password_a_strict_server_asks_for_one(strict: Servant) -> None:
    assert "wants a user and a password: put them into SMTP_URL (530)" in reason(send(secure(strict, "")))


def test_a_certificate_that_nobody_vouches_for_is_to_be_mended(strict: Servant) -> None:
    outcome = postman(secure(strict), ssl.create_default_context).send(MAIL, TO, KEY, "", yes)
    assert "the mail server's certificate is not trusted" in reason(outcome)


def test_tls_that_is_not_to_be_had_just_now_is_tried_again(strict: Servant) -> None:
    strict.fault("STARTTLS", "454 TLS not available")
    assert send(secure(strict)) == Later("the mail server asks us to come back later (454)", A_MINUTE)


def test_a_password_is_never_sent_without_tls_unless_the_setting_says_so() -> None:
    with mail_server(with_login=True) as servant:
        assert "the mail server offers no TLS" in reason(send(servant.url(LOGIN)))
        assert "AUTH" not in servant.heard
        assert send(servant.url(LOGIN, "?tls=off")) == Sent(TO, KEY)
        assert "AUTH" in servant.heard


def test_a_server_that_takes_no_password_is_to_be_mended(servant: Servant) -> None:
    assert "offers no way to log in" in reason(send(servant.url(LOGIN, "?tls=off")))


def test_a_server_can_speak_tls_from_the_start() -> None:
    with mail_server(over_tls=True) as servant:
        assert send(servant.url(scheme="smtps", host="localhost")) == Sent(TO, KEY)
        assert servant.to == [TO]
        untrusted = postman(servant.url(scheme="smtps"), ssl.create_default_context).send(MAIL, TO, KEY, "", yes)
        assert "certificate is not trusted" in reason(untrusted)


def test_tls_where_there_is_none_is_to_be_mended(servant: Servant) -> None:
    assert "TLS with the mail server does not work" in reason(send(servant.url(scheme="smtps")))


def test_looking_whether_a_server_takes_our_mail_sends_none(strict: Servant, servant: Servant) -> None:
    before = len(strict.taken)
    assert postman(secure(strict)).check() is None
    assert postman(servant.url()).check() is None
    assert (len(strict.taken), servant.taken, "MAIL" in servant.heard) == (before, [], False)
    assert "refuses the user" in reason(postman(secure(strict, "partyline:x@")).check())
    assert postman("smtp://127.0.0.1:9").check() == Later("the mail server does not answer (ConnectionRefusedError)")


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "starttls"),
    [
        ("smtp://mail.example.com", "mail.example.com", 587, False, True),
        ("smtp://mail.example.com:25", "mail.example.com", 25, False, True),
        ("smtp://mail.example.com:25?tls=off", "mail.example.com", 25, False, False),
        ("smtp://me:pw@mail.example.com?tls=off", "mail.example.com", 587, False, False),
        ("smtps://mail.example.com", "mail.example.com", 465, True, False),
        ("smtps://mail.example.com:4650?tls=off", "mail.example.com", 4650, True, False),
        ("smtp://localhost:25", "localhost", 25, False, False),
        ("smtp://[::1]:25", "::1", 25, False, False),
        ("smtp://me:pw@127.0.0.1:25", "127.0.0.1", 25, False, True),
    ],
)
def test_the_address_says_how_a_server_is_spoken_to(url: str, host: str, port: int, tls: bool, starttls: bool) -> None:
    found = server_of(url)
    assert (found.host, found.port, found.tls, found.starttls) == (host, port, tls, starttls)


def test_a_password_is_read_as_it_was_meant_and_shown_nowhere() -> None:
    found = server_of("smtp://me%40example.com:p%40ss%2Fword@mail.example.com")
    assert (found.user, found.password) == ("me@example.com", "p@ss/word")
    assert "p@ss" not in repr(postman("smtp://me:p%40ss@mail.example.com"))


@pytest.mark.parametrize(("url", "sender"), [("", ""), ("", "it@example.com"), ("smtp://localhost", "")])
def test_while_a_setting_is_missing_mail_waits_and_says_what_to_set(url: str, sender: str) -> None:
    nobody = postman_for(url, sender)
    assert isinstance(nobody, NoPostman)
    assert reason(nobody.send(MAIL, TO, KEY, "", yes)) == "no mail server is set: set SMTP_URL and MAIL_FROM"


def test_with_both_settings_mail_goes(servant: Servant) -> None:
    assert postman_for(servant.url(), "it@example.com").send(MAIL, TO, KEY, "", yes) == Sent(TO, KEY)
