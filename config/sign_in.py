"""How people sign in: the numbers that a norm or an office sets, read once at the edge and passed on as a value.

The defaults are those of QCVN 12:2026/BCA (items 3.5-3.9) for software that handles important data, and of careful
practice where it is silent. An office may set each in the environment or its `.env` file, as `DONDOC_SIGN_IN_…`.
"""

from datetime import timedelta
from enum import StrEnum

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from config.env_files import ENV_FILE, OfficeSettings


class SecondFactorFor(StrEnum):
    """Who needs a second factor to sign in. Admins always do."""

    ADMINS = "admins"
    ALL = "all"


class SignInPolicy(OfficeSettings):
    """The numbers of signing in: `DONDOC_SIGN_IN_…` in the environment, else in a `.env` file (`config.env_files`)."""

    model_config = SettingsConfigDict(env_prefix="DONDOC_SIGN_IN_", env_file=ENV_FILE, extra="ignore", frozen=True)

    idle_minutes: int = Field(default=15, ge=1, le=480, description="Minutes without a request that end a sign-in")
    longest_hours: int = Field(default=12, ge=1, le=720, description="Hours after which a sign-in ends in any case")
    fresh_minutes: int = Field(default=10, ge=1, le=60, description="Minutes for which a fresh proof opens grave steps")
    wrong_in_a_row: int = Field(default=5, ge=1, le=20, description="Wrong tries in a row that lock an account")
    locked_hours: int = Field(default=12, ge=1, le=720, description="Hours for which a lock holds")
    wrong_an_hour: int = Field(default=25, ge=1, description="Wrong tries an hour over all networks, for one account")
    network_an_hour: int = Field(default=100, ge=1, description="Wrong tries an hour from one network, all accounts")
    link_minutes: int = Field(default=15, ge=1, le=60, description="Minutes for which a mailed link and code hold")
    links_at_once: int = Field(default=3, ge=1, le=20, description="Links that may be asked for in that time")
    invitation_hours: int = Field(default=48, ge=1, le=336, description="Hours for which an invitation holds")
    dormant_days: int = Field(default=45, ge=1, description="Days without a sign-in that disable an account")
    password_length: int = Field(default=8, ge=8, le=64, description="Characters of a password, of four kinds")
    password_memory: int = Field(default=10, ge=0, le=50, description="Former passwords that may not come again")
    admin_password_days: int = Field(default=60, ge=1, description="Days after which an admin's password is changed")
    second_factor: SecondFactorFor = Field(
        default=SecondFactorFor.ADMINS, description="Who needs a second factor: admins, or all"
    )
    plain_http: bool = Field(
        default=False, description="Allow signing in over plain HTTP in the office network; every page says so"
    )

    @property
    def idle(self) -> timedelta:
        """How long nobody may do anything."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        """How long a sign-in lasts at most."""
        return timedelta(hours=self.longest_hours)

    @property
    def fresh(self) -> timedelta:
        """How long a proof counts as fresh."""
        return timedelta(minutes=self.fresh_minutes)

    @property
    def lock(self) -> timedelta:
        """How long a lock holds."""
        return timedelta(hours=self.locked_hours)

    @property
    def link(self) -> timedelta:
        """How long a mailed link holds."""
        return timedelta(minutes=self.link_minutes)

    @property
    def invitation(self) -> timedelta:
        """How long an invitation holds."""
        return timedelta(hours=self.invitation_hours)
