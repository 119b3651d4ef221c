"""What a draft asks of its reader: whether a text begins with a verb, and not with a thing that sounds like one."""

import re

from bot.subjects.words import Sets, base_of, base_of_done, folded, head_of, is_again, listed, words_of

_NOUNS_BEFORE_FOR = frozenset(
    {"call", "request", "use", "access", "support", "plan", "order", "need", "help", "pay", "fix", "patch"}
)


def _is_at(words: list[str], sets: Sets) -> bool:
    """Tell whether a verb goes on with where alone: "sign online by Friday", but "Exchange Online"."""
    return words[1] in ("online", "here") and (len(words) == 2 or words[2] in sets["prepositions"])


_RECOMMENDED = frozenset({"recommended", "required", "encouraged", "advised", "needed", "mandatory", "advisable"})
_OWNED = frozenset({"yours", "one", "theirs", "us"})


def is_duty(text: str, sets: Sets) -> bool:
    """Tell whether a text asks the reader to do something: it begins with a verb that cannot be a noun here."""
    words = words_of(text)
    if not words:
        return False
    if words[0] in ("don't", "never") or words[:2] == ["do", "not"]:
        return len(words) > 2
    if words[:2] == ["help", "us"]:
        return len(words) > 2
    if words[0] == "help" and words[2:3] and words[2] in sets["determiners"] and words[1] in sets["verbs"]:
        return True
    if _is_statement(words, sets):
        return False
    if words[0] == "do" and words[1:2] and words[1] in ("you", "we", "they", "i"):
        return False
    if _is_threat(words, sets):
        return True
    if _names_thing(words, text, sets):
        return False
    return _handles(words, sets) or _asks_plainly(words, sets) or _asks(words, text, sets)


_EXCHANGED = listed("swap swap-out replacement failover failback reload cutover switchover")


def _names_thing(words: list[str], text: str, sets: Sets) -> bool:
    """Tell whether what may be a verb is the name of a thing, or of what takes place."""
    is_named = (
        words[1:2] == ["&"]
        or (len(words) > 1 and words[1] in _EXCHANGED)
        or (words[1:2] == ["of"] and words[0] not in _OF)
        or _is_supply(words, text, sets)
        or _is_work(words, sets)
    )
    return is_named or _is_in_progress(words, sets) or _is_takes_place(words, sets)


_EXCHANGED = listed("swap swap-out replacement failover failback reload cutover switchover")
_OF = frozenset({"dispose", "beware", "think", "hear", "learn"})
# What people do with what they have in their hands, and what they switch off, hand in and clear out.
_HANDLES = listed("return recharge unplug empty collect change reset swap bring charge exchange stow cover tidy wipe")
_BY_TWO = listed(
    "shut_down switch_off turn_off power_down power_off hand_in hand_back give_back bring_back send_back put_away"
    " lock_away clear_out clean_out back_up log_off"
)


def _handles(words: list[str], sets: Sets) -> bool:
    """Tell whether a text asks to do something to what people have: "return loan laptops", "shut down lab PCs"."""
    if not (1 < len(words) < _MANY) or any(word in sets["auxiliaries"] or word in sets["events"] for word in words[1:]):
        return False
    last = words[-1]
    if "_".join(words[:2]) in _BY_TWO:
        is_theirs = last in sets["machine-words"] or (
            words[1] in ("down", "off") and not sets["old-ones"].isdisjoint(words[2:3])
        )
        return (
            len(words) > 2
            and not is_theirs
            and last.endswith("s")
            and last not in sets["problems"]
            and last not in sets["event-nouns"]
        )
    is_own = last in sets["goods"] or last in sets["users-own"] or last in sets["keys"]
    is_named = (words[0], last) in (("charge", "cards"), ("change", "machines"), ("return", "address"))
    # "Change phone" may be one for changes; "change PIN" is plain.
    is_plain = last.endswith("s") or last in ("pin", "password", "passcode")
    return words[0] in _HANDLES and is_own and is_plain and not is_named


_MANY = 6


def _asks_plainly(words: list[str], sets: Sets) -> bool:
    """Tell whether what follows a verb leaves no doubt: "return affected units", "empty your locker"."""
    first, second = words[0], words[1] if len(words) > 1 else ""
    is_verb = first in sets["verbs"] or first in sets["noun-verbs"]
    if len(words) == 2:
        return second in _PARTICLES and is_verb and not _is_said_of(words, sets)
    if is_verb and second in _UNSOUND:
        return words[-1].endswith("s") or bool(set(words[3:]) & sets["prepositions"])
    if first in _AT_PLACES and second in ("in", "at", "on", "outside", "behind"):
        return not set(words) & sets["auxiliaries"]
    return second == "your" and _can_begin(first, sets) and not set(words[2:5]) & sets["auxiliaries"]


