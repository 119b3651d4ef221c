"""What comes back from the readers of a statement, and how often Slack is asked for it (PRODUCT.md, section 4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.plain_text import tidy, without_hidden
from bot.refusals import Refusal

LONGEST_WISH = 500  # characters
MOST_WISHES = 3  # of one person about one statement
WORDS = "words"

# How old a post may be, and how often it is looked at until then.
PACES = (
    (timedelta(hours=1), timedelta(minutes=2)),
    (timedelta(days=1), timedelta(minutes=15)),
    (timedelta(days=7), timedelta(hours=2)),
)
LISTENED_TO_FOR = PACES[-1][0]
# An author is told of new replies at most once in this time for each statement.
TOLD_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands under one post: how many replies, and how many reactions."""

    replies: int
    reactions: int


@dataclass(frozen=True, slots=True)
class Ear:
    """One post of a statement that is listened to.

    It stands at `channel` and `ts`, and is listened to `since` it was first seen there. `look_at` is when it is looked
    at next; None: not any more. `told` is how many replies its author was told of, `fresh` how many of these were new
    in the last message that told of any, and `told_at` when that was.
    """

    statement: str
    channel: str
    ts: str
    since: datetime
    counts: Counts
    look_at: datetime | None
    told: int = 0
    fresh: int = 0
    told_at: datetime | None = None

    @property
    def link(self) -> str:
        """Return where the post opens in Slack.

        Slack leads from there to the workspace; its own permalinks differ only in naming the workspace first
        (https://docs.slack.dev/reference/methods/chat.getPermalink).
        """
        return f"https://slack.com/archives/{self.channel}/p{self.ts.replace('.', '')}"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody misses in a statement, in their words: their first, second or third about it."""

    statement: str
    person: str
    number: int
    words: str
    at: datetime

    @property
    def ref(self) -> str:
        """Name it for the letter that carries it."""
        return f"{self.statement}.{self.person}.{self.number}"


@dataclass(frozen=True, slots=True)
class News:
    """What an author reads: of which statement, by its subject, and which of its posts have new replies."""

    subject: str
    ears: tuple[Ear, ...]


class NothingToAnswer(Refusal):
    """A button below a post that is not to be answered any more, or that never was a post."""

    def __init__(self) -> None:
        super().__init__("This statement was taken back, so there is nothing left to answer. Thank you all the same.")


class NoWords(Refusal):
    """A form without words in it."""

    def __init__(self) -> None:
        super().__init__("Write what you miss, in a sentence or two.", WORDS)


class LongWish(Refusal):
    """More than fits into a message that somebody reads."""

    def __init__(self, length: int) -> None:
        super().__init__(f"That is {length:,} characters. Put it into {LONGEST_WISH} or fewer.", WORDS)


class WishedEnough(Refusal):
    """Somebody who has written as often as one may."""

    def __init__(self) -> None:
        super().__init__(
            "You have written about this statement three times, and its author has it all. "
            "For anything more, please reply below the post.",
            WORDS,
        )


def next_look(since: datetime, now: datetime) -> datetime | None:
    """Tell when a post is looked at next that is listened to `since` then; None: not any more."""
    age = now - since
    return next((now + pause for until, pause in PACES if age < until), None)


def checked(words: str) -> str:
    """Return what somebody misses as it is kept. Raises NoWords, LongWish."""
    kept = tidy(without_hidden(tidy(words)))
    if not kept.strip():
        raise NoWords
    if len(kept) > LONGEST_WISH:
        raise LongWish(len(kept))
    return kept


def read_wish_ref(ref: str) -> tuple[str, str, int]:
    """Read what `Wish.ref` wrote: the statement, the person, the number."""
    statement_id, person, number = ref.split(".")
    return statement_id, person, int(number)
