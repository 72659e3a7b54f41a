"""An assignment as one VEVENT: all day on its due date, told in the words of the plan.

The bytes depend on the assignment and the options alone, and change only when its revision does: so they can be
rendered once and kept, and a client never sees a changed body under an old SEQUENCE. For that reason nothing that
follows from the calendar (due soon, overdue) is in them; mails and pages tell that.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache

from base.clock import ONE_DAY
from base.errors import DondocError
from base.page_addresses import duty_url
from base.vietnamese import capitalise, full_date, one_line, short_date, shorten
from base.where_to_look import WhereToLook
from calendars.entries.writer import PLUS_SEVEN, escape_text, fold_line, ics_day, utc
from workflow.assignment import Assignment
from workflow.lifecycle import STATE_LABELS, State
from workflow.plan import Shown
from workflow.timeliness import CLOSED_UNDONE

TITLE_LENGTH = 90
PREFIXES = {State.COMPLETED: "✓ ", State.WITHDRAWN: "[HỦY] ", State.SUPERSEDED: "[HỦY] "}
# CSS3 names: RFC 7986 section 5.9 allows nothing else.
COLORS = {
    State.WAITING: "gray",
    State.ASSIGNED: "royalblue",
    State.IN_PROGRESS: "steelblue",
    State.REPORTED: "darkorange",
    State.COMPLETED: "seagreen",
    State.REFUSED: "firebrick",
    State.WITHDRAWN: "gray",
    State.SUPERSEDED: "gray",
}
CLOSED_STATES = CLOSED_UNDONE | {State.COMPLETED}
_END = b"END:VEVENT\r\n"


class Undated(DondocError):
    """Without a due date there is no day to put the event on."""


class DisplayAlarm(StrEnum):
    """On which day a subscriber's own program reminds, at 09:00. Google and Outlook ignore alarms of subscriptions."""

    NONE = "none"
    DAY_BEFORE = "day_before"
    THREE_DAYS_BEFORE = "three_days_before"

    @property
    def word(self) -> str:
        """What commands take and lists show."""
        return _ALARM_WORDS[self][0]

    @property
    def label(self) -> str:
        """What forms offer."""
        return _ALARM_WORDS[self][1]


_ALARM_WORDS = {
    DisplayAlarm.NONE: ("khong", "không nhắc"),
    DisplayAlarm.DAY_BEFORE: ("hom-truoc", "hôm trước, lúc 9 giờ"),
    DisplayAlarm.THREE_DAYS_BEFORE: ("ba-ngay", "trước ba ngày, lúc 9 giờ"),
}


@dataclass(frozen=True, kw_only=True)
class EventOptions:
    """What an address may choose. `base_url` is without a slash at its end; "" leaves the link out.

    `span` shows a task that has a first day from that day on, instead of on its last day only.
    """

    alarm: DisplayAlarm = DisplayAlarm.NONE
    span: bool = False
    base_url: str = ""


PLAIN = EventOptions()
# What a relative alarm says as 15 hours before midnight.
_RINGS_AT = time(9)
_DAYS_AHEAD = {DisplayAlarm.DAY_BEFORE: 1, DisplayAlarm.THREE_DAYS_BEFORE: 3}


def event_bytes(assignment: Assignment, options: EventOptions = PLAIN) -> bytes:
    """Return the VEVENT of a dated assignment. Raises `Undated` for one that waits or has no date."""
    due = assignment.due
    if due is None:
        raise undated_refusal(assignment)
    return told_event(assignment, due, described_lines(assignment, options), options)


def told_event(assignment: Assignment, due: date, texts: list[bytes], options: EventOptions) -> bytes:
    """Return the VEVENT of an assignment that unfolded lines tell of."""
    opens = min(assignment.opens or due, due) if options.span else due
    event = _dates_part(assignment, opens, due) + fold_line(texts) + _STATE_PARTS[assignment.state]
    if options.alarm is DisplayAlarm.NONE:
        return event
    return with_alarm(event, assignment, options.alarm, spanning=opens < due)


