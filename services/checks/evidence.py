"""Checks of the files of reports: whether all that the log names is there as it was, and whether files are scanned."""

from collections.abc import Iterator
from datetime import datetime

from base.errors import DondocError
from config.settings import Settings
from services.checks.finding import Finding, fault, first_few, from_error, warning
from services.evidence.holding import hold_files, named_words
from services.evidence.place import file_store
from services.evidence.scanner import ping_scanner
from workflow.store.database.opening import Session

_RESTORE = "Khôi phục từ bản sao lưu gần nhất bằng `dondoc restore`; hỏi cơ quan đã nộp."


def check_scanner(settings: Settings) -> Iterator[Finding]:
    """Ask the scanner, where one is set, whether it is there."""
    if settings.clamd:
        try:
            ping_scanner(settings.clamd)
        except DondocError as error:
            remedy = "Bật dịch vụ clamav-daemon, hoặc sửa DONDOC_CLAMD; đến lúc đó không ai nộp được tệp."
            yield fault("scanner-away", f"Máy quét virus {settings.clamd}", error.reason, remedy)


def check_files(session: Session, settings: Settings, *, now: datetime) -> Iterator[Finding]:
    """Hold the place of files to the log. Reads every file once."""
    if settings.database_url.startswith("postgres") and not settings.files_place:
        remedy = "Một máy thì bỏ qua; nhiều máy thì đặt DONDOC_FILES_PLACE là thư mục dùng chung hoặc s3://…"
        yield warning("files-one-machine", f"Tệp kết quả ở {settings.files_dir}", "chỉ máy này có", remedy)
    try:
        held = hold_files(session, file_store(settings), now=now)
    except DondocError as error:
        yield from_error("files-unavailable", error)
        return
    if held.missing:
        reason = f"không còn ở {held.place}: {first_few([named_words(one) for one in held.missing])}"
        yield fault("files-missing", f"{len(held.missing)} tệp kết quả", reason, _RESTORE)
    if held.altered:
        reason = f"không còn như khi nộp: {first_few([named_words(one) for one in held.altered])}"
        yield fault("files-altered", f"{len(held.altered)} tệp kết quả", reason, _RESTORE)
    if held.orphaned:
        reason = f"không ai nhắc tới: {first_few(held.orphaned)}"
        remedy = "Dọn dẹp hằng đêm tự xóa tệp nháp đã bỏ; tệp lạ thì xem rồi chuyển đi."
        yield warning("files-orphaned", f"{len(held.orphaned)} tệp ở {held.place}", reason, remedy)
