"""what papers draw."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drawn",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("earned", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_drawn_attempt_id_attempt")),
        sa.ForeignKeyConstraint(["version_id"], ["item_version.id"], name=op.f("fk_drawn_version_id_item_version")),
        sa.PrimaryKeyConstraint("attempt_id", "position", name=op.f("pk_drawn")),
    )
    op.create_table(
        "item_figure",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("facility", sa.Double(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["item_version.id"], name=op.f("fk_item_figure_version_id_item_version")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_item_figure")),
    )
    with op.batch_alter_table("drawn", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drawn_version_id"), ["version_id"], unique=False)

    paper = sa.table("paper", sa.column("attempt_id", sa.Uuid), sa.column("items", JSON))
    drawn = sa.table(
        "drawn",
        sa.column("attempt_id", sa.Uuid),
        sa.column("position", sa.Integer),
        sa.column("version_id", sa.Integer),
    )
    connection = op.get_bind()
    for attempt_id, items in connection.execute(sa.select(paper.c.attempt_id, paper.c["items"])).all():
        asked = [
            {"attempt_id": attempt_id, "position": each["position"], "version_id": each["version_id"]} for each in items
        ]
        if asked:
            connection.execute(drawn.insert(), asked)


def downgrade() -> None:
    with op.batch_alter_table("drawn", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drawn_version_id"))

    op.drop_table("drawn")
    op.drop_table("item_figure")
