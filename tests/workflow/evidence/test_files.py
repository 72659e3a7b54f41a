"""What is known of a file, and how it stands in the log's line."""

from datetime import date

import pytest

from tests.plans import at
from workflow.by import By
from workflow.evidence.files import EvidenceFile, FileKind, ScanResult, ending_of, file_name, files_in, size_words
from workflow.lifecycle import Event
from workflow.log.audit import LogEntry, LogLine, canonical

FILE = EvidenceFile(
    digest="a" * 64, name="Báo cáo.pdf", size=1_900_000, kind=FileKind.PDF, pages=6, scan=ScanResult.CLEAN
)


def test_a_line_of_the_log_names_its_files_so_that_its_seal_covers_them() -> None:
    by = By(actor="Chị Hoa", now=at(date(2026, 3, 5)), files=(FILE,))
    line = LogEntry.of(by, Event.REPORT, assignment=1)
    assert files_in(line.details) == (FILE,)
    assert f'"sha256":"{FILE.digest}"'.encode() in canonical(LogLine(1, line))


def test_a_file_says_pages_size_and_scan() -> None:
    assert FILE.about == "6 trang, 1,8 MB, đã kiểm tra mã độc, sạch"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\Hoa\\128-BC.pdf", "128-BC.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("một\r\nhai\0.pdf", "một hai .pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("...", "tep"),
        ("", "tep"),
    ],
)
def test_a_name_is_kept_without_what_could_mislead(given: str, kept: str) -> None:
    assert file_name(given) == kept


@pytest.mark.parametrize(
    ("name", "ending"), [("a.PDF", "pdf"), ("a.pdf.exe", "exe"), (".pdf", ""), ("a", ""), ("số 12.2026 BC", "")]
)
def test_an_ending_is_a_short_word_behind_the_last_dot(name: str, ending: str) -> None:
    assert ending_of(name) == ending


@pytest.mark.parametrize(
    ("octets", "words"), [(1, "1 KB"), (88_000, "86 KB"), (26_214_400, "25,0 MB"), (71_600_000_000, "66,7 GB")]
)
def test_sizes_are_said_as_people_read_them(octets: int, words: str) -> None:
    assert size_words(octets) == words
