"""Forms with files are read as they come: fields kept, files on the disk up to their limit."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi import Request
from starlette.exceptions import HTTPException

from web.asgi import AsgiMessage
from web.frame.uploads import MOST_OF_A_REQUEST, SentForm, incoming_form, sent_fields
from workflow.evidence.files import MOST_FILE_OCTETS, MOST_FILES

BOUNDARY = b"----ranh-gioi"
PIECE = 256 * 1024


def part(name: str, content: bytes, file: str | None = None) -> bytes:
    named = f'; filename="{file}"' if file is not None else ""
    head = f'Content-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode()
    return b"--" + BOUNDARY + b"\r\n" + head + content + b"\r\n"


def a_request(*parts: bytes, length: int | None = None) -> Request:
    """A request whose body comes in pieces."""
    body = b"".join(parts) + b"--" + BOUNDARY + b"--\r\n"
    pieces = [body[start : start + PIECE] for start in range(0, len(body), PIECE)]

    async def receive() -> AsgiMessage:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    headers = [
        (b"content-type", b"multipart/form-data; boundary=" + BOUNDARY),
        (b"content-length", str(length or len(body)).encode()),
    ]
    return Request({"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}, receive)


def read(request: Request, folder: Path) -> tuple[SentForm, list[int]]:
    """The form, and how large its files were on the disk."""

    @contextmanager
    def landing() -> Iterator[Path]:
        yield folder

    async def reading() -> tuple[SentForm, list[int]]:
        async with incoming_form(request, landing) as sent:
            return sent, [file.path.stat().st_size for file in sent.files]

    return asyncio.run(reading())


def test_fields_and_files_come_apart_in_their_order(tmp_path: Path) -> None:
    request = a_request(
        part("tom-tat", "Đã trình".encode()), part("tep", b"mot", "Một.pdf"), part("tep", b"hai", "hai.pdf")
    )
    sent, sizes = read(request, tmp_path)
    assert sent.fields == {"tom-tat": "Đã trình"}
    assert ([file.name for file in sent.files], sizes) == (["Một.pdf", "hai.pdf"], [3, 3])


def test_a_file_over_the_limit_is_cut_off_and_the_rest_is_read(tmp_path: Path) -> None:
    large = part("tep", b"x" * (MOST_FILE_OCTETS + 3 * PIECE), "to.pdf")
    sent, sizes = read(a_request(large, part("tom-tat", b"con day")), tmp_path)
    assert sizes == [MOST_FILE_OCTETS + 1]
    assert sent.fields == {"tom-tat": "con day"}


def test_a_field_where_no_file_was_chosen_brings_none(tmp_path: Path) -> None:
    sent, _ = read(a_request(part("tep", b"", ""), part("a", b"b")), tmp_path)
    assert (sent.fields, sent.files) == ({"a": "b"}, ())


def test_more_files_than_go_with_a_report_are_not_written(tmp_path: Path) -> None:
    sent, _ = read(a_request(*(part("tep", b"x", f"{n}.pdf") for n in range(MOST_FILES + 3))), tmp_path)
    assert len(sent.files) == MOST_FILES
    assert len(list(tmp_path.iterdir())) == MOST_FILES


def test_a_request_over_all_limits_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(HTTPException) as refused:
        read(a_request(part("a", b"b"), length=MOST_OF_A_REQUEST + 1), tmp_path)
    assert refused.value.status_code == 413


@pytest.mark.parametrize("parts", [(part("a", b"x" * 70_000),), tuple(part("a", b"x") for _ in range(300))])
def test_longer_fields_and_more_of_them_than_anybody_types_are_refused(
    tmp_path: Path, parts: tuple[bytes, ...]
) -> None:
    with pytest.raises(HTTPException) as refused:
        read(a_request(*parts), tmp_path)
    assert refused.value.status_code == 413


def test_what_is_no_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HTTPException) as refused:
        read(a_request(b"rac"), tmp_path)
    assert refused.value.status_code == 400


def test_where_files_are_not_wanted_they_are_let_go_and_the_fields_are_found_again() -> None:
    request = a_request(part("ten", b"Minh"), part("tep", b"x" * PIECE, "a.pdf"))

    async def both() -> tuple[object, object]:
        return await sent_fields(request), dict(await request.form())

    assert asyncio.run(both()) == ([("ten", "Minh")], {"ten": "Minh"})
