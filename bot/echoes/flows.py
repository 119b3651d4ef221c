"""Answering a statement, listening to its posts, and telling its author what came back.

Whoever answers need not belong to IT: statements are for everybody who reads the channel.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.deliveries import flows as deliveries
from bot.deliveries import paces
from bot.deliveries.rules import DeliveryStatus, Limits, Priority
from bot.echoes import records
from bot.echoes.rules import (
    MOST_WISHES,
    TOLD_EVERY,
    Counts,
    Ear,
    News,
    NothingToAnswer,
    Wish,
    WishedEnough,
    checked,
    next_look,
    read_wish_ref,
)
from bot.people import flows as people
from bot.statements import listing
from bot.statements.rules import POST, Echo, Out, Statement, Text, read_ref, ref_of
from bot.storage import Tx

WISH = "statement_wish"  # to the author, what somebody misses; ref: `Wish.ref`
HEARD = "statement_heard"  # to the author, new replies; ref: the statement, and when they were told in Unix seconds

# All who listen keep one pace together: a quarter of what Slack gives `conversations.history`, which the courier calls
# too when it looks for a message (https://docs.slack.dev/apis/web-api/rate-limits, tier 3).
LISTENING = "ears"
LISTENING_PACE = Limits(channel_a_second=0.2)
# A new post has no replies yet.
FIRST_LOOK = timedelta(minutes=2)


def echo(tx: Tx, workspace: str, statement_id: str) -> Echo:
    """Count what came back from the readers of a statement, over all its posts."""
    useful, not_useful = records.votes(tx, workspace, statement_id)
    heard = records.heard(tx, workspace, statement_id)
    return Echo(useful, not_useful, heard.replies, heard.reactions)


# -- answering ------------------------------------------------------------------------------------------------------


def vote(tx: Tx, workspace: str, *, statement_id: str, useful: bool, by: str, now: datetime) -> None:
    """Note whether a reader found a statement useful. One answer a person; the last one counts.

    Raises NotMember, NothingToAnswer.
    """
    people.require_member(tx, workspace, by)
    statement, _ = _published(tx, workspace, statement_id)
    records.vote(tx, workspace, statement.id, by, useful=useful, now=now)


def whom_to_tell(tx: Tx, workspace: str, *, statement_id: str, by: str) -> tuple[Statement, Text]:
    """Return the statement, and its text, in which a reader misses something. Raises NotMember, NothingToAnswer."""
    people.require_member(tx, workspace, by)
    return _published(tx, workspace, statement_id)


def wish(tx: Tx, workspace: str, *, statement_id: str, words: str, by: str, now: datetime) -> Statement:
    """Send what a reader misses to the author of a statement, which is returned; three times a person and statement.

    Raises NotMember, NothingToAnswer, NoWords, LongWish, WishedEnough.
    """
    statement, _ = whom_to_tell(tx, workspace, statement_id=statement_id, by=by)
    kept = checked(words)
    written = records.count_wishes(tx, workspace, statement.id, by)
    for number in range(written + 1, MOST_WISHES + 1):
        made = Wish(statement.id, by, number, kept, now)
        # Somebody who sends two forms at once writes two: the second gets the next number.
        if records.add_wish(tx, workspace, made):
            deliveries.put(
                tx,
                workspace,
                kind=WISH,
                ref=made.ref,
                destinations=[statement.author],
                now=now,
                priority=Priority.PEOPLE,
            )
            return statement
    raise WishedEnough


def wish_of(tx: Tx, workspace: str, ref: str) -> tuple[Wish, str] | None:
    """Return what a letter carries, and the subject of the statement that it is about; None where that is gone."""
    statement_id, person, number = read_wish_ref(ref)
    made, found = records.wish(tx, workspace, statement_id, person, number), listing.read(tx, workspace, statement_id)
    return (made, found[1].fields.subject) if made and found else None


def _published(tx: Tx, workspace: str, statement_id: str) -> tuple[Statement, Text]:
    found = listing.read(tx, workspace, statement_id)
    if found is None or found[0].out is not Out.PUBLISHED:
        raise NothingToAnswer
    return found


# -- listening ------------------------------------------------------------------------------------------------------


def is_due(tx: Tx, workspace: str, now: datetime) -> bool:
    """Tell whether there is a post to begin with, or to look at."""
    return bool(records.first_due(tx, workspace, now) or records.unheard(tx, workspace, POST, now))


def next_ear(tx: Tx, workspace: str, now: datetime) -> Ear | None:
    """Take the next post to look at, which nobody else does then; None for none, and while the pace says to wait.

    It is put off already: whoever takes it and dies leaves it to the next look. New posts are begun with.
    """
    for statement_id, channel, ts in records.unheard(tx, workspace, POST, now):
        new = Ear(statement_id, channel, ts, now, Counts(0, 0), now + FIRST_LOOK)
        records.listen(tx, workspace, new)
    due = records.first_due(tx, workspace, now)
    if due is None or not paces.take(tx, workspace, LISTENING, 1, now, LISTENING_PACE):
        return None
    taken = next_look(due.since, now)
    return replace(due, look_at=taken) if records.look_next(tx, workspace, due, taken) else None


def note(tx: Tx, workspace: str, ear: Ear, counts: Counts) -> None:
    """Note what stands under a post that was taken."""
    records.note(tx, workspace, ear, counts)


def stop_listening(tx: Tx, workspace: str, ear: Ear) -> None:
    """Look no more at a post that is not there any more; what was heard stays."""
    records.look_next(tx, workspace, ear, None)


def rest(tx: Tx, workspace: str, ear: Ear, until: datetime) -> None:
    """Look nowhere until then, as Slack asked, and at this post again right after."""
    paces.rest(tx, workspace, LISTENING, until)
    records.look_next(tx, workspace, ear, until)


# -- telling the author ---------------------------------------------------------------------------------------------


def sweep(tx: Tx, workspace: str, now: datetime) -> bool:
    """Tell authors of new replies: in one message a statement, at most every ten minutes."""
    told = [_tell(tx, workspace, statement_id, now) for statement_id in records.untold(tx, workspace)]
    return any(told)


def _tell(tx: Tx, workspace: str, statement_id: str, now: datetime) -> bool:
    found = listing.read(tx, workspace, statement_id)
    if found is None or _is_told_lately(tx, workspace, statement_id, now):
        return False
    if not records.tell(tx, workspace, statement_id, now):
        return False
    ref, author = ref_of(statement_id, int(now.timestamp())), found[0].author
    deliveries.put(tx, workspace, kind=HEARD, ref=ref, destinations=[author], now=now, priority=Priority.PEOPLE)
    return True


def _is_told_lately(tx: Tx, workspace: str, statement_id: str, now: datetime) -> bool:
    """Tell whether the author was told a moment ago, or is still to be: that message says what was new by then."""
    times = [ear.told_at for ear in records.ears(tx, workspace, statement_id) if ear.told_at is not None]
    last = max(times, default=None)
    if last is None:
        return False
    sent = deliveries.of(tx, workspace, kind=HEARD, ref=ref_of(statement_id, int(last.timestamp())))
    on_its_way = {DeliveryStatus.WAITING, DeliveryStatus.SENDING}
    return now - last < TOLD_EVERY or any(one.status in on_its_way for one in sent)


def news(tx: Tx, workspace: str, ref: str) -> News | None:
    """Return what the author is told by a letter; None where a later one has told them since."""
    statement_id, at = read_ref(ref)
    found = listing.read(tx, workspace, statement_id)
    told = tuple(ear for ear in records.ears(tx, workspace, statement_id) if ear.fresh > 0 and _at(ear) == at)
    return News(found[1].fields.subject, told) if found and told else None


def _at(ear: Ear) -> str:
    return str(int(ear.told_at.timestamp())) if ear.told_at else ""
