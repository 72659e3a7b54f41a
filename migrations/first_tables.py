"""The tables of revision 0007, the first that offices have: frozen, whatever the code makes of them later."""

from typing import Any

import sqlalchemy as sa

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA = sa.MetaData(naming_convention=NAMES)
NUMBER = sa.Integer()
TEXT = sa.Text()
DAY = sa.Date()
TIME = sa.Time()
YES = sa.Boolean()
JSON = sa.JSON()
BYTES = sa.LargeBinary()
MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(20)


def _must(name: str, kind: sa.types.TypeEngine[Any], *more: sa.ForeignKey, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, nullable=False, **options)


def _may(name: str, kind: sa.types.TypeEngine[Any], *more: sa.ForeignKey, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, nullable=True, **options)


def _key(name: str = "id", kind: sa.types.TypeEngine[Any] = NUMBER, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, **options)


def _of(table: str, column: str = "") -> Any:
    """A reference to a table's id, to be taken apart into a column's arguments."""
    return (column or f"{table}_id", NUMBER, sa.ForeignKey(f"{table}.id"))


agency = sa.Table(
    "agency",
    METADATA,
    _key(),
    _must("code", sa.String(120), unique=True),
    _must("name", sa.String(300)),
    _must("kind", sa.String(40)),
    _must("is_group", YES),
)
agency_alias = sa.Table(
    "agency_alias",
    METADATA,
    _key(),
    _must(*_of("agency")),
    _must("spelling", sa.String(300)),
    sa.UniqueConstraint("agency_id", "spelling"),
)
agency_member = sa.Table(
    "agency_member",
    METADATA,
    sa.Column(*_of("agency", "group_id"), primary_key=True),
    sa.Column(*_of("agency", "member_id"), primary_key=True, index=True),
    _may("left_on", DAY),
)
contact = sa.Table(
    "contact",
    METADATA,
    _key(),
    _must(*_of("agency")),
    _must("role", WORD),
    _must("name", sa.String(200)),
    _must("channel", WORD),
    _must("address", sa.String(320)),
    _must("language", sa.String(5), server_default="vi"),
    _may("works_from", TIME),
    _may("works_until", TIME),
    _may("away_from", DAY),
    _may("away_until", DAY),
    _may(*_of("contact", "stand_in_id")),
    _may("unsubscribed_at", MOMENT),
    sa.UniqueConstraint("agency_id", "role", "address"),
)
plan = sa.Table(
    "plan",
    METADATA,
    _key(),
    _must("number", sa.String(60)),
    _must("year", NUMBER),
    _must("kind", sa.String(60)),
    _must("issuer", sa.String(300)),
    _must("title", TEXT),
    _must("issued_on", DAY),
    _must("first_year", NUMBER),
    _must("last_year", NUMBER),
    _must("signer", sa.String(200)),
    _may(*_of("agency", "coordinator_id")),
    _must("report_cycle", TEXT),
    _may(*_of("plan", "superseded_by_id")),
    _must("source_name", sa.String(300)),
    _must("source_sha256", sa.String(64)),
    _must("imported_at", MOMENT),
    sa.UniqueConstraint("issuer", "number", "year"),
)
task = sa.Table(
    "task",
    METADATA,
    _key(),
    _must(*_of("plan")),
    _must("key", sa.String(120)),
    _must("position", NUMBER),
    _must("origin", WORD),
    _must("appendix", WORD),
    _must("section_number", WORD),
    _must("section_title", TEXT),
    _must("number", WORD),
    _must("title", TEXT),
    _must("lead", TEXT),
    _must("cooperating", TEXT),
    _must("product", TEXT),
    _must("expression", TEXT),
    _must("note", TEXT),
    _must("quote", TEXT),
    _must("source_line", NUMBER),
    _must("inherited", JSON),
    _must("kind", WORD, index=True),
    _must("certainty", WORD),
    _must("explanation", TEXT),
    _must("resolution", JSON),
    _may("laid_out_until", DAY, index=True),
    _must("needs_review", YES),
    _must("doubts", JSON),
    _must("corrections", JSON),
    _may("withdrawn_on", DAY),
    sa.UniqueConstraint("plan_id", "key"),
)
task_agency = sa.Table(
    "task_agency",
    METADATA,
    sa.Column(*_of("task"), primary_key=True),
    _key("role", WORD),
    _key("position"),
    _must("spelling", TEXT),
    _may(*_of("agency"), index=True),
)
trigger = sa.Table(
    "trigger",
    METADATA,
    _key(),
    _must(*_of("plan")),
    _must("key", sa.String(500)),
    _must("wording", TEXT),
    _must("waiting_since", DAY),
    _may("fired_on", DAY),
    _must("document", TEXT),
    _may(*_of("agency", "watcher_id")),
    sa.UniqueConstraint("plan_id", "key"),
)
occurrence = sa.Table(
    "occurrence",
    METADATA,
    _key(),
    _must(*_of("task")),
    _must("key", sa.String(60)),
    _may("opens", DAY),
    _may("due", DAY),
    _may(*_of("trigger"), index=True),
    _may(*_of("trigger", "alternative_id"), index=True),
    _may("offset_count", NUMBER),
    _may("offset_unit", WORD),
    _may("withdrawn_on", DAY),
    sa.UniqueConstraint("task_id", "key"),
)
assignment = sa.Table(
    "assignment",
    METADATA,
    _key(),
    _must("uid", sa.String(36)),
    _must(*_of("occurrence")),
    _must(*_of("agency"), index=True),
    _must("state", WORD),
    _may("opens", DAY),
    _may("due", DAY, index=True),
    _may("act_by", DAY, index=True),
    _may("soon_on", DAY),
    _must("timeliness", WORD),
    _may("next_change_on", DAY, index=True),
    _must("scheduled_on", DAY, index=True),
    _may("check_in_on", DAY, index=True),
    _must("extensions", NUMBER),
    _may("wished_due", DAY),
    _may("reported_on", DAY),
    _must("result", TEXT),
    _must("progress", NUMBER),
    _must("version", NUMBER),
    _must("revision", NUMBER),
    _must("changed_at", MOMENT),
    sa.UniqueConstraint("occurrence_id", "agency_id"),
    sa.UniqueConstraint("occurrence_id", "uid"),
)
event = sa.Table(
    "event",
    METADATA,
    _key(),
    _must("at", MOMENT, index=True),
    _must("actor", sa.String(120)),
    _must("action", sa.String(40)),
    _may(*_of("plan"), index=True),
    _may(*_of("trigger")),
    _may(*_of("assignment")),
    _must("before", WORD),
    _must("after", WORD),
    _must("reason", TEXT),
    _must("document", TEXT),
    _must("details", JSON),
    sa.Index(None, "assignment_id", "id"),
)
seal = sa.Table(
    "seal",
    METADATA,
    _key("number", autoincrement=False),
    _must("first", NUMBER),
    _must("last", NUMBER),
    _must("count", NUMBER),
    _must("marks", BYTES),
    _must("previous", sa.String(64)),
    _must("at", MOMENT),
    _must("digest", sa.String(64)),
)
daily_run = sa.Table("daily_run", METADATA, _key("job", sa.String(40)), _must("day", DAY))
shard = sa.Table(
    "shard",
    METADATA,
    _key("day", DAY),
    _key("job", sa.String(40)),
    _key("number", autoincrement=False),
    _must("first", NUMBER),
    _may("last", NUMBER),
    _may("done_at", MOMENT),
    _must("changes", NUMBER),
    _must("worker", sa.String(200)),
)


