"""What people read when they look a line up: the card, the choices, the list of everything current."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.asks.rules import says_something
from bot.party_lines.rules import LineKind, PartyLine
from bot.party_lines.serving import Answer, Cards, Everything, NoLine, Served, WhichOne, is_unratified
from bot.party_lines.wording import DoNotSay, QuestionAnswer
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import clock, distance, escape, inert, mention, when
from bot.topics.rules import Topic

# Each id once: listeners register these, buttons carry them.
SHOW = "line.show"
SEND_TO_ME = "line.send_to_me"
GOT_IT = "line.got_it"
ASKED_SOMETHING_ELSE = "line.asked"
FOLLOW = "line.follow"
TELL_THE_DESK = "line.tell_the_desk"

Screen = Mapping[str, Any]

NO_NEWS = "There is no news from IT right now."
NOT_SET_UP = "There is no party line on that, and no default line has been set. Please ask the IT desk."


def answer(
    given: Answer, now: datetime, *, told: Sequence[str] = (), as_of: datetime | None = None, fleeting: bool = True
) -> Screen:
    """Draw the answer to a look-up. `told` are those who were told of a question that met no line.

    `as_of` is given when the database is away and the answer is remembered: it says how old the answer is.
    What is not `fleeting` stays, so it has clock times only.
    """
    if isinstance(given, Cards):
        screen = cards(given, now, fleeting=fleeting)
    elif isinstance(given, WhichOne):
        screen = choices(given)
    elif isinstance(given, NoLine):
        screen = no_line(given, told)
    else:
        screen = everything(given, now, fleeting=fleeting)
    if isinstance(given, Cards | Everything) and given.missing:
        screen = {**screen, "blocks": [*screen["blocks"], no_line_on(given.missing, told)]}
    return remembered(screen, as_of, now) if as_of else screen


def no_line_on(topics: Sequence[Topic], told: Sequence[str]) -> Block:
    """Say that there is no line on some of the topics asked about, and honestly whether anybody was told."""
    names = " and ".join(topic.name for topic in topics)
    runs = [blocks.text("There is no line on "), blocks.text(names, bold=True), blocks.text(" yet. ")]
    if told:
        return blocks.rich([*runs, blocks.text("Passed on to "), *_people(told), blocks.text(".")])
    return blocks.rich([*runs, blocks.text("Please tell the IT desk that you were asked.")])


def kept_copy(given: Answer, now: datetime) -> Screen | None:
    """Draw an answer as a message that stays, so with clock times only; None where there is nothing to keep."""
    if isinstance(given, Cards):
        screen = cards(given, now, fleeting=False)
    elif isinstance(given, Everything):
        screen = everything(given, now, fleeting=False)
    else:
        return None
    what = "" if isinstance(given, Everything) and given.whole else " and the topic"
    stamp = blocks.context(f"As of {clock(now, now)}. For the newest, type /partyline{what}.")
    return {**screen, "blocks": [*screen["blocks"], stamp]}


def remembered(screen: Screen, as_of: datetime, now: datetime) -> Screen:
    """Mark an answer that comes from memory with its age, right below the first sentence."""
    mark = blocks.context(f"As of {clock(as_of, now)}; I cannot check for anything newer right now.")
    drawn = list(screen["blocks"])
    return {**screen, "blocks": [*drawn[:1], mark, *drawn[1:]]}


def cards(given: Cards, now: datetime, *, fleeting: bool) -> Screen:
    """Draw one card a topic or incident; the message's own text is the sentences to say."""
    drawn: list[Block] = []
    for served in given.cards:
        drawn += [blocks.divider()] if drawn else []
        drawn += card(served, now, fleeting=fleeting)
    if given.corrected:
        shown = " and ".join(f"*{inert(name)}*" for name in given.corrected)
        drawn.append(blocks.context(f"Showing {shown}."))
    return {"text": escape("\n".join(quoted(served.say) for served in given.cards)), "blocks": drawn}


def card(served: Served, now: datetime, *, fleeting: bool) -> list[Block]:
    """Draw one answer, the sentence first.

    `fleeting` is for private replies, read at once: they say "in 12 min". A copy that stays has clock times only.
    """
    words = served.line.words
    drawn = [sentence(served.say), blocks.context(*small_print(served, now, fleeting=fleeting))]
    if served.kind is LineKind.INCIDENT or served.kind is LineKind.CLOSING:
        drawn += details(words.if_pressed, words.do_not_say, words.not_yet_known)
    if fleeting and served.topic:
        drawn.append(_buttons(served))
    return drawn


