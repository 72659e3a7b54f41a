"""A cell that says who leads and who cooperates is parted; one that can't be parted charges nobody."""

import pytest

from documents.tables.roles import Roles, roles_of
from tests.documents.builders import a_table, merged, rows_of

HEADER = ("TT", "Nhiệm vụ", "Đơn vị thực hiện", "Thời hạn")


@pytest.mark.parametrize(
    ("cell", "lead", "cooperating"),
    [
        ("Chủ trì: Sở Tài chính; Phối hợp: Sở Nội vụ, UBND các xã", "Sở Tài chính", "Sở Nội vụ, UBND các xã"),
        ("Cơ quan chủ trì: Công an tỉnh. Cơ quan phối hợp: Sở Y tế.", "Công an tỉnh", "Sở Y tế"),
        ("- Chủ trì: Sở Y tế - Phối hợp: Các sở, ban, ngành", "Sở Y tế", "Các sở, ban, ngành"),
        ("Chủ trì: Sở Y tế Phối hợp: Sở Nội vụ", "Sở Y tế", "Sở Nội vụ"),
        ("Chủ trì: Sở Y tế, phối hợp với Sở Nội vụ", "Sở Y tế", "Sở Nội vụ"),
        ("CT: Sở Y tế; PH: Sở Nội vụ", "Sở Y tế", "Sở Nội vụ"),
        ("Sở Y tế. Phối hợp: Sở Nội vụ", "Sở Y tế", "Sở Nội vụ"),
        ("Sở Y tế (phối hợp: Sở Nội vụ, Công an tỉnh)", "Sở Y tế", "Sở Nội vụ, Công an tỉnh"),
        ("Chỉ đạo: Phó Chủ tịch; Chủ trì: Sở Y tế; Thực hiện: UBND các xã", "Sở Y tế", "UBND các xã"),
        ("Thực hiện: Sở Y tế", "Sở Y tế", ""),
        ("Phối hợp: Sở Nội vụ", "", "Sở Nội vụ"),
        ("Sở Y tế chủ trì, phối hợp với Sở Nội vụ", "Sở Y tế", "Sở Nội vụ"),
        ("Sở Y tế, Sở Nội vụ chủ trì, phối hợp các sở, ngành", "Sở Y tế, Sở Nội vụ", "các sở, ngành"),
        ("Sở Y tế chủ trì; các sở, ngành, địa phương phối hợp thực hiện", "Sở Y tế", "các sở, ngành, địa phương"),
        ("Sở Y tế phối hợp với Sở Nội vụ", "Sở Y tế", "Sở Nội vụ"),
        ("Chủ trì Sở Y tế, phối hợp Sở Nội vụ", "Sở Y tế", "Sở Nội vụ"),
        ("Sở Tư pháp (chủ trì), Công an tỉnh, Sở Nội vụ (phối hợp)", "Sở Tư pháp", "Công an tỉnh, Sở Nội vụ"),
        ("Sở Y tế (chủ trì), Sở Nội vụ, Sở Tài chính", "Sở Y tế", "Sở Nội vụ, Sở Tài chính"),
        ("Sở Y tế là cơ quan chủ trì; các đơn vị phối hợp: Sở Nội vụ", "Sở Y tế", "Sở Nội vụ"),
        ("Sở Y tế làm đầu mối, phối hợp với các sở", "Sở Y tế", "các sở"),
        ("Sở Y tế, Sở Nội vụ đồng chủ trì; Sở Tư pháp phối hợp", "Sở Y tế, Sở Nội vụ", "Sở Tư pháp"),
        ("Sở Y tế (cơ quan thường trực), Công an tỉnh", "Sở Y tế", "Công an tỉnh"),
        ("Sở Y tế (tham mưu), UBND các xã, phường", "Sở Y tế", "UBND các xã, phường"),
        ("Sở Y tế (đầu mối tổng hợp); các sở, ngành", "Sở Y tế", "các sở, ngành"),
        ("Sở Y tế là đầu mối, có sự tham gia của Sở Tài chính, Thuế tỉnh", "Sở Y tế", "Sở Tài chính, Thuế tỉnh"),
        ("Đồng chủ trì: Sở Y tế, Sở Nội vụ; Phối hợp: Sở Tư pháp", "Sở Y tế, Sở Nội vụ", "Sở Tư pháp"),
    ],
)
def test_words_tell_who_leads_and_who_cooperates(cell: str, lead: str, cooperating: str) -> None:
    assert roles_of(cell) == Roles(lead, cooperating)


