"""What nobody can see, at every door: documents, tables, the command line, pages."""

import asyncio
import sys
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from base.visible import visible, visible_in_document
from cli.main import as_typed
from documents.reader import read_file
from services.intake.sheet_files import sheet_rows
from web.asgi import AsgiMessage, AsgiScope, Receive, Send
from web.guard.hidden_signs import with_visible_text, without_hidden

HIDDEN = "\u200b\u200d\u202e\u2066\ufeff\u00ad\u2060\u3164\ufe0f\U000e0041"
# Signs of other scripts that are formatting characters to Unicode and are drawn all the same.
DRAWN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x13430, 0x13440)}


def laced(text: str) -> str:
    """The text with something hidden after each letter."""
    return "".join(letter + HIDDEN[place % len(HIDDEN)] for place, letter in enumerate(text))


def test_every_formatting_character_that_draws_nothing_is_taken_out() -> None:
    left = [
        f"{code:x}"
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) == "Cf" and code not in DRAWN and visible(chr(code))
    ]
    assert left == []


def test_what_is_seen_stays() -> None:
    text = "Sở Nội vụ: “Đề án” – 15/7/2026\n\tmục 1; Ð ð 100 %"
    assert visible(text) == visible_in_document(text) == text


def test_a_document_is_read_as_it_looks(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph(laced("ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP"))
    document.add_paragraph("Số: " + laced("50/KH-UBND"))
    table = document.add_table(rows=2, cols=4)
    rows = (("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"), ("1", "Lập đề án", "Sở Y tế", "Trước 15/7/2026"))
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = laced(text)
    document.save(str(tmp_path / "plan.docx"))
    found = read_file(tmp_path / "plan.docx")
    (printed,) = found.rows
    assert (printed.title, printed.lead, printed.deadline) == ("Lập đề án", "Sở Y tế", "Trước 15/7/2026")


def test_a_text_file_and_a_table_are_read_as_they_look(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{laced('agency')},name\n{laced('Sở Y tế')}\0,Lan\n", encoding="utf-8")
    assert sheet_rows(tmp_path / "a.csv") == [["agency", "name"], ["Sở Y tế", "Lan"]]


def test_a_word_of_the_command_line_is_taken_as_it_looks_but_for_the_name_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / f"{laced('ke')}.docx"
    file.touch()
    assert as_typed(laced("Sở Y tế")) == "Sở Y tế"
    assert as_typed(str(file)) == str(file)


@given(st.text(), st.lists(st.integers(0, 400), max_size=6))
def test_a_form_in_any_pieces_comes_in_as_it_looks(text: str, cuts: list[int]) -> None:
    sent = b"ten=" + quote(laced(text)).encode() + b"&so=1"
    assert b"".join(pieces_heard(sent, cuts)) == b"ten=" + without_hidden(quote(text).encode()) + b"&so=1"


def pieces_heard(sent: bytes, cuts: Sequence[int]) -> list[bytes]:
    """What the application hears of a form that comes in these pieces."""
    places = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    pieces = [sent[start:end] for start, end in pairwise(places)]
    messages = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces) - 1}
        for number, piece in enumerate(pieces)
    ]
    heard: list[bytes] = []

    async def app(_scope: AsgiScope, receive: Receive, _send: Send) -> None:
        more = True
        while more:
            message = await receive()
            heard.append(message["body"])
            more = message["more_body"]

    async def receive() -> AsgiMessage:
        return messages.pop(0)

    async def send(_message: AsgiMessage) -> None:
        """Nothing is answered."""

    scope = {
        "type": "http",
        "query_string": b"",
        "headers": [(b"content-type", b"application/x-www-form-urlencoded")],
    }

    async def asked() -> None:
        await with_visible_text(app)(scope, receive, send)

    asyncio.run(asked())
    return heard


@pytest.mark.parametrize("octets", [b"%", b"%E", b"%E2%80", b"%ff%00%FE", b"a=%E2%80%8Bb", b"\xe2\x80\x8b"])
def test_octets_that_are_no_text_do_no_harm(octets: bytes) -> None:
    assert b"%E2%80%8B" not in without_hidden(octets)
