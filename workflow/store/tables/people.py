"""People who sign in, what they may do, and what proves that they are who they say: secrets only as hashes."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.people.grants import GrantedRole, ScopeKind
from workflow.store.tables.base import TableBase, UtcMoment, by_value


class SignInStage(StrEnum):
    """How far a sign-in has come: a second factor is still asked for, has to be set up, or nothing is missing."""

    SECOND_FACTOR = "second_factor"
    ENROLMENT = "enrolment"
    COMPLETE = "complete"


class TokenKind(StrEnum):
    """What a mailed link opens: a sign-in, or an account for the first time (and after everything was lost)."""

    SIGN_IN = "sign_in"
    INVITATION = "invitation"


class PersonRow(TableBase):
    """One account, one person (QCVN 12). `mail` is folded to small letters; without a `password` he signs in by mail.

    `second_factor` is the secret of the codes, encrypted, from the moment it was confirmed; `used_step` the time step
    of the last code, which doesn't count twice; `recovery` are the SHA-256 of the codes that are left, in hex.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    mail: Mapped[str] = mapped_column(String(320), unique=True)
    phone: Mapped[str] = mapped_column(String(30), default="")
    password: Mapped[str] = mapped_column(Text, default="")
    password_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    second_factor: Mapped[str] = mapped_column(Text, default="")
    used_step: Mapped[int] = mapped_column(default=0)
    recovery: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcMoment)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    seen_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    disabled_why: Mapped[str] = mapped_column(Text, default="")


class FormerPasswordRow(TableBase):
    """A password that was, hashed, so that it doesn't come again at once."""

    __tablename__ = "former_password"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    password: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime] = mapped_column(UtcMoment)


class RoleGrantRow(TableBase):
    """A role within a scope, held by a person or by everybody of an agency, from `since` to `until`, both included.

    `plan_id` and `agency_id` name the scope, `lent_by_id` who delegated it. What ends before its day has `ended_at`.
    """

    __tablename__ = "role_grant"
    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (holder_id IS NULL)", name="one_holder"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    role: Mapped[GrantedRole] = mapped_column(by_value(GrantedRole))
    scope: Mapped[ScopeKind] = mapped_column(by_value(ScopeKind))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    document: Mapped[str] = mapped_column(Text, default="")
    also: Mapped[list[str]] = mapped_column(JSON, default=list)
    lent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_by: Mapped[str] = mapped_column(String(120))
    given_at: Mapped[datetime] = mapped_column(UtcMoment)
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class BrowserSessionRow(TableBase):
    """One signed-in browser. `digest` is the SHA-256 of the cookie; `proven_at` when he last proved who he is."""

    __tablename__ = "browser_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    stage: Mapped[SignInStage] = mapped_column(by_value(SignInStage))
    began_at: Mapped[datetime] = mapped_column(UtcMoment)
    seen_at: Mapped[datetime] = mapped_column(UtcMoment)
    proven_at: Mapped[datetime] = mapped_column(UtcMoment)
    device: Mapped[str] = mapped_column(Text, default="")
    network: Mapped[str] = mapped_column(String(64), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class SignInTokenRow(TableBase):
    """A mailed link, good for one use. `code` is the SHA-256 of its six digits with the link's own number before them.

    `browser` is the SHA-256 of the cookie of the browser that asked for it, where one did. `account` is that of the
    address that was typed: a stranger's request leaves a row too, without person, so that both look alike from outside.
    """

    __tablename__ = "sign_in_token"
    __table_args__ = (Index(None, "account", "made_at"), Index(None, "network", "made_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TokenKind] = mapped_column(by_value(TokenKind))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    code: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    browser: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    account: Mapped[bytes] = mapped_column(LargeBinary(32))
    network: Mapped[str] = mapped_column(String(64), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcMoment)
    ends_at: Mapped[datetime] = mapped_column(UtcMoment)
    used_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    wrong: Mapped[int] = mapped_column(default=0)
    goal: Mapped[str] = mapped_column(Text, default="")


class WrongTryRow(TableBase):
    """A wrong password or code. `account` is the SHA-256 of the address that was typed, whether there is one or not."""

    __tablename__ = "wrong_try"
    __table_args__ = (Index(None, "account", "at"), Index(None, "network", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[bytes] = mapped_column(LargeBinary(32))
    network: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcMoment)
    in_a_row: Mapped[bool] = mapped_column(default=True)


class KeptFormRow(TableBase):
    """A form that came when its session had ended, encrypted, until its person has signed in again."""

    __tablename__ = "kept_form"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(UtcMoment)
    ends_at: Mapped[datetime] = mapped_column(UtcMoment)


class SavedViewRow(TableBase):
    """A list of duties that a person saved under a name: the query of its address."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(100))
    query: Mapped[str] = mapped_column(Text)
