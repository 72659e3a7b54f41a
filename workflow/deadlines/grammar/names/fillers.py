"""Words beside a deadline that make its date doubtful."""

from typing import NamedTuple

from workflow.deadlines.engine.rules import Rules

fillers = Rules()


class Filler(NamedTuple):
    """Words, and the doubt that they cast."""

    id: str
    name: str
    words: str
    doubt: str
    example: tuple[str, str]


_FILLERS = (
    Filler(
        "du-kien",
        "“Dự kiến”",
        "dự kiến | ước | phấn đấu",
        "chỉ là thời gian dự kiến",
        ("Dự kiến hoàn thành trước ngày 15/6/2026", "2026-06-14"),
    ),
    Filler(
        "chot-so-lieu",
        "“Chốt số liệu”",
        "chốt [số liệu] | khóa sổ | (lấy | tính) số liệu",
        "là ngày chốt số liệu, không phải hạn nộp",
        ("Chốt số liệu đến ngày 14/12/2026", "2026-12-14"),
    ),
    Filler(
        "hieu-luc",
        "“Có hiệu lực”",
        "[có] hiệu lực [thi hành]",
        "là ngày có hiệu lực, không phải hạn của một việc",
        ("Có hiệu lực thi hành từ ngày 01/7/2026", "2026-07-01"),
    ),
    Filler("da-xong", "“Đã”", "đã", "nói về việc đã qua", ("Đã hoàn thành ngày 15/3/2026", "2026-03-15")),
    Filler(
        "thoi-gian-toi",
        "“Thời gian tới”",
        "[trong] thời gian tới | những năm tới",
        "không có ngày cuối",
        ("tháng 8 và thời gian tới", "2026-08-31"),
    ),
    Filler("tru", "“Trừ”", "trừ | ngoại trừ", "có trường hợp loại trừ", ("Tháng 6/2026, trừ cấp xã", "2026-06-30")),
)

for entry in _FILLERS:
    fillers.rule(
        entry.id,
        f"{entry.name}: {entry.doubt}",
        makes="filler",
        patterns=(entry.words,),
        assumes=entry.doubt,
        examples=dict([entry.example]),
    )(str)
