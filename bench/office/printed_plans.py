"""The plans of an office's year: those of the seeds and invented ones, and each as the document that is imported."""

import csv
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from html import escape
from pathlib import Path
from random import Random

from bench.office.bodies import EVERY_COMMUNE, EVERYBODY, communes, name_of

_SEEDS = Path(__file__).parent / "seed_plans.csv"
_ONE_DAY = re.compile(r"(?:Trước|Trước ngày|Chậm nhất ngày|Ngày|Tháng) [\d/]+|Quý \w+/\d+")
# The number of the row that the body of a plan gives: its periodic report.
BODY = "body"
# Who reports by the bodies of the plans but where a plan says everybody.
_REPORTING = ("so-noi-vu", "so-tai-chinh", "cong-an-tinh")
_OFFICES = (
    "so-noi-vu",
    "so-tai-chinh",
    "so-cong-thuong",
    "so-y-te",
    "so-xay-dung",
    "so-giao-duc-va-dao-tao",
    "cong-an-tinh",
    "so-khoa-hoc-va-cong-nghe",
)
_ACTS = ("Xây dựng", "Rà soát", "Sửa đổi", "Tổ chức", "Tham mưu ban hành", "Kiểm tra", "Nghiên cứu", "Thí điểm")
_THINGS = (
    *(
        "quy chế phối hợp",
        "đề án tinh gọn bộ máy",
        "cơ sở dữ liệu dùng chung",
        "hội nghị tập huấn",
        "quy hoạch chi tiết",
    ),
    *("danh mục dự án", "bộ tiêu chí đánh giá", "phương án ứng phó", "chương trình truyền thông", "định mức kỹ thuật"),
)
_FIELDS = ("y tế cơ sở", "giáo dục mầm non", "nhà ở xã hội", "an ninh mạng", "du lịch sinh thái", "lúa chất lượng cao")
_EVENTS = ("Bộ Tài chính ban hành Thông tư hướng dẫn", "UBND tỉnh phê duyệt Đề án", "Chính phủ ban hành Nghị định")


@dataclass(frozen=True)
class PrintedTask:
    """One row of a plan's table: who leads and who cooperates by their codes, and the deadline as it is printed."""

    number: str
    title: str
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    deadline: str


@dataclass(frozen=True)
class PrintedPlan:
    """A plan as its document says it."""

    number: str
    issued: date
    years: tuple[int, int]
    tasks: tuple[PrintedTask, ...]

    @cached_property
    def rows(self) -> dict[str, PrintedTask]:
        """Its rows by their numbers."""
        return {task.number: task for task in self.tasks}

    @property
    def reports(self) -> str:
        """The words of its report days; "" where it asks for no periodic report."""
        return next((task.deadline for task in self.tasks if task.number == BODY), "")

    @property
    def first(self) -> date:
        """The first day on which what comes back falls due."""
        return max(self.issued, date(self.years[0], 1, 1))

    @property
    def last(self) -> date:
        """The last day of its years."""
        return date(self.years[1], 12, 31)

    def page(self) -> str:
        """The document, as an office's text program saves it for the web."""
        first, last = self.years
        years = f"năm {first}" if first == last else f"giai đoạn {first} - {last}"
        signed = f"ngày {self.issued:%d} tháng {self.issued:%m} năm {self.issued.year}"
        paragraphs = [
            "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP",
            f"Số: {self.number}",
            f"Đồng Tháp, {signed}",
            "KẾ HOẠCH",
            f"Triển khai nhiệm vụ của tỉnh Đồng Tháp {years}",
        ]
        for task in self.tasks:
            if task.number == BODY:
                asked = f"1. {' và '.join(map(name_of, task.leads))} {task.title[:1].lower()}{task.title[1:]}."
                paragraphs += ["I. TỔ CHỨC THỰC HIỆN", asked]
        heads = (
            "TT",
            "Tên nhiệm vụ",
            "Cơ quan chủ trì",
            "Cơ quan phối hợp",
            "Kết quả/sản phẩm",
            "Thời gian hoàn thành",
        )
        rows = [heads, *(_cells(task) for task in self.tasks if task.number != BODY)]
        lines = "\n".join(f"<tr>{''.join(f'<td><p>{escape(cell)}</p></td>' for cell in row)}</tr>" for row in rows)
        body = "\n".join(f"<p>{escape(text)}</p>" for text in paragraphs)
        decree = (
            f"<p>(Ban hành kèm theo Kế hoạch số {self.number} ngày {self.issued:%d/%m/%Y} của Ủy ban nhân dân tỉnh)</p>"
        )
        table = f"<p><b>Phụ lục I</b></p>\n{decree}\n<table border=1>{lines}</table>" if len(rows) > 1 else ""
        return f'<html><head><meta charset="utf-8"></head><body>\n{body}\n{table}\n</body></html>'


def _cells(task: PrintedTask) -> tuple[str, ...]:
    leads, cooperating = (", ".join(map(name_of, codes)) or "-" for codes in (task.leads, task.cooperating))
    return task.number, task.title, leads, cooperating, "Báo cáo", task.deadline


def seed_plans() -> dict[str, PrintedPlan]:
    """The four plans by number: days, leads, cooperating bodies and deadlines are theirs, titles ours.

    283/KH-UBND has no table in the text that was published: what it gives a day to is one report in its prose.
    """
    twice = "Trước ngày 01/6 và 15/11 hằng năm"
    heads = {
        "136/KH-UBND": (date(2022, 4, 21), (2022, 2025), "", _REPORTING),
        "552/KH-UBND": (date(2025, 11, 19), (2025, 2035), "Trước ngày 30/11 hằng năm", _REPORTING),
        "283/KH-UBND": (date(2025, 9, 24), (2025, 2045), f"{twice} (hoặc đột xuất khi có yêu cầu)", (EVERYBODY,)),
        "50/KH-UBND": (date(2026, 1, 16), (2026, 2026), twice, _REPORTING),
    }
    with _SEEDS.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return {
        number: PrintedPlan(
            number,
            issued,
            years,
            (*_reporting(days, who), *(_task(line) for line in lines if line["plan"] == number)),
        )
        for number, (issued, years, days, who) in heads.items()
    }


