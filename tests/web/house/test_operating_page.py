"""How the house runs, on a page: jobs run at once, backups made, taken away and put back, faults with their buttons."""

import re
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from config.settings import Settings
from config.sign_in import SignInPolicy
from services.house.backups import list_backups
from services.house.settings_shown import SETTING_WORDS
from tests.databases import Used
from tests.plans import a_head, a_row, registered
from tests.services.installations import with_tools
from tests.web.house.houses import OwnHouse
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER
from workflow.people.grants import Actor
from workflow.store.duties.reading import plans
from workflow.store.log.tail import latest_lines
from workflow.store.tables import AgencyRow, NoticeRow, NoticeState

BACKUP = "/quan-tri/sao-luu"


def backup(house: OwnHouse) -> str:
    """Make a backup at the page; its name."""
    house.done(BACKUP)
    return list_backups(house.installation, ADMIN)[0].name


def numbers(house: OwnHouse) -> list[str]:
    with house.installation.database.reading() as session:
        return [plan.number for plan in plans(session)]


def actions(house: OwnHouse) -> list[str]:
    with house.installation.database.reading() as session:
        return [line.entry.action for line in latest_lines(session, limit=20) if line.entry is not None]


def test_the_page_says_how_the_house_runs_and_leads_to_where_faults_are_mended(house: OwnHouse) -> None:
    page = house.get("/quan-tri")
    assert "Chưa rà soát lần nào." in page
    assert "Gửi thư" in page
    assert "còn trống" in page
    assert 'href="/thiet-lap#may-chu-thu">Ghi máy chủ thư</a>' in page
    assert 'href="/thiet-lap#tinh-thanh">Lấy danh bạ</a>' in page
    assert 'href="/quan-tri"' in page


def test_what_a_page_puts_right_is_said_in_what_to_press_there(house: OwnHouse) -> None:
    page = house.get("/quan-tri")
    faults = page[page.index('id="can-xem"') : page.index('id="tac-vu"')].split("<li>")
    mended = [fault for fault in faults if 'class="act"' in fault]
    assert len(mended) >= 2
    assert [fault for fault in mended if "dondoc " in fault or "DONDOC_CONFIG" in fault] == []
    assert all("Trên máy chủ" in fault for fault in faults[1:] if fault not in mended)


def test_a_job_runs_at_once_and_is_on_the_record(house: OwnHouse) -> None:
    page = house.done("/quan-tri/chay/seal_audit")
    assert "dòng nhật ký mới khóa sổ" in page.lower()
    assert actions(house)[-1] == "run_job"
    assert house.client.post("/quan-tri/chay/khong-co").status_code == 404


def test_a_backup_is_made_and_taken_away_whole_and_the_log_says_by_whom(house: OwnHouse) -> None:
    registered(house.installation.database, a_row("Tháng 6/2026", "Sở Y tế"))
    name = backup(house)
    taken = house.client.post(f"{BACKUP}/{name}/tai-ve")
    with zipfile.ZipFile(BytesIO(taken.content)) as archive:
        assert {"database", "manifest.json"} <= set(archive.namelist())
    assert taken.headers["cache-control"] == "no-store"
    assert actions(house)[-1] == "take_backup"


