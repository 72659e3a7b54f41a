"""The first set-up of an installation: what an empty house still lacks before it can take its first plan in."""

from dataclasses import dataclass
from datetime import date, datetime

from base.errors import DondocError
from services.house.admission import admit_keeper
from services.house.mail_server import MailServer, mail_server_of
from services.house.setting_changes import change_settings
from services.installation import Installation
from services.maintenance.setup import install
from workflow.agencies import Agency, AgencyKind
from workflow.people.actions import Action
from workflow.people.grants import Actor, GrantedRole
from workflow.store.duties.reading import plans
from workflow.store.people.contacts import contacts
from workflow.store.people.directory import Contact, keep_contacts
from workflow.store.people.grants import kept_grants
from workflow.store.people.province import chosen_province
from workflow.store.tables import ContactRole

SETUP_PLACE = "Thiết lập lần đầu"


class ProvinceInUse(DondocError):
    """Plans were taken in under a province's directory: another one is no first set-up any more."""


@dataclass(frozen=True, kw_only=True)
class SetupState:
    """How far the set-up is. Names are "" and counts 0 for what is missing; `heads` get what goes up to the province.

    `plans` counts the documents that were taken in: with any, the house is at work.
    """

    province: str
    agencies: int
    communes: int
    coordinators: tuple[str, ...]
    leadership: str
    heads: tuple[str, ...]
    mail: MailServer | None
    mail_is_set: bool
    admin_mail: str
    bulletin_to: str
    base_url: str
    plans: int

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is still missing, in the words of the screen."""
        held = {
            "tỉnh, thành phố và danh bạ": bool(self.agencies),
            "cơ quan đầu mối": bool(self.coordinators),
            "lãnh đạo tỉnh": bool(self.leadership and self.heads),
            "máy chủ thư": self.mail_is_set,
            "địa chỉ các trang": bool(self.base_url),
        }
        return tuple(words for words, there in held.items() if not there)


def setup_state(installation: Installation, *, today: date) -> SetupState:
    """Look at what stands. Changes nothing."""
    settings, directory = installation.settings, installation.policies.directory
    with installation.database.reading() as session:
        province = chosen_province(session) or directory.vocabulary.province
        grants = [kept for kept in kept_grants(session) if kept.ended_at is None and kept.in_force(today)]
        known = contacts(session, agency=settings.leadership)
        count = len(plans(session))
    communes = sum(agency.kind is AgencyKind.COMMUNE for agency in directory)
    return SetupState(
        province=province,
        agencies=len(choosable(directory.agencies)),
        communes=communes,
        coordinators=tuple(
            f"{kept.person_name or kept.holder}, {kept.scope_name}"
            for kept in grants
            if kept.grant.role is GrantedRole.COORDINATOR
        ),
        leadership=next((agency.name for agency in directory if agency.code == settings.leadership), ""),
        heads=tuple(f"{one.name} ({one.address})" for one in known if one.role is ContactRole.HEAD),
        mail=mail_server_of(settings.mail_url),
        mail_is_set=bool(settings.mail_url),
        admin_mail=settings.admin_mail,
        bulletin_to=settings.bulletin_to,
        base_url=settings.base_url,
        plans=count,
    )


def choosable(agencies: tuple[Agency, ...]) -> list[Agency]:
    """Return the agencies that may coordinate or lead: of the province itself, no groups, none that is gone."""
    small = {AgencyKind.COMMUNE, AgencyKind.CENTRAL, AgencyKind.DISTRICT}
    return [a for a in agencies if not (a.is_group or a.outside or a.dissolved) and a.kind not in small]


def set_province(installation: Installation, actor: Actor, name: str, *, now: datetime) -> None:
    """Take a province's directory. Raises `NotAllowed`, `ProvinceUnknown`, `ProvinceInUse`."""
    with installation.database.writing() as session:
        by = admit_keeper(session, actor, Action.KEEP_DIRECTORY, place=SETUP_PLACE, now=now)
        before, count = chosen_province(session), len(plans(session))
    if count and before and before != name:
        raise ProvinceInUse(
            given=name,
            place="Tỉnh, thành phố",
            reason=f"không đổi được nữa: đã nhập {count} văn bản theo danh bạ của {before}",
            remedy="Cài một hệ thống khác cho tỉnh đó; hệ thống này giữ danh bạ đang dùng.",
        )
    install(installation.settings, name, by)


def has_head(installation: Installation, code: str) -> bool:
    """Return whether somebody gets what is for the head of an agency."""
    with installation.database.reading() as session:
        return any(one.role is ContactRole.HEAD for one in contacts(session, agency=code))


def set_leadership(installation: Installation, actor: Actor, code: str, *, name: str, mail: str, now: datetime) -> None:
    """Say which agency leads the province, and who of it is written to; an empty name adds nobody to those there are.

    Raises `NotAllowed`, `UnknownAgency`, `FileNotWritten`.
    """
    agency = installation.policies.directory.get(code)
    with installation.database.writing() as session:
        admit_keeper(session, actor, Action.KEEP_POLICIES, place=SETUP_PLACE, now=now)
        if name:
            keep_contacts(session, [Contact(agency=agency.code, role=ContactRole.HEAD, name=name, address=mail)])
    if code != installation.settings.leadership:
        change_settings(installation, actor, {"DONDOC_LEADERSHIP": code}, now=now)
