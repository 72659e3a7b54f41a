"""How a calendar address looks, as its form offers and its list says it."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Form

from calendars.entries.events import DisplayAlarm
from calendars.feeds.feed_colors import FeedColor
from workflow.feeds import Feed, FeedLook

_ALARMS = tuple((alarm.value, alarm.label) for alarm in DisplayAlarm)
_COLORS = (("", "theo loại lịch"), *((color.value, color.label) for color in FeedColor))
_ALL = ("", "mọi văn bản")


def look_typed(
    ten: Annotated[str, Form()] = "",
    nhac: Annotated[str, Form()] = DisplayAlarm.NONE.value,
    mau: Annotated[str, Form()] = "",
    khoang: Annotated[str, Form()] = "",
    van_ban: Annotated[str, Form(alias="van-ban")] = "",
    chua_xong: Annotated[str, Form(alias="chua-xong")] = "",
) -> FeedLook:
    """Return what a form chose; what it doesn't offer counts as nothing chosen."""
    return FeedLook(
        label=ten,
        alarm=nhac if nhac in set(DisplayAlarm) else DisplayAlarm.NONE.value,
        color=mau if mau in set(FeedColor) else "",
        span=bool(khoang),
        plan=int(van_ban) if van_ban.isascii() and van_ban.isdigit() else None,
        open_only=bool(chua_xong),
    )


def look_fields(look: FeedLook, plans: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """Return what the form shows; without plans it doesn't ask for one."""
    return {
        "look": look,
        "alarms": _ALARMS,
        "colors": _COLORS,
        "plans": [_ALL, *((str(number), name) for number, name in plans)] if plans else [],
    }


def look_sentence(feed: Feed) -> str:
    """Say how an address looks, as in "hôm trước, lúc 9 giờ; màu cam; chỉ 50/KH-UBND"."""
    look = feed.look
    said = [
        DisplayAlarm(look.alarm).label,
        "hiện từ ngày bắt đầu" if look.span else "",
        f"màu {FeedColor(look.color).label}" if look.color else "",
        f"chỉ {feed.only}" if feed.only else "",
        "chỉ nhiệm vụ chưa hoàn thành" if look.open_only else "",
    ]
    return "; ".join(filter(None, said))
