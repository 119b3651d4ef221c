"""What tests of pushing share: going on until nothing comes of it, and reading what stands where."""

from dataclasses import replace

from bot.commanding import flows as commanding
from bot.commanding.rules import Lead, lead_of
from bot.party_lines import flows
from bot.party_lines.flows import Submitted
from bot.party_lines.rules import PartyLine
from bot.party_lines.wording import QuestionAnswer
from bot.topics import flows as topics
from sandbox.workspace import Message
from tests.support.doors import Doors, words_of
from tests.support.house import CARL, NETWORK, PAYROLL, TEAM, TOPICS
from tests.support.lines import approve, draft
from tests.support.moves import update

CHANNEL, OTHER = "C03NET", "C04FIN"
SAMS, CARLS = "D03STAFF", "D02COMMANDER"
NEWER = "Wi-Fi is back on floors 2 and 3."
FOLLOWING = "You follow Network. You get a message when its line changes."


def newer(doors: Doors, incident_id: str, base: int, say: str = NEWER) -> PartyLine:
    """Let the next version go live."""
    return approve(doors.database, update(doors.database, doors.clock(), incident_id, base, say), doors.clock())


def deliver(doors: Doors) -> None:
    """Send all that is due, and go on as the sweeper does until nothing comes of it any more."""
    doors.deliver()
    while doors.bot.sweeper.once():
        doors.deliver()


def private(doors: Doors, by: str) -> str:
    return doors.private(by)[-1].text


def with_questions(doors: Doors) -> Submitted:
    """Hand in a first line that has an answer to a follow-up question."""
    pairs = (QuestionAnswer("Is my data safe?", "Yes."),)
    with doors.database.transaction() as tx:
        made = draft(doors.clock(), if_pressed=pairs)
        return flows.open_line(tx, TEAM, topic_id=NETWORK, draft=made, by=CARL, now=doors.clock())


def about_both(doors: Doors, incident_id: str) -> None:
    """Let an incident be about payroll as well."""
    wanted = Lead(CARL, "", (NETWORK, PAYROLL))
    with doors.database.transaction() as tx:
        seen = lead_of(commanding.standing(tx, TEAM, incident_id).incident).mark
        commanding.hand_over(tx, TEAM, incident_id=incident_id, wanted=wanted, seen=seen, by=CARL, now=doors.clock())


def reads(message: Message) -> str:
    return words_of(message.blocks)


def list_of(doors: Doors) -> Message:
    return next(one for one in reversed(doors.posted(CARLS)) if " is out" in one.text or "was replaced" in one.text)


def shut(doors: Doors, channel: str, *, archived: bool) -> None:
    channels = doors.box.ws.channels
    channels[channel] = replace(channels[channel], archived=archived)


def give_channels(doors: Doors, *channels: str) -> None:
    with doors.database.transaction() as tx:
        wanted = [replace(topic, channels=channels) if topic.id == NETWORK else topic for topic in TOPICS]
        topics.set_topics(tx, TEAM, wanted, by="operator", now=doors.clock())
