"""The bytes of a mail: no header but those that are meant, whatever people write, and the same bytes each time."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.deliveries import mail as composing
from bot.deliveries.mail import Sender, UnsafeMail, compose, key_of, sender_of
from bot.deliveries.rules import Mail, is_mail
from bot.plain_text import is_mail_address, mailbox

AT = datetime(2026, 3, 31, 8, 0, tzinfo=UTC)
MAIL = Mail("Sign in once more after 8:00", "Please sign in.\n", "<p>Please sign in.</p>\n", AT, "Finance")
US = Sender("Example IT", "it@example.com")
TO = "ann@finance.example.com"
KEY = key_of("T01", "statement_mail", "s1.1", TO)
NAMES = [
    *("From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Post", "List-Unsubscribe"),
    *("Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"),
]
ENCODED_WORD = "=?UTF-8?Q?=0A?=Bcc: x@example.com"
RELATIVES = [
    ENCODED_WORD,
    "=?utf-8?b?CkJjYzogeEBleGFtcGxlLmNvbQ==?=",
    "a =?us-ascii?q?=0D=0ABcc:_x?= b =?utf-8*en?Q?=0A?=",
    "=?=?utf-8?Q?=0A?=?=",
    "=?unknown?Q?=0A?=",
    "?= =? ?=",
    "=?utf-8?q?=0A?=" * 30,
]
ODD = [
    "",
    " a  b ",
    "x" * 400,
    "word " * 60 + "end",
    "Übergang auf Version 999 — bitte neu anmelden, und zwar bis zum 31. März um 8 Uhr",
    "日本語の件名です。" * 12,
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿" * 12,
    "تحديث النظام: سجّل الدخول مرة أخرى",
    "שלום \u200fעולם 999",
    'Quotes "and" <brackets>, (comments); a@b.example: [x]',
]
# What a mail program may take for the end of a line, or of a text, or refuse.
FORBIDDEN = [*map(chr, range(32)), "\x7f", "\x85", "\x9f", "\u2028", "\u2029", "\ud800"]
# Unkind text: pieces of headers and encoded words among all that there is.
PIECES = st.sampled_from(
    ["\r\n", "\n", "\r", "\0", "\t", "=?", "?=", "=?utf-8?q?", "Bcc: ", "<", ">", '"', ", ", "  ", "é"]
)
HOSTILE = st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=12).map("".join)


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def written(to: str = TO, sender: Sender = US, answers: str = "", **changes: str) -> EmailMessage:
    return read(compose(replace(MAIL, **changes), sender, to, KEY, answers))  # type: ignore[arg-type]


def header_lines(content: bytes) -> list[bytes]:
    return content.partition(b"\r\n\r\n")[0].split(b"\r\n")


def unfit(text: str) -> bool:
    return any(char in FORBIDDEN or "\ud800" <= char <= "\udfff" or "\x80" <= char <= "\x9f" for char in text)


def must_be_clean(content: bytes) -> None:
    """Fail where there is a header that was not meant, or a line that a mail server may not take."""
    assert [line.partition(b":")[0].decode() for line in header_lines(content) if line[:1] != b" "] == NAMES
    assert max(map(len, header_lines(content))) <= 76
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert b"\0" not in content


def test_a_mail_has_the_headers_that_are_meant_and_no_others() -> None:
    found = written()
    assert [name for name, _ in found.items()] == NAMES
    assert {name: str(found[name]) for name in NAMES[:-1]} == {
        "From": "Example IT <it@example.com>",
        "To": TO,
        "Subject": "Sign in once more after 8:00",
        "Date": "Tue, 31 Mar 2026 08:00:00 +0000",
        "Message-ID": f"<{KEY}@example.com>",
        "List-Id": "Finance <b696d75511dc16f2.example.com>",
        "List-Post": "NO",
        "List-Unsubscribe": "<mailto:it@example.com?subject=unsubscribe>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "MIME-Version": "1.0",
    }
    assert found.defects == []


def test_a_mail_says_the_same_in_plain_text_and_in_html() -> None:
    found = written(plain="Grüße\n.\n--=_\nFrom me  \n", html="<p>Grüße</p>\n")
    assert found.get_content_type() == "multipart/alternative"
    parts = [part for part in found.iter_parts() if isinstance(part, EmailMessage)]
    contents = [(part.get_content_type(), part.get_content().replace("\r\n", "\n")) for part in parts]
    assert contents == [("text/plain", "Grüße\n.\n--=_\nFrom me  \n"), ("text/html", "<p>Grüße</p>\n")]
    assert {part.get_content_charset() for part in parts} == {"utf-8"}


def test_the_same_mail_is_the_same_bytes_each_time() -> None:
    assert compose(MAIL, US, TO, KEY) == compose(replace(MAIL), US, TO, KEY)
    elsewhere = replace(MAIL, at=AT.astimezone(timezone(timedelta(hours=9))))
    assert compose(elsewhere, US, TO, KEY) == compose(MAIL, US, TO, KEY)


def test_a_message_id_is_for_one_thing_to_one_address_and_shows_neither() -> None:
    keys = [
        key_of(*about)
        for about in (
            ("T01", "statement_mail", "s1.1", TO),
            ("T02", "statement_mail", "s1.1", TO),
            ("T01", "statement_mail", "s1.2", TO),
            ("T01", "statement_mail", "s1.1", "bob@finance.example.com"),
        )
    ]
    assert len(set(keys)) == 4
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)


def test_a_mail_that_answers_another_names_it() -> None:
    found = written(answers="0" * 32)
    assert found["In-Reply-To"] == found["References"] == f"<{'0' * 32}@example.com>"
    assert "In-Reply-To" not in written()


@pytest.mark.parametrize("subject", [*RELATIVES, *ODD])
def test_a_subject_arrives_as_it_was_written(subject: str) -> None:
    content = compose(replace(MAIL, subject=subject, list_name=subject), US, TO, KEY)
    must_be_clean(content)
    found = read(content)
    assert found["Subject"] == subject
    assert found.defects == []
    assert "Bcc" not in found


def test_a_plain_subject_is_folded_at_its_spaces_and_stays_readable() -> None:
    [*lines] = header_lines(compose(replace(MAIL, subject="word " * 30 + "end"), US, TO, KEY))
    assert b"Subject: word word word word word word word word word word word word word" in lines
    assert b"=?" not in b"".join(lines)


@pytest.mark.parametrize("text", RELATIVES)
def test_what_reads_like_an_encoded_word_stands_in_no_header(text: str) -> None:
    sender = Sender(text, "it@example.com")
    content = compose(replace(MAIL, subject=text, list_name=text), sender, TO, KEY)
    for line in header_lines(content):
        assert b"=?" not in re.sub(rb"=\?utf-8\?[qb]\?[^? ]+\?=", b"", line)
    assert composing._decoded(str(message_from_bytes(content)["From"])) == f"{text} <it@example.com>"


@pytest.mark.parametrize("char", FORBIDDEN)
@pytest.mark.parametrize("place", ["subject", "list_name", "sender"])
def test_what_might_end_a_header_is_refused_and_not_repeated(place: str, char: str) -> None:
    text = f"secret{char}Bcc: x@example.com"
    sender = Sender(text, "it@example.com") if place == "sender" else US
    changes = {} if place == "sender" else {place: text}
    with pytest.raises(UnsafeMail, match=r"^the (subject|name of its (audience|sender)) holds a line break") as refused:
        written(sender=sender, **changes)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        "ann@example.com\r\nBcc: x@example.com",
        "ann@example.com\n",
        "ann@example.com, bob@example.com",
        "<ann@example.com>",
        "Ann <ann@example.com>",
        '"ann"@example.com',
        "=?utf-8?q?=0A?=@example.com",
        "ann@=?utf-8?q?=0A?=",
        "ann@example..com",
        "ann@-example.com",
        "an n@example.com",
        "ann@exämple.com",
        "änn@example.com",
        "ann\0@example.com",
        "ann@[127.0.0.1]",
        "ann",
        "",
        "@example.com",
        "a" * 65 + "@example.com",
        "ann@" + ".".join(["a" * 60] * 5),
    ],
)
def test_only_a_plain_address_is_written_to_or_from(address: str) -> None:
    with pytest.raises(UnsafeMail, match="no mail address"):
        written(to=address)
    with pytest.raises(UnsafeMail, match="MAIL_FROM"):
        sender_of(f"Example IT <{address}>")
    assert not is_mail_address(address)


@settings(deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_text_adds_a_header_and_every_one_arrives_as_it_was_written(subject: str, name: str, us: str) -> None:
    sender = Sender(us, "it@example.com")
    mail = replace(MAIL, subject=subject, list_name=name)
    if any(map(unfit, (subject, name, us))):
        with pytest.raises(UnsafeMail):
            compose(mail, sender, TO, KEY)
        return
    content = compose(mail, sender, TO, KEY)
    must_be_clean(content)
    found = message_from_bytes(content)
    arrived = [composing._decoded(str(found[header])) for header in ("Subject", "List-Id", "From")]
    label = composing._list_label(name)
    said = [(name, f"<{label}.example.com>"), (us, "<it@example.com>")]
    assert arrived == [subject, *(" ".join(filter(None, both)) for both in said)]


@settings(deadline=None)
@given(HOSTILE)
def test_no_address_adds_a_header(text: str) -> None:
    for address in (f"{text}@example.com", f"ann@{text}", text):
        if is_mail_address(address):
            must_be_clean(compose(MAIL, US, address, KEY))
            assert read(compose(MAIL, US, address, KEY))["To"].addresses == (Address(addr_spec=address),)
        else:
            with pytest.raises(UnsafeMail):
                compose(MAIL, US, address, KEY)


@settings(deadline=None)
@given(st.text(), st.text())
def test_no_text_of_a_body_ends_it_or_adds_to_it(plain: str, html: str) -> None:
    content = compose(replace(MAIL, plain=plain, html=html), US, TO, KEY)
    must_be_clean(content)
    assert content.count(f"--=_{KEY}".encode()) == 3
    assert max(map(len, content.split(b"\r\n"))) <= 998


def test_a_body_with_half_a_character_is_refused() -> None:
    with pytest.raises(UnsafeMail, match="half a character"):
        written(plain="a\ud800b")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda content: content.replace(b"List-Post: NO\r\n", b"List-Post: NO\r\nBcc: x@example.com\r\n"), "headers"),
        (lambda content: content.replace(b"List-Post: NO\r\n", b""), "headers"),
        (lambda content: content.replace(b"Subject: Sign", b"Subject: Do not sign"), "headers"),
        (lambda content: content.replace(b"To: ann", b"To: bob"), "headers"),
        (lambda content: content.replace(b"List-Post: NO\r\n", b"List-Post:\r\n NO\r\n"), "headers"),
        (lambda content: content.replace(b"Please sign in.", b"Please do not."), "text"),
        (lambda content: content.replace(b"multipart/alternative", b"multipart/mixed"), "text"),
        (lambda content: content.replace(b"Subject: Sign", b"Subject: =?utf-9?q?Sign?="), "read back"),
    ],
)
def test_bytes_that_say_something_else_than_was_meant_are_refused(spoil: Callable[[bytes], bytes], said: str) -> None:
    meant = composing._headers(MAIL, US, TO, KEY, "")
    content = spoil(compose(MAIL, US, TO, KEY))
    with pytest.raises(UnsafeMail, match=said):
        composing._must_say(content, meant, MAIL)


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("it@example.com", "", "it@example.com"),
        ("<it@example.com>", "", "it@example.com"),
        ("Example IT <it@example.com>", "Example IT", "it@example.com"),
        ('"Example, IT" <it@example.com>', "Example, IT", "it@example.com"),
        ("A < B <it@localhost>", "A < B", "it@localhost"),
    ],
)
def test_a_sender_is_an_address_with_a_name_or_without(text: str, name: str, address: str) -> None:
    assert sender_of(text) == Sender(name, address)


@pytest.mark.parametrize(
    "text", ["", "Example IT", "A\nB <it@example.com>", "A\tB <it@example.com>", "A <it@example.com", "a@b.c d@e.f"]
)
def test_what_is_no_sender_is_refused(text: str) -> None:
    assert mailbox(text) is None


def test_a_destination_with_an_at_sign_is_a_mail_address() -> None:
    assert [is_mail(one) for one in (TO, "C01GEN", "U01ADA")] == [True, False, False]
