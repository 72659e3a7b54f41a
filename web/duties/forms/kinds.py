"""The forms, one for each thing that a person may do to a duty: the table that pages and buttons go by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from base.errors import DondocError
from base.vietnamese import one_line, short_date
from services.duties.acting import (
    Brought,
    Doing,
    allow_extension,
    ask_extension,
    cause,
    give_comment,
    give_direction,
    refuse_extension,
    remind_agency,
    set_due_day,
)
from services.installation import Installation
from web.duties.forms import fields
from web.duties.forms.fields import Field, Typed
from workflow.assignment import Assignment
from workflow.evidence.files import names_of_files
from workflow.lifecycle import Event
from workflow.people.actions import Action

_Act = Callable[[Installation, Doing, Typed], Assignment]


class UnknownAgencyName(DondocError):
    """A duty was to be given to an agency whose name the directory doesn't have."""


@dataclass(frozen=True, kw_only=True)
class EventForm:
    """One form at `/viec/{n}/{name}`. `will` says before the button what pressing it does; `done` what it did.

    In `done` stand {agency} and {coordinator} for their names. `undo` names the form that takes it back, where the
    lifecycle allows that. What is written into a form that takes files is kept as a draft.
    """

    action: Action
    name: str
    title: str
    button: str
    act: _Act
    will: tuple[str, ...]
    done: str
    fields: tuple[Field, ...] = ()
    undo: str = ""
    takes_files: bool = False


def _event(event: Event) -> _Act:
    def act(installation: Installation, doing: Doing, typed: Typed) -> Assignment:
        said = Brought(text=typed.text(fields.TEXT.name), due=typed.day(fields.OTHER_DAY.name))
        return cause(installation, event, doing, said)

    return act


def _note_progress(installation: Installation, doing: Doing, typed: Typed) -> Assignment:
    said = Brought(text=typed.text(fields.TEXT.name), percent=typed.percent)
    return cause(installation, Event.NOTE_PROGRESS, doing, said)


def _report(installation: Installation, doing: Doing, typed: Typed) -> Assignment:
    result = result_of(typed) or names_of_files(doing.files)
    return cause(installation, Event.REPORT, doing, Brought(result=result, on=typed.day("ngay")))


def _reassign(installation: Installation, doing: Doing, typed: Typed) -> Assignment:
    name = typed.text(fields.AGENCY.name)
    mention = installation.policies.directory.find(name)
    found = installation.policies.directory.typed(name)
    if found is None or found.is_group:
        near = mention.agency
        raise UnknownAgencyName(
            given=name,
            place=fields.AGENCY.label,
            reason="không có trong danh bạ" + (f", gần giống “{near.name}”" if near and not near.is_group else ""),
            remedy="Chọn hoặc ghi đúng tên cơ quan.",
        )
    later = bool(typed.text(fields.ALSO_LATER.name))
    due = typed.day(fields.OTHER_DAY.name)
    return cause(installation, Event.REASSIGN, doing, Brought(agency=found.code, due=due, later=later))


def _ask_extension(installation: Installation, doing: Doing, typed: Typed) -> Assignment:
    day = typed.day(fields.NEW_DAY.name)
    assert day is not None
    return ask_extension(installation, doing, day)


def _reschedule(installation: Installation, doing: Doing, typed: Typed) -> Assignment:
    day = typed.day(fields.NEW_DAY.name)
    assert day is not None
    return set_due_day(installation, doing, day)


def result_of(typed: Typed) -> str:
    """Return a report's result as one text: the document's sign and day, the address, the summary."""
    sign, day = typed.text(fields.SIGN.name), typed.day(fields.REPORT_DAY.name)
    document = f"{one_line(sign)} ngày {short_date(day)}" if sign and day else one_line(sign)
    parts = (document, typed.text(fields.RESULT_ADDRESS.name), typed.text(fields.SUMMARY.name))
    return "; ".join(part for part in parts if part)


