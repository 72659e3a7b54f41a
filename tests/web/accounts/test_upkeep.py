"""What the night does with accounts."""

from services.accounts.upkeep import keep_accounts
from tests.web.accounts.office import Office
from workflow.store.database.opening import Database
from workflow.store.people.accounts import user_accounts


def test_an_account_unused_for_45_days_is_closed_but_never_the_last_admins(file_database: Database) -> None:
    office = Office(file_database)
    office.admin()
    office.person("minh@snv.example")
    office.clock.pass_by(days=46)
    told = keep_accounts(office.desk, now=office.clock())

    assert told["tài khoản lâu không dùng đã khóa"] == 1
    with office.database.reading() as session:
        assert [account.name for account in user_accounts(session) if account.is_active] == ["Chị Lan"]


def test_links_of_last_week_are_forgotten(file_database: Database) -> None:
    office = Office(file_database)
    office.person("minh@snv.example")
    office.browser().post("/dang-nhap", thu="minh@snv.example")
    office.clock.pass_by(days=10)

    assert keep_accounts(office.desk, now=office.clock())["liên kết và biểu mẫu cũ đã xóa"] == 2
