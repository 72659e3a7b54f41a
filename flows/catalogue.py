"""All flows by name. Imports Prefect: prepare its home first (`flows.prefect_home`)."""

from collections.abc import Mapping
from typing import Any

from prefect import Flow

from flows.audit_notices import audit_notices
from flows.daily import daily
from flows.deliver import deliver
from flows.follow_triggers import follow_triggers
from flows.housekeeping import housekeeping
from flows.import_plan import import_plan
from flows.publish_calendars import publish_calendars
from flows.report_cycle import report_cycle
from flows.seal_audit import seal_audit
from flows.verify_audit import verify_audit
from flows.weekly_digest import weekly_digest

FLOWS: Mapping[str, Flow[Any, Any]] = {
    "audit_notices": audit_notices,
    "daily": daily,
    "deliver": deliver,
    "follow_triggers": follow_triggers,
    "housekeeping": housekeeping,
    "import_plan": import_plan,
    "publish_calendars": publish_calendars,
    "report_cycle": report_cycle,
    "seal_audit": seal_audit,
    "verify_audit": verify_audit,
    "weekly_digest": weekly_digest,
}
