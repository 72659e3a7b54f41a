"""Records of agencies over one another: who left a group is no member, whatever made it one."""

from pathlib import Path

from config.agencies import AgencyRecord, load_records, merge_records, read_table, write_table
from workflow.agencies import Directory

GROUP = "cac-so-ban-nganh"


def members(*changes: AgencyRecord) -> set[str]:
    """Who is in the group once these records lie over the province's own."""
    data = load_records(province="Đồng Tháp")
    directory = Directory.from_config({**data, "agencies": merge_records([*data["agencies"], *changes])})
    return {agency.code for agency in directory.members(GROUP)}


def test_who_left_is_no_member_also_where_its_kind_made_it_one() -> None:
    assert members() - members({"code": GROUP, "left": ["so-y-te"]}) == {"so-y-te"}


def test_the_last_word_counts() -> None:
    left: AgencyRecord = {"code": GROUP, "left": ["so-y-te"]}
    back: AgencyRecord = {"code": GROUP, "members": ["so-y-te"]}
    assert members(left, back) == members()
    assert "so-y-te" not in members(left, back, left)


def test_a_group_that_holds_the_group_loses_it_too() -> None:
    data = load_records(province="Đồng Tháp")
    gone: AgencyRecord = {"code": GROUP, "left": ["so-y-te"]}
    directory = Directory.from_config({**data, "agencies": merge_records([*data["agencies"], gone])})
    assert "so-y-te" not in {agency.code for agency in directory.members(f"{GROUP}-dia-phuong")}


def test_who_left_is_written_into_the_houses_own_table_and_read_again(tmp_path: Path) -> None:
    kept: list[AgencyRecord] = [{"code": GROUP, "left": ["so-y-te", "so-noi-vu"]}]
    write_table(tmp_path / "agencies.csv", kept)
    (again,) = read_table(tmp_path / "agencies.csv")
    assert (again["code"], again["left"]) == (GROUP, ["so-y-te", "so-noi-vu"])
