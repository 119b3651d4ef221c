"""The forms that commanders write in, and reading them back. Each field's id is the name of what it holds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.incidents.rules import Incident, IncidentStatus, Severity
from bot.party_lines.rules import Draft, LineKind, LineStatus, PartyLine, newest_since
from bot.party_lines.screens import quoted
from bot.party_lines.wording import (
    AIM_WORDS,
    MOST_WORDS,
    WordingProblem,
    Words,
    as_question,
    format_avoid,
    format_pairs,
    parse_avoid,
    parse_pairs,
)
from bot.plain_text import tidy
from bot.refusals import Refusal, Refusals
from bot.slack import blocks, payloads
from bot.slack.blocks import Block
from bot.topics.finding import key

LINE_FORM = "line.form"
CLOSING_FORM = "line.closing_form"
UPDATE_INSTEAD = "line.update_instead"
PUBLISH_NOW = "line.publish_now"
STATUS = "status"

FIRST_PROMISE = timedelta(minutes=30)
OPEN_STATUSES = (IncidentStatus.INVESTIGATING, IncidentStatus.IDENTIFIED, IncidentStatus.MONITORING)


@dataclass(frozen=True, slots=True)
class Target:
    """What a form is about, carried in it: a topic, the incident ("" for a new one), the version it started from."""

    topic_id: str
    incident_id: str = ""
    base: int = 0

    def pack(self) -> str:
        """Write it for a form's private metadata."""
        return json.dumps([self.topic_id, self.incident_id, self.base])

    @staticmethod
    def unpack(metadata: str) -> "Target":
        """Read it back. Raises Refusal for what this program did not write."""
        try:
            topic_id, incident_id, base = json.loads(metadata)
            return Target(str(topic_id), str(incident_id), int(base))
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise Refusal("I do not know this form any more. Copy your text and open it again.") from error


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form, as typed: nothing checked, nothing lost."""

    say: str = ""
    promise_at: datetime | None = None
    status: str = IncidentStatus.INVESTIGATING.value
    severity: str = Severity.MAJOR.value
    if_pressed: str = ""
    do_not_say: str = ""
    not_yet_known: str = ""
    background: str = ""
    holding: str = ""


def typed_of(draft: Draft) -> Typed:
    """Turn a version back into what a form holds, to start the next one from."""
    words = draft.words
    return Typed(
        words.say,
        draft.promise_at,
        draft.status.value,
        draft.severity.value,
        format_pairs(words.if_pressed),
        format_avoid(words.do_not_say),
        words.not_yet_known,
        words.background,
        words.holding,
    )


def with_question(typed: Typed, asked: str) -> Typed:
    """Let a question that people are asked wait for its answer *if pressed*, unless it stands there already."""
    if not asked or key(asked) in {key(pair.question) for pair in parse_pairs(typed.if_pressed)}:
        return typed
    waiting = f"{as_question(asked)} "
    return replace(typed, if_pressed=f"{typed.if_pressed}\n{waiting}" if typed.if_pressed else waiting)


def read(view: Mapping[str, Any]) -> Typed:
    """Read a submitted form."""
    texts = ("say", "if_pressed", "do_not_say", "not_yet_known", "background", "holding")
    return Typed(
        promise_at=payloads.picked_time(view, "promise_at"),
        status=payloads.chosen(view, "status"),
        severity=payloads.chosen(view, "severity"),
        **{name: payloads.typed(view, name) for name in texts},
    )


def draft_of(typed: Typed) -> Draft:
    """Make of it what will be approved. Raises Refusals, each beside its field."""
    refusals: list[Refusal] = []
    words = Words(
        say=tidy(typed.say),
        if_pressed=_parsed(parse_pairs, typed.if_pressed, "if_pressed", refusals),
        do_not_say=_parsed(parse_avoid, typed.do_not_say, "do_not_say", refusals),
        not_yet_known=tidy(typed.not_yet_known),
        background=tidy(typed.background),
        holding=tidy(typed.holding),
    )
    if typed.status not in {status.value for status in OPEN_STATUSES}:
        refusals.append(Refusal("Choose how far the work is.", "status"))
    if typed.severity not in {severity.value for severity in Severity}:
        refusals.append(Refusal("Choose how bad it is.", "severity"))
    if refusals:
        raise Refusals(tuple(refusals))
    return Draft(words, IncidentStatus(typed.status), Severity(typed.severity), typed.promise_at)


def closing_words_of(typed: Typed) -> Words:
    """Make the words of a closing line. Raises Refusals, each beside its field."""
    refusals: list[Refusal] = []
    pairs = _parsed(parse_pairs, typed.if_pressed, "if_pressed", refusals)
    if refusals:
        raise Refusals(tuple(refusals))
    return Words(say=tidy(typed.say), if_pressed=pairs, background=tidy(typed.background))


def _parsed(parse: Any, text: str, field: str, refusals: list[Refusal]) -> Any:
    try:
        return parse(tidy(text))
    except WordingProblem as problem:
        refusals.append(Refusal(str(problem), field))
        return ()


def line_form(target: Target, topic: str, typed: Typed, now: datetime, notes: Sequence[Block] = ()) -> Block:
    """Draw the form for a line. What an answer needs comes first; the rest may stay empty."""
    new = not target.incident_id
    fields = [
        _say(typed, "What should anyone in IT say?"),
        blocks.time_input(
            "promise_at",
            "Next update by",
            hint="Everyone is told this time. When it has passed, they are told the holding line below.",
            initial=_promise(typed.promise_at, now),
        ),
        blocks.choice_input(
            STATUS, "Situation", _options(OPEN_STATUSES), initial=_status(typed.status), tells_at_once=True
        ),
        blocks.choice_input("severity", "Severity", _options(Severity), initial=_severity(typed.severity)),
        *_optional_fields(typed),
    ]
    title = f"{'New line' if new else 'Update'}: {topic}"
    return blocks.modal(
        title,
        [*notes, *fields],
        callback=LINE_FORM,
        submit="Send for approval",
        close="Cancel",
        metadata=target.pack(),
    )


def afresh(view: Block, mark: str) -> Block:
    """Return a form in whose fields stands what it says, and not what stood in the form before it.

    Slack keeps what stands in a block that keeps its id when a view is updated, so each field gets another id.
    """
    drawn = [
        block | {"block_id": f"{block['block_id']}~{mark}"} if block["type"] == "input" else block
        for block in view["blocks"]
    ]
    return view | {"blocks": drawn}


def follow_status(view: Mapping[str, Any], templates: Mapping[str, str]) -> Block | None:
    """Draw the form anew with the template of the situation that was chosen; None where the author's words stand.

    Slack keeps what stands in a field as long as its block keeps its id, so only the sentence's block gets another.
    """
    typed = read(view)
    template = templates.get(typed.status, "")
    if not template or typed.say == template or typed.say.strip() not in {"", *templates.values()}:
        return None
    kept = ("type", "title", "submit", "close", "callback_id", "private_metadata")
    label = next(block["label"]["text"] for block in view["blocks"] if payloads.is_field(block["block_id"], "say"))
    say = _say(Typed(say=template), label) | {"block_id": f"say~{typed.status}~{view.get('hash', '')[-6:]}"}
    drawn = [say if payloads.is_field(block["block_id"], "say") else block for block in view["blocks"]]
    return {name: view[name] for name in kept} | {"blocks": drawn}


def closing_form(target: Target, topic: str, typed: Typed, said: str, notes: Sequence[Block] = ()) -> Block:
    """Draw the form for the all-clear."""
    drawn: list[Block] = [*notes]
    if said:
        drawn += [blocks.section("*Said now:*"), blocks.quote(blocks.text(quoted(said)))]
    drawn += [
        _say(typed, "What should anyone in IT say now that it is over?"),
        _pairs(typed),
        blocks.text_input(
            "background", "Background, for IT only", initial=typed.background, multiline=True, optional=True
        ),
    ]
    return blocks.modal(
        f"Close: {topic}",
        drawn,
        callback=CLOSING_FORM,
        submit="Send for approval",
        close="Cancel",
        metadata=target.pack(),
    )


def sent_for_approval(number: int, asked: Sequence[str], now_said: str | None, publish: str = "") -> Block:
    """Draw what a commander reads after handing in: who is asked, and what people are told until then.

    `publish` is the value of the button to publish it without waiting; "" where that may not be done.
    """
    where = ", ".join(f"<#{place}>" if place[:1] in "CG" else f"<@{place}>" for place in asked[:5])
    drawn = [
        blocks.section(f"*Version {number} is on its way to the approvers:* {where}\nI will tell you what they decide.")
    ]
    if now_said:
        drawn += [
            blocks.section("Until then everyone who asks is told:"),
            blocks.quote(blocks.text(quoted(now_said))),
        ]
    else:
        drawn.append(blocks.context("Until then there is nothing to say on this."))
    if publish:
        button = blocks.button("Publish now without review", PUBLISH_NOW, publish)
        drawn += [
            blocks.context("Cannot wait? Say why, and an approver looks at it afterwards."),
            blocks.actions(button),
        ]
    return blocks.modal("Sent for approval", drawn)


def already_sent() -> Block:
    """Draw the answer to a form that was sent twice."""
    return blocks.modal("Sent for approval", [blocks.section("This was sent for approval already.")])


def already_open(incidents: Sequence[tuple[Incident, str]]) -> list[Block]:
    """Note, above a new line, that the topic has an open incident already, with the way to its line."""
    drawn: list[Block] = []
    for number, (incident, said) in enumerate(incidents[:3]):
        button = blocks.button("Update that line instead", f"{UPDATE_INSTEAD}.{number}", incident.id)
        what = quoted(blocks.cut(said, 140)) if said else "A first line that is not approved yet"
        drawn += [
            blocks.section("*This topic has an open incident already.* This form opens another one.", button),
            blocks.quote(blocks.text(what)),
        ]
    return drawn


def starting_note(line: PartyLine, reason: str) -> list[Block]:
    """Note, above an update, that it starts from a version that waits or was sent back."""
    if reason:
        said = f"*Version {line.number} was sent back:*"
        return [blocks.section(said), blocks.quote(blocks.text(reason))]
    return [blocks.context(f"Version {line.number} is waiting for approval. Sending this form replaces it.")]


def withdrawn_note(line: PartyLine, below: PartyLine | None) -> list[Block]:
    """Note, above the next line, that the last one was withdrawn, and why.

    `below` is the version whose words stand in the form: the withdrawn one, or an earlier; None where none do.
    """
    which = f"Version {line.number}{', the all-clear,' if line.kind is LineKind.CLOSING else ''}"
    told = "the words below" if below is not None and below.id == line.id else "it"
    said = f"*{which} was withdrawn, so nobody is told {told} any more. It was:*"
    drawn = [blocks.section(said), blocks.quote(blocks.text(line.withdrawn_why))]
    if below is None or below.id == line.id:
        return drawn
    too = ", which was withdrawn too" if below.withdrawn_at is not None else ""
    said = f"The words below are from version {below.number}{too}. Change what is not true any more."
    return [*drawn, blocks.context(said)]


def newer_note(newest: PartyLine) -> list[Block]:
    """Note, above what somebody typed, which version came out or was handed in meanwhile, and what became of it."""
    news = f"*{newest_since(newest)} while you were writing.*"
    said = f"{news} Your text is kept below; send it again to replace this:"
    drawn = [blocks.section(said), blocks.quote(blocks.text(quoted(newest.words.say)))]
    if newest.withdrawn_at:
        drawn.append(blocks.context("That one has been withdrawn: nobody is told it any more."))
    if newest.status is LineStatus.SENT_BACK:
        drawn.append(blocks.context("An approver has sent that one back."))
    return drawn


def _say(typed: Typed, label: str) -> Block:
    hint = (
        "One or two sentences you could say in a lift. "
        f"Aim for {AIM_WORDS} words; {MOST_WORDS} is the most. No addresses or server names."
    )
    return blocks.text_input("say", label, hint=hint, initial=typed.say, multiline=True)


def _pairs(typed: Typed) -> Block:
    return blocks.text_input(
        "if_pressed",
        "If pressed",
        hint="Up to 5, one a line: Question? Answer.",
        initial=typed.if_pressed,
        placeholder="Is my data safe? Yes. Only the wireless network is affected.",
        multiline=True,
        optional=True,
    )


def _optional_fields(typed: Typed) -> list[Block]:
    return [
        _pairs(typed),
        blocks.text_input(
            "do_not_say",
            "Do not say",
            hint="Up to 5, one a line: what to leave out | what to say instead.",
            initial=typed.do_not_say,
            placeholder="the vendor's name | I do not have that detail.",
            multiline=True,
            optional=True,
        ),
        blocks.text_input("not_yet_known", "Not yet known", initial=typed.not_yet_known, multiline=True, optional=True),
        blocks.text_input(
            "holding",
            "Said if the update is late",
            hint="Takes over at the promised time, so leave times out of it.",
            initial=typed.holding,
            multiline=True,
            optional=True,
        ),
        blocks.text_input(
            "background",
            "Background, for IT only",
            hint="The approver reads it. It is never part of an answer.",
            initial=typed.background,
            multiline=True,
            optional=True,
        ),
    ]


def _promise(promise_at: datetime | None, now: datetime) -> datetime:
    """Start from the promise that stands while it holds, else from half an hour away, on a round minute."""
    if promise_at is not None and promise_at > now:
        return promise_at
    later = now + FIRST_PROMISE
    return later.replace(second=0, microsecond=0) + timedelta(minutes=-later.minute % 5)


def _options(values: Any) -> dict[str, str]:
    return {value.value: value.value.capitalize() for value in values}


def _status(value: str) -> str:
    known = {status.value for status in OPEN_STATUSES}
    return value if value in known else IncidentStatus.INVESTIGATING.value


def _severity(value: str) -> str:
    return value if value in {severity.value for severity in Severity} else Severity.MAJOR.value
