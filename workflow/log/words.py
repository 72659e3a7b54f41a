"""A line of the log in a person's words."""

import json
from datetime import date, datetime

from base.clock import VIETNAM
from base.vietnamese import short_date, short_moment
from workflow.lifecycle import STATE_LABELS, Event
from workflow.log.actions import LogAction, action_label
from workflow.log.audit import LogEntry
from workflow.log.subjects import NO_NAMES, LogNames, subject_words
from workflow.timeliness import TIMELINESS_LABELS

_STATES = {state.value: label for state, label in STATE_LABELS.items()}
_STANDINGS = {standing.value: label for standing, label in TIMELINESS_LABELS.items()}


def line_label(entry: LogEntry) -> str:
    """Return what was done by a line; a day set for one waiting duty alone is no happening of its event."""
    alone = entry.action == Event.FIRE and entry.details.get("only")
    return "đặt hạn riêng" if alone else action_label(entry.action)


def line_words(entry: LogEntry, names: LogNames = NO_NAMES) -> str:
    """Return what a line says beside who did what when, as in "nhiệm vụ 12; chờ xác nhận → hoàn thành; 8/QĐ".

    Without `names` what it is about stands by its numbers and codes. A line that holds what no version of these words
    knows, for it came from a later one or from another hand, stands as it was written: a log can always be read.
    """
    try:
        return _words(entry, names)
    except (AttributeError, KeyError, TypeError, ValueError):
        held = json.dumps(entry.details, ensure_ascii=False, sort_keys=True, default=str)
        return "; ".join(part for part in (held, entry.document, entry.reason) if part)


def _words(entry: LogEntry, names: LogNames) -> str:
    about = [
        f"nhiệm vụ {entry.assignment_id}" if entry.assignment_id is not None else "",
        f"sự kiện {entry.trigger_id}" if entry.trigger_id is not None else "",
    ]
    was, due = entry.details.get("was_due"), entry.details.get("due")
    moved = f"hạn {_day(was)} → {_day(due)}" if was or due else ""
    restored = _restored(entry) if entry.action == LogAction.RESTORE else ""
    parts = [*about, *subject_words(entry, names), _step(entry), moved, restored, entry.document, entry.reason]
    return "; ".join(part for part in parts if part)


def _restored(entry: LogEntry) -> str:
    """Which backup came back, from when, how much of the log went with it, and which head to ask for."""
    details = entry.details
    made_at = short_moment(datetime.fromisoformat(details["made_at"]).astimezone(VIETNAM))
    head = details["head_before"]
    return f"từ {details['backup']}, sao lưu lúc {made_at}; mất {details['lines_gone']} dòng nhật ký" + (
        f"; mã khóa sổ trước đó {head}" if head else ""
    )


def _step(entry: LogEntry) -> str:
    if not entry.before or entry.before == entry.after:
        return _standing(entry.after) if entry.before != entry.after else ""
    return f"{_standing(entry.before)} → {_standing(entry.after)}"


def _standing(name: str) -> str:
    return _STATES.get(name) or _STANDINGS.get(name) or name


def _day(text: str | None) -> str:
    return short_date(date.fromisoformat(text)) if text else "không có"
