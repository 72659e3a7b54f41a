"""Days off at a page: a year, a swap looked at before it is kept, what it moves, and who may."""

from datetime import date

import pytest

from config.days_off import Swap, days_off
from tests.plans import a_row, registered
from tests.web.house.houses import OwnHouse
from tests.web.people import CLERK, COORDINATOR, STRANGER
from workflow.people.grants import Actor
from workflow.store.duties.reading import assignment
from workflow.store.log.replaying import unexplained_duties
from workflow.store.log.writing import history

DAYS = "/quan-tri/ngay-nghi"
# A Friday of a week without holidays, and the Saturday after it.
SWAP = {
    "nam": "2026",
    "lam": "them",
    "nghi": "12/6/2026",
    "bu": "20/6/2026",
    "ten": "Đợt nghỉ “thử”",
    "nguon": "12/TB ngày 01/3/2026",
}


@pytest.fixture
def office(house: OwnHouse) -> OwnHouse:
    """A house with one duty that is due on the Friday, and one on another day."""
    registered(
        house.installation.database,
        a_row("Trước ngày 13/6/2026", "Sở Y tế", title="Bệnh án điện tử"),
        a_row("Trước ngày 25/6/2026", "Sở Nội vụ", title="Đề án"),
    )
    return house


def last_day(house: OwnHouse, duty: int = 1) -> tuple[date | None, date | None]:
    with house.installation.database.reading() as session:
        found = assignment(session, duty)
        return found.due, found.act_by


def test_a_year_shows_its_days_off_and_whether_they_are_official(house: OwnHouse) -> None:
    page = house.get(f"{DAYS}?nam=2026")
    assert "thứ Sáu 02/01/2026" in page
    assert "Công văn 12729/VPCP-KGVX" in page
    assert "Chưa có thông báo chính thức" in house.get(f"{DAYS}?nam=2031")


def test_a_swap_whose_document_nobody_has_is_not_called_official_until_it_is_written(house: OwnHouse) -> None:
    page = house.get(f"{DAYS}?nam=2026")
    assert "1 lần hoán đổi chưa có văn bản chính thức" in page
    assert "Đã có thông báo chính thức" not in page
    for day in ("thứ Hai 31/8/2026", "thứ Bảy 22/8/2026"):
        row = page.partition(f"<td>{day}</td>")[2].partition("</tr>")[0]
        assert "theo thông báo, chưa có văn bản chính thức" in row
    (number,) = [n for n, swap in enumerate(days_off(None).swaps) if swap.off == date(2026, 8, 31)]
    asked = {"nam": "2026", "lam": "van-ban", "so": str(number)}
    refused = house.client.get(f"{DAYS}/xem-truoc", params=asked)
    assert refused.status_code == 422
    assert "Ghi số, ngày văn bản thông báo" in refused.text
    after = house.done(DAYS, **asked, **{"van-ban": "Công văn 1/BNV ngày 01/8/2026"})
    assert "Công văn 1/BNV ngày 01/8/2026" in after
    assert "Đã có thông báo chính thức" in after
    assert days_off(house.home / "config").swaps[number].official


def test_a_swap_is_looked_at_before_it_is_kept(office: OwnHouse) -> None:
    before = last_day(office)
    answer = office.client.get(f"{DAYS}/xem-truoc", params=SWAP)
    assert answer.status_code == 200
    assert "1 nhiệm vụ đổi ngày làm việc cuối" in answer.text
    assert "Bệnh án điện tử" in answer.text
    assert last_day(office) == before
    assert not (office.home / "config").exists()


def test_a_kept_swap_moves_the_last_working_day_and_leaves_the_due_day(office: OwnHouse) -> None:
    due, was = last_day(office)
    others = last_day(office, 2)
    page = office.done(DAYS, **SWAP)

    assert "Đã ghi; 1 nhiệm vụ" in page
    assert "Đợt nghỉ “thử”" in page
    assert was == date(2026, 6, 12)
    assert last_day(office) == (due, date(2026, 6, 11))
    assert last_day(office, 2) == others
    kept = days_off(office.home / "config")
    assert kept.swaps[-1] == Swap("Đợt nghỉ “thử”", "12/TB ngày 01/3/2026", date(2026, 6, 12), date(2026, 6, 20))
    assert not office.installation.policies.working_days.is_working(date(2026, 6, 12))
    with office.installation.database.reading() as session:
        assert history(session, 1)[-1].action == "keep_days_off"
        assert list(unexplained_duties(session)) == []


def test_a_swap_is_taken_out_again_and_the_day_comes_back(office: OwnHouse) -> None:
    before = last_day(office)
    office.done(DAYS, **SWAP)
    number = str(len(days_off(office.home / "config").swaps) - 1)
    office.done(DAYS, nam="2026", lam="bo", so=number)
    assert last_day(office) == before


def test_a_year_is_marked_as_announced_and_not(house: OwnHouse) -> None:
    house.done(DAYS, nam="2027", lam="da-co")
    assert 2027 in days_off(house.home / "config").announced
    house.done(DAYS, nam="2027", lam="chua-co")
    assert 2027 not in days_off(house.home / "config").announced


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"nghi": "", "bu": ""}, "Ghi ngày được nghỉ, hoặc ngày làm bù"),
        ({"nghi": "31/02/2026"}, "Ghi ngày, tháng, năm"),
        ({"nghi": "13/6/2026"}, "đã là ngày nghỉ"),
        ({"bu": "15/6/2026"}, "đã là ngày làm việc"),
        ({"ten": " "}, "Ghi tên đợt nghỉ"),
        ({"nguon": ""}, "Ghi số, ngày văn bản thông báo"),
    ],
)
def test_what_cannot_be_a_swap_is_refused_with_what_to_do(house: OwnHouse, changed: dict[str, str], said: str) -> None:
    answer = house.client.get(f"{DAYS}/xem-truoc", params=SWAP | changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert not (house.home / "config").exists()


@pytest.mark.parametrize("who", [CLERK, COORDINATOR, STRANGER])
def test_nobody_but_an_admin_sees_or_changes_days_off(house: OwnHouse, who: Actor) -> None:
    house.who = who
    assert house.client.get(DAYS).status_code == 403
    assert house.client.get(f"{DAYS}/xem-truoc", params=SWAP).status_code == 403
    assert house.client.post(DAYS, data=SWAP).status_code == 403
    assert not (house.home / "config").exists()
