"""What no headline may claim: more than its draft says, the opposite of it, or good of what is a burden."""

import re

from bot.subjects.headlines import Headline
from bot.subjects.rule_types import Rules
from bot.subjects.rules import Source
from bot.subjects.words import Sets, folded, head_of, listed, words_of

THINGS = listed("system thing event old new target system_bare thing_bare event_bare event_a thing_a")
_NO = listed(
    "no not nobody none never neither nor cannot can't won't don't doesn't isn't aren't wasn't weren't hasn't haven't"
    " didn't couldn't without few hardly unable nothing"
)
# What says as much in other words: a loss, a limit, what people are told to leave, what goes on all the same.
_AS_MUCH = _NO | listed(
    "lose lost stop stops only still until before unless except instead fewer less free unchanged stays stay keep late"
    " later trouble again out off avoid ignore skip disregard problems issues fail fails unavailable failures errors"
)
# What is no denial: "not only", "no later than", "no matter", "if not", "why not", "no. 5".
_NO_DENIAL = re.compile(
    r"\b(?:not only|no later than|no matter|no doubt|if not|or not|why not|no\.? ?\d|not to be missed|no longer"
    r" (?:un\w+|down|blocked|slow|locked|disabled|offline|affected|failing|broken|delayed)|do not miss|don't miss"
    r"|not to mention|no (?:cost|charge)|nothing (?:changes|to do))\b"
)


_AFFIRMS = re.compile(r"\b(?:can|able)\b|^(?:Try|Use|Get|Enjoy|Join|Start|Find|Read|See)\b")


def overclaims(headline: Headline, draft: str, rules: Rules) -> bool:
    """Tell whether a headline claims what its draft does not: for sure, already, gladly, or at all."""
    return (
        _is_too_early(headline, draft)
        or _denies_a_denial(headline)
        or _offers_a_burden(headline, rules)
        or _invites_in_vain(headline)
        or _leaves_out_if(headline)
        or _is_taken_back(headline, draft)
        or (headline.reading.kind != "freeze-all" and _HALF_A_NO.match(headline.text) is not None)
        or _loses_what_harms(headline)
        or _is_in_spite(headline)
        or _is_not_meant(headline)
        or _is_no_gain(headline)
        or (_FROM_THEN.search(headline.text) is not None and _OF_THEN.search(folded(draft)) is not None)
        or _offers_a_fraud(headline)
    )


def _denies_a_denial(headline: Headline) -> bool:
    """Tell whether a draft says "nobody can" and its headline "you can"; what is over was denied before."""
    if not _AFFIRMS.search(headline.text):
        return False
    core = folded(headline.reading.segment.core)
    if _NO.isdisjoint(words_of(core)) or headline.reading.direction == "restored":
        return False
    if not _AS_MUCH.isdisjoint(words_of(headline.text)) or _NO.isdisjoint(words_of(_NO_DENIAL.sub("", core))):
        return False
    told = any(slot.source is not Source.DRAFT for slot in headline.slots)
    return not told


_AGAIN = re.compile(r"\bcan\b(?! no).*\bagain\b|^Expect \S.* back$")
_UNSURE = listed(
    "may might could should hope hopes hoping hopefully expect expects expected expecting aim aims aiming try trying"
    " likely unlikely probably possibly estimated due planned not never isn't aren't hasn't haven't"
)
_OVER = re.compile(r"\b(?:resolved|fixed|solved|restored|repaired|corrected|cleared|over|again|back)\b", re.IGNORECASE)


def _is_too_early(headline: Headline, draft: str) -> bool:
    """Tell whether a headline says for sure what a draft only hopes for: "the VPN may be back on Friday"."""
    if not _AGAIN.search(headline.text) or headline.text.startswith("You may") or headline.reading.kind == "hoped":
        return False
    words = words_of(headline.reading.segment.core)
    unsure = next((at for at, word in enumerate(words) if word in _UNSURE), None)
    # "Fixed: users could not sign in", "the fault that may stop mail is fixed": what is over comes with its own word.
    head = folded(draft).partition(":")[0]
    return (
        unsure is not None
        and not (_OVER.search(head) and ":" in draft)
        and bool(_OVER.search(" ".join(words[unsure:])))
    )


