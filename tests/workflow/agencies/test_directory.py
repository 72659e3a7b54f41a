"""What a directory answers: names, members, cells."""

import json
from pathlib import Path

import pytest

from config import agencies as data
from tests.plans import house_policies
from workflow.agencies import Agency, AgencyKind, Directory, NameVocabulary, UnknownAgency
from workflow.deadlines.values.resolution import Certainty

PROVINCE = Directory.from_config(data.load_records(province="Đồng Tháp"))


def names(cell: str, directory: Directory = PROVINCE) -> list[str]:
    return [mention.agency.name if mention.agency else "?" for mention in directory.split(cell)]


def a_directory(*agencies: Agency) -> Directory:
    return Directory.of(agencies, NameVocabulary("Đồng Tháp", {"ubnd": "ủy ban nhân dân"}))


def an_agency(code: str, name: str = "", *members: str) -> Agency:
    return Agency(code=code, name=name or code, members=members, is_group=bool(members))


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("Sở Tài chính Sở Nội vụ", ["Sở Tài chính", "Sở Nội vụ"]),
        ("Sở Công Thương Thanh tra tỉnh", ["Sở Công Thương", "Thanh tra tỉnh"]),
        ("Công an tỉnh Bộ Chỉ huy Quân sự tỉnh", ["Công an tỉnh", "Bộ Chỉ huy Quân sự tỉnh"]),
        ("Bộ Tài chính Bộ Khoa học và Công nghệ", ["Bộ Tài chính", "Bộ Khoa học và Công nghệ"]),
    ],
)
def test_names_on_lines_of_a_cell_are_two(cell: str, wanted: list[str]) -> None:
    assert [mention.spelling for mention in PROVINCE.split(cell)] == wanted


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("Sở Nội vụ tham mưu UBND tỉnh", ["Sở Nội vụ"]),
        ("Sở Nội vụ trình UBND tỉnh ban hành; Sở Y tế", ["Sở Nội vụ", "Sở Y tế"]),
        ("Sở Nội vụ báo cáo Bộ Nội vụ", ["Sở Nội vụ"]),
    ],
)
def test_whom_the_work_is_handed_to_is_not_who_does_it(cell: str, wanted: list[str]) -> None:
    assert names(cell) == wanted


def test_every_cell_of_the_gold_is_split_and_resolved(shared: Path) -> None:
    cells = [json.loads(line) for line in (shared / "gold/agency_cells.jsonl").read_text().splitlines()]

    wrong = [
        cell["cell"]
        for cell in cells
        if [(m.spelling, m.agency and m.agency.name) for m in PROVINCE.split(cell["cell"])]
        != [(part["spelling"], part["canonical"]) for part in cell["agencies"]]
    ]

    assert not wrong


def test_every_spelling_of_the_gold_is_found(shared: Path) -> None:
    for line in (shared / "gold/agencies.jsonl").read_text().splitlines():
        agency = json.loads(line)
        for spelling in agency["spellings"]:
            found = PROVINCE.find(spelling).agency
            assert found is not None
            assert found.name == agency["canonical"]


def test_the_province_has_twenty_wards_and_eighty_two_communes() -> None:
    communes = PROVINCE.members("ubnd-cac-xa-phuong")

    assert len([c for c in communes if "phường" in c.name]) == 20
    assert len([c for c in communes if "xã" in c.name]) == 82


def test_a_member_of_two_groups_is_counted_once_and_in_the_order_of_the_directory() -> None:
    directory = a_directory(
        an_agency("a"),
        an_agency("b"),
        an_agency("c"),
        an_agency("inner", "", "b", "a"),
        an_agency("outer", "", "c", "inner", "b"),
    )

    assert [member.code for member in directory.members("outer")] == ["a", "b", "c"]


def test_groups_that_hold_each_other_are_opened_once() -> None:
    directory = a_directory(an_agency("a"), an_agency("x", "", "y", "a"), an_agency("y", "", "x"))

    assert [member.code for member in directory.members("x")] == ["a"]


