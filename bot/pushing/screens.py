"""What people read of a push: card, note, news, the commander's list; and of following."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bot.deliveries.rules import Delivery, DeliveryStatus, Message
from bot.party_lines.reach import CARD
from bot.party_lines.rules import LineKind
from bot.party_lines.screens import FOLLOW, SHOW, quoted, sentence, small_print
from bot.party_lines.serving import Served
from bot.pushing.rules import Following, HowFar, Push, Reached
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import clock, escape, inert, mention, when
from bot.topics.rules import Topic, together

UNFOLLOW = "push.unfollow"
SHOW_LIST = "push.show"
TRY_AGAIN = "push.try_again"

# More topics than this nobody follows one by one.
MOST_FOLLOWED = 20

Screen = dict[str, Any]


def card(served: Served, now: datetime, name: Callable[[str], str]) -> Message:
    """Draw the card that stands in channels: what is said now, with clock times only, pinging nobody.

    `name` names people by Slack id, ready for the screen. The follow-up questions are a button away: the card is read
    in passing, and what is behind the button is always the newest.
    """
    drawn = [sentence(served.say), blocks.context(*small_print(served, now, fleeting=False, name=name))]
    buttons = [_if_pressed(served)] if _has_more(served) else []
    drawn.append(blocks.actions(*buttons, blocks.button("Follow", FOLLOW, _about(served))))
    return Message(escape(quoted(served.say)), drawn)


def _has_more(served: Served) -> bool:
    words = served.line.words
    return served.kind is not LineKind.HOLDING and bool(words.if_pressed or words.do_not_say or words.not_yet_known)


def _if_pressed(served: Served) -> Block:
    """Make the button that shows the whole answer to whoever presses it."""
    return blocks.button("If pressed", f"{SHOW}.0", served.ref, tells="If pressed: show the follow-up questions")


def _about(served: Served) -> str:
    return join(served.incident.topic_ids if served.incident else ())


def join(topic_ids: Sequence[str]) -> str:
    """Write topics on a button."""
    return " ".join(topic_ids)


def split(value: str) -> tuple[str, ...]:
    """Read them back."""
    return tuple(value.split())


# -- notes and news -----------------------------------------------------------------------------------------------


def note(push: Push, served: Served, now: datetime) -> Message:
    """Draw the line in the card's thread that says what is new."""
    at = push.line.approved_at or now
    how = " without review" if push.line.is_unreviewed else ""
    verb = f"{'Closed' if served.kind is LineKind.CLOSING else 'Updated'}{how}"
    drawn = [blocks.rich([blocks.text(f"{verb} at "), blocks.moment(at), blocks.text(f": {quoted(served.say)}")])]
    text = f"{verb} {when(at, now)}: {escape(quoted(served.say))}"
    return Message(text, drawn, below=(CARD, push.incident.id))


def old_note(push: Push) -> Message:
    """Draw what stands in place of a note whose sentence nobody should say any more."""
    said = "Replaced by a newer version." if push.newer else "Withdrawn. The card above has what to say now."
    return Message(said, [blocks.context(said)], below=(CARD, push.incident.id), only_edit=True)


def news(served: Served, now: datetime) -> Message:
    """Draw the message to a follower: what is said now, as a message that stays."""
    drawn = [sentence(served.say), blocks.context(*small_print(served, now, fleeting=False))]
    drawn.append(blocks.context(f"As of {clock(now, now)}. For the newest, type {_command(served.topic)}."))
    drawn.append(blocks.actions(blocks.button("Unfollow", UNFOLLOW, _about(served))))
    return Message(escape(quoted(served.say)), drawn)


def old_news(push: Push, now: datetime) -> Message:
    """Draw what stands in place of news that is replaced: never the old text, and where the newer one is."""
    approved_at = push.newer.approved_at if push.newer else None
    at = f" {when(approved_at, now)}" if approved_at else ""
    return _in_place(f"This was replaced{at} by a newer line: type {_command(push.topics[0])}.")


def taken_back(push: Push, served: Served, now: datetime) -> Message:
    """Draw what stands in place of news whose line nobody should have said."""
    at = f" {when(push.line.withdrawn_at, now)}" if push.line.withdrawn_at else ""
    said = f"What I told you here was withdrawn{at}. Please say now:"
    drawn = [blocks.section(said), sentence(served.say)]
    return Message(f"{said} {escape(quoted(served.say))}", drawn, only_edit=True)


def _command(topic: Topic | None) -> str:
    return f"`/partyline {inert(topic.name)}`" if topic and topic.id else "`/partyline`"


def _in_place(said: str) -> Message:
    return Message(_plain(said), [blocks.section(said)], only_edit=True)


def _plain(said: str) -> str:
    """Write our own words for a notification: without the signs that format them."""
    return said.replace("*", "").replace("`", "")


# -- the commander's list -----------------------------------------------------------------------------------------


def push_list(push: Push, far: HowFar) -> Message:
    """Draw how far a push has come, for whoever commands the incident."""
    failed = [one for one in far.stuck if one.status is DeliveryStatus.FAILED]
    held_up = [one for one in far.stuck if one.reason and one not in failed]
    said = [f"{_what(push)} {_reached(far)}"]
    said += [_not_reached("Waiting", far.waiting, held_up)] if far.waiting else []
    said += [_not_reached("Failed", far.failed, failed)] if far.failed else []
    words = " ".join(said)
    buttons = [blocks.button("Show", SHOW_LIST, push.line.id)] if far.waiting or far.failed else []
    buttons += [blocks.button("Try again", TRY_AGAIN, push.line.id)] if far.failed else []
    drawn = [blocks.section(words), *([blocks.actions(*buttons)] if buttons else [])]
    return Message(_plain(words), drawn)


