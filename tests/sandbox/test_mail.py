"""The mail tray: what comes in by SMTP, what is marked, and the trouble there can be."""

import asyncio
import base64
import smtplib
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from http.client import HTTPResponse
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from sandbox.clock import HandClock
from sandbox.driver import Actor, Driver, NotDoneError, NotSeenError
from sandbox.mail import tray as trays
from sandbox.mail.letter import read_letter
from sandbox.mail.server import Post
from sandbox.manifest import Manifest
from sandbox.running import Running, running
from sandbox.workspace import Workspace
from sandbox.world import World

FROM, TO = "it-news@example.com", "finance@example.com"


def letter(
    subject: str = "Payroll moves on Friday", name: str = "<1.finance@example.com>", to: str = TO
) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Partyline <{FROM}>"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = "Mon, 21 Sep 2026 14:13:20 +0000"
    mail["Message-ID"] = name
    mail["List-Id"] = "Statements <statements.example.com>"
    mail.set_content("You can read your payslip on Friday.\n.\nThat is all.\n")
    mail.add_alternative("<html><head></head><body><p>You can read it <b>on Friday</b>.</p></body></html>", "html")
    return mail


def dial(box: Running) -> smtplib.SMTP:
    host, _, port = box.mail_url.removeprefix("smtp://").partition(":")
    return smtplib.SMTP(host, int(port), timeout=10)


def send(box: Running, mail: EmailMessage | None = None, to: str = TO) -> dict[str, tuple[int, bytes]]:
    with dial(box) as line:
        return line.sendmail(FROM, [to], (mail or letter()).as_bytes())


def put(box: Running, raw: bytes) -> None:
    with dial(box) as line:
        line.sendmail(FROM, [TO], raw)


def html_of(box: Running, number: int) -> HTTPResponse:
    answer: HTTPResponse = urlopen(f"{box.base_url}/sandbox/mail/{number}/html")  # noqa: S310 - our own address
    return answer


def test_mail_is_kept_as_it_came(box: Running, driver: Driver, clock: HandClock) -> None:
    mail = letter("Löhne am Freitag")
    send(box, mail)
    found = driver.wait_for_mail(to="Finance@example.com", subject="Löhne")
    assert (found["from"], found["to"], found["at"]) == (FROM, [TO], clock.now())
    assert [one["name"] for one in found["headers"]][:6] == ["From", "To", "Subject", "Date", "Message-ID", "List-Id"]
    assert found["subject"] == "Löhne am Freitag"
    assert found["headers"][2]["raw"].startswith("=?utf-8?")
    assert found["plain"] == "You can read your payslip on Friday.\n.\nThat is all.\n"
    assert "<b>on Friday</b>" in found["html"]
    assert base64.b64decode(found["base64"]) == mail.as_bytes()
    assert found["source"].startswith(f"From: Partyline <{FROM}>\r\n")
    assert (found["doubled"], found["problems"]) == ([], [])
    assert driver.log()["mails"][-1]["mail"] == found["id"]


def test_mail_nobody_sent_is_not_found(driver: Driver, box: Running) -> None:
    send(box)
    with pytest.raises(NotSeenError, match=r"Payroll moves on Friday' to finance@example\.com"):
        driver.wait_for_mail(subject="another", timeout=0.2)
    with pytest.raises(NotDoneError, match="unknown_mail"):
        driver.mail(99_999)
    assert driver.mails(to="nobody@example.com") == []


def test_waiting_ends_when_the_mail_comes(driver: Driver, box: Running) -> None:
    found = []
    waiting = threading.Thread(target=lambda: found.append(driver.wait_for_mail(timeout=10)))
    waiting.start()
    send(box)
    waiting.join(10)
    assert found[0]["to"] == [TO]


def test_same_message_for_the_same_recipient_is_doubled(driver: Driver, box: Running) -> None:
    send(box)
    send(box, to="everyone@example.com")
    send(box, letter(name="<2.finance@example.com>"))
    send(box, to="Finance@Example.com")
    assert [mail["doubled"] for mail in driver.mails()] == [[], [], [], ["Finance@Example.com"]]


