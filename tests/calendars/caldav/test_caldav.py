"""Calendars on a CalDAV server, a real Radicale: what changed is put, what is gone is deleted, nothing else is sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from icalendar import Calendar

from calendars.caldav.client import CalDav, CalDavRefused, CalDavUnreachable
from calendars.caldav.publishing import Publication, Sending, publish_collections, read_memory
from calendars.checking.validator import validate
from calendars.feeds.collect import calendars_of, task_lists_of
from calendars.feeds.window import FeedWindow
from tests.builders import a_task, an_assignment
from tests.calendars.caldav.radicale import PASSWORD, USER, running_radicale
from workflow.assignment import Assignment, Departure
from workflow.lifecycle import State

TODAY = date(2026, 3, 5)
POLICE = an_assignment(id=1)
HEALTH = an_assignment(id=2, agency="so-y-te", agency_name="Sở Y tế", due=date(2026, 4, 14))
AGENCY, PLAN = "co-quan-cong-an-tinh", "van-ban-50-kh-ubnd-2026"


@dataclass
class Office:
    """A house that publishes to the server, and what it asked; `client` may also play somebody else's program."""

    home: str
    client: httpx.Client
    memory: Path
    asked: list[str] = field(default_factory=list)

    def publish(
        self,
        *assignments: Assignment,
        today: date = TODAY,
        tasks: bool = False,
        departed: tuple[Departure, ...] = (),
        **changes: bool,
    ) -> Sending:
        self.asked.clear()
        publication = Publication(
            server=CalDav(self.client, self.home),
            memory=self.memory,
            window=FeedWindow(today=today, months_ahead=None),
            component="VTODO" if tasks else "VEVENT",
            **changes,
        )
        calendars = (task_lists_of if tasks else calendars_of)(assignments, departed=departed)
        return publish_collections(calendars, publication)

    def item(self, assignment: Assignment, collection: str = AGENCY) -> str:
        return f"{self.home}{collection}/dondoc-{assignment.uid}.ics"

    def everything(self, collection: str = AGENCY) -> list[Calendar]:
        items = CalDav(self.client, self.home).etags(collection) or {}
        found = [self.client.get(f"{self.home}{collection}/{item}") for item in items]
        return [Calendar.from_ical(answer.text) for answer in found]

    def summaries(self, collection: str = AGENCY) -> list[str]:
        calendars = self.everything(collection)
        return sorted(str(item["SUMMARY"]) for calendar in calendars for item in calendar.walk() if "SUMMARY" in item)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, httpx.Client]]:
    with running_radicale(tmp_path_factory.mktemp("radicale")) as home, httpx.Client() as client:
        yield home, client


@pytest.fixture
def office(server: tuple[str, httpx.Client], tmp_path: Path) -> Iterator[Office]:
    home, client = server
    asked: list[str] = []

    def note(request: httpx.Request) -> None:
        asked.append(f"{request.method} {request.url.path.removeprefix(f'/{USER}/')}")

    client.auth = (USER, PASSWORD.encode())
    client.event_hooks = {"request": [note]}
    house = Office(home=home, client=client, memory=tmp_path / "caldav.json", asked=asked)
    yield house
    for collection in read_memory(house.memory):
        client.delete(f"{home}{collection}/", auth=(USER, PASSWORD.encode()))


def changed(assignment: Assignment, **changes: object) -> Assignment:
    later = {"revision": assignment.revision + 1, "changed_at": datetime(2026, 3, 5, 1, tzinfo=UTC)}
    return an_assignment(**({"id": assignment.id} | later | changes))


def test_each_agency_and_each_plan_becomes_a_collection_of_its_duties(office: Office) -> None:
    sending = office.publish(POLICE, HEALTH)

    assert sending == Sending(put=4)
    assert office.summaries(AGENCY) == ["Đề án huy động hạ tầng mạng cho quốc phòng, an ninh (Công an tỉnh)"]
    assert len(office.everything(PLAN)) == 2


@pytest.mark.parametrize("tasks", [False, True], ids=["events", "tasks"])
def test_l4_a_duty_taken_from_an_agency_stays_crossed_out_in_its_collection_for_thirty_days(
    office: Office, tasks: bool
) -> None:
    mine = f"{'viec-' if tasks else ''}{AGENCY}"
    office.publish(POLICE, HEALTH, tasks=tasks)
    given = changed(POLICE, agency="so-y-te", agency_name="Sở Y tế")
    left = Departure(duty=given, agency="cong-an-tinh", agency_name="Công an tỉnh", on=TODAY)
    crossed = f"[HỦY] {POLICE.task.title} (nay giao Sở Y tế)"

    office.publish(given, HEALTH, tasks=tasks, departed=(left,))
    gone = office.client.get(office.item(POLICE, mine)).content

    assert office.summaries(mine) == [crossed]
    assert b"STATUS:CANCELLED" in gone
    assert validate(gone) == ()
    assert len(office.everything(mine.replace(AGENCY, "co-quan-so-y-te"))) == 2
    office.publish(given, HEALTH, tasks=tasks, departed=(left,), today=TODAY + timedelta(days=30))
    assert office.summaries(mine) == [crossed]
    office.publish(given, HEALTH, tasks=tasks, departed=(left,), today=TODAY + timedelta(days=31))
    assert crossed not in office.summaries(mine)


