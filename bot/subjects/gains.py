"""What good news comes to: a thing to be handed out, read or dialled, a gain, another figure, something done."""

import re
from dataclasses import replace

from bot.subjects.people_words import are_people
from bot.subjects.readings import Reading
from bot.subjects.rule_types import Rules
from bot.subjects.words import folded, head_of, is_noun_phrase, is_plural, listed, words_of

_TAKEN_UP = re.compile(
    r"\b(?:to|for) (?P<do>order|borrow|book|hire|rent|buy|collect|pick up|download|loan|sale|collection)\b"
    r"|\b(?:in stock|catalogue|catalog|shop|store|storeroom)\b",
    re.IGNORECASE,
)
# "New address vpn.example.com", "new hotline number 4411".
_NEW_KEY = re.compile(r"new (?P<kind>(?:[a-z-]+ ){0,2}[a-z]+)(?: is)? (?=\S*(?:\d|\w\.\w))", re.IGNORECASE)
_VISIBLE = re.compile(r"\b(?:visible|available|viewable|readable|shown|online|back)\b", re.IGNORECASE)
_ONLINE = re.compile(r"\bnow works? (?:also )?(?:online|offline|abroad|outdoors|remotely)$", re.IGNORECASE)
_SHOWN = re.compile(r" (?P<where>(?:on|in|at|under) (?!for )[^,;:]{3,30})$", re.IGNORECASE)
_DONE_WITH = {"loan": "borrow", "sale": "buy", "collection": "collect"}


def as_shown(reading: Reading, rules: Rules) -> Reading:
    """Take what is looked at for that, and for nothing to be used: "exam timetable published"."""
    again = reading.kind == "restoration" and reading.direction == "restored"
    if not again and (reading.kind != "feature" or reading.direction != "good"):
        return reading
    thing = reading.slots.get("system" if again else "thing", "")
    head = _head(thing, rules)
    verb = next((one for one in ("see", "read", "watch") if head in rules.sets[f"to-{one}"]), "")
    verb = verb or _other_verb(thing, head, rules) or ("see" if _TO_SEE.search(reading.segment.core) else "")
    if not verb or (again and not _VISIBLE.search(reading.segment.core)):
        return reading
    own = {**reading.slots, **_where_shown(reading, rules), "thing": thing, "get_do": verb}
    return replace(reading, kind="goods", slots=own)


_TO_SEE = re.compile(r"\b(?:visible|viewable) (?:in|on|at|to)\b", re.IGNORECASE)


def _other_verb(thing: str, head: str, rules: Rules) -> str:
    """Return what people do with a thing that they do not just use: they run jobs on nodes, and join a mailing list."""
    words = set(words_of(thing))
    if head in rules.sets["to-apply"]:
        return "apply for"
    if head in rules.sets["to-run"] and (words & rules.sets["to-run-which"] or head.startswith("super")):
        return "run jobs on"
    return "join" if head in rules.sets["to-join"] and words & rules.sets["to-join-which"] else ""


def as_key(reading: Reading, rules: Rules) -> Reading:
    """Take what is typed or dialled for that: "new address vpn2.example.com"; and say where a thing works now."""
    core = reading.segment.core
    if reading.kind != "feature" or reading.direction != "good":
        return reading
    if _ONLINE.search(core) and "where" not in reading.slots and "rest" not in reading.slots:
        return replace(reading, slots={**reading.slots, "where": words_of(core)[-1]})
    new = _NEW_KEY.match(core)
    is_key = new is not None and new["kind"].split()[-1].lower() in rules.sets["keys"]
    if not is_key or _head(reading.slots.get("thing", ""), rules) in rules.sets["keys"]:
        return reading
    return replace(reading, kind="new-key", slots={"thing": core[4:]})


def as_goods(reading: Reading, rules: Rules) -> Reading:
    """Take what people are handed for no thing that they just use: "new laptops are in the catalogue"."""
    core = reading.segment.core
    head = _head(reading.slots.get("thing", ""), rules)
    if reading.kind != "feature" or reading.direction != "good" or head not in rules.sets["goods"]:
        return reading
    if core[:5].lower() == "free ":
        return replace(reading, kind="goods", slots={**reading.slots, "get_do": "get"})
    found = _TAKEN_UP.search(core)
    if not found and not _GIVEN_OUT.search(core):
        return reading
    own = {**reading.slots, "thing": _OFFERED.sub("", reading.slots["thing"])}
    if folded(own.get("where", "")).startswith("in stock"):
        own["where"] = own["where"][len("in stock") :].strip()
    do = folded(found["do"] or "") if found else ""
    own["get_do"] = _DONE_WITH.get(do, do) or "get"
    return replace(reading, kind="goods", slots={name: text for name, text in own.items() if text})


_OFFERED = re.compile(r" (?:(?:to|for) (?:order|loan|sale|hire|collection)|in stock)$", re.IGNORECASE)


