"""Older and other office files (.doc, .rtf, .odt, .xls …): LibreOffice turns them into DOCX or XLSX."""

from pathlib import Path
from tempfile import TemporaryDirectory

from documents.intake.detect import is_spreadsheet
from documents.intake.errors import UnreadableDocument
from documents.intake.limits import Limits, Source, check_size
from documents.intake.tools import require, run_tool

_PACKAGES = "libreoffice-writer-nogui libreoffice-calc-nogui"
_SECONDS = 120.0


def convert(source: Source, limits: Limits) -> Source:
    """The file as DOCX, or as XLSX if it is a spreadsheet. Macros don't run in a conversion."""
    form = "xlsx" if is_spreadsheet(source) else "docx"
    office = require(["soffice", "libreoffice"], source.name, packages=_PACKAGES, purpose="đọc tệp Word, Excel đời cũ")
    with TemporaryDirectory(prefix="dondoc-") as folder:
        # The name an official gave may hold anything; the copy's name is ours.
        given = Path(folder) / "document"
        given.write_bytes(source.data)
        # A profile of its own: another LibreOffice may be running, and its settings are nobody's business here.
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        run_tool(
            [office, profile, "--headless", "--norestore", "--convert-to", form, "--outdir", folder, str(given)],
            source.name,
            seconds=_SECONDS,
        )
        made = given.with_suffix(f".{form}")
        if not made.is_file():
            raise UnreadableDocument(
                source.name,
                reason="không chuyển đổi được sang DOCX",
                remedy="Hãy mở tệp bằng Word hoặc LibreOffice, lưu thành DOCX rồi nhập lại",
            )
        check_size(source.name, made.stat().st_size, limits)
        return Source(source.name, made.read_bytes())
