"""`/co-quan`: the directory, and what a cell is read as; `/co-quan/{code}`: one agency with its people."""

from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from base.clock import VIETNAM
from base.vietnamese import capitalise, group_thousands, short_date
from services.directory.agency_pages import (
    ReachedPerson,
    ShownAgency,
    list_agencies,
    open_questions,
    read_cell,
    show_agency,
)
from services.directory.contact_desk import contacts_workbook
from services.directory.directory_file import directory_workbook
from web.frame.values import Crumb, Page
from web.office import Office
from workflow.agencies import AgencyKind, Directory, Mention
from workflow.lifecycle import NotAllowed
from workflow.notices.ladder import Channel
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import No, Subject, may
from workflow.store.plans.groups import Gap

AGENCY_PLACE = "/co-quan"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DONE = {
    "cach-viet": "Đã ghi cách viết; từ nay ô như vậy được hiểu là cơ quan này.",
    "doi-ten": "Đã đổi tên; tên cũ trong văn bản đã ban hành vẫn được hiểu.",
    "ke-thua": "Đã chuyển cho cơ quan kế thừa.",
    "thanh-vien": "Đã thêm thành viên; nhiệm vụ còn mở của nhóm mà nơi ấy chưa có được hỏi ở dưới, "
    "nhiệm vụ từng thu hồi mở lại ở trang của từng nhiệm vụ.",
    "vao-nhom": "Đã giao nhiệm vụ còn mở của nhóm; cơ quan nhận tin trong thư tới.",
    "khong-giao": "Đã ghi: không giao nhiệm vụ còn mở của nhóm; không hỏi lại.",
    "giu-lai": "Đã ghi: cơ quan giữ nhiệm vụ còn mở của nhóm đã rời; không hỏi lại.",
    "bot-thanh-vien": "Đã đưa ra khỏi nhóm; nhiệm vụ còn mở, nếu có, ở lại cơ quan ấy.",
    "bot-thanh-vien-thu-hoi": "Đã đưa ra khỏi nhóm và thu hồi nhiệm vụ còn mở; cơ quan nhận tin trong thư tới.",
    "roi-nhom": "Đã thu hồi nhiệm vụ còn mở của nhóm đã rời; cơ quan nhận tin trong thư tới.",
    "moi": "Đã thêm cơ quan vào danh bạ.",
    "danh-ba": "Đã sửa danh bạ theo tệp.",
    "nhu-cu": "Tệp không khác danh bạ đang có: không có gì thay đổi.",
    "can-bo": "Đã ghi cán bộ theo dõi.",
    "bo": "Đã bỏ cán bộ theo dõi; những gì đã gửi vẫn còn trong sổ thông báo.",
    "nhap": "Đã nhập danh sách cán bộ theo dõi.",
    "thu-hoi": "Đã thu hồi quyền; người đó phải đăng nhập lại.",
}
_CELL = "o"


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """Somebody who is written to, as the page shows him: `notes` say hours, absence, bounces."""

    id: int
    name: str
    role: str
    way: str
    address: str
    notes: tuple[str, ...]
    bounced: str
    may_keep: bool


@dataclass(frozen=True, kw_only=True)
class MembershipQuestion:
    """What is to be decided of who joined or left a group; `tasks` are the tasks' ids."""

    words: str
    address: str
    about: str
    tasks: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AgencyAct:
    """One thing that may be done to an agency, or why not."""

    label: str
    address: str
    why: str = ""
    hint: str = ""


def agency_pages(office: Office) -> APIRouter:
    """Return the routes that read."""
    router = APIRouter()

    @router.get(AGENCY_PLACE)
    def listed(request: Request) -> HTMLResponse:
        """Show the directory; a cell that is tried is read."""
        return _show_list(office, request)

    @router.get(AGENCY_PLACE + "/can-bo.xlsx")
    def people_file(request: Request) -> Response:
        """Give out who is written to, as a workbook that can be brought in again."""
        return workbook(contacts_workbook(office.installation, directory_reader(office, request)), "can-bo.xlsx")

    @router.get(AGENCY_PLACE + "/danh-ba.xlsx")
    def directory_file(request: Request) -> Response:
        """Give out the directory, as a workbook that can be brought in again."""
        directory_reader(office, request)
        return workbook(directory_workbook(office.installation), "danh-ba.xlsx")

    @router.get(AGENCY_PLACE + "/{code}")
    def one(request: Request, code: str) -> HTMLResponse:
        """Show one agency."""
        actor = directory_reader(office, request)
        return _show_one(office, request, show_agency(office.installation, code, actor, today=office.today()))

    return router


