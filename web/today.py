"""`/`: today, for whoever is signed in: what he has to do, what he has to decide, what the night changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from base.clock import VIETNAM
from base.vietnamese import capitalise, day_and_month, full_date, group_thousands, one_line
from services.intake.pending import count_for
from services.screens.decisions import Waiting
from services.screens.duty_list import DutyLists
from services.screens.many_duties import ManyAct, offer_acts
from services.screens.today import LATE, LATE_REPORTED, AgencyDay, DecisionDay, TodayScreen, TodayScreens
from web.calendar.subscribing import SUBSCRIBING
from web.duties.actions import FORM_PAGES
from web.duties.decisions import DecisionRow, decision_row
from web.duties.many import MANY
from web.duties.rows import near_words
from web.frame.values import Page
from web.imports.uploading import IMPORTS
from web.office import Office
from workflow.lifecycle import State
from workflow.log.actions import LogAction
from workflow.nearness import Nearness, NearnessKind, kind_of
from workflow.people.actions import Action
from workflow.people.grants import Actor, GrantedRole
from workflow.rights import RIGHTS
from workflow.store.duties.awaiting import AwaitedDecision, AwaitingDecision
from workflow.store.log.opinions import NewOpinion
from workflow.timeliness import Timeliness
from workflow.views.duty_line import DutyLine
from workflow.views.duty_list import ADDRESS, Facet, of_kind

COMING = 8
# A country has thousands of agencies; the most late come first, and the list of all is one step away.
LATEST = 20
# How today's strip of days orders what falls due on one day, and where its figures lead.
_STRIP = (Timeliness.DUE_TODAY, Timeliness.DUE_SOON, Timeliness.AHEAD)


@dataclass(frozen=True, kw_only=True)
class RowAct:
    """The one button of a row; an urgent one is filled."""

    label: str
    address: str
    urgent: bool


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    """A duty of one's own agency as today's page shows it."""

    address: str
    title: str
    due: date | None
    near: Nearness
    extended: str
    printed: str
    needed: str
    returned: str
    act: RowAct


@dataclass(frozen=True, kw_only=True)
class StripDay:
    """One day of the weeks ahead, with a mark for each kind of what falls due."""

    day: date
    words: str
    marks: Sequence[tuple[Nearness, str]]


def today_page(office: Office) -> APIRouter:
    """Return the page's route."""
    router = APIRouter()
    lists = DutyLists(installation=office.installation, memory=office.memory)
    screens = TodayScreens(installation=office.installation, lists=lists)

    @router.get("/")
    def shown(request: Request) -> Response:
        """Show the day of whoever asks; an admin of an empty house is led to its first set-up."""
        actor = office.actor_of(request)
        if not office.installation.policies.directory.agencies and actor.has(GrantedRole.ADMIN):
            return RedirectResponse("/thiet-lap", status_code=303)
        if not actor.grants:
            page = Page(title="Bạn chưa được cấp quyền", place="/")
            return office.pages.show(request, "no_rights.html", page)
        return _show(office, request, actor, screens.show(actor, now=office.now()))

    return router


def _show(office: Office, request: Request, actor: Actor, screen: TodayScreen) -> HTMLResponse:
    today, most = office.today(), office.installation.policies.most_grants
    reminds = ManyAct.REMIND in offer_acts(actor)
    return office.pages.show(
        request,
        "today.html",
        Page(title=f"Hôm nay, {full_date(today)}", place="/", crumb="Hôm nay"),
        scope=_scope(actor, screen),
        ways=_ways(actor, screen),
        decides=screen.decides,
        night=list(_night(screen)),
        sending=_sending(screen),
        agencies=[_agency(office, day, screen) for day in screen.agencies],
        deciding=screen.deciding,
        decisions=[decision_row(one, today, most) for one in screen.decisions],
        pending=count_for(office.installation, actor) if screen.deciding else 0,
        asked_for=_asked_for(screen.decisions),
        reminds=reminds,
        opinions=[_opinion(one, screen, today) for one in screen.opinions],
        overdue=_overdue(screen.deciding, screen, today, reminds=reminds) if screen.deciding else [],
        late_agencies=_late_agencies(screen.deciding) if screen.deciding else 0,
        all_late=f"{ADDRESS}/bo-loc/{Facet.AGENCY}?{LATE.query}",
        strip=_strip(screen.deciding, today) if screen.deciding else [],
        awaited=[
            (one.wording, one.age(today), one.awaited_by, f"/su-kien/{one.id}") for one in screen.deciding.triggers
        ]
        if screen.deciding
        else [],
        own=[(screen.names.get(code, code), f"/viec?co-quan={code}") for code in sorted(actor.agencies)]
        if screen.deciding
        else [],
    )


