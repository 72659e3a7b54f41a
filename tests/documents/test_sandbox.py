"""The process that reads: what it hands over, and what becomes of it when a file makes it swell, loop or fall."""

from pathlib import Path

import pytest

from documents.blocks.values import Paragraph, Table
from documents.intake.errors import DocumentError, HostileDocument, ProtectedDocument
from documents.intake.limits import Limits, Source
from documents.opening import read_blocks
from documents.sandbox import read_apart
from documents.wire import ReadingStep, WireMessage, pack, unpack
from tests.documents.builders import a_docx, a_row, a_table, merged, wide


def test_blocks_cross_between_processes_unchanged() -> None:
    table = a_table(("I", wide("NHÓM", 6)), ("1", merged("Việc")), page=3)
    messages: list[WireMessage] = [Paragraph("Số: 50/KH-UBND\n", 4), table, ReadingStep(1, 9)]

    assert list(unpack([pack(message) for message in messages])) == messages


def test_an_error_crosses_with_all_four_fields() -> None:
    error = ProtectedDocument("mật.docx", reason="được bảo vệ", remedy="Hãy bỏ mật khẩu", place="trang 2")

    (crossed,) = unpack([pack(error)])

    assert isinstance(crossed, ProtectedDocument)
    assert str(crossed) == str(error)


def test_another_process_reads_the_same_as_this_one() -> None:
    source = Source("ke-hoach.docx", a_docx(a_row("1"), a_row("2")))

    assert list(read_apart(source, Limits())) == list(read_blocks(source, Limits()))


def test_progress_is_reported_from_the_other_process() -> None:
    steps: list[tuple[int, int]] = []

    list(read_apart(Source("x.docx", a_docx(a_row())), Limits(), lambda done, total: steps.append((done, total))))

    assert steps == [(1, 1)]


def test_a_file_that_needs_more_memory_than_allowed_is_refused() -> None:
    source = Source("x.txt", b"Viec can lam " * 300_000)

    with pytest.raises(HostileDocument, match="bộ nhớ"):
        list(read_apart(source, Limits(memory_bytes=20_000_000)))


def test_a_file_that_takes_more_time_than_allowed_is_refused(shared: Path) -> None:
    source = Source("plan.pdf", (shared / "documents" / "plan.pdf").read_bytes())

    with pytest.raises(HostileDocument, match="thời gian"):
        list(read_apart(source, Limits(step_seconds=0.01)))


def test_a_file_that_takes_too_long_by_the_clock_is_refused(shared: Path) -> None:
    source = Source("plan.pdf", (shared / "documents" / "plan.pdf").read_bytes())

    with pytest.raises(HostileDocument, match="thời gian"):
        list(read_apart(source, Limits(total_seconds=0.001)))


def test_a_refusal_in_the_other_process_is_raised_in_this_one() -> None:
    with pytest.raises(DocumentError, match="bị hỏng"):
        list(read_apart(Source("x.docx", b"PK\x03\x04 hong"), Limits()))


def test_a_reading_may_be_given_up_halfway() -> None:
    blocks = read_apart(Source("x.docx", a_docx(a_row())), Limits())
    first = next(blocks)
    blocks.close()

    assert isinstance(first, Paragraph | Table)
    assert list(blocks) == []
