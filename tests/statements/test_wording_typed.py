from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audiences.rules import MOST_ADDRESSES
from bot.refusals import Refusal
from bot.statements import wording
from bot.statements.rules import Link
from bot.statements.wording import format_addresses, format_links, is_link, parse_addresses, parse_links, tidied
from tests.statements.test_wording import changed, good, said

UNHURRIED = settings(deadline=None)  # other tests may be running beside these


def refused(read: Callable[[str], object], text: str) -> tuple[str | None, str]:
    with pytest.raises(Refusal) as caught:
        read(text)
    return caught.value.field, caught.value.sentence


def test_links_are_read_one_a_line() -> None:
    text = " The guide  https://example.com/a_(b)?c=d&e#f \r\n\n2nd\thttps://example.com:8443/\n"
    found = parse_links(text)
    assert found == (
        Link("The guide", "https://example.com/a_(b)?c=d&e#f"),
        Link("2nd", "https://example.com:8443/"),
    )
    assert parse_links(format_links(found)) == found
    assert parse_links(" \n ") == ()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("https://example.com", "“https://example.com” has no title. "),
        ("- https://example.com", "“https://example.com” has no title. "),
        ("Guide", "“Guide” does not end in an address to open. "),
        ("https://example.com Guide", "“https://example.com Guide” does not end in an address to open. "),
        ("Guide http://example.com", "“Guide http://example.com” does not end in an address to open. "),
        ("https://bank.example https://example.com", "“https://bank.example” is a title that names another address. "),
    ],
)
def test_a_line_that_is_no_link_is_named_and_told_how_to_write_one(line: str, sentence: str) -> None:
    field, found = refused(parse_links, f"Good https://example.com\n{line}")
    assert field == wording.LINKS
    assert found.startswith(sentence)


def test_more_than_ten_links_are_too_many() -> None:
    text = "\n".join(["Guide https://example.com"] * 11)
    assert refused(parse_links, text) == (wording.LINKS, "That is 11 links. Keep the 10 that matter most.")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com",
        "HTTPS://example.com",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://example.com/<b>",
        'https://example.com/"onclick="x',
        "https://example.com/a b",
        "https://example.com/a\nb",
        "https://example.com\\@evil.example",
        "https://user:pass@example.com/",
        "https://bank.example@evil.example/",
        "https://éxample.com/",
        "https://example.com:99999/",
        "https://example.com:0/",
        "https://[::1/",
        "https://-example.com/",
        "https://example.com|label",
    ],
)
def test_only_plain_https_addresses_are_links(address: str) -> None:
    assert not is_link(address)
    assert [field for field, _ in changed(links=(Link("Guide", address),))] == [wording.LINKS]


def test_a_link_needs_a_title_when_it_is_handed_in() -> None:
    assert [field for field, _ in changed(links=(Link("", "https://example.com"),))] == [wording.LINKS]


_TITLES = st.text(max_size=40).map(lambda text: " ".join(text.split()))


@UNHURRIED
@given(st.lists(st.builds(Link, _TITLES, st.sampled_from(["https://example.com/a?b#c", "https://intranet:8443/"]))))
def test_links_that_may_be_handed_in_are_read_back_as_they_were(links: list[Link]) -> None:
    kept = tuple(links)
    if not said(tidied(good(links=kept))):
        assert parse_links(format_links(tidied(good(links=kept)).links)) == tidied(good(links=kept)).links


def test_addresses_are_read_whatever_stands_between_them() -> None:
    text = "a@example.com, b@example.com;c@example.com\nd@example.com  A@EXAMPLE.com ,"
    found = parse_addresses(text)
    assert found == ("a@example.com", "b@example.com", "c@example.com", "d@example.com")
    assert parse_addresses(format_addresses(found)) == found
    assert parse_addresses("") == ()


@pytest.mark.parametrize(
    "wrong", ["finance", "Finance <finance@example.com>", "a@b@c.example", "=?utf-8?q?a?=@b.example"]
)
def test_what_is_no_address_is_named(wrong: str) -> None:
    field, sentence = refused(parse_addresses, f"good@example.com\n{wrong}")
    assert field == wording.MAIL
    assert sentence.startswith(f"“{wrong.split()[0]}” is not a mail address")
    assert sentence.endswith("Write it like finance@example.com.")


def test_too_many_addresses_are_a_mailing_list() -> None:
    text = "\n".join(f"a{number}@example.com" for number in range(MOST_ADDRESSES + 1))
    field, sentence = refused(parse_addresses, text)
    assert field == wording.MAIL
    assert sentence == f"That is 51 addresses. Keep it to {MOST_ADDRESSES}. A mailing list is one address."


def test_a_long_wrong_text_is_quoted_in_short() -> None:
    assert "…” is not a mail address" in refused(parse_addresses, "x" * 500)[1]
