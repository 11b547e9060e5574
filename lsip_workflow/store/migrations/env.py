"""What Alembic runs: on the connection that `migrate()` hands over, in its transaction."""

from alembic import context
from sqlmodel import SQLModel

import lsip_workflow.model  # noqa: F401  (the tables)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    version_table="lsip_version",
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