FORMS: tuple[EventForm, ...] = (
    EventForm(
        action=Action.CONFIRM,
        name="xac-nhan",
        title="Xác nhận hoàn thành",
        button="Xác nhận hoàn thành",
        act=_event(Event.CONFIRM),
        will=("Nhiệm vụ hoàn thành; đúng hạn hay không tính theo ngày báo cáo, không theo ngày xác nhận.",),
        done="Đã xác nhận hoàn thành. {agency} được báo; các lời nhắc dừng lại.",
        undo="rut-xac-nhan",
    ),
    EventForm(
        action=Action.RECALL_CONFIRMATION,
        name="rut-xac-nhan",
        title="Hoàn tác xác nhận",
        button="Hoàn tác xác nhận",
        act=_event(Event.RECALL_CONFIRMATION),
        will=(
            "Báo cáo trở lại chờ xác nhận; hạn và ngày báo cáo như trước khi xác nhận, cơ quan không phải báo cáo lại.",
            "Chỉ người đã xác nhận làm được, trong 24 giờ; sau đó thì mở lại nhiệm vụ.",
        ),
        done="Đã hoàn tác xác nhận; báo cáo của {agency} trở lại chờ xác nhận.",
    ),
    EventForm(
        action=Action.RETURN,
        name="tra-lai",
        title="Trả lại báo cáo",
        button="Trả lại, nêu lý do",
        act=_event(Event.RETURN),
        will=("Nhiệm vụ trở lại đang triển khai; cơ quan chủ trì được báo kèm lý do.",),
        done="Đã trả lại báo cáo. {agency} được báo kèm lý do.",
        fields=(fields.REASON, fields.OTHER_DAY),
    ),
    EventForm(
        action=Action.ACCEPT,
        name="nhan",
        title="Nhận nhiệm vụ",
        button="Nhận nhiệm vụ",
        act=_event(Event.ACCEPT),
        will=("Trạng thái chuyển thành đang triển khai. Hạn và lời nhắc giữ nguyên.",),
        done="Đã nhận nhiệm vụ. Xong thì bấm Báo cáo kết quả; {coordinator} xác nhận.",
    ),
    EventForm(
        action=Action.REPORT,
        name="bao-cao",
        title="Báo cáo kết quả",
        button="Gửi báo cáo",
        act=_report,
        will=("Báo cáo chuyển đến cơ quan đầu mối để xác nhận; rút lại được cho đến khi được xác nhận.",),
        done="Đã gửi báo cáo đến {coordinator}, chờ xác nhận.",
        fields=(fields.SIGN, fields.REPORT_DAY, fields.RESULT_ADDRESS, fields.SUMMARY),
        undo="rut-bao-cao",
        takes_files=True,
    ),
    EventForm(
        action=Action.NOTE_PROGRESS,
        name="tien-do",
        title="Cập nhật tiến độ",
        button="Ghi tiến độ",
        act=_note_progress,
        will=("Tiến độ hiện ở trang nhiệm vụ và nhật ký; hạn không đổi.",),
        done="Đã ghi tiến độ.",
        fields=(fields.TEXT, fields.PERCENT),
        takes_files=True,
    ),
    EventForm(
        action=Action.REQUEST_EXTENSION,
        name="xin-gia-han",
        title="Xin gia hạn",
        button="Gửi đề nghị gia hạn",
        act=_ask_extension,
        will=("Đề nghị chuyển đến cơ quan đầu mối. Hạn hiện nay còn hiệu lực cho đến khi có văn bản gia hạn.",),
        done="Đã gửi đề nghị gia hạn đến {coordinator}; hạn chưa đổi.",
        fields=(fields.NEW_DAY, fields.REASON),
        takes_files=True,
    ),
    EventForm(
        action=Action.RECALL_REPORT,
        name="rut-bao-cao",
        title="Rút báo cáo",
        button="Rút báo cáo",
        act=_event(Event.RECALL_REPORT),
        will=("Nhiệm vụ trở lại đang triển khai; báo cáo còn trong nhật ký.",),
        done="Đã rút báo cáo; nhiệm vụ trở lại đang triển khai.",
        fields=(fields.OPTIONAL_REASON,),
    ),
    EventForm(
        action=Action.GRANT_EXTENSION,
        name="cho-gia-han",
        title="Cho gia hạn",
        button="Cho gia hạn",
        act=lambda installation, doing, typed: allow_extension(
            installation, doing, due=typed.day(fields.GRANTED_DAY.name)
        ),
        will=(
            "Hạn đổi thành ngày được đề nghị, hoặc ngày khác mà bạn ghi; hạn cũ còn trong nhật ký, lịch đổi theo.",
            "Cơ quan chủ trì được báo trong thư tổng hợp tới, kèm văn bản cho phép.",
        ),
        done="Đã cho gia hạn. {agency} được báo trong thư tổng hợp tới.",
        fields=(fields.DOCUMENT, fields.GRANTED_DAY, fields.OPTIONAL_REASON),
    ),
    EventForm(
        action=Action.DENY_EXTENSION,
        name="khong-gia-han",
        title="Không cho gia hạn",
        button="Không cho gia hạn",
        act=lambda installation, doing, _: refuse_extension(installation, doing),
        will=("Hạn giữ nguyên; cơ quan chủ trì được báo kèm lý do.",),
        done="Đã trả lời đề nghị gia hạn. Hạn giữ nguyên; {agency} được báo kèm lý do.",
        fields=(fields.REASON,),
    ),
    EventForm(
        action=Action.REFUSE,
        name="tu-choi",
        title="Từ chối nhận nhiệm vụ",
        button="Từ chối, nêu lý do",
        act=_event(Event.REFUSE),
        will=("Cơ quan đầu mối xem lý do và quyết định giao lại.",),
        done="Đã từ chối nhận nhiệm vụ. {coordinator} xem lý do và quyết định.",
        fields=(fields.REASON,),
        takes_files=True,
    ),
    EventForm(
        action=Action.REASSIGN,
        name="giao-lai",
        title="Giao lại cơ quan khác",
        button="Giao lại",
        act=_reassign,
        will=("Nhiệm vụ chuyển sang cơ quan mới và sang lịch của cơ quan đó; cơ quan cũ thôi được nhắc.",),
        done="Đã giao lại nhiệm vụ cho {agency}.",
        fields=(fields.AGENCY, fields.ALSO_LATER, fields.OTHER_DAY, fields.OPTIONAL_REASON, fields.OPTIONAL_DOCUMENT),
    ),
    EventForm(
        action=Action.RESCHEDULE,
        name="dat-lai-han",
        title="Đặt lại hạn",
        button="Đặt lại hạn",
        act=_reschedule,
        will=("Hạn đổi ngay, không tính là một lần gia hạn; hạn cũ còn trong nhật ký.",),
        done="Đã đặt lại hạn.",
        fields=(fields.NEW_DAY, fields.REASON, fields.OPTIONAL_DOCUMENT),
    ),
    EventForm(
        action=Action.REMIND,
        name="nhac",
        title="Gửi nhắc",
        button="Gửi nhắc",
        act=lambda installation, doing, _: remind_agency(installation, doing),
        will=(
            "Cơ quan chủ trì được nhắc trong thư tổng hợp của buổi sáng làm việc tới, kèm lời bạn ghi.",
            "Báo cáo trước lúc đó thì thôi, không nhắc nữa.",
        ),
        done="Đã ghi lời nhắc; cơ quan chủ trì nhận trong thư tổng hợp tới.",
        fields=(fields.REMINDER,),
    ),
    EventForm(
        action=Action.DIRECT,
        name="chi-dao",
        title="Ghi ý kiến chỉ đạo",
        button="Ghi ý kiến chỉ đạo",
        act=lambda installation, doing, typed: give_direction(installation, doing, typed.text(fields.OPINION.name)),
        will=(
            "Ý kiến hiện ở trang nhiệm vụ và nhật ký; hạn và trạng thái giữ nguyên.",
            "Cơ quan chủ trì và cơ quan đầu mối được báo trong thư tổng hợp tới.",
        ),
        done="Đã ghi ý kiến chỉ đạo. {agency} và {coordinator} được báo trong thư tổng hợp tới.",
        fields=(fields.OPINION,),
        takes_files=True,
    ),
    EventForm(
        action=Action.COMMENT,
        name="y-kien",
        title="Ghi ý kiến phối hợp",
        button="Ghi ý kiến phối hợp",
        act=lambda installation, doing, typed: give_comment(installation, doing, typed.text(fields.OPINION.name)),
        will=(
            "Ý kiến hiện ở trang nhiệm vụ và nhật ký; hạn và trạng thái giữ nguyên.",
            "Cơ quan chủ trì được báo trong thư tổng hợp tới.",
        ),
        done="Đã ghi ý kiến phối hợp. {agency} được báo trong thư tổng hợp tới.",
        fields=(fields.OPINION,),
        takes_files=True,
    ),
    EventForm(
        action=Action.WITHDRAW,
        name="thu-hoi",
        title="Thu hồi nhiệm vụ",
        button="Thu hồi nhiệm vụ",
        act=_event(Event.WITHDRAW),
        will=("Nhiệm vụ thôi được theo dõi; cơ quan chủ trì được báo, lịch ghi [HỦY] trong 30 ngày.",),
        done="Đã thu hồi nhiệm vụ.",
        fields=(fields.REASON, fields.OPTIONAL_DOCUMENT),
        undo="mo-lai",
    ),
    EventForm(
        action=Action.REOPEN,
        name="mo-lai",
        title="Mở lại nhiệm vụ",
        button="Mở lại nhiệm vụ",
        act=_event(Event.REOPEN),
        will=(
            "Nhiệm vụ trở lại đang triển khai; hạn đã qua được tính lại.",
            "Nhiệm vụ chờ sự kiện, chưa có hạn thì chờ tiếp, trừ khi ghi hạn riêng.",
        ),
        done="Đã mở lại nhiệm vụ.",
        fields=(fields.REASON, fields.OTHER_DAY),
    ),
)
FORM_BY_NAME: Mapping[str, EventForm] = {form.name: form for form in FORMS}
BY_ACTION: Mapping[Action, EventForm] = {form.action: form for form in FORMS}
