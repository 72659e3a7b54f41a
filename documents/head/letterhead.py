"""The letterhead: who issues, under which number, where and when. What is blank in it stays blank."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from documents.blocks.citations import DATE, KIND, NUMBER, unbroken_number
from documents.blocks.folding import bare_words, capital_share
from documents.head.authority import authority_in, starts_authority
from documents.head.places import known_province
from documents.prose.sentences import ProseLine

_KINDS = {
    bare_words(kind): kind
    for kind in (
        "Kế hoạch", "Quyết định", "Nghị quyết", "Chỉ thị", "Chương trình hành động", "Chương trình", "Thông báo",
        "Báo cáo", "Đề án", "Hướng dẫn", "Kết luận", "Tờ trình", "Công điện", "Quy chế", "Quy định", "Phương án",
        "Nghị định", "Thông tư", "Dự án", "Giấy mời", "Biên bản",
    )
} | {"ke hoach hanh dong": "Kế hoạch"}  # fmt: skip
_SIGNS = {
    "KH": "Kế hoạch", "QĐ": "Quyết định", "NQ": "Nghị quyết", "CT": "Chỉ thị", "CTR": "Chương trình",
    "TB": "Thông báo", "BC": "Báo cáo", "ĐA": "Đề án", "HD": "Hướng dẫn", "KL": "Kết luận", "TTR": "Tờ trình",
    "CĐ": "Công điện", "QC": "Quy chế", "PA": "Phương án", "NĐ": "Nghị định", "TT": "Thông tư",
}  # fmt: skip
# A letterhead is short; what a line far down calls "Số:" is not the document's number.
LETTERHEAD_LINES = 25
OWN_NUMBER = re.compile(rf"(?:^|\s{{2,}}|\t)\s*(?:số|so|s6|sd|sé)\s*[:.]?\s*(?P<number>{NUMBER})", re.IGNORECASE)
OWN_DATE = re.compile(
    r"(?P<place>[^\d,;:\t]{2,40}?)\s*,\s*(?:ngày|ngay)\s*(?P<day>\d{1,2})\s*(?:tháng|thang)\s*(?P<month>\d{1,2})\s*"
    r"(?:năm|nam|nim)\s*(?P<year>\d{4})",
    re.IGNORECASE,
)
BLANK_DATE = re.compile(r"(?P<place>[^\d,;:\t]{2,40}?)\s*,\s*(?:ngày|ngay)\b[\s.…_]*(?:tháng|thang)", re.IGNORECASE)
ATTACHED = re.compile(
    rf"\(?\s*(?:ban hành\s+)?(?:kèm\s+theo|theo)\s+(?P<kind>{KIND})\s+(?:số\s*[:.]?\s*)?(?P<number>{NUMBER})?"
    rf"(?:\s*,?\s*ngày\s+(?P<date>{DATE}))?(?:\s+của\s+(?P<issuer>[^();]+))?",
    re.IGNORECASE,
)


# "BẢNG THEO DÕI THỰC HIỆN KẾ HOẠCH SỐ 62/KH-UBND NGÀY 10/02/2026": a sheet about a plan that it is not itself.
TRACKED = re.compile(
    r"^\W*(?:bảng|biểu|danh mục|danh sách|tổng hợp|phụ lục|tiến độ|theo dõi|sổ|phân công|nhiệm vụ)\b.{0,160}?\b"
    rf"(?P<kind>(?:Kế hoạch|Quyết định|Chương trình(?:\s+hành động)?|Thông báo|Công văn|Chỉ thị))\s+số\s*[:.]?\s*"
    rf"(?P<number>{NUMBER})(?:\s*,?\s*ngày\s+(?P<date>{DATE}))?(?:\s+của\s+(?P<issuer>[^();]+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Letterhead:
    """What the top of the first page says; "" and None where it says nothing or leaves a blank."""

    number: str = ""
    issued_on: date | None = None
    place: str = ""
    issuer: str = ""


def kind_of_line(text: str) -> str:
    """The kind of document that a line alone announces ("KẾ HOẠCH"), else ""."""
    return _KINDS.get(bare_words(text), "") if capital_share(text) > 0.8 else ""


def kind_of_number(number: str) -> str:
    """The kind that a number's sign stands for: "50/KH-UBND" is a Kế hoạch, "8059/BKHCN-KHTC" a Công văn."""
    signs = re.split(r"[-/]", number)[1:]
    if not signs:
        return ""
    return next((_SIGNS[sign.upper()] for sign in signs if sign.upper() in _SIGNS), "Công văn")


