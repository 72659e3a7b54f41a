"""A report beside what was asked for: the table that a coordinator decides by."""

from collections.abc import Sequence
from dataclasses import dataclass

from base.clock import VIETNAM
from base.vietnamese import full_date
from services.screens.one_duty import ShownDuty
from web.office import Office
from workflow.lifecycle import Event
from workflow.log.audit import LogEntry
from workflow.nearness import DutyStanding, Nearness, nearness


@dataclass(frozen=True, kw_only=True)
class ComparedRow:
    """One line: what was asked for (`quoted` letter for letter, then `asked`), and what the report says to it."""

    label: str
    quoted: str = ""
    asked: str = ""
    given: str = ""
    near: Nearness | None = None
    former: Sequence[str] = ()


def compare(office: Office, shown: ShownDuty) -> Sequence[ComparedRow]:
    """Return the lines of a duty that may be looked into; none for who may not."""
    if not shown.inside:
        return ()
    duty = shown.duty
    task = duty.task
    return (
        ComparedRow(label="Nhiệm vụ", asked=task.title, given=shown.facts.result or "chưa có báo cáo"),
        ComparedRow(label="Sản phẩm", quoted=task.product, given=""),
        ComparedRow(label="Văn bản", asked=f"{task.plan_number}, {task.place}"),
        ComparedRow(
            label="Ngày",
            quoted=task.expression,
            asked=_due(office, shown),
            given=f"Ngày báo cáo {full_date(duty.reported_on)}" if duty.reported_on else "",
            near=_near(office, shown) if duty.reported_on else None,
        ),
        ComparedRow(label="Cơ quan", asked=_agencies(shown), given=_sender(shown.lines)),
        ComparedRow(label="Lần trước", given="", former=_returns(shown.lines)),
    )


def _due(office: Office, shown: ShownDuty) -> str:
    duty = shown.duty
    if duty.due is None:
        return "chưa có hạn"
    said = f"Hạn {full_date(duty.due)}"
    if shown.facts.extensions:
        said += f", đã gia hạn {shown.facts.extensions}/{office.installation.policies.most_grants}"
    if duty.act_by is not None and duty.act_by != duty.due:
        said += f"; là ngày nghỉ nên cần xong từ {full_date(duty.act_by)}"
    return said


def _near(office: Office, shown: ShownDuty) -> Nearness:
    duty = shown.duty
    standing = DutyStanding(
        state=duty.state,
        timeliness=duty.timeliness,
        due=duty.due,
        act_by=duty.act_by,
        reported_on=duty.reported_on,
    )
    return nearness(standing, today=office.today(), working_days=office.installation.policies.working_days)


def _agencies(shown: ShownDuty) -> str:
    together = ", ".join(shown.duty.task.cooperating)
    return f"{shown.duty.agency_name} chủ trì" + (f"; {together} phối hợp" if together else "")


def _sender(lines: Sequence[LogEntry]) -> str:
    last = next((line for line in reversed(lines) if line.action == Event.REPORT), None)
    if last is None:
        return ""
    local = last.at.astimezone(VIETNAM)
    return f"{last.actor} gửi lúc {local:%H:%M} {full_date(local.date())}"


def _returns(lines: Sequence[LogEntry]) -> Sequence[str]:
    back = [line for line in lines if line.action == Event.RETURN]
    return [f"{full_date(line.at.astimezone(VIETNAM).date())}: “{line.reason}”" for line in back] or [
        "Chưa bị trả lại lần nào"
    ]
