"""reports on the bank."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(length=4), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("read_count", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("told", JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_bank_reading_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_reading")),
    )
    with op.batch_alter_table("bank_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_reading_domain"), ["domain"], unique=False)
        batch_op.create_index(batch_op.f("ix_bank_reading_state"), ["state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("bank_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bank_reading_state"))
        batch_op.drop_index(batch_op.f("ix_bank_reading_domain"))
    op.drop_table("bank_reading")
