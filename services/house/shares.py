"""Sharing a list or report to be looked at without a sign-in: for some days, with what its maker follows up."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from base.vietnamese import one_line
from services.accounts.desk import new_token
from services.accounts.journal import by_of
from services.accounts.sessions import actor_of
from services.duties.acting import actor_now
from services.house.admission import admit_keeper
from services.installation import Installation
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import RIGHTS, Subject, may
from workflow.store.database.job_locks import LockedJob, lock_job
from workflow.store.database.opening import Session
from workflow.store.feeds.shares import (
    Share,
    UnknownShare,
    add_share,
    all_shares,
    end_share,
    share,
    share_of_token,
    share_under,
)
from workflow.store.people.accounts import user_account

SHARE_PLACE = "Chia sẻ để xem"
SHARE_DAYS = (7, 30, 90)
_LONGEST_LABEL = 200


@dataclass(frozen=True, kw_only=True)
class OpenedShare:
    """A share as it is looked at now: `viewer` sees what its maker follows up at this moment, and is nobody himself."""

    share: Share
    viewer: Actor


def make_share(
    installation: Installation,
    actor: Actor,
    *,
    kind: str,
    query: str,
    label: str,
    days: int,
    now: datetime,
    token: str = "",
) -> tuple[Share, str]:
    """Share a list or report, by its kind in `workflow.store.feeds.shares`, for so many days.

    Return the share and its token, which nothing can show again. Who brings the token gets the same share, ended or
    not, as often as he asks under it. Raises `NotAllowed`.
    """
    with installation.database.writing() as session:
        fresh = actor_now(session, actor, now)
        if fresh.person is None or not _sharing(fresh).grants:
            raise NotAllowed(
                given=Action.SHARE.label,
                place=SHARE_PLACE,
                reason="không thuộc quyền của bạn",
                remedy="Cơ quan đầu mối và quản trị chia sẻ được, khi đã đăng nhập.",
            )
        token = token or new_token()
        lock_job(session, LockedJob.GIVE_OUT)
        if known := share_under(session, token):
            return known, token
        by = by_of(fresh, now)
        made = add_share(
            session,
            token,
            kind=kind,
            query=query,
            label=one_line(label)[:_LONGEST_LABEL],
            until=by.today + timedelta(days=days),
            by=by,
        )
        return made, token


def list_shares(installation: Installation, actor: Actor) -> list[Share]:
    """Return one's own shares, and everybody's to an admin. Raises `NotAllowed`."""
    if not _sharing(actor).grants:
        answer = may(actor, Action.SHARE, Subject())
        raise NotAllowed(
            given=Action.SHARE.label,
            place=SHARE_PLACE,
            reason="không thuộc quyền của bạn",
            remedy=getattr(answer, "reason", ""),
        )
    everybody = bool(may(actor, Action.KEEP_POLICIES, Subject()))
    with installation.database.reading() as session:
        return all_shares(session, person=None if everybody else actor.person or 0)


def revoke_share(installation: Installation, actor: Actor, number: int, *, now: datetime) -> None:
    """End a share at once: its maker, or an admin. Raises `NotAllowed`, `UnknownShare`."""
    with installation.database.writing() as session:
        found = share(session, number)
        if actor.person is not None and found.person == actor.person:
            by = by_of(actor_now(session, actor, now), now)
        else:
            by = admit_keeper(session, actor, Action.KEEP_POLICIES, place=SHARE_PLACE, now=now)
        end_share(session, number, by)


def open_share(installation: Installation, token: str, *, now: datetime) -> OpenedShare:
    """Return what an address shows; one whose maker has lost his right shows nothing. Raises `UnknownShare`."""
    with installation.database.reading() as session:
        found = share_of_token(session, token)
        viewer = _viewer(session, found, now)
    if not found.is_open(now.date()) or not viewer.grants:
        raise UnknownShare
    return OpenedShare(share=found, viewer=viewer)


def _viewer(session: Session, found: Share, now: datetime) -> Actor:
    maker = actor_of(session, user_account(session, found.person), now=now)
    return replace(_sharing(maker), name="", person=None)


def _sharing(actor: Actor) -> Actor:
    """The person with those of his rights alone that let him share."""
    return replace(actor, grants=tuple(grant for grant in actor.grants if grant.role in RIGHTS[Action.SHARE]))
