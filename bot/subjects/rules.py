"""What a glossary entry is (PRODUCT.md, section 5)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A system in the words of the people who use it.

    `lets_you` is a capability that is true in good and bad news alike; `outcome` is for good news only.
    """

    name: str
    aliases: tuple[str, ...] = ()
    plain: str = ""
    lets_you: str = ""
    outcome: str = ""