def undated_refusal(assignment: Assignment) -> Undated:
    """Return the refusal of an event without a day, which says for what the duty waits."""
    reason, look = "chưa có ngày đến hạn", WhereToLook.DUTIES
    remedy = "Ấn định ngày trước, rồi thực hiện lại."
    if assignment.state is State.WAITING:
        reason = f"đang chờ sự kiện “{one_line(assignment.event or '')}” nên chưa có ngày đến hạn"
        remedy, look = "Ghi nhận sự kiện khi đã xảy ra, rồi thực hiện lại.", WhereToLook.EVENTS
    return Undated(given=assignment.task.expression, place=assignment.name, reason=reason, remedy=remedy, look=look)


def described_lines(assignment: Assignment, options: EventOptions) -> list[bytes]:
    """Return the unfolded lines that say what the duty is, the same for an event and a task."""
    texts = [
        b"SUMMARY:" + escape_text(event_summary(assignment)),
        b"DESCRIPTION:" + escape_text(description_of(assignment)),
        categories(assignment.task.plan_number, assignment.agency_name),
    ]
    if options.base_url:
        texts.append(f"URL:{duty_url(options.base_url, assignment.id)}".encode())
    return texts


def revision_lines(assignment: Assignment) -> list[bytes]:
    """Return the lines that say which version of what this is."""
    changed = utc(assignment.event_stamp)
    return [
        f"UID:{assignment.uid}".encode(),
        f"DTSTAMP:{changed}".encode(),
        f"LAST-MODIFIED:{changed}".encode(),
        f"SEQUENCE:{assignment.revision}".encode(),
    ]


def _dates_part(assignment: Assignment, opens: date, due: date) -> bytes:
    """Return the lines that say which version of what is when; none of them can grow over 75 octets."""
    changed = utc(assignment.event_stamp)
    return (
        f"BEGIN:VEVENT\r\n"
        f"UID:{assignment.uid}\r\n"
        f"DTSTAMP:{changed}\r\n"
        f"LAST-MODIFIED:{changed}\r\n"
        f"SEQUENCE:{assignment.revision}\r\n"
        f"{_days_part(opens, due)}"
    ).encode()


@lru_cache(maxsize=4096)  # a day's duties are many
def _days_part(opens: date, due: date) -> str:
    return f"DTSTART;VALUE=DATE:{ics_day(opens)}\r\nDTEND;VALUE=DATE:{ics_day(due + ONE_DAY)}\r\n"


def _state_part(state: State) -> bytes:
    return (
        f"COLOR:{COLORS[state]}\r\n"
        f"STATUS:{'CANCELLED' if state in CLOSED_UNDONE else 'CONFIRMED'}\r\n"
        "TRANSP:TRANSPARENT\r\n"
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n"
        "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n"
        "END:VEVENT\r\n"
    ).encode()


_STATE_PARTS = {state: _state_part(state) for state in State}


def with_alarm(event: bytes, assignment: Assignment, alarm: DisplayAlarm, *, spanning: bool = False) -> bytes:
    """Return the event's stored bytes with the alarm an address asks for; closed assignments never ring.

    Like every reminder it counts from `act_by`: the day before a due Sunday nobody is at work. An event that spans
    days rings at a moment of its own: a distance counts from its first day, also where clients ignore RELATED=END.
    """
    if alarm is DisplayAlarm.NONE or assignment.state in CLOSED_STATES:
        return event
    trigger = _moment(assignment, alarm) if spanning else f":{before_due(assignment, alarm)}"
    return event.removesuffix(_END) + fold_line(alarm_lines(assignment, trigger)) + _END


def alarm_lines(assignment: Assignment, trigger: str) -> tuple[bytes, ...]:
    """Return a VALARM, unfolded; `trigger` is its TRIGGER from the parameters or the colon on."""
    return (
        b"BEGIN:VALARM",
        f"TRIGGER{trigger}".encode(),
        b"ACTION:DISPLAY",
        b"DESCRIPTION:" + escape_text(event_summary(assignment)),
        b"END:VALARM",
    )


