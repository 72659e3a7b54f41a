"""What is left of an expression once its deadlines are read, and whether it may change them.

Trust before reach: a date is certain only when nothing beside it could mean something else.
"""

from collections.abc import Iterable, Iterator

from workflow.deadlines.engine.codes import CODES, MARKS
from workflow.deadlines.engine.lines import ReadingDoubt, TokenLine

# Words that bound, deny or condition. One that no rule has used may change the meaning of those that were.
STRUCTURAL = frozenset(
    (
        *("trước", "sau", "đến", "tới", "từ", "kể", "hết", "hằng", "mỗi", "kỳ", "nếu", "khi", "hoặc", "không", "chưa"),
        *("trường", "đối", "thay", "lùi", "hoãn", "cũ", "trở", "khoảng", "tính", "ngoài", "chậm", "muộn"),
        *("quá", "ngay", "theo", "thứ", "giữa", "cuối", "tuần", "quý", "tháng", "năm", "giờ", "lần", "nay", "nghỉ"),
    )
)
# Words that say that something is to be done, never what for or when.
HARMLESS = frozenset(
    (
        *("hoàn", "thành", "xong", "thực", "hiện", "triển", "khai", "tổ", "chức", "gửi", "nộp", "trình", "ban", "hành"),
        *("thời", "gian", "hạn", "điểm", "mốc", "là", "và", "vào", "trong", "phải", "cần", "được", "các", "việc", "sẽ"),
        *("ngày", "kết", "thúc", "bắt", "đầu", "lúc", "cả", "yêu", "cầu", "đề", "nghị", "tham", "mưu", "xây", "dựng"),
        *("công", "bố", "phê", "duyệt", "thông", "qua", "tổng", "hợp", "giai", "đoạn", "sang"),
    )
)
# What follows these, up to the next mark, is a purpose or an address.
PURPOSES = frozenset(("để", "nhằm", "qua", "về", "gửi", "cho", "phục", "làm", "bằng"))
UNUSED = frozenset(
    CODES[kind]
    for kind in ("n", "big", "yyyy", "roman", "offset", "term", "every", "days", "weekday", "week", "partial", "clock")
)


def doubts_about(line: TokenLine, used: Iterable[int], *, weak: bool) -> tuple[ReadingDoubt, ...]:
    """Doubts about what the used phrases leave over; `weak` when no word of theirs says that they are deadlines."""
    used = frozenset(used)
    several = len(used) > 1
    fillers = _doubts_of_fillers(line) if CODES["filler"] in line.codes else ()
    for n in _left(line, used):
        value = line.nodes[n].value
        printed = line.words(n, n + 1)
        if line.codes[n] in UNUSED or any(map(str.isdecimal, str(value))):
            return (*fillers, ReadingDoubt(f"còn “{printed}” chưa rõ nghĩa"))
        if value in STRUCTURAL and not (value == "hoặc" and several):
            return (*fillers, ReadingDoubt(f"chữ “{printed}” có thể làm thay đổi nghĩa"))
        if weak and isinstance(value, str) and value.isalpha() and value not in HARMLESS:
            return (*fillers, ReadingDoubt(f"còn chữ “{printed}” chưa đọc hết"))
    return fillers


def _doubts_of_fillers(line: TokenLine) -> tuple[ReadingDoubt, ...]:
    places = (n for n, code in enumerate(line.codes) if code == CODES["filler"])
    return tuple(doubt for n in places for doubt in line.nodes[n].doubts)


def _left(line: TokenLine, used: frozenset[int]) -> Iterator[int]:
    """The places that no deadline uses, no purpose covers and no colon sets apart as a label."""
    purpose = False
    labels = _labels(line) if ":" in line.codes else ()
    for n, code in enumerate(line.codes):
        if n in used or code in MARKS:
            purpose = False
        elif line.nodes[n].value in PURPOSES:
            purpose = True
        elif not purpose and n not in labels:
            yield n


def _labels(line: TokenLine) -> frozenset[int]:
    """The places of labels: the words between a mark and a colon."""
    labels: set[int] = set()
    start = 0
    for n, code in enumerate(line.codes):
        if code == ":":
            labels.update(range(start, n))
        if code in MARKS and code != ",":
            start = n + 1
    return frozenset(labels)
