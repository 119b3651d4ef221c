"""Press statements: what is said, what was handed in, what readers answered; and places as long as mail addresses."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# What an approver approves: no row of statement_texts ever changes in these.
WORDS = (
    "statement_id",
    "number",
    "kind",
    "fields",
    "post",
    "mail",
    "mail_again",
    "fingerprint",
    "author",
    "created_at",
)


def upgrade() -> None:
    _set_places(length=320, was=32)
    op.add_column("audiences", sa.Column("words", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("people", sa.Column("zone", sa.String(length=64), nullable=False, server_default=""))
    _create_statements()
    _create_texts()
    _create(
        "statement_votes",
        sa.Column("statement_id", sa.String(length=32), primary_key=True),
        sa.Column("person", sa.String(length=32), primary_key=True),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    _create(
        "statement_echoes",
        sa.Column("statement_id", sa.String(length=32), primary_key=True),
        sa.Column("channel", sa.String(length=32), primary_key=True),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("reactions", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
    )
    _create(
        "statement_wishes",
        sa.Column("statement_id", sa.String(length=32), primary_key=True),
        sa.Column("person", sa.String(length=32), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_statement_echoes_look_at", "statement_echoes", ["look_at"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER statement_texts_words BEFORE UPDATE OF {', '.join(WORDS)} ON statement_texts "
            "FOR EACH ROW EXECUTE FUNCTION partyline_refuse()"
        )
    else:
        op.execute(
            f"CREATE TRIGGER statement_texts_words BEFORE UPDATE OF {', '.join(WORDS)} ON statement_texts "
            "BEGIN SELECT RAISE(ABORT, 'the words of a statement that was handed in never change'); END"
        )


def _create_statements() -> None:
    _create(
        "statements",
        sa.Column("id", sa.String(length=32), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("out", sa.String(length=10), nullable=False),
        sa.Column("work", sa.String(length=10), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("submitted", sa.Integer(), nullable=False),
        sa.Column("live", sa.Integer(), nullable=False),
        sa.Column("goes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False, server_default=""),
        sa.UniqueConstraint("workspace_id", "number", name="uq_statements_workspace_id_number"),
    )
    op.create_index("ix_statements_out", "statements", ["workspace_id", "out", "goes_at"], unique=False)


def _create_texts() -> None:
    _create(
        "statement_texts",
        sa.Column("statement_id", sa.String(length=32), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("post", sa.JSON(), nullable=False),
        sa.Column("mail", sa.JSON(), nullable=False),
        sa.Column("mail_again", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(length=32), nullable=False, server_default=""),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("out_at", sa.DateTime(timezone=True), nullable=True),
    )


def _create(table: str, *columns: sa.Column[object] | sa.UniqueConstraint) -> None:
    """Create a table with the workspace first in its key, as everywhere."""
    op.create_table(
        table,
        sa.Column("workspace_id", sa.String(length=32), primary_key=True),
        *columns,
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=f"fk_{table}_workspace_id"),
    )


def _set_places(*, length: int, was: int) -> None:
    """Let a delivery's destination be so long. SQLite copies the table for that; nothing refers to it."""
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.alter_column(
            "destination",
            type_=sa.String(length=length),
            existing_type=sa.String(length=was),
            existing_nullable=False,
        )


def downgrade() -> None:
    for table in ("statement_wishes", "statement_echoes", "statement_votes", "statement_texts", "statements"):
        op.drop_table(table)
    op.drop_column("people", "zone")
    op.drop_column("audiences", "words")
    # Mail has no place in the narrower table.
    op.execute("DELETE FROM deliveries WHERE length(destination) > 32 OR destination LIKE '%@%'")
    _set_places(length=32, was=320)
