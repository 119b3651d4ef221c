"""Small builders of Block Kit: whatever they are given, Slack takes what they make."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.slack import blocks
from bot.slack.blocks import Block
from sandbox.blocks import check_message_blocks, check_view

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def in_a_message(*drawn: Block) -> None:
    assert check_message_blocks(list(drawn)) == []


def test_every_builder_for_messages_makes_what_slack_takes() -> None:
    in_a_message(
        blocks.header("a"),
        blocks.section("*a*", blocks.button("Show", "show", "t1", tells="Show it")),
        blocks.section("a"),
        blocks.context("a", "b"),
        blocks.divider(),
        blocks.rich([blocks.text("a", bold=True)], [blocks.text("b")]),
        blocks.quote(blocks.text("a")),
        blocks.actions(blocks.button("Go", "go", style="primary"), blocks.button("No", "no"), block_id="row"),
    )


def test_a_modal_holds_every_kind_of_field() -> None:
    view = blocks.modal(
        "Title",
        [
            blocks.text_input("a", "A", hint="h", initial="i", placeholder="p", multiline=True, optional=True),
            blocks.text_input("b", "B"),
            blocks.time_input("c", "C", hint="h", initial=NOON),
            blocks.choice_input("d", "D", {"x": "X", "y": "Y"}, initial="y"),
        ],
        callback="f",
        submit="Send",
        metadata="{}",
    )
    assert check_view(view) == []
    assert view["blocks"][2]["element"]["initial_date_time"] == 1772452800
    assert view["blocks"][3]["element"]["initial_option"]["value"] == "y"


def test_user_text_in_rich_text_is_shown_as_it_is_and_decoded_nowhere() -> None:
    nasty = "<!channel> *bold* :smile: <@U01APPROVER>"
    drawn = blocks.rich([blocks.text(nasty)])
    assert drawn["elements"][0]["elements"] == [{"type": "text", "text": nasty}]
    assert blocks.plain(nasty) == {"type": "plain_text", "text": nasty, "emoji": False}


def test_empty_runs_which_slack_refuses_are_left_out() -> None:
    drawn = blocks.rich([blocks.text("a"), blocks.text("")], [blocks.text("b")])
    assert [run["text"] for run in drawn["elements"][0]["elements"]] == ["a", "\n", "b"]


def test_a_channel_or_person_among_runs_is_kept() -> None:
    assert blocks.rich([blocks.channel("C1A")])["elements"][0]["elements"] == [{"type": "channel", "channel_id": "C1A"}]
    in_a_message(blocks.rich([blocks.text("in "), blocks.channel("C1A")]))
    user = {"type": "user", "user_id": "U1"}
    assert blocks.rich([user])["elements"][0]["elements"] == [user]


def test_keys_without_a_value_are_left_out_because_slack_refuses_empty_ones() -> None:
    assert set(blocks.button("Go", "go")) == {"type", "text", "action_id"}
    assert "block_id" not in blocks.actions(blocks.button("Go", "go"))
    assert "hint" not in blocks.text_input("a", "A")
    assert {"callback_id", "private_metadata", "submit"}.isdisjoint(blocks.modal("T", [blocks.divider()]))


def test_a_field_never_starts_with_more_than_slack_takes() -> None:
    made = blocks.text_input("a", "A", initial="x" * 10_000)
    assert len(made["element"]["initial_value"]) == 3000


@given(st.text(min_size=1), st.integers(min_value=1, max_value=50))
def test_cutting_never_goes_over_the_limit_and_marks_what_is_missing(words: str, limit: int) -> None:
    short = blocks.cut(words, limit)
    assert len(short) <= limit
    assert short == words or short.endswith("…")


def test_a_long_title_is_cut_to_what_fits() -> None:
    view = blocks.modal("New line: network printers in London", [blocks.divider()])
    assert view["title"]["text"] == "New line: network print…"
    assert check_view(view) == []


def test_menus_of_people_and_of_several_options_are_as_slack_takes_them() -> None:
    fields = [
        blocks.person_input("who", "Who", initial="U1"),
        blocks.person_input("deputy", "Deputy", optional=True, hint="Nobody is fine."),
        blocks.choices_input("topics", "Topics", {"a": "x" * 80, "b": "B"}, initial=["b", "gone"]),
        blocks.choices_input("more", "More", {"a": "A"}),
    ]
    assert check_view(blocks.modal("Who leads", fields, submit="Save")) == []
    assert fields[0]["element"]["initial_user"] == "U1"
    assert "initial_user" not in fields[1]["element"]
    assert [one["value"] for one in fields[2]["element"]["initial_options"]] == ["b"]
    assert "initial_options" not in fields[3]["element"]


def test_a_menu_of_channels_offers_public_and_private_ones_and_no_conversations_of_people() -> None:
    some = blocks.channels_input("a", "A", initial=["C1A", "G2B"], hint="h", optional=True)
    none = blocks.channels_input("b", "B")
    assert check_view(blocks.modal("Where", [some, none], submit="Save")) == []
    assert some["element"]["initial_conversations"] == ["C1A", "G2B"]
    assert some["element"]["filter"] == {"include": ["public", "private"]}
    assert "initial_conversations" not in none["element"]


def in_a_modal(*drawn: Block) -> None:
    assert check_view(blocks.modal("A form", drawn, callback="f", submit="Send")) == []


def test_every_input_of_a_form_makes_what_slack_takes() -> None:
    in_a_modal(
        blocks.item("a", "*b*", blocks.button("Go", "go", asks=("Really?", "Yes"))),
        blocks.item("a"),
        blocks.preformatted("a  b\n c"),
        blocks.text_input("text", "Text", tells_on_enter=True),
        blocks.time_input("at", "When?", initial=None, optional=True),
        blocks.date_input("day", "Day", initial=NOON.date()),
        blocks.date_input("day2", "Day"),
        blocks.clock_input("from", "From", zone="Asia/Tokyo", initial=NOON.time()),
        blocks.clock_input("until", "Until", zone="UTC"),
        blocks.select_input("one", "One", {"a": "A"}, placeholder="Choose", initial="a"),
        blocks.radio_input("radio", "Which?", {"a": "A", "b": "B"}),
        blocks.tick_input("tick", "By mail", "Yes", initial=True),
        blocks.tick_input("tick2", "By mail", "Yes"),
    )


def test_a_modal_asks_to_be_told_that_it_was_closed_only_where_it_should() -> None:
    assert "notify_on_close" not in blocks.modal("A", [])
    assert blocks.modal("A", [], tells_when_closed=True)["notify_on_close"]


def test_more_options_than_a_menu_holds_stand_in_groups_named_after_their_ends() -> None:
    many = {f"v{number}": f"Team {number:03}" for number in range(101)}
    drawn = blocks.select_input("one", "One", many, placeholder="Choose", initial="v100")
    in_a_modal(drawn)
    labels = [group["label"]["text"] for group in drawn["element"]["option_groups"]]
    assert labels == ["Team 000 to Team 099", "Team 100 to Team 100"]
    assert drawn["element"]["initial_option"]["value"] == "v100"
