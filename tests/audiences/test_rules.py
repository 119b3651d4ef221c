"""What may be said of an audience."""

import pytest

from bot.audiences.rules import (
    CARES_ABOUT,
    CHANNELS,
    MAIL,
    MOST_AUDIENCES,
    NAME,
    WORDS,
    Audience,
    Typed,
    audience_of,
    complaints,
    fingerprint,
    reaches_readers,
    too_long_for_its_field,
)

FILLED = Typed("Finance", ("C04FIN",), "finance@example.com", "month end", "payslip")


def wrong(typed: Typed, *others: Audience) -> dict[str | None, str]:
    """What is wrong with a form, by field."""
    found: dict[str | None, str] = {}
    for one in complaints(audience_of(typed), others):
        found[one.field] = f"{found.get(one.field, '')} {one.sentence}".strip()
    return found


def test_a_form_is_read_with_each_entry_once_and_without_what_nobody_sees() -> None:
    typed = Typed(
        "  The  Finance\n team ",
        ("C04FIN", "C01GEN", "C04FIN"),
        " finance@example.com \r\n\r\nFinance@example.com; pay@example.com, cfo@example.com,\n",
        "  month end\r\n\r\n  and audits  ",
        "payslip\n  month   end \n\nPayslip\n",
    )
    assert audience_of(typed) == Audience(
        "The Finance team",
        ("C04FIN", "C01GEN"),
        ("finance@example.com", "pay@example.com", "cfo@example.com"),
        "month end\n\n  and audits",
        ("payslip", "month end"),
    )
    assert wrong(typed) == {}


def test_a_name_is_enough() -> None:
    assert audience_of(Typed("Finance")) == Audience("Finance")
    assert wrong(Typed("Finance")) == {}


def test_every_problem_of_a_form_comes_at_once_each_beside_its_field() -> None:
    bad = Typed("?!", ("D01ADA",), "nobody", "x" * 501, "a\u202eb")
    assert wrong(bad) == {
        NAME: "What are these readers called? Write a name with letters or digits, such as Finance.",
        CHANNELS: "One of these is not a channel. Take it out, and choose channels only.",
        MAIL: "“nobody” is not a plain mail address. Write each like finance@example.com, one a line.",
        CARES_ABOUT: "This has 501 characters. Keep it to 500.",
        WORDS: "This holds right-to-left override (U+202E), which nobody sees. Type it again, or paste as plain text.",
    }


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (Typed("x" * 81), NAME, "This has 81 characters. Keep it to 80."),
        (Typed("Fin\u200bance"), NAME, "zero width space"),
        (Typed("=?UTF-8?Q?=0A?=Bcc"), NAME, "A name cannot hold “=?”"),
        (Typed("A", tuple(f"C{at:03}" for at in range(21))), CHANNELS, "There are 21 channels. Keep it to 20."),
        (Typed("A", ("c04fin",)), CHANNELS, "not a channel"),
        (
            Typed("A", (), "\n".join(f"a{at}@example.com" for at in range(51))),
            MAIL,
            "There are 51 addresses. Keep it to 50. A mailing list is one address.",
        ),
        (Typed("A", (), "a b@example.com\n<c@example.com>"), MAIL, "“a b@example.com”, “<c@example.com>” are not"),
        (Typed("A", (), "\n".join("abcdefg")), MAIL, "“a”, “b”, “c”, “d”, “e” and 2 more are not plain"),
        (Typed("A", (), "x" * 100), MAIL, f"“{'x' * 59}…” is not"),
        (Typed("A", (), "a\u202eb"), MAIL, "“ab” is not"),
        (Typed("A", words="\n".join(f"w{at}" for at in range(21))), WORDS, "There are 21 words. Keep it to 20."),
        (Typed("A", words=f"a\n{'b' * 81}"), WORDS, f"“{'b' * 59}…” has 81 characters. Keep it to 80."),
        (Typed("A", words="b" * 81), WORDS, "This has 81 characters. Keep it to 80."),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(typed: Typed, field: str, said: str) -> None:
    found = wrong(typed)
    assert list(found) == [field]
    assert said in found[field]


@pytest.mark.parametrize(
    "typed",
    [
        Typed("x" * 80),
        Typed("A", tuple(f"C{at:03}" for at in range(20))),
        Typed("A", (), "\n".join(f"a{at}@example.com" for at in range(50))),
        Typed("A", cares_about="x" * 500),
        Typed("A", words="\n".join(f"{at:080}" for at in range(20))),
    ],
)
def test_just_as_much_as_may_be_is_fine(typed: Typed) -> None:
    assert wrong(typed) == {}


def test_a_name_that_another_audience_has_is_refused_however_it_is_spelled() -> None:
    found = wrong(Typed("FIN-ANCE", mail="nobody"), Audience("Sales"), Audience("Finance"))
    assert found[NAME].startswith("There is an audience called “Finance” already.")
    assert MAIL in found


def test_there_are_no_more_audiences_than_a_menu_holds() -> None:
    many = [Audience(f"A{at}") for at in range(MOST_AUDIENCES)]
    assert wrong(FILLED, *many[:-1]) == {}
    assert wrong(FILLED, *many)[NAME].startswith("There are 100 audiences, and no menu holds more.")


@pytest.mark.parametrize("address", ["finance@example.com", "a.b+c@mail.example.co.uk", "o'neil@example.com"])
def test_plain_addresses_reach_readers(address: str) -> None:
    assert reaches_readers(address)


@pytest.mark.parametrize(
    "address",
    [
        *("", "finance", "finance@", "@example.com", "a@b@example.com", "finance@localhost", "fin ance@example.com"),
        *("Finance <f@example.com>", "a@example.com\nBcc: x@example.com", "a@example.com\r", "é@example.com"),
        *("=?UTF-8?Q?=0A?=@example.com", "a@example..com", f"{'a' * 250}@example.com", '"a"@example.com'),
    ],
)
def test_anything_else_does_not(address: str) -> None:
    assert not reaches_readers(address)


def test_addresses_that_would_not_fit_into_the_form_are_named_with_a_way_out() -> None:
    long = [f"{'a' * 60}{at:03}@example.com" for at in range(40)]
    assert "have 3,039 characters together" in too_long_for_its_field(long)
    assert "mailing list" in too_long_for_its_field(long)
    assert too_long_for_its_field(long[:39]) == ""
    assert "3,039" in wrong(Typed("A", mail="\n".join(long)))[MAIL]


def test_a_fingerprint_tells_every_part_apart_and_none_from_any() -> None:
    ones = [
        None,
        Audience("A"),
        Audience("B"),
        Audience("A", ("C01",)),
        Audience("A", mail=("a@example.com",)),
        Audience("A", cares_about="x"),
        Audience("A", words=("x",)),
        Audience("A", words=("x", "y")),
    ]
    assert len({fingerprint(one) for one in ones}) == len(ones)
    assert fingerprint(None) == ""
