"""Naming what a headline is about, where it leaves that out: "Hand yours in by noon: battery recall"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.subjects.drafts import Draft
from bot.subjects.headlines import Headline
from bot.subjects.naming import is_trade, known_name
from bot.subjects.readings import trimmed
from bot.subjects.rule_types import Rules
from bot.subjects.rules import LONGEST_HEADLINE, Slot, Source
from bot.subjects.words import bare, capital, folded, in_small_letters, listed, small, words_of

# What asks something of the reader, or warns them, in words that may name nothing.
_ASKING = frozenset(
    {
        "duty",
        "expect",
        "people-duty",
        "unsaved",
        "update-now",
        "help",
        "pay-only",
        "only-so-many",
        "without",
        "blocked",
        "new-deadline",
    }
)
_FROM_AUTHOR = frozenset({"action"})
_MOST_WORDS = 5
_CODENAME = re.compile(
    r"\b(?:project|operation|programme|program|initiative|wave|phase|stage|build)\b|[-_]\d", re.IGNORECASE
)


# A version says nothing to a reader.
_VERSION = re.compile(r"\b(?:version|release|build|v\.?\d|\d+\.\d+|R\d)", re.IGNORECASE)


def about_topic(one: Headline, draft: Draft, rules: Rules) -> Headline:
    """Return a headline that also names the topic of its draft, where it names nothing of it and there is room."""
    is_given = any(slot.name in _FROM_AUTHOR for slot in one.slots)
    if (one.reading.kind not in _ASKING and not is_given) or ": " in one.text:
        return one
    said = {bare(word) for word in words_of(one.text)}
    for topic in _topics(draft, () if is_given else (one.reading.segment,), rules):
        own = {bare(word) for word in words_of(topic) if word not in rules.sets["noise"] and len(word) > 2}
        if own & said:
            return one
        for text, named in _with(one.text, topic, rules, is_given=is_given) if own else ():
            if words_of(text) == words_of(draft.text):
                return one
            if len(text) <= LONGEST_HEADLINE:
                return replace(one, text=text, slots=(*one.slots, Slot("topic_name", named, Source.DRAFT)))
    return one


def _with(text: str, topic: str, rules: Rules, *, is_given: bool) -> Iterator[tuple[str, str]]:
    """Yield ways to name a topic in a headline, the best first, each with the words that it takes of it."""
    pointing = _POINTING.match(text)
    if pointing:
        yield f"{pointing[1]} {_POINTS[pointing[2].lower()]}{topic}{text[pointing.end() :]}", topic
    if _GROUP.match(topic) and not is_given:
        yield f"{capital(topic)}: {small(text, rules.sets)}", topic
    yield f"{text}: {topic}", topic
    last = topic.split()[-2:]
    if _is_name(last, topic, rules):
        yield f"{text}: {' '.join(last)}", " ".join(last)


# "Owners of shared mailboxes", "all crane drivers": the topic is who is asked.
_GROUP = re.compile(
    r"(?:all )?(?:[a-z-]+ ){0,2}"
    r"(?!(?:scann|print|read|serv|comput|charg|track|rout|trail|numb|lett|ord|contain|fold|filt|met|controll|regist|pap"
    r"|speak|vouch)ers\b|(?:monit|project|elevat|sens|do|flo)ors\b|(?:docu|pay|appoint|equip|attach)ments?\b)"
    r"(?:[a-z]+(?:ers|ors|ists|ants|ents|ians)|staff|crews|teams|nurses|everyone|colleagues)\b",
    re.IGNORECASE,
)
# "Change it by Friday": "it" is what the draft names before.
_POINTING = re.compile(r"(\S+) (it|them|yours)\b", re.IGNORECASE)
_POINTS = {"it": "the ", "them": "", "yours": "your "}


def _is_name(last: list[str], topic: str, rules: Rules) -> bool:
    """Tell whether the last two words of a topic can stand for it."""
    has_more = set(words_of(topic)) & rules.sets["prepositions"]
    return not has_more and not any(word.endswith(("ing", "ed")) for word in last)


def _plain(name: str, rules: Rules) -> str:
    """Take what only says that IT works on it off the ends of a topic; nothing is left of "new policy"."""
    words = name.split()
    dull = rules.sets["noise"] | rules.sets["events"] | _DULL
    while len(words) > 1 and words[-1].endswith("ing") and words[-2].endswith("s"):
        words = words[:-1]
    while words and (bare(words[-1]) in dull or (words_of(words[-1])[:1] and words_of(words[-1])[0] in dull)):
        words = words[:-1]
    if len(words) == 1 and folded(words[0]) in rules.sets["common"] and not words[0].endswith("s"):
        return ""
    return " ".join(words) if any(word.lower() not in dull for word in words) else ""


_DULL = listed(
    "programme program project run shift time period week phase refresh pst cet gmt utc new action"
    " policy policies rules hours date dates process procedure"
)


_ASKED = re.compile(r"(?:is|are|do|does|have|has|did) (your .+)", re.IGNORECASE)


def _asked_about(core: str, rules: Rules) -> str:
    """Return what a question asks after: "is your home address right" asks after "your home address"."""
    found = _ASKED.match(core)
    words = found[1].split() if found else []
    known = (rules.sets["common"] | rules.sets["countable"]) - {"right", "safe", "secure", "open", "clean", "full"}
    at = 1
    while at < len(words) and bare(words[at]) in known:
        at += 1
    return " ".join(words[:at]) if at > 1 else ""


def _topics(draft: Draft, others: Sequence[object], rules: Rules) -> Iterator[str]:
    labels = [one.segment for one in draft.labels]
    for segment in draft.segments:
        if others and segment is others[0]:
            # What comes behind is no topic: "Leeds on 12 May".
            break
        if any(segment is one for one in labels):
            continue
        names = [trimmed(segment.core, rules)] if any(one is segment for one in draft.names) else []
        slots = next((one.slots for one in draft.readings if one.segment is segment), {})
        names += [text for name in ("system", "thing", "old", "event") if (text := slots.get(name, ""))]
        for name in (_plain(one, rules) for one in names):
            is_plain = not any(is_trade(word, rules) for word in words_of(name)) and not _CODENAME.search(name)
            if name and is_plain and not _VERSION.search(name) and len(name.split()) <= _MOST_WORDS:
                yield in_small_letters(name, rules.sets, title=draft.title, known=known_name(name, draft, rules))
    yield from (asked for one in draft.segments if (asked := _asked_about(one.core, rules)))
    yield from (mention.text for mention in draft.mentions if not _VERSION.search(mention.text))
