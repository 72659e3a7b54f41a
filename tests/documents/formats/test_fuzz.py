"""Mutated documents: whatever is broken in a file, the reader answers with a plan or a refusal, and soon.

The cases are drawn from fixed seeds, so that a failure comes back; its message names the case to look at.
"""

import logging
import random
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest

from documents.intake.errors import DocumentError
from tests.documents.builders import HEADER, a_docx, a_row, read
from tests.documents.papers import Page, a_pdf
from tests.examples import examples

# In `make test`; ten times as many in the thorough run.
CASES = {
    kind: examples(share)
    for kind, share in {"docx": 2.5, "docx parts": 5.0, "pdf": 2.0, "html": 4.0, "text": 2.0, "noise": 2.5}.items()
}
# In seconds of CPU: how long a case waits for its turn is the machine's affair. A case that sleeps meets the time-out.
SLOWEST = 10.0

WIDTHS = (30.0, 220.0, 110.0, 110.0, 90.0, 100.0, 90.0)
TOKENS = (
    *(b"<", b">", b"/", b"&", b'"', b"\0", b"\xff", b"\r", b"\f", b"\t", b"1.", b"II", b"\xe1\xbb", b"(((", b"[" * 50),
    *(b"<tr>", b"</td>", b"colspan=9999", b"rowspan=0", b"obj", b"endstream", b"<<", b">>", b"%PDF-", b"9" * 20, b"-1"),
)


def a_word_file() -> bytes:
    return a_docx(a_row("1"), a_row("2", deadline="Trước 15/7/2026"), a_row("", title="(i) Việc", lead="", deadline=""))


def a_pdf_file() -> bytes:
    page = Page()
    page.line("PHỤ LỤC I")
    for row in (HEADER, a_row("1"), a_row("2")):
        page.row(row, WIDTHS)
    page.close(WIDTHS)
    return a_pdf(page)


def a_page() -> bytes:
    rows = "".join(
        "<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in (HEADER, a_row(), a_row("2"))
    )
    return f"<html><meta charset=utf-8><p>Phụ lục I</p><table border=1>{rows}</table></html>".encode()


def a_text() -> bytes:
    cells = "\n".join("\n".join(text or "-" for text in row) for row in (HEADER, a_row("1"), a_row("2"), a_row("3")))
    return f"KẾ HOẠCH\nSố: 50/KH-UBND\nPHỤ LỤC\n{cells}\n".encode()


def mutated(data: bytes, dice: random.Random) -> bytes:
    """The bytes with a few places changed, cut out, doubled or swapped for something that means trouble."""
    body = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(body) + 1)
        size = min(dice.choice((1, 2, 8, 64, 512)), len(body) - at)
        change = dice.randrange(5)
        if change == 0:
            body[at : at + size] = dice.randbytes(size)
        elif change == 1:
            del body[at : at + size]
        elif change == 2:
            body[at:at] = body[at : at + size] * dice.randint(1, 20)
        elif change == 3:
            body[at:at] = dice.choice(TOKENS)
        else:
            body = body[: max(1, len(body) - dice.randrange(len(body) // 2 + 1))]
    return bytes(body)


def with_mutated_part(data: bytes, dice: random.Random) -> bytes:
    """A good archive around a broken part: what a bit flip in the packed bytes would never get past the checksum."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            broken = name in {"word/document.xml", "word/styles.xml", "word/numbering.xml"} and dice.random() < 0.7
            new.writestr(name, mutated(old.read(name), dice) if broken else old.read(name))
    return buffer.getvalue()


def cases(kind: str) -> Iterator[tuple[int, bytes]]:
    good: dict[str, Callable[[], bytes]] = {"pdf": a_pdf_file, "html": a_page, "text": a_text}
    data = good.get(kind, a_word_file)()
    for seed in range(CASES[kind]):
        dice = random.Random(seed)
        if kind == "noise":
            yield seed, dice.choice((b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"{\\x")) + dice.randbytes(400)
        else:
            yield seed, with_mutated_part(data, dice) if kind == "docx parts" else mutated(data, dice)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """pdfminer warns about each thing it finds broken, which is what this is for."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("kind", CASES)
@pytest.mark.filterwarnings("ignore")
def test_a_mutated_file_is_read_or_refused_but_never_crashes(kind: str) -> None:
    outcomes = {"read": 0, "refused": 0}
    for seed, data in cases(kind):
        began = time.process_time()
        try:
            read(data)
            outcomes["read"] += 1
        except DocumentError:
            outcomes["refused"] += 1
        except Exception as error:
            pytest.fail(f"{kind} case {seed}: {type(error).__name__}: {error}")
        assert time.process_time() - began < SLOWEST, f"{kind} case {seed} took too long"
    assert sum(outcomes.values()) == CASES[kind]
    assert outcomes["refused"] > 0 or kind in {"html", "text"}
