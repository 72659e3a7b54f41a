"""Checks of what surrounds the database: settings, policies, mail address, home folder, disk."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import SettingsError

from base.errors import DondocError
from config.agencies import load_records as load_agencies
from config.days_off import days_off
from config.deadline_rules import deadline_rules
from config.env_files import ENV_FILE, env_file_values, home_of_environment
from config.escalation import escalation
from config.keys import KeyUnusable, is_private, key_file, keys_of
from config.policy_files import PolicyFileRefused
from config.setting_faults import SETTINGS_REMEDY, setting_faults
from config.settings import Settings
from config.sign_in import SignInPolicy
from config.table_words import table_words
from services.checks.finding import Finding, fault, from_error, warning
from workflow.agencies import Directory
from workflow.notices.ladder import ladders

_PREFIX = "DONDOC_"
# Variables that the commands read by themselves.
_OTHERS = {"DONDOC_ACTOR"}
# Under the first the database may fail to grow any day, under the second within weeks.
LITTLE_SPACE, SOME_SPACE = 100 * 2**20, 2**30
POLICIES: Mapping[str, Callable[[Path | None], object]] = {
    "days_off": days_off,
    "deadline_rules": deadline_rules,
    "escalation": lambda folder: ladders(escalation(folder)),
    "table_words": table_words,
}


def read_settings() -> tuple[Settings | None, list[Finding]]:
    """Read the settings; what cannot be read is a fault, and its default stands in so that the rest is looked at."""
    findings = [*_unknown_variables(_said_anywhere())]
    try:
        return Settings(), findings
    except ValidationError as error:
        wrong = [*setting_faults(error)]
        faults = [fault("setting-invalid", each.variable, each.reason, SETTINGS_REMEDY) for each in wrong]
        defaults: dict[str, Any] = {
            each.field: Settings.model_fields[each.field].get_default(call_default_factory=True) for each in wrong
        }
        return Settings(**defaults), [*findings, *faults]
    except DondocError as error:
        return None, [*findings, from_error("settings-unreadable", error)]
    except (SettingsError, UnicodeDecodeError, OSError) as error:
        return None, [*findings, fault("settings-unreadable", "Cài đặt", f"không đọc được ({error})", SETTINGS_REMEDY)]


def check_home(settings: Settings) -> Iterator[Finding]:
    """Look at the home folder and the disk it is on."""
    home = settings.home
    if not home.is_dir():
        yield fault("home-missing", f"Thư mục {home}", "chưa có", "Chạy `dondoc init`, hoặc sửa DONDOC_HOME.")
    elif not os.access(home, os.W_OK | os.X_OK):
        yield fault("home-read-only", f"Thư mục {home}", "không ghi được", "Cấp quyền ghi cho người chạy dondoc.")
    yield from _check_space(next(folder for folder in (home, *home.absolute().parents) if folder.exists()))


def check_key(settings: Settings) -> Iterator[Finding]:
    """Look at the secret key: whether there is one, and whether others can read it."""
    path = key_file(settings.home)
    try:
        keys_of(settings)
    except KeyUnusable as error:
        # `init` makes one and a backup has none: an installation without one was restored, or lost it.
        if settings.home.is_dir():
            reason = "không dùng được: thư không có liên kết nhận nhiệm vụ, không đọc được mã Zalo đã lưu"
            yield warning("key-missing", "Khóa bí mật", reason, str(error))
        return
    if not settings.secret_key and not is_private(path):
        yield fault("key-readable", f"Khóa bí mật {path}", "người khác đọc được", f"Chạy `chmod 600 {path}`.")


def check_policies(folder: Path | None) -> Iterator[Finding]:
    """Read every data file of the house, each by itself, so that all that is broken is told."""
    if folder is not None and not folder.is_dir():
        yield fault(
            "config-missing",
            f"Thư mục chính sách {folder}",
            "không có, các tệp mẫu đang được dùng thay",
            "Tạo thư mục hoặc sửa DONDOC_CONFIG_DIR.",
        )
        return
    for name, read in POLICIES.items():
        yield from _policy_faults(name, read, folder)


def check_agencies(folder: Path | None, province: str) -> Iterator[Finding]:
    """Read the directory: the template of the chosen province under what the folder says."""
    there = folder if folder is not None and folder.is_dir() else None
    yield from _policy_faults("agencies", lambda own: Directory.from_config(load_agencies(own, province)), there)
    if not province and not Directory.from_config(load_agencies(there)).agencies:
        remedy = "Chạy `dondoc init --province TÊN-TỈNH`, hoặc nhập danh bạ riêng bằng `dondoc agencies import`."
        yield warning("agencies-empty", "Danh bạ cơ quan", "còn trống, chưa giao được nhiệm vụ cho ai", remedy)


def check_channel(settings: Settings) -> Iterator[Finding]:
    """Make sure that mails have a way out. Connects to nothing."""
    from notifications.delivery.courier import ChannelMisconfigured, try_channel_address

    for name, address in settings.channels.items():
        try:
            try_channel_address(address)
        except ChannelMisconfigured as error:
            yield from_error(f"{'mail' if name == 'email' else name}-channel", error)
    if not settings.mail_url:
        remedy = "Đặt DONDOC_MAIL_URL, mẫu ở docs/operate/one-machine.md."
        yield warning("mail-unset", "DONDOC_MAIL_URL", "chưa đặt, thư nằm chờ và không ai nhận được", remedy)


def _said_anywhere() -> Mapping[str, str]:
    """All variables of ours, wherever they are said: in the environment, the working folder's `.env`, the home's."""
    try:
        files = [env_file_values(Path(ENV_FILE)), env_file_values(home_of_environment() / ENV_FILE)]
    except DondocError:
        # Told by who reads the settings themselves.
        files = []
    return {name: value for said in (*files, os.environ) for name, value in said.items()}


def _unknown_variables(environment: Mapping[str, str]) -> Iterator[Finding]:
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields} | _OTHERS
    known |= {f"{_PREFIX}SIGN_IN_{name.upper()}" for name in SignInPolicy.model_fields}
    for name in sorted(environment):
        if name.upper().startswith(_PREFIX) and name.upper() not in known:
            yield warning("setting-unknown", name, "là biến không ai đọc", "Sửa tên hoặc bỏ biến này.")


def _policy_faults(name: str, read: Callable[[Path | None], object], folder: Path | None) -> Iterator[Finding]:
    try:
        read(folder)
    except PolicyFileRefused as error:
        for each in error.faults:
            yield fault(f"policy-{name}", f"{error.path}, {each.place}", each.reason, each.remedy)
    except DondocError as error:
        yield from_error(f"policy-{name}", error)


def _check_space(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(folder).free
    reason = f"chỉ còn {free // 2**20} MB trống"
    remedy = "Dọn đĩa hoặc chuyển DONDOC_HOME sang đĩa khác."
    if free < LITTLE_SPACE:
        yield fault("disk-full", f"Đĩa chứa {folder}", reason, remedy)
    elif free < SOME_SPACE:
        yield warning("disk-filling", f"Đĩa chứa {folder}", reason, remedy)
