"""Find duties by their words without marks, and keep the views that people saved."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from workflow.store.plans.search_text import SEARCHED, search_text

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_BATCH = 500
_PARTIAL = (
    ("ix_assignment_decision", "state", "state IN ('reported', 'refused')"),
    ("ix_assignment_wish", "wished_due", "wished_due IS NOT NULL"),
)


def upgrade() -> None:
    op.add_column("task", sa.Column("search", sa.Text(), server_default="", nullable=False))
    _fill()
    for name, column, condition in _PARTIAL:
        where = sa.text(condition)
        op.create_index(name, "assignment", [column], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )


def downgrade() -> None:
    op.drop_table("saved_view")
    for name, _, _ in _PARTIAL:
        op.drop_index(name, "assignment")
    op.drop_column("task", "search")


def _fill() -> None:
    task = sa.table(
        "task",
        sa.column("id", sa.Integer),
        sa.column("search", sa.Text),
        sa.column("corrections", sa.JSON),
        *(sa.column(name, sa.Text) for name in SEARCHED),
    )
    connection = op.get_bind()
    statement = sa.update(task).where(task.c.id == sa.bindparam("number")).values(search=sa.bindparam("found"))
    last = 0
    while rows := connection.execute(_tasks_behind(task, last)).mappings().all():
        found = [{"number": row["id"], "found": search_text(dict(row), row["corrections"] or {})} for row in rows]
        connection.execute(statement, found)
        last = rows[-1]["id"]


def _tasks_behind(task: sa.TableClause, last: int) -> sa.Select[tuple[object, ...]]:
    return sa.select(task).where(task.c.id > last).order_by(task.c.id).limit(_BATCH)
