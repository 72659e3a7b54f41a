"""What is left of an expression once its deadlines are read, and whether it may change them.

Trust before reach: a date is certain only when every word of the cell is used by a rule or known to change nothing.
"""

from collections.abc import Iterable, Iterator

from workflow.deadlines.engine.codes import CODES, DEADLINES, MARKS
from workflow.deadlines.engine.lines import Doubt, Line

# Words that bound, deny or condition. One that no rule has used may change the meaning of those that were.
STRUCTURAL = frozenset(
    """trước sau đến tới từ kể hết hằng mỗi kỳ nếu khi hoặc không chưa chẳng trường đối thay lùi hoãn dời cũ mới trở khoảng
    tính ngoài chậm muộn sớm quá ngay thứ giữa cuối tuần quý tháng năm giờ lần nay nghỉ trừ riêng bắt sinh hiệu lực trị liệu
    chốt khóa căn kéo gia hủy bỏ ký""".split()
)
# Words that say that something is to be done, never what for or when.
HARMLESS = frozenset(
    """hoàn thành xong thực hiện triển khai tổ chức gửi nộp trình ban hành thời gian hạn điểm mốc là và vào trong phải cần
    được các việc sẽ ngày kết thúc lúc cả yêu cầu đề nghị tham mưu xây dựng công bố phê duyệt thông qua tổng hợp giai đoạn
    sang lập báo cáo với theo đầu những này nêu trên đúng cuộc khẩn trương đưa sử dụng hệ thống
    văn bản""".split()
)
# Syllables of the names of those who do it.
AGENCIES = frozenset(
    """ubnd hđnd mttq ttg vp bcđ ubmttq ủy uỷ ban nhân dân hội đồng sở bộ ngành phòng công an quân sự chỉ huy văn cục chi
    tổng tỉnh thành phố huyện xã phường thị trấn đặc khu thôn bản đảng đoàn mặt trận trung ương thường vụ trực chính phủ
    trưởng thủ tướng chủ tịch giám đốc lãnh đạo địa phương đơn vị cơ quan doanh nghiệp trung tâm viện trường học chủ đầu tư
    tổ cấp bí thư trên bàn liên quan nội nông cán bộ người""".split()
)
# What follows these, up to the next mark, is a purpose or an address.
PURPOSES = frozenset(("để", "nhằm", "qua", "về", "gửi", "cho", "phục", "làm", "bằng"))
UNUSED = frozenset(
    CODES[kind]
    for kind in ("n", "big", "yyyy", "roman", "offset", "term", "every", "days", "weekday", "week", "partial", "clock")
)
# A label that begins with "ngày" says what day it is, not what is due then: "Ngày ký: 15/3/2026".
NAMED_DAYS = frozenset(("ngày",))
COUNTED = frozenset((CODES["n"], CODES["roman"]))
# Words between two deadlines that make them a list, and those before one that belong to it.
JOINTS = frozenset((",", ";", "/", "-", "+", "|", "&", "và", "hoặc", ".", "(", ")", ":"))
LEFT_OUT = frozenset((CODES["former"], CODES["filler"], CODES["report"]))


def doubts_about(line: Line, used: Iterable[int]) -> tuple[Doubt, ...]:
    """Doubts about what the used phrases leave over: those of phrases left out, and the first word nobody has read."""
    used = frozenset(used)
    several = len(used) > 1
    doubts = _doubts_left_out(line) if not LEFT_OUT.isdisjoint(line.codes) else ()
    for n in _left(line, used):
        reason = _reason(line, n, several=several)
        if reason:
            return (*doubts, Doubt(reason))
    return doubts


def _reason(line: Line, n: int, *, several: bool) -> str:
    """Why a word that nobody has read makes the date doubtful; empty when it changes nothing."""
    code, value = line.codes[n], line.nodes[n].value
    printed = line.words(n, n + 1)
    if code in UNUSED or code in DEADLINES or any(map(str.isdecimal, str(value))):
        return f"còn “{printed}” chưa rõ nghĩa"
    if value == "hoặc" and several:
        return ""
    if value in STRUCTURAL:
        return f"chữ “{printed}” có thể làm thay đổi nghĩa"
    if not isinstance(value, str) or not value.isalpha() or value in HARMLESS or value in AGENCIES:
        return ""
    return "" if _is_name(line, n, printed) else f"còn chữ “{printed}” chưa đọc hết"


def _is_name(line: Line, n: int, printed: str) -> bool:
    """Whether a word is written as part of a name: a capital inside a sentence that isn't all in capitals."""
    return n > 0 and printed[:1].isupper() and printed[1:].islower() and line.codes[n - 1] not in MARKS


def _doubts_left_out(line: Line) -> tuple[Doubt, ...]:
    return tuple(doubt for n, code in enumerate(line.codes) if code in LEFT_OUT for doubt in line.nodes[n].doubts)


def _left(line: Line, used: frozenset[int]) -> Iterator[int]:
    """The places that no deadline uses, no purpose covers and no colon sets apart as a label."""
    purpose = False
    labels = _labels(line) if ":" in line.codes else ()
    for n, code in enumerate(line.codes):
        if n in used or code in MARKS:
            purpose = False
        elif line.nodes[n].value in PURPOSES:
            purpose = True
        elif n not in labels and not (purpose and _says_nothing_of_time(line, n)):
            yield n


def _says_nothing_of_time(line: Line, n: int) -> bool:
    return line.codes[n] not in UNUSED and line.nodes[n].value not in STRUCTURAL


def _labels(line: Line) -> frozenset[int]:
    """The places of labels: the words between a mark and a colon, which number things but name no time."""
    labels: set[int] = set()
    start = 0
    for n, code in enumerate(line.codes):
        if code == ":" and all(_belongs_to_label(line, place, start) for place in range(start, n)):
            labels.update(range(start, n))
        if code in MARKS and code != ",":
            start = n + 1
    return frozenset(labels)


def _belongs_to_label(line: Line, n: int, start: int) -> bool:
    value = line.nodes[n].value
    if line.codes[n] in COUNTED or value == "lần":
        return True
    if n == start and value in NAMED_DAYS:
        return False
    return line.codes[n] not in DEADLINES and _says_nothing_of_time(line, n)
