"""the life of items."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LISTED = [
    "item_id", "number", "domain", "item_group", "level", "type", "must_not_miss", "is_safety_critical", "is_vignette",
]  # fmt: skip
"""All by which the list of items narrows, so that it need not read what versions say."""


def upgrade() -> None:
    op.create_table(
        "bulk_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("items", JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_bulk_change_by_id_person")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_bulk_change_undone_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_change")),
    )
    op.create_table(
        "library_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_library_task_done_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_library_task_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_task")),
    )
    with op.batch_alter_table("library_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_library_task_done_at"), ["done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_library_task_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_library_task_subject_done", ["subject", "done_at"], unique=False)

    op.create_table(
        "item_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("file_key", sa.String(length=64), nullable=False),
        sa.Column("report_key", sa.String(length=64), nullable=True),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("bank", sa.String(length=40), nullable=False),
        sa.Column("domain", sa.String(length=4), nullable=False),
        sa.Column("use", sa.String(length=10), nullable=False),
        sa.Column("is_partial", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("read_count", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_item_import_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_import")),
    )
    with op.batch_alter_table("item_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_import_state"), ["state"], unique=False)

    op.create_table(
        "media",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_media_added_by_id_person")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_media")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )
    op.create_table(
        "item_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_item_pair_decided_by_id_person")),
        sa.ForeignKeyConstraint(["one_id"], ["item.id"], name=op.f("fk_item_pair_one_id_item")),
        sa.ForeignKeyConstraint(["other_id"], ["item.id"], name=op.f("fk_item_pair_other_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_pair")),
        sa.UniqueConstraint("one_id", "other_id", "kind", name=op.f("uq_item_pair_one_id_other_id_kind")),
    )
    with op.batch_alter_table("item_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_pair_one_id"), ["one_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_pair_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_pair_state"), ["state"], unique=False)

    op.create_table(
        "item_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_text_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_text")),
        sa.UniqueConstraint("item_id", name=op.f("uq_item_text_item_id")),
    )
    op.create_table(
        "item_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("void_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_item_approval_person_id_person")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_version.id"], name=op.f("fk_item_approval_version_id_item_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_approval")),
    )
    with op.batch_alter_table("item_approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_approval_version_id"), ["version_id"], unique=False)
        batch_op.create_index(
            "uq_item_approval_standing",
            ["version_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("void_at IS NULL"),
            postgresql_where=sa.text("void_at IS NULL"),
        )

    op.create_table(
        "item_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_item_comment_by_id_person")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_comment_item_id_item")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_item_comment_settled_by_id_person")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_version.id"], name=op.f("fk_item_comment_version_id_item_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_comment")),
    )
    with op.batch_alter_table("item_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_comment_item_id"), ["item_id"], unique=False)

    op.create_table(
        "item_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("came_from", sa.String(length=20), nullable=False),
        sa.Column("went_to", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("overrides", JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_item_move_by_id_person")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_move_item_id_item")),
        sa.ForeignKeyConstraint(["version_id"], ["item_version.id"], name=op.f("fk_item_move_version_id_item_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_move")),
    )
    with op.batch_alter_table("item_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_move_item_id"), ["item_id"], unique=False)

    op.create_table(
        "item_source",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_version.id"], name=op.f("fk_item_source_version_id_item_version")
        ),
        sa.PrimaryKeyConstraint("version_id", "key", name=op.f("pk_item_source")),
    )
    with op.batch_alter_table("item_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_source_key"), ["key"], unique=False)

    op.create_table(
        "item_tag",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["item_version.id"], name=op.f("fk_item_tag_version_id_item_version")),
        sa.PrimaryKeyConstraint("version_id", "tag", name=op.f("pk_item_tag")),
    )
    with op.batch_alter_table("item_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_tag_tag"), ["tag"], unique=False)

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bank", sa.String(length=40), nullable=False, server_default="dry-needling"))
        batch_op.add_column(sa.Column("live_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("published_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_item_bank_use_status", ["bank", "use", "status"], unique=False)
        batch_op.create_index("ix_item_status_code", ["status", "code"], unique=False)
        batch_op.drop_index(batch_op.f("ix_item_use"))
        batch_op.drop_index(batch_op.f("ix_item_status"))
        batch_op.create_foreign_key(batch_op.f("fk_item_owner_id_person"), "person", ["owner_id"], ["id"])

    with op.batch_alter_table("item_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("title", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("tags", JSON, nullable=False, server_default="[]"))
        batch_op.create_index("ix_item_version_listed", LISTED, unique=False)
        batch_op.drop_index(batch_op.f("ix_item_version_item_id"))

    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.add_column(sa.Column("grade", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("review_by", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("superseded_by", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("is_blocking", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("note", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("row_version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_foreign_key(batch_op.f("fk_source_superseded_by_source"), "source", ["superseded_by"], ["key"])
        batch_op.create_foreign_key(batch_op.f("fk_source_owner_id_person"), "person", ["owner_id"], ["id"])

    fill()
    index()


def fill() -> None:
    """What was live stays live; what versions cite and the words of items are told from what they say."""
    connection = op.get_bind()
    connection.execute(
        sa.text("UPDATE item SET live_number = current_number, published_number = current_number WHERE status = 'live'")
    )
    version = sa.table(
        "item_version",
        sa.column("id", sa.Integer),
        sa.column("item_id", sa.Uuid),
        sa.column("number", sa.Integer),
        sa.column("payload", JSON),
        sa.column("sources", JSON),
    )
    item = sa.table(
        "item", sa.column("id", sa.Uuid), sa.column("code", sa.String), sa.column("current_number", sa.Integer)
    )
    cites = sa.table("item_source", sa.column("version_id", sa.Integer), sa.column("key", sa.String))
    words = sa.table("item_text", sa.column("item_id", sa.Uuid), sa.column("words", sa.String))
    cited = [
        {"version_id": own, "key": key}
        for own, keys in connection.execute(sa.select(version.c.id, version.c.sources))
        for key in dict.fromkeys(keys)
    ]
    current = sa.select(item.c.id, item.c.code, version.c.payload, version.c.sources).join(
        version, (version.c.item_id == item.c.id) & (version.c.number == item.c.current_number)
    )
    told = [
        {"item_id": own, "words": " ".join(tokens(" ".join([code, *sources, *texts(payload)])))}
        for own, code, payload, sources in connection.execute(current)
    ]
    if cited:
        connection.execute(cites.insert(), cited)
    if told:
        connection.execute(words.insert(), told)


def tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        unread = {"id", "svg", "match", "harm", "scoring", "zone", "shape", "code", "factor"}
        return [text for name, inner in value.items() if name not in unread for text in texts(inner)]
    return [text for inner in value for text in texts(inner)] if isinstance(value, list) else []


def index() -> None:
    """Items are searched in FTS5 on SQLite, in a tsvector on PostgreSQL."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute("CREATE INDEX ix_item_text_search ON item_text USING gin (to_tsvector('simple', words))")
        return
    op.execute("CREATE VIRTUAL TABLE item_fts USING fts5(words, content='item_text', content_rowid='id', prefix='2 3')")
    op.execute(
        "CREATE TRIGGER item_text_added AFTER INSERT ON item_text BEGIN"
        " INSERT INTO item_fts(rowid, words) VALUES (new.id, new.words); END"
    )
    op.execute(
        "CREATE TRIGGER item_text_gone AFTER DELETE ON item_text BEGIN"
        " INSERT INTO item_fts(item_fts, rowid, words) VALUES ('delete', old.id, old.words); END"
    )
    op.execute(
        "CREATE TRIGGER item_text_changed AFTER UPDATE ON item_text BEGIN"
        " INSERT INTO item_fts(item_fts, rowid, words) VALUES ('delete', old.id, old.words);"
        " INSERT INTO item_fts(rowid, words) VALUES (new.id, new.words); END"
    )
    op.execute("INSERT INTO item_fts(item_fts) VALUES ('rebuild')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("item_text_added", "item_text_gone", "item_text_changed"):
            op.execute(f"DROP TRIGGER {trigger}")
        op.execute("DROP TABLE item_fts")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_source_owner_id_person"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_source_superseded_by_source"), type_="foreignkey")
        batch_op.drop_column("row_version")
        batch_op.drop_column("note")
        batch_op.drop_column("owner_id")
        batch_op.drop_column("is_blocking")
        batch_op.drop_column("superseded_by")
        batch_op.drop_column("review_by")
        batch_op.drop_column("grade")

    with op.batch_alter_table("item_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_version_item_id"), ["item_id"], unique=False)
        batch_op.drop_index("ix_item_version_listed")
        batch_op.drop_column("tags")
        batch_op.drop_column("title")

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_item_owner_id_person"), type_="foreignkey")
        batch_op.create_index(batch_op.f("ix_item_use"), ["use"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_status"), ["status"], unique=False)
        batch_op.drop_index("ix_item_status_code")
        batch_op.drop_index("ix_item_bank_use_status")
        batch_op.drop_column("owner_id")
        batch_op.drop_column("published_number")
        batch_op.drop_column("live_number")
        batch_op.drop_column("bank")

    with op.batch_alter_table("item_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_source_key"))

    op.drop_table("item_source")
    with op.batch_alter_table("item_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_tag_tag"))

    op.drop_table("item_tag")
    with op.batch_alter_table("item_move", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_move_item_id"))

    op.drop_table("item_move")
    with op.batch_alter_table("item_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_comment_item_id"))

    op.drop_table("item_comment")
    with op.batch_alter_table("item_approval", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_item_approval_standing",
            sqlite_where=sa.text("void_at IS NULL"),
            postgresql_where=sa.text("void_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_item_approval_version_id"))

    op.drop_table("item_approval")
    op.drop_table("item_text")
    with op.batch_alter_table("item_pair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_pair_state"))
        batch_op.drop_index(batch_op.f("ix_item_pair_other_id"))
        batch_op.drop_index(batch_op.f("ix_item_pair_one_id"))

    op.drop_table("item_pair")
    op.drop_table("saved_view")
    op.drop_table("media")
    with op.batch_alter_table("item_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_import_state"))

    op.drop_table("item_import")
    with op.batch_alter_table("library_task", schema=None) as batch_op:
        batch_op.drop_index("ix_library_task_subject_done")
        batch_op.drop_index(batch_op.f("ix_library_task_person_id"))
        batch_op.drop_index(batch_op.f("ix_library_task_done_at"))

    op.drop_table("library_task")
    op.drop_table("bulk_change")
