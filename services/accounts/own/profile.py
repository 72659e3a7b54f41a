"""What a person may see and change of himself: who he is, what he may do, whom he lends it to, what is kept of him."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from base.clock import VIETNAM
from services.accounts.desk import AccountDesk
from services.accounts.journal import by_of, note
from services.accounts.sessions import SignedIn
from workflow.log.actions import LogAction
from workflow.log.subjects import LogNames
from workflow.log.words import line_label, line_words
from workflow.notices.ladder import Channel
from workflow.people.actions import Action
from workflow.people.grants import Grant
from workflow.rights import RIGHTS
from workflow.store.database.opening import Session
from workflow.store.log.of_person import lines_of_person
from workflow.store.notices.listing import NoticeLine, notices
from workflow.store.people.accounts import (
    UserAccount,
    account_by_mail,
    folded_mail,
    set_profile,
    user_account,
    user_accounts,
)
from workflow.store.people.contacts import KnownContact, contacts_of_address
from workflow.store.people.drafts import drafts_of
from workflow.store.people.grants import KeptGrant, kept_grants
from workflow.store.people.sessions import sessions_of


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """A person's rights in force, those he lends to others, and of whom he may choose a deputy by name.

    Whom he may not choose he names by the whole address: nobody learns here who else has an account.
    """

    own: tuple[KeptGrant, ...]
    lent: tuple[KeptGrant, ...]
    deputies: tuple[UserAccount, ...]


def holdings(desk: AccountDesk, who: SignedIn, *, today: date) -> Holdings:
    """Return what a person holds on a day, lent rights that begin later among them."""
    with desk.database.reading() as session:
        own = [kept for kept in kept_grants(session, person=who.account.id) if kept.in_force(today)]
        lent = [kept for kept in kept_grants(session, lent_by=who.account.id) if _still_to_come(kept, today)]
        deputies = _colleagues(session, who, own, today)
    return Holdings(own=tuple(own), lent=tuple(lent), deputies=tuple(deputies))


def find_deputy(desk: AccountDesk, who: SignedIn, *, chosen: int | None, mail: str, today: date) -> int | None:
    """Return who is meant, by a whole address or as one of those that may be chosen; None for anybody else."""
    with desk.database.reading() as session:
        if mail.strip():
            named = account_by_mail(session, mail)
            return named.id if named is not None and named.is_active else None
        own = [kept for kept in kept_grants(session, person=who.account.id) if kept.in_force(today)]
        return next((one.id for one in _colleagues(session, who, own, today) if one.id == chosen), None)


def _colleagues(session: Session, who: SignedIn, own: Sequence[KeptGrant], today: date) -> list[UserAccount]:
    """The people of one's own agencies and whoever has the same role over everything; who sees all accounts: all."""
    scopes = {_fellowship(kept.grant) for kept in own}
    fellows = {
        kept.person for kept in kept_grants(session) if kept.in_force(today) and _fellowship(kept.grant) in scopes
    }
    everybody = who.actor.has(*RIGHTS[Action.SEE_GRANTS])
    others = [other for other in user_accounts(session) if other.is_active and other.id != who.account.id]
    return [other for other in others if everybody or other.id in fellows]


def _fellowship(grant: Grant) -> str:
    """What people have in common who may choose each other: an agency, or a role beyond agencies."""
    return grant.scope.agency or grant.role.value


def change_profile(desk: AccountDesk, who: SignedIn, *, name: str, phone: str, now: datetime) -> None:
    """Change one's own name and phone."""
    with desk.database.writing() as session:
        set_profile(session, who.account.id, name=name, phone=phone)
        note(session, LogAction.CHANGE_PROFILE, by_of(who.actor, now), person=who.account.id)


def own_contacts(desk: AccountDesk, who: SignedIn) -> list[KnownContact]:
    """Return the contacts that are his, because their address is his account's and he has proved that it is his."""
    if who.account.confirmed_at is None:
        return []
    with desk.database.reading() as session:
        return contacts_of_address(session, who.account.mail)


def messages_to(desk: AccountDesk, who: SignedIn, *, limit: int = 30) -> list[NoticeLine]:
    """Return the last notices to a person's confirmed address, the newest first."""
    if who.account.confirmed_at is None:
        return []
    with desk.database.reading() as session:
        found = notices(session, recipient=who.account.mail, limit=limit)
    return [line for line in found if folded_mail(line.recipient) == who.account.mail]


def own_data(desk: AccountDesk, who: SignedIn, *, now: datetime) -> dict[str, Any]:
    """Return all that is kept of a person, without secrets, as plain values: what Luật 91/2025/QH15 lets him have."""
    with desk.database.reading() as session:
        account = user_account(session, who.account.id)
        grants = kept_grants(session, person=account.id)
        browsers = sessions_of(session, account.id)
        lines = lines_of_person(session, account.id)
        contacts = contacts_of_address(session, account.mail) if account.confirmed_at else []
        begun = drafts_of(session, account.id)
    return {
        "lap_luc": _moment(now),
        "tai_khoan": {
            "ten": account.name,
            "thu_dien_tu": account.mail,
            "dien_thoai": account.phone,
            "lap_ngay": _moment(account.created_at),
            "lan_dang_nhap_cuoi": _moment(account.seen_at),
            "co_mat_khau": account.has_password,
            "xac_thuc_hai_buoc": account.has_second_factor,
        },
        "quyen": [_grant(kept) for kept in grants],
        "thiet_bi": [
            {"trinh_duyet": b.device, "mang": b.network, "dang_nhap_luc": _moment(b.began_at)} for b in browsers
        ],
        "dau_moi": [
            {"co_quan": c.agency_name, "vai_tro": c.role.label, "kenh": Channel(c.channel).label, "dia_chi": c.address}
            for c in contacts
        ],
        "ban_nhap": [
            {
                "nhiem_vu": one.key.duty,
                "bieu_mau": one.key.form,
                "noi_dung": dict(one.fields),
                "tep": [uploaded.file.name for uploaded in one.files],
                "luu_luc": _moment(one.changed_at),
            }
            for one in begun
        ],
        "nhat_ky": [
            {
                "luc": _moment(line.at),
                "viec": line_label(line),
                "noi_dung": line_words(line, LogNames(people={account.id: account.name})),
                "chi_tiet": dict(line.details),
            }
            for line in lines
        ],
    }


def _grant(kept: KeptGrant) -> dict[str, Any]:
    return {
        "vai_tro": kept.grant.role.label,
        "pham_vi": kept.scope_name,
        "tu_ngay": kept.grant.since.isoformat(),
        "den_ngay": kept.grant.until.isoformat() if kept.grant.until else None,
        "van_ban": kept.grant.document,
        "nguoi_giao": kept.given_by,
        "ket_thuc": _moment(kept.ended_at),
    }


def _moment(at: datetime | None) -> str | None:
    """A moment by the clock on the wall, as the pages show it: he reads his data as he read them."""
    return at.astimezone(VIETNAM).isoformat(timespec="seconds") if at else None


def _still_to_come(kept: KeptGrant, today: date) -> bool:
    return kept.ended_at is None and (kept.grant.until is None or kept.grant.until >= today)
