"""The database: opening it, transactions, the column types, and receipts. Knows no product."""

from bot.storage.base import METADATA, Tx, Utc, new_id
from bot.storage.engine import BadAddress, Database, DatabaseAway, open_database, sqlite_file

__all__ = [
    "METADATA",
    "BadAddress",
    "Database",
    "DatabaseAway",
    "Tx",
    "Utc",
    "new_id",
    "open_database",
    "sqlite_file",
]