def _ways(actor: Actor, screen: TodayScreen) -> list[tuple[str, str]]:
    """What begins from here, beside the rows: a document to take in, a calendar to subscribe to."""
    if screen.decides and actor.has(*RIGHTS[Action.REVIEW_IMPORT]):
        return [("Nhập văn bản", IMPORTS)]
    return [("Thêm vào lịch của tôi", SUBSCRIBING)] if screen.agencies else []


def _scope(actor: Actor, screen: TodayScreen) -> str:
    if screen.deciding is None:
        return ", ".join(screen.names.get(code, code) for code in sorted(actor.agencies))
    counts = screen.deciding.counts
    agencies = sum(1 for count in counts.by_facet[Facet.AGENCY].values() if count)
    return f"{group_thousands(agencies)} cơ quan, {group_thousands(counts.total)} nhiệm vụ được giao"


def _night(screen: TodayScreen) -> Iterator[tuple[str, str, str]]:
    """The sentence of the night in pieces: a figure, where it leads, what is said after it."""
    words = {
        Timeliness.OVERDUE: ("chuyển sang quá hạn", NearnessKind.OVERDUE),
        Timeliness.DUE_TODAY: ("chuyển sang đến hạn hôm nay", NearnessKind.DUE_TODAY),
        Timeliness.DUE_SOON: ("chuyển sang sắp đến hạn", NearnessKind.DUE_SOON),
    }
    for arrived, (said, kind) in words.items():
        if count := screen.night.arrived.get(arrived, 0):
            yield f"{group_thousands(count)} nhiệm vụ", of_kind(kind).address, said


def _sending(screen: TodayScreen) -> str:
    """What goes out this morning, "" where nothing does."""
    if not screen.night.to_send or screen.night.first_sent is None:
        return ""
    return f"{group_thousands(screen.night.to_send)} thư sẽ gửi từ {screen.night.first_sent.astimezone(VIETNAM):%H:%M}"


def _opinion(one: NewOpinion, screen: TodayScreen, today: date) -> DecisionRow:
    """What somebody said of a duty, as a row that leads to it."""
    day = one.at.astimezone(VIETNAM).date()
    helper = screen.names.get(one.said_for, "")
    said = f"{one.actor}{f' ({helper})' if helper else ''}: “{one_line(one.text)}”"
    return DecisionRow(
        kind="Ý kiến chỉ đạo" if one.action is LogAction.DIRECT else "Ý kiến phối hợp",
        age="hôm nay" if day == today else day_and_month(day),
        title=one.title,
        reason=said if len(screen.agencies) == 1 else f"{one.agency_name}. {said}",
        address=f"/viec/{one.duty}",
        act="Xem nhiệm vụ",
    )


def _late_agencies(deciding: DecisionDay) -> int:
    return sum(1 for count in deciding.overdue.by_facet[Facet.AGENCY].values() if count)


def _agency(office: Office, day: AgencyDay, screen: TodayScreen) -> dict[str, object]:
    hidden = len(day.coming) - COMING
    undated = day.counts.by_facet[Facet.NEARNESS].get("khong-han", 0)
    return {
        "name": screen.names.get(day.agency, day.agency),
        "overdue": [_row(office, line, day) for line in day.overdue],
        "week": [_row(office, line, day) for line in day.week],
        "week_ends": day_and_month(day.week_ends),
        "coming": [_row(office, line, day) for line in day.coming[:COMING]],
        "more": group_thousands(day.counts.total - undated) if hidden > 0 else "",
        "own": day.own.address,
        "undated": undated,
        "helps_late": day.helps_late,
        "helps_address": day.helps.address,
        "undated_address": day.own.toggled(Facet.NEARNESS, "khong-han").address,
    }


