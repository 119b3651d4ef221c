"""What goes to who asked as a direct message: that there is no line on this, and what could not be shown to them."""

from datetime import datetime
from functools import partial

from bot.asks import flows as asks
from bot.deliveries.rules import Letter, Message
from bot.party_lines import flows as lines
from bot.party_lines import help_screen, pickers
from bot.party_lines.answers import some_topics
from bot.party_lines.screens import Screen, no_line, no_line_on
from bot.party_lines.serving import NoLine
from bot.party_lines.verbs import Verbs
from bot.people import flows as people
from bot.people.rules import Role
from bot.storage import Tx
from bot.talk import flows, screens
from bot.talk.rules import Plain, chosen_from
from bot.topics import flows as topics


def default_line(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message:
    """Write the default line to who asked what met no line; where there was nothing to pass on, the ask is ""."""
    ask_id, topic_id, _ = ref.split("/")
    ask = asks.get(tx, workspace, ask_id)
    topic = topics.find(tx, workspace, topic_id)
    default = next(iter(lines.shelf(tx, workspace).standing(())), None)
    given = NoLine(ask.question if ask else "", default, topic)
    return _message(no_line(given, asks.told(tx, workspace, ask_id)))


def beside(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message | None:
    """Write, beside the lines that somebody gets, that there is none on one of the topics they asked about."""
    ask_id, topic_id, _ = ref.split("/")
    topic = topics.find(tx, workspace, topic_id)
    if topic is None:
        return None
    drawn = no_line_on([topic], asks.told(tx, workspace, ask_id))
    return _message(screens.beside(drawn, f"There is no line on {topic.name} yet."))


def help_for(verbs: Verbs, tx: Tx, workspace: str, ref: str, _now: datetime) -> Message | None:
    """Write the help for who asked, with what they may use now; None where they are not of the staff any more."""
    who, _ = ref.split("/")
    person = people.find(tx, workspace, who)
    if person is None or not person.is_staff:
        return None
    commanders = people.holders(tx, workspace, Role.COMMANDER)
    return _message(help_screen.draw(person, verbs, commanders, some_topics(lines.shelf(tx, workspace))))


def hint(tx: Tx, workspace: str, _ref: str, _now: datetime) -> Message:
    """Write what can be asked."""
    return _message(screens.hint(some_topics(lines.shelf(tx, workspace))))


def choices(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message:
    """Write which topics may have been meant."""
    about, _ = ref.split("/")
    known = topics.all_topics(tx, workspace)
    return _message(screens.which_one(chosen_from(about, known), known))


def subcommand(tx: Tx, workspace: str, ref: str, _now: datetime) -> Message | None:
    """Write which subcommand may have been meant, with its button; None where its topic is gone."""
    verb, topic_id, _ = ref.split("/")
    topic = topics.find(tx, workspace, topic_id)
    return _message(pickers.did_you_mean(verb, topic, "")) if topic else None


def _message(screen: Screen) -> Message:
    return Message(screen["text"], screen["blocks"])


def letters(verbs: Verbs) -> dict[str, Letter]:
    """Return this room's letters; the help names these `verbs`."""
    return {
        flows.DEFAULT_LINE: default_line,
        flows.BESIDE: beside,
        Plain.HELP: partial(help_for, verbs),
        Plain.HINT: hint,
        Plain.CHOICES: choices,
        Plain.SUBCOMMAND: subcommand,
    }
