"""`/statement`, its list, and the shortcuts that begin a statement; the rest has files of its own."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.audiences import listeners as audiences
from bot.party_lines.slips import meant
from bot.people.rules import Person, Role
from bot.plain_text import without_hidden
from bot.slack import replies
from bot.slack.blocks import Block
from bot.slack.commands import Command
from bot.slack.text import as_typed
from bot.statements import approval_listeners, list_screens, listing, page_listeners, wording, writing_listeners
from bot.statements.counter import Counter
from bot.statements.screens import Screen, read_number

Body = Mapping[str, Any]


def register(app: App, counter: Counter) -> None:
    """Answer `/statement` and its shortcuts, and listen to all that this room draws."""
    app.use(Command("/statement", partial(statement, counter)))
    app.global_shortcut("statement_new")(partial(begin, counter))
    app.message_shortcut("statement_of_message")(partial(of_message, counter))
    writing_listeners.register(app, counter)
    approval_listeners.register(app, counter)
    page_listeners.register(app, counter)


def statement(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Answer `/statement` with whatever comes after it."""
    typed = as_typed(str(body.get("text") or "")).strip()
    word, _, rest = typed.partition(" ")
    word, rest = word.casefold(), rest.strip()
    slip = meant(word, list_screens.SUBCOMMANDS)
    # What follows `new` is written by a person: a slip before it is read as what it means, and nothing is lost.
    word = list_screens.NEW_WORD if word in _SLIPS_OF_NEW else slip or word
    person: Person = context["person"]
    if not typed:
        ack(**_listed(counter, person))
    elif word == list_screens.NEW_WORD:
        _new(counter, person, rest, body, ack, client)
    elif word in {list_screens.HELP, "?"} and not rest:
        ack(**list_screens.help_screen(person))
    elif word == list_screens.AUDIENCES and not rest:
        ack(**audiences.listed(counter.desk, person))
    elif number := read_number(rest if word == list_screens.SHOW_WORD else typed):
        _show(counter, person, number, body, ack, client)
    elif word == list_screens.SHOW_WORD:
        ack(**list_screens.which_one())
    else:
        ack(**list_screens.unknown(typed, may_write=Role.AUTHOR in person.roles))


# Shorter words than `slips.meant` judges are one letter away from too many others.
_SLIPS_OF_NEW = frozenset({"nwe", "enw", "neew", "neww", "nnew", "ne", "mew", "bew"})


def _listed(counter: Counter, person: Person) -> Screen:
    with counter.desk.glance() as tx:
        found = listing.listed(tx, person.workspace.id, by=person.slack_id)
    return list_screens.listed(found, person.slack_id, counter.desk.now())


def _new(counter: Counter, person: Person, subject: str, body: Body, ack: Ack, client: WebClient) -> None:
    """Open the form with the draft subject that was typed."""
    most = wording.LONGEST[wording.SUBJECT]
    subject = " ".join(without_hidden(subject).split())
    if len(subject) > most:
        ack(**list_screens.too_long(len(subject), most))
        return
    replies.open_modal(body, client, writing_listeners.new_form(counter, person, subject=subject))
    ack()


def _show(counter: Counter, person: Person, number: int, body: Body, ack: Ack, client: WebClient) -> None:
    """Open the page of a statement by its number."""
    with counter.desk.glance() as tx:
        view: Block = counter.page(tx, person, number, counter.desk.now())
    replies.open_modal(body, client, view)
    ack()


def begin(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Open the form for a new statement, from wherever somebody is in Slack."""
    replies.open_modal(body, client, writing_listeners.new_form(counter, context["person"]))
    ack()


def of_message(counter: Counter, body: Body, context: BoltContext, ack: Ack, client: WebClient) -> None:
    """Open the form for a new statement about what somebody's message says."""
    message = as_typed(str((body.get("message") or {}).get("text") or ""))
    words, most = without_hidden(message).strip(), wording.LONGEST[wording.HAPPENS]
    form = writing_listeners.new_form(counter, context["person"], happens=words[:most], cut=len(words) > most)
    replies.open_modal(body, client, form)
    ack()
