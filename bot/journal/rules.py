"""What a journal entry is, and how entries are chained."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

BEGINNING = "0" * 64
# Who acts when no person in Slack does: somebody at the command line.
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Entry:
    """One transition. `facts` never hold message texts: a text is named by its line's id and fingerprint."""

    number: int
    at: datetime
    by: str
    verb: str
    subject_kind: str
    subject_id: str
    before: str
    after: str
    facts: Mapping[str, str]
    previous: str
    hash: str


def chain(
    previous: str,
    number: int,
    at: datetime,
    by: str,
    verb: str,
    subject: tuple[str, str],
    change: tuple[str, str],
    facts: Mapping[str, str],
) -> str:
    """Compute the hash of an entry: SHA-256 over everything it says and the hash of the one before it."""
    said = [previous, number, at.astimezone(UTC).isoformat(), by, verb, *subject, *change, dict(facts)]
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