def directory_reader(office: Office, request: Request) -> Actor:
    """Return who asks, if he has any part in the office. Raises `NotAllowed`."""
    actor = office.actor_of(request)
    if not actor.grants:
        raise NotAllowed(
            given="Danh bạ cơ quan",
            place="Cơ quan",
            reason="chỉ người đã được giao quyền mới xem được",
            remedy="Đề nghị quản trị hoặc lãnh đạo cơ quan bạn giao quyền.",
        )
    return actor


def workbook(content: bytes, name: str) -> Response:
    """Return a workbook to be kept."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=XLSX, headers=headers)


def agency_page(shown: ShownAgency, title: str, *, wrong: bool = False) -> Page:
    """Return the frame of a page about one agency."""
    crumbs = (
        Crumb(label="Cơ quan", address=AGENCY_PLACE),
        Crumb(label=shown.agency.name, address=f"{AGENCY_PLACE}/{shown.agency.code}"),
    )
    return Page(title=title, place=AGENCY_PLACE, crumbs=crumbs, wrong=wrong)


def ended_words(shown: ShownAgency) -> str:
    """Return why nobody is added to an agency that is no more, and who is there instead."""
    heirs = ", ".join(heir.name for heir in shown.successors)
    instead = f"; nay là {heirs}: thêm người, mời, sáp nhập ở trang của nơi ấy" if heirs else ""
    return f"{shown.agency.name} đã kết thúc hoạt động{instead}."


def _show_list(office: Office, request: Request) -> HTMLResponse:
    actor, directory = directory_reader(office, request), office.installation.policies.directory
    keeps = may(actor, Action.KEEP_DIRECTORY, Subject())
    asked = request.query_params
    search, kind, cell = (asked.get(name, "").strip()[:300] for name in ("tim", "loai", _CELL))
    lines = list_agencies(office.installation, search=search, kind=kind, today=office.today())
    if asked.get("thieu"):
        lines = [line for line in lines if not line.told]
    return office.pages.show(
        request,
        "agencies/list.html",
        Page(title="Cơ quan, người nhận", place=AGENCY_PLACE, done=_DONE.get(asked.get("xong", ""), "")),
        part="agencies/read.html",
        lines=lines,
        search=search,
        kind=kind,
        kinds=[("", "mọi loại"), *((one.value, one.label) for one in AgencyKind)],
        lacking=sum(not line.told for line in lines),
        only_lacking=bool(asked.get("thieu")),
        cell=cell,
        mentions=[_mention(one, directory) for one in read_cell(office.installation, cell)] if cell else [],
        keeps_directory=bool(keeps),
        asked=[_asked_of(gap) for gap in open_questions(office.installation)] if keeps else [],
        keeps_people=any(
            may(actor, Action.KEEP_CONTACTS, Subject(agency=code)) for code in (*sorted(actor.agencies), "?")
        ),
        sees_people=any(
            may(actor, Action.SEE_CONTACTS, Subject(agency=code)) for code in (*sorted(actor.agencies), "?")
        ),
    )


def _mention(one: Mention, directory: Directory) -> tuple[str, str, str, str]:
    """Which words, the agency that they mean, with its heirs once it is no more, its address, what isn't certain."""
    if one.agency is None:
        return one.spelling, "", "", one.reason
    agency = one.agency
    heirs = [heir.name for heir in directory.members(agency.code)] if agency.dissolved and agency.successors else []
    name = f"{agency.name} (nay là {', '.join(heirs)})" if heirs else agency.name
    return one.spelling, name, f"{AGENCY_PLACE}/{agency.code}", one.reason


