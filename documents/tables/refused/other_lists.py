"""Lists whose header sounds like one of tasks and that hold none: calendars, people, households, money, procedures.

Each is known by labels that no table of tasks has. Where a table also says who leads and by which day, only a
calendar is still taken for what it is.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from documents.blocks.folding import bare_words
from documents.tables.columns import TableColumn
from documents.tables.entries import TableEntry
from documents.tables.headers import Header
from documents.tables.tracking import mostly_numbers, tells_time

CALENDAR = "là lịch công tác, lịch làm việc theo ngày, buổi"
PEOPLE = "là danh sách người (thành viên, cán bộ), không phải phân công nhiệm vụ"
HOUSEHOLDS = "là danh sách hộ dân, người thụ hưởng"
MONEY = "là bảng kinh phí, dự toán, mua sắm"
PROCEDURES = "là danh mục thủ tục hành chính hoặc các bước của quy trình"
DOCUMENTS = "là danh mục văn bản đã ban hành hoặc hết hiệu lực"
POINTS = "là bảng tiêu chí, thang điểm"

_HALF_DAY = re.compile(
    r"^(?:buoi|thu|thu ngay(?: thang)?|ngay thu|thu \w+ ngay|(?:ngay|thu) buoi|buoi ngay|sang|chieu)$"
)
_CLOCK = re.compile(r"\b\d{1,2} ?(?:h|g|gio)\b|\b\d{1,2}h\d{2}\b")
_PLACE = re.compile(r"^dia diem")
_ATTENDING = re.compile(r"^(?:thanh phan|nguoi du|du hop|noi dung (?:hop|lam viec))|xe phuc vu|phuong tien")
_CALENDAR = re.compile(r"\blich (?:cong tac|lam viec|truc|tiep|thi|hop|giang|hoc|phat song|kiem tra)\b")
_PERSON = re.compile(r"^(?:ho (?:va )?(?:ten|chu dem)|ten (?:thanh vien|can bo|hoc vien|dai bieu))(?! .*\bho\b)")
_PERSONAL = re.compile(
    r"^chuc (?:vu|danh)|cong tac$|nam sinh|ngay sinh|dien thoai|email|trinh do|que quan|can cuoc|cccd|cmnd|gioi tinh|"
    r"dan toc|dang vien|^ghi chu chuc"
)
# What only a list of people asks, whatever else its rows say.
_BORN = re.compile(r"nam sinh|ngay sinh|sinh ngay|que quan|can cuoc|cccd|cmnd|gioi tinh|dan toc")
_POST = re.compile(
    r"^(?:(?:pho )?(?:truong (?:ban|doan|nhom|tieu ban)|to truong|doan truong|nhom truong|chu tich|chu nhiem)|"
    r"to pho|uy vien|thanh vien|thu ky|dau moi lien he)(?: \w+){0,3}$"
)
_HOUSEHOLD = re.compile(
    r"^(?:ho (?:va )?ten |ten )?(?:chu ho|nguoi (?:thu huong|duoc huong|co cong))\b|"
    r"^(?:ten )?ho (?:gia dinh|ngheo|can ngheo|dan)\b|\bnhan khau\b"
)
_SPENDING = re.compile(
    r"^(?:noi dung|hang muc|khoan|muc) (?:chi|mua sam)\b|^khoan chi|"
    r"^danh muc (?:mua sam|thiet bi|hang hoa|vat tu|tai san)|"
    r"^ten (?:thiet bi|hang hoa|vat tu|tai san|goi thau)|^dien giai"
)
_MONEY = re.compile(
    r"kinh phi|du toan|thanh tien|don gia|so tien|so luong|khoi luong|don vi tinh|\bdvt\b|nguon von|"
    r"muc chi|tong (?:tien|chi)"
)
_PRICED = re.compile(r"don gia|thanh tien")
_ABOUT_MONEY = re.compile(
    r"\b(?:du toan|khai toan|phan bo (?:kinh phi|von)|nhu cau (?:kinh phi|von)|bang ke|ke hoach von|mua sam)\b"
)
_MONEY_HEADING = re.compile(r"(?:^|\. )(?:[ivx]+ |\d+ )?(?:nguon )?kinh phi(?: (?:thuc hien|trien khai|du kien))*$")
_PROCEDURE = re.compile(r"\bthu tuc\b|\btthc\b")
_PROCEDURAL = re.compile(
    r"\ble phi\b|^phi\b|can cu phap ly|thoi (?:han|gian) giai quyet|cach thuc|dia diem thuc hien|"
    r"ma (?:so )?(?:tthc|thu tuc)|muc do|tham quyen"
)
_STEP = re.compile(r"^(?:cac )?buoc|trinh tu|quy trinh|thu tu cong viec|thoi (?:han|gian) (?:giai quyet|xu ly)")
_LENGTH = re.compile(r"^\d+(?: \d+)? (?:gio|ngay|phut)(?: lam viec)?$")
_ISSUED = re.compile(
    r"het hieu luc|ngung hieu luc|ngay (?:co )?hieu luc|^ngay(?: thang)?(?: nam)? ban hanh|^so,? ky hieu"
)
_WORK = re.compile(r"nhiem vu|cong viec|viec can lam|dau viec")
_SCORED = re.compile(r"^(?:so |thang )?diem(?: (?:toi da|chuan|tu (?:cham|danh gia)|tham dinh|dat|cong|tru))?$")
_LEADS = re.compile(r"chu tri|dau moi|tham muu|chiu trach nhiem|soan thao|xay dung|trinh")
_YEARS = re.compile(r"^(?:nam )?20\d\d(?: 20\d\d)?$")
_NEAR = 6


@dataclass(frozen=True)
class _Shown:
    """A table as its header, its rows and the lines above it show it; all words are folded."""

    header: Header
    entries: Sequence[TableEntry]
    above: str

    @property
    def labels(self) -> list[str]:
        """The printed labels, left to right."""
        return [bare_words(self.header.labels[start]) for start in self.header.starts]

    def says(self, words: re.Pattern[str]) -> bool:
        """Whether a label says so."""
        return any(words.search(part) for label in self.header.labels for part in map(bare_words, label.split(" - ")))

    def mostly(self, column: TableColumn, says: Callable[[str], bool]) -> bool:
        """Whether at least half of a column's filled cells say so."""
        said = [words for entry in self.entries if (words := bare_words(entry.text(column)))]
        return bool(said) and sum(map(says, said)) * 2 >= len(said)

    @property
    def orders(self) -> bool:
        """Whether a column names who leads and most rows a time finer than a year, as a table of tasks does."""
        return bool(_LEADS.search(bare_words(self.header.label_of(TableColumn.LEAD)))) and self.mostly(
            TableColumn.DEADLINE, _is_term
        )


