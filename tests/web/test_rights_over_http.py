"""Every page and form of a duty answers each role and scope as the table of rights says; refusals change nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fastapi.testclient import TestClient

from tests.web.accounts.test_every_route import OPEN, paths, routes
from tests.web.offices import SEVEN, TODAY, an_installation, an_office
from tests.web.people import SINCE, granted
from tests.web.shared_pages import pages_over
from web.duties.forms.kinds import FORM_BY_NAME, FORMS
from workflow.people.actions import Action
from workflow.people.grants import HOUSE, SCOPES, Actor, Grant, GrantedRole, GrantScope, ScopeKind
from workflow.rights import RIGHTS, Subject, may
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment
from workflow.store.duties.subjects import duty_subject
from workflow.store.log.writing import history
from workflow.store.people.directory import Contact, keep_contacts
from workflow.store.tables import ContactRole

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate Operation ID")
# Of duty 3: its lead, its cooperating agency, its coordinator, one of the same plan, one of none; both plans.
AGENCIES = ("so-y-te", "so-noi-vu", "so-khoa-hoc-va-cong-nghe", "cong-an-tinh", "so-xay-dung")
SCOPES_ASKED = (
    HOUSE,
    *(GrantScope(kind=ScopeKind.PLAN, plan=plan) for plan in (1, 2)),
    *(GrantScope(kind=ScopeKind.AGENCY, agency=code) for code in AGENCIES),
)
ACTORS = [
    Actor(name=f"{role.value} {number}", grants=(Grant(role=role, scope=scope, since=SINCE),))
    for role in GrantedRole
    for number, scope in enumerate(SCOPES_ASKED)
    if scope.kind in SCOPES[role]
]
DUTY = 3
OF_ANOTHER_PLAN = Actor(
    name="Văn bản khác",
    person=79,
    grants=(Grant(role=GrantedRole.VIEWER, scope=GrantScope(kind=ScopeKind.PLAN, plan=2), since=SINCE),),
)
# Forms of one line of the table open alike, so one of each is opened; every one is sent.
OPENED = list({tuple(RIGHTS[form.action].items()): form for form in FORMS}.values())


@dataclass
class Asked:
    """The pages of an office, asked by one person after the other."""

    database: Database
    actor: Actor = field(default_factory=lambda: Actor(name="Người lạ"))

    def __post_init__(self) -> None:
        installation = an_installation(self.database)
        app = pages_over(installation, now=lambda: SEVEN, actor_of=lambda _request: self.actor)
        self.client = TestClient(app, follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"})

    def by(self, actor: Actor) -> TestClient:
        """The client of a person; pages are kept by cookie."""
        self.actor = actor
        self.client.cookies.set("ai", str(ACTORS.index(actor)) if actor in ACTORS else "nobody")
        return self.client

    def subject(self, actor: Actor) -> Subject:
        with self.database.reading() as session:
            return duty_subject(session, DUTY, asking=actor.agencies, today=TODAY)

    def written(self) -> tuple[int, str]:
        """How much the log says of the duty, and its state."""
        with self.database.reading() as session:
            return len(history(session, DUTY)), assignment(session, DUTY).state.value


@pytest.fixture
def asked(file_database: Database) -> Iterator[Asked]:
    an_office(file_database)
    made = Asked(file_database)
    with made.client:
        yield made


def test_each_form_opens_for_whom_the_table_lets(asked: Asked) -> None:
    wrong = []
    for actor in ACTORS:
        client, subject = asked.by(actor), asked.subject(actor)
        seen = bool(may(actor, Action.SEE_DUTY, subject))
        page = client.get(f"/viec/{DUTY}")
        answers = {"": page.status_code, "inside": int(">Nhật ký</h2>" in page.text)}
        expected = {"": 200 if seen else 404, "inside": int(bool(may(actor, Action.SEE_EVIDENCE, subject)))}
        for form in OPENED:
            answers[form.name] = client.get(f"/viec/{DUTY}/{form.name}").status_code
            expected[form.name] = 404 if not seen else 200 if may(actor, form.action, subject) else 403
        wrong += [(actor.name, name, answers[name]) for name in answers if answers[name] != expected[name]]
    assert len(ACTORS) > 25
    assert wrong == []


def test_each_form_that_the_table_refuses_is_refused_when_sent_and_changes_nothing(asked: Asked) -> None:
    typed = {"ly-do": "x", "noi-dung": "x", "so-van-ban": "1/BC", "ngay": "05/3/2026", "van-ban": "1", "tom-tat": "x"}
    before, passed, tried = asked.written(), [], 0
    for actor in ACTORS:
        client, subject = asked.by(actor), asked.subject(actor)
        for form in FORMS:
            if may(actor, form.action, subject):
                continue
            tried += 1
            fields = typed | {"co-quan": "Sở Tài chính"}
            if form.action is not Action.REPORT:
                fields["ngay"] = "30/12/2026"
            status = client.post(f"/viec/{DUTY}/{form.name}", data=fields).status_code
            expected = 403 if may(actor, Action.SEE_DUTY, subject) else 404
            if status != expected:
                passed.append((actor.name, form.name, status))
    assert tried > 200
    assert passed == []
    assert asked.written() == before


def numbered(asked: Asked, start: str) -> list[tuple[str, str]]:
    """Method and path of every route that begins so, with its own number left to be filled in."""
    found = []
    for path, methods in paths(asked.database).items():
        if path.startswith(start):
            names = [*FORM_BY_NAME, "thu-hoi-toan-bo", "ket-thuc-som", "khong-co"] if "{name}" in path else [""]
            filled = {
                re.sub(r"\{(?!number)[^}]*\}", "1", path.replace("{name}", name).replace("{code}", "so-y-te"))
                for name in names
            }
            found += [(method, one) for method in methods for one in filled]
    return found


@pytest.mark.parametrize("who", [Actor(name="Người lạ", person=77), OF_ANOTHER_PLAN], ids=["nobody", "another plan's"])
def test_who_may_not_see_a_duty_is_told_what_he_is_told_of_a_number_without_one(asked: Asked, who: Actor) -> None:
    tried, told = numbered(asked, "/viec/{number}"), []
    client, before = asked.by(who), asked.written()
    for method, path in tried:
        answers = []
        for number in (str(DUTY), "999999"):
            answer = client.request(method, path.replace("{number}", number), data={"ngay": "hôm kia"})
            answers.append((answer.status_code, answer.text.replace(f"/viec/{number}", "")))
        if answers[0] != answers[1] or answers[0][0] != 404:
            told.append((method, path, answers[0][0], answers[1][0]))
    assert len(tried) > 45
    assert told == []
    assert asked.written() == before


# Whatever these change is one's own: an account, its calendars, its views. Or it asks each of many for itself.
OWN = re.compile(r"/(toi|dang-ky-lich|viec/cach-xem|viec/nhieu|dang-xuat|xac-nhan-lai)(/|$)")


@pytest.mark.parametrize("role", [GrantedRole.VIEWER, GrantedRole.AUDITOR, GrantedRole.LEADER, None], ids=str)
def test_a_missing_right_is_said_before_anything_that_was_typed_is_judged(
    asked: Asked, role: GrantedRole | None
) -> None:
    who = Actor(name="Người xem", person=78, grants=(granted(role),) if role else ())
    client, before, judged = asked.by(who), asked.written(), []
    changes = [(m, p) for m, p in numbered(asked, "/") if m == "POST" and not OPEN.match(p) and not OWN.match(p)]
    for _, path in changes:
        if role is GrantedRole.LEADER and path.endswith("/chi-dao"):
            continue
        for number in ("1", "999999"):
            for typed in ({}, {"ngay": "hôm kia", "ly-do": "x", "co-quan": "?"}):
                answer = client.post(path.replace("{number}", number), data=typed)
                if answer.status_code not in {403, 404}:
                    judged.append((path, number, answer.status_code))
    assert len(changes) > 80
    assert judged == []
    assert asked.written() == before


def test_the_people_of_an_agency_are_seen_and_kept_by_whom_the_table_lets(asked: Asked) -> None:
    with asked.database.writing() as session:
        contact = Contact(agency="so-y-te", role=ContactRole.STAFF, name="Anh Bình", address="binh@syt.example")
        keep_contacts(session, [contact])
    subject, wrong = Subject(agency="so-y-te", agency_name="Sở Y tế"), []
    for actor in ACTORS:
        client = asked.by(actor)
        keeps = bool(may(actor, Action.KEEP_CONTACTS, subject))
        answers = (
            "binh@syt.example" in client.get("/co-quan/so-y-te").text,
            client.get("/co-quan/can-bo/1").status_code,
            client.post("/co-quan/can-bo/1", data={"gio-tu": "07:30", "gio-den": "17:00"}).status_code,
            client.get("/co-quan/so-y-te/doi-ten").status_code,
        )
        seen, directory = bool(may(actor, Action.SEE_CONTACTS, subject)), may(actor, Action.KEEP_DIRECTORY, subject)
        expected = (seen, 200 if keeps else 403, 303 if keeps else 403, 200 if directory else 403)
        if answers != expected:
            wrong.append((actor.name, answers, expected))
    assert wrong == []


def test_lists_and_files_hold_what_the_table_lets_see(asked: Asked) -> None:
    wrong = []
    for actor in ACTORS:
        client, seen = asked.by(actor), bool(may(actor, Action.SEE_DUTY, asked.subject(actor)))
        wrong += [
            (actor.name, address)
            for address in ("/viec?tim=y+te+thong+minh", "/viec/xuat.csv?tim=y+te+thong+minh", "/viec/xuat.ics")
            if ("Y tế thông minh" in client.get(address).text) is not seen
        ]
    assert wrong == []


def test_who_has_no_right_finds_no_duty_on_any_page(asked: Asked) -> None:
    stranger = asked.by(Actor(name="Người lạ"))
    addresses = {path for method, path in routes(asked.database) if method == "GET" and not OPEN.match(path)}
    told = [
        address
        for address in addresses
        if not address.startswith("/toi") and "Quy chế công nhận" in stranger.get(address).text
    ]
    assert len(addresses) > 15
    assert told == []


# Pages of the whole house: who gets one has a role of the table's line, in whatever scope; the others are refused. Who
# coordinates one plan alone has no part in what comes in.
HOUSE_PAGES = {
    "/quan-tri": Action.KEEP_POLICIES,
    "/quan-tri/ngay-nghi": Action.KEEP_POLICIES,
    "/quan-tri/nguoi-dung": Action.SEE_GRANTS,
    "/thiet-lap": Action.KEEP_POLICIES,
    "/nhat-ky": Action.SEE_PLAN_LOG,
    "/thong-bao": Action.SEE_NOTICES,
    "/chia-se": Action.SHARE,
    "/van-ban/nhap": Action.REVIEW_IMPORT,
}


def test_each_page_of_the_house_opens_for_the_roles_that_the_table_names(asked: Asked) -> None:
    wrong = []
    for actor in ACTORS:
        client = asked.by(actor)
        for address, action in HOUSE_PAGES.items():
            status = client.get(address).status_code
            outside = action is Action.REVIEW_IMPORT and actor.grants[0].scope.kind is ScopeKind.PLAN
            if (status == 200) is not (actor.has(*RIGHTS[action]) and not outside) or status not in {200, 403, 404}:
                wrong.append((actor.name, address, status))
    assert wrong == []
