"""Finding what is done by nobody: "has been upgraded", "Old files deleted", "now available"."""

from collections.abc import Sequence
from itertools import takewhile

from bot.subjects.drafts import Draft
from bot.subjects.rule_types import LintRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.words import Sets, folded, listed, words_of

_BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "gets", "isn't", "aren't", "wasn't", "weren't"])
_BEFORE_BE = (["will"], ["to"], ["has"], ["have"], ["must"], ["can"], ["should"], ["may"])
# Behind one of these a participle has somebody who does it, or is no participle: "files you deleted", "it worked".
_DOERS = listed(
    "you we i they who has have had having it he she to when if as where unless once become becomes became first"
    " we've you've they've i've who's who've"
)
# What another clause begins with, so that a verb behind it is none of this one.
_ANOTHER = listed("until till while because when unless after before if so but once")
# Between a name and a participle one of these makes a sentence of the two: "passwords no longer accepted".
_SURELY = frozenset(["longer", "being", "successfully", "temporarily", "permanently", "automatically", "now"])
# "Leave your PC switched on" tells somebody to do it.
_LEAVING = frozenset(["leave", "keep", "have", "stay", "get", "make", "need", "want", "see", "please"])
# "Door codes reset" is one, "password reset" is none.
_ALSO_NOUNS = frozenset(["reset", "cut", "set", "split"])
_MODALS = frozenset(["can", "to", "will", "may", "must", "could", "should"])
# "Staff asked to work from home": with what they are to do, somebody tells them.
_TOLD = frozenset(["asked", "told", "advised", "invited", "required", "urged", "requested", "obliged"])
# "Longer than planned" says nothing of who does what.
_EXPECTED = frozenset(["planned", "expected", "announced", "scheduled", "thought", "promised", "estimated"])
# Behind "been" and "being" these are done by somebody, too: "limits have been increased".
_DONE_BEEN = frozenset(["increased", "closed", "limited", "shared", "stalled", "frozen", "hidden", "invited"])
# How many words at most stand between "is" and its participle: "will be briefly and safely moved".
_BETWEEN = 5


def passive(rule: LintRule, draft: Draft, rules: Rules) -> str | None:
    """Return the words that hide who acts. `rule.words` are participles and phrases that are always taken for one."""
    for segment in draft.segments:
        words = words_of(segment.core)
        hit = _with_be(words, rules.sets) or _stated(words, rule)
        if not hit and words and words[0] not in _LEAVING:
            hit = _alone(words, segment, rule, rules.sets)
        if hit:
            return hit
    return None


def _with_be(words: Sequence[str], sets: Sets) -> str:
    """Find "is being moved", "will be retired", "to be replaced", "has been fixed"."""
    for at, word in enumerate(words):
        if (
            word not in _BE
            or words[at - 1 : at] == ["you"]
            or (word == "be" and (at == 0 or words[at - 1] == "please"))
        ):
            continue
        for end in range(at + 1, min(at + 1 + _BETWEEN, len(words))):
            is_done = word in ("been", "being") and words[end] in _DONE_BEEN
            if (is_done or _is_participle(words[end], sets)) and words[end : end + 2] != ["set", "to"]:
                return " ".join(words[at - (words[at - 1 : at][:1] in _BEFORE_BE) : end + 1])
            if words[end] not in sets["between-passive"]:
                break
    return ""


def _stated(words: Sequence[str], rule: LintRule) -> str:
    """Find a phrase of the rule's own, such as "now available", or a last "available", behind a name."""
    if words[-1:] == ["available"] and len(words) > 1 and not {"not", "when", "if", *_BE} & set(words):
        return "available"
    flat = f" {' '.join(words)} "
    return min((one for one in rule.words if " " in one and flat.find(f" {one} ") > 0), default="")


def _alone(words: Sequence[str], segment: Segment, rule: LintRule, sets: Sets) -> str:
    """Find a participle that stands for a whole verb: "Fax lines discontinued", "moved to Monday"."""
    flat = folded(segment.core)
    for at, word in enumerate(words):
        if at and word in _TOLD and words[at + 1 : at + 2] == ["to"] and words[at - 1] not in _DOERS:
            return word
        if at == 0 or word in sets["bare-adjectival"] or not (word in rule.words or _is_participle(word, sets)):
            continue
        before = words[at - 1]
        if before in _BE:
            continue
        if word in _ALSO_NOUNS and not _MODALS.isdisjoint(words[max(0, at - 3) : at]):
            # "You can now reset it yourself": the reader does.
            continue
        if before in _SURELY:
            return f"{before} {word}"
        is_name = before in _DOERS or before in sets["prepositions"] or before in sets["determiners"]
        off = words[at : at + 2] == ["called", "off"]
        is_name = is_name or (before == "than" and word in _EXPECTED)
        acts = word in sets["acting"] and not (word in _ALSO_NOUNS and before.endswith("s")) and not off
        # "Accounts created before 2020 will close": the verb comes later.
        rest = list(takewhile(lambda one: one not in _ANOTHER, words[at + 1 :]))
        if is_name or acts or any(one in sets["finite"] for one in rest):
            continue
        if at + 1 == len(words) or f"{word}," in flat or words[at + 1] in sets["after-passive"]:
            return word
    return ""


def _is_participle(word: str, sets: Sets) -> bool:
    if word in sets["adjectival"]:
        return False
    start, hyphen, _ = word.partition("-")
    is_regular = word.endswith("ed") and len(word) > 4 and not word.endswith(("eed", "-ed"))
    return word in sets["irregular"] or (is_regular and (not hyphen or start in ("re", "de", "un", "pre", "co")))
