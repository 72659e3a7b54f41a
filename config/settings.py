"""What the outside world may change, read once at the edge (`flows`, `web`, `cli`) and passed on as values."""

import hashlib
from pathlib import Path
from urllib.parse import quote

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from config.env_files import ENV_FILE, OfficeSettings, default_home, home_of_environment


class Settings(OfficeSettings):
    """The settings of an installation: `DONDOC_…` in the environment, else in a `.env` file (`config.env_files`)."""

    model_config = SettingsConfigDict(env_prefix="DONDOC_", env_file=ENV_FILE, extra="ignore", frozen=True)

    home: Path = Field(
        default_factory=default_home,
        description="Folder of the database, the calendars and Prefect's own records",
    )
    database_url: str = Field(default="", description="SQLAlchemy address; empty means SQLite in `home`")
    config_dir: Path | None = Field(
        default=None, description="Folder of the house's own data files; empty means `config` in `home`"
    )
    mail_url: str = Field(
        default="", description="Apprise address of the mail server, without a recipient; empty sends no mail"
    )
    zalo_url: str = Field(default="", description="zalooa:// address for groups or followers; empty sends none")
    zns_url: str = Field(default="", description="zalozns:// address for template messages to phones")
    chat_url: str = Field(default="", description="Any other Apprise address for short texts, with {to} in it")
    mail_from: str = Field(default="Đôn đốc <dondoc@localhost>", description="Sender of all mails")
    bulletin_to: str = Field(
        default="", description="Who gets the bulletin each Monday by mail, a group's address say; parted by commas"
    )
    admin_mail: str = Field(default="", description="Who is told by mail of what only an admin can mend")
    metrics_token: str = Field(default="", description="What /metrics asks for; empty: this machine only")
    development: bool = Field(default=False, description="Serve /kieu-dang, the page of every component")
    base_url: str = Field(default="", description="Address of the pages, for links in mails and calendars")
    caldav_url: str = Field(default="", description="CalDAV folder of calendars that `dondoc calendars publish` keeps")
    caldav_user: str = Field(default="", description="Who signs in there")
    caldav_password: SecretStr = Field(default=SecretStr(""), description="And with which (app) password")
    soon_days: int = Field(default=7, ge=0, le=60, description="Days before `act_by` from which a duty is due soon")
    usual_term: int = Field(
        default=10, ge=1, le=250, description="Working days proposed after an event when the plan names no term"
    )
    config_shared: bool = Field(
        default=False, description="Whether all machines have one folder of policies, so that pages may change it"
    )
    unconfirmed_days: int = Field(
        default=5, ge=1, le=60, description="Working days after which an unconfirmed report is asked about again"
    )
    unconfirmed_head_days: int = Field(
        default=10, ge=1, le=120, description="Working days after which its coordinator's head hears of it"
    )
    leadership: str = Field(default="ubnd-tinh", description="Code of the agency whose heads lead the province")
    secret_key: str = Field(
        default="", repr=False, description="Encrypts Zalo's tokens, signs links; empty means the key file in `home`"
    )
    files_place: str = Field(
        default="", description="Where files of reports lie: a folder, or s3://bucket/prefix; empty: `files` in `home`"
    )
    s3_endpoint: str = Field(default="", description="Address of the object store, where it isn't Amazon's")
    s3_region: str = Field(default="", description="Region of the bucket")
    s3_key: str = Field(default="", description="Name of the key that may read and write the bucket")
    s3_secret: SecretStr = Field(default=SecretStr(""), description="The key itself")
    clamd: str = Field(
        default="", description="Virus scanner: unix:/run/clamav/clamd.ctl or tcp://host:3310; empty asks none"
    )
    zalo_app_id: str = Field(default="", description="Number of the Zalo application that acts for the account")
    zalo_app_secret: str = Field(default="", repr=False, description="Secret of the Zalo application")
    zalo_oauth: str = Field(default="https://oauth.zaloapp.com", description="Address of Zalo's sign-in")

    @field_validator("home", mode="before")
    @classmethod
    def _nowhere_is_the_usual_place(cls, home: object) -> object:
        """A variable that is set to nothing says nothing; the empty path would be the working folder."""
        return home_of_environment() if home == "" else home

    @property
    def store_url(self) -> str:
        """The database's address."""
        return self.database_url or sqlite_address(self.home / "dondoc.sqlite")

    @property
    def policies_dir(self) -> Path:
        """Where the installation's own data files are: its own choice, or a folder in `home`."""
        return self.config_dir or self.home / "config"

    @property
    def channels(self) -> dict[str, str]:
        """The addresses of the channels that have one, by the channel's name."""
        named = {"email": self.mail_url, "zalo": self.zalo_url, "zns": self.zns_url, "chat": self.chat_url}
        return {name: address for name, address in named.items() if address}

    @property
    def files_dir(self) -> Path:
        """The folder of the files of reports, where they lie in one."""
        return Path(self.files_place) if self.files_place else self.home / "files"

    @property
    def calendars_dir(self) -> Path:
        """Where calendars are written unless the command says otherwise."""
        return self.home / "calendars"

    def caldav_memory(self, home: str) -> Path:
        """Where it is remembered what was sent to the CalDAV folder `home`; each has a file of its own."""
        return self.home / "caldav" / f"{hashlib.sha256(home.rstrip('/').encode()).hexdigest()[:16]}.json"


def sqlite_address(file: Path) -> str:
    """Return the database address of a SQLite file, whatever signs its path has: `?`, `#` and `%` mean themselves."""
    return f"sqlite:///{quote(str(file))}"
