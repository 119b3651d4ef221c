"""What pushing takes: what becomes of a line after it went live, promises, followers, confirmations, paces."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _added() -> list[tuple[str, sa.Column[object]]]:
    """Return the new columns of tables that were there."""
    return [
        ("party_lines", sa.Column("extended_to", sa.DateTime(timezone=True))),
        ("party_lines", sa.Column("withdrawn_at", sa.DateTime(timezone=True))),
        ("party_lines", sa.Column("withdrawn_by", sa.String(length=32), nullable=False, server_default="")),
        ("party_lines", sa.Column("withdrawn_why", sa.Text(), nullable=False, server_default="")),
        ("party_lines", sa.Column("instead", sa.Text(), nullable=False, server_default="")),
        ("party_lines", sa.Column("glass_reason", sa.Text(), nullable=False, server_default="")),
        ("party_lines", sa.Column("glass_until", sa.DateTime(timezone=True))),
        ("incidents", sa.Column("deputy", sa.String(length=32))),
        ("incident_topics", sa.Column("position", sa.SmallInteger(), nullable=False, server_default="0")),
        ("asks", sa.Column("incident_id", sa.String(length=32), nullable=False, server_default="")),
        ("deliveries", sa.Column("priority", sa.SmallInteger(), nullable=False, server_default="1")),
        ("deliveries", sa.Column("thread", sa.String(length=32), nullable=False, server_default="")),
    ]


def upgrade() -> None:
    for table, column in _added():
        op.add_column(table, column)
    op.create_index("ix_asks_incident", "asks", ["workspace_id", "incident_id"], unique=False)
    op.drop_index("ix_deliveries_due", table_name="deliveries")
    op.create_index("ix_deliveries_due", "deliveries", ["status", "priority", "due_at"], unique=False)
    for column in ("withdrawn_at", "glass_until"):
        where = sa.text(f"{column} IS NOT NULL")
        name = f"ix_party_lines_{column}"
        op.create_index(name, "party_lines", [column], sqlite_where=where, postgresql_where=where)
    _create(
        "paces",
        sa.Column("key", sa.String(length=40), primary_key=True),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
    )
    _create(
        "extensions",
        sa.Column("line_id", sa.String(length=32), primary_key=True),
        sa.Column("was", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    _create(
        "promise_steps",
        sa.Column("line_id", sa.String(length=32), primary_key=True),
        sa.Column("due_at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("step", sa.String(length=10), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    _create(
        "follows",
        sa.Column("topic_id", sa.String(length=32), primary_key=True),
        sa.Column("person", sa.String(length=32), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    _create(
        "confirmations",
        sa.Column("line_id", sa.String(length=32), primary_key=True),
        sa.Column("person", sa.String(length=32), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def _create(table: str, *columns: sa.Column[object]) -> None:
    """Create a table with the workspace first in its key, as everywhere."""
    op.create_table(
        table,
        sa.Column("workspace_id", sa.String(length=32), primary_key=True),
        *columns,
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=f"fk_{table}_workspace_id"),
    )


def downgrade() -> None:
    for table in ("confirmations", "follows", "promise_steps", "extensions", "paces"):
        op.drop_table(table)
    for column in ("withdrawn_at", "glass_until"):
        op.drop_index(f"ix_party_lines_{column}", table_name="party_lines")
    op.drop_index("ix_asks_incident", table_name="asks")
    op.drop_index("ix_deliveries_due", table_name="deliveries")
    op.create_index("ix_deliveries_due", "deliveries", ["status", "due_at"], unique=False)
    for table, column in reversed(_added()):
        op.drop_column(table, column.name)