def _buttons(served: Served) -> Block:
    """Draw what somebody does with an answer; those that are about the version itself only where one was said."""
    which = f"{served.ref}/{served.line.id}"
    about_it = (
        blocks.button("Got it", GOT_IT, which),
        blocks.button("I was asked something else", ASKED_SOMETHING_ELSE, which),
    )
    follow = blocks.button("Follow", FOLLOW, served.topic.id if served.topic else "")
    return blocks.actions(
        *(about_it if served.incident else ()), follow, blocks.button("Send to me", SEND_TO_ME, served.ref)
    )


def sentence(say: str) -> Block:
    """Draw the sentence to say, as large as Slack can."""
    words = quoted(say)
    if len(words) <= blocks.HEADER_LIMIT and "\n" not in words:
        return blocks.header(words)
    return blocks.rich([blocks.text(words, bold=True)])


def details(if_pressed: Sequence[QuestionAnswer], do_not_say: Sequence[DoNotSay], not_yet_known: str) -> list[Block]:
    """Draw what helps with the follow-up."""
    paragraphs: list[list[Block]] = []
    if if_pressed:
        paragraphs.append([blocks.text("If pressed", bold=True)])
        paragraphs += [[blocks.text(pair.question, italic=True), blocks.text(f" {pair.answer}")] for pair in if_pressed]
    for one in do_not_say:
        phrase = [blocks.text("Do not say ", bold=True), blocks.text(f"“{one.phrase}”. ")]
        paragraphs.append([*phrase, blocks.text(f"Say: “{one.instead}”")])
    if not_yet_known:
        paragraphs.append([blocks.text("Not yet known ", bold=True), blocks.text(not_yet_known)])
    return [blocks.rich(*paragraphs)] if paragraphs else []


def choices(given: WhichOne) -> Screen:
    """Draw at most five topics to choose from, and a way out."""
    buttons = [
        blocks.button(blocks.cut(topic.name, 30), f"{SHOW}.{number}", topic.id, tells=f"Show {topic.name}")
        for number, topic in enumerate(given.topics)
    ]
    desk = blocks.button("Tell the IT desk", TELL_THE_DESK, blocks.cut(given.typed, 200))
    asked = "Which one do you mean?" if len(buttons) > 1 else "Do you mean this?"
    return {
        "text": asked,
        "blocks": [
            blocks.section(f"*{asked}*"),
            blocks.actions(*buttons),
            blocks.context("None of these?" if len(buttons) > 1 else "Not this one?"),
            blocks.actions(desk),
        ],
    }


def no_line(given: NoLine, told: Sequence[str]) -> Screen:
    """Draw the default line, and say honestly whether anybody was told."""
    say = given.default.words.say if given.default else ""
    first = sentence(say) if say else blocks.section(NOT_SET_UP)
    drawn = [first]
    if told:
        what = blocks.cut(" ".join(given.typed.split()), 200)
        runs = [blocks.text("Passed on to "), *_people(told), blocks.text(f": “{what}”" if what else "")]
        drawn.append(blocks.rich(runs))
    elif given.topic is None and not says_something(given.typed):
        drawn.append(blocks.context("That is too little to pass on. Type what you were asked, in a few words."))
    elif say:
        drawn.append(blocks.context("I could not pass the question on just now. Please tell the IT desk yourself."))
    return {"text": escape(quoted(say)) if say else NOT_SET_UP, "blocks": drawn}


def everything(given: Everything, now: datetime, *, fleeting: bool = True) -> Screen:
    """Draw what IT says now, a row for each thing that is going on."""
    drawn: list[Block] = [blocks.section("*What IT says now*")]
    for number, served in enumerate(given.rows):
        drawn += _row(served, number, now, fleeting=fleeting)
    drawn.append(blocks.context(*_rest(given)))
    said = [f"{served.title}: {quoted(served.say)}" for served in given.rows]
    return {"text": escape("\n".join(said)) or NO_NEWS, "blocks": drawn}


def _rest(given: Everything) -> list[str]:
    lines = []
    if given.more:
        lines.append(f"And {given.more} more: type /partyline and the topic.")
    elif not given.whole:
        lines.append("*Show* has the follow-up questions. `/partyline` alone lists everything.")
    elif given.rows:
        lines.append("No other news from IT. `/partyline help`")
    else:
        lines.append(f"{NO_NEWS} `/partyline help`")
    if given.quiet_topics and not given.more:
        names = ", ".join(inert(name) for name in given.quiet_topics[:15])
        lines.append(f"You can also ask about: {names}{' …' if len(given.quiet_topics) > 15 else ''}")
    return lines


