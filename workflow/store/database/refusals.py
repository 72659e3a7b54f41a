"""What a database refuses, told to an official: which fault it is, and what to do about it.

PostgreSQL gives a code (SQLSTATE) to what happens in a session, but none to a connection that never came about:
those are told apart by the words of libpq and the server.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from base.errors import DondocError

OLDEST_POSTGRESQL = 15
_PLACE = "Cơ sở dữ liệu"
_ADDRESS = "DONDOC_DATABASE_URL"

# Waiting for a lock in vain, two transactions that wait for each other, two that would overwrite each other.
BUSY_CODES = frozenset({"55P03", "40P01", "40001"})
FORBIDDEN_CODE = "42501"
NO_ROOM_CODE = "53100"
# What a disk must have left for a fault of reading and writing not to be taken for a full disk, in octets.
NO_ROOM = 2**20
LOST_CODES = frozenset({"57P01", "57P02", "57P03", "08003", "08006"})


class DatabaseUnavailable(DondocError):
    """The database cannot be opened: wrong address, no server, no permission."""

    exit_code = 1


class DatabaseMissing(DatabaseUnavailable):
    """There is no database where one is looked for, or nothing in it."""


class DatabaseDamaged(DatabaseUnavailable):
    """What is in the file can't be read as a database any more."""


class DiskFull(DatabaseUnavailable):
    """The disk of the database has no room left."""


class DatabaseBusy(DondocError):
    """Another program held what was needed for longer than this one may wait."""

    exit_code = 1


# In the order in which they are tried: words of the fault, the reason, the remedy.
FAULTS: Sequence[tuple[str, str, str]] = (
    (
        r"(password|Peer) authentication failed|no password supplied|role \"[^\"]*\" does not exist",
        "không chấp nhận tên đăng nhập hoặc mật khẩu",
        f"Sửa tên đăng nhập, mật khẩu trong {_ADDRESS}; ký tự đặc biệt của mật khẩu viết dạng %XX, ví dụ @ là %40.",
    ),
    (
        r"database \"[^\"]*\" does not exist",
        "chưa có trên máy chủ PostgreSQL",
        "Tạo bằng lệnh `createdb --encoding UTF8` trên máy chủ rồi chạy lại.",
    ),
    (
        r"no pg_hba.conf entry",
        "không nhận kết nối từ máy này (pg_hba.conf)",
        "Nhờ người quản trị máy chủ PostgreSQL cho phép máy này kết nối.",
    ),
    (
        r"failed to resolve host|could not translate host name",
        "nằm trên máy chủ không tìm thấy tên",
        f"Kiểm tra tên máy chủ trong {_ADDRESS}.",
    ),
    (
        r"Connection refused|Is the server running|timeout expired|connection timeout|No route to host",
        "nằm trên máy chủ PostgreSQL không trả lời",
        f"Kiểm tra máy chủ PostgreSQL đang chạy, và tên máy, cổng trong {_ADDRESS}.",
    ),
    (
        r"server closed the connection|connection is closed|terminating connection|the connection is lost",
        "vừa mất kết nối giữa chừng",
        "Không có gì được ghi dở; chạy lại khi máy chủ PostgreSQL hoạt động.",
    ),
    (
        r"no such (table|column)|(relation|column) \"[^\"]*\" does not exist",
        "thiếu bảng hoặc cột mà chương trình cần",
        "Xem `dondoc doctor`; khôi phục bản sao lưu gần nhất bằng `dondoc restore`.",
    ),
    (r"readonly database", "không cho ghi", "Cấp quyền ghi tệp và thư mục chứa nó cho người chạy dondoc."),
    (
        r"unable to open database file",
        "không mở được tệp",
        f"Kiểm tra DONDOC_HOME và đường dẫn trong {_ADDRESS}: thư mục phải có sẵn và ghi được.",
    ),
)


