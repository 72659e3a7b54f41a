"""Words beside a deadline that make its date doubtful."""

from workflow.deadlines.rules import Rules

fillers = Rules()

DOUBTFUL = (
    ("du-kien", "“Dự kiến”", "dự kiến | ước | phấn đấu", "chỉ là thời gian dự kiến"),
    (
        "chot-so-lieu",
        "“Chốt số liệu”",
        "chốt số liệu | chốt | khóa sổ | lấy số liệu | tính số liệu",
        "là ngày chốt số liệu, không phải hạn nộp",
    ),
    ("hieu-luc", "“Có hiệu lực”", "[có] hiệu lực [thi hành]", "là ngày có hiệu lực, không phải hạn của một việc"),
    ("da-xong", "“Đã”", "đã", "nói về việc đã qua"),
    ("thoi-gian-toi", "“Thời gian tới”", "thời gian tới | trong thời gian tới | những năm tới", "không có ngày cuối"),
    ("tru", "“Trừ”", "trừ | ngoại trừ", "có trường hợp loại trừ"),
)


def _filler(id_: str, name: str, words: str, doubt: str) -> None:
    @fillers.rule(id_, f"{name}: {doubt}", makes="filler", patterns=(words,), assumes=doubt)
    def filler() -> str:
        return ""


for entry in DOUBTFUL:
    _filler(*entry)
