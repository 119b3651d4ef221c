"""What people read about audiences: the list, the form, what a change means, and the question before one goes."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.audiences.rules import CARES_ABOUT, CHANNELS, MAIL, NAME, WORDS, Audience, Typed, fingerprint
from bot.slack import blocks, payloads
from bot.slack.blocks import Block
from bot.slack.payloads import Body
from bot.slack.text import inert

AUDIENCE_FORM = "audience.form"
REMOVE_FORM = "audience.remove_form"
ADD = "audience.add"
CHANGE = "audience.change"
REMOVE = "audience.remove"
MORE = "audience.more"

MOST_LISTED = 10
# Of one audience the list shows so many channels, addresses and words, and so much of each and of what it cares about.
MOST_SHOWN = 5
LONGEST_SHOWN = 60
LONGEST_CARES_SHOWN = 200

Screen = Mapping[str, Any]

_INVITE = "Partyline posts only where it is a member: type `/invite @Partyline` in each of these channels."


# -- the list -------------------------------------------------------------------------------------------------------


def listed(audiences: Sequence[Audience], *, keeps: bool, after: int = 0) -> Screen:
    """Draw the audiences from place `after` on, with buttons where this person keeps them."""
    said = "Audiences" if audiences else "There is no audience yet."
    small = "Who press statements are for, and where these reach them."
    if not audiences:
        small = "An audience is a group of readers, such as Finance, and where statements reach it."
    drawn = [blocks.section(f"*{said}*\n{small}")]
    drawn += [blocks.actions(blocks.button("Add an audience", ADD))] if keeps else []
    page = audiences[after : after + MOST_LISTED]
    for number, one in enumerate(page, start=after):
        drawn += _entry(one, number, keeps=keeps)
    left = len(audiences) - after - len(page)
    if left > 0:
        more = blocks.button(f"Show {min(left, MOST_LISTED)} more", MORE, str(after + len(page)))
        drawn.append(blocks.actions(more))
    if not keeps:
        drawn.append(blocks.context("Admins add and change audiences."))
    counted = "1 audience" if len(audiences) == 1 else f"{len(audiences)} audiences"
    return {"text": f"{counted} for press statements." if audiences else said, "blocks": drawn}


def _entry(one: Audience, number: int, *, keeps: bool) -> list[Block]:
    drawn = [blocks.rich([blocks.text(one.name, bold=True)], *_lines(one))]
    if keeps:
        change = blocks.button("Change", f"{CHANGE}.{number}", one.name, tells=f"Change {one.name}")
        remove = blocks.button("Remove", f"{REMOVE}.{number}", one.name, tells=f"Remove {one.name}")
        drawn.append(blocks.actions(change, remove))
    return drawn


def _lines(one: Audience) -> list[list[Block]]:
    lines = [_reached(one) or [blocks.text("Nobody is reached by it yet: it has no channel and no mail address.")]]
    if one.cares_about:
        said = " ".join(one.cares_about.split())
        lines.append([blocks.text(f"Cares about: {blocks.cut(said, LONGEST_CARES_SHOWN)}")])
    if one.words:
        shown = [blocks.cut(word, LONGEST_SHOWN) for word in one.words[:MOST_SHOWN]]
        lines.append([blocks.text(f"Says: {', '.join(shown)}{_more(len(one.words))}")])
    return lines


def _reached(one: Audience) -> list[Block]:
    """Draw where an audience is reached, on one line; nothing where it is nowhere."""
    runs: list[Block] = []
    for channel in one.channels[:MOST_SHOWN]:
        runs += [blocks.text(", ")] if runs else []
        runs.append(blocks.channel(channel))
    runs += [blocks.text(more)] if (more := _more(len(one.channels))) else []
    if one.mail:
        shown = (blocks.cut(address, LONGEST_SHOWN) for address in one.mail[:MOST_SHOWN])
        runs.append(blocks.text(f"{', ' if runs else ''}{', '.join(shown)}{_more(len(one.mail))}"))
    return runs


def _more(count: int) -> str:
    return f" and {count - MOST_SHOWN} more" if count > MOST_SHOWN else ""


def read_place(value: str) -> int:
    """Read from a button where the list goes on."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else 0


# -- the form -------------------------------------------------------------------------------------------------------


def typed_of(audience: Audience) -> Typed:
    """Return an audience as it stands in the fields of the form."""
    mail, words = "\n".join(audience.mail), "\n".join(audience.words)
    return Typed(audience.name, audience.channels, mail, audience.cares_about, words)


