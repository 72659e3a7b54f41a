"""What stands beside the buttons "xác nhận" and "trả lại": what was asked, and what was handed in, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from base.clock import VIETNAM
from base.vietnamese import full_date
from services.screens.one_duty import ShownDuty
from web.duties.evidence import FileLine, file_lines
from web.duties.forms.fields import REASON
from web.office import Office
from workflow.evidence.files import files_in
from workflow.lifecycle import Event, State
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.nearness import DutyStanding, Nearness, nearness
from workflow.people.actions import Action
from workflow.timeliness import Dates, timeliness
from workflow.views.handings import Fate, Handing, current_report, handings

_ABOUT_EXTENSION = frozenset({Action.GRANT_EXTENSION, Action.DENY_EXTENSION})
# What reports are mostly returned for, to begin a reason with.
RETURN_PHRASES = ("Thiếu văn bản kèm theo", "Chưa đúng sản phẩm được giao", "Cần số liệu cụ thể")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A report that waits. `near` says how it stands to the duty's day; `before` are those that were returned.

    `phrases` are reasons to return it with, each with the address of the form that begins with it.
    """

    report: Handing | None
    sent_at: str
    files: Sequence[FileLine]
    near: Nearness | None
    will: str
    before: Sequence[str]
    phrases: Sequence[tuple[str, str]]


def decision_of(office: Office, shown: ShownDuty) -> Decision:
    """Return what there is to decide about a duty."""
    found = handings(shown.lines) if shown.inside else []
    report = current_report(found)
    near = _near(office, shown)
    local = report.at.astimezone(VIETNAM) if report else None
    return Decision(
        report=report,
        sent_at=f"{full_date(local.date())} lúc {local:%H:%M}" if local else "",
        files=file_lines(shown.duty.id, report.files) if report else (),
        near=near,
        will=_will(shown, near),
        before=[_returned(one) for one in found if one.fate is Fate.RETURNED],
        phrases=[(one, f"/viec/{shown.duty.id}/tra-lai?{urlencode({REASON.name: one})}") for one in RETURN_PHRASES],
    )


@dataclass(frozen=True, kw_only=True)
class _Pair:
    label: str
    value: str
    aside: str = ""


def awaited_answer(shown: ShownDuty, action: Action, *, most: int) -> tuple[Sequence[_Pair], Sequence[FileLine]]:
    """Return what an agency asked for and why, with its files, where the action answers it; `most` grants at most."""
    if action in _ABOUT_EXTENSION and shown.facts.wished_due:
        asked = _last(shown, LogAction.REQUEST_EXTENSION)
        due = shown.duty.due
        pairs = [
            _Pair(label="Hạn hiện nay", value=full_date(due) if due else "chưa có"),
            _Pair(label="Xin đến", value=full_date(shown.facts.wished_due), aside=_by_whom(asked)),
            _Pair(label="Lần gia hạn", value=f"{shown.facts.extensions + 1}/{most}"),
        ]
    elif action is Action.REASSIGN and shown.duty.state is State.REFUSED:
        asked = _last(shown, Event.REFUSE)
        pairs = [_Pair(label="Từ chối nhận", value=shown.duty.agency_name, aside=_by_whom(asked))]
    else:
        return (), ()
    if asked is None:
        return pairs, ()
    if asked.reason:
        pairs.append(_Pair(label="Lý do", value=f"“{asked.reason}”"))
    return pairs, file_lines(shown.duty.id, files_in(asked.details))


def _last(shown: ShownDuty, action: str) -> LogEntry | None:
    return next((line for line in reversed(shown.lines) if line.action == action), None) if shown.inside else None


def _by_whom(line: LogEntry | None) -> str:
    if line is None:
        return ""
    local = line.at.astimezone(VIETNAM)
    return f"{line.actor}, {full_date(local.date())} lúc {local:%H:%M}"


def _near(office: Office, shown: ShownDuty) -> Nearness | None:
    """How the duty would stand if the report were confirmed."""
    duty = shown.duty
    if duty.reported_on is None:
        return None
    dates = Dates(due=duty.due, soon_on=shown.facts.soon_on, reported_on=duty.reported_on)
    today = office.today()
    standing = DutyStanding(
        state=State.COMPLETED,
        timeliness=timeliness(State.COMPLETED, dates, today=today),
        due=duty.due,
        act_by=duty.act_by,
        reported_on=duty.reported_on,
    )
    return nearness(standing, today=today, working_days=office.installation.policies.working_days)


def _will(shown: ShownDuty, near: Nearness | None) -> str:
    duty = shown.duty
    if near is None or duty.reported_on is None:
        return "Nhiệm vụ hoàn thành; đúng hạn hay không tính theo ngày báo cáo, không theo ngày xác nhận."
    return (
        f"Xác nhận thì nhiệm vụ {near.words}: tính theo ngày báo cáo {full_date(duty.reported_on)}, "
        f"không theo ngày xác nhận. {duty.agency_name} được báo; các lời nhắc dừng lại."
    )


def _returned(one: Handing) -> str:
    local = one.at.astimezone(VIETNAM)
    files = f"; {len(one.files)} tệp" if one.files else ""
    return f"{full_date(local.date())}: {one.said}{files}; bị trả lại vì “{one.why}”"
