"""What came of a push since a moment is found without reading all of its deliveries."""

from collections.abc import Sequence

from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_deliveries_changed", "deliveries", ["workspace_id", "kind", "ref", "changed_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_deliveries_changed", table_name="deliveries")
