"""the forms of exams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exam_form_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("blueprint_version_id", sa.Integer(), nullable=False),
        sa.Column("policy_version_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("overlap", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_form_order_exam_id_exam")),
        sa.ForeignKeyConstraint(
            ["blueprint_version_id"],
            ["blueprint_version.id"],
            name=op.f("fk_exam_form_order_blueprint_version_id_blueprint_version"),
        ),
        sa.ForeignKeyConstraint(
            ["policy_version_id"],
            ["policy_version.id"],
            name=op.f("fk_exam_form_order_policy_version_id_policy_version"),
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_exam_form_order_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_form_order")),
    )
    with op.batch_alter_table("exam_form_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_form_order_exam_id"), ["exam_id"], unique=False)
    op.create_table(
        "exam_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("blueprint_version_id", sa.Integer(), nullable=False),
        sa.Column("policy_version_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("overlap", sa.Integer(), nullable=False),
        sa.Column("codes", JSON, nullable=False),
        sa.Column("version_ids", JSON, nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_exam_form_exam_id_exam")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["exam_form_order.id"], name=op.f("fk_exam_form_order_id_exam_form_order")
        ),
        sa.ForeignKeyConstraint(
            ["blueprint_version_id"],
            ["blueprint_version.id"],
            name=op.f("fk_exam_form_blueprint_version_id_blueprint_version"),
        ),
        sa.ForeignKeyConstraint(
            ["policy_version_id"], ["policy_version.id"], name=op.f("fk_exam_form_policy_version_id_policy_version")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_exam_form_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_form")),
        sa.UniqueConstraint("exam_id", "name", name=op.f("uq_exam_form_exam_id_name")),
    )
    with op.batch_alter_table("exam_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_form_order_id"), ["order_id"], unique=False)
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("form_id", sa.Integer(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_attempt_exam_id"))
        batch_op.create_index("ix_attempt_exam_id_started_at", ["exam_id", "started_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempt_form_id"), ["form_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_attempt_form_id_exam_form"), "exam_form", ["form_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_attempt_form_id_exam_form"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_attempt_form_id"))
        batch_op.drop_index("ix_attempt_exam_id_started_at")
        batch_op.create_index(batch_op.f("ix_attempt_exam_id"), ["exam_id"], unique=False)
        batch_op.drop_column("form_id")
    with op.batch_alter_table("exam_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_form_order_id"))
    op.drop_table("exam_form")
    with op.batch_alter_table("exam_form_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_form_order_exam_id"))
    op.drop_table("exam_form_order")