def _not_reached(label: str, number: int, troubled: Sequence[Delivery]) -> str:
    """Count what is not reached, and say of the first in trouble which it is and why."""
    if not troubled:
        return f"{label}: {_number(number)}."
    such = "" if number == 1 else "such as "
    one = troubled[0]
    return f"{label}: {_number(number)}, {such}{_place(one.destination)}: {escape(one.reason)}."


def old_list(push: Push) -> Message:
    """Draw what stands in place of the list of a version that is replaced."""
    newer = f" by version {push.newer.number}, which has a list of its own" if push.newer else ""
    return _in_place(f"Version {push.line.number} on *{inert(push.title)}* was replaced{newer}.")


def _what(push: Push) -> str:
    kind = "Closing line, version" if push.line.kind is LineKind.CLOSING else "Version"
    named = f"{kind} {push.line.number} on *{inert(push.title)}*"
    return f"{named} is withdrawn, and replaced in:" if push.line.withdrawn_at else f"{named} is out:"


def _reached(far: HowFar) -> str:
    parts = [
        f"{_number(one.done)} of {_number(one.total)} {singular if one.total == 1 else plural}"
        for one, singular, plural in (
            (far.channels, "channel", "channels"),
            (far.people, "person", "people"),
        )
        if one != Reached()
    ]
    return f"*{', '.join(parts)}*." if parts else "no channel and no follower to tell; whoever asks is told."


def _number(number: int) -> str:
    return f"{number:,}"


def _place(slack_id: str) -> str:
    return f"<#{slack_id}>" if slack_id[:1] in "CG" else mention(slack_id)


def destinations(push: Push, far: HowFar) -> Screen:
    """Draw the destinations that are not reached, each with its reason, as many as one can read."""
    said = f"{_what(push)} {_reached(far)}"
    drawn: list[Block] = [blocks.section(said)]
    if far.stuck:
        drawn.append(blocks.rich(*(_row(one) for one in far.stuck)))
    more = far.waiting + far.failed - len(far.stuck)
    if more:
        drawn.append(
            blocks.context(f"And {_number(more)} more." if far.stuck else f"Waiting their turn: {_number(more)}.")
        )
    if not more and not far.stuck:
        drawn.append(blocks.context("Nothing waits, and nothing has failed."))
    return {"text": _plain(said), "blocks": drawn}


def _row(one: Delivery) -> list[Block]:
    kind = "channel" if one.destination[:1] in "CG" else "user"
    label = "failed" if one.status is DeliveryStatus.FAILED else "waiting"
    why = f": {one.reason}" if one.reason else ""
    return [{"type": kind, f"{kind}_id": one.destination}, blocks.text(f" · {label}{why}")]


def trying_again(number: int) -> str:
    """Say what became of pressing `Try again`."""
    places = "1 destination" if number == 1 else f"{_number(number)} destinations"
    return f"Trying {places} again. The list shows what comes of it." if number else "Nothing has failed any more."


# -- following ----------------------------------------------------------------------------------------------------


def following(now_so: Following) -> Screen:
    """Tell somebody that they follow topics, newly or already, or do not; with a way back."""
    topics = now_so.topics
    if not now_so.follows:
        return _not_following(now_so)
    it, changes = ("its", "line changes") if len(topics) == 1 else ("their", "lines change")
    already = "" if now_so.changed else " already"
    said = f"You follow {_names(topics)}{already}. You get a message when {it} {changes}."
    button = blocks.button("Unfollow", UNFOLLOW, join([topic.id for topic in topics]))
    return _told(said, blocks.actions(button))


def _not_following(now_so: Following) -> Screen:
    if not now_so.topics:
        return _told("That topic is not there any more, so nobody follows it.")
    button = blocks.button("Follow", FOLLOW, join([topic.id for topic in now_so.topics]))
    any_more = " any more" if now_so.changed else ""
    return _told(f"You do not follow {_names(now_so.topics)}{any_more}.", blocks.actions(button))


def all_followed(topics: Sequence[Topic]) -> Screen:
    """List what somebody follows, each with a button to leave it."""
    if not topics:
        return _told(
            "You follow no topic. Type `/partyline follow` and a topic to get a message when its line changes."
        )
    rows = [
        blocks.section(f"*{inert(topic.title)}*", blocks.button("Unfollow", f"{UNFOLLOW}.{number}", topic.id))
        for number, topic in enumerate(topics[:MOST_FOLLOWED])
    ]
    more = len(topics) - len(rows)
    rest = [blocks.context(f"And {more} more: type `/partyline unfollow` and the topic.")] if more else []
    return _told(f"You follow {_names(topics)}.", *rows, *rest)


def _names(topics: Sequence[Topic]) -> str:
    return f"*{inert(together(topics))}*"


def _told(said: str, *more: Block) -> Screen:
    return {"text": _plain(said), "blocks": [blocks.section(said), *more]}
