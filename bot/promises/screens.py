"""What a commander reads about their promise, what others read when it is broken, and the form for a new time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.deliveries.rules import Message
from bot.incidents.rules import TAKE_OVER
from bot.party_lines.pickers import PICK, Picked
from bot.party_lines.rules import UPDATE, PartyLine, check_holding
from bot.party_lines.screens import quoted
from bot.party_lines.serving import spoken
from bot.promises.rules import SAME, Promise, Promised, minutes_left
from bot.refusals import Refusal
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.text import clock, distance, escape, inert, when

SAME_FORM = "promise.same_form"
# Parts the incident that a form is about from the promise that was seen with it.
SEEN = "|"
UNTIL = "promise_at"


def reminder(promised: Promised, now: datetime) -> Message:
    """Remind a commander of a promise that is about to fall due; once it has, only say so."""
    return _to_come(promised, "you promised an update", now)


def handed_on(promised: Promised, commander: str, now: datetime, *, only_theirs: bool) -> Message:
    """Tell whoever leads since the reminder went out of the promise that they took over with the lead.

    `only_theirs` tells whether this goes to nobody else: else it names the `commander`, for whoever led in between.
    """
    whose = "you lead" if only_theirs else f"{inert(commander)} leads"
    return _to_come(promised, f"{whose} now, and an update is promised", now)


def _to_come(promised: Promised, what: str, now: datetime) -> Message:
    """Say by when something is promised, with the ways to keep it; once that has passed, only that it is late."""
    name, due_at = inert(promised.title), promised.promise.due_at
    if due_at <= now:
        return _edit(f"{name}: the {clock(due_at, now)} update is late.")
    away = f"in {minutes_left(due_at, now)} min"
    section = blocks.section(f"{name}: {what} by *{clock(due_at, now)}*, {away}.")
    return Message(
        f"{name}: {what} by {clock(due_at, now)}, {away}.", [section, *_waiting(promised), _ways_on(promised)]
    )


def missed(promised: Promised, now: datetime) -> Message:
    """Tell a commander that the update is late, and what everybody is told in its place."""
    name, due_at = inert(promised.title), promised.promise.due_at
    said = quoted(spoken(promised.line, now))
    drawn = [
        blocks.section(f"{name}: the *{clock(due_at, now)}* update is late. Everyone is now told:"),
        blocks.quote(blocks.text(said)),
        *_waiting(promised),
        _ways_on(promised),
    ]
    return Message(f"{name}: the {clock(due_at, now)} update is late. Everyone is now told: {escape(said)}", drawn)


def escalation(promised: Promised, commander: str, now: datetime, *, taken_over: bool) -> Message:
    """Tell deputy and approvers that no update has come, and why, as far as is known.

    `commander` is a name: in a channel a mention would ring for whoever has been told already.
    """
    line = promised.line
    since = f"No update on {inert(promised.title)} since {clock(line.approved_at or line.created_at, now)}."
    drawn: list[Block] = []
    if taken_over:
        why = f"{inert(commander)} has taken over."
    elif promised.waiting is not None:
        why = f"Version {promised.waiting.number} is waiting for approval."
    else:
        why = f"{inert(commander)} has not answered."
    if not taken_over:
        drawn.append(blocks.actions(blocks.button("Take over", TAKE_OVER, promised.incident.id)))
    return Message(f"{since} {why}", [blocks.section(f"*{since}* {why}"), *drawn])


def in_other_hands(promised: Promised, commander: str) -> Message:
    """Say, where somebody was told of a promise, that another leads by now."""
    return _edit(f"Done: {inert(commander)} leads {inert(promised.title)} now.")


def done(promised: Promised, now: datetime) -> Message:
    """Say, where somebody was told of a promise, why nobody waits for that update any more. Names no promised time."""
    name, line, live = inert(promised.title), promised.line, promised.live
    if promised.incident.closed_at is not None:
        return _edit(f"Done: {name} was closed {when(promised.incident.closed_at, now)}.")
    if live is not None and live.number != line.number:
        came_at = live.approved_at or live.created_at
        return _edit(f"Done: version {live.number} on {name} came out {when(came_at, now)}.")
    return _edit(f"Done: a new time is promised on {name}, and nothing else changed.")


def same_form(
    title: str,
    line: PartyLine,
    promise_at: datetime,
    starts_at: datetime,
    typed: str,
    now: datetime,
    *,
    understood: bool,
) -> Block:
    """Draw the form for a new time, with what everybody is told then.

    `typed` stands behind the topic, "" for nothing; `understood` tells whether it says how long, as `starts_at` has it.
    """
    said = spoken(replace(line, extended_to=starts_at), now)
    goes_on = "goes on hearing" if said == spoken(line, now) else "hears this again"
    drawn = [
        blocks.section(f"*{inert(title)}*, version {line.number}: everyone {goes_on}"),
        blocks.quote(blocks.text(quoted(said))),
        blocks.time_input(
            UNTIL,
            "Next update by",
            hint="Nobody has to approve it, because what people are told stays the same.",
            initial=starts_at,
        ),
    ]
    if typed:
        drawn.append(blocks.context(_read_as(typed, starts_at, now, understood=understood)))
    if check_holding(said) is not None:
        drawn.append(blocks.context("The sentence names a time. If that has changed, write an update instead."))
    return blocks.modal(
        "No change, new time",
        drawn,
        callback=SAME_FORM,
        submit="Keep the line, new time",
        close="Cancel",
        metadata=f"{line.series}{SEEN}{Promise(line.id, promise_at).ref}",
    )


def read_same(view: Mapping[str, Any]) -> tuple[str, Promise]:
    """Read back which incident the form is about, and the promise that stood when it was opened. Raises Refusal."""
    incident_id, _, promise = str(view["private_metadata"]).partition(SEEN)
    try:
        return incident_id, Promise.of(promise)
    except (ValueError, OverflowError) as error:
        raise Refusal("I do not know this form any more. Type the command again.") from error


def _read_as(typed: str, starts_at: datetime, now: datetime, *, understood: bool) -> str:
    """Say the time back that was typed, or that it could not be read."""
    words = f"“{inert(blocks.cut(typed, 40))}”"
    if not understood:
        return f"I cannot tell when {words} is: choose the time above."
    return f"You typed {words}: that is *{clock(starts_at, now)}*, in {distance(starts_at - now)}."


def kept(until: datetime, now: datetime) -> Block:
    """Draw what a commander reads after promising a new time."""
    said = f"What people are told stays the same. Next update by *{clock(until, now)}*."
    return blocks.modal("No change, new time", [blocks.section(said)])


def _waiting(promised: Promised) -> list[Block]:
    """Note that the update is written: it is not the commander who is waited for."""
    waiting = promised.waiting
    return [blocks.context(f"Version {waiting.number} is waiting for approval.")] if waiting else []


def _ways_on(promised: Promised) -> Block:
    topic, incident = promised.line.topic_id, promised.incident.id
    update = blocks.button("Update", f"{PICK}.0", Picked(UPDATE, topic, incident, "").pack(), style="primary")
    if promised.line.withdrawn_at is not None:
        # Nobody says that line any more: only another one keeps the promise.
        return blocks.actions(update)
    same = blocks.button("No change, new time", f"{PICK}.1", Picked(SAME, topic, incident, "").pack())
    return blocks.actions(update, same)


def _edit(said: str) -> Message:
    """What only makes sense where something stands already."""
    return Message(said, [blocks.section(said)], only_edit=True)