def _asks(words: list[str], text: str, sets: Sets) -> bool:
    """Tell whether a text that begins with what may be a verb asks for something."""
    first, second = words[0], words[1] if len(words) > 1 else ""
    if _is_said_of(words, sets) or _is_a_name(words, sets) or not second:
        return False
    if len(words) > 2 and (second in _UNSOUND or (first in _AT_PLACES and second in ("in", "at", "on"))):
        return False
    if first in sets["verbs"] and second in _PARTICLES:
        third = words[2] if len(words) > 2 else ""
        return third in sets["determiners"] or third in sets["prepositions"] or third in ("yours", "again")
    if first in sets["noun-verbs"]:
        now = words[-1] in ("now", "today", "immediately", "asap", "once")
        numbered = second == "to" and any(char.isdigit() for char in text)
        owned = second in sets["determiners"] or second in _OWNED or second in _ASKED or _is_at(words, sets)
        return owned or now or numbered or _is_in_a_way(words, sets)
    is_verb = first in sets["verbs"] or is_again(first, sets)
    return is_verb and (second not in sets["event-nouns"] or _is_in_a_way(words, sets))


# How people do something: that is never said of a thing alone.
_WAY = re.compile(
    r"\b(?:(?:from|on|with|in|at|by|via|through|using) your|online|on ?screen|by (?:phone|text|e-?mail|voice"
    r"|badge|card|app)"
    r"|from (?:home|anywhere|any)|with (?:a|one|two|your) (?:photo|tap|click|taps|clicks|scan|swipe|badge)"
    r"|in one (?:go|step|place|walk|click)|at once|on the go|yourself)\b"
)


def _is_in_a_way(words: list[str], sets: Sets) -> bool:
    """Tell whether a verb has an object and a way to do it: "book rooms from your phone", "sign slips on screen"."""
    if len(words) <= _DAY_OF or not _WAY.search(" ".join(words[2:])):
        return False
    many = words[1] in _PARTICLES or any(word.endswith("s") and not word.endswith("ss") for word in words[1:4])
    stated = any(base_of_done(word, sets) for word in words[1:]) or not _GONE.isdisjoint(words)
    if not many or stated or (words[1] in sets["event-nouns"] and not words[2].endswith("s")):
        return False
    if words[1] in sets["problems"]:
        return words[0] in ("report", "log", "flag")
    return words[1] in _PARTICLES or (words[1] not in sets["prepositions"] and words[1] not in sets["participles"])


_GONE = listed("down offline unavailable cancelled suspended delayed missing out now")


# What people are to give back, or to look at: "return affected units", "report damaged ones".
_UNSOUND = listed("affected damaged faulty broken defective cracked swollen unused unwanted suspicious")
# What people do at a place, and nothing else does: "park in lot C".
_AT_PLACES = listed("park wait meet sit queue gather assemble stand stay enter exit leave board alight eat smoke")
_TAKES_PLACE = listed(
    "begins begin starts start takes take ends end follows comes goes continues happens resumes closes opens"
)
_NO_OBJECT_OF = listed("to of for from in between")


def _is_takes_place(words: list[str], sets: Sets) -> bool:
    """Tell whether what may be a verb names what takes place: "switch to the new rota begins"."""
    said = words[-1] in _TAKES_PLACE or words[-2:] == ["takes", "place"] or words[-2:] == ["take", "place"]
    before = words[1:2] and (words[1] in _NO_OBJECT_OF or words[1] in sets["event-nouns"])
    return bool(said and before and len(words) > 3)


def _is_in_progress(words: list[str], sets: Sets) -> bool:
    """Tell whether a text tells what things do: "water plant screens rebooting", "post room scanners updating"."""
    last = len(words) - 1
    at = next(
        (place for place in range(2, len(words)) if words[place].endswith("ing") and base_of(words[place], sets)), 0
    )
    many = at and words[at - 1].endswith("s") and not words[at - 1].endswith("ss")
    own = set(words[1:at]) & sets["determiners"]
    return bool(many and not own and (at == last or words[at + 1] in sets["prepositions"]))