def _task(line: dict[str, str]) -> PrintedTask:
    leads, cooperating = tuple(line["leads"].split()), tuple(line["cooperating"].split())
    return PrintedTask(
        line["number"], f"Nhiệm vụ mẫu {line['plan']} hàng {line['number']}", leads, cooperating, line["deadline"]
    )


def invented_plan(number: str, issued: date, chance: Random, *, rows: int) -> PrintedPlan:
    """Make a plan up: as many rows, with deadlines of every kind around its year."""
    year = issued.year + (issued.month == 12)
    tasks = tuple(_invented(number, place, issued, year, chance) for place in range(1, rows + 1))
    reports = chance.choice(("Trước ngày 20/6 và 10/12 hằng năm", "Trước ngày 05/3, 05/6, 05/9 và 05/12 hằng năm", ""))
    return PrintedPlan(number, issued, (year, year + chance.choice((0, 0, 2))), (*_reporting(reports), *tasks))


def _reporting(days: str, who: tuple[str, ...] = _REPORTING) -> tuple[PrintedTask, ...]:
    if not days:
        return ()
    title = f"Báo cáo kết quả thực hiện về Sở Khoa học và Công nghệ {days[:1].lower()}{days[1:]}"
    return (PrintedTask(BODY, title, who, (), days),)


def _title(number: str, place: int) -> str:
    """A title that no other row has, nor nearly: a row that is dropped is not one whose words were mended."""
    lots = Random(f"{number} {place}")
    words = (lots.choice(_ACTS), lots.choice(_THINGS), lots.choice(_FIELDS))
    return f"{' '.join(words)} ({number.partition('/')[0]}.{place})"


def _invented(number: str, place: int, issued: date, year: int, chance: Random) -> PrintedTask:
    leads = tuple(chance.sample(_OFFICES, chance.choice((1, 1, 1, 2))))
    if chance.random() < 0.1:
        leads = tuple(chance.sample(communes(), 3))
    if chance.random() < 0.03:
        leads = (EVERY_COMMUNE,)
    others = [code for code in (*_OFFICES, *communes()[:4]) if code not in leads]
    cooperating = tuple(chance.sample(others, chance.choice((0, 1, 2, 3))))
    return PrintedTask(
        str(place),
        _title(number, place),
        leads,
        cooperating,
        invented_deadline(issued, year, chance),
    )


def invented_deadline(issued: date, year: int, chance: Random) -> str:
    """Words of a deadline: a day, a period, a cycle, an event, nothing at all."""
    day = issued + timedelta(days=chance.randint(10, 300))
    event = chance.choice(_EVENTS)
    return chance.choice(
        (
            f"Trước {day:%d/%m/%Y}",
            f"Trước ngày {day:%d/%m/%Y}",
            f"Chậm nhất ngày {day:%d/%m/%Y}",
            f"Ngày {day:%d/%m/%Y}",
            f"Tháng {chance.randint(1, 12)}/{year}",
            f"Tháng {chance.randint(1, 12)}/{year}",
            f"Quý {chance.choice(('I', 'II', 'III', 'IV'))}/{year}",
            f"Năm {year}",
            f"6 tháng đầu năm {year}",
            "Hằng năm",
            f"Trước ngày {day:%d/%m} hằng năm" if (day.month, day.day) != (2, 29) else "Hằng năm",
            f"Ngày {chance.choice((5, 15, 25))} hằng tháng",
            "Chậm nhất 15 ngày sau khi kết thúc quý",
            f"Trong vòng {chance.randint(5, 60)} ngày kể từ ngày ký",
            f"Trong {chance.randint(5, 40)} ngày làm việc kể từ ngày ký",
            f"Trong {chance.randint(5, 30)} ngày làm việc sau khi {event}",
            f"Trong vòng {chance.randint(5, 45)} ngày sau khi {event}",
            f"Sau khi {event}",
            f"Ngay sau khi {event}",
            "Thường xuyên",
            f"Trước {day:%d/%m/%Y} (hoặc theo yêu cầu của BCĐ)",
            "",
        )
    )


def amended(plan: PrintedPlan, today: date, chance: Random) -> PrintedPlan:
    """The plan's next wording: some dated rows have another day, one is gone, one is new."""
    rows = [task for task in plan.tasks if task.number != BODY]
    dropped = chance.choice(rows)
    tasks = [_moved(task, today, chance) for task in plan.tasks if task is not dropped]
    number = str(max(int(task.number) for task in rows) + 1)
    day = today + timedelta(days=chance.randint(20, 120))
    added = PrintedTask(
        number, _title(plan.number, int(number)), (chance.choice(_OFFICES),), (), f"Trước ngày {day:%d/%m/%Y}"
    )
    return replace(plan, tasks=(*tasks, added))


def _moved(task: PrintedTask, today: date, chance: Random) -> PrintedTask:
    if task.number == BODY or chance.random() > 0.5 or not _ONE_DAY.fullmatch(task.deadline):
        return task
    day = today + timedelta(days=chance.randint(20, 120))
    return replace(task, deadline=f"Chậm nhất ngày {day:%d/%m/%Y}")