def test_an_agency_that_is_no_group_gives_itself_and_an_unfilled_group_nobody() -> None:
    vague = PROVINCE.find("các cơ quan, đơn vị có liên quan").agency

    assert [member.name for member in PROVINCE.members("so-y-te")] == ["Sở Y tế"]
    assert vague is not None
    assert vague.is_group
    assert PROVINCE.members(vague.code) == ()


def test_dissolved_departments_are_in_no_group_of_today() -> None:
    today = PROVINCE.members("cac-so-ban-nganh")

    assert "Sở Thông tin và Truyền thông" not in [agency.name for agency in today]
    assert PROVINCE.get("so-thong-tin-va-truyen-thong").successors == ("so-khoa-hoc-va-cong-nghe",)


def test_an_unknown_code_is_refused_by_name() -> None:
    with pytest.raises(UnknownAgency, match="so-vu-tru"):
        PROVINCE.get("so-vu-tru")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Sở Văn hóa, Thể thao và Du lịch, Sở Y tế", ["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"]),
        ("các Sở Y tế, Tài chính; Công an tỉnh", ["Sở Y tế", "Sở Tài chính", "Công an tỉnh"]),
        ("UBND các xã, phường", ["UBND các xã, phường"]),
        (
            "UBND các xã, phường: Mỹ Tho, Tân Phú",
            ["Ủy ban nhân dân phường Mỹ Tho", "Ủy ban nhân dân xã Tân Phú"],
        ),
        ("Sở LĐ-TB&XH; VP UBND tỉnh", ["Sở Lao động - Thương binh và Xã hội", "Văn phòng Ủy ban nhân dân tỉnh"]),
        ("Sở Y tế (cơ quan thường trực)", ["Sở Y tế"]),
        ("Chủ trì: Sở Y tế; phối hợp: Sở Tài chính", ["Sở Y tế", "Sở Tài chính"]),
        ("Trung tâm Vũ trụ, Sở Y tế", ["?", "Sở Y tế"]),
        ("Giám đốc các Sở: Lao động - Thương binh và Xã hội, Y tế", ["Sở Lao động - Thương binh và Xã hội", "Sở Y tế"]),
        ("1. Sở Y tế; 2. Công an tỉnh (Phòng PC06)", ["Sở Y tế", "Công an tỉnh"]),
        ("Sở Y tế Công an tỉnh", ["Sở Y tế", "Công an tỉnh"]),
        ("-", []),
        ("", []),
    ],
)
def test_a_cell_is_cut_where_a_name_ends(cell: str, expected: list[str]) -> None:
    assert names(cell) == expected


@pytest.mark.parametrize("slip", ["Sở Khoa hoc và Công nghê", "So Khoa hoc va Cong nghe", "Sở Khoa họcvà Công nghệ"])
def test_a_slip_is_read_but_marked_as_assumed(slip: str) -> None:
    mention = PROVINCE.find(slip)

    assert mention.agency is PROVINCE.get("so-khoa-hoc-va-cong-nghe")
    assert mention.certainty is Certainty.ASSUMED
    assert "Sở Khoa học và Công nghệ" in mention.reason


@pytest.mark.parametrize("name", ["Sở Nôi vu tỉnh Vĩnh Long", "Sở Du lịch", "UBND xã Mỹ Lộc", "xã Tân Phước 7"])
def test_a_name_that_only_looks_like_another_is_never_taken_for_it(name: str) -> None:
    mention = PROVINCE.find(name)

    assert mention.agency is None
    assert mention.certainty is Certainty.NONE
    assert mention.reason


def test_a_slip_between_two_communes_names_both() -> None:
    mention = PROVINCE.find("UBND xã Tân Thanh")

    assert mention.agency is None
    assert "xã Tân Thành" in mention.reason
    assert "xã Tân Thạnh" in mention.reason


def test_the_head_of_an_agency_stands_for_it() -> None:
    mention = PROVINCE.find("Giám đốc Sở Y tế")

    assert mention.agency is PROVINCE.get("so-y-te")
    assert mention.of_head


