"""What a line of the log is about, in names: whose account, which contact, agency, job, share or task, what changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from base.clock import VIETNAM
from base.vietnamese import one_line, short_date
from workflow.lifecycle import Event
from workflow.log.actions import OPINIONS, LogAction
from workflow.log.audit import PERSON, LogEntry
from workflow.log.view import log_view
from workflow.notices.ladder import CHANNEL_LABELS
from workflow.people.grants import GrantedRole
from workflow.plan import HEAD_LABELS

TaskKey = tuple[int, str]
_Words = Callable[[LogEntry, "LogNames"], Iterator[str]]

_CHANNELS = {channel.value: label for channel, label in CHANNEL_LABELS.items()}
_ROLES = {role.value: role.label for role in GrantedRole}
_CONTACT_PARTS = {
    "person": "họ tên, vai trò",
    "address": "địa chỉ",
    "hours": "giờ làm việc",
    "absence": "vắng mặt, người thay",
    "reminders": "nhận thư nhắc",
}
_SHARED = {"list": "danh sách", "report": "danh sách kèm số liệu", "card": "báo cáo"}
# Of these a line's person is whose account it is; of any other, who did it.
_OF_ACCOUNTS = frozenset(
    {
        LogAction.CREATE_ACCOUNT,
        LogAction.DISABLE_ACCOUNT,
        LogAction.ENABLE_ACCOUNT,
        LogAction.LOCK_ACCOUNT,
        LogAction.UNLOCK_ACCOUNT,
        LogAction.INVITE,
        LogAction.GIVE_GRANT,
        LogAction.END_GRANT,
        LogAction.SET_PASSWORD,
        LogAction.SET_SECOND_FACTOR,
        LogAction.REMOVE_SECOND_FACTOR,
        LogAction.CHANGE_PROFILE,
        LogAction.SIGN_IN_FAILED,
        LogAction.END_SESSION,
    }
)


@dataclass(frozen=True, kw_only=True)
class LogNames:
    """The names behind the numbers and codes that lines hold; what is gone since has none. `plans` are numbers."""

    people: Mapping[int, str] = field(default_factory=dict)
    contacts: Mapping[int, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    shares: Mapping[int, str] = field(default_factory=dict)
    plans: Mapping[int, str] = field(default_factory=dict)
    tasks: Mapping[TaskKey, str] = field(default_factory=dict)
    jobs: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)


NO_NAMES = LogNames()


def subject_words(entry: LogEntry, names: LogNames) -> list[str]:
    """Return what a line is about, part by part, as in ["tài khoản của Chị Hoa", "chuyên viên, Sở Nội vụ"].

    A name that is gone stands by its number or code.
    """
    told = _TOLD.get(entry.action)
    account = _account(entry, names) if entry.action in _OF_ACCOUNTS else iter(())
    return [part for part in (*account, *(told(entry, names) if told else ())) if part]


def subject_agencies(entry: LogEntry, names: LogNames) -> str:
    """Return the agencies that a line is about, by name; "" for none."""
    details = entry.details
    codes = [details[key] for key in ("was_agency", "agency", "watcher") if isinstance(details.get(key), str)]
    listed = details.get("agencies")
    codes += [code for code in listed if isinstance(code, str)] if isinstance(listed, list) else []
    return ", ".join(_agency(code, names) for code in codes)


def _agency(code: str, names: LogNames) -> str:
    return names.agencies.get(code, code)


def _account(entry: LogEntry, names: LogNames) -> Iterator[str]:
    number = entry.details.get(PERSON)
    if number is not None and (name := names.people.get(number, f"số {number}")) != entry.actor:
        yield f"tài khoản của {name}"


def _contacts(entry: LogEntry, names: LogNames) -> Iterator[str]:
    details = entry.details
    one = details.get("contact")
    numbers = [*details.get("contacts", ()), *([one] if one is not None else [])]
    yield ", ".join(names.contacts.get(number, f"người nhận số {number}") for number in numbers)
    if not all(number in names.contacts for number in numbers) or not numbers:
        yield subject_agencies(entry, names)
    if "count" in details:
        yield f"{details['count']} người nhận, {details['new']} mới"
    yield ", ".join(_CONTACT_PARTS[part] for part in details.get("changed", ()))


def _grant(entry: LogEntry, names: LogNames) -> Iterator[str]:
    details = entry.details
    if "role" not in details:
        yield f"quyền số {details['grant']}" if "grant" in details else ""
        return
    yield _agency(details["holder"], names) if details.get("holder") else ""
    parts = (_ROLES.get(details["role"], details["role"]), details.get("scope", ""))
    yield ", ".join(part for part in parts if part)
    yield f"đến {_day(details['until'])}" if details.get("until") else ""


def _kept_agency(entry: LogEntry, names: LogNames) -> Iterator[str]:
    details = entry.details
    if "count" in details:
        yield f"{details['count']} cơ quan từ tệp, {details['new']} mới"
    yield subject_agencies(entry, names) if "before" not in details else ""
    if "before" in details:
        yield f"{details['before']} → {details['after']}"
    yield f"hiểu “{details['spelling']}”" if details.get("spelling") else ""
    yield f"thêm thành viên {_agency(details['member'], names)}" if details.get("member") else ""
    yield f"đưa {_agency(details['leaver'], names)} ra khỏi nhóm" if details.get("leaver") else ""


def _left_as_it_is(entry: LogEntry, names: LogNames) -> Iterator[str]:
    yield from _task(entry, names)
    decided = "không giao cho cơ quan mới vào nhóm" if entry.details.get("joined") else "giữ ở cơ quan đã rời nhóm"
    yield f"{decided}: {subject_agencies(entry, names)}"


def _succession(entry: LogEntry, names: LogNames) -> Iterator[str]:
    was, new = entry.details.get("was_agency"), entry.details.get("agency")
    if was and new:
        yield f"{_agency(was, names)} → {_agency(new, names)}"


def _ladder(entry: LogEntry, _: LogNames) -> Iterator[str]:
    yield f"thang riêng của {entry.details['number']}" if entry.details.get("number") else ""
    yield from entry.details.get("changes", ())


def _job(entry: LogEntry, names: LogNames) -> Iterator[str]:
    name = entry.details.get("job", "")
    yield names.jobs.get(name, name)


def _settings(entry: LogEntry, names: LogNames) -> Iterator[str]:
    yield ", ".join(names.settings.get(name, name) for name in entry.details.get("settings", ()))


def _days_off(entry: LogEntry, _: LogNames) -> Iterator[str]:
    details = entry.details
    if "announced" in details:
        years = ", ".join(map(str, details["announced"])) or "chưa năm nào"
        yield f"năm đã có thông báo: {years}; {details['swaps']} ngày hoán đổi; {details['moved']} nhiệm vụ dời ngày"


def _share(entry: LogEntry, names: LogNames) -> Iterator[str]:
    details = entry.details
    known = names.shares.get(details.get("share", 0), f"số {details.get('share')}")
    yield details.get("holder") or known
    yield _SHARED.get(details.get("kind", ""), "")
    yield f"đến {_day(details['until'])}" if details.get("until") else ""


def _report(entry: LogEntry, _: LogNames) -> Iterator[str]:
    yield f"mã {entry.details['report'][:12]}" if "report" in entry.details else ""


def _backup(entry: LogEntry, _: LogNames) -> Iterator[str]:
    yield entry.details.get("backup", "")


def _log(entry: LogEntry, _: LogNames) -> Iterator[str]:
    yield log_view(entry.details.get("view", ""), today=entry.at.astimezone(VIETNAM).date()).words


def _file(entry: LogEntry, _: LogNames) -> Iterator[str]:
    details = entry.details
    yield f"nhiệm vụ {details['duty']}" if "duty" in details else ""
    yield details.get("name", details.get("file", ""))


def _import(entry: LogEntry, names: LogNames) -> Iterator[str]:
    yield from _file(entry, names)
    details = entry.details
    yield f"{details['tasks']} nhiệm vụ, {details['assignments']} lượt giao" if "tasks" in details else ""


def _head(entry: LogEntry, _: LogNames) -> Iterator[str]:
    for name, (was, new) in entry.details.get("head", {}).items():
        yield f"{HEAD_LABELS.get(name, name).lower()}: {was or 'trống'} → {new}"


def _change(entry: LogEntry, _: LogNames) -> Iterator[str]:
    before, after = entry.details.get("before"), entry.details.get("after")
    yield f"{before} → {after}" if before and after else ""


def _notice(entry: LogEntry, names: LogNames) -> Iterator[str]:
    details = entry.details
    yield f"thông báo {details['notice']}" if "notice" in details else ""
    yield f"nhiệm vụ {details['duty']}" if details.get("duty") else ""
    yield f"tới {details['recipient']}" if details.get("recipient") else ""
    yield f"{details['count']} thông báo" if "count" in details else ""
    yield from _channel(entry, names)


def _channel(entry: LogEntry, _: LogNames) -> Iterator[str]:
    name = entry.details.get("channel", "")
    yield _CHANNELS.get(name, name)


def _fallen_back(entry: LogEntry, _: LogNames) -> Iterator[str]:
    details = entry.details
    if "from" in details:
        to = ", ".join(_CHANNELS.get(name, name) for name in details.get("to", ()))
        yield f"{details['recipient']}: {_CHANNELS.get(details['from'], details['from'])} → {to}"


def _feed(entry: LogEntry, _: LogNames) -> Iterator[str]:
    details = entry.details
    yield f"của {details['holder']}" if details.get("holder") else ""
    yield f"…{details['hint']}" if details.get("hint") else ""


def _task(entry: LogEntry, names: LogNames) -> Iterator[str]:
    key = entry.details.get("task")
    if key is not None:
        title = names.tasks.get((entry.plan_id or 0, key), "")
        yield f"nhiệm vụ “{title}”" if title else ""
    yield f"đến {_day(entry.details['ends_on'])}" if "ends_on" in entry.details else ""
    if "corrected" in entry.details:
        yield f"“{entry.details.get('printed', '')}” → “{entry.details['corrected']}”"


def _years(entry: LogEntry, _: LogNames) -> Iterator[str]:
    if "last_year" in entry.details:
        yield f"đến hết năm {entry.details['was_last_year']} → {entry.details['last_year']}"


def _other_plan(entry: LogEntry, names: LogNames) -> Iterator[str]:
    yield names.plans.get(entry.details.get("plan", 0), "")


def _watcher(entry: LogEntry, names: LogNames) -> Iterator[str]:
    yield subject_agencies(entry, names)


def _opinion(entry: LogEntry, names: LogNames) -> Iterator[str]:
    yield _agency(entry.details["said_for"], names) if "said_for" in entry.details else ""
    yield one_line(entry.details["text"])


def _day(text: Any) -> str:
    return short_date(date.fromisoformat(str(text)))


_TOLD: Mapping[str, _Words] = {
    **dict.fromkeys(
        (LogAction.KEEP_CONTACT, LogAction.REMOVE_CONTACT, LogAction.UNSUBSCRIBE, LogAction.RESUBSCRIBE), _contacts
    ),
    **dict.fromkeys((LogAction.GIVE_GRANT, LogAction.END_GRANT), _grant),
    **dict.fromkeys((LogAction.SUCCEED, LogAction.SUCCEED_AGENCY, Event.REASSIGN), _succession),
    **dict.fromkeys((LogAction.SHARE, LogAction.END_SHARE), _share),
    **dict.fromkeys((LogAction.OPEN_FILE, LogAction.REFUSE_FILE, LogAction.AMEND), _file),
    **dict.fromkeys((LogAction.NOTICE_RETRY, LogAction.NOTICE_CANCEL, LogAction.NOTICE_ARRIVED), _notice),
    **dict.fromkeys((LogAction.CHANNEL_STOPPED, LogAction.CHANNEL_RESUMED, LogAction.CHANNEL_REOPENED), _channel),
    **dict.fromkeys(
        (
            LogAction.OPEN_FEED,
            LogAction.ROTATE_FEED,
            LogAction.CHANGE_FEED,
            LogAction.REVOKE_FEED,
            LogAction.LAPSE_FEED,
        ),
        _feed,
    ),
    **dict.fromkeys(
        (
            LogAction.CORRECT_CELL,
            LogAction.AMEND_TASK,
            LogAction.WITHDRAW_TASK,
            LogAction.END_TASK,
            LogAction.REVIEW_TASK,
            LogAction.SETTLE_TASK,
        ),
        _task,
    ),
    **dict.fromkeys(OPINIONS, _opinion),
    **dict.fromkeys((LogAction.SUPERSEDES_PLAN, LogAction.RESTORE_PLAN), _other_plan),
    LogAction.IMPORT: _import,
    LogAction.KEEP_AGENCY: _kept_agency,
    LogAction.LEAVE_AS_IT_IS: _left_as_it_is,
    LogAction.KEEP_LADDER: _ladder,
    LogAction.KEEP_DAYS_OFF: _days_off,
    LogAction.RUN_JOB: _job,
    LogAction.CHANGE_SETTINGS: _settings,
    LogAction.FREEZE_REPORT: _report,
    LogAction.TAKE_BACKUP: _backup,
    LogAction.SEE_LOG: _log,
    LogAction.CHOOSE_PROVINCE: _change,
    LogAction.NOTICE_FALL_BACK: _fallen_back,
    LogAction.PROLONG_PLAN: _years,
    LogAction.MEND_HEAD: _head,
    **dict.fromkeys((LogAction.WATCH, LogAction.COORDINATE_PLAN), _watcher),
}
