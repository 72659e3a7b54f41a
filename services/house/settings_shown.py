"""The settings in force, each in an office's words with where it comes from; what is secret is never shown."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from config.env_files import ENV_FILE, OfficeSettings, env_file_values
from config.settings import Settings
from config.sign_in import SignInPolicy
from services.maintenance.env_secrets import is_secret

SETTING_WORDS: Mapping[str, str] = {
    "DONDOC_HOME": "Thư mục của hệ thống",
    "DONDOC_DATABASE_URL": "Cơ sở dữ liệu",
    "DONDOC_CONFIG_DIR": "Thư mục các tệp chính sách",
    "DONDOC_CONFIG_SHARED": "Các máy dùng chung tệp chính sách",
    "DONDOC_MAIL_URL": "Máy chủ thư",
    "DONDOC_ZALO_URL": "Kênh Zalo",
    "DONDOC_ZNS_URL": "Kênh Zalo ZNS",
    "DONDOC_CHAT_URL": "Kênh tin nhắn khác",
    "DONDOC_MAIL_FROM": "Người gửi thư",
    "DONDOC_ADMIN_MAIL": "Thư của quản trị",
    "DONDOC_METRICS_TOKEN": "Mã xem số liệu giám sát",
    "DONDOC_DEVELOPMENT": "Chế độ phát triển",
    "DONDOC_BASE_URL": "Địa chỉ các trang",
    "DONDOC_CALDAV_URL": "Thư mục lịch CalDAV",
    "DONDOC_CALDAV_USER": "Tài khoản CalDAV",
    "DONDOC_CALDAV_PASSWORD": "Mật khẩu CalDAV",
    "DONDOC_SOON_DAYS": "Sắp đến hạn từ mấy ngày trước",
    "DONDOC_USUAL_TERM": "Hạn thường, ngày làm việc",
    "DONDOC_UNCONFIRMED_DAYS": "Nhắc xác nhận báo cáo sau, ngày làm việc",
    "DONDOC_UNCONFIRMED_HEAD_DAYS": "Báo người đứng đầu khi chưa xác nhận sau, ngày làm việc",
    "DONDOC_BULLETIN_TO": "Người nhận bản tin thứ Hai",
    "DONDOC_LEADERSHIP": "Cơ quan lãnh đạo tỉnh",
    "DONDOC_SECRET_KEY": "Khóa bí mật",
    "DONDOC_FILES_PLACE": "Nơi giữ tệp kết quả",
    "DONDOC_S3_ENDPOINT": "Kho tệp S3",
    "DONDOC_S3_REGION": "Vùng của kho tệp",
    "DONDOC_S3_KEY": "Tên khóa của kho tệp",
    "DONDOC_S3_SECRET": "Khóa của kho tệp",
    "DONDOC_CLAMD": "Máy quét mã độc",
    "DONDOC_ZALO_APP_ID": "Số ứng dụng Zalo",
    "DONDOC_ZALO_APP_SECRET": "Khóa ứng dụng Zalo",
    "DONDOC_ZALO_OAUTH": "Trang cấp quyền của Zalo",
    "DONDOC_SIGN_IN_IDLE_MINUTES": "Đăng xuất sau mấy phút không dùng",
    "DONDOC_SIGN_IN_LONGEST_HOURS": "Phiên dài nhất, giờ",
    "DONDOC_SIGN_IN_FRESH_MINUTES": "Xác nhận lại có hiệu lực, phút",
    "DONDOC_SIGN_IN_WRONG_IN_A_ROW": "Sai liên tiếp thì khóa",
    "DONDOC_SIGN_IN_LOCKED_HOURS": "Khóa trong mấy giờ",
    "DONDOC_SIGN_IN_WRONG_AN_HOUR": "Sai nhiều nhất mỗi giờ, một tài khoản",
    "DONDOC_SIGN_IN_NETWORK_AN_HOUR": "Sai nhiều nhất mỗi giờ, một mạng",
    "DONDOC_SIGN_IN_LINK_MINUTES": "Liên kết đăng nhập có hiệu lực, phút",
    "DONDOC_SIGN_IN_LINKS_AT_ONCE": "Số liên kết được xin trong thời gian đó",
    "DONDOC_SIGN_IN_INVITATION_HOURS": "Lời mời có hiệu lực, giờ",
    "DONDOC_SIGN_IN_DORMANT_DAYS": "Khóa tài khoản sau mấy ngày không vào",
    "DONDOC_SIGN_IN_PASSWORD_LENGTH": "Mật khẩu ngắn nhất",
    "DONDOC_SIGN_IN_PASSWORD_MEMORY": "Số mật khẩu cũ không dùng lại",
    "DONDOC_SIGN_IN_ADMIN_PASSWORD_DAYS": "Quản trị đổi mật khẩu sau mấy ngày",
    "DONDOC_SIGN_IN_SECOND_FACTOR": "Ai phải xác thực hai bước",
    "DONDOC_SIGN_IN_PLAIN_HTTP": "Cho đăng nhập không mã hóa trong mạng nội bộ",
}


class SettingSource(StrEnum):
    """Where the value in force was said; the first that says it counts."""

    ENVIRONMENT = "environment"
    WORKING_FILE = "working_file"
    HOME_FILE = "home_file"
    CALLER = "caller"
    USUAL = "usual"

    @property
    def label(self) -> str:
        """The source in the words of the screen."""
        return _SOURCES[self]


_SOURCES: Mapping[SettingSource, str] = {
    SettingSource.ENVIRONMENT: "biến môi trường",
    SettingSource.WORKING_FILE: "tệp .env của thư mục chạy",
    SettingSource.HOME_FILE: "tệp .env của hệ thống",
    SettingSource.CALLER: "chương trình gọi",
    SettingSource.USUAL: "mặc định",
}


@dataclass(frozen=True, kw_only=True)
class ShownSetting:
    """One setting: its variable, its name in words, its value as it may be shown, and who said it."""

    variable: str
    label: str
    value: str
    source: SettingSource


def shown_settings(settings: Settings, policy: SignInPolicy) -> list[ShownSetting]:
    """Return every setting in force. Raises `EnvFileUnreadable`."""
    return [*_shown(settings, "DONDOC_", settings.home), *_shown(policy, "DONDOC_SIGN_IN_", settings.home)]


def database_words(address: str) -> str:
    """Return in words which database an address is of, as in "PostgreSQL dondoc trên may-chu"."""
    parts = urlsplit(address)
    name = parts.path.rpartition("/")[2]
    if parts.scheme.startswith("sqlite"):
        return f"SQLite, tệp {name}" if name else "SQLite"
    return f"PostgreSQL {name} trên {parts.hostname or 'máy này'}"


def said_elsewhere(settings: Settings, variable: str) -> str:
    """Return in words what outranks the home's file for a variable, "" where that file decides."""
    source = _source(variable, settings.home, said=False)
    return source.label if source in {SettingSource.ENVIRONMENT, SettingSource.WORKING_FILE} else ""


