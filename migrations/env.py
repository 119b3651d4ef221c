"""Runs migrations on the connection that `bot.storage.migrating` hands over."""

from alembic import context

import bot.tables  # noqa: F401 - so that every table is known
from bot.storage.base import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