# What may come back, and nobody is glad to use again.
_NEVER_BACK = listed(
    "cost costs price prices fee fees charge charges surcharge fine fines penalty penalties spam malware virus viruses"
    " outage outages failure failures error errors fault faults issue issues problem problems delay delays downtime"
    " attack attacks breach leak bug bugs loss losses disaster trouble restriction restrictions ban"
)
_OFFERS = re.compile(
    r"(?:You can (?:now )?(?:use|get|open|read|see|try|run|find|enjoy)|Try|Use|Get|Enjoy|Join)"
    r" (?!.* instead\b)"
)


def _offers_a_burden(headline: Headline, rules: Rules) -> bool:
    """Tell whether a headline offers what nobody is glad of: "you can now use late fees"."""
    is_back = " again" in headline.text
    if not _OFFERS.match(headline.text):
        return False
    things = (slot for slot in headline.slots if slot.name in THINGS and slot.source is Source.DRAFT)
    heads = [head_of(words_of(slot.text), rules.sets) for slot in things]
    return any(one[-1:] and one[-1] in _NEVER_BACK if is_back else is_burden(one, rules.sets) for one in heads)


_INVITES = re.compile(r"(?:Join|Register|Sign up|Apply|Take|Book|Volunteer|Enter|Vote)\b")
_IN_VAIN = listed(
    "archived deleted removed cancelled canceled hidden full over ended expired results result findings recording"
    " recordings postponed suspended discontinued retired evaluated concluded"
)


def _invites_in_vain(headline: Headline) -> bool:
    """Tell whether a headline invites to what is over, or full: "join the courses" that were archived."""
    if not _INVITES.match(headline.text):
        return False
    core = words_of(headline.reading.segment.core)
    is_ending = core[-1:] in (["ends"], ["stops"], ["ceases"], ["ending"]) and not headline.reading.whens
    return is_ending or (headline.reading.direction != "duty" and not _IN_VAIN.isdisjoint(core))


def _leaves_out_if(headline: Headline) -> bool:
    """Tell whether a loss that comes only under a condition is told as certain: "keys revoked if used twice"."""
    if not headline.text.startswith(("You lose ", "You can't ")) or headline.reading.direction != "bad":
        return False
    words = words_of(headline.reading.segment.core)
    return any(one in words and one not in words_of(headline.text) for one in ("if", "unless"))


# "No evidence that data was misused", "no student data was affected": half of it says the opposite.
_HALF_A_NO = re.compile(
    r"Expect no (?:evidence|indications?|signs?|proof|reason|doubt|risk|impact|effect|changes?|data)\b(?!"
    r" (?:maintenance|loss))"
    r"|Expect trouble with (?:no|none|not)\b|Note that no [a-z]+ that\b"
)
# "Mails from 3 May restored" are mails of that day, and not back from then on.
_FROM_THEN = re.compile(r" (?:again|back) from ")
_OF_THEN = re.compile(
    r"\b(?:from|since) [^,;:]*\d[^,;:]* (?:were |was |are |is |have been |has been )?(?:restored|recovered|found"
    r"|returned)\b"
)
_IN_SPITE = re.compile(r"\b(?:despite|in spite of|regardless of|notwithstanding)\b")


def _is_in_spite(headline: Headline) -> bool:
    """Tell whether a headline mourns what does no harm: "salaries paid on time despite the outage"."""
    core = folded(headline.reading.segment.core)
    is_loss = headline.text.startswith(("You can't", "You lose", "Expect trouble", "Expect no "))
    return is_loss and _IN_SPITE.search(core) is not None


