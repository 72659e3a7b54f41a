"""Why a file is not taken in: said to the person who sent it, with what to do instead."""

from base.errors import DondocError
from workflow.evidence.files import KINDS_IN_WORDS, FileKind

_PLACE = "Tệp kèm theo"
AS_PDF = "In lại thành PDF rồi gửi bản đó."


class FileRefused(DondocError):
    """A file can't be taken in; nothing of it was kept."""

    def __init__(self, name: str, *, reason: str, remedy: str, place: str = _PLACE) -> None:
        super().__init__(given=name, place=place, reason=reason, remedy=remedy)


class FileTooLarge(FileRefused):
    """A file weighs more than one may; how much more isn't known where it was cut off as it came."""


class SecretRefused(FileRefused):
    """A file bears the marking of a state secret, or, without a name, something that was typed."""

    def __init__(self, name: str, marking: str, *, where: str) -> None:
        said = "Nếu tệp không phải tài liệu mật" if name else "Nếu đó không phải nội dung mật"
        super().__init__(
            name,
            place=_PLACE if name else "Nội dung đã nhập",
            reason=f"có dấu chỉ độ mật “{marking}” {where}",
            remedy=(
                f"Không gửi {'tài liệu' if name else 'nội dung'} bí mật nhà nước qua hệ thống này: gửi theo đường văn "
                f"thư mật, ở đây chỉ ghi số, ngày văn bản. {said}, sửa chỗ ghi chữ đó rồi gửi lại."
            ),
        )


def other_kind(name: str, what: str, remedy: str = "") -> FileRefused:
    """A file of a kind that isn't taken in; `what` says which it is."""
    return FileRefused(name, reason=f"là {what}, không nhận được", remedy=remedy or f"Gửi {KINDS_IN_WORDS}.")


def wrongly_named(name: str, kind: FileKind) -> FileRefused:
    """A file whose name says another kind than its content."""
    return FileRefused(
        name,
        reason=f"có đuôi không đúng với nội dung: nội dung là {kind.value.upper()}",
        remedy=f"Kiểm tra lại tệp; nếu đúng thì đổi đuôi tên thành .{kind.value} rồi gửi lại.",
    )


def with_macros(name: str) -> FileRefused:
    """An office file that brings programs along."""
    return FileRefused(
        name,
        reason="có macro hoặc phần tự chạy",
        remedy="Lưu lại thành .docx, .xlsx không có macro, hoặc in thành PDF rồi gửi bản đó.",
    )


def not_opened(name: str) -> FileRefused:
    """A file that is damaged, or that something else is hidden in."""
    return FileRefused(
        name, reason="bị hỏng, không mở được", remedy="Mở thử trên máy, lưu lại thành tệp mới rồi gửi lại."
    )


def two_in_one(name: str) -> FileRefused:
    """A file that reads as two kinds at once."""
    return FileRefused(name, reason="chứa thêm một tệp khác ở bên trong", remedy=AS_PDF)