def before_due(assignment: Assignment, alarm: DisplayAlarm) -> str:
    """Return the alarm's distance from 00:00 of the due day (RFC 5545 section 3.8.6.3), in the viewer's zone."""
    due, act_by = assignment.due, assignment.act_by
    early = max((due - act_by).days, 0) if due and act_by else 0
    days = early + _DAYS_AHEAD[alarm] - 1
    return f"-P{days}DT15H" if days else "-PT15H"


def _moment(assignment: Assignment, alarm: DisplayAlarm) -> str:
    assert assignment.due is not None
    last = min(assignment.act_by or assignment.due, assignment.due)
    rings = datetime.combine(last - _DAYS_AHEAD[alarm] * ONE_DAY, _RINGS_AT, PLUS_SEVEN)
    return f";VALUE=DATE-TIME:{utc(rings)}"


def event_summary(assignment: Assignment) -> str:
    """Return the line that a month view shows: mark, task, agency. The task comes first, since views cut the end."""
    title = event_title(assignment.task.title)
    return f"{PREFIXES.get(assignment.state, '')}{title} ({one_line(assignment.agency_name)})"


def description_of(assignment: Assignment) -> str:
    """Return what an official needs without opening the plan, one fact a line; facts that are missing are left out."""
    facts = [
        *what_and_when(assignment),
        f"Trạng thái: {STATE_LABELS[assignment.state]}",
        f"Cơ quan thực hiện: {assignment.agency_name}",
    ]
    leading = assignment.leading
    if leading != (assignment.agency_name,):
        facts.append(_named("Chủ trì", "; ".join(leading)))
    return "\n".join(filter(None, [*facts, *with_whom_and_from_where(assignment)]))


def what_and_when(assignment: Assignment) -> list[str]:
    """Return the lines on what is to be done and by when; missing facts are empty."""
    return [
        assignment.task.title,
        f"Thời hạn (nguyên văn): “{assignment.task.expression}”",
        assignment.task.explanation,
        *_dates(assignment),
        capitalise(assignment.data_period.words) if assignment.data_period else "",
    ]


def with_whom_and_from_where(assignment: Assignment) -> list[str]:
    """Return the lines on who cooperates, what is asked for and where it stands; missing facts are empty."""
    task = assignment.task
    return [
        _named("Phối hợp", "; ".join(task.cooperating)),
        *[_named(label, text) for label, text in task.cells(Shown.CALENDAR)],
        _named("Sự kiện", assignment.event),
        f"Nguồn: {task.plan_number} ngày {short_date(task.plan_issued_on)}, {task.place}",
        task.plan_title,
    ]


@lru_cache(maxsize=4096)  # an agency has the same for all its events
def categories(*names: str) -> bytes:
    """Return the line by which programs sort events."""
    return b"CATEGORIES:" + b",".join(map(escape_text, names))


def _dates(assignment: Assignment) -> list[str]:
    dates = []
    if assignment.opens and assignment.opens != assignment.due:
        dates.append(f"Thực hiện từ: {short_date(assignment.opens)}")
    if assignment.act_by and assignment.act_by != assignment.due:
        dates.append(f"Ngày làm việc cuối cùng trước hạn: {full_date(assignment.act_by)}")
    if assignment.reported_on:
        dates.append(f"Đã báo cáo kết quả ngày: {short_date(assignment.reported_on)}")
    return dates


def _named(name: str, value: str | None) -> str:
    # A dash is how plans print "none".
    return f"{name}: {value}" if value and value.strip("-– ") else ""


def event_title(title: str) -> str:
    """Return a title as a month view can hold it: one line, cut between words."""
    return shorten(title.rstrip(".;, \r\n\t"), TITLE_LENGTH + 1)
