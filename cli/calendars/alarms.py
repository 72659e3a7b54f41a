"""When a calendar reminds, as commands take it: the same words wherever a calendar is given out or published."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.usage import value_refusal

if TYPE_CHECKING:
    from calendars.entries.events import DisplayAlarm

Alarm = Annotated[
    str,
    typer.Option(
        metavar="khong|hom-truoc|ba-ngay",
        help="Nhắc trong lịch lúc 9 giờ: hôm trước, hay trước ba ngày, ví dụ hom-truoc.",
    ),
]


def alarm_of(word: str) -> "DisplayAlarm":
    """Return when a calendar reminds. Raises `UsageFault` for another word."""
    from calendars.entries.events import DisplayAlarm

    known = {alarm.word: alarm for alarm in DisplayAlarm}
    if word not in known:
        raise value_refusal("--alarm", word, "không phải một cách nhắc", f"Chọn một: {', '.join(known)}.")
    return known[word]
