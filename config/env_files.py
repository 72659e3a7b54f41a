"""Where settings stand: in the environment, in the `.env` of the working folder, in the `.env` of the home.

The first that says a thing counts. With the home's own file `DONDOC_HOME` alone is enough for cron and systemd, which
start programs in a folder of their own.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource

from base.errors import DondocError, Topic
from base.system_errors import fault_words

ENV_FILE = ".env"
HOME_VARIABLE = "DONDOC_HOME"


class HomeUnknown(DondocError):
    """Nobody said where the home is, and the user has no folder of his own to look in."""


class EnvFileUnreadable(DondocError):
    """A `.env` file is there and can't be read."""


class OfficeSettings(BaseSettings):
    """Settings that the home's own `.env` may say as well."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Add the home's file behind the working folder's; who reads none of the one reads none of the other."""
        usual = (init_settings, env_settings, dotenv_settings)
        if not isinstance(dotenv_settings, DotEnvSettingsSource) or dotenv_settings.env_file is None:
            return (*usual, file_secret_settings)
        home = _given_home(init_settings()) or home_of_environment()
        return (*usual, _HomeEnvFile(settings_cls, env_file=home / ENV_FILE), file_secret_settings)


class _HomeEnvFile(DotEnvSettingsSource):
    """The home's own file. It lies in the home, so it has no say in where that is."""

    def __call__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__call__().items() if name != "home"}


def default_home() -> Path:
    """Return the home of a user who set none. Raises `HomeUnknown` for a user without a folder of his own."""
    try:
        return Path.home() / ".local" / "share" / "dondoc"
    except (RuntimeError, KeyError) as error:
        raise HomeUnknown(
            given=Topic(f"người dùng số {os.getuid()}"),
            place=HOME_VARIABLE,
            reason="chưa đặt, và người dùng này không có thư mục riêng",
            remedy=f"Đặt {HOME_VARIABLE}, ví dụ {HOME_VARIABLE}=/var/lib/dondoc.",
        ) from error


def home_of_environment() -> Path:
    """Return the home as the environment, the working folder's `.env` or the default says."""
    said = _variable(os.environ) or _variable(env_file_values(Path(ENV_FILE)))
    return Path(said) if said else default_home()


def where_home_was_said(home: Path) -> str:
    """Say in Vietnamese what made this home the home, as in "theo biến môi trường DONDOC_HOME"."""
    if home != home_of_environment():
        return "theo yêu cầu của chương trình gọi"
    if _variable(os.environ):
        return f"theo biến môi trường {HOME_VARIABLE}"
    if _variable(env_file_values(Path(ENV_FILE))):
        return f"theo {HOME_VARIABLE} trong {Path(ENV_FILE).absolute()}"
    return f"nơi mặc định, vì {HOME_VARIABLE} chưa đặt và {Path.cwd()} không có tệp {ENV_FILE} ghi biến đó"


def env_file_values(path: Path) -> Mapping[str, str]:
    """Return what a `.env` file says, nothing for one that isn't there. Raises `EnvFileUnreadable`."""
    try:
        said = dotenv_values(path) if path.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise EnvFileUnreadable(
            given=str(path.absolute()),
            place="Tệp cài đặt",
            reason=f"không đọc được: {fault_words(error)[0] if isinstance(error, OSError) else 'không phải chữ UTF-8'}",
            remedy="Ghi lại tệp bằng bảng mã UTF-8 và cho người chạy dondoc quyền đọc.",
        ) from error
    return {name: value for name, value in said.items() if value is not None}


def _variable(said: Mapping[str, str]) -> str:
    """Case doesn't matter for pydantic either."""
    return next((value for name, value in said.items() if name.upper() == HOME_VARIABLE and value), "")


def _given_home(given: Mapping[str, Any]) -> Path | None:
    return Path(given["home"]) if given.get("home") else None