def database_refusal(error: DBAPIError, url: str) -> DondocError | None:
    """Return the refusal in an official's words; None when the fault is not the database's but the program's."""
    code, words = getattr(error.orig, "sqlstate", None), str(error.orig).strip()
    if code in BUSY_CODES or re.search(r"database (table )?is locked", words):
        return DatabaseBusy(
            given=mask_password(url),
            place=_PLACE,
            reason="đang bị một chương trình khác giữ để ghi",
            remedy="Chờ tiến trình kia xong rồi chạy lại; không có gì bị thay đổi.",
        )
    if code == FORBIDDEN_CODE:
        reason, remedy = _forbidden(words)
        return _unavailable(url, reason, remedy)
    if code in LOST_CODES:
        words = "terminating connection"
    if told := _of_the_disk(code, words, url):
        return told
    for pattern, reason, remedy in FAULTS:
        if re.search(pattern, words):
            return _unavailable(url, reason, remedy)
    if not _of_the_database(error):
        return None
    reason = f"không dùng được ({_without_secrets(words.splitlines()[0], url) if words else type(error.orig).__name__})"
    return _unavailable(url, reason, f"Kiểm tra {_ADDRESS} và máy chủ, hoặc nhờ người quản trị.")


def unforeseen_refusal(error: Exception) -> DatabaseUnavailable | None:
    """Return any other error of a database without its statement and values; None for what is none.

    What people wrote has no place in an error.
    """
    if isinstance(error, sqlite3.Error):
        words = str(error)
    elif isinstance(error, DBAPIError):
        words = str(error.orig).strip()
    else:
        return None
    if "NUL" in words:
        reason, remedy = "không ghi được ký tự NUL trong nội dung", "Xóa ký tự lạ trong nội dung nhập rồi làm lại."
    else:
        reason = f"từ chối thao tác này ({type(error).__name__})"
        remedy = "Chạy `dondoc doctor`; nếu không thấy gì sai, báo người phát triển. Không có gì được ghi dở."
    return DatabaseUnavailable(given="thao tác vừa rồi", place=_PLACE, reason=reason, remedy=remedy)


def malformed_address(url: str) -> DatabaseUnavailable:
    """Return the refusal of an address that means nothing."""
    return DatabaseUnavailable(
        given=mask_password(url),
        place=f"Địa chỉ cơ sở dữ liệu ({_ADDRESS})",
        reason="không đúng dạng",
        remedy=(
            "Dùng dạng sqlite:///đường/dẫn/dondoc.sqlite, postgresql://người-dùng:mật-khẩu@máy-chủ/tên "
            "hoặc postgresql://người-dùng@/tên?host=/var/run/postgresql."
        ),
    )


def unsuitable(url: str, *, version: int, encoding: str | None) -> DatabaseUnavailable | None:
    """Return the refusal of a PostgreSQL that can't hold our data; None when it can. `version` is as in 160014."""
    if version < OLDEST_POSTGRESQL * 10_000:
        reason = f"nằm trên PostgreSQL {version // 10_000}, bản quá cũ"
        return _unavailable(url, reason, f"Nâng cấp máy chủ lên PostgreSQL {OLDEST_POSTGRESQL} trở lên.")
    if encoding != "UTF8":
        reason = f"dùng bảng mã {encoding}, không ghi đúng tiếng Việt"
        return _unavailable(url, reason, "Tạo cơ sở dữ liệu mới bằng `createdb --encoding UTF8 --template template0`.")
    return None


def mask_password(url: str) -> str:
    """Return an address that may be shown: what may be a password is left out, even where the address is wrong.

    >>> mask_password("postgresql://u:p@SECRET@host/name?sslpassword=x@y")
    'postgresql://u:***@host/name?sslpassword=***'
    """
    scheme, mark, rest = url.partition("://")
    if not mark:
        return f"{scheme.partition(':')[0]}:…" if ":" in scheme else "…"
    # Whatever the address is, the query's secrets go first: one may hold the @ that seems to end a login.
    shown = _SECRET_QUERY.sub(r"\1***", rest)
    if scheme.startswith("sqlite") and shown.startswith("/"):
        return f"{scheme}://{shown}"
    # A password with an unescaped @, / or ? in it ends at the last @ all the same.
    login, at, place = shown.rpartition("@")
    user, colon, _ = login.partition(":")
    return f"{scheme}://{user}{':***' if colon else ''}{at}{place}"