def _where_shown(reading: Reading, rules: Rules) -> dict[str, str]:
    found = _SHOWN.search(reading.segment.core)
    place = found["where"].partition(" ")[2] if found else ""
    return {"where": found["where"]} if found and is_noun_phrase(place, rules.sets) else {}


_GIVEN_OUT = re.compile(
    r"\b(?:at reception|counter|(?:help|service|library|front|issue) desk|from IT|online|portal)\b", re.IGNORECASE
)


def _head(name: str, rules: Rules) -> str:
    words = words_of(name)
    cut = len(head_of(words, rules.sets))
    return words[cut - 1] if words else ""


def as_gain(reading: Reading, rules: Rules) -> Reading:
    """Keep a gain for what it is only where what is got is a thing: "a new look", and not "slower"."""
    gain = reading.slots.get("as", "")
    if reading.kind != "gaining" or not gain:
        return reading
    words = words_of(gain)
    state = words[0] in rules.sets["adjectives"] or words[0].endswith(("er", "ed", "ing", "ly")) or words[0] in _STATES
    bad = bool(set(words) & (rules.sets["problems"] | _STATES | _HONOURS)) or not is_noun_phrase(gain, rules.sets)
    if bad or (len(words) == 1 and state) or are_people(reading.slots.get("target", ""), rules):
        return replace(reading, kind="clause-only", direction="neutral")
    if words[0] in ("new", "improved", "updated", "fresh", "better") and not words[-1].endswith("s"):
        gain = f"{'an' if words[0][0] in 'aeiou' else 'a'} {gain}"
    on = _head(reading.slots.get("target", ""), rules) in _DEVICES
    return replace(reading, slots={**reading.slots, "as": gain, "prep": "on" if on else "in"})


_HONOURS = listed("award awards prize prizes medal recognition accreditation honour honours honor honors funding")
_DEVICES = listed(
    "pcs pc laptops laptop computers tablets phones macs desktops workstations terminals kiosks tills ipads smartphones"
)


_STATES = listed(
    "replaced moved upgraded updated changed slow hot old full busy late worse ready rid stuck lost fixed repaired"
    " patched"
    " restarted rebooted tested closed removed retired migrated bigger smaller cheaper messages complaints reports"
    " requests"
    " calls emails spam less fewer reset in out on off access back"
)
_CHANGE = re.compile(
    r"\b(?:increased|raised|reduced|lowered|cut|changed|extended|shortened|expanded|doubled|halved|lengthened|decreased"
    r"|dropped|upped|increase|reduction|rise|increases|rises|drops|falls|goes up|goes down|grows|moves)"
    r" (?:from (?P<old>\S.*?) )?to (?P<new>[$€£]?\d[^,;:]*|[a-z]+ (?:months?|weeks?|days?|hours?|minutes?|characters"
    r"|pages))$",
    re.IGNORECASE,
)
_CHANGED = frozenset({"done-to", "changing", "upgrade", "changed-to", "price"})


def from_to(reading: Reading, rules: Rules) -> Reading:
    """Note the old figure and the new one of what becomes more or less: "raised from 200 to 500 pages"."""
    found = _CHANGE.search(reading.segment.core)
    name = reading.segment.core[: found.start()] if found else ""
    name = re.sub(r"\s(?:is|are|has|have|will|to|be|been|being|was|were|now|\s)+$", "", f"{name.strip()} ").strip()
    if reading.kind not in _CHANGED or not found or not is_noun_phrase(name, rules.sets) or reading.whens:
        return reading
    own = {**reading.slots, "thing": name, "system": name, "new_size": found["new"]}
    if found["old"]:
        own["old_size"] = found["old"]
    return replace(reading, kind="resized", slots=own)


_HAPPENED = frozenset({"done-to", "changing"})
_YET = re.compile(
    r"\b(?:will|to be|being|is|are|during|from|may|might|could|should|must|soon|next|until|while)\b", re.IGNORECASE
)


_SAME_FORM = listed("reset cut set split put shut")
_HELPED = re.compile(r"\b(?:has|have|had|was|were|been|got)\b", re.IGNORECASE)


def as_past(reading: Reading, rules: Rules) -> Reading:
    """Take what has been done for that, and for nothing to come: "guest password changed"."""
    words = words_of(reading.segment.core)
    done = reading.slots.get("done_to", "")
    if reading.kind not in _HAPPENED or reading.direction != "neutral" or not done or done not in words:
        return reading
    if reading.whens or _YET.search(reading.segment.core) or words[-1] != done.split()[-1]:
        return reading
    if done.split()[0] in _SAME_FORM and not _HELPED.search(reading.segment.core):
        # "Self-service password reset" may be a thing and nothing that has been done.
        return replace(reading, kind="clause-only")
    thing = reading.slots.get("thing", "")
    head = _head(thing, rules)
    if done == "changed" and head in rules.sets["keys"]:
        return replace(reading, kind="new-key")
    many = is_plural(head)
    own = {
        **reading.slots,
        "has_been": f"{'have' if many else 'has'} {'changed' if done == 'changed' else f'been {done}'}",
    }
    return replace(reading, kind="done", slots=own)
