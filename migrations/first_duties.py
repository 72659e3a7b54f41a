"""The first tables of duties, events and notices, as revision 0001 makes them."""

import sqlalchemy as sa
from alembic import op


def _occurrence() -> None:
    op.create_table(
        "occurrence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("opens", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("trigger_id", sa.Integer(), nullable=True),
        sa.Column("alternative_id", sa.Integer(), nullable=True),
        sa.Column("offset_count", sa.Integer(), nullable=True),
        sa.Column(
            "offset_unit",
            sa.Enum(
                "day",
                "working_day",
                "week",
                "month",
                "year",
                "hour",
                "working_hour",
                name="unit",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["alternative_id"], ["trigger.id"], name=op.f("fk_occurrence_alternative_id_trigger")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_occurrence_task_id_task")),
        sa.ForeignKeyConstraint(["trigger_id"], ["trigger.id"], name=op.f("fk_occurrence_trigger_id_trigger")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint("task_id", "key", name=op.f("uq_occurrence_task_id_key")),
    )
    op.create_index(op.f("ix_occurrence_alternative_id"), "occurrence", ["alternative_id"])
    op.create_index(op.f("ix_occurrence_trigger_id"), "occurrence", ["trigger_id"])


def _task_agency() -> None:
    op.create_table(
        "task_agency",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column(
            "role", sa.Enum("lead", "cooperating", name="taskrole", native_enum=False, length=20), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("spelling", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_task_agency_agency_id_agency")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_agency_task_id_task")),
        sa.PrimaryKeyConstraint("task_id", "role", "position", name=op.f("pk_task_agency")),
    )
    op.create_index(op.f("ix_task_agency_agency_id"), "task_agency", ["agency_id"])


STATE = sa.Enum(
    "waiting",
    "assigned",
    "in_progress",
    "reported",
    "completed",
    "refused",
    "withdrawn",
    "superseded",
    name="state",
    native_enum=False,
    length=20,
)
TIMELINESS = sa.Enum(
    "undated",
    "ahead",
    "due_soon",
    "due_today",
    "overdue",
    "done_on_time",
    "done_late",
    name="timeliness",
    native_enum=False,
    length=20,
)


def _assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("opens", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("act_by", sa.Date(), nullable=True),
        sa.Column("soon_on", sa.Date(), nullable=True),
        sa.Column("timeliness", TIMELINESS, nullable=False),
        sa.Column("next_change_on", sa.Date(), nullable=True),
        sa.Column("scheduled_on", sa.Date(), nullable=False),
        sa.Column("check_in_on", sa.Date(), nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("wished_due", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_assignment_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_assignment_occurrence_id_occurrence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("occurrence_id", "agency_id", name=op.f("uq_assignment_occurrence_id_agency_id")),
        sa.UniqueConstraint("occurrence_id", "uid", name=op.f("uq_assignment_occurrence_id_uid")),
    )
    op.create_index(op.f("ix_assignment_act_by"), "assignment", ["act_by"])
    op.create_index(op.f("ix_assignment_agency_id"), "assignment", ["agency_id"])
    op.create_index(op.f("ix_assignment_check_in_on"), "assignment", ["check_in_on"])
    op.create_index(op.f("ix_assignment_due"), "assignment", ["due"])
    op.create_index(op.f("ix_assignment_next_change_on"), "assignment", ["next_change_on"])
    op.create_index(op.f("ix_assignment_scheduled_on"), "assignment", ["scheduled_on"])


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("trigger_id", sa.Integer(), nullable=True),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.String(length=20), nullable=False),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_event_assignment_id_assignment")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_event_plan_id_plan")),
        sa.ForeignKeyConstraint(["trigger_id"], ["trigger.id"], name=op.f("fk_event_trigger_id_trigger")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_assignment_id_id"), "event", ["assignment_id", "id"])
    op.create_index(op.f("ix_event_at"), "event", ["at"])
    op.create_index(op.f("ix_event_plan_id"), "event", ["plan_id"])


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("recipient_name", sa.String(length=200), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "claimed",
                "sending",
                "sent",
                "unknown",
                "dead",
                "cancelled",
                name="noticestate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_token", sa.String(length=36), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_notice_agency_id_agency")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_notice_assignment_id_assignment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    op.create_index(op.f("ix_notice_assignment_id"), "notice", ["assignment_id"])
    op.create_index("ix_notice_claim", "notice", ["state", "not_before", "channel", "recipient"])


DUTIES = {
    "occurrence": _occurrence,
    "task_agency": _task_agency,
    "assignment": _assignment,
    "event": _event,
    "notice": _notice,
}
