"""What people read about audiences: everything fits, and nothing that was written in them is decoded."""

from dataclasses import replace

import pytest

from bot.audiences import screens
from bot.audiences.rules import CHANNELS, MAIL, MOST_AUDIENCES, WORDS, Audience, Typed, fingerprint
from tests.support.audiences import EVERYONE, FINANCE
from tests.support.doors import elements_of, must_fit_a_message, must_fit_a_view, pings_of, words_of

NASTY = "<!channel> *b* <@U01APPROVER> `x`"
LARGEST = Audience(
    "w" * 80,
    tuple(f"C{at:020}" for at in range(20)),
    tuple(f"{'a' * 45}{at:02}@example.com" for at in range(50)),
    "w" * 500,
    tuple(f"{at:080}" for at in range(20)),
)
MANY = [replace(LARGEST, name=f"{at:080}") for at in range(MOST_AUDIENCES)]


def labels(drawn: object) -> list[str]:
    return [one["text"]["text"] for one in elements_of(drawn)]


def test_the_list_says_who_reads_where_and_how_they_speak() -> None:
    screen = screens.listed([EVERYONE, FINANCE], keeps=False)
    must_fit_a_message(screen)
    words = words_of(screen["blocks"])
    for part in ("C04FIN", "finance@example.com", "a month end without overtime", "Says: payslip, month end"):
        assert part in words
    assert words.index("Everyone") < words.index("Finance")
    assert screen["text"] == "2 audiences for press statements."
    assert screens.listed([FINANCE], keeps=False)["text"].startswith("1 audience ")


def test_nothing_stands_beside_the_heading_where_it_would_be_squeezed_on_a_phone() -> None:
    for audiences in ([], [EVERYONE, FINANCE]):
        first, add = screens.listed(audiences, keeps=True)["blocks"][:2]
        assert "accessory" not in first
        assert labels([add]) == ["Add an audience"]


def test_only_who_keeps_them_gets_buttons() -> None:
    assert labels(screens.listed([FINANCE], keeps=False)["blocks"]) == []
    assert "Admins add and change audiences." in words_of(screens.listed([FINANCE], keeps=False)["blocks"])
    kept = screens.listed([FINANCE, EVERYONE], keeps=True)["blocks"]
    assert labels(kept) == ["Add an audience", "Change", "Remove", "Change", "Remove"]
    told = [one.get("accessibility_label") for one in elements_of(kept)]
    assert told[1:3] == ["Change Finance", "Remove Finance"]


def test_an_empty_list_says_what_an_audience_is() -> None:
    for keeps in (True, False):
        screen = screens.listed([], keeps=keeps)
        must_fit_a_message(screen)
        assert screen["text"] == "There is no audience yet."
        assert "a group of readers, such as Finance" in words_of(screen["blocks"])


def test_the_largest_list_fits_and_goes_on_page_by_page() -> None:
    place, seen = 0, 0
    while True:
        screen = screens.listed(MANY, keeps=True, after=place)
        must_fit_a_message(screen)
        changes = [one for one in elements_of(screen["blocks"]) if one["text"]["text"] == "Change"]
        assert [one["value"] for one in changes] == [one.name for one in MANY[place : place + 10]]
        seen += len(changes)
        more = [one for one in elements_of(screen["blocks"]) if one["action_id"] == screens.MORE]
        if not more:
            break
        place = screens.read_place(more[0]["value"])
    assert seen == MOST_AUDIENCES


@pytest.mark.parametrize("value", ["", "-1", "x", "१", "999999999"])
def test_a_place_that_is_none_is_the_beginning(value: str) -> None:
    assert screens.read_place(value) == 0


def test_of_a_long_list_the_first_five_are_shown_and_the_rest_is_counted() -> None:
    words = words_of(screens.listed([LARGEST], keeps=True)["blocks"])
    assert words.count("C000") == 5
    assert "and 15 more" in words
    assert words.count("@example.com") == 5
    assert "and 45 more" in words


def test_every_screen_takes_the_largest_audience_and_keeps_its_text_as_text() -> None:
    nasty = Audience(NASTY, ("C04FIN",), ("a@example.com",), NASTY, (NASTY,))
    for one in (LARGEST, nasty, Audience("A")):
        typed = screens.typed_of(one)
        views = [
            screens.form(typed, one),
            screens.form(typed, one, moved=True),
            screens.form(typed, None, moved=True),
            screens.saved(one, NASTY),
            screens.saved(one, ""),
            screens.remove_form(one),
            screens.remove_form(one, moved=True),
            screens.removed(one.name),
        ]
        for view in views:
            must_fit_a_view(view)
            assert pings_of("", view["blocks"]) == set()
        screen = screens.listed([one], keeps=True)
        assert pings_of(screen["text"], screen["blocks"]) == set()
    for view in (screens.already_saved(), screens.gone()):
        must_fit_a_view(view)


def test_the_form_begins_with_all_that_stands_and_reads_back_the_same() -> None:
    view = screens.form(screens.typed_of(LARGEST), LARGEST)
    fields = {one["block_id"]: one["element"] for one in view["blocks"]}
    assert fields[CHANNELS]["initial_conversations"] == list(LARGEST.channels)
    assert fields[CHANNELS]["filter"] == {"include": ["public", "private"]}
    assert fields[MAIL]["initial_value"] == "\n".join(LARGEST.mail)
    assert fields[WORDS]["initial_value"] == "\n".join(LARGEST.words)
    assert screens.read_metadata(view["private_metadata"]) == (LARGEST.name, fingerprint(LARGEST))
    assert "initial_conversations" not in screens.form(Typed(), None)["blocks"][1]["element"]


@pytest.mark.parametrize("value", ["", "{", "1", "[1]", "[" * 100_000, "[1, 2, 3]"])
def test_metadata_that_this_program_did_not_write_is_about_nothing(value: str) -> None:
    assert screens.read_metadata(value) == ("", "")


def test_saving_says_what_it_means() -> None:
    said = words_of(screens.saved(FINANCE, "Finance"))
    assert "Saved. New statements for  Finance  go to" in said
    assert "C04FIN , finance@example.com ." in said
    assert "/invite @Partyline" in said
    assert "that name" not in said
    assert "reach nobody yet" in words_of(screens.saved(Audience("A"), ""))
    assert "/invite" not in words_of(screens.saved(Audience("A", mail=("a@example.com",)), ""))
    renamed = words_of(screens.saved(FINANCE, "Accounting"))
    assert "Drafts for “Accounting” have to choose an audience again" in renamed


def test_before_one_goes_it_is_said_what_happens() -> None:
    said = words_of(screens.remove_form(FINANCE))
    assert "Remove Finance?" in said
    assert "what was handed in keeps its name and goes where it was going" in said
    assert "It changed meanwhile" not in said
    assert "It changed meanwhile" in words_of(screens.remove_form(FINANCE, moved=True))
