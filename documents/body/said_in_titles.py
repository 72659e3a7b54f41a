"""What a task's own words say where its table has no column for it: who leads, who helps, by when."""

from collections.abc import Iterator

from documents.body.time_phrases import Strength, expressions
from documents.prose.outline import subject_of
from documents.prose.partners import partners_in
from documents.tables.columns import TableColumn
from documents.tables.section_titles import names_agency

LEAD_OF_TITLE = "Bảng không có cột cơ quan chủ trì: lấy “{text}” theo lời của nhiệm vụ"
DEADLINE_OF_TITLE = "Bảng không có cột thời hạn: lấy “{text}” theo lời của nhiệm vụ"


def said_in_title(title: str) -> Iterator[tuple[TableColumn, str, str]]:
    """What the title says of lead, help and deadline: the column, its words, and the doubt of it ("" of who helps).

    Of two deadlines none is taken: each may be that of one part of the work.
    """
    lead, work = subject_of(title)
    if lead and names_agency(lead):
        yield TableColumn.LEAD, lead, LEAD_OF_TITLE.format(text=lead)
        if partners := partners_in(work):
            yield TableColumn.COOPERATING, partners, ""
    terms = [when.text for when in expressions(title) if when.strength is Strength.DATED]
    if len(terms) == 1:
        yield TableColumn.DEADLINE, terms[0], DEADLINE_OF_TITLE.format(text=terms[0])
