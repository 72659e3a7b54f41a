"""A folder of calendars: whole files, written only when they change, retired before they go."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from base.vietnamese import slug
from calendars.checking.validator import validate
from calendars.feeds.collect import calendars_of
from calendars.feeds.feed import FeedLimits
from calendars.feeds.window import FeedWindow
from calendars.publish import FolderUnusable, Published, write_folder
from tests.builders import a_task, an_assignment
from tests.calendars.reading import events_in, field, the_event
from workflow.assignment import Assignment
from workflow.lifecycle import State

TODAY = date(2026, 3, 5)
POLICE = an_assignment(id=1)
HEALTH = an_assignment(id=2, agency="so-y-te", agency_name="Sở Y tế", due=date(2026, 4, 14))


def publish(folder: Path, *assignments: Assignment, today: date = TODAY, limits: FeedLimits | None = None) -> Published:
    window = FeedWindow(today=today, months_ahead=None)
    return write_folder(folder, calendars_of(assignments), window=window, limits=limits or FeedLimits())


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_each_agency_and_each_plan_has_a_file_with_its_duties(tmp_path: Path) -> None:
    published = publish(tmp_path, POLICE, HEALTH)

    assert names(published.written) == [
        "co-quan-cong-an-tinh.ics",
        "co-quan-so-y-te.ics",
        "van-ban-50-kh-ubnd-2026.ics",
    ]
    uids = [{field(event, "UID") for event in events_in(path.read_bytes())} for path in published.written]
    assert uids == [{POLICE.uid}, {HEALTH.uid}, {POLICE.uid, HEALTH.uid}]
    assert all(validate(path.read_bytes()) == () for path in published.written)


def test_plans_of_the_same_number_from_two_years_have_two_files(tmp_path: Path) -> None:
    older = an_assignment(id=3, task=a_task(plan_issued_on=date(2025, 1, 16)))

    assert [name for name in names(publish(tmp_path, POLICE, older).written) if name.startswith("van-ban")] == [
        "van-ban-50-kh-ubnd-2025.ics",
        "van-ban-50-kh-ubnd-2026.ics",
    ]


def test_what_has_no_date_is_in_no_calendar() -> None:
    assert calendars_of([an_assignment(due=None, state=State.WAITING)]) == ()


def test_publishing_again_touches_nothing(tmp_path: Path) -> None:
    first = publish(tmp_path, POLICE, HEALTH)
    stamps = [path.stat().st_mtime_ns for path in first.written]

    again = publish(tmp_path, HEALTH, POLICE, today=TODAY + timedelta(days=1))

    assert again == Published(unchanged=first.written)
    assert [path.stat().st_mtime_ns for path in first.written] == stamps


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    publish(tmp_path, POLICE, HEALTH)
    reported = an_assignment(id=1, state=State.REPORTED, revision=1, changed_at=datetime(2026, 3, 5, 1, 0, tzinfo=UTC))

    published = publish(tmp_path, reported, HEALTH)

    assert names(published.written) == ["co-quan-cong-an-tinh.ics", "van-ban-50-kh-ubnd-2026.ics"]
    assert names(published.unchanged) == ["co-quan-so-y-te.ics"]


def test_a_calendar_that_is_no_longer_wanted_first_says_so_and_goes_after_a_month(tmp_path: Path) -> None:
    publish(tmp_path, POLICE, HEALTH)
    orphan = tmp_path / "co-quan-so-y-te.ics"

    retired = publish(tmp_path, POLICE)
    assert retired.retired == (orphan,)
    assert field(the_event(orphan.read_bytes()), "SUMMARY") == "Lịch này không còn được cập nhật"

    month_later = publish(tmp_path, POLICE, today=TODAY + timedelta(days=30))
    assert (month_later.retired, month_later.removed) == ((), ())
    assert orphan.exists()

    assert publish(tmp_path, POLICE, today=TODAY + timedelta(days=31)).removed == (orphan,)
    assert not orphan.exists()


def test_a_retired_calendar_comes_back_when_it_is_wanted_again(tmp_path: Path) -> None:
    publish(tmp_path, POLICE, HEALTH)
    publish(tmp_path, POLICE)

    assert tmp_path / "co-quan-so-y-te.ics" in publish(tmp_path, POLICE, HEALTH).written


def test_other_peoples_files_are_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "lich-rieng.ics"
    theirs.write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:-//Google Inc//Google Calendar//EN\r\nEND:VCALENDAR\r\n")

    published = publish(tmp_path, POLICE)

    assert theirs.exists()
    assert theirs not in published.retired


def test_names_that_differ_only_in_their_accents_keep_two_files(tmp_path: Path) -> None:
    one = an_assignment(id=1, agency="xa-1", agency_name="UBND xã Mỹ Thọ")
    other = an_assignment(id=2, agency="xa-2", agency_name="UBND xã Mỹ Thờ")

    both = publish(tmp_path / "once", one, other).written
    swapped = publish(tmp_path / "again", other, one).written

    assert names(both) == names(swapped)
    assert len([name for name in names(both) if name.startswith("co-quan-ubnd-xa-my-tho-")]) == 2


def test_a_plan_too_long_for_one_file_gets_several(tmp_path: Path) -> None:
    many = [an_assignment(id=n, due=TODAY + timedelta(days=n)) for n in range(25)]

    published = publish(tmp_path, *many, limits=FeedLimits(events=10))

    plan = [path for path in published.written if path.name.startswith("van-ban")]
    assert names(tuple(plan)) == [
        "van-ban-50-kh-ubnd-2026.ics",
        "van-ban-50-kh-ubnd-2026-phan-2.ics",
        "van-ban-50-kh-ubnd-2026-phan-3.ics",
    ]
    found = {field(event, "UID") for path in plan for event in events_in(path.read_bytes())}
    assert {assignment.uid for assignment in many} <= found


def test_nothing_half_written_is_left_behind(tmp_path: Path) -> None:
    publish(tmp_path, POLICE, HEALTH)

    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".ics"] * 3
    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {"0o644"}


def test_a_file_in_the_folders_place_is_told_in_vietnamese(tmp_path: Path) -> None:
    taken = tmp_path / "lich"
    taken.write_text("không phải thư mục", "utf-8")

    with pytest.raises(FolderUnusable, match=r"thư mục lịch.*không ghi được"):
        publish(taken, POLICE)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sở Văn hóa, Thể thao và Du lịch", "so-van-hoa-the-thao-va-du-lich"),
        ("Đoàn Thanh niên ĐƠN VỊ", "doan-thanh-nien-don-vi"),
        ("50/KH-UBND", "50-kh-ubnd"),
        ("../../etc/passwd", "etc-passwd"),
        ("例", "khong-ten"),
        ("", "khong-ten"),
    ],
)
def test_a_slug_is_plain_ascii_and_never_a_path(name: str, expected: str) -> None:
    assert slug(name) == expected
