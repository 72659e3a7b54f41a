"""Who issues a document: the name above its number, whatever its lines are broken into and set beside.

No name rather than a wrong one: a committee without its level or an office without its agency is nobody.
"""

import re
from collections.abc import Iterator, Sequence

from documents.blocks.folding import bare_words, capital_share
from documents.head.names import LEVELS, authority_name, spelled_out

_AUTHORITY = re.compile(
    r"^(?:ủy ban|uỷ ban|uy ban|ubnd|ubmttq|hội đồng|hđnd|bộ|sở|ban|thủ tướng|chính phủ|quốc hội|chủ tịch nước|"
    r"văn phòng|tỉnh|thành|huyện|thị xã|xã|phường|đặc khu|đảng|công an|tổng cục|cục|chi cục|vụ|trường|học viện|viện|"
    r"trung tâm|thanh tra|kiểm toán|tòa án|toà án|ngân hàng|kho bạc|bảo hiểm|thuế|hải quan|tổng liên đoàn|liên đoàn|"
    r"liên minh|liên hiệp|hiệp hội|hội|đoàn|mặt trận|phòng|tổ công tác|bệnh viện|đài|báo|tập đoàn|"
    r"tổng công ty|công ty|quân khu|quỹ|công đoàn|thành ủy|kho bạc|đại học)\b",
    re.IGNORECASE,
)
_MOTTO = re.compile(
    r"\s*(?:cộng (?:hòa|hoà)\b|độc lập\s*[-–]|(?<!\S)tự do\s*[-–]|đảng cộng sản việt).*$", re.IGNORECASE
)
# The motto's line as a narrow column breaks it; each piece continues the one above.
_STATE = ("cong hoa xa hoi chu nghia viet nam", "dang cong san viet nam", "doc lap tu do hanh phuc")
_NUMBERED = re.compile(r"^\s*số\s*[:.]|^\s*số\s+\d", re.IGNORECASE)
_RULE = " *-_–=~."
_LEVEL = re.compile(rf"^(?:{'|'.join(LEVELS)})\b(?!\s+(?:ủy|uỷ|hội))", re.IGNORECASE)
_OPEN_END = re.compile(r"(?:\bvà|,|-|\bcủa|\bcác)$", re.IGNORECASE)
_JOINS = re.compile(r"^(?:và|,)\s", re.IGNORECASE)
_ENDS = re.compile(
    r"\b(?:ngày|kính gửi|v/v)\b|^\W*\(|^\d|"
    r"^(?:danh mục|bảng|biểu|phụ lục|tổng hợp|lịch|theo dõi|tiến độ|dự thảo|mẫu)\b",
    re.IGNORECASE,
)
_STAMP = re.compile(r"^\W*(?:hỏa tốc|hoả tốc|thượng khẩn|khẩn|tối mật|tuyệt mật|mật)\W*$", re.IGNORECASE)
_INSIDE = frozenset({"van phong", "thanh tra", "van phong dang uy", "van phong tinh uy", "van phong uy ban nhan dan"})
# The board or bureau of what stands above it; organisations whose board names itself by its place alone.
_BOARDS = ("ban thuong truc", "ban thuong vu", "ban chap hanh", "thuong truc")
_ORGANISED = re.compile(r"^(?:ĐOÀN|HỘI|LIÊN ĐOÀN|CÔNG ĐOÀN|TỔNG LIÊN ĐOÀN|MẶT TRẬN)\b")
_PLACE = re.compile(rf"\b(?<!TÁC )(?P<level>{'|'.join(LEVELS)})\s+(?!ỦY|UỶ|ĐOÀN|HỘI)\S.*$", re.IGNORECASE)
_LEVELS_NAMED = re.compile(r"\b(?<!TÁC )(?:TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG|ĐẶC KHU)(?=\s+(?!HỘI|ỦY|UỶ|ĐOÀN)\w)")
_WITHOUT_PLACE = re.compile(
    r"^(?:thanh tra tinh|van phong doan dai bieu quoc hoi va hoi dong nhan dan|"
    r"van phong hoi dong nhan dan va uy ban nhan dan)$"
)
_NAMELESS = frozenset(
    {
        "ban chi dao",
        "ban chap hanh",
        "ban thuong vu",
        "ban thuong truc",
        "thuong truc",
        "hoi dong",
        "uy ban",
        "phong",
        "ban",
        "to cong tac",
    }
)