def _show_one(office: Office, request: Request, shown: ShownAgency) -> HTMLResponse:
    agency = shown.agency
    return office.pages.show(
        request,
        "agencies/one.html",
        Page(
            title=agency.name,
            place=AGENCY_PLACE,
            crumbs=(Crumb(label="Cơ quan", address=AGENCY_PLACE),),
            crumb=agency.name,
            done=_DONE.get(request.query_params.get("xong", ""), ""),
        ),
        shown=shown,
        agency=agency,
        address=f"{AGENCY_PLACE}/{agency.code}",
        spellings=[name for name in agency.aliases if name not in {former.name for former in shown.former}],
        acts=agency_acts(shown),
        questions=[_asked_of(gap, agency.code) for gap in shown.gaps],
        people=[_person(one, shown, office.today()) for one in shown.people],
        sees_people=bool(shown.answers[Action.SEE_CONTACTS]),
        keeps_people=bool(shown.answers[Action.KEEP_CONTACTS]),
        ends=bool(shown.answers[Action.GIVE_STAFF_GRANTS]),
        ended=ended_words(shown) if agency.dissolved else "",
        seen={one.kept.id: _seen(one.account.seen_at) for one in shown.accounts if one.account},
        today=office.today(),
    )


def _asked_of(gap: Gap, shown: str = "") -> MembershipQuestion:
    """What isn't decided yet of somebody who came to a group or left it; on its own page without its name."""
    own = gap.agency == shown
    came = "mới vào" if gap.joined else "đã rời"
    count = group_thousands(len(gap.tasks))
    where = "chưa giao cho cơ quan này" if gap.joined else "còn ở cơ quan này, chưa quyết giữ hay thu hồi"
    who = capitalise(came) if own else f"{gap.agency_name}: {came}"
    return MembershipQuestion(
        words=f"{who} một nhóm chủ trì; {count} nhiệm vụ {where}.",
        address=f"{AGENCY_PLACE}/{gap.agency}/{'vao-nhom' if gap.joined else 'roi-nhom'}",
        about=gap.agency_name,
        tasks=gap.tasks,
    )


def agency_acts(shown: ShownAgency) -> list[AgencyAct]:
    """What fits the agency as it stands; what isn't allowed says why."""
    answer = shown.answers[Action.KEEP_DIRECTORY]
    why = answer.reason if isinstance(answer, No) else ""
    base = f"{AGENCY_PLACE}/{shown.agency.code}"
    acts = [
        AgencyAct(label="Thêm cách viết", address=f"{base}/cach-viet", why=why, hint="Ô ghi như vậy được hiểu ra"),
        AgencyAct(label="Đổi tên", address=f"{base}/doi-ten", why=why, hint="Theo văn bản; mã giữ nguyên"),
    ]
    if shown.agency.is_group:
        acts.append(AgencyAct(label="Thêm thành viên", address=f"{base}/thanh-vien", why=why))
        if shown.direct_members:
            hint = "Nhiệm vụ còn mở: giữ hay thu hồi, xem trước rồi quyết"
            acts.append(
                AgencyAct(label="Đưa thành viên ra khỏi nhóm", address=f"{base}/bot-thanh-vien", why=why, hint=hint)
            )
    elif not shown.agency.dissolved:
        hint = "Nhiệm vụ, cán bộ, quyền, lịch chuyển theo"
        acts.append(AgencyAct(label="Sáp nhập, chuyển cho nơi kế thừa", address=f"{base}/ke-thua", why=why, hint=hint))
    return acts


def _person(one: ReachedPerson, shown: ShownAgency, today: date) -> PersonLine:
    known, notes = one.contact, []
    if known.works_from and known.works_until:
        notes.append(f"nhận thư {known.works_from:%H:%M}–{known.works_until:%H:%M}")
    if known.away_from and known.away_until and known.away_until >= today:
        when = "đang vắng" if known.is_away(today) else f"vắng từ {short_date(known.away_from)}"
        notes.append(f"{when} đến {short_date(known.away_until)}, {known.stand_in or 'cán bộ dự phòng'} nhận thay")
    if known.unsubscribed_at:
        notes.append("không nhận thư nhắc trước hạn")
    at = f" ({short_date(one.bounce.at.astimezone(VIETNAM).date())})" if one.bounce else ""
    return PersonLine(
        id=known.id,
        name=known.name,
        role=known.role.label,
        way=_WAYS.get(known.channel, known.channel),
        address=known.address,
        notes=tuple(notes),
        bounced=f"Thư gần nhất không đến{at}: {one.bounce.outcome}" if one.bounce else "",
        may_keep=bool(shown.answers[Action.KEEP_CONTACTS]),
    )


_WAYS = {channel.value: channel.label for channel in Channel}


def _seen(at: datetime | None) -> str:
    return f"vào lần cuối {short_date(at.astimezone(VIETNAM).date())}" if at else "chưa vào lần nào"
