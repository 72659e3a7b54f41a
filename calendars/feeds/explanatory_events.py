"""Events that speak for the calendar itself: why it is empty, what it leaves out, that its address is dead.

An empty VCALENDAR is not valid, and clients keep the old events when they meet one, or an error; one explanatory
event replaces them in every client that was measured.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time

from base.clock import ONE_DAY
from base.vietnamese import short_date
from calendars.entries.writer import PLUS_SEVEN, escape_text, fold_line, ics_day, utc

_NAMESPACE = uuid.UUID("3a4f0a4e-8a44-5f0c-9a3e-6a0c7b1d2e55")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What the calendar says of itself. `kind` tells the notices of one calendar apart for life."""

    kind: str
    summary: str
    description: str


EMPTY_NOTICE = Notice(
    kind="empty",
    summary="Lịch chưa có nhiệm vụ nào đến hạn",
    description=(
        "Hiện chưa có nhiệm vụ nào có ngày đến hạn trong khoảng thời gian mà lịch này hiển thị. "
        "Nhiệm vụ mới được giao sẽ tự xuất hiện ở lần cập nhật sau."
    ),
)
REVOKED = Notice(
    kind="revoked",
    summary="Địa chỉ lịch này không còn hiệu lực",
    description=(
        "Địa chỉ đăng ký lịch đã được thay hoặc thu hồi nên không còn cập nhật. "
        "Hãy xóa lịch này và xin địa chỉ mới tại trang Đôn Đốc của cơ quan."
    ),
)
RETIRED = Notice(
    kind="retired",
    summary="Lịch này không còn được cập nhật",
    description="Cơ quan hoặc văn bản này không còn nhiệm vụ nào được theo dõi. Có thể xóa lịch này khỏi thiết bị.",
)


def left_out_notice(count: int, until: date | None) -> Notice:
    """Say that a feed was too long: `count` events are missing; open ones are shown up to the day `until`."""
    shown = f"Nhiệm vụ chưa xong được hiển thị đến hạn {short_date(until)}. " if until else ""
    return Notice(
        kind="left-out",
        summary=f"⚠ Lịch chưa hiển thị hết: còn {count} nhiệm vụ",
        description=(
            f"Một địa chỉ lịch chỉ chứa được một số nhiệm vụ nhất định; còn {count} nhiệm vụ chưa hiển thị ở đây. "
            f"{shown}"
            "Xem đầy đủ trên trang Đôn Đốc, hoặc đăng ký lịch của từng cơ quan."
        ),
    )


def part_notice(part: int, parts: int, first: date, last: date) -> Notice:
    """Say that this file is one of several, and which due dates it holds, both inclusive."""
    return Notice(
        kind="part",
        summary=f"Lịch gồm {parts} phần, đây là phần {part}",
        description=(
            f"Lịch quá dài cho một tệp nên được chia thành {parts} phần. "
            f"Phần {part} có các nhiệm vụ đến hạn từ {short_date(first)} đến {short_date(last)}; cần mở đủ các phần."
        ),
    )


def notice_event(notice: Notice, *, key: str, on: date, changed_at: datetime | None = None) -> bytes:
    """Return the notice as an all-day VEVENT of the calendar called `key`.

    Its revision is `changed_at`; without one, the day it stands on, for notices that move along with the day they are
    read: clients take a moved event only under a newer SEQUENCE and DTSTAMP.
    """
    moment = changed_at or datetime.combine(on, time(), PLUS_SEVEN)
    changed = utc(moment)
    return fold_line(
        (
            b"BEGIN:VEVENT",
            f"UID:{uuid.uuid5(_NAMESPACE, f'{key}/{notice.kind}')}".encode(),
            f"DTSTAMP:{changed}".encode(),
            f"LAST-MODIFIED:{changed}".encode(),
            f"SEQUENCE:{moment.astimezone(PLUS_SEVEN).date().toordinal()}".encode(),
            f"DTSTART;VALUE=DATE:{ics_day(on)}".encode(),
            f"DTEND;VALUE=DATE:{ics_day(on + ONE_DAY)}".encode(),
            b"SUMMARY:" + escape_text(notice.summary),
            b"DESCRIPTION:" + escape_text(notice.description),
            b"STATUS:CONFIRMED",
            b"TRANSP:TRANSPARENT",
            b"X-MICROSOFT-CDO-BUSYSTATUS:FREE",
            b"X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
            b"END:VEVENT",
        )
    )
