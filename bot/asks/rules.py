"""What an ask and a look-up are (PRODUCT.md, sections 2, 3 and 7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# The same question again within a day is counted on the same ask, and edits the message that told its owner.
COUNTED_TOGETHER_FOR = timedelta(hours=24)
LONGEST_QUESTION = 200


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that met no line. `topic_id` is "" where it was about nothing we know."""

    id: str
    question: str
    topic_id: str
    asked_by: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Lookup:
    """Somebody looked a line up: who, when, and which version they were given."""

    workspace: str
    person: str
    topic_id: str
    line_id: str
    kind: str
    at: datetime
