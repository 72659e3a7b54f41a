"""What may be decided of a whole plan: each with what it needs, what it will do, and when it can't be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from base.clock import VIETNAM
from base.vietnamese import group_thousands, one_line, short_date
from services.duties.endings import (
    Deciding,
    close_ended_plan,
    name_coordinator,
    prolong,
    replace_plan,
    restore_replaced_plan,
)
from services.installation import Installation
from services.intake.plan_heads import mend_plan_head
from web.duties.forms.fields import OPTIONAL_DOCUMENT, OPTIONAL_REASON, REASON, Field, FieldKind, Typed
from web.frame.numbers import row_number
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.plan import HEAD_LABELS
from workflow.rights import No, Subject, Yes, may
from workflow.store.figures.plan_facts import PlanFacts
from workflow.store.plans.successions import UNDOABLE

NEWER = Field(name="boi", label="Văn bản thay thế", missing="Chọn văn bản thay thế")
_YEAR = Field(name="nam", label="Thực hiện đến hết năm", hint="ví dụ 2027", missing="Ghi năm cuối mới")
_AGENCY = Field(
    name="co-quan",
    label="Cơ quan đầu mối",
    hint="Tên như trong danh bạ; ví dụ Sở Tài chính",
    missing="Ghi tên cơ quan đầu mối",
)
_HEAD = (
    Field(name="so", label="Số, ký hiệu", hint="ví dụ 50/KH-UBND", missing="Ghi số, ký hiệu của văn bản"),
    Field(name="noi", label="Cơ quan ban hành", missing="Ghi cơ quan ban hành"),
    Field(name="trich-yeu", label="Trích yếu", kind=FieldKind.TEXT, missing="Ghi trích yếu"),
)
# Further than any plan's period.
_MOST_YEARS = 10
_CLOSING = "Báo cáo đang chờ xác nhận vẫn được xem xét; nhiệm vụ đã xong giữ nguyên. Nhật ký giữ nguyên."


@dataclass(frozen=True, kw_only=True)
class PlanEnding:
    """One page. `why` says why a plan can't be ended like this as it stands, "" where it can.

    `known` is what stands in its fields at first.
    """

    name: str
    title: str
    button: str
    hint: str
    action: Action
    fields: tuple[Field, ...]
    act: Callable[[Installation, PlanFacts, Deciding, Typed], object]
    will: Callable[[PlanFacts, date], list[str]]
    why: Callable[[PlanFacts, date], str]
    wrong: Callable[[PlanFacts, Typed], dict[str, str]] = lambda _facts, _typed: {}
    known: Callable[[PlanFacts], dict[str, str]] = lambda _facts: {}


def _close_for(installation: Installation, facts: PlanFacts, deciding: Deciding, typed: Typed) -> object:
    return replace_plan(installation, facts.id, row_number(typed.text(NEWER.name)) or 0, deciding)


def _restore(installation: Installation, facts: PlanFacts, deciding: Deciding, _: Typed) -> object:
    return restore_replaced_plan(installation, facts.id, deciding)


def _close(installation: Installation, facts: PlanFacts, deciding: Deciding, _: Typed) -> object:
    return close_ended_plan(installation, facts.id, deciding)


def _prolong(installation: Installation, facts: PlanFacts, deciding: Deciding, typed: Typed) -> object:
    prolong(installation, facts.id, int(typed.text(_YEAR.name)), deciding)
    return None


def _coordinate(installation: Installation, facts: PlanFacts, deciding: Deciding, typed: Typed) -> object:
    name_coordinator(installation, facts.id, typed.text(_AGENCY.name), deciding)
    return None


def _mend(installation: Installation, facts: PlanFacts, deciding: Deciding, typed: Typed) -> object:
    values = {key: one_line(typed.text(field.name)) for key, field in zip(HEAD_LABELS, _HEAD, strict=True)}
    mend_plan_head(installation, facts.id, values, deciding)
    return None


def _head_now(facts: PlanFacts) -> dict[str, str]:
    return {field.name: str(getattr(facts.head, key)) for key, field in zip(HEAD_LABELS, _HEAD, strict=True)}


def _wrong_year(facts: PlanFacts, typed: Typed) -> dict[str, str]:
    text, last = typed.text(_YEAR.name), last_year_of(facts)
    if not text or (text.isascii() and text.isdecimal() and last < int(text) <= last + _MOST_YEARS):
        return {}
    return {_YEAR.name: f"Ghi một năm từ {last + 1} đến {last + _MOST_YEARS}: văn bản đang thực hiện đến hết {last}"}


def _will_close(facts: PlanFacts) -> str:
    waiting = f"; {group_thousands(facts.reported)} báo cáo đang chờ xác nhận ở lại" if facts.reported else ""
    return (
        f"{group_thousands(facts.open)} nhiệm vụ còn mở được đóng, các cơ quan được báo, lịch gạch các mục ấy{waiting}."
    )


def _last_undo_day(facts: PlanFacts) -> date | None:
    return (facts.replaced_at + UNDOABLE).astimezone(VIETNAM).date() if facts.replaced_at else None


def _why_not_restored(facts: PlanFacts, today: date) -> str:
    if facts.newer is None and facts.closed_on is not None:
        return f"Văn bản đã đóng ngày {short_date(facts.closed_on)}, không phải vì bị thay thế: không khôi phục ở đây."
    if facts.newer is None:
        return "Văn bản đang có hiệu lực, không bị thay thế."
    last = _last_undo_day(facts)
    return f"Đã thay thế quá {UNDOABLE.days} ngày, không khôi phục được nữa." if last is None or last < today else ""


def _why_over(facts: PlanFacts, _: date) -> str:
    if facts.newer is not None:
        return f"Văn bản đã được thay thế bởi {facts.newer[1]}."
    return f"Văn bản đã đóng ngày {short_date(facts.closed_on)}." if facts.closed_on else ""


def _why_not_ended(facts: PlanFacts, today: date) -> str:
    last = last_year_of(facts)
    if last < today.year:
        return ""
    return f"Thời kỳ thực hiện còn đến hết năm {last}: chưa đóng được. Nhập nhầm thì rút cả văn bản."


PLAN_ENDINGS = (
    PlanEnding(
        name="thay-the",
        title="Đóng vì có văn bản thay thế",
        button="Đóng văn bản này",
        hint="khôi phục được trong 30 ngày",
        action=Action.SUPERSEDE,
        fields=(NEWER, OPTIONAL_REASON),
        act=_close_for,
        will=lambda facts, today: [
            _will_close(facts),
            f"Chọn nhầm thì khôi phục được đến hết {short_date(today + UNDOABLE)}: mọi nhiệm vụ trở lại như trước.",
            _CLOSING,
        ],
        why=_why_over,
    ),
    PlanEnding(
        name="khoi-phuc",
        title="Khôi phục văn bản đã bị thay thế",
        button="Khôi phục văn bản này",
        hint="mọi nhiệm vụ trở lại như trước khi thay thế",
        action=Action.RESTORE_SUPERSEDED,
        fields=(REASON, OPTIONAL_DOCUMENT),
        act=_restore,
        will=lambda _facts, _today: [
            "Văn bản có hiệu lực trở lại; các nhiệm vụ đã đóng vì bị thay thế trở lại trạng thái và hạn trước đó.",
            "Các cơ quan được báo; lịch có lại các mục ấy.",
        ],
        why=_why_not_restored,
    ),
    PlanEnding(
        name="dau-moi",
        title="Đặt cơ quan đầu mối",
        button="Đặt cơ quan đầu mối",
        hint="theo dõi, đôn đốc, xác nhận báo cáo của văn bản",
        action=Action.IMPORT,
        fields=(_AGENCY, OPTIONAL_REASON),
        act=_coordinate,
        will=lambda facts, _: [
            f"Nay là {facts.coordinator_name}." if facts.coordinator_name else "Văn bản chưa có cơ quan đầu mối.",
            "Từ đó cơ quan này xác nhận báo cáo, quyết gia hạn của mọi nhiệm vụ trong văn bản; nhật ký ghi lại.",
        ],
        why=_why_over,
    ),
    PlanEnding(
        name="phan-dau",
        title="Sửa phần đầu văn bản",
        button="Ghi phần đầu",
        hint="số, cơ quan ban hành, trích yếu đọc nhầm",
        action=Action.IMPORT,
        fields=(*_HEAD, OPTIONAL_REASON),
        act=_mend,
        known=_head_now,
        will=lambda facts, _: [
            f"Sửa cho đúng bản in. Ngày ban hành {short_date(facts.issued_on)} sai thì rút văn bản rồi nhập lại.",
            "Danh sách, lịch, thư từ đó ghi như sửa; nhật ký giữ điều ghi trước.",
        ],
        why=_why_over,
    ),
    PlanEnding(
        name="keo-dai",
        title="Kéo dài thời kỳ thực hiện",
        button="Kéo dài văn bản",
        hint="các kỳ định kỳ được lập tiếp",
        action=Action.WITHDRAW,
        fields=(_YEAR, REASON, OPTIONAL_DOCUMENT),
        act=_prolong,
        wrong=_wrong_year,
        will=lambda facts, _: [
            f"Nay thực hiện đến hết năm {last_year_of(facts)}. Các kỳ sau được lập trong lần chạy tới.",
            "Hạn ghi ngày cụ thể giữ nguyên.",
        ],
        why=_why_over,
    ),
    PlanEnding(
        name="dong",
        title="Đóng văn bản đã hết thời kỳ",
        button="Đóng văn bản",
        hint="thu hồi các nhiệm vụ còn mở, thôi nhắc",
        action=Action.WITHDRAW,
        fields=(REASON, OPTIONAL_DOCUMENT),
        act=_close,
        will=lambda facts, _: [_will_close(facts), _CLOSING, "Mở lại bằng cách nhập lại đúng văn bản này."],
        why=lambda facts, today: _why_over(facts, today) or _why_not_ended(facts, today),
    ),
)


def endings_offered(facts: PlanFacts, actor: Actor, today: date) -> list[PlanEnding]:
    """Return what somebody may decide of a plan as it stands."""
    return [one for one in PLAN_ENDINGS if not one.why(facts, today) and ending_right(actor, one, facts)]


def ending_right(actor: Actor, ending: PlanEnding, facts: PlanFacts) -> Yes | No:
    """Return whether somebody may decide this of a plan at all."""
    subject = Subject(plan=facts.id, coordinator=facts.coordinator, coordinator_name=facts.coordinator_name)
    return may(actor, ending.action, subject)


def last_year_of(facts: PlanFacts) -> int:
    """Return the year with whose end a plan runs out."""
    return facts.head.years[1] if facts.head.years else facts.year
