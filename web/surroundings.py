"""What stands around a page for whoever asks: who he is, where he may go, and a warning where the way isn't safe."""

from functools import cache
from importlib.metadata import version

from fastapi import Request

from services.accounts.sessions import SignedIn
from web.frame.values import Around, Viewer, as_of
from web.guard.transport import PLAIN_WARNING, Transport, transport_of
from web.signed_in import office_of
from workflow.store.tables import SignInStage


def around(request: Request) -> Around:
    """Return what stands around a page. Only who is signed in to the end has a name and places to go to."""
    office = office_of(request)
    who: SignedIn | None = getattr(request.state, "signed_in", None)
    complete = who is not None and who.stage is SignInStage.COMPLETE
    plain = transport_of(request, office.names, office.desk.policy) is Transport.PLAIN
    return Around(
        as_of=as_of(office.now()),
        footer=f"Đôn Đốc {_version()}",
        viewer=viewer_of(who) if who is not None and complete else None,
        warning=PLAIN_WARNING if plain else "",
    )


def viewer_of(who: SignedIn) -> Viewer:
    """Return how the header names somebody: his name, and what he is to the office."""
    roles = dict.fromkeys(grant.role.label for grant in who.actor.grants)
    return Viewer(name=who.account.name, standing=", ".join(roles) or "chưa được cấp quyền")


@cache
def _version() -> str:
    return version("dondoc")
