"""What an address shows, and to whom: by agency, plan, coordinator and person, as long as they have a right to it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import segno
from sqlalchemy import delete

from calendars.checking.validator import validate
from calendars.feeds.feed import FeedLimits
from tests.builders import a_transition
from tests.calendars.reading import events_in, field, the_event
from tests.plans import a_head, a_row, at, house_policies, registered, with_contacts
from tests.web.subscribing import LAN, TODAY, Subscription, a_token
from workflow.by import By
from workflow.feeds import FeedRole, FeedScope, webcal
from workflow.lifecycle import Event, Role
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import reschedule_duty
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.feeds.addresses import UnknownSubject, feed, revoke_feed, rotate_feed
from workflow.store.tables import ContactRow

LEADS = FeedRole.LEAD
COOPERATES = FeedRole.COOPERATING


def two_plans(database: Database) -> None:
    registered(
        database,
        a_row("Trước 15/7/2026", "Sở Nội vụ", title="Đề án", cooperating="Sở Tài chính"),
        a_row("Tháng 6", "Sở Tài chính", title="Dự toán", cooperating="Các sở, ban, ngành tỉnh"),
    )
    registered(
        database,
        a_row("Tháng 8", "Sở Y tế", title="Hồ sơ sức khỏe", cooperating="Sở Nội vụ"),
        head=a_head(number="60/KH-UBND"),
        coordinator="so-y-te",
    )


def act(subscription: Subscription, event: Event, role: Role, **needs: Any) -> None:
    with subscription.database.writing() as session:
        number = assignments(session)[0].id
        by = a_transition(event, role, "Anh Minh", subscription.now, **needs)
        apply(session, number, by)


@pytest.mark.parametrize(
    ("scope", "code", "role", "shown"),
    [
        (FeedScope.AGENCY, "so-noi-vu", LEADS, {"Đề án"}),
        (FeedScope.AGENCY, "so-tai-chinh", COOPERATES, {"Đề án"}),
        (FeedScope.PLAN, "50/KH-UBND", LEADS, {"Đề án", "Dự toán"}),
        (FeedScope.PLAN, "60/KH-UBND", LEADS, {"Hồ sơ sức khỏe"}),
        (FeedScope.COORDINATOR, "so-khoa-hoc-va-cong-nghe", LEADS, {"Đề án", "Dự toán"}),
        (FeedScope.PERSON, "vanthu@so-noi-vu.example", LEADS, {"Đề án"}),
    ],
)
def test_each_kind_of_calendar_shows_its_own_duties(
    subscription: Subscription, scope: FeedScope, code: str, role: FeedRole, shown: set[str]
) -> None:
    two_plans(subscription.database)
    with_contacts(subscription.database, "so-noi-vu")

    token = subscription.opened(code, scope, role=role)

    assert subscription.titles(token) == shown
    assert validate(subscription.get(token).content) == ()


def test_a_person_sees_what_their_agency_cooperates_in_apart_by_itself_or_through_its_group(
    subscription: Subscription,
) -> None:
    two_plans(subscription.database)
    with_contacts(subscription.database, "so-noi-vu")

    token = subscription.opened("vanthu@so-noi-vu.example", FeedScope.PERSON, role=COOPERATES)

    assert subscription.titles(token) == {"Dự toán", "Hồ sơ sức khỏe"}


def test_an_address_has_a_name_and_options_of_its_own(subscription: Subscription) -> None:
    two_plans(subscription.database)

    token = subscription.opened(label="Nhiệm vụ của phòng", alarm="day_before")
    content = subscription.get(token).content

    assert "X-WR-CALNAME:Nhiệm vụ của phòng\r\n" in content.decode()
    assert b"TRIGGER:-PT15H" in content
    assert b"VALARM" not in subscription.get(subscription.opened()).content


def test_without_a_change_two_readings_are_the_same_bytes_whoever_serves_them(subscription: Subscription) -> None:
    two_plans(subscription.database)
    token = subscription.opened()
    first = subscription.get(token)
    restarted = Subscription(subscription.database)

    later = [subscription.get(token), restarted.get(token)]
    restarted.close()

    assert {(answer.content, answer.headers["etag"], answer.headers["last-modified"]) for answer in later} == {
        (first.content, first.headers["etag"], first.headers["last-modified"])
    }


def test_a_change_renders_one_event_and_is_served_at_once(subscription: Subscription) -> None:
    registered(subscription.database, *(a_row("Tháng 6", "Sở Nội vụ", title=f"Nhiệm vụ {n}") for n in range(20)))
    token = subscription.opened()
    before = subscription.get(token)
    assert subscription.desk.rendered == 20

    subscription.now += timedelta(hours=1)
    act(subscription, Event.ACCEPT, Role.STAFF)
    after = subscription.get(token)

    assert subscription.desk.rendered == 21
    assert after.headers["etag"] != before.headers["etag"]
    assert after.headers["last-modified"] > before.headers["last-modified"]
    assert after.content.count(b"SEQUENCE:1\r\n") == 1


def test_a_duty_that_leaves_the_calendar_changes_its_tag_and_its_date(subscription: Subscription) -> None:
    """Nothing that is left was changed: the date of the youngest event would have gone back."""
    registered(
        subscription.database, a_row("Tháng 6", "Sở Nội vụ"), a_row("Tháng 7", "Sở Nội vụ", title="Nhiệm vụ thứ hai")
    )
    token = subscription.opened()
    act(subscription, Event.REASSIGN, Role.COORDINATOR, agency="so-y-te")
    before = subscription.get(token)

    subscription.now += timedelta(days=31)
    conditions = {"If-Modified-Since": before.headers["last-modified"]}
    after = subscription.get(token, conditions)

    assert after.status_code == 200
    assert subscription.titles(token) == {"Nhiệm vụ thứ hai"}
    assert after.headers["etag"] != before.headers["etag"]


def test_a_withdrawn_duty_stays_marked_for_thirty_days_and_then_leaves(subscription: Subscription) -> None:
    registered(
        subscription.database, a_row("Tháng 6", "Sở Nội vụ"), a_row("Tháng 7", "Sở Nội vụ", title="Nhiệm vụ thứ hai")
    )
    token = subscription.opened()
    act(subscription, Event.WITHDRAW, Role.COORDINATOR, reason="không còn cần")

    subscription.days_pass(30)
    assert subscription.titles(token) == {"[HỦY] Xây dựng đề án", "Nhiệm vụ thứ hai"}
    subscription.days_pass(1)
    assert subscription.titles(token) == {"Nhiệm vụ thứ hai"}


def test_too_many_duties_for_one_address_are_left_out_with_a_note_that_clients_see(database: Database) -> None:
    registered(database, *(a_row("Tháng 6", "Sở Nội vụ", title=f"Nhiệm vụ {n}") for n in range(12)))
    few = Subscription(database, limits=FeedLimits(events=10))
    content = few.get(few.opened()).content
    few.close()

    assert content.count(b"BEGIN:VEVENT") == 10
    assert "Lịch chưa hiển thị hết: còn 3 nhiệm vụ" in content.decode()


def test_an_address_without_duties_says_so(subscription: Subscription) -> None:
    two_plans(subscription.database)
    event = the_event(subscription.get(subscription.opened("so-xay-dung")).content)
    assert field(event, "summary") == "Lịch chưa có nhiệm vụ nào đến hạn"


# Addresses that end.


@pytest.mark.parametrize("how", ["rotated", "revoked"])
def test_an_ended_address_says_so_for_thirty_days_and_is_unknown_from_then_on(
    subscription: Subscription, how: str
) -> None:
    two_plans(subscription.database)
    token, given = subscription.opened_as()
    before = subscription.get(token)
    with subscription.database.writing() as session:
        by = By(actor="Chị Lan", now=subscription.now)
        if how == "rotated":
            rotate_feed(session, given.id, a_token(), by)
        else:
            revoke_feed(session, given.id, by)

    ended = subscription.get(token, {"If-None-Match": before.headers["etag"]})
    assert ended.status_code == 200
    assert field(the_event(ended.content), "summary") == "Địa chỉ lịch này không còn hiệu lực"
    assert validate(ended.content) == ()
    subscription.days_pass(30)
    assert subscription.get(token).status_code == 200
    subscription.days_pass(1)
    assert subscription.get(token).status_code == 404


def test_the_new_address_shows_what_the_old_one_did(subscription: Subscription) -> None:
    two_plans(subscription.database)
    old, given = subscription.opened_as(label="Nhiệm vụ của phòng", alarm="day_before")
    shown, new = subscription.get(old).content, a_token()
    with subscription.database.writing() as session:
        rotate_feed(session, given.id, new, LAN)

    assert subscription.get(new).content == shown


@pytest.mark.parametrize("scope", [FeedScope.PERSON, FeedScope.AGENCY])
def test_whoever_is_no_contact_any_more_loses_the_address(subscription: Subscription, scope: FeedScope) -> None:
    two_plans(subscription.database)
    with_contacts(subscription.database, "so-noi-vu")
    code = "vanthu@so-noi-vu.example" if scope is FeedScope.PERSON else "so-noi-vu"
    token, given = subscription.opened_as(code, scope, person="vanthu@so-noi-vu.example")
    assert subscription.titles(token) == {"Đề án"}

    with subscription.database.writing() as session:
        session.execute(delete(ContactRow))

    assert len(events_in(subscription.get(token).content)) == 1
    assert "không còn hiệu lực" in subscription.get(token).text
    with subscription.database.reading() as session:
        assert feed(session, given.id).ending == "lapsed"

    with_contacts(subscription.database, "so-noi-vu")
    subscription.now += timedelta(days=20)
    assert subscription.titles(token) == {"Đề án"}
    with subscription.database.reading() as session:
        assert feed(session, given.id).ended_at is None


def test_l19_an_address_that_was_taken_back_does_not_come_back(subscription: Subscription) -> None:
    two_plans(subscription.database)
    with_contacts(subscription.database, "so-noi-vu")
    token, given = subscription.opened_as(person="vanthu@so-noi-vu.example")
    with subscription.database.writing() as session:
        revoke_feed(session, given.id, By(actor="Chị Lan", now=subscription.now, reason="thử"))

    assert "không còn hiệu lực" in subscription.get(token).text


def test_the_last_reading_of_an_address_is_known_to_the_minute(subscription: Subscription) -> None:
    token, given = subscription.opened_as(*_of_a_house(subscription))
    subscription.get(token)
    subscription.get(token)
    subscription.close()

    with subscription.database.reading() as session:
        assert feed(session, given.id).fetched_at == at(TODAY)


def _of_a_house(subscription: Subscription) -> tuple[str]:
    two_plans(subscription.database)
    return ("so-noi-vu",)


def test_duties_far_ahead_come_into_the_calendar_as_the_days_pass(subscription: Subscription) -> None:
    registered(
        subscription.database, a_row("Trước 15/7/2028", "Sở Nội vụ", title="Tổng kết"), head=a_head(years=(2026, 2030))
    )
    token = subscription.opened()
    assert "Tổng kết" not in subscription.titles(token)

    subscription.days_pass((date(2027, 1, 14) - TODAY).days)

    assert "Tổng kết" in subscription.titles(token)


@pytest.mark.parametrize(
    ("scope", "code", "role"),
    [
        (FeedScope.PLAN, "50/KH-UBND", LEADS),
        (FeedScope.COORDINATOR, "so-khoa-hoc-va-cong-nghe", LEADS),
        (FeedScope.AGENCY, "so-y-te", COOPERATES),
    ],
)
def test_l17_a_task_of_several_agencies_is_one_event_a_day_that_counts_who_reported(
    subscription: Subscription, scope: FeedScope, code: str, role: FeedRole
) -> None:
    leads = "Sở Nội vụ; Sở Tài chính; Công an tỉnh"
    registered(subscription.database, a_row("Tháng 6", leads, title="Rà soát", cooperating="Sở Y tế"))
    token = subscription.opened(code, scope, role=role)
    before = the_event(subscription.get(token).content)

    act(subscription, Event.REPORT, Role.STAFF, result="12/BC-SNV")
    after = the_event(subscription.get(token).content)

    assert field(before, "SUMMARY") == "Rà soát (0/3 đã báo cáo)"
    assert field(after, "SUMMARY") == "Rà soát (1/3 đã báo cáo)"
    assert field(after, "UID") == field(before, "UID")
    assert int(field(after, "SEQUENCE")) > int(field(before, "SEQUENCE"))
    assert after.LAST_MODIFIED > before.LAST_MODIFIED
    assert len(events_in(subscription.get(subscription.opened("so-noi-vu")).content)) == 1


def test_l17_one_of_several_that_gets_another_day_leaves_the_others_event(subscription: Subscription) -> None:
    registered(subscription.database, a_row("Tháng 6", "Sở Nội vụ; Sở Tài chính; Công an tỉnh", title="Rà soát"))
    token = subscription.opened("50/KH-UBND", FeedScope.PLAN)
    with subscription.database.writing() as session:
        by = By(actor="Anh Minh", now=subscription.now, reason="chỉ đạo")
        reschedule_duty(session, assignments(session)[0].id, date(2026, 7, 31), by, house_policies())

    events = events_in(subscription.get(token).content)

    assert sorted(event.start for event in events) == [date(2026, 6, 30), date(2026, 7, 31)]
    assert {field(event, "SUMMARY") for event in events} >= {"Rà soát (0/2 đã báo cáo)"}


def test_l18_whoever_has_the_address_gets_a_page_that_leads_to_the_calendar(subscription: Subscription) -> None:
    two_plans(subscription.database)
    token = subscription.opened(label="Nhiệm vụ của phòng")
    page = subscription.client.get(f"/lich/{token}")

    (calendar,) = set(re.findall(r'value="(http[^"]+\.ics)"', page.text))

    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "Nhiệm vụ của phòng</h1>" in page.text
    assert f'href="{webcal(calendar)}"' in page.text
    assert "Samsung" in page.text
    assert subscription.client.get(calendar).headers["content-type"] == "text/calendar; charset=utf-8"
    assert segno.make(calendar.rpartition("/")[0], error="m").svg_inline(border=0, omitsize=True) in page.text


def test_l18_the_page_of_an_unknown_or_ended_address_is_not_there(subscription: Subscription) -> None:
    two_plans(subscription.database)
    token, given = subscription.opened_as()
    with subscription.database.writing() as session:
        revoke_feed(session, given.id, LAN)

    answers = [subscription.client.get(f"/lich/{secret}") for secret in (token, a_token())]

    assert [answer.status_code for answer in answers] == [410, 404]
    assert "Lịch này đã kết thúc" in answers[0].text
    assert "Lịch này đã kết thúc" not in answers[1].text
    assert all(secret not in answers[0].text for secret in (token, "dondoc feeds"))


@pytest.mark.parametrize("spelling", ["/lich/{}/", "/lich?t={}", "/lich/?x=1&t={}"])
def test_l18_other_spellings_of_a_calendar_s_page_lead_there(subscription: Subscription, spelling: str) -> None:
    two_plans(subscription.database)
    token = subscription.opened()

    answer = subscription.client.get(spelling.format(token))

    assert (answer.status_code, answer.headers["location"]) == (308, f"/lich/{token}")


@pytest.mark.parametrize("scope", [FeedScope.AGENCY, FeedScope.COORDINATOR])
def test_l19_a_group_has_no_calendar_of_its_own(subscription: Subscription, scope: FeedScope) -> None:
    two_plans(subscription.database)

    with pytest.raises(UnknownSubject, match="là một nhóm"):
        subscription.opened("cac-so-ban-nganh", scope=scope)


def test_l4_a_duty_given_to_another_agency_stays_crossed_out_in_the_old_one_s_calendar_for_thirty_days(
    subscription: Subscription,
) -> None:
    registered(subscription.database, a_row("Trước 15/7/2026", "Sở Nội vụ", title="Đề án"))
    token = subscription.opened(alarm="day_before")
    before = the_event(subscription.get(token).content)

    act(subscription, Event.REASSIGN, Role.COORDINATOR, agency="so-y-te")
    gone = the_event(subscription.get(token).content)
    theirs = the_event(subscription.get(subscription.opened("so-y-te")).content)
    subscription.now += timedelta(days=30)
    last = the_event(subscription.get(token).content)
    subscription.now += timedelta(days=1)
    after = the_event(subscription.get(token).content)

    assert field(gone, "SUMMARY") == "[HỦY] Đề án (nay giao Sở Y tế)"
    assert (field(gone, "STATUS"), gone.walk("VALARM")) == ("CANCELLED", [])
    assert field(gone, "UID") == field(before, "UID") == field(last, "UID")
    assert int(field(gone, "SEQUENCE")) > int(field(before, "SEQUENCE"))
    assert field(theirs, "SUMMARY") == "Đề án (Sở Y tế)"
    assert "chưa có nhiệm vụ" in field(after, "SUMMARY")


def test_l4_one_that_comes_back_is_a_duty_again(subscription: Subscription) -> None:
    registered(subscription.database, a_row("Trước 15/7/2026", "Sở Nội vụ", title="Đề án"))
    token = subscription.opened()
    act(subscription, Event.REASSIGN, Role.COORDINATOR, agency="so-y-te")
    away = the_event(subscription.get(token).content)

    act(subscription, Event.REASSIGN, Role.COORDINATOR, agency="so-noi-vu")
    back = the_event(subscription.get(token).content)

    assert field(back, "SUMMARY") == "Đề án (Sở Nội vụ)"
    assert field(back, "STATUS") == "CONFIRMED"
    assert int(field(back, "SEQUENCE")) > int(field(away, "SEQUENCE"))
