"""The dated duties of the running text: who has to do what by when, in which sentence.

A duty needs words that set a deadline, in a section that orders work. Targets, reasons, money and cited documents set
none; where it is not plain that a sentence orders something, it is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from documents.blocks.values import Block
from documents.body.follower import beside_following
from documents.body.labelled import labelled_rows, read_labels
from documents.body.orders import HAS_DAY, Clause, clauses, orders
from documents.head.letterhead import printed_date
from documents.head.reading import head_parts, read_head
from documents.prose.outline import ParagraphPurpose, Placed, may_be_agency, place_passages, subject_of
from documents.prose.partners import partners_in
from documents.prose.sentences import Sentence, passages_of, prose_lines
from workflow.plan import Doubt, Origin, PlanHead, PrintedRow

# These order all through, whatever their headings are called.
ORDERING_KINDS = frozenset({"Công văn", "Công điện", "Chỉ thị"})
# These kinds tell what was done or ask for leave; they order nothing.
TELLING_KINDS = frozenset({"Báo cáo", "Tờ trình", "Giấy mời", "Biên bản"})
# A clause that says no more than this sets the deadline of what was said before it.
_DONE = re.compile(
    r"^\W*(?:yêu cầu\s+|phải\s+)?(?:hoàn thành|xong|(?:thời gian|thời hạn)(?:\s+(?:hoàn thành|thực hiện))?)?\W*$",
    re.IGNORECASE,
)
# Behind who does it, a clause that says no more than this sets the lead and the deadline of what was said before.
_DONE_BY = re.compile(rf"^\W*(?:chủ trì|thực hiện|chịu trách nhiệm|phụ trách)?(?:{_DONE.pattern[1:]})", re.IGNORECASE)
_IN_BRACKETS = re.compile(
    r"\(\s*(?:do\s+)?(?P<who>[^();]{4,100}?)\s+(?:chủ trì|thực hiện|chịu trách nhiệm|phụ trách)\b", re.IGNORECASE
)
AND = re.compile(r"\s*[,;]?\s+(?:và|đồng thời)\s*$|^(?:và|đồng thời)\s*,?\s+", re.IGNORECASE)
CHARGED = re.compile(r"^(?:có trách nhiệm|chịu trách nhiệm)\s+", re.IGNORECASE)
BREAK = re.compile(r";|,\s+trong đó\b")
REPORT = re.compile(r"\bbáo cáo\b", re.IGNORECASE)
CYCLIC = re.compile(r"\bđịnh kỳ\b|\b(?:hằng|hàng|mỗi)\s+(?:năm|quý|tháng|kỳ)\b", re.IGNORECASE)
# Who reports each day or week tells of a storm or a campaign, not of the plan.
_OFTEN = re.compile(
    r"\b(?:hằng|hàng|mỗi)\s+(?:ngày|tuần)|\b(?:ngày|tuần) một lần|\bthứ\s+(?:hai|ba|tư|năm|sáu|bảy)\b", re.IGNORECASE
)
CYCLE = re.compile(r"\b(?:hằng|hàng|mỗi)\s+(?:năm|quý|tháng|tuần)|\b0?6 tháng", re.IGNORECASE)
_MANY = re.compile(r"các (?:sở|cơ quan|đơn vị|địa phương|ngành)|sở,? (?:ban,? )?ngành|xã, phường", re.IGNORECASE)
FULL_DATE = re.compile(r"\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}\s*(?:[/.-]|,?\s*năm)\s*\d{4}")
_LONGEST_TITLE = 250
_LONGEST_LABEL = 100
FROM_BEFORE = "Câu không nêu cơ quan thực hiện; lấy theo câu trước"


@dataclass(frozen=True)
class Said:
    """A sentence of the body with what stands before it in its passage."""

    sentence: Sentence
    placed: Placed
    before: tuple[Sentence, ...]

    @property
    def own_subject(self) -> str:
        return subject_of(self.text)[0]

    @property
    def text(self) -> str:
        """The sentence without the passage's mark."""
        return self.placed.text_of(self.sentence) if not self.before else self.sentence.text


def read_obligations(blocks: Sequence[Block], head: PlanHead | None = None) -> tuple[PrintedRow, ...]:
    """The dated duties of a document's body, in the order printed; tables and appendices are not looked at.

    `lead` is "" where neither the sentence nor anything above it names somebody. A day before the document's own date
    is none to keep.
    """
    head = head or read_head(blocks)
    if head.kind in TELLING_KINDS:
        return ()
    placed = tuple(place_passages(passages_of(head_parts(prose_lines(blocks)).body), orders_all_through(head)))
    rows = [*labelled_rows(placed), *_sentence_rows(placed, head.issued_on)]
    return tuple(sorted(rows, key=lambda row: row.source_line))


def orders_all_through(head: PlanHead) -> ParagraphPurpose | None:
    """What the paragraphs of such a document are for where no heading tells: a dispatch orders."""
    return ParagraphPurpose.DUTIES if head.kind in ORDERING_KINDS else None


def _sentence_rows(placed: Sequence[Placed], issued: date | None) -> Iterator[PrintedRow]:
    for said in _said(placed):
        for clause in clauses(said.text):
            if orders(clause, said.placed, _subject(clause, said)) and not _is_past(clause.when.text, issued):
                yield _row(clause, said)