@pytest.mark.parametrize("cell", ["Sở Y tế", "Sở Y tế, Sở Nội vụ", "Các sở, ban, ngành", ""])
def test_a_cell_without_such_words_leaves_it_to_its_column(cell: str) -> None:
    assert roles_of(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "Sở Y tế, Sở Nội vụ (chủ trì), Sở Tài chính",
        "Sở Y tế, Sở Nội vụ (phối hợp)",
        "Chủ trì, phối hợp: Sở Y tế, Sở Nội vụ",
        "Sở Y tế chủ trì theo chức năng",
    ],
)
def test_a_cell_that_cannot_be_parted_charges_nobody_and_is_doubted(cell: str) -> None:
    (row,) = rows_of(a_table(("1", "Lập đề án", cell, "Quý I/2026"), header=HEADER))

    assert (row.lead, row.cooperating, dict(row.printed)) == ("", "", {"lead": cell})
    assert [doubt.column for doubt in row.doubts] == ["lead"]
    assert cell in row.doubts[0].reason


def test_the_whole_cell_is_kept_beside_its_parts() -> None:
    cell = "Chủ trì: Sở Y tế\nPhối hợp: Sở Nội vụ"
    (row,) = rows_of(a_table(("1", "Lập đề án", cell, "Quý I/2026"), header=HEADER))

    assert (row.lead, row.cooperating) == ("Sở Y tế", "Sở Nội vụ")
    assert row.extra == (("Đơn vị thực hiện", "Chủ trì: Sở Y tế Phối hợp: Sở Nội vụ"),)


def test_a_merged_cell_is_parted_for_every_row_it_covers() -> None:
    cell = "Sở Y tế chủ trì, phối hợp với Sở Nội vụ"
    rows = rows_of(
        a_table(("1", "Lập đề án", cell, "Quý I"), ("2", "Trình đề án", merged(cell), "Quý II"), header=HEADER)
    )

    assert [(row.lead, row.cooperating) for row in rows] == [("Sở Y tế", "Sở Nội vụ")] * 2


def test_under_a_header_of_both_roles_several_bare_names_charge_nobody() -> None:
    header = ("TT", "Nhiệm vụ", "Cơ quan chủ trì, phối hợp", "Thời hạn")
    alone, several = rows_of(
        a_table(("1", "Lập đề án", "Sở Y tế", "Quý I"), ("2", "Trình", "Sở Y tế, Sở Nội vụ", "Quý II"), header=header)
    )

    assert (alone.lead, alone.doubts) == ("Sở Y tế", ())
    assert (several.lead, [doubt.column for doubt in several.doubts]) == ("", ["lead"])


@pytest.mark.parametrize(
    ("label", "cell", "roles"),
    [
        ("Cơ quan chủ trì/Cơ quan phối hợp", "Sở Y tế/Sở Nội vụ", ("Sở Y tế", "Sở Nội vụ")),
        ("Cơ quan chủ trì/Cơ quan phối hợp", "Sở Y tế/Sở Nội vụ/Sở Tài chính", ("", "")),
        ("Cơ quan chủ trì, phối hợp", "Sở Y tế/Sở Nội vụ", ("", "")),
    ],
)
def test_a_slash_parts_the_cell_as_it_parts_the_header(label: str, cell: str, roles: tuple[str, str]) -> None:
    header = ("TT", "Nhiệm vụ", label, "Thời hạn")
    (row,) = rows_of(a_table(("1", "Lập đề án", cell, "Quý I"), header=header))

    assert (row.lead, row.cooperating) == roles
    assert bool(row.doubts) is (roles == ("", ""))


def test_who_carries_out_beside_who_leads_cooperates() -> None:
    header = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị thực hiện", "Thời hạn")
    (row,) = rows_of(a_table(("1", "Lập đề án", "Sở Y tế", "UBND các xã", "Quý I"), header=header))

    assert (row.lead, row.cooperating) == ("Sở Y tế", "UBND các xã")


def test_a_column_of_roles_says_who_leads_and_who_only_helps() -> None:
    header = ("TT", "Nhiệm vụ", "Đơn vị", "Vai trò", "Thời hạn")
    rows = rows_of(
        a_table(
            ("1", "Sửa chữa trường", "Sở Giáo dục và Đào tạo", "Chủ trì", "30/4/2026"),
            (merged("1"), merged("Sửa chữa trường"), "UBND các xã, phường", "Phối hợp", merged("30/4/2026")),
            ("2", "Rà soát đất đai", "Sở Tài chính", "Tham gia", "31/3/2026"),
            header=header,
        )
    )
    assert [(row.lead, row.cooperating) for row in rows] == [
        ("Sở Giáo dục và Đào tạo", "UBND các xã, phường"),
        ("", "Sở Tài chính"),
    ]