def _is_statement(words: list[str], sets: Sets) -> bool:
    """Tell whether what may be a verb is what something is said of: "search now covers maps", "restart recommended"."""
    third = words[2] if len(words) > 2 else ""
    does = words[1:2] == ["now"] and third.endswith("s") and third not in sets["function"]
    # "Welcome and contact" are two things, "monitor recycling day" is a day.
    both = words[1:2] == ["and"] and bool(third) and not _is_asked(third, sets)
    is_day = len(words) == _DAY_OF and words[1].endswith("ing") and third in _OCCASIONS
    # "Drop support for the old reader" is what somebody else does.
    is_theirs = words[0] in ("drop", "end") and words[1:2] == ["support"]
    is_state = words[0] == "welcome" or words[:2] == ["read", "access"] or bool(_RECOMMENDED & set(words[1:3]))
    is_state = is_state or words[:2] == ["note", "from"]
    # "Upload limits", "download changes": what has limits is the uploading.
    is_pair = len(words) == _PAIR and words[0] in _ALSO_NOUNS and words[1] in _OF_NOUNS
    # "Update and build prep" is a preparation.
    ends_as_one = len(words) > _DAY_OF and words[1:2] == ["and"] and not words[-1].endswith("s")
    is_one = ends_as_one and words[0] in sets["noun-verbs"] and words[2] in sets["verbs"] and _is_bare(words[3:], sets)
    # "Secure data enclave" names one; "secure your data" asks for it.
    # "Search in the intranet improved": what is better, and nothing to look for.
    is_over = len(words) > _PAIR and words[-1] in _BETTER and words[1] in sets["prepositions"]
    is_sort = is_over or (words[0] == "secure" and len(words) > 1 and words[1] not in sets["determiners"])
    return does or both or is_day or is_theirs or is_state or is_sort or is_pair or is_one or _is_called(words)


_BETTER = listed(
    "improved fixed restored repaired resolved completed extended upgraded updated simplified redesigned faster"
)


def _is_bare(words: list[str], sets: Sets) -> bool:
    """Tell whether words are nouns alone, which no verb before them is said to be done to."""
    small = (sets[name] for name in ("determiners", "prepositions", "auxiliaries", "pronouns", "function"))
    return all(set(words).isdisjoint(one) for one in small) and not any(map(str.isdigit, "".join(words)))


# "Read the Notes outage", "Book a Berth offline": what is named so is out, and nobody is asked to read or book it.
_NEVER_DONE_TO = listed(
    "read book pay find ask track fill order buy rent hire search sign write draw learn share give visit"
)
_OUT = listed("outage downtime maintenance down offline unavailable unreachable broken")


def _is_called(words: list[str]) -> bool:
    cut = len(words) - int(words[-1] == "window")
    named = cut > _DAY_OF and words[0] in _NEVER_DONE_TO and words[1] in ("the", "a", "an", "my", "our")
    return named and words[cut - 1] in _OUT and not {"about", "on", "for", "during", "before", "after"} & set(words)


_PAIR = 2
_ALSO_NOUNS = listed(
    "download upload search login print mail scan email backup import export order travel parking sync"
)
_OF_NOUNS = listed(
    "changes limits fees rules times speeds quotas errors problems issues failures restrictions prices costs"
)


_DAY_OF = 3
_OCCASIONS = listed("day days week month programme program campaign event scheme drive collection point")


def _is_asked(word: str, sets: Sets) -> bool:
    return word in sets["verbs"] or word in sets["noun-verbs"] or is_again(word, sets) or word in ("please", "then")


def _can_begin(first: str, sets: Sets) -> bool:
    """Tell whether a word before "your" asks for something: "empty your lockers", but not "about your lockers"."""
    lists = (
        "function",
        "prepositions",
        "auxiliaries",
        "pronouns",
        "conjunctions",
        "determiners",
        "finite",
        "event-nouns",
    )
    return first.isalpha() and not first.endswith(("ing", "ed", "ly")) and not any(first in sets[one] for one in lists)


def _is_supply(words: list[str], text: str, sets: Sets) -> bool:
    """Tell whether what may be a verb is what people are supplied with: "mail down", "water pressure normal again"."""
    if words[0] not in sets["mass"] and words[0] not in sets["utilities"]:
        return False
    second = words[1] if len(words) > 1 else ""
    has_object = second in sets["determiners"] or second in _ASKED or "@" in text or second[:1].isdigit()
    if second in ("down", "off") and len(words) > 2 and (words[2] in sets["determiners"] or words[2] == "your"):
        return False
    is_many = (
        second.endswith("s") and len(words) > 2 and words[0] in sets["utilities"] and words[0] not in sets["noun-verbs"]
    )
    if is_many and not has_object and not set(words[2:]) & sets["determiners"]:
        return True
    return not has_object and (second in ("down", "out", "off") or "again" in words[2:])


