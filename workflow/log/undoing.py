"""Taking one's own decision back while it is fresh: not a new decision, but as if it had not been made.

Opening a finished duty again is another thing: whoever follows it up does that at any time, with a reason and
perhaps a new day.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from workflow.lifecycle import Event
from workflow.log.audit import PERSON, LogEntry

UNDO_TIME = timedelta(hours=24)
_OTHERWISE = "Cần làm tiếp thì mở lại nhiệm vụ."


def why_confirmation_stands(lines: Sequence[LogEntry], *, actor: str, person: int | None, now: datetime) -> str:
    """Return why somebody may not take a duty's confirmation back, "" where he may.

    `lines` are the duty's, the oldest first; `actor` is how the log names whoever has no account (`person` None).
    """
    last = next((line for line in reversed(lines) if line.action in set(Event)), None)
    if last is None or last.action != Event.CONFIRM:
        return f"Lần ghi cuối cùng của nhiệm vụ không phải là xác nhận hoàn thành. {_OTHERWISE}"
    confirmed_by = last.details.get(PERSON)
    if confirmed_by != person or (person is None and last.actor != actor):
        return f"Chỉ người đã xác nhận mới hoàn tác được. {_OTHERWISE}"
    if now - last.at > UNDO_TIME:
        return f"Đã xác nhận quá {UNDO_TIME // timedelta(hours=1)} giờ, không hoàn tác được nữa. {_OTHERWISE}"
    return ""