def test_mails_without_a_name_are_never_doubled(driver: Driver, box: Running) -> None:
    mail = letter()
    del mail["Message-ID"]
    send(box, mail)
    send(box, mail)
    assert [mail["doubled"] for mail in driver.mails()] == [[], []]
    assert [rule["message"] for rule in driver.log()["rules"]] == ["Message-ID is missing"] * 2


def test_reset_empties_the_tray(driver: Driver, box: Running) -> None:
    send(box)
    before = driver.get("mail")["version"]
    driver.reset()
    assert driver.mails() == []
    assert driver.get("mail")["version"] > before
    send(box)
    assert driver.mails()[0]["doubled"] == []


def test_tray_holds_no_more_than_it_may(driver: Driver, box: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trays, "MOST_MAILS", 2)
    monkeypatch.setattr(trays, "_REMEMBERED", 2)
    for number in range(4):
        send(box, letter(str(number), f"<{number}@example.com>"))
    assert [mail["subject"] for mail in driver.mails()] == ["2", "3"]
    monkeypatch.setattr(trays, "MOST_BYTES", 1)
    send(box, letter("4", "<4@example.com>"))
    assert driver.mails() == []


def test_mail_larger_than_the_server_takes_is_refused(driver: Driver, box: Running) -> None:
    with pytest.raises(smtplib.SMTPException, match="552"):
        put(box, letter().as_bytes() + b"\r\n" + b"x" * 70 * 20_000)
    assert driver.mails() == []


def test_everybody_sees_how_many_are_unread(driver: Driver, box: Running, ada: Actor) -> None:
    version = ada.see()["version"]
    send(box)
    send(box, letter(name="<2@example.com>"))
    seen = driver.get("see", **{"as": ada.id, "since": version, "wait": 5})
    assert seen["mail"]["unread"] > 0
    number = driver.mails()[0]["id"]
    assert driver.post("mail/read", {"id": number})["unread"] == 1
    assert [mail["read"] for mail in driver.mails()] == [True, False]
    assert driver.post("mail/read", {})["unread"] == 0
    assert ada.see()["mail"]["unread"] == 0
    assert driver.post("mail/read", {"id": 99_999})["error"] == "unknown_mail"
    assert driver.post("mail/read", {"id": "1"})["error"] == "unknown_mail"
    assert driver.get("mail", since="x")["error"] == "invalid_request"


def test_html_is_served_where_nothing_can_run_or_be_fetched(driver: Driver, box: Running) -> None:
    send(box)
    number = driver.mails()[0]["id"]
    with html_of(box, number) as answer:
        policy, text = answer.headers["Content-Security-Policy"], answer.read().decode()
    assert policy.startswith("sandbox; default-src 'none';")
    assert "script" not in policy
    assert '<head><base target="_blank"></head>' in text
    plain = EmailMessage(policy=SMTP)
    plain.set_content("x")
    send(box, plain)
    with pytest.raises(HTTPError) as caught:
        html_of(box, number + 1)
    assert caught.value.code == 404
    caught.value.close()