def other_list(header: Header, entries: Sequence[TableEntry], above: Sequence[str]) -> str:
    """What a table is instead of one of tasks; "" where it may hold some. `above` are the lines before it."""
    listed = _Shown(header, entries, " . ".join(map(bare_words, above[-_NEAR:])))
    if _is_calendar(listed):
        return CALENDAR
    if listed.orders and not listed.mostly(TableColumn.TITLE, _is_post):
        return ""
    return next((reason for reason, fits in _KINDS if fits(listed)), "")


def _is_term(words: str) -> bool:
    return not _YEARS.match(words) and (tells_time(words) or any(map(str.isdigit, words)))


def _is_post(words: str) -> bool:
    return bool(_POST.match(words))


def _is_calendar(listed: _Shown) -> bool:
    if listed.says(_HALF_DAY):
        return True
    timed = not listed.orders or listed.mostly(TableColumn.DEADLINE, lambda words: bool(_CLOCK.search(words)))
    return timed and ((listed.says(_PLACE) and listed.says(_ATTENDING)) or bool(_CALENDAR.search(listed.above)))


def _is_of_people(listed: _Shown) -> bool:
    named = listed.says(_PERSON)
    dated = listed.mostly(TableColumn.DEADLINE, _is_term)
    posts = listed.mostly(TableColumn.TITLE, _is_post)
    return posts or (named and (listed.says(_BORN) or (not dated and listed.says(_PERSONAL))))


def _is_of_money(listed: _Shown) -> bool:
    title = bare_words(listed.header.label_of(TableColumn.TITLE))
    if not listed.says(_MONEY):
        return False
    if _SPENDING.search(title) or listed.says(_PRICED):
        return True
    if _MONEY_HEADING.search(listed.above) and not listed.header.has(TableColumn.DEADLINE):
        return _priced(listed)
    work = _WORK.search(title) or _WORK.search(listed.above)
    return not work and bool(_ABOUT_MONEY.search(listed.above)) and _priced(listed)


def _priced(listed: _Shown) -> bool:
    """Whether a column of money holds amounts."""
    sums = [text for entry in listed.entries for label, text in entry.extra if _MONEY.search(bare_words(label))]
    return mostly_numbers(sums)


def _is_of_procedures(listed: _Shown) -> bool:
    if listed.says(_PROCEDURE) and listed.says(_PROCEDURAL):
        return True
    steps = listed.says(_STEP) or "quy trinh" in listed.above
    return steps and listed.mostly(TableColumn.DEADLINE, lambda words: bool(_LENGTH.match(words)))


_KINDS: tuple[tuple[str, Callable[[_Shown], bool]], ...] = (
    (PEOPLE, _is_of_people),
    (HOUSEHOLDS, lambda listed: listed.says(_HOUSEHOLD)),
    (MONEY, _is_of_money),
    (PROCEDURES, _is_of_procedures),
    (DOCUMENTS, lambda listed: listed.says(_ISSUED)),
    (POINTS, lambda listed: listed.says(_SCORED)),
)
