"""Tasks written as labelled lines: "Cơ quan chủ trì: …", "Thời gian hoàn thành: …" under what is to be done."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from documents.prose.outline import ParagraphPurpose, Placed, subject_of
from documents.prose.partners import partners_in
from workflow.deadlines import Context, parse
from workflow.deadlines.values.meanings import Missing, Unreadable
from workflow.plan import Origin, PrintedRow

_LABEL = re.compile(
    r"(?:^|(?<=[.;,(]\s)|(?<=[.;,(])|(?<=\s[-–+]\s))(?:(?P<lead>(?:cơ quan|đơn vị)?\s*chủ trì(?:\s+thực hiện)?|"
    r"(?:cơ quan|đơn vị|bộ phận|người|cá nhân)\s+"
    r"(?:(?:được\s+)?(?:thực hiện|đầu mối|chịu trách nhiệm|phụ trách|tham mưu|giao|chính)\s*)+|"
    r"(?:phân công|trách nhiệm)(?:\s+thực hiện)?)|"
    r"(?P<cooperating>(?:cơ quan|đơn vị)?\s*phối hợp(?:\s+thực hiện)?)|"
    r"(?P<product>sản phẩm[^:;.]{0,30}|kết quả[^:;.]{0,30})|"
    r"(?P<deadline>(?:thời gian|thời hạn|tiến độ)"
    r"(?:\s+(?:thực hiện|hoàn thành|triển khai|trình|báo cáo|và|ban hành))*|hoàn thành(?:\s+(?:trước|trong))?))\s*:\s*",
    re.IGNORECASE,
)
_SAYS_WHAT = re.compile(r"^(?:nội dung|nhiệm vụ|công việc)(?:\s+\w+){0,3}\s*:\s*", re.IGNORECASE)
# What is to be done stands close above its labels.
_SHORTEST_TITLE = 12


@dataclass
class _Item:
    """What is to be done, and the labels read under it so far."""

    placed: Placed | None = None
    title: str = ""
    labels: dict[str, str] = field(default_factory=dict)


def labelled_rows(placed: Sequence[Placed]) -> Iterator[PrintedRow]:
    """The tasks whose deadline stands behind a label, each with what the labels beside it say."""
    item = _Item()
    for passage in placed:
        title, labels = read_labels(passage.text)
        if len(title) >= _SHORTEST_TITLE or not labels:
            if row := _row(item):
                yield row
            item = _Item(passage, title)
        item.labels |= labels
    if row := _row(item):
        yield row


def read_labels(text: str) -> tuple[str, dict[str, str]]:
    """The words before the first label, and what each label says."""
    marks = list(_LABEL.finditer(text))
    if not marks:
        return _bare_title(text.strip(" .;:")), {}
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    labels = {
        mark.lastgroup: text[mark.end() : end].strip(" .;,()-–+")
        for mark, end in zip(marks, ends, strict=True)
        if mark.lastgroup
    }
    return _bare_title(text[: marks[0].start()].strip(" .;,(-–+:")), labels


def _bare_title(text: str) -> str:
    """What is to be done without the label before it; a label alone names nothing."""
    return _SAYS_WHAT.sub("", text)


def _row(item: _Item) -> PrintedRow | None:
    deadline = item.labels.get("deadline", "")
    if (
        item.placed is None
        or not deadline
        or item.placed.purpose is ParagraphPurpose.TALK
        or not _is_readable(deadline)
    ):
        return None
    own = item.placed.headings[:-1] if item.placed.is_heading else item.placed.headings
    lead, title = item.labels.get("lead", ""), item.title
    if not lead:
        # "Giao Bộ Nội vụ hướng dẫn; thời hạn: …" says who before what.
        subject, order = subject_of(item.title)
        lead, title = (subject, f"{order[:1].upper()}{order[1:]}") if subject else (item.placed.lead, item.title)
    return PrintedRow(
        section_number=".".join(heading.number for heading in own if heading.number),
        section_title=own[-1].title if own else "",
        title=title,
        lead=lead,
        cooperating=item.labels.get("cooperating", "") or partners_in(title),
        product=item.labels.get("product", ""),
        deadline=deadline,
        quote=item.placed.passage.text,
        source_line=item.placed.passage.line,
        origin=Origin.BODY,
    )


def _is_readable(text: str) -> bool:
    # Only the kind is asked for; any day will do.
    meaning = parse(text, Context(issued=date(2026, 1, 1))).meaning
    return not isinstance(meaning, Missing | Unreadable)