def test_heads_of_departments_are_a_group_of_their_departments() -> None:
    group = PROVINCE.find("Thủ trưởng các sở, ban, ngành tỉnh").agency

    assert group is not None
    assert group.of_heads
    assert PROVINCE.members(group.code) == PROVINCE.members("cac-so-ban-nganh")


def test_a_department_without_its_first_word_is_assumed() -> None:
    mentions = PROVINCE.split("Công an tỉnh; Nông nghiệp và Môi trường")

    assert [mention.certainty for mention in mentions] == [Certainty.CERTAIN, Certainty.ASSUMED]


def test_a_vague_group_is_read_in_any_order_of_its_nouns() -> None:
    assert names("các đơn vị, cơ quan liên quan") == ["Các cơ quan, đơn vị có liên quan"]


def test_the_eth_of_some_fonts_is_read_as_the_vietnamese_letter() -> None:
    assert names("Tỉnh \u00d0oàn") == ["Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh Đồng Tháp"]


def test_spellings_are_stretches_of_the_cell_in_order() -> None:
    cell = "- Các Sở: Y tế; Tài chính;\n- Đề nghị Hội Nông dân tỉnh."

    places = [cell.find(mention.spelling) for mention in PROVINCE.split(cell)]

    assert places == sorted(places)
    assert min(places) > 0


def test_no_two_agencies_of_the_province_share_a_code_or_a_name() -> None:
    assert len({agency.code for agency in PROVINCE}) == len(PROVINCE.agencies)
    assert len({agency.name for agency in PROVINCE}) == len(PROVINCE.agencies)


def test_every_member_and_successor_is_in_the_directory() -> None:
    assert all(code in PROVINCE for agency in PROVINCE for code in (*agency.members, *agency.successors))


def test_every_kind_has_a_vietnamese_label() -> None:
    assert all(kind.label for kind in AgencyKind)


def test_a_page_of_text_in_a_cell_is_not_taken_apart() -> None:
    (mention,) = PROVINCE.split("Sở Y tế, " * 1_000)

    assert mention.agency is None
    assert mention.reason


def test_a_slip_in_a_list_is_read_under_the_head_that_the_list_shares() -> None:
    _, slip = PROVINCE.split("Các Sở: Y tế; Tài chinh")

    assert slip.agency is PROVINCE.get("so-tai-chinh")
    assert slip.certainty is Certainty.ASSUMED


@pytest.mark.parametrize(
    ("printed", "near"),
    [
        ("Sở Văn hóa Thể thao", "Sở Văn hóa, Thể thao và Du lịch"),
        ("Hội Nông dân huyện", ""),
        ("Ban Quản lý dự án giao thông", ""),
        ("Trường Đại học Mỹ Tho", ""),
    ],
)
def test_a_name_comes_near_only_what_shares_the_words_that_tell_it_apart(printed: str, near: str) -> None:
    reason = PROVINCE.find(printed).reason

    assert reason.rpartition("gần nhất là ")[2].strip("“”") == (near or reason)


@pytest.mark.parametrize(
    "cell",
    ["Các sở (trừ Sở Y tế)", "Các sở, ban, ngành, trừ Công an tỉnh", "Các sở, ban, ngành tỉnh; ngoại trừ Sở Nội vụ"],
)
def test_who_is_left_out_of_a_group_is_asked_about_and_never_given_its_work(cell: str) -> None:
    *group, left_out = house_policies().directory.split(cell)
    assert [mention.agency is not None and mention.agency.is_group for mention in group] == [True]
    assert left_out.agency is None
    assert "ngoại lệ" in left_out.reason
    assert left_out.spelling in cell


def test_what_a_body_fights_is_no_exception() -> None:
    mentions = house_policies().directory.split("Chi cục Phòng trừ sâu bệnh, Sở Y tế")
    assert not [mention for mention in mentions if "ngoại lệ" in mention.reason]
