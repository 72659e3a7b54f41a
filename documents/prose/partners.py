"""With whom an order is to be carried out: the names behind "phối hợp với", down to where the work begins."""

import re

from documents.prose.outline import VERBS, may_be_agency

_WITH = re.compile(
    r"\bphối\s+(?:kết\s+)?hợp(?:\s+(?:chặt chẽ|thường xuyên|chủ động))?\s+(?:(?:cùng\s+)?với|cùng)?\s*(?=\S)",
    re.IGNORECASE,
)
_VERB = re.compile(rf"(?:{'|'.join(sorted(VERBS, key=len, reverse=True))})\b")
_WORD = re.compile(r"[^\s,;()/]+|[,;()/]")
# What stands in small letters inside the names of bodies and of groups of them.
_SMALL = re.compile(
    r"(?:các|và|sở|ban|ngành|tỉnh|thành|phố|huyện|xã|phường|đặc|khu|trung|ương|cấp|cơ|quan|đơn|vị|địa|phương|liên|chi|ấp|khóm|thôn|có|nhân|"
    r"dân|an|chính|nghiệp|trường|dựng|học|nghệ|vụ|pháp|tế|dục|tạo|hóa|thao|lịch|tộc|giáo|sự|phòng|nữ|niên|chiến|binh|động|"
    r"hội|hiểm|hàng|nước|đoàn|chỉ|huy|văn|thể|doanh|thương|mại|thông|tin|truyền|hình|phát|thanh|sát|nguyên|lý|dự|án|khoáng|"
    r"sản|thuế|kho|bạc|bộ|đội|biên|mặt|trận|quốc|hợp|tác|mục|tiêu|quả|đầu|tư|vực|công|ty|thôn|ấp|khóm|thủ|lãnh|đạo|giám|"
    r"đốc|chủ|tịch|ủy|viên|thường|trực|của|thuộc|trên|bàn|ngoài|báo|đài|hiệp|minh|tượng|thủy|lâm|kiểm|đường|điện|lực|viễn|"
    r"thuật|dược|trị|tuyên|vận|tra|đại|cao|đẳng|bưu|hải|cựu|chữ|thập|đỏ|nông|lao|khoa|nội|ngoại|mầm|bảo|tàng)",
    re.IGNORECASE,
)
_JOINS = frozenset(("và", ",", ";", "/", "-", "–"))
_AFTER_LIST = frozenset(("các", ",", "và", "những"))
_GROUPS = ("tổ chức", "cá nhân", "đoàn thể")
_LONGEST = 300


def partners_in(order: str) -> str:
    """The names of who helps, as the order has them; "" where it names nobody.

    >>> partners_in("chủ trì, phối hợp với Sở Y tế và các xã, phường rà soát trạm y tế")
    'Sở Y tế và các xã, phường'
    """
    found = _WITH.search(order)
    if found is None:
        return ""
    rest = order[found.end() : found.end() + _LONGEST]
    end = _end_of_names(rest)
    names = re.sub(r"(?:[\s,;/(–-]|\b(?:và|cùng|với|của|thuộc|có|trên)\b)+$", "", rest[:end]).strip()
    return names if may_be_agency(names) and names.lower() not in _AFTER_LIST else ""


def _end_of_names(text: str) -> int:
    """Where the names end: at a verb, or at a small word that stands in no name."""
    before = "các"
    skipped = 0
    for word in _WORD.finditer(text):
        if word.start() < skipped:
            continue
        rest = text[word.start() :]
        group = next((group for group in _GROUPS if rest.startswith(group)), "")
        if group and before in _AFTER_LIST:
            skipped = word.start() + len(group)
            before = group
            continue
        printed = word[0]
        if printed[0].isupper() or printed[0].isdigit() or printed in _JOINS:
            before = printed
            continue
        if group or _VERB.match(rest) or not _SMALL.fullmatch(printed):
            return word.start()
        before = printed
    return len(text)
