"""What may stand in the glossary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.refusals import Refusals
from bot.subjects.entries import (
    ALIASES,
    LETS_YOU,
    NAME,
    OUTCOME,
    PLAIN,
    Typed,
    clashes,
    entry_of,
    fingerprint,
    named,
    on_top,
    owner_of,
)
from bot.subjects.rules import GlossaryEntry
from tests.support.glossary import PAY, REMOTE


def refused(typed: Typed) -> dict[str, str]:
    with pytest.raises(Refusals) as refusal:
        entry_of(typed)
    return {str(one.field): one.sentence for one in refusal.value.refusals}


def test_a_form_becomes_an_entry() -> None:
    typed = Typed("VPN", "remote access", "VPN client", "reach work systems from home", "Work from home more easily")
    assert entry_of(typed) == REMOTE


def test_what_nobody_means_is_taken_off() -> None:
    typed = Typed(" My\n VPN ", "remote access.", "a, a;b\nMy VPN,,", "  you can reach it . ", "Work\tfrom home!")
    assert entry_of(typed) == GlossaryEntry("My VPN", ("a", "b"), "remote access", "reach it", "Work from home")


@pytest.mark.parametrize(
    "typed",
    [
        "You can now reach it",
        "to reach it",
        "it lets you reach it",
        "Allows people to reach it",
        "people can reach it.",
    ],
)
def test_what_stands_in_front_of_what_people_can_do_is_left_to_the_headline(typed: str) -> None:
    assert entry_of(Typed("VPN", lets_you=typed)).lets_you == "reach it"


@pytest.mark.parametrize(
    "lets_you", ["tour the site", "total your expenses", "canvass people", "you", "use both, you can"]
)
def test_words_that_only_look_like_a_lead_stay(lets_you: str) -> None:
    assert entry_of(Typed("VPN", lets_you=lets_you)).lets_you == lets_you


def test_everything_that_is_wrong_is_said_at_once_beside_its_field() -> None:
    found = refused(Typed("—", "p" * 201, "?!", "", "o\u200bx"))
    assert set(found) == {NAME, PLAIN, ALIASES, LETS_YOU, OUTCOME}
    assert "such as VPN" in found[NAME]
    assert "201 characters" in found[PLAIN]
    assert "no letter" in found[ALIASES]
    assert "zero width space" in found[OUTCOME]


def test_names_that_are_too_long_or_too_many_are_refused() -> None:
    assert "81 characters" in refused(Typed("n" * 81, lets_you="x"))[NAME]
    assert "81 characters" in refused(Typed("n", aliases="a" * 81, lets_you="x"))[ALIASES]
    assert "21 other names" in refused(Typed("n", aliases=",".join(map(str, range(21))), lets_you="x"))[ALIASES]


def test_a_name_is_found_however_it_is_spelled_and_an_alias_by_its_owner() -> None:
    both = (REMOTE, PAY)
    assert named(both, "v p n") == owner_of(both, "vpn-client") == REMOTE
    assert named(both, "VPN client") is None
    assert owner_of(both, "Pay Roll") == PAY
    assert named(both, "") is owner_of(both, "—") is owner_of(both, "printer") is None


def test_a_name_of_another_entry_is_refused_and_an_entrys_own_names_are_not() -> None:
    taken = GlossaryEntry("payslips", ("vpn",), lets_you="x")
    first, second = clashes(taken, None, (REMOTE, PAY))
    assert (first.field, first.sentence[:39]) == (NAME, "“payslips” belongs to “Payroll” already")
    assert (second.field, second.sentence[:33]) == (ALIASES, "“vpn” has an entry of its own. Ch")
    assert clashes(REMOTE, REMOTE, (REMOTE, PAY)) == ()


def test_what_is_left_empty_in_an_addition_stays_as_it_was() -> None:
    added = on_top(GlossaryEntry("vpn", ("tunnel",), "", "get in", ""), REMOTE)
    assert added == GlossaryEntry(
        "VPN", ("VPN client", "tunnel"), "remote access", "get in", "Work from home more easily"
    )


def test_a_fingerprint_tells_any_two_entries_apart() -> None:
    assert fingerprint(REMOTE, None) != fingerprint(None, REMOTE)
    assert fingerprint(GlossaryEntry("a", ("b",))) != fingerprint(GlossaryEntry("a", (), "b"))


@given(st.tuples(*[st.text(max_size=300)] * 5))
def test_whatever_is_typed_becomes_a_sound_entry_or_sentences_beside_fields(
    typed: tuple[str, str, str, str, str],
) -> None:
    try:
        entry = entry_of(Typed(*typed))
    except Refusals as refused_:
        found = [(one.field, one.sentence) for one in refused_.refusals]
    else:
        found = [(LETS_YOU, entry.lets_you)]
        assert entry_of(Typed(entry.name, entry.plain, "", f"to {entry.lets_you}", entry.outcome)).name == entry.name
    assert all(field and said for field, said in found)
