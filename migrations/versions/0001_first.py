"""The first tables, and the triggers that keep what must not change."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# What an approver approves: no row of party_lines ever changes in these.
WORDS = (
    "kind",
    "series",
    "number",
    "say",
    "if_pressed",
    "do_not_say",
    "not_yet_known",
    "background",
    "holding",
    "situation",
    "severity",
    "promise_at",
    "author",
    "created_at",
)


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("after", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "number", name="pk_journal"),
    )
    op.create_index("ix_journal_subject_id", "journal", ["subject_id"], unique=False)

    op.create_table(
        "journal_heads",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_journal_heads"),
    )
    op.create_table(
        "receipts",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key", name="pk_receipts"),
    )
    op.create_index("ix_receipts_written_at", "receipts", ["written_at"], unique=False)

    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("staff_group", sa.String(length=32), nullable=True),
        sa.Column("group_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approvals_channel", sa.String(length=32), nullable=True),
        sa.Column("topics_token", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
    )
    op.create_table(
        "approvals",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="ck_approvals_decided_by_and_at"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_approvals_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_approvals"),
    )
    op.create_index(
        "uq_approvals_one_waiting",
        "approvals",
        ["workspace_id", "subject_kind", "subject_id"],
        unique=True,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )

    op.create_table(
        "asks",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("topic_id", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_asks_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_asks"),
    )
    op.create_index("ix_asks_question", "asks", ["workspace_id", "key", "first_at"], unique=False)

    op.create_table(
        "audiences",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("mail", sa.JSON(), nullable=False),
        sa.Column("cares_about", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_audiences_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "name", name="pk_audiences"),
    )
    op.create_table(
        "deliveries",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("destination", sa.String(length=32), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("unclear_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_deliveries_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "workspace_id",
            "kind",
            "ref",
            "destination",
            name="uq_deliveries_workspace_id_kind_ref_destination",
        ),
    )
    op.create_index("ix_deliveries_look_again_at", "deliveries", ["look_again_at"], unique=False)
    op.create_index("ix_deliveries_due", "deliveries", ["status", "due_at"], unique=False)

    op.create_table(
        "glossary",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("lets_you", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_glossary_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "name", name="pk_glossary"),
    )
    op.create_table(
        "incident_topics",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=32), nullable=False),
        sa.Column("topic_id", sa.String(length=32), nullable=False),
        sa.Column("answers_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_incident_topics_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "incident_id", "topic_id", name="pk_incident_topics"),
    )
    op.create_index(
        "ix_incident_topics_answering",
        "incident_topics",
        ["workspace_id", "topic_id", "answers_until"],
        unique=False,
    )

    op.create_table(
        "incidents",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=15), nullable=False),
        sa.Column("commander", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_incidents_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_incidents"),
    )
    op.create_table(
        "lookups",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("topic_id", sa.String(length=32), nullable=False),
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_lookups_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_lookups"),
    )
    op.create_index("ix_lookups_line", "lookups", ["workspace_id", "line_id", "at"], unique=False)

    op.create_table(
        "party_lines",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("series", sa.String(length=64), nullable=False),
        sa.Column("topic_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("say", sa.Text(), nullable=False),
        sa.Column("if_pressed", sa.JSON(), nullable=False),
        sa.Column("do_not_say", sa.JSON(), nullable=False),
        sa.Column("not_yet_known", sa.Text(), nullable=False),
        sa.Column("background", sa.Text(), nullable=False),
        sa.Column("holding", sa.Text(), nullable=False),
        sa.Column("situation", sa.String(length=15), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("promise_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("approved_by", sa.String(length=32), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_party_lines_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_party_lines"),
    )
    op.create_index("uq_party_lines_number", "party_lines", ["workspace_id", "series", "number"], unique=True)
    op.create_index(
        "uq_party_lines_one_live",
        "party_lines",
        ["workspace_id", "series"],
        unique=True,
        sqlite_where=sa.text("status = 'live'"),
        postgresql_where=sa.text("status = 'live'"),
    )
    op.create_index(
        "uq_party_lines_one_submitted",
        "party_lines",
        ["workspace_id", "series"],
        unique=True,
        sqlite_where=sa.text("status = 'submitted'"),
        postgresql_where=sa.text("status = 'submitted'"),
    )

    op.create_table(
        "people",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_people_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "slack_id", name="pk_people"),
    )
    op.create_table(
        "roles",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_roles_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "slack_id", "role", name="pk_roles"),
    )
    op.create_table(
        "staff_members",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_staff_members_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "slack_id", name="pk_staff_members"),
    )
    op.create_table(
        "topic_names",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("topic_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_topic_names_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "key", name="pk_topic_names"),
    )
    op.create_index("ix_topic_names_topic_id", "topic_names", ["topic_id"], unique=False)

    op.create_table(
        "topics",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=True),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("templates", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_topics_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_topics"),
    )
    _add_triggers()


def _add_triggers() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _add_sqlite_triggers()
    else:
        _add_postgresql_triggers()


def _add_sqlite_triggers() -> None:
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER journal_no_{event.lower()} BEFORE {event} ON journal "
            "BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END"
        )
    op.execute(
        f"CREATE TRIGGER party_lines_words BEFORE UPDATE OF {', '.join(WORDS)} ON party_lines "
        "BEGIN SELECT RAISE(ABORT, 'the words of a party line never change'); END"
    )


def _add_postgresql_triggers() -> None:
    op.execute(
        "CREATE FUNCTION partyline_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'this is never changed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION partyline_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER party_lines_words BEFORE UPDATE OF {', '.join(WORDS)} ON party_lines "
        "FOR EACH ROW EXECUTE FUNCTION partyline_refuse()"
    )


def downgrade() -> None:
    op.drop_table("topics")
    op.drop_index("ix_topic_names_topic_id", table_name="topic_names")

    op.drop_table("topic_names")
    op.drop_table("staff_members")
    op.drop_table("roles")
    op.drop_table("people")
    op.drop_index("uq_party_lines_one_submitted", table_name="party_lines")
    op.drop_index("uq_party_lines_one_live", table_name="party_lines")
    op.drop_index("uq_party_lines_number", table_name="party_lines")

    op.drop_table("party_lines")
    op.drop_index("ix_lookups_line", table_name="lookups")

    op.drop_table("lookups")
    op.drop_table("incidents")
    op.drop_index("ix_incident_topics_answering", table_name="incident_topics")

    op.drop_table("incident_topics")
    op.drop_table("glossary")
    op.drop_index("ix_deliveries_look_again_at", table_name="deliveries")
    op.drop_index("ix_deliveries_due", table_name="deliveries")

    op.drop_table("deliveries")
    op.drop_table("audiences")
    op.drop_index("ix_asks_question", table_name="asks")

    op.drop_table("asks")
    op.drop_index("uq_approvals_one_waiting", table_name="approvals")

    op.drop_table("approvals")
    op.drop_table("workspaces")
    op.drop_index("ix_receipts_written_at", table_name="receipts")

    op.drop_table("receipts")
    op.drop_table("journal_heads")
    op.drop_index("ix_journal_subject_id", table_name="journal")

    op.drop_table("journal")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION partyline_refuse()")
