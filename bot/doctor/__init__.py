"""The doctor: looks at settings, database and Slack, and says what is missing and how to mend it.

It changes nothing, and one thing that is broken never keeps it from examining the rest.
"""

from bot.doctor.examining import examine
from bot.doctor.findings import Finding

__all__ = ["Finding", "examine"]