_SECRET_QUERY = re.compile(r"([?&][^=&]*(?:pass|pwd|secret|token|key)[^=&]*=)[^&]*", re.IGNORECASE)


def damage_refusal(url: str, found: str) -> DatabaseDamaged:
    """Return the refusal of a database that can't be read any more. `found` is what SQLite says of it."""
    return DatabaseDamaged(
        given=mask_password(url),
        place=_PLACE,
        reason=f"bị hỏng, hoặc không phải tệp SQLite ({found})",
        remedy="Dừng các chương trình dondoc, khôi phục bản sao lưu gần nhất bằng `dondoc restore TỆP --force`.",
    )


def _of_the_disk(code: str | None, words: str, url: str) -> DatabaseUnavailable | None:
    """Tell a full disk, a broken one and a broken file apart."""
    if re.search(r"malformed|not a database", words):
        return damage_refusal(url, words)
    full = code == NO_ROOM_CODE or bool(re.search(r"disk is full|No space left", words))
    if full or ("disk I/O error" in words and _has_no_room(url)):
        return DiskFull(
            given=mask_password(url),
            place=_PLACE,
            reason="không ghi được vì ổ đĩa đầy",
            remedy="Dọn chỗ trên ổ đĩa rồi chạy lại; không có gì được ghi dở.",
        )
    if "disk I/O error" in words:
        remedy = (
            "Xem nhật ký của máy (`dmesg`), quyền của tệp; đĩa hỏng thì khôi phục sang đĩa khác bằng `dondoc restore`."
        )
        return _unavailable(url, "không đọc hoặc ghi được, ổ đĩa báo lỗi", remedy)
    if "unable to open database file" in words and (file := _file_of(url)) is not None and not file.exists():
        return DatabaseMissing(
            given=mask_password(url),
            place=_PLACE,
            reason="không có tệp này",
            remedy="Kiểm tra DONDOC_HOME, DONDOC_DATABASE_URL; tệp bị mất thì khôi phục bằng `dondoc restore TỆP`.",
        )
    return None


def _has_no_room(url: str) -> bool:
    file = _file_of(url)
    try:
        return file is not None and shutil.disk_usage(file.parent).free < NO_ROOM
    except OSError:
        return False


def _file_of(url: str) -> Path | None:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        return None
    is_file = address.get_backend_name() == "sqlite" and address.database
    return Path(str(address.database)) if is_file else None


def _without_secrets(words: str, url: str) -> str:
    """Leave out of a driver's words whatever of the address stands before its last @, but for the user."""
    login = url.partition("://")[2].rpartition("@")[0].partition(":")[2]
    for secret in sorted(_pieces(login), key=len, reverse=True):
        words = words.replace(secret, "***")
    return words


def _pieces(login: str) -> Iterator[str]:
    for piece in {login, *re.split(r"[@:/?]", login)} - {""}:
        yield from (piece, unquote(piece))


def _forbidden(words: str) -> tuple[str, str]:
    if "schema" in words:
        # Since version 15, PostgreSQL lets only the owner of a database make tables in it.
        remedy = "Nhờ người quản trị chạy: ALTER DATABASE tên OWNER TO người-dùng; hoặc GRANT ALL ON SCHEMA public."
        return "không cho người dùng này tạo bảng", remedy
    return "không cho người dùng này làm việc đó", "Nhờ người quản trị cấp quyền trên các bảng của dondoc."


def _of_the_database(error: DBAPIError) -> bool:
    return type(error.orig).__name__ == "OperationalError" or error.connection_invalidated


def _unavailable(url: str, reason: str, remedy: str) -> DatabaseUnavailable:
    return DatabaseUnavailable(given=mask_password(url), place=_PLACE, reason=reason, remedy=remedy)
