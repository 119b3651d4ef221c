"""From the words somebody typed to what to say. Pure: lines come from a `Source`, mostly a `Board`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.party_lines.board import Board
from bot.party_lines.rules import LineKind, PartyLine
from bot.party_lines.serving import (
    MOST_CARDS,
    MOST_ROWS,
    Answer,
    Cards,
    Everything,
    Live,
    NoLine,
    Served,
    WhichOne,
    needs_holding,
    serve,
    urgency,
)
from bot.topics.finding import Choices, Found, find
from bot.topics.rules import Topic


class Source(Protocol):
    """Where the topics and live lines of one workspace come from."""

    def topics(self, topic_ids: Sequence[str]) -> list[Topic]:
        """Return topics by their ids, in that order; those that are gone are left out."""

    def all_topics(self) -> list[Topic]:
        """Return all topics by name."""

    def of_incidents(self, topic_ids: Sequence[str] | None, now: datetime) -> list[tuple[str, Live]]:
        """Return, with the topic each is about, the live lines of incidents that can still answer; None for all."""

    def standing(self, topic_ids: Sequence[str]) -> list[PartyLine]:
        """Return the live standing and holding lines of topics, and the workspace's default line."""


def look_up(board: Board, words: str, now: datetime) -> Answer:
    """Answer what somebody typed: cards, choices, or that there is no line."""
    found = find(board.index, words)
    if isinstance(found, Found):
        return about(board, found.topic_ids, words, now, corrected=found.corrected)
    if isinstance(found, Choices):
        return WhichOne(words, tuple(board.topics(found.topic_ids)))
    return NoLine(words, _default(board))


def about(
    source: Source,
    topic_ids: Sequence[str],
    words: str,
    now: datetime,
    corrected: tuple[str, ...] = (),
    incident_id: str = "",
) -> Answer:
    """Answer about topics that are known; about one incident only, where it is named and still has something to say."""
    topics = source.topics(topic_ids)
    cards: list[Served] = []
    missing: list[Topic] = []
    for topic in topics:
        served = [card for card in _serve_topic(source, topic, now) if card.kind is not LineKind.DEFAULT]
        cards += served
        missing += [] if served else [topic]
    cards = _each_line_once(cards)
    cards = [card for card in cards if card.incident and card.incident.id == incident_id] or cards
    if not cards:
        return NoLine(words, _default(source), topics[0] if topics else None)
    if len(cards) > MOST_CARDS:
        return Everything(tuple(cards[:MOST_ROWS]), len(cards[MOST_ROWS:]), missing=tuple(missing), whole=False)
    return Cards(tuple(cards), corrected, tuple(missing))


def everything(source: Source, now: datetime) -> Everything:
    """Return all that is going on, the most urgent first and what is over last, and the topics where nothing is."""
    topics = source.all_topics()
    lives: dict[str, list[Live]] = {}
    for topic_id, live in source.of_incidents(None, now):
        lives.setdefault(topic_id, []).append(live)
    rows = [card for topic in topics for card in _serve(source, lives.get(topic.id, []), topic, now)]
    rows.sort(key=lambda card: (card.kind is LineKind.CLOSING, urgency(card.incident)))
    # By what is said, not by what was read: a memory still holds closing lines whose day is over.
    busy = {card.topic.id for card in rows if card.topic}
    quiet = tuple(topic.name for topic in topics if topic.id not in busy)
    rows = _each_line_once(rows)
    return Everything(tuple(rows[:MOST_ROWS]), len(rows[MOST_ROWS:]), quiet)


def _each_line_once(cards: Iterable[Served]) -> list[Served]:
    """Name all topics on one card where an incident is about several."""
    kept: dict[tuple[str, str], Served] = {}
    for card in cards:
        # In place of a line that was taken back, each topic may have a sentence of its own.
        line = (card.line.id, card.say)
        first = kept.get(line)
        more = (card.topic,) if first and card.topic else ()
        kept[line] = replace(first, also=(*first.also, *more)) if first else card
    return list(kept.values())


def said_about(source: Source, topic_id: str, incident_id: str, now: datetime) -> str | None:
    """Return the sentence that somebody who asks about an incident's topic is told first; None where there is none."""
    given = about(source, (topic_id,), "", now, incident_id=incident_id)
    if isinstance(given, Cards):
        return given.cards[0].say
    if isinstance(given, Everything):
        return given.rows[0].say
    return given.default.words.say if isinstance(given, NoLine) and given.default else None


def some_topics(source: Source) -> list[str]:
    """Return the names of some topics, to make examples of."""
    return [topic.name for topic in source.all_topics()[:10]]


def _serve_topic(source: Source, topic: Topic, now: datetime) -> tuple[Served, ...]:
    if served := _serve(source, _only_lives(source.of_incidents((topic.id,), now)), topic, now):
        return served
    return serve([Live(line, None) for line in source.standing((topic.id,))], topic, now)


def _serve(source: Source, lives: Sequence[Live], topic: Topic, now: datetime) -> tuple[Served, ...]:
    """Serve the lines of incidents; the topic's own holding text is looked for only where one of them needs it."""
    if not any(needs_holding(live.line, topic, now) for live in lives):
        return serve(lives, topic, now)
    texts = (line.words.say for line in source.standing((topic.id,)) if line.kind is LineKind.HOLDING)
    return serve(lives, topic, now, next(texts, ""))


def _only_lives(found: Iterable[tuple[str, Live]]) -> list[Live]:
    return [live for _, live in found]


def _default(source: Source) -> PartyLine | None:
    return next((line for line in source.standing(()) if line.kind is LineKind.DEFAULT), None)
