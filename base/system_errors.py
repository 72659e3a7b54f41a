"""What the machine refuses (`OSError`), in the words of the house: a full disk, a missing right, a file as a folder."""

import errno
from collections.abc import Mapping

from base.errors import DondocError


class SystemRefusal(DondocError):
    """The operating system didn't let us read, write, make or reach something."""

    exit_code = 1


_ROOM = "Dọn chỗ trên ổ đĩa rồi chạy lại; không có gì được ghi dở."
_RIGHTS = "Cấp quyền cho người chạy dondoc, hoặc chọn nơi khác."
_PATH = "Kiểm tra đường dẫn, DONDOC_HOME."
_NETWORK = "Kiểm tra mạng và địa chỉ máy chủ rồi chạy lại."
# What happened and what to do about it, by the number of the fault.
_WORDS: Mapping[int, tuple[str, str]] = {
    errno.ENOSPC: ("không ghi được vì ổ đĩa đầy", _ROOM),
    errno.EDQUOT: ("không ghi được vì hết hạn mức đĩa của người dùng", _ROOM),
    errno.EFBIG: ("không ghi được vì tệp vượt cỡ cho phép", "Nới giới hạn cỡ tệp (`ulimit -f`) rồi chạy lại."),
    errno.EROFS: ("nằm trên ổ đĩa chỉ đọc", "Gắn lại ổ đĩa cho phép ghi, hoặc đặt DONDOC_HOME ở nơi khác."),
    errno.EIO: (
        "không đọc hoặc ghi được, ổ đĩa báo lỗi",
        "Xem `dmesg`; chuyển dữ liệu sang ổ đĩa khác.",
    ),
    errno.EACCES: ("không có quyền đọc hoặc ghi", _RIGHTS),
    errno.EPERM: ("không được phép làm việc đó", _RIGHTS),
    errno.ENOENT: ("không có", _PATH),
    errno.ENOTDIR: ("không dùng được vì một phần của đường dẫn là tệp, không phải thư mục", _PATH),
    errno.EEXIST: ("đã có, và là tệp chứ không phải thư mục", _PATH),
    errno.EISDIR: ("là thư mục, không phải tệp", _PATH),
    errno.ENOTEMPTY: ("là thư mục không trống", _PATH),
    errno.ENAMETOOLONG: ("là đường dẫn quá dài", _PATH),
    errno.ELOOP: ("là liên kết vòng", _PATH),
    errno.EMFILE: ("không mở thêm được tệp", "Nới giới hạn số tệp mở (`ulimit -n`) rồi chạy lại."),
    errno.ENFILE: ("không mở thêm được tệp", "Dừng bớt chương trình trên máy rồi chạy lại."),
    errno.ENOMEM: ("không đủ bộ nhớ", "Dừng bớt chương trình trên máy rồi chạy lại."),
    errno.ENOEXEC: ("không phải chương trình chạy được", "Cài lại chương trình đó."),
    errno.EADDRINUSE: ("là cổng đang có chương trình khác dùng", "Chọn cổng khác."),
    errno.ECONNREFUSED: ("không nhận kết nối", _NETWORK),
    errno.ECONNRESET: ("ngắt kết nối giữa chừng", _NETWORK),
    errno.EHOSTUNREACH: ("không tới được", _NETWORK),
    errno.ENETUNREACH: ("không tới được", _NETWORK),
    errno.ETIMEDOUT: ("không trả lời", _NETWORK),
}


def fault_words(error: OSError) -> tuple[str, str]:
    """Return what happened and what to do about it, in Vietnamese; the system's own words for what isn't known."""
    usual = (f"bị hệ thống từ chối ({error.strerror or error or type(error).__name__})", _PATH)
    return _WORDS.get(error.errno or 0, usual)


def system_refusal(error: OSError, *, given: object = None) -> SystemRefusal:
    """Return an error of the operating system in the four fields; `given` where the error itself names nothing."""
    reason, remedy = fault_words(error)
    named = error.filename if error.filename is not None else given
    return SystemRefusal(given="?" if named is None else _shown(named), place="Máy tính", reason=reason, remedy=remedy)


def _shown(named: object) -> str:
    text = named.decode("utf-8", "replace") if isinstance(named, bytes) else str(named)
    # A name that isn't UTF-8 can't be printed as it is.
    return text.encode("utf-8", "replace").decode("utf-8")