def test_an_item_has_the_uid_of_every_feed_and_passes_the_check(office: Office) -> None:
    office.publish(POLICE)

    content = office.client.get(office.item(POLICE)).content
    assert f"UID:{POLICE.uid}\r\n".encode() in content
    assert validate(content) == ()


def test_nothing_changed_so_nothing_is_sent(office: Office) -> None:
    office.publish(POLICE, HEALTH)

    again = office.publish(HEALTH, POLICE, today=TODAY + timedelta(days=1))

    assert again == Sending(unchanged=4)
    assert office.asked == []


def test_only_what_changed_is_put_over_the_version_that_was_sent(office: Office) -> None:
    office.publish(POLICE, HEALTH)

    sending = office.publish(changed(POLICE, state=State.REPORTED), HEALTH)

    assert sending == Sending(put=2, unchanged=2)
    item = f"dondoc-{POLICE.uid}.ics"
    assert office.asked == [f"PUT {AGENCY}/{item}", f"PUT {PLAN}/{item}"]


def test_a_cancelled_duty_stays_marked_for_thirty_days_and_then_goes(office: Office) -> None:
    withdrawn = changed(POLICE, state=State.WITHDRAWN)
    office.publish(POLICE, an_assignment(id=3))

    office.publish(withdrawn, an_assignment(id=3))
    assert any(summary.startswith("[HỦY] ") for summary in office.summaries())

    gone = office.publish(withdrawn, an_assignment(id=3), today=TODAY + timedelta(days=31))
    assert gone == Sending(deleted=2, unchanged=2)
    assert not any(summary.startswith("[HỦY] ") for summary in office.summaries())


def test_an_edit_on_the_server_is_seen_when_it_matters_and_taken_back(office: Office) -> None:
    office.publish(POLICE)
    theirs = office.client.get(office.item(POLICE)).text.replace("Đề án huy động", "Nhiệm vụ khác")
    office.client.put(office.item(POLICE), content=theirs.encode(), headers={"Content-Type": "text/calendar"})

    sending = office.publish(changed(POLICE, state=State.REPORTED))

    assert (sending.put, sending.restored) == (2, 1)
    assert office.summaries() == ["Đề án huy động hạ tầng mạng cho quốc phòng, an ninh (Công an tỉnh)"]


def test_a_look_at_the_server_finds_what_was_edited_or_deleted_there(office: Office) -> None:
    office.publish(POLICE, HEALTH)
    office.client.delete(office.item(POLICE))
    theirs = office.client.get(office.item(HEALTH, PLAN)).text.replace("Đề án", "Nhiệm vụ")
    office.client.put(office.item(HEALTH, PLAN), content=theirs.encode(), headers={"Content-Type": "text/calendar"})

    assert office.publish(POLICE, HEALTH).put == 0
    assert office.publish(POLICE, HEALTH, verify=True) == Sending(put=2, unchanged=2, restored=1)
    assert office.publish(POLICE, HEALTH, verify=True) == Sending(unchanged=4)


def test_a_lost_memory_costs_a_listing_and_makes_no_duplicate(office: Office) -> None:
    office.publish(POLICE, HEALTH)
    office.memory.write_text("{half", "utf-8")

    office.publish(POLICE, HEALTH)

    assert len(office.everything(PLAN)) == 2
    office.publish(POLICE, HEALTH)
    assert office.asked == []


def test_a_collection_that_somebody_removed_is_made_anew(office: Office) -> None:
    office.publish(POLICE, HEALTH)
    office.client.delete(f"{office.home}{AGENCY}/")

    office.publish(changed(POLICE, state=State.REPORTED), HEALTH)

    assert len(office.everything(AGENCY)) == 1


def test_peoples_own_items_in_a_collection_are_left_alone(office: Office) -> None:
    office.publish(POLICE)
    own = office.client.get(office.item(POLICE)).text.replace(POLICE.uid, "cua-toi")
    office.client.put(
        f"{office.home}{AGENCY}/cua-toi.ics", content=own.encode(), headers={"Content-Type": "text/calendar"}
    )
    office.memory.unlink()

    office.publish(HEALTH)
    office.publish(POLICE)

    assert office.client.get(f"{office.home}{AGENCY}/cua-toi.ics").status_code == 200


