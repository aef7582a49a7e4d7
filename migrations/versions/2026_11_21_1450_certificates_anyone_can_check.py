"""certificates anyone can check."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ENTRIES = 131_072
WRITTEN_ONCE = (
    "certificate_event", "practical_sign_off", "practical_withdrawal", "log_entry", "log_leaf", "log_tile",
    "log_checkpoint", "log_witness", "log_cosignature", "log_timestamp", "certification_decision",
)  # fmt: skip
FROM_THE_START = ("identifier", "salt", "decision_id", "series_id")
ONCE_LOGGED = ("record", "issued_on", "issued_at", "expires_on")
IS_LOGGED = "EXISTS (SELECT 1 FROM log_entry WHERE log_entry.key = 'certificate:' || OLD.id || '\\:issued')"
KEPT = {
    "sqlite": ("no_change", "no_change_logged", "no_delete"),
    "postgresql": ("no_change", "no_delete", "no_truncate"),
}
REFUSE = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
)
GIVE = "UPDATE certificate SET salt = :salt, status_list = 0, status_index = :place, pdf_key = NULL WHERE id = :id"
NOTE = (
    "INSERT INTO certificate_event (key, certificate_id, number, kind, detail, at)"
    " VALUES (:key, :id, 1, 'issued', '', :at)"
)


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_key_digest")),
        sa.UniqueConstraint("name", name=op.f("uq_api_key_name")),
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_checkpoint")),
    )
    with op.batch_alter_table("log_checkpoint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_log_checkpoint_size"), ["size"], unique=False)

    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_log_entry_key")),
    )
    with op.batch_alter_table("log_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_log_entry_subject"), ["subject"], unique=False)

    op.create_table(
        "log_tile",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hashes", sa.LargeBinary(length=8192), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_log_tile")),
    )
    op.create_table(
        "log_witness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_witness")),
        sa.UniqueConstraint("key", name=op.f("uq_log_witness_key")),
        sa.UniqueConstraint("name", name=op.f("uq_log_witness_name")),
    )
    op.create_table(
        "status_list",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.Column("places", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_status_list")),
    )
    op.create_table(
        "log_cosignature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("witness_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["log_checkpoint.id"], name=op.f("fk_log_cosignature_checkpoint_id_log_checkpoint")
        ),
        sa.ForeignKeyConstraint(
            ["witness_id"], ["log_witness.id"], name=op.f("fk_log_cosignature_witness_id_log_witness")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_cosignature")),
        sa.UniqueConstraint(
            "checkpoint_id", "witness_id", "at", name=op.f("uq_log_cosignature_checkpoint_id_witness_id_at")
        ),
    )
    op.create_table(
        "log_leaf",
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["log_entry.id"], name=op.f("fk_log_leaf_entry_id_log_entry")),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_log_leaf")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_log_leaf_entry_id")),
    )
    op.create_table(
        "log_timestamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(length=400), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["log_checkpoint.id"], name=op.f("fk_log_timestamp_checkpoint_id_log_checkpoint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_timestamp")),
        sa.UniqueConstraint("checkpoint_id", name=op.f("uq_log_timestamp_checkpoint_id")),
    )
    op.create_table(
        "log_waiting",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["log_entry.id"], name=op.f("fk_log_waiting_entry_id_log_entry")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_log_waiting")),
    )
    op.create_table(
        "practical_withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_off_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_practical_withdrawal_by_id_person")),
        sa.ForeignKeyConstraint(
            ["sign_off_id"],
            ["practical_sign_off.id"],
            name=op.f("fk_practical_withdrawal_sign_off_id_practical_sign_off"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practical_withdrawal")),
        sa.UniqueConstraint("sign_off_id", name=op.f("uq_practical_withdrawal_sign_off_id")),
    )
    op.create_table(
        "resit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_resit_attempt_id_attempt")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_resit_exam_id_exam")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_resit_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resit")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_resit_attempt_id")),
    )
    with op.batch_alter_table("resit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resit_person_id"), ["person_id"], unique=False)

    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_appeal_attempt_id_attempt")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_appeal_decided_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
    )
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_attempt_id"), ["attempt_id"], unique=False)
        batch_op.create_index(
            "uq_appeal_open",
            ["attempt_id"],
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )

    op.create_table(
        "certificate_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_certificate_event_by_id_person")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_event_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_certificate_event_second_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_event")),
        sa.UniqueConstraint("certificate_id", "number", name=op.f("uq_certificate_event_certificate_id_number")),
        sa.UniqueConstraint("key", name=op.f("uq_certificate_event_key")),
    )
    op.create_table(
        "certificate_motion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_motion_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_certificate_motion_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_certificate_motion_proposed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_motion")),
    )
    with op.batch_alter_table("certificate_motion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_motion_certificate_id"), ["certificate_id"], unique=False)
        batch_op.create_index(
            "uq_certificate_motion_open",
            ["certificate_id"],
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )

    op.create_table(
        "share_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_share_link_certificate_id_certificate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_share_link_token_hash")),
    )
    with op.batch_alter_table("share_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_share_link_certificate_id"), ["certificate_id"], unique=False)

    op.create_table(
        "verification_look",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("door", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_verification_look_certificate_id_certificate")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "day", "door", name=op.f("pk_verification_look")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("credential_key", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("salt", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("status_list", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("status_index", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    give_lots(op.get_bind())
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        for name, kind in (
            ("salt", sa.String(length=64)),
            ("status_list", sa.Integer()),
            ("status_index", sa.Integer()),
        ):
            batch_op.alter_column(name, existing_type=kind, nullable=False)
        batch_op.create_index(batch_op.f("ix_certificate_expires_on"), ["expires_on"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_certificate_status_list_status_index"), ["status_list", "status_index"]
        )

    with op.batch_alter_table("certification_decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
        batch_op.drop_constraint(batch_op.f("uq_certification_decision_attempt_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_certification_decision_attempt_id_number"), ["attempt_id", "number"]
        )
    with op.batch_alter_table("certification_decision", schema=None) as batch_op:
        batch_op.alter_column("number", existing_type=sa.Integer(), server_default=None)

    with op.batch_alter_table("practical_sign_off", schema=None) as batch_op:
        batch_op.add_column(sa.Column("needles_in", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("needles_out", sa.Integer(), nullable=True))
    for table in WRITTEN_ONCE:
        keep_whole(table, op.get_bind().dialect.name)
    keep_certificates(op.get_bind().dialect.name)


def give_lots(connection: sa.Connection) -> None:
    """A salt, a place in the status lists, and the event of its issue for every certificate there is.

    Its page is made anew, now that pages are signed and carry a credential. The log says when it was entered: later
    than the certificate says it was issued, which is so.
    """
    taken: set[int] = set()
    rows = connection.execute(sa.text("SELECT id, issued_at FROM certificate ORDER BY id")).all()
    for certificate_id, issued_at in rows:
        place = secrets.randbelow(ENTRIES)
        while place in taken:
            place = secrets.randbelow(ENTRIES)
        taken.add(place)
        known = {"id": certificate_id, "salt": secrets.token_hex(32), "place": place}
        connection.execute(sa.text(GIVE), known)
        connection.execute(
            sa.text(NOTE), {"id": certificate_id, "key": f"certificate:{certificate_id}:issued", "at": issued_at}
        )


def keep_whole(table: str, dialect: str) -> None:
    """Have the database refuse to change or delete rows of a table."""
    if dialect == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(REFUSE)
    for name, when in (("change", "UPDATE OR DELETE"), ("truncate", "TRUNCATE")):
        each = "ROW" if name == "change" else "STATEMENT"
        op.execute(
            f"CREATE TRIGGER {table}_no_{name} BEFORE {when} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )


def keep_certificates(dialect: str) -> None:
    """Have the database keep every certificate, and what was certified as it was."""
    same = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
    first, later = (
        " OR ".join(f"OLD.{name} {same} NEW.{name}" for name in names) for names in (FROM_THE_START, ONCE_LOGGED)
    )
    if dialect == "sqlite":
        changes = {
            "no_change": f"UPDATE OF {', '.join(FROM_THE_START)} ON certificate WHEN {first}",
            "no_change_logged": f"UPDATE OF {', '.join(ONCE_LOGGED)} ON certificate WHEN ({later}) AND {IS_LOGGED}",
            "no_delete": "DELETE ON certificate",
        }
        for name, change in changes.items():
            op.execute(
                f"CREATE TRIGGER certificate_{name} BEFORE {change}"
                " BEGIN SELECT RAISE(ABORT, 'certificate is written once'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION keep_certificate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {first} OR (({later}) AND {IS_LOGGED})"
        " THEN RAISE EXCEPTION 'certificate is written once'; END IF; RETURN NEW; END $$"
    )
    for name, when, each, does in (
        ("no_change", "UPDATE", "ROW", "keep_certificate"),
        ("no_delete", "DELETE", "ROW", "refuse_change"),
        ("no_truncate", "TRUNCATE", "STATEMENT", "refuse_change"),
    ):
        op.execute(
            f"CREATE TRIGGER certificate_{name} BEFORE {when} ON certificate FOR EACH {each} EXECUTE FUNCTION {does}()"
        )


def let_change(table: str, dialect: str) -> None:
    """Take the triggers of a table away."""
    for name in ("update", "delete") if dialect == "sqlite" else ("change", "truncate"):
        op.execute(f"DROP TRIGGER {table}_no_{name}" + ("" if dialect == "sqlite" else f" ON {table}"))


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in WRITTEN_ONCE:
        let_change(table, dialect)
    for name in KEPT[dialect]:
        op.execute(f"DROP TRIGGER certificate_{name}" + ("" if dialect == "sqlite" else " ON certificate"))
    if dialect != "sqlite":
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("DROP FUNCTION keep_certificate()")
    with op.batch_alter_table("practical_sign_off", schema=None) as batch_op:
        batch_op.drop_column("needles_out")
        batch_op.drop_column("needles_in")

    with op.batch_alter_table("certification_decision", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_certification_decision_attempt_id_number"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_certification_decision_attempt_id"), ["attempt_id"])
        batch_op.drop_column("number")

    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_certificate_status_list_status_index"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_certificate_expires_on"))
        batch_op.drop_column("paused_at")
        batch_op.drop_column("status_index")
        batch_op.drop_column("status_list")
        batch_op.drop_column("salt")
        batch_op.drop_column("credential_key")

    op.drop_table("verification_look")
    with op.batch_alter_table("share_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_link_certificate_id"))

    op.drop_table("share_link")
    with op.batch_alter_table("certificate_motion", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificate_motion_open",
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_certificate_motion_certificate_id"))

    op.drop_table("certificate_motion")
    op.drop_table("certificate_event")
    with op.batch_alter_table("resit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resit_person_id"))

    op.drop_table("resit")
    op.drop_table("appeal")
    op.drop_table("practical_withdrawal")
    op.drop_table("log_waiting")
    op.drop_table("log_timestamp")
    op.drop_table("log_leaf")
    op.drop_table("log_cosignature")
    op.drop_table("status_list")
    op.drop_table("log_witness")
    op.drop_table("log_tile")
    with op.batch_alter_table("log_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_log_entry_subject"))

    op.drop_table("log_entry")
    with op.batch_alter_table("log_checkpoint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_log_checkpoint_size"))

    op.drop_table("log_checkpoint")
    op.drop_table("api_key")