GOOD = letter().as_bytes()
WRONG: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "twice": (lambda raw: b"From: x@example.com\r\n" + raw, "From is there more than once"),
    "subjects": (lambda raw: b"Subject: x\r\n" + raw, "Subject is there more than once"),
    "bcc": (lambda raw: b"Bcc: x@example.com\r\n" + raw, "Bcc is there for all to read"),
    "bytes": (lambda raw: b"X-Note: \xc3\xa4\r\n" + raw, "a header holds bytes that are not ASCII"),
    "smuggled": (
        lambda raw: b"X-Note: =?UTF-8?Q?=0ABcc:?= x\r\n" + raw,
        "X-Note holds a control character or a line end",
    ),
    "control": (lambda raw: b"X-Note: a\x07b\r\n" + raw, "X-Note holds a control character or a line end"),
    "name": (lambda raw: raw.replace(b"<1.finance@example.com>", b"1"), "Message-ID is not like <name@place>"),
    "dateless": (lambda raw: raw.replace(b"Date: ", b"X-Date: "), "Date is missing"),
    "bare": (
        lambda raw: raw.replace(b"That is all.\r\n", b"That is\nall.\r\n"),
        "a line ends in something else than CRLF",
    ),
    "html only": (lambda raw: raw.replace(b"text/plain", b"text/x-other"), "there is no plain part"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_no_mail_should_hold_is_said(case: str) -> None:
    spoil, problem = WRONG[case]
    assert read_letter(GOOD).problems == ()
    assert problem in read_letter(spoil(GOOD)).problems


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"Content-Type: text/plain; charset=no-such-thing\r\n\r\nhello\r\n",
        b"Content-Type: text/plain; charset=\x00\r\n\r\nhello\r\n",
        b"Content-Type: multipart/alternative\r\n\r\nhello\r\n",
        b"Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\n\xff\r\n--x--\r\n",
        b"Subject: =?no-such-thing?Q?x?=\r\nContent-Type: text/html\r\n\r\n<p>",
        b"Subject: =?utf-8?b?a?=\r\nno header at all\r\n\r\nx",
        b"From: =?utf-8?q?=\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    ],
)
def test_anything_at_all_may_come(raw: bytes) -> None:
    assert read_letter(raw).problems


def test_library_that_stumbles_leaves_a_mail_without_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_args: object) -> None:
        raise IndexError

    monkeypatch.setattr(EmailMessage, "get_body", stumble)
    found = read_letter(GOOD)
    assert (found.plain, found.html, found.value("To")) == (None, None, TO)


def test_parts_in_strange_letters_are_read_as_well_as_can_be() -> None:
    strange = b"Content-Type: text/plain; charset=no-such-thing\r\n\r\nh\xc3\xa4llo\r\n"
    assert read_letter(strange).plain == "hällo\n"
    assert read_letter(b"Subject: =?no-such-thing?Q?x?=\r\n\r\n").value("subject") == "=?no-such-thing?Q?x?="
    assert read_letter(b"Subject: a\r\n b\r\n\r\n").value("Subject") == "a b"


def test_unknown_recipient(driver: Driver, box: Running) -> None:
    driver.fault("mail", "unknown_recipient", to="Nobody@example.com")
    send(box)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        send(box, to="nobody@example.com")
    assert caught.value.recipients["nobody@example.com"][0] == 550
    assert [entry["answer"][:3] for entry in driver.log()["mails"]] == ["250", "550"]
    assert len(driver.mails()) == 1


@pytest.mark.parametrize(("fault", "code"), [("mailbox_full", 452), ("over_quota", 552)])
def test_full_mailbox_that_has_room_again(driver: Driver, box: Running, fault: str, code: int) -> None:
    driver.fault("mail", fault)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        send(box)
    assert caught.value.recipients[TO][0] == code
    send(box)
    assert [mail["doubled"] for mail in driver.mails()] == [[]]


def test_greylisting_turns_each_recipient_away_once(driver: Driver, box: Running) -> None:
    driver.fault("mail", "greylisted")
    for address in (TO, "everyone@example.com"):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
            send(box, to=address)
        assert caught.value.recipients[address][0] == 451
        send(box, to=address)
    assert len(driver.mails()) == 2
    assert driver.get("mail")["faults"] == ["greylisted"]


def test_one_of_several_recipients_is_refused(driver: Driver, box: Running) -> None:
    driver.fault("mail", "unknown_recipient", to="nobody@example.com")
    with dial(box) as line:
        refused = line.sendmail(FROM, [TO, "nobody@example.com"], GOOD)
    assert list(refused) == ["nobody@example.com"]
    assert driver.mails()[0]["to"] == [TO]


