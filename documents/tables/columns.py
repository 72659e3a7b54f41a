"""What a column of a task table may hold, and the words by which its label tells.

Wordings differ from office to office ("Cơ quan chủ trì", "Đơn vị chủ trì tham mưu", "Phân công thực hiện"), so a
column is known by the first telling word in its header, accents left aside: those are what slips and scans lose.
"""

import re
from enum import StrEnum


class TableColumn(StrEnum):
    """What a column holds. The values from `NUMBER` to `NOTE`, `OPENS` aside, are fields of `workflow.plan.PrintedRow`.

    `STATE` and `FINISHED` are what a tracking sheet says of the past: how far a task is, and when it was done.
    """

    NUMBER = "number"
    TITLE = "title"
    LEAD = "lead"
    COOPERATING = "cooperating"
    PRODUCT = "product"
    OPENS = "opens"
    DEADLINE = "deadline"
    NOTE = "note"
    STATE = "state"
    FINISHED = "finished"
    OTHER = "other"


# One column for both: the time is in it, and what stands before it is its result.
_RESULT, _TIME = r"(?:san pham|ket qua|dau ra)(?: du kien)?", r"(?:thoi gian|thoi han|tien do)"
_BOTH_WORDS = (
    rf"^(?:du kien )?{_RESULT} (?:va )?{_TIME}(?: (?:hoan thanh|trinh|thuc hien))?$|"
    rf"^{_TIME}(?: (?:hoan thanh|trinh))? (?:va )?{_RESULT}$"
)