def test_an_agency_without_duties_says_so_for_thirty_days_and_then_its_collection_goes(office: Office) -> None:
    office.publish(POLICE, HEALTH)

    office.publish(HEALTH)
    assert office.summaries(AGENCY) == ["Lịch này không còn được cập nhật"]

    office.publish(HEALTH, today=TODAY + timedelta(days=30))
    assert len(office.everything(AGENCY)) == 1
    assert office.publish(HEALTH, today=TODAY + timedelta(days=31)).removed_collections == 1
    assert office.client.get(f"{office.home}{AGENCY}/").status_code == 404


def test_publishing_a_part_retires_nothing(office: Office) -> None:
    office.publish(POLICE, HEALTH)

    office.publish(HEALTH, whole=False)

    assert len(office.everything(AGENCY)) == 1


def test_a_calendar_that_is_called_otherwise_is_described_anew_and_only_then(office: Office) -> None:
    renamed = changed(POLICE, task=a_task(plan_title="Kế hoạch đã đính chính"))
    office.publish(POLICE)

    office.publish(renamed)
    assert [line for line in office.asked if line.startswith("PROPPATCH")] == [f"PROPPATCH {PLAN}/"]
    described = office.client.request("PROPFIND", f"{office.home}{PLAN}/", headers={"Depth": "0"}).text
    assert "Kế hoạch đã đính chính" in described

    office.publish(renamed)
    assert office.asked == []


def test_task_lists_stand_beside_the_events_and_hold_what_waits(office: Office) -> None:
    waiting = an_assignment(id=4, due=None, state=State.WAITING, event="Bộ Nội vụ ban hành Đề án")
    office.publish(POLICE, waiting)

    office.publish(POLICE, waiting, tasks=True)

    names = [[str(item.name) for item in calendar.subcomponents] for calendar in office.everything(f"viec-{AGENCY}")]
    assert names == [["VTODO"], ["VTODO"]]
    assert len(office.everything(AGENCY)) == 1


def test_a_wrong_password_is_told_with_the_settings_to_look_at(office: Office) -> None:
    office.client.auth = httpx.BasicAuth(USER, "sai")

    with pytest.raises(CalDavRefused, match=r"401.*DONDOC_CALDAV_PASSWORD"):
        office.publish(POLICE)


def test_a_web_page_in_the_servers_place_is_no_caldav(tmp_path: Path) -> None:
    page = httpx.MockTransport(lambda _: httpx.Response(207, text="<html><p>Xin chào"))

    with pytest.raises(CalDavRefused, match="không phải CalDAV"):
        Office("https://lich.example/", httpx.Client(transport=page), tmp_path / "m").publish(POLICE)


def test_a_server_that_moved_is_told_not_followed(tmp_path: Path) -> None:
    moved = httpx.MockTransport(lambda _: httpx.Response(301, headers={"Location": "https://moi.example/dav/"}))

    with pytest.raises(CalDavRefused, match=r"https://moi\.example/dav/"):
        Office("https://lich.example/", httpx.Client(transport=moved), tmp_path / "m").publish(POLICE)


def test_no_answer_is_told_and_what_was_sent_is_remembered(office: Office) -> None:
    office.publish(POLICE)
    before = office.memory.read_text("utf-8")

    with pytest.raises(CalDavUnreachable, match="không trả lời"):
        Office("http://127.0.0.1:9/", office.client, office.memory).publish(changed(POLICE, state=State.REPORTED))

    assert office.memory.read_text("utf-8") == before


def answering_without_etag() -> Callable[[httpx.Request], httpx.Response]:
    listed = (
        f'<d:multistatus xmlns:d="DAV:"><d:response><d:href>/c/dondoc-{POLICE.uid}.ics</d:href><d:propstat><d:prop>'
        '<d:getetag>"7"</d:getetag></d:prop></d:propstat></d:response></d:multistatus>'
    )

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(207, text=listed) if request.method == "PROPFIND" else httpx.Response(204)

    return answer


def test_a_server_that_gives_no_etag_with_its_answer_is_asked_once(tmp_path: Path) -> None:
    client = httpx.Client(transport=httpx.MockTransport(answering_without_etag()))

    Office("https://lich.example/", client, tmp_path / "m").publish(POLICE)

    etags = {sent.etag for shelf in read_memory(tmp_path / "m").values() for sent in shelf.items.values()}
    assert etags == {'"7"'}