def _shown(settings: OfficeSettings, prefix: str, home: Path) -> Iterator[ShownSetting]:
    for name in type(settings).model_fields:
        variable = f"{prefix}{name.upper()}"
        yield ShownSetting(
            variable=variable,
            label=SETTING_WORDS.get(variable, variable),
            value=_value(variable, getattr(settings, name)),
            source=_source(variable, home, said=name in settings.model_fields_set),
        )


def _value(variable: str, value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    said = value.get_secret_value() if isinstance(value, SecretStr) else str(value if value is not None else "")
    if not said:
        return "chưa đặt"
    if variable == "DONDOC_DATABASE_URL":
        return database_words(said)
    return "đã đặt, không hiện" if is_secret(variable, said) else said


def _source(variable: str, home: Path, *, said: bool) -> SettingSource:
    working = Path(ENV_FILE)
    # A service that is started in its home has one file for both.
    own = working.resolve() == (home / ENV_FILE).resolve()
    places: tuple[tuple[Mapping[str, str], SettingSource], ...] = (
        (os.environ, SettingSource.ENVIRONMENT),
        ({} if own else env_file_values(working), SettingSource.WORKING_FILE),
        (env_file_values(home / ENV_FILE), SettingSource.HOME_FILE),
    )
    for values, source in places:
        if any(name.upper() == variable for name in values):
            return source
    return SettingSource.CALLER if said else SettingSource.USUAL
