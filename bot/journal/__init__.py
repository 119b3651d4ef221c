"""The journal: who did what, when, from what, to what. Written once, never changed.

A row is chained to the one before it by a hash, so that a row changed or taken out behind the application's
back shows. The database itself refuses to change or delete rows (triggers in the first migration).
"""

from bot.journal.records import first_broken_link, newest_number, read, write
from bot.journal.rules import Entry

__all__ = ["Entry", "first_broken_link", "newest_number", "read", "write"]