# "Rota 8.1 rollout": there was one before, and only its version comes. "Go/no-go passed" is news for a project alone.
_VERSION_COMES = re.compile(
    r"\b(?P<version>v\d+[\d.]*|\d+(?:\.\d+)+|\d\dh\d) (?:roll-?out|go-?live|deployment|release|launch)\b"
)
_PATCH = re.compile(r"\bKB\d{5,}")
_GATE = re.compile(
    r"\b(?:stage gates?|quality gates?|go/no-go|milestones?|uat|user acceptance|sign-off|steering|checkpoint)\b.*"
    r"\b(?:passed|approved|reached|completed?|done|achieved|met)\b"
)
_PLANNED = re.compile(r"(?:planned|scheduled|upcoming|forthcoming|proposed|future|pending) ")


def _is_no_gain(headline: Headline) -> bool:
    """Tell whether a headline offers what is planned, was there before, or is a step of a project's own."""
    if headline.reading.direction not in ("good", "neutral"):
        return False
    core = folded(headline.reading.segment.core)
    is_offer = headline.text.startswith(("You can now use", "Try ", "Use the new"))
    if is_offer and (_PLANNED.match(core) or _PATCH.search(headline.text)):
        return True
    comes = headline.text.startswith("Expect ") and " to " not in headline.text
    found = _VERSION_COMES.search(core) if is_offer or comes else None
    if found:
        return found["version"] not in folded(headline.text)
    return headline.text.startswith(("Expect ", "Note ")) and _GATE.search(core) is not None


_BY_DEFAULT = re.compile(r"\b(?:by default|locks? after|locked after)\b")
_BY_MISTAKE = re.compile(
    r"\b(?:by mistake|by accident|in error|too early|accidentally|inadvertently|wrongly|mistakenly|unintentionally)\b"
)


def _is_not_meant(headline: Headline) -> bool:
    """Tell whether a setting is told as a loss ("off by default"), or a slip as a gift ("visible by mistake")."""
    core = folded(headline.reading.segment.core)
    if headline.text.startswith(("You can't", "You lose", "Expect trouble")):
        return _BY_DEFAULT.search(core) is not None
    return _USES.match(headline.text) is not None and _BY_MISTAKE.search(core) is not None


_HARMS = re.compile(
    r"(?:You can't (?:use|open|reach)|You lose(?: access to)?) (?:a |the |all |some )?(?:[a-z]+ )?"
    r"(?:phishing|spam|malware|ransomware|virus(?:es)?|scams?|trojans?|malicious|fake|fraudulent)\b"
)


def _loses_what_harms(headline: Headline) -> bool:
    """Tell whether a headline mourns what harms: "you can't use phishing mail" where one was blocked."""
    return _HARMS.match(headline.text) is not None


# What takes back, at the end, what a draft said before: "free parking? Not any more", "staff can, students cannot".
_TAKEN_BACK = re.compile(
    r"[?!.:;,–-]+ ?(?:but |sadly |alas )?(?:not any ?more|no longer|no more|not now|not yet|not you|nope|think again"
    r"|(?:[a-z-]+ ){1,4}(?:cannot|can't|can not|may not|do not|don't|must not|will not|won't))[ .!]*$"
)


def _is_taken_back(headline: Headline, draft: str) -> bool:
    """Tell whether a headline offers what the end of its draft takes back, at least for some."""
    if _USES.match(headline.text) is None or ", but " in headline.text:
        return False
    return _TAKEN_BACK.search(folded(draft)) is not None


_FRAUD = listed("fake bogus fraudulent spoofed hoax hoaxes impersonating malicious scam scams scammers fraudsters")
_USES = re.compile(r"(?:You can|Try|Use|Get|Enjoy)\b")


def _offers_a_fraud(headline: Headline) -> bool:
    """Tell whether a headline offers what its draft warns of: "fake job offers sent from student accounts"."""
    warned = not _FRAUD.isdisjoint(words_of(headline.reading.segment.core))
    return warned and headline.reading.direction != "duty" and _USES.match(headline.text) is not None


def is_burden(thing: list[str], sets: Sets) -> bool:
    """Tell whether a thing is one that nobody is glad of: a fee, a ban, "mandatory training"."""
    return bool(thing) and (thing[-1] in sets["burdens"] or not sets["burdensome"].isdisjoint(thing))