def form(words: Typed, present: Audience | None, *, moved: bool = False) -> Block:
    """Draw the form for an audience; `present` is what stands, `moved` whether it was changed while somebody wrote."""
    return blocks.modal(
        "Change an audience" if present else "Add an audience",
        [*(_moved(present) if moved else []), *_fields(words)],
        callback=AUDIENCE_FORM,
        submit="Save",
        close="Cancel",
        metadata=_metadata(present),
    )


def _metadata(present: Audience | None) -> str:
    return json.dumps([present.name, fingerprint(present)] if present else ["", ""], ensure_ascii=False)


def _moved(present: Audience | None) -> list[Block]:
    said = "*The audience changed while you wrote.* What you wrote is below; save it again if it is still right."
    if present is None:
        return [blocks.section(said), blocks.context("Somebody removed it, so yours would be a new one.")]
    stands = [blocks.text(f"{present.name}, as it stands now", bold=True)]
    return [blocks.section(said), blocks.rich(stands, *_lines(present))]


def _fields(words: Typed) -> list[Block]:
    return [
        blocks.text_input(NAME, "Name", hint="As authors choose it. For example: Finance", initial=words.name),
        blocks.channels_input(
            CHANNELS,
            "Channels",
            hint="Where statements for it are posted. Partyline has to be in each of them.",
            initial=words.channels,
            optional=True,
        ),
        blocks.text_input(
            MAIL,
            "Mail addresses",
            hint="One a line. For example: finance@example.com",
            initial=words.mail,
            multiline=True,
            optional=True,
        ),
        blocks.text_input(
            CARES_ABOUT,
            "What it cares about",
            hint="Authors see this while they write. For example: a month end without overtime",
            initial=words.cares_about,
            multiline=True,
            optional=True,
        ),
        blocks.text_input(
            WORDS,
            "The words it uses",
            hint="One a line, as these readers say it themselves. For example: payslip",
            initial=words.words,
            multiline=True,
            optional=True,
        ),
    ]


def read(view: Body) -> Typed:
    """Read the form back."""
    name, mail, cares_about, words = (payloads.typed(view, one) for one in (NAME, MAIL, CARES_ABOUT, WORDS))
    return Typed(name, payloads.chosen_channels(view, CHANNELS), mail, cares_about, words)


def read_metadata(value: str) -> tuple[str, str]:
    """Read what a form is about: the name of the audience that stands, and its fingerprint; both "" for a new one."""
    try:
        name, base = json.loads(value)
    except (ValueError, TypeError, RecursionError):
        return "", ""
    return str(name), str(base)


# -- afterwards -----------------------------------------------------------------------------------------------------


def saved(audience: Audience, was: str) -> Block:
    """Say what an audience means from now on; `was` is the name that it had, "" where it is new."""
    name, reached = blocks.text(audience.name, bold=True), _reached(audience)
    said = [blocks.text("Saved. New statements for "), name]
    if reached:
        said += [blocks.text(" go to "), *reached, blocks.text(".")]
    else:
        said.append(blocks.text(" reach nobody yet: add a channel or a mail address."))
    drawn = [blocks.rich(said)]
    if was and was != audience.name:
        kept = f"Drafts for “{was}” have to choose an audience again; what was handed in keeps that name."
        drawn.append(blocks.rich([blocks.text(kept)]))
    if audience.channels:
        drawn.append(blocks.context(_INVITE))
    return blocks.modal("Audiences", drawn)


def already_saved() -> Block:
    """Draw the answer to a form that was sent twice."""
    return blocks.modal("Audiences", [blocks.section("This was done already.")])


def remove_form(audience: Audience, *, moved: bool = False) -> Block:
    """Ask whether an audience is to go, and say what happens then."""
    drawn = [blocks.section("*It changed meanwhile.* This is how it stands now.")] if moved else []
    drawn.append(blocks.rich([blocks.text(f"Remove {audience.name}?", bold=True)], *_lines(audience)))
    drawn.append(
        blocks.section(
            "Nobody can choose it for a statement then. Drafts for it have to choose another; what was handed in "
            "keeps its name and goes where it was going. Nobody is told."
        )
    )
    return blocks.modal(
        "Remove an audience",
        drawn,
        callback=REMOVE_FORM,
        submit="Remove",
        close="Cancel",
        metadata=_metadata(audience),
    )


def removed(name: str) -> Block:
    """Say that an audience is gone."""
    return blocks.modal(
        "Audiences", [blocks.section(f"*{inert(name)}* is removed. What was handed in for it keeps its name.")]
    )


def gone() -> Block:
    """Say that somebody else was faster."""
    return blocks.modal("Audiences", [blocks.section("Somebody removed this audience already.")])
