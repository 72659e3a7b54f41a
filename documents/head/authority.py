"""Who issues a document: the name above its number, whatever its lines are broken into and set beside.

No name rather than a wrong one: a committee without its level or an office without its agency is nobody.
"""

import re
from collections.abc import Iterator, Sequence

from documents.blocks.folding import bare_words, capital_share
from documents.head.places import known_province

LEVELS = ("tỉnh", "thành phố", "thị xã", "huyện", "quận", "xã", "phường", "thị trấn", "đặc khu")
_AUTHORITY = re.compile(
    r"^(?:ủy ban|uỷ ban|uy ban|ubnd|ubmttq|hội đồng|hđnd|bộ|sở|ban|thủ tướng|chính phủ|quốc hội|chủ tịch nước|"
    r"văn phòng|tỉnh|thành|huyện|thị xã|xã|phường|đặc khu|đảng|công an|tổng cục|cục|chi cục|vụ|trường|học viện|viện|"
    r"trung tâm|thanh tra|kiểm toán|tòa án|toà án|ngân hàng|kho bạc|bảo hiểm|thuế|hải quan|tổng liên đoàn|liên đoàn|"
    r"liên minh|liên hiệp|hiệp hội|hội|đoàn|mặt trận|phòng|tổ công tác|bệnh viện|đài|báo|tập đoàn|"
    r"tổng công ty|công ty)\b",
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
_ENDS = re.compile(r"\b(?:ngày|kính gửi|v/v)\b|^\W*\(|^\d", re.IGNORECASE)
_INSIDE = frozenset({"van phong", "thanh tra", "van phong dang uy", "van phong tinh uy", "van phong uy ban nhan dan"})
_NAMELESS = frozenset(
    {"ban chi dao", "ban chap hanh", "ban thuong vu", "thuong truc", "hoi dong", "uy ban", "phong", "ban"}
)
# Words that are written with capitals inside a name.
_PROPER = (
    "Chính phủ", "Việt Nam", "Mặt trận Tổ quốc", "Liên đoàn Lao động", "Quốc hội", "Thường vụ", "Tổng Liên đoàn",
    "Đảng ủy", "Tỉnh ủy", "Ủy ban nhân dân", "Hội đồng nhân dân", "Trung ương", "Khu kinh tế", "Ngân hàng Nhà nước",
    "Kho bạc Nhà nước", "Hồ Chí Minh", "Chỉ huy Quân sự", "Bộ đội Biên phòng", "Đảng bộ", "Liên hiệp Phụ nữ",
    "Thanh niên Cộng sản",
)  # fmt: skip
_HEADS = (
    "sở|bộ|ban|cục|tổng cục|chi cục|vụ|trung tâm|phòng|trường|học viện|viện|liên minh|liên hiệp|hiệp hội|tổng liên đoàn"
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
    if bare_words(last) in _INSIDE:
        last = _office_of(last, above)
    return "" if not last or bare_words(last) in _NAMELESS else authority_name(last)


def starts_authority(text: str) -> bool:
    """Whether a line begins a name, and doesn't go on with the one above."""
    return bool(_AUTHORITY.match(text)) and not text.casefold().startswith((*LEVELS, "ban nhân dân"))


def authority_name(shouted: str) -> str:
    """An authority's name out of capitals: "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP" → "Ủy ban nhân dân tỉnh Đồng Tháp"."""
    text = re.sub(r"\bUBND\b", "ỦY BAN NHÂN DÂN", shouted.strip(), flags=re.IGNORECASE).lower().replace("uỷ", "ủy")
    for level in LEVELS:
        if found := re.search(rf"\b{level}\s+(?!hội\b)(?P<name>\S.*)$", text):
            name = found["name"].removeprefix("ủy ")
            text = text.removesuffix(name) + (known_province(name) or name.title())
            break
    text = re.sub(rf"^({_HEADS})\s+(\w)", lambda m: f"{m[1]} {m[2].upper()}", text)
    text = re.sub(r"((?:\s(?:và)|,)\s+)(\w)", lambda m: m[1] + m[2].upper(), text)
    for proper in _PROPER:
        text = re.sub(rf"\b{proper}\b", proper, text, flags=re.IGNORECASE)
    return text[:1].upper() + text[1:]


def _left_column(texts: Sequence[str]) -> Iterator[str]:
    """The lines above the number without the state's name and motto, which stand beside or below them."""
    rest = ""
    for text in texts:
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
            yield left


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
