"""Documents that a text cites: their numbers, dates and issuers, and which of them a plan replaces."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflow.plan import CitedPlan

# "50/KH-UBND", "57-NQ/TW", "17/TB/CQTTBCĐ", "911a/QĐ-UBND-HC", "05/2024/QĐ-UBND", "28/2026/QH16".
NUMBER = (
    r"\d{1,5}[a-zđ]?(?:\s*/\s*\d{4})?\s*[-/]\s*(?=[A-ZĐ])[A-ZĐ][A-Za-zĐđ]*\d{0,2}"
    r"(?:\s?[-/]\s?[A-ZĐ][A-Za-zĐđ]*\d{0,2})*"
)
KIND = (
    r"(?i:Kế hoạch|Quyết định|Nghị quyết|Nghị định|Thông tư|Chỉ thị|Chương trình(?:\s+hành động)?|Thông báo|Công văn|"
    r"Công điện|Kết luận|Hướng dẫn|Đề án|Báo cáo|Tờ trình|Quy chế|Quy định|Luật)"
)
DATE = r"\d{1,2}\s*(?:[/.-]|(?i:tháng))\s*\d{1,2}\s*(?:[/.-]|(?i:năm))\s*\d{4}"
ABOUT_WORDS = (
    "về|thực hiện|ban hành|triển khai|phê duyệt|quy định|hướng dẫn|sửa đổi|bổ sung|theo|căn cứ|tại|và|hết hiệu lực"
)
CITATION = re.compile(
    rf"(?P<kind>{KIND})?\s*(?i:số\s*[:.]?\s*)?(?P<number>{NUMBER})(?:\s*,?\s*(?i:ngày)\s+(?P<date>{DATE}))?"
    rf"(?:\s+(?i:của)\s+(?P<issuer>[^,;.()]+?)(?=\s+(?i:{ABOUT_WORDS})\b|\s*[,;.()]|\s*$))?"
)
# Between two citations these words make the second one what the first is about, not another of its kind.
ABOUT = re.compile(
    r"\b(?:thực hiện|về|ban hành|sửa đổi|bổ sung|theo|căn cứ|triển khai|hướng dẫn|phê duyệt|tại)\b", re.IGNORECASE
)
REPLACES = re.compile(
    rf"\b{KIND}\s+này\b(?:(?!\.\s).){{0,400}}?\b(?:thay thế|bãi bỏ|hủy bỏ)(?:\s+(?:cho|toàn bộ))?\s+", re.IGNORECASE
)
# "(thay thế Kế hoạch số …)" in a title, or as a sentence of its own.
_REPLACES_ALONE = re.compile(
    rf"(?:^|\()\s*(?:[-–+]\s*|\d+[.)]\s*)?thay thế(?:\s+(?:cho|toàn bộ))?\s+(?={KIND}\s+số)", re.IGNORECASE
)
_ENDED = re.compile(r"^[^.;]{0,60}?\bhết hiệu lực\b", re.IGNORECASE)
# A title that begins so is about a plan's own words; one that only names a law that amends another is not.
CHANGES = re.compile(r"\b(?:sửa đổi|bổ sung|điều chỉnh|đính chính)\b", re.IGNORECASE)
AMENDS = re.compile(r"^\W*(?:(?:về việc|v/v)\W+)?(?:sửa đổi|bổ sung|điều chỉnh|đính chính)\b", re.IGNORECASE)
_LAWS = frozenset({"luật", "nghị định", "thông tư"})


@dataclass(frozen=True)
class Citation:
    """A cited document. `date` is as printed; `start` and `end` are offsets in the text."""

    number: str
    kind: str = ""
    date: str = ""
    issuer: str = ""
    start: int = 0
    end: int = 0


def citations(text: str) -> Iterator[Citation]:
    """The documents that a text cites by number, in order, repeated as often as they are."""
    for match in CITATION.finditer(text):
        yield Citation(
            number=unbroken_number(match["number"]),
            kind=(match["kind"] or "").strip(),
            date=match["date"] or "",
            issuer=(match["issuer"] or "").strip(),
            start=match.start(),
            end=match.end(),
        )


def unbroken_number(number: str) -> str:
    """A document's number without the blanks that a line break or a slip left in it."""
    return re.sub(r"\s+", "", number)


def cited_numbers(texts: Iterable[str]) -> tuple[str, ...]:
    """Each number once, in the order of its first citation; capitals and small letters make no difference."""
    first: dict[str, str] = {}
    for text in texts:
        for citation in citations(text):
            first.setdefault(citation.number.casefold(), citation.number)
    return tuple(first.values())


def superseded_documents(texts: Iterable[str]) -> tuple[CitedPlan, ...]:
    """What a document says it replaces, as in "225/KH-UBND (15/5/2025, UBND tỉnh Tiền Giang)".

    In "thay thế Kế hoạch A thực hiện Nghị quyết B; Kế hoạch C" A and C are replaced, B is not.
    """
    found: dict[str, CitedPlan] = {}
    for text in texts:
        for pattern in (REPLACES, _REPLACES_ALONE):
            for match in pattern.finditer(text):
                for citation in _listed(text[match.end() :]):
                    found.setdefault(citation.number, _cited(citation))
        for citation in citations(text):
            if citation.kind.casefold() not in _LAWS and _ENDED.match(text[citation.end :]):
                found.setdefault(citation.number, _cited(citation))
    return tuple(found.values())


def amended_document(title: str, texts: Iterable[str] = ()) -> CitedPlan | None:
    """The plan that a title says it amends, cited there or, where the title names none, in the text; else None.

    >>> amended_document("Sửa đổi, bổ sung Phụ lục II Kế hoạch số 50/KH-UBND ngày 16/01/2026 của UBND tỉnh")
    CitedPlan(number='50/KH-UBND', date='16/01/2026', issuer='UBND tỉnh')
    >>> amended_document("Triển khai Luật sửa đổi, bổ sung một số điều của Luật số 28/2026/QH16")
    """
    if not AMENDS.match(title):
        return None
    for text in (title, *(text for text in texts if CHANGES.search(text))):
        if found := next((c for c in citations(text) if c.kind.casefold() not in _LAWS), None):
            return _cited(found)
    return None


def _cited(citation: Citation) -> CitedPlan:
    return CitedPlan(number=citation.number, date=citation.date, issuer=citation.issuer)


def _listed(text: str) -> Iterator[Citation]:
    """The members of a list of citations that the text begins with; what they are about is left out."""
    end = re.search(r"\.(?:\s|$)", text)
    end_of_sentence = end.start() if end else len(text)
    last, about = 0, False
    for citation in citations(text):
        if citation.start > end_of_sentence:
            return
        between = text[last : citation.start]
        if ";" in between:
            about, between = False, between.rpartition(";")[2]
        about = about or bool(ABOUT.search(between))
        if not about:
            yield citation
        last = citation.end
