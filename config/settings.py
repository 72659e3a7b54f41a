"""What the outside world may change, read once at the edge (`flows`, `web`, `cli`) and passed on as values."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of an installation: `DONDOC_…` in the environment or in the `.env` file of the working folder."""

    model_config = SettingsConfigDict(env_prefix="DONDOC_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(
        default=Path.home() / ".local" / "share" / "dondoc",
        description="Folder of the database, the calendars and Prefect's own records",
    )
    database_url: str = Field(default="", description="SQLAlchemy address; empty means SQLite in `home`")
    config_dir: Path | None = Field(
        default=None, description="Folder whose *.toml files stand in for the packaged ones"
    )
    mail_url: str = Field(
        default="", description="Apprise address of the mail server, without a recipient; empty sends no mail"
    )
    mail_from: str = Field(default="Đôn đốc <dondoc@localhost>", description="Sender of all mails")
    admin_mail: str = Field(default="", description="Whom alarms are mailed to, such as a sweep that didn't run")
    metrics_token: str = Field(default="", description="What /metrics asks for; empty: this machine only")
    base_url: str = Field(default="", description="Address of the pages, for links in mails and calendars")
    soon_days: int = Field(default=7, ge=0, le=60, description="Days before `act_by` from which a duty is due soon")
    usual_term: int = Field(
        default=10, ge=1, le=250, description="Working days proposed after an event when the plan names no term"
    )
    leadership: str = Field(default="ubnd-tinh", description="Code of the agency whose heads lead the province")

    @property
    def store_url(self) -> str:
        """The database's address; the folder of a SQLite file is made when it is opened."""
        return self.database_url or f"sqlite:///{self.home / 'dondoc.sqlite'}"

    @property
    def calendars_dir(self) -> Path:
        """Where calendars are written unless the command says otherwise."""
        return self.home / "calendars"