def _row(office: Office, line: DutyLine, day: AgencyDay) -> DutyRow:
    today, working_days = office.today(), office.installation.policies.working_days
    kind = kind_of(line.state, line.timeliness)
    back = day.returned.get(line.id)
    needed = f"Cần có: {line.product}." if line.product else ""
    if back is not None:
        needed = f"“{back[1]}”"
    elif line.state is State.ASSIGNED:
        needed = f"Mới giao. {needed}".strip()
    urgent = kind in {NearnessKind.OVERDUE, NearnessKind.DUE_TODAY} or back is not None
    return DutyRow(
        address=f"/viec/{line.id}",
        title=line.title,
        due=line.due,
        near=Nearness(kind, near_words(line, today, working_days)),
        extended=f"gia hạn {line.extensions}/{office.installation.policies.most_grants}" if line.extensions else "",
        printed=line.expression,
        needed=needed,
        returned=f"Bị trả lại {day_and_month(back[0].astimezone(VIETNAM).date())}" if back else "",
        act=_row_act(line, returned=back is not None, urgent=urgent),
    )


def _row_act(line: DutyLine, *, returned: bool, urgent: bool) -> RowAct:
    label, action = "Báo cáo kết quả", Action.REPORT
    if returned:
        label = "Gửi lại báo cáo"
    elif line.state is State.ASSIGNED and not urgent:
        label, action = "Nhận nhiệm vụ", Action.ACCEPT
    elif not urgent:
        return RowAct(label="Xem nhiệm vụ", address=f"/viec/{line.id}", urgent=False)
    page = FORM_PAGES.get(action)
    if page is None:
        return RowAct(label="Xem nhiệm vụ", address=f"/viec/{line.id}", urgent=urgent)
    return RowAct(label=label, address=f"/viec/{line.id}/{page}", urgent=urgent)


def _asked_for(waiting: Sequence[Waiting]) -> int:
    """How many extensions wait: several of them may be granted by one document."""
    return sum(isinstance(one, AwaitingDecision) and one.kind is AwaitedDecision.EXTENSION for one in waiting)


def _overdue(deciding: DecisionDay, screen: TodayScreen, today: date, *, reminds: bool) -> list[dict[str, object]]:
    counts = deciding.overdue.by_facet[Facet.AGENCY]
    latest = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:LATEST]
    reported = deciding.reported.by_facet[Facet.AGENCY]
    return [
        {
            "name": screen.names.get(code, code),
            "near": Nearness(NearnessKind.OVERDUE, group_thousands(count)),
            "address": LATE.toggled(Facet.AGENCY, code).address,
            "agency_address": f"/viec?co-quan={code}",
            "longest": f"{(today - deciding.longest[code]).days} ngày" if code in deciding.longest else "–",
            "reported": reported.get(code, 0),
            "reported_address": LATE_REPORTED.toggled(Facet.AGENCY, code).address,
            "remind": f"{MANY}/{ManyAct.REMIND}?{LATE.toggled(Facet.AGENCY, code).query}"
            if reminds and count > reported.get(code, 0)
            else "",
        }
        for code, count in latest
        if count
    ]


def _strip(deciding: DecisionDay, today: date) -> list[StripDay]:
    days = [today, *(day for day in sorted(deciding.days) if day > today)]
    return [
        StripDay(
            day=day,
            words="Hôm nay" if day == today else capitalise(day_and_month(day)),
            marks=_marks(deciding, day),
        )
        for day in days[:7]
    ]


def _marks(deciding: DecisionDay, day: date) -> list[tuple[Nearness, str]]:
    """What falls due on a day and isn't done; each leads to its list."""
    found = deciding.days.get(day, {})
    return [
        (Nearness(kind, f"{group_thousands(found[standing])} nhiệm vụ"), of_kind(kind, day=day.isoformat()).address)
        for standing in _STRIP
        if found.get(standing)
        for kind in [NearnessKind(standing.value)]
    ]
