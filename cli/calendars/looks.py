"""How a calendar address looks, as commands take it and lists show it: one vocabulary for both."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.calendars.alarms import alarm_of
from cli.usage import value_refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.feeds import Feed, FeedLook
    from workflow.store.database.opening import Session

USUAL = "thuong"
EVERY_PLAN = "moi-van-ban"

Color = Annotated[
    str | None,
    typer.Option(
        metavar="thuong|xanh-duong|xanh-la|vang|tim|do|cam|xanh-ngoc|xam",
        help="Màu của lịch trong chương trình của người đọc, ví dụ cam; thuong: theo loại lịch.",
    ),
]
OnlyPlan = Annotated[
    str | None,
    typer.Option(help=f"Chỉ nhiệm vụ của văn bản này, ví dụ 50/KH-UBND; {EVERY_PLAN}: mọi văn bản."),
]
OnlyOpen = Annotated[
    bool | None,
    typer.Option("--open-only/--with-done", help="Chỉ nhiệm vụ chưa hoàn thành, hay cả nhiệm vụ đã hoàn thành."),
]


def changed_look(
    look: "FeedLook",
    *,
    label: str | None = None,
    alarm: str | None = None,
    span: bool | None = None,
    color: str | None = None,
    open_only: bool | None = None,
) -> "FeedLook":
    """Return a look with what was asked for; None keeps what is. Raises `UsageFault` for another word."""
    from dataclasses import replace

    return replace(
        look,
        label=look.label if label is None else label,
        alarm=look.alarm if alarm is None else alarm_of(alarm).value,
        span=look.span if span is None else span,
        color=look.color if color is None else _color(color),
        open_only=look.open_only if open_only is None else open_only,
    )


def narrowing(word: str | None, year: int | None) -> "Callable[[Session, FeedLook], FeedLook]":
    """Return what narrows a look to the plan that was named, or to none; it raises `UnknownPlan`."""
    from dataclasses import replace

    from workflow.store.plans.successions import plan_by_number

    def narrowed(session: "Session", look: "FeedLook") -> "FeedLook":
        if word is None:
            return look
        return replace(look, plan=None if word == EVERY_PLAN else plan_by_number(session, word, year).id)

    return narrowed


def look_words(feed: "Feed") -> str:
    """Say how an address looks, in the words that commands take."""
    from calendars.entries.events import DisplayAlarm
    from calendars.feeds.feed_colors import FeedColor

    look = feed.look
    said = [
        DisplayAlarm(look.alarm).word,
        "cả khoảng" if look.span else "ngày đến hạn",
        f"màu {FeedColor(look.color).word}" if look.color else "",
        f"chỉ {feed.only}" if feed.only else "",
        "chỉ chưa hoàn thành" if look.open_only else "",
    ]
    return ", ".join(filter(None, said))


def _color(word: str) -> str:
    from calendars.feeds.feed_colors import FeedColor

    known = {USUAL: ""} | {color.word: color.value for color in FeedColor}
    if word not in known:
        raise value_refusal("--color", word, "không phải một màu của lịch", f"Chọn một: {', '.join(known)}.")
    return known[word]
