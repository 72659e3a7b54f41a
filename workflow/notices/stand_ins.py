"""Why a message comes to somebody whom the ladder doesn't mean, and what is asked of him. Pure.

Whoever stands in for a person does that person's part, and hears the ladder's own words. Whoever hears instead of an
agency or a head that nobody can be told for has another part: he is asked in words of his own and in no others.
"""

from enum import StrEnum


class Meant(StrEnum):
    """Whom a rung means at the agency it speaks to."""

    CLERK = "clerk"
    HEAD = "head"
    LEADERS = "leaders"


BACKED_UP = "Cán bộ theo dõi chính không nhận được thư lúc này, đề nghị đồng chí xử lý thay."
_TELL_IT = "đề nghị cơ quan đầu mối báo trực tiếp"
_ADD_CONTACT = " và bổ sung người nhận."
_TAKE_IT_UP = "đề nghị đồng chí báo cáo để chỉ đạo."
_AWAY = "hiện không nhận được thông báo này, chưa có người nhận thay"
_LACKING = {
    Meant.CLERK: "cán bộ theo dõi nhận thông báo",
    Meant.HEAD: "địa chỉ của thủ trưởng",
    Meant.LEADERS: "địa chỉ của lãnh đạo",
}
_MEANT = {Meant.CLERK: "Cán bộ theo dõi", Meant.HEAD: "Thủ trưởng", Meant.LEADERS: "Lãnh đạo"}


def has_own_words(note: str) -> bool:
    """Whether a note says what its reader is asked for, so that what the ladder asks of another isn't said."""
    return _TELL_IT in note or _TAKE_IT_UP in note


def backed_up(part: Meant) -> str:
    """Return what somebody of the agency itself is told, whom the rung doesn't mean."""
    if part is Meant.CLERK:
        return BACKED_UP
    return f"{_MEANT[part]} cơ quan không nhận được thư lúc này; {_TAKE_IT_UP}"


def nobody_named(part: Meant) -> tuple[str, str]:
    """What a plan's coordinator is told of an agency without contacts: before and after the agency's name."""
    return "", f" chưa có {_LACKING[part]}; {_TELL_IT}{_ADD_CONTACT}"


def nobody_there(part: Meant) -> tuple[str, str]:
    """What a plan's coordinator is told of an agency whose contacts a message can't reach, as `nobody_named`."""
    return f"{_MEANT[part]} của ", f" {_AWAY}; {_TELL_IT}."


def unheard_of_report_day(lacking: str, absent: str) -> str:
    """Return what a coordinator is told beside a report day: agencies without contacts, and those where none is there.

    Both are names as they are listed, "" for none.
    """
    without = f"Chưa có {_LACKING[Meant.CLERK]}: {lacking}." if lacking else ""
    away = f"{_MEANT[Meant.CLERK]} {_AWAY}: {absent}." if absent else ""
    return f"{without} {away}".strip()


def of_any_agency(words: str, name: str) -> str:
    """Return what a note says of one agency as it holds of each of several."""
    if f"{name} chưa" in words:
        return words.replace(f"{name} chưa", "Cơ quan chưa")
    return words.replace(f" của {name} hiện", " của cơ quan hiện")