_ALSO_THINGS = listed(
    "archive record report print scan mail search share track file store sync log trade water backup call message chat"
    " visit return order stock audit access test benchmark phone fax host stream display key badge stamp"
    " park lock label build book"
    " monitor screen light heat pump mount post sign watch"
    " secure clean clear empty dry direct complete slow separate smart deposit"
)
_IS_STATE = listed(
    "closed down offline unavailable cancelled canceled delayed broken restored suspended locked"
    " postponed lost back missing"
)
_IS_WORK = listed(
    "migration maintenance outage downtime rollout deployment decommissioning works shutdown overhaul"
    " relocation cutover"
    " upgrade upgrades patching interruption disruption retirement overrunning pilot trial launch closure"
    " burst bursts leak leaks failure failures fault damage shortage replacement refresh swap renewal"
    " programme scheme campaign"
    " repair repairs blackout degradation breakage breakdown crash corruption overload deprecation suspension slowdown"
    " shut-off shutoff"
)


def _is_work(words: list[str], sets: Sets) -> bool:
    """Tell whether a text names work on what may be a verb as well: "archive server migration", "water main works"."""
    cut = len(head_of(words, sets))
    if words[0] not in _ALSO_THINGS or cut < 2 or any(word in sets["determiners"] for word in words[:cut]):
        return False
    if cut == 2 and words[0] in sets["utilities"] and words[1] in _IS_WORK:
        return True
    is_out = "of" in words[2:] and "out" in words[2:] and not set(words) & sets["determiners"]
    return is_out or words[cut - 1] in _IS_STATE or (cut > 2 and words[cut - 1] in _IS_WORK)


def _is_threat(words: list[str], sets: Sets) -> bool:
    """Tell whether a text asks for one thing or another: "reply or it will be removed", "deny and call us"."""
    at = next((place for place, word in enumerate(words[:6]) if word in ("or", "and") and place), 0)
    if not at or len(words) <= at + 1 or not (words[0] in sets["verbs"] or words[0] in sets["noun-verbs"]):
        return False
    if words[at] == "and":
        is_verb = words[2] in sets["verbs"] or words[2] in sets["noun-verbs"]
        return at == 1 and is_verb and len(words) > 3 and not set(words[3:]) & sets["auxiliaries"]
    return (
        words[at + 1] in ("it", "they", "you", "your", "the", "access") and not set(words[1:at]) & sets["auxiliaries"]
    )


_ASKED = listed("who what whether that how which if where when")


def _is_a_name(words: list[str], sets: Sets) -> bool:
    """Tell whether what begins with a verb names a thing: "access for guests", "build 20417", "testers wanted"."""
    first, second = words[0], words[1] if len(words) > 1 else ""
    is_asked_for = words[-1] in sets["participles"] or words[-1] in ("wanted", "needed", "sought")
    if is_asked_for and not set(words[1:]) & sets["determiners"]:
        return True
    numbered = first in ("build", "release", "version") and second[:1].isdigit()
    is_noun = (second == "of" and first != "beware") or (second == "for" and first in _NOUNS_BEFORE_FOR)
    return numbered or is_noun or any(word in sets["auxiliaries"] for word in words[1:3])


_PARTICLES = frozenset({"in", "out", "off", "up", "down"})
_OPENING = listed(
    "that which who what how if when before until unless while because whether where once after as so and"
)


def _is_said_of(words: list[str], sets: Sets) -> bool:
    """Tell whether a text says something of what it begins with: "claim photos not uploading", "mail is late"."""
    for at, word in enumerate(words[1:6], 1):
        if word in _OPENING or word in ("your", "you"):
            return False
        if word in sets["auxiliaries"] or (word == "not" and at > 1):
            return True
    return False


def doing_to_do(text: str, sets: Sets) -> str:
    """Turn "logging in to Banner" into "log in to Banner"; nothing where it does not begin with a known verb."""
    first, _, rest = text.partition(" ")
    is_yours = " your " in f" {folded(rest)} " and folded(first) not in ("moving", "changing over")
    is_name = folded(first) in sets["noun-gerunds"] and not is_yours
    if is_name or any(word in sets["finite"] for word in words_of(rest)):
        return ""
    if _is_work([base_of(first, sets), *words_of(rest)], sets):
        return ""
    last = words_of(rest)[-1:]
    if last and base_of_done(last[0], sets) and not set(words_of(rest)) & sets["determiners"]:
        # "Signing key rotated": what has been done, and nothing to do.
        return ""
    base = base_of(first, sets)
    if base in sets["it-doing"] and " your " not in f" {folded(rest)} ":
        return ""
    return f"{base} {rest}".strip() if base and not rest.startswith("of ") else ""