_PART = (
    r"(?:cq|dv|phan cong|trach nhiem|thanh phan|luc luong|ai|cac|co quan|don vi|dau moi|to chuc|ca nhan|bo phan|nguoi)"
)
OFFICE_WORD = r"(?:cq|dv|co quan|don vi|dau moi|to chuc|ca nhan|bo phan|so nganh|nguoi|to|ban)"
# The first telling word decides; where two begin at the same place, the earlier line does.
_TELLING: tuple[tuple[TableColumn, str], ...] = (
    (TableColumn.DEADLINE, _BOTH_WORDS),
    (TableColumn.FINISHED, r"(?:ngay|thoi gian|thoi diem|hoan thanh|ket thuc|ban hanh) (?:\w+ ){0,3}?thuc te"),
    (
        TableColumn.FINISHED,
        r"thuc te (?:hoan thanh|ket thuc|ban hanh)|(?:ngay )?da (?:hoan thanh|ban hanh|trinh) (?:ngay|vao)",
    ),
    (TableColumn.STATE, r"tinh trang|trang thai|tinh hinh|hien trang|muc do (?:hoan thanh|thuc hien)"),
    (TableColumn.STATE, r"(?:ty le|phan tram) (?:hoan thanh|thuc hien)|tien do (?:hien|den (?:nay|ngay|thang)|dat)"),
    (TableColumn.OTHER, r"(?:\w+ ){0,4}(?:gia han|lui han|han moi|dieu chinh)\b"),
    (TableColumn.OTHER, r"(?:dung|qua|tre|som|con|trong) han\b|(?:so|ngay|cac|^) ?van ban (?:giao|chi dao|den|di)"),
    (TableColumn.OTHER, r"ket qua (?:\w+ ){0,2}?(?:hien nay|hien tai|den (?:nay|ngay|thang|thoi|hien|\d)|thuc te)"),
    (
        TableColumn.OTHER,
        r"don vi tinh|dvt|kinh phi|du toan|nguon (?:von|luc|kinh phi)|can cu|co so phap ly|co so de xuat",
    ),
    (TableColumn.OTHER, r"lanh dao (?:\w+ ){0,4}?(?:phu trach|chi dao|theo doi)|nguoi theo doi|cap trinh|cap ban hanh"),
    (TableColumn.OTHER, r"cap (?:tham quyen|quyet dinh|phe duyet)|(?:dia|dien) (?:diem|ban|thoai)|doi tuong"),
    (TableColumn.OTHER, r"danh gia|ty le|so luong|khoi luong|nhom (?:nhiem vu|noi dung)"),
    (TableColumn.COOPERATING, rf"(?:(?:{_PART}|{OFFICE_WORD}) )*(?:cung )?(?:tham gia )?phoi (?:ket )?hop"),
    (
        TableColumn.COOPERATING,
        (
            rf"(?:(?:{_PART}|{OFFICE_WORD}) )+"
            r"(?:(?:cung )?(?:tham gia|ho tro|giup)|cung (?:lam|thuc hien)|(?:co )?lien quan)"
        ),
    ),
    (TableColumn.LEAD, rf"(?:{OFFICE_WORD} )*(?:\w+ ){{0,2}}?(?:chu tri|chiu trach nhiem|dau moi|tham muu)"),
    (
        TableColumn.LEAD,
        (
            rf"{OFFICE_WORD} (?:\w+ ){{0,4}}?"
            r"(?:thuc hien|trien khai|giao|phu trach|soan thao|trinh|xay dung|chuan bi|giai quyet|xu ly)"
        ),
    ),
    (
        TableColumn.LEAD,
        r"phan cong|trach nhiem|nguoi (?:lam|thuc hien)|ai (?:lam|thuc hien|phu trach)|giao (?:cho|ai|don vi)",
    ),
    (TableColumn.LEAD, r"^(?:to chuc )?thuc hien$|^(?:chiu trach nhiem |duoc giao )?phu trach$"),
    (TableColumn.OPENS, r"(?:thoi gian |thoi diem |ngay )?(?:bat dau|khoi cong)|tu (?:ngay|thang)$"),
    (TableColumn.OPENS, r"(?:ngay|thoi gian|thoi diem) (?:duoc )?giao(?: viec| nhiem vu)?$"),
    (
        TableColumn.DEADLINE,
        r"thoi (?:gian|han|diem)|tien do|lo trinh|moc |han (?:\w+ )?(?:hoan thanh|trinh|xu ly|cuoi|chot)",
    ),
    (TableColumn.DEADLINE, r"(?:ngay|thoi gian|thoi diem|thoi han)(?: thang)?(?: nam)? cu the"),
    (TableColumn.DEADLINE, r"khi nao|bao gio|ngay xong|deadline|^(?:phai |can )?(?:hoan thanh|xong)(?: truoc)?$"),
    (TableColumn.DEADLINE, r"(?:ngay|nam|thang|quy) (?:phai )?(?:hoan thanh|ket thuc|trinh|ban hanh)|ket thuc"),
    (TableColumn.DEADLINE, r"hoan thanh (?:truoc|trong)|han$|den (?:ngay|thang)$"),
    (TableColumn.PRODUCT, r"(?:du kien )?(?:ket qua|san pham|dau ra|hinh thuc)|the thuc|loai van ban"),
    (TableColumn.NOTE, r"ghi chu"),
    (
        TableColumn.TITLE,
        r"noi dung|nhiem vu|cong viec|cong tac|giai phap|hoat dong|de an|chuong trinh|du an|ten van ban",
    ),
    (TableColumn.TITLE, r"nghi quyet|van ban|vbqppl|dau viec|viec (?:can|phai) lam|^viec$"),
)
_PATTERNS = tuple((column, re.compile(rf"\b(?:{words})")) for column, words in _TELLING)


_BOTH = re.compile(_BOTH_WORDS)


def holds_result_and_term(label: str) -> bool:
    """Whether a column of that folded label holds both a result and the time by which it is due."""
    return bool(_BOTH.match(label))


def column_told_by(label: str) -> TableColumn | None:
    """The meaning of the first telling word of a folded label; None when it has none."""
    matches = [(match.start(), place) for place, (_, words) in enumerate(_PATTERNS) if (match := words.search(label))]
    return _PATTERNS[min(matches)[1]][0] if matches else None