def join_columns(lines: Sequence[ProseLine]) -> tuple[ProseLine, ...]:
    """The lines with a letterhead's cells put together, where a web page left bars between them.

    Such pages break a cell anywhere ("Thừa / Thiên Huế, ngày …"); what follows the last bar is left as it is.
    """
    bars = [index for index, line in enumerate(lines[:LETTERHEAD_LINES]) if "|" in line.text]
    if not bars:
        return tuple(lines)
    end = bars[-1] + 1
    if lines[bars[-1]].text.strip() == "|" and end < len(lines):
        dated = (i for i in range(end, min(end + 4, len(lines))) if OWN_DATE.search(lines[i].text))
        end = next(dated, end - 1) + 1
    cells: list[ProseLine] = []
    opened = True
    for line in lines[:end]:
        for place, part in enumerate(line.text.split("|")):
            opened = opened or place > 0
            text = part.strip(" -_*")
            if not text:
                continue
            if opened or starts_authority(text):
                cells.append(ProseLine(text, line.line, line.apart))
            else:
                cells[-1] = ProseLine(f"{cells[-1].text} {text}", cells[-1].line, cells[-1].apart)
            opened = False
    return (*cells, *lines[end:])


def read_letterhead(lines: Sequence[ProseLine]) -> Letterhead:
    """The letterhead in the lines above the kind or title."""
    texts = [line.text for line in lines[:LETTERHEAD_LINES]]
    rest = [OWN_NUMBER.sub(" ", text) for text in texts]
    # A narrow column breaks the date: "Đồng Tháp, ngày 16 tháng 01 năm / 2026".
    rest += [f"{above} {below}" for above, below in pairwise(rest)]
    number = next((unbroken_number(match["number"]) for text in texts if (match := OWN_NUMBER.search(text))), "")
    dated = next((match for text in rest if (match := OWN_DATE.search(text))), None)
    blank = next((match for text in rest if (match := BLANK_DATE.search(text))), None)
    placed = dated or blank
    return Letterhead(
        number=number,
        issued_on=_date(dated) if dated else None,
        place=_place(placed["place"]) if placed else "",
        issuer=authority_in(texts),
    )


def read_attached(texts: Sequence[str], words: re.Pattern[str] = ATTACHED) -> tuple[str, Letterhead]:
    """Kind and letterhead as an appendix repeats them: "(Ban hành kèm theo Kế hoạch số … ngày … của …)"."""
    for text in texts:
        match = words.search(text)
        if match and (match["number"] or match["date"]):
            return _KINDS.get(bare_words(match["kind"]), match["kind"].capitalize()), Letterhead(
                number=unbroken_number(match["number"] or ""),
                issued_on=printed_date(match["date"] or ""),
                issuer=(match["issuer"] or "").strip(),
            )
    return "", Letterhead()


def printed_date(text: str) -> date | None:
    """The day of "16/01/2026" or "16 tháng 01 năm 2026"; None when there is none or it is impossible."""
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    if len(numbers) != 3:
        return None
    try:
        return date(numbers[2], numbers[1], numbers[0])
    except ValueError:
        return None


def _date(match: re.Match[str]) -> date | None:
    return printed_date(f"{match['day']}/{match['month']}/{match['year']}")


def _place(text: str) -> str:
    # In a text line the number of the left column may stand before the place: "Số: 5/KH-UBND   Đồng Tháp".
    place = re.split(r"\s{2,}|\t", text.strip())[-1]
    return known_province(place) or place.strip()