def authority_in(texts: Sequence[str]) -> str:
    """The authority named in the lines above the number: the last one, when its superior stands above it."""
    names = _names(list(_left_column(texts)))
    if not names:
        return ""
    last, above = names[-1], names[-2] if len(names) > 1 else ""
    if _LEVEL.match(last):
        # A province by itself issues nothing: the line above it was lost.
        return ""
    if len(_LEVELS_NAMED.findall(last)) > 1:
        # "UBND tỉnh … / Đặc khu …": whose the paper is was lost.
        return ""
    last = _office_of(last, above) if bare_words(last) in _INSIDE else _whole(last, names[:-1])
    return "" if not last or bare_words(last) in _NAMELESS else authority_name(last)


def _whole(last: str, above: Sequence[str]) -> str:
    """A name with what the lines above it say of it: whose board it is, of which organisation, in which place."""
    superior = above[-1] if above else ""
    words = bare_words(last)
    if words in _BOARDS and superior:
        return f"{last} {_whole(superior, above[:-1])}"
    place = _PLACE.search(superior)
    if words.startswith("uy ban ") and bare_words(superior).startswith("mat tran to quoc"):
        return f"ỦY BAN {superior} {last.split(None, 2)[2]}"
    if words.startswith(_BOARDS) and (found := _PLACE.search(last)) and _ORGANISED.match(superior):
        return f"{last[: found.start()].strip()} {_without_place(superior)} {found[0]}"
    if place and _WITHOUT_PLACE.match(words):
        return f"{last.removesuffix(place['level']).strip()} {place[0]}"
    return last


def _without_place(name: str) -> str:
    return _PLACE.sub("", name).strip()


def starts_authority(text: str) -> bool:
    """Whether a line begins a name, and doesn't go on with the one above."""
    return bool(_AUTHORITY.match(text)) and not text.casefold().startswith((*LEVELS, "ban nhân dân"))


def _left_column(texts: Sequence[str]) -> Iterator[str]:
    """The lines above the number without the state's name and motto, which stand beside or below them."""
    rest = ""
    for text in texts:
        if _STAMP.match(text):
            continue
        if _NUMBERED.search(text) or re.search(r"\s{3,}số\s*[:.]", text, re.IGNORECASE):
            return
        if rest and (goes_on := _rest_of_motto(text, rest)) is not None:
            rest = goes_on
            continue
        left = re.split(r"\s{3,}|\t", _MOTTO.sub("", text))[0].strip(_RULE)
        rest = _begun_motto(text) or rest
        if left and _ENDS.search(left):
            return
        if left:
            yield spelled_out(left)


def _begun_motto(text: str) -> str:
    """What is still to come of the state's name that a line begins or holds a first part of; "" when it is whole."""
    found = _MOTTO.search(text)
    said = bare_words(found[0]) if found else ""
    return next((state[len(said) :].strip() for state in _STATE if said and state.startswith(said)), "")


def _rest_of_motto(text: str, rest: str) -> str | None:
    """What is left of the motto after a line that goes on with it; None when the line is another."""
    said = bare_words(text)
    if said.startswith(rest):
        # The next line of the motto may have come on the same line.
        return ""
    return rest[len(said) :].strip() if said and rest.startswith(said) else None


def _names(lines: Sequence[str]) -> list[str]:
    """The lines joined to names: one that begins none, begins with a level or follows an open end goes on the last."""
    names: list[str] = []
    for line in lines:
        if capital_share(line) <= 0.8:
            continue
        begins = _AUTHORITY.match(line) and not _LEVEL.match(line) and not line.casefold().startswith("ban nhân dân")
        if names and (not begins or _JOINS.match(line) or _OPEN_END.search(names[-1])):
            names[-1] = f"{names[-1]} {line}"
        elif _AUTHORITY.match(line):
            names.append(line)
    return names


def _office_of(office: str, above: str) -> str:
    """An office's name with that of the agency it serves; "" when that isn't said."""
    if not above:
        return ""
    head = office.split()[: 2 if bare_words(office).startswith(("van phong", "thanh tra")) else 1]
    return f"{' '.join(head)} {above}"
