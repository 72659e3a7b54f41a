"""How fast documents are read: each format against the bare call of a library on the same file in the same run.

A PDF is held against pdfplumber, which doesn't read it here. So is the sample plan's table as the flat text that
copying all of a PDF leaves, whose cells are put together again.

`python -m bench.documents [--quick]`. Both sides get every cell of the same plan; ours also knows merged cells, broken
rows and sections, and guards against hostile files. The memory is that of the process that reads a long PDF.
"""

import resource
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from bench.report import Claim, Pace, finish, race
from documents.intake.limits import Limits, Source
from documents.intake.nursery import close_nursery
from documents.opening import read_blocks
from documents.sandbox import read_apart
from documents.understanding import plan_from
from samples.plan import sample_rows
from tests.documents.builders import HEADER, a_docx, a_row
from tests.documents.papers import Page, a_pdf
from workflow.plan import PrintedRow

WIDTHS = (30.0, 220.0, 110.0, 110.0, 90.0, 100.0, 90.0)
ROWS_A_PAGE = 8
# Points from the top of a long page below which no row begins.
FULL = 900
TITLE = "Xây dựng nền tảng số dùng chung của ngành, lĩnh vực thứ {} phục vụ chuyển đổi số trên địa bàn tỉnh"
MOST_TIMES = {"docx": 1.5, "xlsx": 1.5, "html": 1.5, "pdf": 0.35}
# As many whatever the size of the run: they take no time.
WEB_PAGES = 20
# A page is read in hundredths of a second: many short turns, of which one is undisturbed on either side.
ROUNDS = {"html": 400}
MEGABYTE = 1024


def main(*, quick: bool) -> None:
    """Measure, print, and end with 1 when a claim fails."""
    pages = 6 if quick else 20
    claims: list[Claim] = []
    figures: dict[str, object] = {}
    for form, (data, bare) in formats(pages).items():
        read = WEB_PAGES if form == "html" else pages
        pace = race({"ours": lambda data=data: ours(data), "bare": bare}, rounds=ROUNDS.get(form, 5))  # type: ignore[misc]
        claims.append(Claim(name=f"{form}_times_the_bare_library", value=times(pace), at_most=MOST_TIMES[form]))
        claims.append(Claim(name=f"{form}_tasks_found", value=tasks_in(data) / (read * ROWS_A_PAGE), at_least=1))
        figures[f"{form}_pages_per_cpu_second"] = pace.per_second(read)
    flat, read_flat = flattened(2 if quick else 5)
    claims += flat
    figures["text_rows_per_cpu_second"] = read_flat
    claims += memory(60 if quick else 300)
    finish("documents", claims, figures)


def formats(pages: int) -> dict[str, tuple[bytes, Callable[[], object]]]:
    """The same plan in each format, and what reading it with the bare library is."""
    rows, web_rows = rows_of(pages), rows_of(WEB_PAGES)
    docx, xlsx, pdf, html = a_docx(*rows), a_book(rows), a_long_pdf(rows), a_web_page(web_rows)
    return {
        "docx": (docx, lambda: bare_docx(docx)),
        "xlsx": (xlsx, lambda: bare_xlsx(xlsx)),
        "html": (html, lambda: bare_html(html)),
        "pdf": (pdf, lambda: bare_pdf(pdf)),
    }


def flattened(rounds: int) -> tuple[list[Claim], dict[str, int]]:
    """The sample plan's rows out of flat text, against pdfplumber's out of the PDF that the text was taken from."""
    printed = [cells_of(row) for row in sample_rows()]
    pdf = a_flowing_pdf([(str(number), *cells) for number, cells in enumerate(printed, start=1)])
    text = text_of(pdf).encode()
    found = plan_from(list(read_blocks(Source("bench.txt", text), Limits()))).rows
    read = {cells_of(row) for row in found}
    pace = race({"ours": lambda: ours(text), "bare": lambda: bare_pdf(pdf)}, rounds=rounds)
    claims = [
        Claim(
            name="text_rows_a_second_vs_the_bare_library_on_the_pdf",
            value=pace.times_faster("ours", "bare"),
            at_least=1,
        ),
        Claim(name="text_rows_as_printed", value=sum(row in read for row in printed) / len(printed), at_least=1),
    ]
    return claims, pace.per_second(len(printed))


