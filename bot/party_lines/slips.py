"""Slips of the finger in what is typed first after `/partyline`: a subcommand, and not a question. Pure."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

from bot.topics.finding import FILLER

# A shorter word is one letter away from too many others.
SHORTEST = 4


def meant(word: str, known: Iterable[str]) -> str | None:
    """Return the one known subcommand that a word is one slip away from: a letter more, less, other, or two swapped.

    None where there is none or several, where the word is one of them, and for the small words of a question.
    """
    typed = word.casefold()
    if len(typed) < SHORTEST or typed in FILLER:
        return None
    near = {one for one in known if len(one) >= SHORTEST and OSA.distance(typed, one, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 and typed not in near else None
