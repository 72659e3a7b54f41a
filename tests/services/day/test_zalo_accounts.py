"""Letting the house act for a Zalo account, posting with its tokens, and telling the admin when that ends."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from base.clock import VIETNAM
from config.keys import KeyUnusable, make_key_file
from config.settings import Settings
from notifications.channels.zalo.authorisation import AuthorisationRefused
from notifications.delivery.tally import Disposition
from services.day.steps import Day, alarm_stage, deliver_stage, queue_stage
from services.day.zalo_accounts import WrongAnswer, ZaloNotSetUp, accounts, ask_permission, authorise, vault
from services.installation import Installation, open_installation
from tests.notifications.channels.zalo.test_account import a_pair
from tests.notifications.sink import Sink, running
from tests.plans import a_row, registered, with_contacts
from tests.services.houses import with_empty_database
from tests.zalo_server import TOKEN, Zalo, zalo_on_loopback
from workflow.store.notices.listing import notices
from workflow.store.people.directory import Contact, keep_contacts
from workflow.store.tables import ContactRole, NoticeState

ACCOUNT = "4318657"
BACK = "https://dondoc.tinh.example/zalo"
COORDINATOR = "so-khoa-hoc-va-cong-nghe"


@dataclass
class Office:
    """A house with a Zalo and a mail server of its own, at a moment that the test moves."""

    installation: Installation
    zalo: Zalo
    sink: Sink

    @property
    def now(self) -> datetime:
        return self.zalo.now.astimezone(VIETNAM)

    def clock(self) -> datetime:
        return self.now

    def authorised(self, **changes: object) -> None:
        """Put a pair into the vault, with these changes."""
        vault(self.installation, self.clock).put(ACCOUNT, replace(a_pair(self.zalo), **changes))  # type: ignore[arg-type]

    def alarm(self) -> list[str]:
        return [alarm.text for alarm in alarm_stage(self.installation, Day.at(self.now))]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    make_key_file(tmp_path)
    with zalo_on_loopback(Zalo(groups={"nhóm-1"})) as zalo, running(Sink()) as sink:
        settings = Settings(
            home=tmp_path,
            database_url="",
            mail_url=sink.url(),
            admin_mail="quantri@tinh.example",
            zalo_url=f"zalooa://{ACCOUNT}/?base={zalo.url}&timeout=1",
            zalo_app_id="app",
            zalo_app_secret="app-secret",
            zalo_oauth=zalo.url,
        )
        with_empty_database(tmp_path)
        with open_installation(settings) as installation:
            yield Office(installation, zalo, sink)


def with_group(installation: Installation, day: Day) -> None:
    """A duty that is a day late, and the group of its coordinator."""
    with_contacts(installation.database, COORDINATOR)
    group = Contact(
        agency=COORDINATOR, role=ContactRole.STAFF, name="Tổ công tác", address="group:nhóm-1", channel="zalo"
    )
    with installation.database.writing() as session:
        keep_contacts(session, [group])
    registered(installation.database, a_row("Trước 05/3/2026", "Sở Nội vụ"))
    queue_stage(installation, day)


def states(installation: Installation, channel: str) -> list[NoticeState]:
    with installation.database.reading() as session:
        return [line.state for line in notices(session) if line.channel == channel]


def test_an_admin_who_agrees_starts_an_account(office: Office) -> None:
    permission = ask_permission(office.installation, ACCOUNT, BACK)
    office.zalo.challenge = permission.url.split("code_challenge=")[1].split("&")[0]
    authorise(
        office.installation, permission, f"{BACK}?code=code-0&state={permission.state}&oa_id={ACCOUNT}", office.clock
    )
    (standing,) = accounts(office.installation, office.clock)

    assert (standing.account, standing.works, standing.trouble) == (ACCOUNT, True, "")
    assert standing.refresh_ends == office.now + timedelta(days=90)


def test_an_answer_to_another_link_is_refused(office: Office) -> None:
    permission = ask_permission(office.installation, ACCOUNT, BACK)
    with pytest.raises(WrongAnswer, match="không phải câu trả lời"):
        authorise(office.installation, permission, f"{BACK}?code=code-0&state=khac", office.clock)
    assert office.zalo.calls[TOKEN] == 0


def test_a_code_that_zalo_refuses_leaves_the_tokens_that_were_there(office: Office) -> None:
    office.authorised()
    permission = ask_permission(office.installation, ACCOUNT, BACK)
    with pytest.raises(AuthorisationRefused):
        authorise(office.installation, permission, "code-sai", office.clock)
    assert vault(office.installation, office.clock).read(ACCOUNT).access == "access-0"


def test_without_a_key_or_an_application_nobody_is_sent_to_zalo(office: Office) -> None:
    keyless = replace(
        office.installation, settings=office.installation.settings.model_copy(update={"home": Path("/không-có")})
    )
    nameless = replace(
        office.installation, settings=office.installation.settings.model_copy(update={"zalo_app_id": ""})
    )
    with pytest.raises(KeyUnusable, match="dondoc init"):
        ask_permission(keyless, ACCOUNT, BACK)
    with pytest.raises(ZaloNotSetUp, match="DONDOC_ZALO_APP_ID"):
        ask_permission(nameless, ACCOUNT, BACK)


def test_the_group_of_the_coordinator_hears_of_what_is_late(office: Office) -> None:
    office.authorised()
    day = Day.at(office.now)
    with_group(office.installation, day)

    assert deliver_stage(office.installation, day)[Disposition.SENT] == 2
    assert [taken.recipient for taken in office.zalo.accepted] == ["nhóm-1"]
    assert states(office.installation, "zalo") == [NoticeState.SENT]


def test_a_used_up_refresh_token_parks_the_messages_and_the_admin_is_told_once(office: Office) -> None:
    office.authorised(access_ends=office.now, refresh="đã dùng")
    day = Day.at(office.now)
    with_group(office.installation, day)
    for _ in range(3):
        deliver_stage(office.installation, day)
        office.alarm()

    told = [mail for mail in office.sink.mails if "quantri@tinh.example" in mail["To"]]
    assert states(office.installation, "zalo") == [NoticeState.QUEUED]
    assert len(told) == 1
    text = told[0].get_body(("plain",))
    assert text is not None
    assert "phải được cấp quyền lại" in text.get_content()
    assert office.zalo.calls[TOKEN] == 1


def test_the_admin_is_told_once_a_fortnight_before_the_end_and_again_at_the_end(office: Office) -> None:
    office.authorised(refresh_ends=office.now + timedelta(days=15))
    days = []
    for _ in range(20):
        days.append((len(office.sink.mails), office.alarm() != []))
        office.zalo.now += timedelta(days=1)

    assert len(office.sink.mails) == 2
    assert [had_trouble for _, had_trouble in days] == [False] + [True] * 19


def test_an_account_that_was_authorised_anew_is_no_trouble_any_more(office: Office) -> None:
    office.authorised(spent="đã dùng hết")
    assert len(office.alarm()) == 1
    office.authorised()
    assert office.alarm() == []


def test_an_admin_whose_mail_is_refused_is_told_at_the_next_run(office: Office) -> None:
    office.authorised(spent="đã dùng hết")
    office.sink.replies = {"RCPT": ["450 mailbox busy"]}
    office.alarm()
    assert office.sink.mails == []
    office.alarm()
    assert len(office.sink.mails) == 1