def cells_of(row: PrintedRow) -> tuple[str, ...]:
    return row.title, row.lead, row.cooperating, row.product, row.deadline, row.note


def text_of(pdf: bytes) -> str:
    """What copying all of a PDF's text gives."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return "\f".join(page.get_textpage().get_text_range() for page in document)


def rows_of(pages: int) -> list[tuple[str, ...]]:
    return [a_row(str(n), title=TITLE.format(n)) for n in range(1, pages * ROWS_A_PAGE + 1)]


def times(pace: Pace) -> float:
    """How many times as long as the bare library ours takes."""
    return pace.times_faster("bare", "ours")


def ours(data: bytes) -> object:
    return list(read_blocks(Source("bench", data), Limits()))


def tasks_in(data: bytes) -> int:
    return len(plan_from(list(read_blocks(Source("bench", data), Limits()))).rows)


def memory(pages: int) -> Iterator[Claim]:
    """The most memory the reading process took for a long PDF, in MB."""
    found = sum(1 for _ in read_apart(Source("bench.pdf", a_long_pdf(rows_of(pages))), Limits()))
    # Of a process that isn't ended yet nobody counts the children.
    close_nursery()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE
    yield Claim(name=f"pages_read_of_{pages}", value=found, at_least=pages)
    yield Claim(name=f"peak_megabytes_of_{pages}_pages", value=peak, at_most=500)


def bare_docx(data: bytes) -> object:
    import docx

    tables = docx.Document(BytesIO(data)).tables
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


def bare_xlsx(data: bytes) -> object:
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(data))
    return [list(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]


def bare_html(data: bytes) -> object:
    from lxml import html

    page: Any = html.document_fromstring(data)
    return [[cell.text_content() for cell in row.iter("td", "th")] for row in page.iter("tr")]


def bare_pdf(data: bytes) -> object:
    import pdfplumber

    found = []
    with pdfplumber.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            found.append((page.extract_tables(), page.extract_text()))
            page.close()
    return found


def a_long_pdf(rows: list[tuple[str, ...]]) -> bytes:
    pages = []
    for first in range(0, len(rows), ROWS_A_PAGE):
        page = Page()
        for row in (HEADER, *rows[first : first + ROWS_A_PAGE]):
            page.row(row, WIDTHS)
        page.close(WIDTHS)
        pages.append(page)
    return a_pdf(*pages)


def a_flowing_pdf(rows: list[tuple[str, ...]]) -> bytes:
    """A PDF of rows of any height, on pages of paper on end."""
    pages = [Page(height=1190)]
    pages[0].row(HEADER, WIDTHS)
    for row in rows:
        if pages[-1].y > FULL:
            pages[-1].close(WIDTHS)
            pages.append(Page(height=1190))
        pages[-1].row(row, WIDTHS)
    pages[-1].close(WIDTHS)
    return a_pdf(*pages)


def a_book(rows: list[tuple[str, ...]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (HEADER, *rows):
        book.worksheets[0].append(list(row))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def a_web_page(rows: list[tuple[str, ...]]) -> bytes:
    """The page that Word saves: every cell in a paragraph in a span, each with its style."""
    cell = (
        "<td width=150 valign=top style='width:112.5pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt'>"
        "<p class=MsoNormal style='text-align:justify'><span lang=VI style='font-size:12.0pt'>{}<o:p></o:p></span></p>"
        "</td>"
    )
    lines = "".join("<tr>" + "".join(map(cell.format, row)) + "</tr>" for row in (HEADER, *rows))
    return f"<html><meta charset=utf-8><body><table class=MsoTableGrid>{lines}</table></body></html>".encode()


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
