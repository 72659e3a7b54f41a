"""A line of the log says what it is about, in names, whatever it holds."""

from datetime import UTC, datetime
from typing import Any

import pytest

from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.log.subjects import LogNames, subject_agencies
from workflow.log.words import line_words

NAMES = LogNames(
    people={7: "Chị Hoa"},
    contacts={3: "Anh Ba (Sở Nội vụ)"},
    agencies={"so-noi-vu": "Sở Nội vụ", "so-tu-phap": "Sở Tư pháp"},
    shares={2: "Báo Đồng Tháp"},
    tasks={(1, "table/II/5"): "Số hóa hồ sơ"},
    jobs={"deliver": "Gửi thư"},
    settings={"DONDOC_MAIL_URL": "Máy chủ thư"},
)


def a_line(action: LogAction, **details: Any) -> LogEntry:
    return LogEntry(at=datetime(2026, 3, 5, tzinfo=UTC), actor="Quản Trị", action=action, plan_id=1, details=details)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            a_line(LogAction.KEEP_CONTACT, contacts=[3], agencies=["so-noi-vu"], changed=["absence"]),
            "Anh Ba (Sở Nội vụ); vắng mặt, người thay",
        ),
        (a_line(LogAction.REMOVE_CONTACT, contacts=[9], agencies=["so-noi-vu"]), "người nhận số 9; Sở Nội vụ"),
        (a_line(LogAction.RUN_JOB, job="deliver"), "Gửi thư"),
        (
            a_line(LogAction.SHARE, share=2, kind="list", holder="Báo Đồng Tháp", until="2026-04-01"),
            "Báo Đồng Tháp; danh sách; đến 01/4/2026",
        ),
        (a_line(LogAction.END_SHARE, share=2), "Báo Đồng Tháp"),
        (a_line(LogAction.CREATE_ACCOUNT, person=7), "tài khoản của Chị Hoa"),
        (a_line(LogAction.INVITE, person=8), "tài khoản của số 8"),
        (
            a_line(LogAction.GIVE_GRANT, person=7, grant=4, role="staff", scope="Sở Nội vụ"),
            "tài khoản của Chị Hoa; chuyên viên, Sở Nội vụ",
        ),
        (
            a_line(LogAction.KEEP_AGENCY, agency="so-tu-phap", before="Sở Tư pháp", after="Sở Tư pháp và Hộ tịch"),
            "Sở Tư pháp → Sở Tư pháp và Hộ tịch",
        ),
        (
            a_line(LogAction.SUCCEED_AGENCY, was_agency="so-tu-phap", agency="so-noi-vu"),
            "Sở Tư pháp → Sở Nội vụ",
        ),
        (a_line(LogAction.CHANGE_SETTINGS, settings=["DONDOC_MAIL_URL"]), "Máy chủ thư"),
        (a_line(LogAction.KEEP_LADDER, steps=["lead-7"], changes=["bỏ trước hạn 7 ngày"]), "bỏ trước hạn 7 ngày"),
        (
            a_line(LogAction.END_TASK, task="table/II/5", ends_on="2026-12-31"),
            "nhiệm vụ “Số hóa hồ sơ”; đến 31/12/2026",
        ),
        (a_line(LogAction.SEE_LOG, view="ai=Hoa"), "của “Hoa”"),
    ],
)
def test_a_line_says_what_it_is_about(line: LogEntry, words: str) -> None:
    assert line_words(line, NAMES) == words


def test_ones_own_account_needs_no_name() -> None:
    assert line_words(a_line(LogAction.SET_PASSWORD, person=1), LogNames(people={1: "Quản Trị"})) == ""


def test_the_agencies_of_a_line_stand_by_name() -> None:
    line = a_line(LogAction.KEEP_CONTACT, contacts=[3], agencies=["so-noi-vu", "ubnd-xa-moi"])
    assert subject_agencies(line, NAMES) == "Sở Nội vụ, ubnd-xa-moi"
