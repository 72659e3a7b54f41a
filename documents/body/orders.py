"""Which clause orders something by when, and which only mentions a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.body.time_phrases import Strength, When, expressions
from documents.prose.outline import VERB, ParagraphPurpose, Placed, subject_of

_TARGET = re.compile(
    r"\bphấn đấu|\bmục tiêu|\bchỉ tiêu|\btỷ lệ|≥|\d\s*%|\bđạt\s+(?:(?:tối thiểu|ít nhất|trên|từ|khoảng)\s+)?\d",
    re.IGNORECASE,
)
FINISH = re.compile(r"\bhoàn thành\b[^,;.]{0,60}$|\bxong\s*$|\bthời (?:gian|hạn)\b[^,;.]{0,30}$", re.IGNORECASE)
SUM_UP = re.compile(r"\b(?:báo cáo|sơ kết|tổng kết|đánh giá)\b", re.IGNORECASE)
DUTY_VERB = re.compile(
    r"\b(?:xây dựng|lập|bố trí|ban hành|tổ chức|rà soát|đề xuất|đăng ký|báo cáo|công bố|đánh giá|kiểm tra|tham mưu|"
    r"cập nhật|sơ kết|tổng kết|thống kê|khảo sát|phê duyệt|trình|gửi|nộp|triển khai|thực hiện|tổng hợp|hoàn thiện)\b",
    re.IGNORECASE,
)
# "trong kế hoạch hằng năm", "kinh phí được phân bổ hằng năm": the year belongs to a thing, not to the duty.
INSIDE = re.compile(r"\b(?:trong|theo|vào|của|tại|từ|được|thuộc|trên cơ sở|gắn với|phù hợp)\b", re.IGNORECASE)
GOES_ON = re.compile(r"^\s*(?:của|cho|theo|được|giai đoạn|về|tại|và (?:giai đoạn|dài hạn|trung hạn))\b", re.IGNORECASE)
MARK = re.compile(r"^\W*(?:\d+(?:\.\d+)*[.)]|[a-zđ]\))?\s*", re.IGNORECASE)
_WITHIN = re.compile(r"^(?:trong|trước|xong|vào|chậm|muộn)", re.IGNORECASE)
HAS_DAY = re.compile(r"\d\s*(?:/|tháng)\s*\d", re.IGNORECASE)
# "(Hoàn thành trước …)" at the end speaks of the whole sentence.
ASIDE = re.compile(r"\(\s*(?:hoàn thành|xong|thời gian|thời hạn)[^()]*$", re.IGNORECASE)
_BESIDE = re.compile(r"^\s*đồng thời\b", re.IGNORECASE)
# The verb that a bare "hằng năm" belongs to stands close by.
_NEAR = 80


@dataclass(frozen=True)
class Clause:
    """The part of a sentence that a deadline speaks of; the deadline's offsets count from the clause's start.

    `opening` is the work that the sentence orders of the same agency before it: "Xây dựng kịch bản; báo cáo trước …";
    `closing` what it orders beside it without a day: "…; đồng thời hướng dẫn các địa phương".
    """

    text: str
    when: When
    opening: str = ""
    closing: str = ""

    @property
    def before(self) -> str:
        return self.text[: self.when.start]

    @property
    def after(self) -> str:
        return self.text[self.when.end :]

    @property
    def is_fronted(self) -> bool:
        """Whether the clause begins with its deadline: "Hằng năm, …"."""
        return MARK.fullmatch(self.before) is not None

    @property
    def stands_apart(self) -> bool:
        """Whether the deadline can be cut out without hurting the clause: it stands in front or in brackets."""
        opened = ASIDE.search(self.before) or self.before.rstrip().endswith("(")
        return self.is_fronted or (bool(opened) and self.after.lstrip().startswith(")"))

    @property
    def without_when(self) -> str:
        before = MARK.sub("", self.before) if self.is_fronted else ASIDE.sub("(", self.before)
        return re.sub(r"\s*\(\s*\)", "", f"{before}{self.after}").strip(" ,;:-–")


def clauses(sentence: str) -> Iterator[Clause]:
    """A clause for each deadline of a sentence; of two in one clause a cycle yields to a date."""
    whens = _strongest(sentence, list(expressions(sentence)))
    for place, when in enumerate(whens):
        start = _cut(sentence, whens[place - 1].end, when.start) if place else 0
        opening = ""
        last = _open_semicolon(sentence, start, when.start, from_right=True)
        # In "Các sở, ban, ngành; các địa phương báo cáo …" the semicolon only parts those who report.
        if last >= 0 and VERB.search(sentence[start:last]) and not ASIDE.search(sentence[: when.start]):
            opening = "" if subject_of(sentence[last + 1 : when.start].lstrip())[0] else sentence[start : last + 1]
            start = last + 1
        end = _cut(sentence, when.end, whens[place + 1].start) if place + 1 < len(whens) else len(sentence)
        semicolon = _open_semicolon(sentence, when.end, end)
        last_one = place + 1 == len(whens)
        beside = _BESIDE.match(sentence[semicolon + 1 :]) if semicolon >= 0 and last_one else None
        closing = sentence[semicolon + 1 :].strip(" .;") if beside else ""
        end = semicolon if semicolon >= 0 else end
        lead = len(sentence[start:end]) - len(sentence[start:end].lstrip())
        start += lead
        moved = When(when.text, when.start - start, when.end - start, when.strength)
        yield Clause(sentence[start:end].rstrip(), moved, opening.strip(), closing)


def _open_semicolon(sentence: str, start: int, end: int, *, from_right: bool = False) -> int:
    """The first or last semicolon of a stretch that stands in no brackets; -1 when there is none."""
    places = [at for at in range(start, end) if sentence[at] == ";" and not _is_bracketed(sentence, at)]
    return (places[-1] if from_right else places[0]) if places else -1


def _is_bracketed(sentence: str, at: int) -> bool:
    """Whether a bracket that opened before a place is still open there; that of "a)" closes none."""
    before = MARK.sub("", sentence[:at])
    return before.count("(") > before.count(")")


def orders(clause: Clause, placed: Placed, subject: str) -> bool:
    """Whether the clause orders something by its deadline, as far as its words and its section tell."""
    if placed.is_heading or placed.purpose is ParagraphPurpose.TALK:
        return False
    if clause.when.strength is Strength.DATED:
        return _orders_by_date(clause, placed, subject)
    if placed.purpose is not ParagraphPurpose.DUTIES:
        return bool(subject and clause.when.strength is Strength.YEAR and FINISH.search(clause.before))
    if clause.when.strength is Strength.EVERY:
        return True
    if clause.when.strength is Strength.CYCLE:
        return bool(subject or placed.lead) and (clause.is_fronted or _is_of_the_duty(clause))
    return _orders_by_year(clause)


def _orders_by_date(clause: Clause, placed: Placed, subject: str) -> bool:
    if FINISH.search(clause.before):
        return True
    if _TARGET.search(clause.text) and not HAS_DAY.search(clause.when.text):
        return False
    return placed.purpose is ParagraphPurpose.DUTIES or bool(subject) or bool(DUTY_VERB.search(clause.text))


def _orders_by_year(clause: Clause) -> bool:
    if FINISH.search(clause.before):
        return True
    if clause.stands_apart and not clause.is_fronted:
        return bool(SUM_UP.search(clause.before))
    if _TARGET.search(clause.text) or not _WITHIN.match(clause.when.text):
        return False
    return bool(DUTY_VERB.search(clause.text))


def _is_of_the_duty(clause: Clause) -> bool:
    """Whether a bare "hằng năm" says how often something is done, not which plan or budget is meant."""
    verbs = list(DUTY_VERB.finditer(clause.before))
    if not verbs or GOES_ON.match(clause.after):
        return False
    between = clause.before[verbs[-1].end() :]
    return len(between) <= _NEAR and not INSIDE.search(between)


def _strongest(sentence: str, whens: list[When]) -> list[When]:
    kept: list[When] = []
    for when in whens:
        if kept and not _parted(sentence[kept[-1].end : when.start]):
            weaker = min(kept[-1].strength, when.strength)
            if weaker < Strength.DATED:
                kept[-1] = max(kept[-1], when, key=lambda one: one.strength)
                continue
        kept.append(when)
    return kept


def _parted(between: str) -> bool:
    return bool(re.search(r";|\bvà\b|\bđồng thời\b", between))


def _cut(sentence: str, start: int, end: int) -> int:
    """Where the clause of one deadline ends and the next one's begins."""
    between = sentence[start:end]
    for mark in (r";", r"\bđồng thời\b", rf"\bvà\s+(?={DUTY_VERB.pattern}|định kỳ)", r"\bvà\s", r","):
        if found := re.search(mark, between, re.IGNORECASE):
            return start + found.end()
    return start