def test_a_backup_is_put_back_into_a_database_of_a_server_too(
    server_databases: Used, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", with_tools()["PATH"])
    with server_databases.one() as database:
        registered(database, a_row("Tháng 6/2026", "Sở Y tế"))
        with closing(OwnHouse(tmp_path / "home", database_url=database.url)) as house:
            name = backup(house)
            registered(house.installation.database, a_row("Tháng 9"), head=a_head(number="51/KH-UBND"))
            assert "dòng nhật ký viết từ đó bị thay" in house.get(f"/quan-tri/khoi-phuc/{name}")
            assert f"Gõ đúng {name}" in house.refused(f"/quan-tri/khoi-phuc/{name}", ten_ban="co")
            assert sorted(numbers(house)) == ["50/KH-UBND", "51/KH-UBND"]
            assert "Đã khôi phục" in house.done(f"/quan-tri/khoi-phuc/{name}", ten_ban=name)
            assert numbers(house) == ["50/KH-UBND"]
            assert actions(house)[-1] == "restore"


def test_putting_a_backup_back_is_previewed_and_confirmed_by_typing_its_name(house: OwnHouse) -> None:
    name = backup(house)
    registered(house.installation.database, a_row("Tháng 6/2026", "Sở Y tế"))
    assert numbers(house)

    _send_something(house)

    preview = house.get(f"/quan-tri/khoi-phuc/{name}")
    assert "dòng nhật ký viết từ đó bị thay" in preview
    assert "1 thông báo gửi sau lúc sao lưu có thể được gửi thêm lần nữa" in preview
    wrong = house.refused(f"/quan-tri/khoi-phuc/{name}", ten_ban="co")
    assert f"Gõ đúng {name}" in wrong
    assert numbers(house)

    sent = house.client.post(f"/quan-tri/khoi-phuc/{name}", data={"ten-ban": name})
    assert sent.status_code == 303
    assert numbers(house) == []
    assert actions(house)[-1] == "restore"
    assert len(list(house.home.glob("dondoc.sqlite.truoc-khi-khoi-phuc-*"))) == 1
    assert "Đã khôi phục" in house.get(sent.headers["location"])


def _send_something(house: OwnHouse) -> None:
    """Note one notice as sent long after whatever was backed up."""
    later = datetime(2100, 1, 4, 1, tzinfo=UTC)
    with house.installation.database.writing() as session:
        agency = session.scalar(select(AgencyRow.id).limit(1))
        session.add(
            NoticeRow(
                key="x",
                step="announced",
                due=later.date(),
                channel="email",
                recipient="hoa@snv.example",
                recipient_name="Chị Hoa",
                agency_id=agency,
                state=NoticeState.SENT,
                queued_at=later,
                not_before=later,
                settled_at=later,
            )
        )


def test_what_a_restore_puts_back_sets_aside_and_leaves_is_said_before_and_after(
    house: OwnHouse, tmp_path: Path
) -> None:
    there = tmp_path / "may-cu"
    (house.home / ".env").write_text(f"DONDOC_FILES_PLACE={there}\nDONDOC_SOON_DAYS=4\n")
    house.app.renew()
    name = backup(house)
    (house.home / ".env").write_text("DONDOC_SOON_DAYS=9\n")
    (house.home / "config").mkdir(exist_ok=True)
    (house.home / "config" / "days_off.toml").write_text("announced = [2025]\n")
    house.app.renew()
    preview = house.get(f"/quan-tri/khoi-phuc/{name}")
    assert re.search(r"khác hiện nay, trở về như bản sao: [^<]*home/\.env", preview)
    assert re.search(r"giữ như hiện nay: [^<]*days_off\.toml", preview)
    assert re.search(r"NƠI CŨ[^<]*DONDOC_FILES_PLACE", preview)
    after = house.done(f"/quan-tri/khoi-phuc/{name}", ten_ban=name)
    assert re.search(r"để riêng trong \.env[^<]*DONDOC_FILES_PLACE", after)
    assert re.search(r"Tệp cấu hình đã trở về: [^<]*cài đặt \(home/\.env\)", after)
    assert "truoc-khi-khoi-phuc" in after


def test_a_backup_from_elsewhere_is_taken_in_and_what_is_none_is_refused(house: OwnHouse) -> None:
    name = backup(house)
    content = (house.home / "backups" / name).read_bytes()
    sent = house.client.post(f"{BACKUP}/tai-len", files={"ban": ("cu.zip", content)})
    assert sent.status_code == 303
    assert "Gõ tên bản này để xác nhận" in house.get(sent.headers["location"])

    bad = house.client.post(f"{BACKUP}/tai-len", files={"ban": ("bảng lương.zip", b"PK\x03\x04 khong phai")})
    assert bad.status_code == 422
    assert "“bảng lương.zip” không phải tệp sao lưu" in bad.text
    assert len(list_backups(house.installation, ADMIN)) == 2


@pytest.mark.parametrize("name", ["..%2Fdondoc.sqlite", "khong-co.zip", ".env", "..%2f..%2fetc%2fpasswd"])
def test_no_other_file_of_the_machine_is_given_out(house: OwnHouse, name: str) -> None:
    for method, address in (("POST", f"{BACKUP}/{name}/tai-ve"), ("GET", f"/quan-tri/khoi-phuc/{name}")):
        assert house.client.request(method, address).status_code in {404, 405}


def test_the_settings_say_where_each_comes_from_and_no_secret(house: OwnHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    (house.home / ".env").write_text(
        "DONDOC_MAIL_URL=emailics://a:matkhau@host/?from=a@b.example\nDONDOC_SOON_DAYS=4\n"
    )
    monkeypatch.setenv("DONDOC_USUAL_TERM", "12")
    house.app.renew()
    page = house.get("/quan-tri/cai-dat")
    assert "matkhau" not in page
    assert "đã đặt, không hiện" in page
    row = page.split("DONDOC_SOON_DAYS")[1].split("</tr>")[0]
    assert "<code>4</code>" in row
    assert "tệp .env của hệ thống" in row
    assert "biến môi trường" in page.split("DONDOC_USUAL_TERM")[1].split("</tr>")[0]
    assert "mặc định" in page.split("DONDOC_SIGN_IN_IDLE_MINUTES")[1].split("</tr>")[0]


def test_every_setting_has_a_name_in_words() -> None:
    own = {f"DONDOC_{name.upper()}" for name in Settings.model_fields}
    signing_in = {f"DONDOC_SIGN_IN_{name.upper()}" for name in SignInPolicy.model_fields}
    assert set(SETTING_WORDS) == own | signing_in


@pytest.mark.parametrize("who", [CLERK, COORDINATOR, STRANGER])
def test_nobody_but_an_admin_keeps_the_house(house: OwnHouse, who: Actor) -> None:
    name = backup(house)
    house.who = who
    looked = [house.client.get(path) for path in ("/quan-tri", "/quan-tri/cai-dat", f"/quan-tri/khoi-phuc/{name}")]
    done = [
        house.client.post(path, data={"ten-ban": name})
        for path in (
            BACKUP,
            f"{BACKUP}/{name}/tai-ve",
            f"{BACKUP}/tai-len",
            f"/quan-tri/khoi-phuc/{name}",
            "/quan-tri/chay/daily",
        )
    ]
    assert {answer.status_code for answer in (*looked, *done)} == {403}
    assert [one.name for one in list_backups(house.installation, ADMIN)] == [name]


def test_what_is_wrong_and_the_jobs_are_named_in_an_offices_words(house: OwnHouse) -> None:
    page = house.get("/quan-tri")
    assert '<span class="title">Máy chủ thư</span>' in page
    assert "DONDOC_MAIL_URL" not in page
    assert not re.search(r">(daily|deliver|audit_notices)<", page)
