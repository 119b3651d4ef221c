"""How far a statement has come: where it stands, what waits, what failed, and what nobody knows."""

from collections.abc import Iterator

from bot.deliveries.rules import Delivery, DeliveryStatus, Progress, is_mail
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.statements.screens import counted

AGAIN = "statement.try_again"
AGAIN_TOO = "statement.try_again_too"

MOST_TROUBLED = 10
LONGEST_WHY = 200
_OPEN = (DeliveryStatus.WAITING, DeliveryStatus.SENDING)


def progress_words(posted: Progress, mailed: Progress) -> str:
    """Say how many of the channels and mails have it, in our own words."""
    said = [_of(posted, "channel", "channels"), _of(mailed, "mail", "mails")]
    known = [one for one in said if one]
    waits = sum(one.counts.get(status, 0) for one in (posted, mailed) for status in _OPEN)
    waiting = f" {waits} more on the way." if waits else ""
    return f"{' and '.join(known)} sent.{waiting}" if known else "It goes nowhere."


def _of(progress: Progress, one: str, many: str) -> str:
    """Write "2 of 3 channels"; "" where it goes to none. What was dropped was not to go any more."""
    total = sum(count for status, count in progress.counts.items() if status is not DeliveryStatus.DROPPED)
    return f"*{progress.counts.get(DeliveryStatus.SENT, 0)} of {counted(total, one, many)}*" if total else ""


def troubles(posted: Progress, mailed: Progress) -> list[Block]:
    """Name each place that has trouble, with the reason; what nobody knows stands by itself."""
    found = [*posted.troubled, *mailed.troubled]
    if not found:
        return []
    lines = [_trouble(one) for one in found[:MOST_TROUBLED]]
    more = len(found) - MOST_TROUBLED
    return [blocks.rich(*lines), *([blocks.context(f"And {more} more.")] if more > 0 else [])]


def _trouble(one: Delivery) -> list[Block]:
    kind = "Unknown" if one.is_unknown else "Failed" if one.status is DeliveryStatus.FAILED else "Waiting"
    place = blocks.text(one.destination) if is_mail(one.destination) else blocks.channel(one.destination)
    return [blocks.text(f"{kind}: ", bold=True), place, blocks.text(f", {_why(one)}")]


def _why(one: Delivery) -> str:
    """Return the reason as the end of a sentence, without the word that stands before the place already."""
    reason = one.reason.removeprefix("unknown: ") if one.is_unknown else one.reason
    return f"{blocks.cut(reason, LONGEST_WHY).rstrip('.')}."


def try_again_buttons(value: str, posted: Progress, mailed: Progress) -> list[Block]:
    """Draw the ways to send again: at once what failed, and after a question what may have arrived."""
    return list(_buttons(value, [*posted.troubled, *mailed.troubled]))


def _buttons(value: str, troubled: list[Delivery]) -> Iterator[Block]:
    failed = [one for one in troubled if one.status is DeliveryStatus.FAILED]
    if any(not one.is_unknown for one in failed):
        yield blocks.button("Try again", AGAIN, value, tells="Send again what failed")
    if unknown := sum(one.is_unknown for one in failed):
        mails = counted(unknown, "mail", "mails")
        asks = (f"Nobody knows whether {mails} arrived: they may get it twice. Ask one of them first.", "Send again")
        yield blocks.button("Send the unknown again", AGAIN_TOO, value, asks=asks)
