"""Where a cell may be cut: its separators, and the words that an agency's name begins with."""

import re
from dataclasses import dataclass, replace

# With these words a name begins; after a comma they open the next one.
_HEADS = (
    "sở", "ủy ban", "uỷ ban", "ubnd", "ubmttq", "hđnd", "hội đồng", "công an", "bộ chỉ huy", "bộ", "ban quản lý",
    "ban chỉ đạo", "ban chấp hành", "ban tổ chức", "ban tuyên giáo", "ban nội chính", "ban thường vụ", "ban dân tộc",
    "văn phòng", "vp", "thanh tra", "trường", "trung tâm", "báo", "đài", "hội", "liên hiệp", "liên minh", "liên đoàn",
    "hiệp hội", "mặt trận", "tỉnh đoàn", "tỉnh ủy", "tỉnh uỷ", "đoàn thanh niên", "đoàn tncs", "ngân hàng", "cục",
    "chi cục", "thuế", "kho bạc", "bảo hiểm", "tòa án", "toà án", "viện kiểm sát", "viện", "bệnh viện", "công ty",
    "tập đoàn", "tổng công ty", "bưu điện", "quỹ", "đảng ủy", "đảng uỷ", "giám đốc", "chủ tịch", "thủ trưởng",
    "người đứng đầu", "lãnh đạo", "ủy viên", "uỷ viên", "huyện ủy", "thành ủy", "vnpt", "viettel", "học viện",
    "chánh văn phòng", "chánh thanh tra", "trưởng", "tổ trưởng", "hiệu trưởng", "bí thư", "trạm y tế",
    "hạt kiểm lâm", "chi bộ", "đảng bộ",
    "phòng", "tổ công nghệ", "nhà máy", "thư viện", "bảo tàng", "hợp tác xã", "các",
)  # fmt: skip
# These open a vague group, but go on inside one too ("các cơ quan, đơn vị, tổ chức").
SOFT_HEADS = (
    "cơ quan", "đơn vị", "tổ chức", "cá nhân", "địa phương", "doanh nghiệp", "cơ sở", "đoàn thể", "xã", "phường",
    "huyện", "thành phố", "chính quyền", "người dân", "ban", "ngành", "đặc khu", "hộ gia đình", "nhà",
    "khóm", "ấp", "thôn", "tổ dân phố", "giáo viên",
)  # fmt: skip
# They begin like a head and are something else: "Lao động - Thương binh và Xã hội".
NO_HEADS = (
    "xã hội",
    "sở hữu",
    "ban hành",
    "báo cáo",
    "hội nhập",
    "hội nghị",
    "viện trợ",
    "phòng chống",
    "phòng, chống",
)
# A head that a list shares: "Các Sở: Y tế; Tài chính".
SHARED = re.compile(
    r"^(?:(?:giám đốc|thủ trưởng|chủ tịch|lãnh đạo)\s+)?(?:các\s+|những\s+)?"
    r"(?P<heads>(?:(?:ubnd|uỷ ban nhân dân|ủy ban nhân dân)\s+)?(?:các\s+)?"
    r"(?:sở|xã(?!\s+hội)|phường|huyện|thành phố|trường|hội|ngân hàng)"
    r"(?:(?:,\s*|\s+và\s+|/)(?:xã|phường|thành phố|thị xã))*)(?=[\s:]|$)",
    re.IGNORECASE,
)
_COMMITTEE = re.compile(r"^(?:ubnd|uỷ ban nhân dân|ủy ban nhân dân)\s+(?:các\s+)?", re.IGNORECASE)
SEPARATOR = re.compile(
    r"(?P<strong>\s*(?:;|\n|(?<!\d)\.(?=\s+[-–+•A-ZĐÂĂÊÔƠƯ]))\s*(?:[-–+•*]\s+)?)"
    r"|(?P<colon>\s*:\s*(?:[-–+•*]\s+)?)"
    r"|(?P<open>\s*\()|(?P<close>\)\s*[,;.]?\s*(?:(?:và|-|–)\s+)?)"
    # "Báo và Đài Phát thanh, Truyền hình": one body.
    r"|(?P<weak>\s*[,/]\s*(?:và\s+)?|\s+(?:và(?!(?<=\bBáo và) (?:[đĐ]ài|[pP]hát)\b)|cùng với|cùng|với)\s+"
    r"|\s+[-–+•]\s+)"
    r"|(?P<blank>(?<!\bBáo và)(?<!tham mưu)(?<!trình)(?<!báo cáo)(?<!giúp)(?<!gửi)(?<!cho)"
    r"\s+(?=(?:Sở|UBND|Ủy ban|Uỷ ban|Công an|Các|Hội|Trường|Văn phòng|Ngân hàng|Báo|Trung tâm|Viện|Bộ|"
    r"Thanh tra|Ban (?:Quản lý|Chỉ đạo|Dân tộc|Tổ chức|Tuyên giáo)|Kho bạc|Bảo hiểm|Thuế|Đài|Cục|Chi cục)\s|"
    r"Tỉnh [đĐ]oàn\b))"
)
# What stands before a name without being part of it.
LEADING = re.compile(
    r"^(?:[-–+•*]\s*|(?:\d+|[a-zđ])[.)]\s+|(?:đề nghị|giao|yêu cầu|tất cả|phối hợp với|phối hợp cùng|cùng với)\s+|"
    r"(?:cơ quan |đơn vị )?(?:chủ trì|phối hợp|thực hiện)\s*:\s*)+",
    re.IGNORECASE,
)
TRAILING = re.compile(
    r"(?:[\s.,;:\-–]+|\s+(?:chủ trì|phối hợp|thực hiện|làm đầu mối|tham mưu)|"
    # Whom the work is handed to is not who does it.
    r"\s+(?:(?:tổng hợp|tham mưu|trình|báo cáo|giúp|gửi)(?:,\s*|\s+))+(?:cho\s+)?(?:UBND|Ủy ban|Uỷ ban|HĐND|Hội đồng|"
    r"Chủ tịch|Tỉnh ủy|Ban Thường vụ|Thủ tướng|Chính phủ|Bộ)\b[^,;]*)+$",
    re.IGNORECASE,
)
# A role or a list's number, not a name: "Chủ trì: Sở Y tế".
_LABEL = re.compile(r"(?:cơ quan |đơn vị )?(?:chủ trì|phối hợp|thực hiện|tham mưu)", re.IGNORECASE)
NUMBERED = re.compile(r"\d{1,2}[.)]?")