def test_connection_broken_before_the_dot_keeps_nothing(driver: Driver, box: Running) -> None:
    driver.fault("mail", "broken_before_dot")
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(box)
    assert driver.mails() == []
    assert driver.log()["mails"][-1]["answer"] == "broken off"
    send(box)
    assert [mail["doubled"] for mail in driver.mails()] == [[]]


def test_answer_lost_after_the_dot_keeps_the_mail(driver: Driver, box: Running) -> None:
    driver.fault("mail", "answer_lost", to=TO)
    send(box, to="everyone@example.com")
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(box)
    assert driver.mails()[-1]["doubled"] == []
    send(box)
    assert driver.mails()[-1]["doubled"] == [TO]
    assert [entry["fault"] for entry in driver.log()["mails"]] == [None, "answer_lost", None]


def test_server_that_hangs_up_at_once(driver: Driver, box: Running) -> None:
    driver.fault("mail", "hangs_up", count=2)
    for _ in range(2):
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            send(box)
    send(box)
    assert [entry["answer"][:3] for entry in driver.log()["mails"]] == ["hun", "hun", "250"]


def test_server_that_is_away_and_comes_back(driver: Driver, box: Running) -> None:
    driver.fault("mail", "refused")
    for _ in range(2):
        with pytest.raises(ConnectionRefusedError):
            send(box)
    driver.fault("mail", "slow", to="nobody@example.com")  # another fault changes nothing about it
    with pytest.raises(ConnectionRefusedError):
        send(box)
    driver.clear_faults()
    send(box)
    driver.fault("mail", "refused")
    driver.reset()
    send(box)
    assert len(driver.mails()) == 1


def test_slow_server_keeps_the_mail_and_answers_late(driver: Driver, box: Running, clock: HandClock) -> None:
    driver.fault("mail", "slow", seconds=30)
    before = clock.sleepers()
    sending = threading.Thread(target=send, args=(box,))
    sending.start()
    driver.wait_for_mail()
    end = time.monotonic() + 10
    while clock.sleepers() == before and time.monotonic() < end:
        threading.Event().wait(0.01)
    assert sending.is_alive()
    clock.advance(31)
    sending.join(10)
    assert not sending.is_alive()


def test_faults_of_mail_and_of_slack_do_not_mix(driver: Driver, box: Running) -> None:
    driver.fault("*", "500")
    send(box)
    with pytest.raises(NotDoneError, match="unknown_recipient"):
        driver.fault("mail", "500")
    with pytest.raises(NotDoneError, match="posted_late"):
        driver.fault("chat.postMessage", "answer_lost")


def test_open_conversations_end_with_the_sandbox(world: World, manifest: Manifest) -> None:
    with running(world, manifest) as box:
        line = dial(box)
        line.ehlo()
        assert Driver(box.base_url).world()["mail"] == box.mail_url
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        line.docmd("NOOP")
    line.close()


@pytest.mark.parametrize("turns", range(6))
def test_whoever_calls_while_the_server_closes_is_hung_up_on(world: World, manifest: Manifest, turns: int) -> None:
    async def call_and_close() -> bytes:
        listening = socket.create_server(("127.0.0.1", 0))
        post = Post(Workspace(world, manifest), listening)
        await post.open()
        with socket.create_connection(listening.getsockname(), timeout=5) as caller:
            for _ in range(turns):
                await asyncio.sleep(0)
            await post.close()
            await asyncio.sleep(0)
            heard = b""
            with suppress(ConnectionResetError):
                while more := caller.recv(1000):
                    heard += more
        assert post.lines == set()
        return heard

    assert asyncio.run(call_and_close()) in {b"", b"220 localhost Sandbox mail tray\r\n"}


def test_port_can_be_chosen(world: World, manifest: Manifest) -> None:
    with running(world, manifest) as box:
        url = box.mail_url
        with pytest.raises(OSError, match="in use"), running(world, manifest, mail_port=int(url.rpartition(":")[2])):
            pass
    with running(world, manifest, mail_port=int(url.rpartition(":")[2])) as box:
        assert box.mail_url == url
        send(box)