def _said(placed: Sequence[Placed]) -> Iterator[Said]:
    """Every sentence; one that only says by when is told about the passage above when it begins its own."""
    above: tuple[Sentence, ...] = ()
    for passage in placed:
        if "deadline" in read_labels(passage.text)[1]:
            continue
        before: tuple[Sentence, ...] = ()
        for sentence in passage.passage.sentences():
            alone = not before and any(map(_only_sets_deadline, clauses(sentence.text)))
            yield Said(sentence, passage, above if alone else before)
            before = (*before, sentence)
        above = before


def _only_sets_deadline(clause: Clause) -> bool:
    """Whether a clause only says by when, or who by when, and not what."""
    subject, rest = subject_of(clause.without_when)
    return bool(_DONE_BY.match(rest) if subject else _DONE.match(clause.without_when))


def _row(clause: Clause, said: Said) -> PrintedRow:
    told = said.before if _only_sets_deadline(clause) else ()
    lead, doubts = _lead(clause, said)
    line = told[0].line if told else said.sentence.line
    return PrintedRow(
        section_number=said.placed.number,
        section_title=said.placed.title,
        title=_title(clause, said),
        lead=lead,
        cooperating=partners_in(clause.opening) or partners_in(clause.text),
        deadline=clause.when.text,
        quote=" ".join(sentence.text for sentence in (*told, said.sentence)),
        source_line=line,
        origin=Origin.BODY,
        doubts=tuple(Doubt(column="lead", reason=reason, first_line=line) for reason in doubts),
    )


def _subject(clause: Clause, said: Said) -> str:
    return subject_of(clause.without_when)[0] or said.own_subject or _headed(clause.without_when)[1]


def _headed(text: str) -> tuple[str, str, str]:
    """The heading, the agencies and the work of "Tổ chức diễn tập: Bộ Chỉ huy Quân sự tỉnh chủ trì …"; else blanks."""
    heading, colon, order = text.partition(": ")
    subject, rest = subject_of(order) if colon and len(heading) < _LONGEST_LABEL else ("", "")
    return (heading, subject, rest) if subject else ("", "", "")


def _lead(clause: Clause, said: Said) -> tuple[str, tuple[str, ...]]:
    """Who has to: the clause's subject, the sentence's, the one of the sentence before, the heading's."""
    if subject := _subject(clause, said):
        return subject, ()
    if (bracketed := _IN_BRACKETS.search(clause.text)) and may_be_agency(bracketed["who"]):
        return bracketed["who"], ()
    earlier = [subject for sentence in said.before if (subject := subject_of(said.placed.text_of(sentence))[0])]
    if earlier:
        return earlier[-1], () if _only_sets_deadline(clause) else (FROM_BEFORE,)
    return said.placed.lead, ()


def _title(clause: Clause, said: Said) -> str:
    """What is to be done, without who and, where it stands apart, by when."""
    if _only_sets_deadline(clause) and said.before:
        text = " ".join(said.placed.text_of(sentence) for sentence in said.before)
    else:
        text = clause.without_when if clause.stands_apart else clause.text
        # A cycle in front speaks of its own clause only; any other end is that of all the work named before it.
        text = text if clause.is_fronted else f"{clause.opening} {text}".lstrip()
        text = f"{text}; {clause.closing}" if clause.closing else text
    subject, rest = subject_of(text)
    heading, headed, work = _headed(text)
    if headed and not subject:
        return shorten_title(f"{heading}: {CHARGED.sub('', work)}")
    title = CHARGED.sub("", AND.sub("", rest if subject else text).strip(" ,;.:-–"))
    return shorten_title(beside_following(title))


def shorten_title(text: str) -> str:
    """A title out of a sentence: with a capital, and its first clause only where the whole is too long."""
    title = text.strip(" ,;.:-–")
    if len(title) > _LONGEST_TITLE:
        title = f"{BREAK.split(title)[0][:_LONGEST_TITLE].rstrip(' ,')} …"
    return title[:1].upper() + title[1:]


def _is_past(text: str, issued: date | None) -> bool:
    dates = [day for match in FULL_DATE.findall(text) if (day := printed_date(match))]
    return bool(issued and dates and max(dates) < issued)


@dataclass(frozen=True)
class ReportCycle:
    """The periodic report that a plan asks for: what its continuous tasks check in on.

    `expression` reads as a recurring deadline; `assumed` says that "hằng năm" was added to a report that the text only
    calls periodic.
    """

    expression: str
    row: PrintedRow
    assumed: bool = False


def report_cycle_in(rows: Sequence[PrintedRow]) -> ReportCycle | None:
    """The periodic report of a plan's body, None when it asks for none.

    What many agencies owe goes before what a single one sums up; a report with days before one without.
    """
    periodic = [
        row
        for row in rows
        if row.origin is Origin.BODY
        and REPORT.search(row.title)
        and CYCLIC.search(f"{row.title} {row.deadline}")
        and not _OFTEN.search(f"{row.title} {row.deadline}")
    ]
    if not periodic:
        return None
    row = min(periodic, key=lambda row: (not _MANY.search(row.lead), not HAS_DAY.search(row.deadline), row.source_line))
    if CYCLE.search(row.deadline):
        return ReportCycle(row.deadline, row)
    dated, aside, also = row.deadline.partition("(")
    return ReportCycle(f"{dated.rstrip()} hằng năm {aside}{also}".rstrip(), row, assumed=True)
