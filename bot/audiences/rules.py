"""What an audience is (PRODUCT.md, section 2)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Audience:
    """A named group of readers with the channels and mail addresses that reach it."""

    name: str
    channels: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()
    cares_about: str = ""