def _delivery() -> list[sa.Column[Any]]:
    """Whom a message goes to, and how far it has come."""
    return [
        _must("channel", WORD),
        _must("recipient", sa.String(320)),
        _must("recipient_name", sa.String(200)),
        _must(*_of("agency")),
        _must("state", WORD),
        _must("queued_at", MOMENT),
        _must("not_before", MOMENT),
        _may("lease_token", sa.String(36)),
        _may("lease_until", MOMENT),
        _must("attempts", NUMBER),
        _must("message_id", sa.String(200)),
        _must("outcome", TEXT),
        _may("settled_at", MOMENT),
    ]


QUEUED = sa.text("state = 'queued'")
LEASED = sa.text("lease_token IS NOT NULL")
notice = sa.Table(
    "notice",
    METADATA,
    _key(),
    _must("key", sa.String(500), unique=True),
    _must(*_of("assignment"), index=True),
    _must("step", sa.String(40)),
    _must("due", DAY),
    *_delivery(),
    _must("urgent", YES, server_default=sa.false()),
    _must("doubts", NUMBER, server_default=sa.text("0")),
    _must("note", TEXT, server_default=""),
    sa.Index("ix_notice_claim", "state", "channel", "not_before", "recipient"),
    sa.Index("ix_notice_queued", "state", "channel", "recipient", sqlite_where=QUEUED, postgresql_where=QUEUED),
    sa.Index("ix_notice_lease", "lease_token", "recipient", sqlite_where=LEASED, postgresql_where=LEASED),
)
channel = sa.Table(
    "channel",
    METADATA,
    _key("name", WORD),
    _must("failures", NUMBER),
    _may("open_until", MOMENT),
    _must("stopped", YES),
    _must("why", TEXT),
    _may("next_slot", MOMENT),
)
letter = sa.Table(
    "letter",
    METADATA,
    _key(),
    _must("key", sa.String(500), unique=True),
    _must("kind", WORD),
    _must("subject_id", NUMBER),
    _must("day", DAY),
    *_delivery(),
    sa.Index(None, "state", "not_before"),
)
zalo_account = sa.Table(
    "zalo_account",
    METADATA,
    _key("account", sa.String(60)),
    _must("sealed", TEXT),
    _must("access_ends", MOMENT),
    _must("refresh_ends", MOMENT),
    _must("spent", TEXT, server_default=""),
    _may("lease_token", sa.String(36)),
    _may("lease_until", MOMENT),
)
alarm = sa.Table(
    "alarm",
    METADATA,
    _key("key", sa.String(200)),
    _must("text", TEXT),
    _must("raised_at", MOMENT),
    _may("told_at", MOMENT),
)
feed = sa.Table(
    "feed",
    METADATA,
    _key(),
    _must("token_sha256", BYTES, unique=True),
    _must("hint", sa.String(4)),
    _must("scope", WORD),
    _must("role", WORD),
    _may(*_of("agency")),
    _may(*_of("plan")),
    _must("person", sa.String(320)),
    _must("holder", sa.String(200)),
    _must("label", sa.String(200)),
    _must("alarm", WORD),
    _must("span", YES),
    _must("created_at", MOMENT),
    _may("fetched_at", MOMENT),
    _may("ended_at", MOMENT),
    _may("ending", WORD),
    _must("version", sa.String(64)),
    _must("modified_at", MOMENT),
)
rendered_event = sa.Table(
    "rendered_event",
    METADATA,
    sa.Column(*_of("assignment"), primary_key=True),
    _key("variant", sa.String(40)),
    _must("form", sa.String(16)),
    _must("revision", NUMBER),
    _must("content", BYTES),
)
job_run = sa.Table(
    "job_run",
    METADATA,
    _key(),
    _must("job", sa.String(60)),
    _must("day", DAY),
    _must("state", WORD),
    _must("started_at", MOMENT, index=True),
    _may("ended_at", MOMENT),
    _must("lease_until", MOMENT),
    _must("place", sa.String(200)),
    _must("pid", NUMBER),
    _must("told", TEXT),
    sa.Index(None, "job", "id"),
)
log_cursor = sa.Table("log_cursor", METADATA, _key("reader", sa.String(40)), _must("line", NUMBER))