def _row(served: Served, number: int, now: datetime, *, fleeting: bool) -> list[Block]:
    title = f"*{inert(served.title)}*" if served.topic else ""
    mark = "*published without review*" if _is_unreviewed(served) else ""
    when = _when(served, now, fleeting=fleeting)
    show = blocks.button("Show", f"{SHOW}.{number}", served.ref, tells=f"Show {served.title}") if served.topic else None
    first = blocks.section(" · ".join(part for part in (title, mark, when) if part), show)
    return [first, blocks.quote(blocks.text(quoted(served.say)))]


def small_print(served: Served, now: datetime, *, fleeting: bool, name: Callable[[str], str] = mention) -> list[str]:
    """Say what stands below a sentence: topic, status, the next update; version, approver, commander.

    `name` names people: by a mention, but in a channel in a way that pings nobody.
    """
    topic = inert(served.title)
    if served.kind is LineKind.STANDING:
        return [f"*{topic}* · nothing new to say"]
    when = _when(served, now, fleeting=fleeting)
    first = " · ".join(part for part in (f"*{topic}*", _status(served), when) if part)
    mark = unreviewed(served.line, name) if _is_unreviewed(served) else []
    return [*mark, first, _provenance(served, now, name, fleeting=fleeting)]


def unreviewed(line: PartyLine, name: Callable[[str], str] = mention) -> list[str]:
    """Mark a line that was published without review, until somebody ratifies it."""
    said = f"*Published without review* by {name(line.author)}: an approver is looking at it now."
    return [said] if line.is_unreviewed else []


def _is_unreviewed(served: Served) -> bool:
    return served.kind is LineKind.INCIDENT and served.line.is_unreviewed


def _status(served: Served) -> str:
    incident = served.incident
    if incident is None or served.kind is LineKind.CLOSING:
        return ""
    return incident.status.value


def _when(served: Served, now: datetime, *, fleeting: bool) -> str:
    """Say when the next word comes. Where the line is over: why, and never the old time."""
    promise = served.line.promise_at
    if served.kind is LineKind.HOLDING:
        return _why_over(served.line, now)
    if served.kind is LineKind.CLOSING and served.incident and served.incident.closed_at:
        closed_at = served.incident.closed_at
        return f"closed {distance(now - closed_at)} ago" if fleeting else f"closed {when(closed_at, now)}"
    if promise is None:
        return ""
    away = f" (in {distance(promise - now)})" if fleeting else ""
    return f"next update by *{clock(promise, now)}*{away}"


def _why_over(line: PartyLine, now: datetime) -> str:
    if line.withdrawn_at is not None:
        return "withdrawn: please do not repeat what was said before"
    if is_unratified(line, now):
        return "no approver has confirmed it: please do not repeat what was said before"
    return "the promised update is late: please do not repeat an older time"


def _provenance(served: Served, now: datetime, name: Callable[[str], str], *, fleeting: bool) -> str:
    line, incident = served.line, served.incident
    at = line.withdrawn_at or line.approved_at or line.created_at
    moment = f"{distance(now - at)} ago" if fleeting else when(at, now)
    if line.withdrawn_at:
        how = f"withdrawn by {name(line.withdrawn_by)} {moment}"
    elif line.glass_reason:
        # It went out first: a review that came later has no part in when.
        since = f", approved since by {name(line.approved_by)}" if line.approved_by else ""
        how = f"published by {name(line.author)} {moment}{since}"
    else:
        how = f"approved by {name(line.approved_by or '')} {moment}"
    said = f"Version {line.number}, {how}"
    return f"{said} · commander {name(incident.commander)}" if incident else said


def _people(slack_ids: Sequence[str]) -> list[Block]:
    """Name channels and people as rich text elements, which each reader sees by name."""
    named: list[Block] = []
    for number, slack_id in enumerate(slack_ids[:3]):
        named += [blocks.text(", ")] if number else []
        kind = "channel" if slack_id[:1] in "CG" else "user"
        named.append({"type": kind, f"{kind}_id": slack_id})
    return named


def quoted(say: str) -> str:
    """Put the sentence in the quotation marks that say: speak this."""
    return f"“{say}”"
