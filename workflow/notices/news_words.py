"""What happened to a duty in a sentence for its agency: true whenever it is read, for it names its day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from base.clock import VIETNAM
from base.vietnamese import day_and_month, short_date
from workflow.lifecycle import State
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.log.history import MEANWHILE

_AFTER_TAKING_BACK: Mapping[str, str] = {
    State.REPORTED: "nhiệm vụ không còn hạn; báo cáo vẫn chờ xác nhận",
    State.COMPLETED: "nhiệm vụ không còn hạn, kết quả đã xác nhận giữ nguyên",
    State.REFUSED: "nhiệm vụ không còn hạn; lời từ chối vẫn chờ quyết định",
}
# A sentence that ends in somebody's own words ends with them.
_ENDED = (".", "!", "?", ".”", "!”", "?”", "…”")


def firing_words(wording: str, line: LogEntry) -> str:
    """Return what a firing is told as; a day set for one duty alone is no happening of what it waited for."""
    alone, on = line.details.get("only"), line.details.get("on")
    if line.details.get(MEANWHILE) and on:
        return f"“{wording}” đã xảy ra ngày {_in_figures(on)}"
    return "được đặt hạn riêng, không chờ sự kiện nữa" if alone else f"ghi nhận “{wording}” đã xảy ra"


def taking_back_words(wording: str, line: LogEntry) -> str:
    """Return what a firing that was taken back is told as: only who is still at it waits again."""
    if line.details.get(MEANWHILE):
        back, waits = f"“{wording}” đã được hủy ghi nhận trước đó", "nhiệm vụ chờ sự kiện"
    else:
        back = f"hủy ghi nhận “{wording}” đã xảy ra" if wording else "ghi nhận sự kiện được hủy"
        waits = "nhiệm vụ chờ lại sự kiện"
    return f"{back}, {_AFTER_TAKING_BACK.get(line.after, waits)}"


def opened_again_words(what: str, wording: str, line: LogEntry) -> str:
    """Return what a duty that comes back is told as where its event tells of its day, or is awaited."""
    if line.after == State.WAITING:
        return f"{what}, chờ sự kiện"
    on = line.details.get("on")
    return f"{what}; “{wording}” đã xảy ra ngày {_in_figures(on)}" if on and wording else what


def correction_words(wording: str, line: LogEntry) -> str:
    """Return what was corrected of an event: its day, or the document alone."""
    on, was_on = (line.details.get(name) for name in ("on", "was_on"))
    if on == was_on:
        return f"văn bản ghi nhận “{wording}” được chỉnh lại"
    instead = f" (trước đây ghi {_in_figures(was_on)})" if was_on else ""
    return f"ngày xảy ra “{wording}” được chỉnh lại thành {_in_figures(line.details['on'])}{instead}"


def news_words(what: str, line: LogEntry) -> str:
    """Return what happened on its day, as in "Ngày 05/3/2026: được gia hạn; hạn trước đây …"."""
    # The day that a duty began with is beside it in the letter.
    days = line.details if line.action != LogAction.ASSIGN else {}
    was, due, kept = (days.get(name) for name in ("was_due", "due", "kept_due"))
    parts = [
        f"hạn trước đây {_in_figures(was)}" if was else "",
        f"hạn mới {_in_figures(due)}{_to_be_done(days)}" if due and due != was else "",
        f"hạn giữ nguyên {_in_figures(kept)}" if kept else "",
        f"căn cứ {line.document}" if line.document else "",
        f"lý do: {line.reason}" if line.reason else "",
    ]
    day = short_date(line.at.astimezone(VIETNAM))
    said = "; ".join(filter(None, (what, *parts)))
    return f"Ngày {day}: {said}{'' if said.endswith(_ENDED) else '.'}"


def _to_be_done(days: Mapping[str, Any]) -> str:
    """The last working day before a due day on which nobody works."""
    act_by = days.get("act_by")
    return f" (làm xong từ {day_and_month(date.fromisoformat(act_by))})" if act_by and act_by != days["due"] else ""


def _in_figures(day: str) -> str:
    return short_date(date.fromisoformat(day))
