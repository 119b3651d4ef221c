"""A token that changes with what is known of a workspace's people, so that they can be remembered."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("people_token", sa.String(length=32), nullable=False, server_default=""))


def downgrade() -> None:
    # Not by copying the table, as Alembic would on SQLite: everything else refers to it.
    op.drop_column("workspaces", "people_token")