@dataclass(frozen=True)
class NamePiece:
    """A stretch between two separators, by its offsets in the cell. `before` names the separator to its left."""

    start: int
    end: int
    before: str
    depth: int = 0


def name_pieces(cell: str) -> list[NamePiece]:
    """The cell's pieces in reading order, empty ones left out. `depth` counts open parentheses."""
    pieces: list[NamePiece] = []
    start, before, depth = 0, "strong", 0
    for match in SEPARATOR.finditer(cell):
        pieces.append(NamePiece(start, match.start(), before, depth))
        kind = match.lastgroup or "weak"
        depth = max(0, depth + {"open": 1, "close": -1}.get(kind, 0))
        start, before = match.end(), "strong" if kind == "close" and ";" in match.group() else kind
    pieces.append(NamePiece(start, len(cell), before, depth))
    trimmed = (trim(cell, piece) for piece in pieces)
    return [piece for piece in trimmed if piece.end > piece.start]


def trim(cell: str, piece: NamePiece) -> NamePiece:
    """The piece without bullets, requests and full stops around it."""
    text = cell[piece.start : piece.end]
    start = piece.start + len(text) - len(text.lstrip())
    if leading := LEADING.match(cell[start : piece.end]):
        start += leading.end()
    end = piece.end
    if _LABEL.fullmatch(cell[start:end].strip()) or NUMBERED.fullmatch(cell[start:end].strip()):
        return replace(piece, end=piece.start)
    if trailing := TRAILING.search(cell[start:end]):
        end = start + trailing.start()
    return replace(piece, start=start, end=max(start, end))


def begins_with_head(text: str) -> bool:
    """Whether an agency's name may begin here, so that a comma before it ends the name to its left."""
    return _begins(text, _HEADS)


def begins_softly(text: str) -> bool:
    """Whether the text begins with a noun of a vague group."""
    return _begins(text, SOFT_HEADS)


def _begins(text: str, words: tuple[str, ...]) -> bool:
    start = text.casefold()
    if start.startswith(NO_HEADS):
        return False
    return any(start.startswith(word) and not start[len(word) : len(word) + 1].isalpha() for word in words)


def shared_heads(text: str, *, alone: bool = False) -> tuple[str, ...]:
    """The heads that the rest of a list may lean on: "UBND các xã, phường: Tân Phú" → xã, phường.

    With `alone` the text must be nothing but heads.
    """
    match = SHARED.match(text)
    if not match or (alone and match.end() < len(text)):
        return ()
    body = _COMMITTEE.sub("", match["heads"])
    return tuple(re.split(r",\s*|\s+và\s+|/", body))
