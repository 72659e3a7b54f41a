"""From blocks to a plan: its head, its tasks and what is doubtful about them, whatever the format was."""

from collections.abc import Iterator, Sequence

from documents.blocks.values import Block
from documents.body.changes import read_changes
from documents.body.follower import read_follower
from documents.body.obligations import read_obligations, report_cycle_in
from documents.body.standing import read_standing_duties
from documents.head.reading import read_head
from documents.tables.columns import TableColumn
from documents.tables.finding import TaskTable, find_tables
from documents.tables.rows import task_rows
from workflow.plan import Doubt, PlanDocument, PrintedRow

NO_TABLE = "Không tìm thấy bảng nhiệm vụ nào trong văn bản"
_SCANNED = "Bảng được nhận dạng từ ảnh quét: cần đối chiếu từng ô với bản gốc"
_GUESSED = "Bảng không có dòng tiêu đề: các cột được đoán theo nội dung, cần đối chiếu từng dòng"
_TOLD_BY_CELLS = "Cột “{label}” được hiểu là thời hạn theo nội dung các ô: cần đối chiếu"
_NO_DEADLINES = "Bảng nhiệm vụ{place} không có cột thời hạn: mọi nhiệm vụ của bảng cần người nhập thời hạn"


def plan_from(blocks: Sequence[Block]) -> PlanDocument:
    found = find_tables(blocks)
    rows = tuple(task_rows(found.tables))
    head = read_head(blocks)
    obligations = read_obligations(blocks, head)
    cycle = report_cycle_in(obligations)
    changes, unclear = read_changes(blocks) if head.amends else ((), ())
    changed = {change.quote for change in changes}
    return PlanDocument(
        head=head,
        rows=rows,
        doubts=(
            *(_table_doubts(found.tables, rows) if rows or not (changes or unclear) else ()),
            *(table.doubt for table in found.left_out),
            *unclear,
        ),
        obligations=tuple(row for row in obligations if row.quote.strip() not in changed),
        changes=changes,
        report_cycle=cycle.expression if cycle else "",
        standing=read_standing_duties(blocks, head),
        follower=read_follower(blocks),
    )


def _table_doubts(tables: Sequence[TaskTable], rows: Sequence[PrintedRow]) -> Iterator[Doubt]:
    if not rows:
        yield Doubt(column="", reason=NO_TABLE)
        return
    if any(table.scanned for table in tables):
        yield Doubt(column="", reason=_SCANNED)
    for table in tables:
        if table.header.guessed:
            yield Doubt(column="", reason=_GUESSED)
        if table.header.told_by_cells:
            yield Doubt(column="deadline", reason=_TOLD_BY_CELLS.format(label=table.header.told_by_cells))
        undated = any(row.appendix == table.appendix and not row.deadline for row in rows)
        if undated and not table.header.has(TableColumn.DEADLINE) and not table.header.has(TableColumn.OPENS):
            place = f" của Phụ lục {table.appendix}" if table.appendix else ""
            yield Doubt(column="deadline", reason=_NO_DEADLINES.format(place=place))
