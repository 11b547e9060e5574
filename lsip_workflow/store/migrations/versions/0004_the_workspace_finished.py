"""The workspace, finished"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("consideration", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("consideration", sa.Column("withdrawn_on", sa.Date(), nullable=True))
    op.add_column("consideration", sa.Column("withdrawn_because", sa.String(), nullable=True))
    op.add_column("consideration", sa.Column("replaced_by", sa.String(), nullable=True))
    op.create_index(op.f("ix_consideration_replaced_by"), "consideration", ["replaced_by"], unique=False)
    op.add_column("engagement", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("engagement", sa.Column("replaced_by", sa.String(), nullable=True))
    op.create_index(op.f("ix_engagement_replaced_by"), "engagement", ["replaced_by"], unique=False)
