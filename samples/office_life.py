"""What the agencies of the sample plan did in its first weeks, so that the pages have something to show and decide."""

from dataclasses import replace
from datetime import date

from base.clock import moment_of
from samples.evidence import write_evidence
from services.evidence.intake import Incoming, landing_place, take_in
from services.installation import Installation
from workflow.by import By
from workflow.evidence.files import EvidenceFile
from workflow.lifecycle import Event, Role, Transition
from workflow.store.database.opening import Session
from workflow.store.duties.extensions import grant_extension, request_extension
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply

COORDINATOR = "Sở Khoa học và Công nghệ"


def live(installation: Installation) -> int:
    """Let the agencies act; return how many things they did."""
    policies = installation.policies
    with landing_place(installation) as folder:
        write_evidence(folder / "quyet-dinh")
        decision = take_in(installation, Incoming(path=folder / "quyet-dinh", name="Quyet-dinh-45-QD-SVHTTDL.pdf"))
    with installation.database.writing() as session:
        done = _begin(session) + _report(session, decision)
        done += _return(session)
        duty = _duty(session, "so-noi-vu", "Chấm kết quả chuyển đổi số của cơ quan và người đứng đầu")
        request_extension(
            session, duty, date(2026, 3, 27), _by("Sở Nội vụ", 3, 3, "chờ ý kiến các sở, ngành về bộ tiêu chí")
        )
        granted = _by(COORDINATOR, 3, 4, document="Công văn số 88/UBND-KGVX ngày 04/3/2026 (ví dụ)")
        grant_extension(session, duty, granted, policies)
        talent = _duty(session, "so-noi-vu", "Quy chế công nhận người có tài năng trong khu vực công")
        asking = _by("Sở Nội vụ", 3, 3, "chờ thông tư của Bộ Nội vụ")
        request_extension(session, talent, date(2026, 3, 20), asking)
        refusing = _by("UBND xã Tân Phú", 2, 27, "Hạ tầng do doanh nghiệp viễn thông quản lý")
        _apply(session, "xa-28468", "Nâng cấp Internet, ưu tiên vùng sâu", Event.REFUSE, refusing)
    return done + 4


def _begin(session: Session) -> int:
    accepted = (
        ("so-noi-vu", "Chấm kết quả chuyển đổi số của cơ quan và người đứng đầu"),
        ("so-khoa-hoc-va-cong-nghe", "Lập mạng lưới trung tâm đổi mới sáng tạo và khởi nghiệp"),
        ("so-khoa-hoc-va-cong-nghe", "Kế hoạch kinh tế số và đổi mới sáng tạo đến năm 2030"),
        ("cong-an-tinh", "Phát triển nhân lực an toàn thông tin mạng"),
    )
    for agency, title in accepted:
        _apply(session, agency, title, Event.ACCEPT, _by("Văn thư cơ quan", 2, 27))
    return len(accepted)


def _report(session: Session, decision: EvidenceFile) -> int:
    """Two agencies report and wait, the first with its decision as a file; a third has been confirmed."""
    reports = (
        (
            "so-van-hoa-the-thao-va-du-lich",
            "Quy tắc ứng xử trên mạng và chuyển đổi số ngành văn hóa",
            2,
            27,
            "45/QĐ-SVHTTDL",
            (decision,),
        ),
        ("so-cong-thuong", "Chương trình thúc đẩy tiêu dùng trên môi trường số", 3, 2, "118/BC-SCT", ()),
    )
    for agency, title, month, day, number, files in reports:
        by = replace(_by("Văn thư cơ quan", month, day), files=files)
        result = f"Văn bản số {number} ngày {day:02}/{month if month > 2 else f'{month:02}'}/2026 (ví dụ)"
        _apply(session, agency, title, Event.REPORT, by, result=result, on=by.today)
    done = ("so-tai-chinh", "Chương trình kêu gọi đầu tư vào khoa học, công nghệ và chuyển đổi số", 1, 30, "12/BC-STC")
    agency, title, month, day, number = done
    by = _by("Sở Tài chính", month, day)
    _apply(session, agency, title, Event.REPORT, by, result=f"Báo cáo số {number} ngày 30/01/2026 (ví dụ)", on=by.today)
    _apply(session, agency, title, Event.CONFIRM, _by(COORDINATOR, 2, 2))
    return len(reports) + 2


def _return(session: Session) -> int:
    """A commune reports, and gets its report back."""
    title, by = "Bố trí cán bộ công nghệ thông tin ở cấp xã", _by("UBND xã Tân Phú", 3, 2)
    _apply(session, "xa-28468", title, Event.REPORT, by, result="Báo cáo số 21/BC-UBND ngày 02/3/2026", on=by.today)
    _apply(session, "xa-28468", title, Event.RETURN, _by(COORDINATOR, 3, 3, "Chưa có quyết định phân công."))
    return 2


def _apply(
    session: Session, agency: str, title: str, event: Event, by: By, *, result: str = "", on: date | None = None
) -> None:
    role = Role.COORDINATOR if event in {Event.CONFIRM, Event.RETURN} else Role.STAFF
    transition = Transition(event=event, role=role, by=by, result=result, on=on)
    apply(session, _duty(session, agency, title), transition)


def _duty(session: Session, agency: str, title: str) -> int:
    return next(duty.id for duty in assignments(session, agency=agency) if duty.task.title == title)


def _by(actor: str, month: int, day: int, reason: str = "", document: str = "") -> By:
    return By(actor=actor, now=moment_of(date(2026, month, day)), reason=reason, document=document)
