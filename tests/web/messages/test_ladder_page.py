"""The ladder by page: seen by who sees notices, tried before it counts, written whole, in force at once."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from config.escalation import (
    StepEntry,
    escalation,
    escalation_text,
    read_escalation,
    with_plan_steps,
    with_steps,
)
from tests.plans import at, with_contacts
from tests.web.offices import TODAY, an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR
from workflow.by import By
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.people.province import choose_province

pytestmark = pytest.mark.sqlite_alone

EDIT = "/thong-bao/thang/sua"


@pytest.fixture
def office(database: Database) -> Database:
    with_contacts(database, "so-noi-vu")
    an_office(database)
    with database.writing() as session:
        choose_province(session, "Đồng Tháp", By(actor="Chị Lan", now=at(TODAY)))
    return database


@pytest.fixture
def client(office: Database, tmp_path: Path) -> TestClient:
    return pages_of(office, home=tmp_path)


def _fields(text: str) -> dict[str, str | list[str]]:
    """What a browser would send of the form as it is shown."""
    found: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", text):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name is None or ("checkbox" in tag and " checked" not in tag):
            continue
        said = value[1] if value else ""
        if name[1].startswith("kenh-"):
            kept = found.setdefault(name[1], [])
            assert isinstance(kept, list)
            kept.append(said)
        else:
            found[name[1]] = said
    for name_, body in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        found[name_] = chosen[1] if chosen else ""
    return found


@pytest.mark.parametrize("who", [ADMIN, COORDINATOR, CLERK])
def test_the_ladder_is_a_table_for_whoever_sees_notices(office: Database, tmp_path: Path, who: Actor) -> None:
    client = pages_of(office, who, home=tmp_path)
    text = client.get("/thong-bao/thang").text
    assert "Trước hạn 7 ngày" in text
    assert "Đề nghị báo cáo kết quả trong ngày." in text
    assert client.get(EDIT).status_code == (200 if who is ADMIN else 403)
    assert client.post(EDIT, data={"lam": "ghi"}).status_code == (422 if who is ADMIN else 403)
    assert not (tmp_path / "config").exists()


def test_a_form_that_is_sent_as_it_is_changes_nothing(client: TestClient, tmp_path: Path) -> None:
    text = client.post(EDIT, data=_fields(client.get(EDIT).text) | {"lam": "thu"}).text
    assert "Không có gì khác thang đang dùng." in text
    assert not (tmp_path / "config" / "escalation.toml").exists()


def test_a_change_is_shown_and_tried_on_a_duty_before_it_is_written(client: TestClient, tmp_path: Path) -> None:
    typed = _fields(client.get(EDIT).text)
    number = next(name.split("-")[1] for name, value in typed.items() if name.startswith("ma-") and value == "lead-7")
    typed |= {f"moc-{number}": "-10", "viec": "3"}
    shown = client.post(EDIT, data=typed | {"lam": "thu"})
    assert shown.status_code == 200
    assert "<del>trước hạn 7 ngày" in shown.text
    assert "<ins>trước hạn 10 ngày" in shown.text
    assert "Với nhiệm vụ 3" in shown.text
    assert "thứ Bảy 04/4/2026: trước hạn 10 ngày" in shown.text
    assert not (tmp_path / "config" / "escalation.toml").exists()

    written = client.post(EDIT, data=_fields(shown.text) | {"lam": "ghi", "ly-do": "nhắc sớm hơn"})
    assert written.status_code == 303
    offsets = {step.id: step.offset for step in escalation(tmp_path / "config").steps}
    assert offsets["lead-7"] == -10
    assert "Trước hạn 10 ngày" in client.get("/thong-bao/thang").text


def test_a_ladder_that_disturbs_itself_is_refused_with_every_fault(client: TestClient, tmp_path: Path) -> None:
    typed = _fields(client.get(EDIT).text)
    number = next(name.split("-")[1] for name, value in typed.items() if name.startswith("ma-") and value == "lead-7")
    refused = client.post(EDIT, data=typed | {f"moc-{number}": "-15", "lam": "ghi"})
    assert refused.status_code == 422
    assert "nhắc cùng một người (cơ quan chủ trì) cùng một ngày" in refused.text
    assert client.post(EDIT, data=typed | {f"moc-{number}": "mươi", "lam": "ghi"}).status_code == 422
    assert not (tmp_path / "config" / "escalation.toml").exists()


def test_whoever_wrote_first_is_not_overwritten(client: TestClient) -> None:
    first, second = _fields(client.get(EDIT).text), _fields(client.get(EDIT).text)
    number = next(name.split("-")[1] for name, value in first.items() if name.startswith("ma-") and value == "lead-7")
    assert client.post(EDIT, data=first | {f"moc-{number}": "-10", "lam": "ghi"}).status_code == 303
    late = client.post(EDIT, data=second | {f"moc-{number}": "-9", "lam": "ghi"})
    assert late.status_code == 422
    assert "vừa được người khác sửa" in late.text


def test_a_step_is_dropped_and_a_new_one_gets_a_name(client: TestClient, tmp_path: Path) -> None:
    typed = _fields(client.get(EDIT).text)
    by_id = {value: name.split("-")[1] for name, value in typed.items() if name.startswith("ma-")}
    typed |= {f"bo-{by_id['lead-15']}": "co", f"moc-{by_id['']}": "-20", "lam": "ghi"}
    assert client.post(EDIT, data=typed).status_code == 303
    assert {"lead-20"} <= {step.id for step in escalation(tmp_path / "config").steps}
    assert "lead-15" not in {step.id for step in escalation(tmp_path / "config").steps}


def test_other_steps_leave_the_rest_of_the_file_as_it_was_written() -> None:
    text, steps = escalation_text(), escalation().steps
    again = with_steps(text, steps)
    assert read_escalation(Path("escalation.toml"), again) == escalation()
    assert with_steps(again, steps) == again
    assert text[text.index("[channel.email]") :] == again[again.index("[channel.email]") :]


def test_steps_that_stand_between_other_tables_are_found() -> None:
    one = StepEntry(
        id="a",
        offset=-1,
        counting="working",
        audience="lead",
        channels=("email",),
        wording="x",
        urgent=False,
        until="report",
    )
    text = (
        '# Của đơn vị\n[[step]]\nid = "cũ"\n\n# Giờ\n[quiet]\ndays_off = true\n\n'
        '# bỏ\n[[step]]\nid = "cũ hơn"\n\n# Câu\n[wording]\nx = "Y"\n'
    )
    made = with_steps(text, [one])
    assert made.startswith("# Của đơn vị\n[[step]]\n")
    assert "cũ" not in made
    assert "# Giờ\n[quiet]\ndays_off = true\n" in made
    assert made.endswith('# Câu\n[wording]\nx = "Y"\n')


def test_a_step_of_a_plans_own_ladder_is_in_the_next_mornings_letters_by_its_words(
    office: Database, tmp_path: Path
) -> None:
    client, own = pages_of(office, home=tmp_path, now=lambda: at(TODAY, 8)), f"{EDIT}?van-ban=1"
    assert "quá hạn 1 ngày: <a" not in client.get("/thong-bao/sang-mai").text.partition("vanthu@so-noi-vu")[2]
    typed = _fields(client.get(own).text)
    (number,) = [name.removeprefix("moc-") for name, value in typed.items() if name.startswith("moc-") and not value]
    more = {f"moc-{number}": "1", f"dem-{number}": "calendar", f"nguoi-{number}": "lead", f"kenh-{number}": "email"}
    # It stands instead of the common one of that day.
    more |= {
        name.replace("ma-", "bo-"): "co" for name, value in typed.items() if (name[:3], value) == ("ma-", "lead+1")
    }
    shown = client.post(own, data=typed | more | {"lam": "thu"})
    # Nobody named a duty: the one that falls due next shows what the ladder does.
    assert "Với nhiệm vụ 2: Đề án" in shown.text
    assert "quá hạn 1 ngày, cơ quan chủ trì" in shown.text.partition("Sau khi ghi")[2]
    written = client.post(own, data=_fields(shown.text) | {"lam": "ghi", "ly-do": "văn bản gấp"})
    assert written.status_code == 303
    letters = client.get("/thong-bao/sang-mai").text
    assert "quá hạn 1 ngày: <a" in letters.partition("vanthu@so-noi-vu")[2]
    assert re.search(r"lead[-+]\d", letters) is None


def test_a_plan_gets_a_ladder_of_its_own_tried_on_its_duty_and_goes_back_to_the_common_one(
    client: TestClient, tmp_path: Path
) -> None:
    own = f"{EDIT}?van-ban=1"
    assert f'href="{own}"' in client.get("/van-ban/1").text
    typed = _fields(client.get(own).text)
    by_id = {value: name.split("-")[1] for name, value in typed.items() if name.startswith("ma-")}
    typed |= {f"moc-{by_id['lead-7']}": "-10", f"bo-{by_id['lead-15']}": "co", "viec": "3"}
    shown = client.post(own, data=typed | {"lam": "thu"})
    assert "<ins>trước hạn 10 ngày" in shown.text
    assert "thứ Bảy 04/4/2026: trước hạn 10 ngày" in shown.text
    assert not (tmp_path / "config" / "escalation.toml").exists()
    bad = client.post(own, data=typed | {f"moc-{by_id['lead-7']}": "-1", "lam": "ghi"})
    assert bad.status_code == 422

    written = client.post(own, data=_fields(shown.text) | {"lam": "ghi", "ly-do": "văn bản gấp"})
    assert written.headers["location"] == "/van-ban/1?xong=thang"
    known = escalation(tmp_path / "config")
    assert known.steps == escalation().steps
    offsets = {step.id: step.offset for step in known.plans["50/KH-UBND"]}
    assert (offsets["lead-7"], "lead-15" in offsets) == (-10, False)
    assert "Văn bản có thang riêng: 50/KH-UBND." in client.get("/thong-bao/thang").text
    page = client.get("/van-ban/1").text
    assert "Thang đôn đốc riêng" in page
    assert "trước hạn 10 ngày: cơ quan chủ trì" in page

    assert "trước hạn 10 ngày" in client.get("/thong-bao/vi-sao?viec=2&nguoi=so-noi-vu").text
    again = _fields(client.get(own).text)
    assert client.post(own, data=again | {"lam": "thang-chung"}).status_code == 303
    assert escalation(tmp_path / "config").plans == {}
    assert client.get(f"{EDIT}?van-ban=999").status_code == 404


def test_a_plan_s_own_steps_leave_the_rest_of_the_file_as_it_was_written() -> None:
    text, steps = escalation_text(), escalation().steps
    path = Path("escalation.toml")
    later = [step if step.id != "lead-7" else replace(step, offset=-9) for step in steps if step.id != "lead-15"]
    once = with_plan_steps(path, with_plan_steps(path, text, "1/KH", later), "2/KH", later)
    assert once.startswith(text.rstrip())
    assert set(read_escalation(path, once).plans) == {"1/KH", "2/KH"}
    assert read_escalation(path, once).plans["1/KH"] == tuple(sorted(later, key=lambda step: step.offset))
    assert with_plan_steps(path, once, "2/KH", later) == once
    left = with_plan_steps(path, once, "1/KH", steps)
    assert set(read_escalation(path, left).plans) == {"2/KH"}
    assert with_plan_steps(path, left, "2/KH", steps).rstrip() == text.rstrip()


def test_what_is_wrong_is_said_at_its_field_in_an_officials_words(client: TestClient, tmp_path: Path) -> None:
    typed = _fields(client.get(EDIT).text)
    number = next(name.split("-")[1] for name, value in typed.items() if name.startswith("ma-") and value == "lead-7")
    every = [name.split("-")[1] for name, value in typed.items() if name.startswith("ma-") and value]
    cases: list[tuple[dict[str, str | list[str]], str, str]] = [
        ({f"kenh-{number}": []}, f"kenh-{number}-email", "chọn ít nhất một kênh"),
        ({f"moc-{number}": "-99999"}, f"moc-{number}", "ghi số ngày từ -730 đến 730"),
        ({f"bo-{one}": "co" for one in every}, "moc-0", "Giữ ít nhất một lần đôn đốc"),
        ({"viec": "9999"}, "viec", "Không có nhiệm vụ số 9999"),
        ({"viec": "x"}, "viec", "Ghi số của một nhiệm vụ"),
    ]
    for change, field, said in cases:
        refused = client.post(EDIT, data=typed | change | {"lam": "thu"})
        assert refused.status_code == 422
        assert re.search(rf'<a href="#{field}">[^<]*{said}', refused.text), said
        assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', refused.text), field
        assert not re.search(r"\[\[step|khóa (channels|offset)|`dondoc", refused.text)
    assert not (tmp_path / "config" / "escalation.toml").exists()


def test_the_difference_and_the_log_speak_in_sentences(client: TestClient, office: Database) -> None:
    typed = _fields(client.get(EDIT).text)
    number = next(name.split("-")[1] for name, value in typed.items() if name.startswith("ma-") and value == "lead-7")
    typed |= {f"cau-{number}": "finish", f"moc-{number}": "-10"}
    shown = client.post(EDIT, data=typed | {"lam": "thu"}).text
    assert "câu “Đề nghị chủ động triển khai để hoàn thành đúng hạn.”" in shown
    assert "câu “Đề nghị khẩn trương hoàn thành và báo cáo kết quả.”" in shown
    assert client.post(EDIT, data=typed | {"lam": "ghi"}).status_code == 303
    log = pages_of(office).get("/nhat-ky?lam=keep_ladder").text
    assert "sửa trước hạn 7 ngày → trước hạn 10 ngày, cơ quan chủ trì" in log


def test_a_new_step_in_the_place_of_one_that_moved_gets_a_name_of_its_own(client: TestClient, tmp_path: Path) -> None:
    typed = _fields(client.get(EDIT).text)
    by_id = {value: name.split("-")[1] for name, value in typed.items() if name.startswith("ma-")}
    typed |= {f"moc-{by_id['lead-7']}": "-10", f"moc-{by_id['']}": "-7", "lam": "ghi"}
    assert client.post(EDIT, data=typed).status_code == 303
    offsets = {step.id: step.offset for step in escalation(tmp_path / "config").steps}
    assert (offsets["lead-7"], offsets["lead-7-2"]) == (-10, -7)
