"""The list of people to write to, as it is given out and brought in again."""

from pathlib import Path

from services.directory.contact_desk import contacts_workbook
from services.intake.contacts import import_contacts, read_contacts
from tests.services.houses import a_house
from tests.web.people import ADMIN
from workflow.notices.ladder import Channel


def test_what_is_given_out_can_be_brought_in_again_whatever_the_channel(tmp_path: Path) -> None:
    brought = tmp_path / "dau-moi.csv"
    columns = "Cơ quan,Họ tên,Vai trò,Thư điện tử,Điện thoại,Nhóm Zalo,Zalo,Kênh trò chuyện"
    line = "Sở Nội vụ,Chị Hoa,dự phòng,hoa@sonoivu.example,0912345678,987,654,@hoa"
    brought.write_text(f"{columns}\n{line}\n", encoding="utf-8")
    given = tmp_path / "can-bo.xlsx"
    with a_house(tmp_path / "home") as house:
        import_contacts(house, brought)
        given.write_bytes(contacts_workbook(house, ADMIN))

    directory = house.policies.directory
    first, again = ({(c.channel, c.address) for c in read_contacts(path, directory)} for path in (brought, given))
    assert again == first
    assert {channel for channel, _ in again} == {*Channel}
