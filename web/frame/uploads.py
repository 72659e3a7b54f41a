"""Reading a form with files: fields into memory, files straight to the disk, each up to its limit and no further.

Starlette's own reader takes any amount of any file before anybody may look at it. Here a file that grows too large is
cut off as it comes, and the rest of the form is still read: nobody loses what he typed for a large attachment.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from base.visible import visible
from services.evidence.intake import Incoming
from workflow.evidence.files import MOST_FILE_OCTETS, MOST_FILES

# All of a request: the most files with the most in each, and more than anybody types.
MOST_OF_A_REQUEST = (MOST_FILES + 1) * MOST_FILE_OCTETS
_LONGEST_FIELD = 64 * 1024
_MOST_PARTS = 200
# How much of files is gathered before it is written.
_AT_ONCE = 512 * 1024


@dataclass(frozen=True, kw_only=True)
class SentForm:
    """What a form brought: fields, the last of a name counts, and the files that were chosen, cut off if too large.

    `beyond` names the files that were more than a form may bring, and so were let go.
    """

    fields: dict[str, str]
    files: tuple[Incoming, ...]
    beyond: tuple[str, ...] = ()


@asynccontextmanager
async def incoming_form(
    request: Request,
    landing: Callable[[], AbstractContextManager[Path]] | None,
    *,
    most: int = MOST_FILE_OCTETS,
) -> AsyncIterator[SentForm]:
    """Read a form; while the block lasts its files lie in the folder that `landing` opens. Without it there are none.

    A file is cut off one octet behind `most`. Raises `HTTPException`.
    """
    if landing is None or not _is_multipart(request) or _was_read(request):
        yield SentForm(fields=dict(await sent_fields(request)), files=())
        return
    with landing() as folder:
        with ExitStack() as stack:
            reading = _Reading(folder, stack, most)
            await _read(request, reading)
        _remember(request, reading)
        yield SentForm(fields=dict(reading.fields), files=tuple(reading.files), beyond=tuple(reading.beyond))


async def sent_fields(request: Request) -> list[tuple[str, str]]:
    """Return the fields of a form in their order; files that come along are dropped as they come."""
    if _is_multipart(request) and not _was_read(request):
        with ExitStack() as stack:
            reading = _Reading(None, stack)
            await _read(request, reading)
        _remember(request, reading)
        request.state.files_let_go = tuple(reading.let_go)
        return reading.fields
    items = (await request.form()).multi_items()
    return [(name, value) for name, value in items if not isinstance(value, UploadFile)]


def files_let_go(request: Request) -> tuple[str, ...]:
    """Return the names of the files that came along with fields that were read alone."""
    found: tuple[str, ...] = getattr(request.state, "files_let_go", ())
    return found


class _Reading:
    """What has been read of a form; without a folder files are let go."""

    def __init__(self, folder: Path | None, stack: ExitStack, most: int = MOST_FILE_OCTETS) -> None:
        self.fields: list[tuple[str, str]] = []
        self.files: list[Incoming] = []
        self.beyond: list[str] = []
        self.let_go: list[str] = []
        self._folder, self._stack = folder, stack
        # One octet more than may be kept: so it shows that there was more.
        self._cut_at = most + 1
        self._header, self._value = b"", b""
        self._disposition = b""
        self._name = ""
        self._content = bytearray()
        self._file: IO[bytes] | None = None
        self._dropping = False
        self._octets = 0
        self._parts = 0
        self.waiting: list[tuple[IO[bytes], bytes]] = []
        self.gathered = 0

    def begin(self) -> None:
        self._disposition, self._content, self._octets = b"", bytearray(), 0
        self._file, self._dropping = None, False
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise HTTPException(413)

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def headers_end(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = _text(options.get(b"name", b""))
        if (given := options.get(b"filename")) is None:
            return
        name = _text(given)
        # A field for files where none was chosen has an empty name.
        self._dropping = self._folder is None or not name or len(self.files) >= MOST_FILES
        if self._folder is not None and not self._dropping:
            path = self._folder / f"{len(self.files)}"
            self._file = self._stack.enter_context(path.open("wb"))
            self.files.append(Incoming(path=path, name=name))
        elif name:
            (self.let_go if self._folder is None else self.beyond).append(name)

    def data(self, data: bytes, start: int, end: int) -> None:
        if self._dropping:
            return
        if self._file is None:
            self._content += data[start:end]
            if len(self._content) > _LONGEST_FIELD:
                raise HTTPException(413)
            return
        room = self._cut_at - self._octets
        if room > 0:
            piece = data[start : min(end, start + room)]
            self._octets += len(piece)
            self.gathered += len(piece)
            self.waiting.append((self._file, piece))

    def end(self) -> None:
        if self._file is None and not self._dropping:
            self.fields.append((self._name, _text(bytes(self._content))))

    def write(self) -> None:
        """Write what was gathered to the disk."""
        for file, piece in self.waiting:
            file.write(piece)
        self.waiting, self.gathered = [], 0


async def _read(request: Request, reading: _Reading) -> None:
    _, options = parse_options_header(request.headers["content-type"])
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MOST_OF_A_REQUEST:
        raise HTTPException(413)
    parser = MultipartParser(
        options.get(b"boundary", b""),
        {
            "on_part_begin": reading.begin,
            "on_header_field": reading.header_name,
            "on_header_value": reading.header_value,
            "on_header_end": reading.header_end,
            "on_headers_finished": reading.headers_end,
            "on_part_data": reading.data,
            "on_part_end": reading.end,
        },
    )
    octets = 0
    try:
        async for chunk in request.stream():
            octets += len(chunk)
            if octets > MOST_OF_A_REQUEST:
                raise HTTPException(413)
            parser.write(chunk)
            if reading.gathered > _AT_ONCE:
                await run_in_threadpool(reading.write)
        parser.finalize()
    except FormParserError as error:
        raise HTTPException(400) from error
    await run_in_threadpool(reading.write)


def _text(octets: bytes) -> str:
    return visible(octets.decode("utf-8", errors="replace"))


def _is_multipart(request: Request) -> bool:
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


def _was_read(request: Request) -> bool:
    return request._form is not None  # noqa: SLF001 - Starlette says nowhere else whether the form was asked for


def _remember(request: Request, reading: _Reading) -> None:
    """Let whoever asks the request for its form find what was read: its body is gone."""
    request._form = FormData([*reading.fields])  # noqa: SLF001 - see above
