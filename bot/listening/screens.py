"""What people read when they have a line, or were asked something else; and what its commander is shown of that."""

from collections.abc import Sequence
from datetime import datetime

from bot.asks.rules import LONGEST_QUESTION, QUESTION, Ask
from bot.listening.rules import MOST_LISTED, MOST_SHOWN, Held, PassedOn, Ratio, Tally
from bot.party_lines.rules import LineKind
from bot.party_lines.screens import SHOW, Screen, quoted
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import clock, escape, inert, mention

ASKED_FORM = "asked.form"
ASKED_THIS = "asked.this"
ADD_TO_IF_PRESSED = "asked.add"


def got_it(held: Held) -> Screen:
    """Say which version somebody has now, and what to say instead where it is not the current one."""
    number, about, now = held.line.number, inert(held.about), held.said_now
    if held.line.withdrawn_at is not None:
        said = f"Noted: you know that version {number} of {about} is withdrawn."
    elif held.already:
        said = f"You have it already: version {number} of {about}."
    else:
        said = f"Noted: you have version {number} of {about}."
    if now is None or held.is_current:
        return {"text": said, "blocks": [blocks.section(said)]}
    is_newer = now.line.series == held.line.series and now.line.number > number and now.kind is not LineKind.HOLDING
    lead = f"Version {now.line.number} is out:" if is_newer else "Say this now:"
    drawn = [
        blocks.section(said),
        blocks.section(f"*{lead}*"),
        blocks.quote(blocks.text(quoted(now.say))),
        blocks.actions(blocks.button("Show", f"{SHOW}.0", now.ref, tells=f"Show {held.about}")),
    ]
    return {"text": f"{said} {lead} {escape(quoted(now.say))}", "blocks": drawn}


def asked_form(topic_id: str, incident_id: str, known: Sequence[Ask]) -> Block:
    """Ask what somebody was asked: one press where others were asked the same, else a line to type."""
    drawn: list[Block] = []
    for number, one in enumerate(known):
        button = blocks.button(
            "I was asked this", f"{ASKED_THIS}.{number}", one.id, tells=f"I was asked: {one.question}"
        )
        drawn.append(_beside(one.question, button))
    hint = f"As they put it, in up to {LONGEST_QUESTION} characters. Your name is not shown."
    label = "Something else?" if known else "What were you asked?"
    drawn.append(blocks.text_input(QUESTION, label, hint=hint, optional=bool(known)))
    return blocks.modal(
        "What were you asked?",
        drawn,
        callback=ASKED_FORM,
        submit="Pass it on",
        close="Cancel",
        metadata=f"{topic_id}/{incident_id}",
    )


def passed_on(passed: PassedOn) -> Block:
    """Say who was told, and what to say to whoever asked."""
    drawn = [
        blocks.section(f"*Passed on to {mention(passed.commander)}.*"),
        blocks.quote(blocks.text(passed.ask.question)),
    ]
    if passed.answer:
        drawn += [blocks.section("*You can say:*"), blocks.quote(blocks.text(quoted(passed.answer)))]
    elif passed.say:
        drawn += [
            blocks.section("*If you know nothing better, say:*"),
            blocks.quote(blocks.text(quoted(passed.say))),
        ]
        if passed.not_yet_known:
            drawn.append(blocks.rich([blocks.text("Not yet known ", bold=True), blocks.text(passed.not_yet_known)]))
    if passed.ask.times > 1:
        drawn.append(blocks.context(f"Asked {passed.ask.times} times so far."))
    return blocks.modal("Passed on", drawn)


def passed_on_already() -> Block:
    """Draw the answer to a form or button that came twice."""
    return blocks.modal("Passed on", [blocks.section("This was passed on already.")])


def tally(found: Tally, now: datetime, most: int = MOST_SHOWN) -> Screen:
    """Draw what people are asked about an incident, each question with the way to its answer."""
    title = f"What people are asked about {inert(found.title)}"
    is_open = found.incident.closed_at is None
    shown = found.waiting[: min(most, MOST_LISTED)]
    drawn: list[Block] = [blocks.section(f"*{title}*")]
    for number, one in enumerate(shown):
        button = blocks.button(
            "Add to if pressed", f"{ADD_TO_IF_PRESSED}.{number}", one.id, tells=f"Add to if pressed: {one.question}"
        )
        drawn.append(_beside(_counted(one), button if is_open else None))
    if small := _small_print(found, len(found.waiting) - len(shown), now):
        drawn.append(blocks.context(*small))
    said = [escape(_counted(one)) for one in shown] or [_nothing_waits(found)]
    return {"text": f"{title}: {' · '.join(said)}", "blocks": drawn}


def _small_print(found: Tally, more: int, now: datetime) -> list[str]:
    lines = [] if found.waiting else [_nothing_waits(found)]
    if more:
        lines.append(f"{_few(more, 'more question')}: `/partyline asked {inert(found.topic)}`")
    if found.answered:
        lines.append(f"Answered in version {found.version}: {_few(len(found.answered), 'question')}.")
    if found.version:
        have = "has" if found.holders == 1 else "have"
        lines.append(f"{_few(found.holders, 'person', 'people')} {have} pressed *Got it* on version {found.version}.")
    return [*lines, footer(found.ratio, clock(found.incident.opened_at, now))] if found.ratio else lines


def footer(ratio: Ratio, opened_at: str) -> str:
    """Say how a team listens beside how it pushes, since the incident was opened at a time."""
    answers = f"the line has answered {_few(ratio.answered, 'question')} that people were asked"
    sent = f"{_few(ratio.versions, 'version')} of it went out in {_few(ratio.messages, 'message')}"
    if not ratio.messages:
        sent = "none of it went out to a channel or follower"
    return f"Since this was opened at {opened_at}, {answers}, and {sent}."


def _nothing_waits(found: Tally) -> str:
    return "Every question so far is answered." if found.answered else "Nobody was asked anything else so far."


def _counted(one: Ask) -> str:
    return f"{one.times}× {one.question}"


def _few(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def _beside(words: str, button: Block | None) -> Block:
    """Draw a line of user text with a button beside it."""
    return blocks.section("", button) | {"text": blocks.plain(words)}
