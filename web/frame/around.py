"""What stands around a page for the person who looks at it: his name, the parts of the office that he has, warnings."""

from collections.abc import Mapping
from datetime import datetime

from web.frame.values import Around, Place, Viewer, as_of
from workflow.people.actions import Action
from workflow.people.grants import Actor, GrantedRole
from workflow.rights import RIGHTS

PLACES = (
    Place(label="Hôm nay", address="/"),
    Place(label="Nhiệm vụ", address="/viec"),
    Place(label="Văn bản", address="/van-ban"),
    Place(label="Sự kiện chờ", address="/su-kien"),
    Place(label="Lịch", address="/lich"),
)
# Parts that not everybody has, each with the roles that do, in the order of the navigation.
_SOME_PLACES: tuple[tuple[Place, frozenset[GrantedRole]], ...] = (
    (Place(label="Báo cáo", address="/bao-cao"), frozenset(RIGHTS[Action.EXPORT])),
    (Place(label="Cơ quan", address="/co-quan"), frozenset(GrantedRole)),
    (Place(label="Thông báo", address="/thong-bao"), frozenset(RIGHTS[Action.SEE_NOTICES])),
    (Place(label="Nhật ký", address="/nhat-ky"), frozenset(RIGHTS[Action.SEE_PLAN_LOG])),
    (Place(label="Người dùng", address="/quan-tri/nguoi-dung"), frozenset(RIGHTS[Action.SEE_GRANTS])),
    (Place(label="Quản trị", address="/quan-tri"), frozenset(RIGHTS[Action.KEEP_POLICIES])),
)
# What the header says of a person's part, the weightiest first.
STANDINGS: Mapping[GrantedRole, str] = {
    GrantedRole.ADMIN: "quản trị",
    GrantedRole.COORDINATOR: "cơ quan đầu mối",
    GrantedRole.LEADER: "lãnh đạo tỉnh",
    GrantedRole.AUDITOR: "kiểm tra, giám sát",
    GrantedRole.HEAD: "lãnh đạo cơ quan thực hiện",
    GrantedRole.STAFF: "cơ quan thực hiện",
    GrantedRole.VIEWER: "người xem",
}


def around_of(
    actor: Actor | None, now: datetime, *, footer: str, names: Mapping[str, str], warning: str = ""
) -> Around:
    """Return what stands around a page; without a right there is no navigation. `names` are agencies' names by code."""
    if actor is None or not actor.grants:
        known = actor is not None and actor.person is not None
        viewer = Viewer(name=actor.name, standing="chưa được cấp quyền") if actor is not None and known else None
        return Around(as_of=as_of(now), footer=footer, viewer=viewer, warning=warning)
    standing = next((words for role, words in STANDINGS.items() if actor.has(role)), "")
    agencies = sorted(actor.agencies)
    named = names.get(agencies[0], agencies[0]) if len(agencies) == 1 else actor.name
    return Around(
        as_of=as_of(now),
        footer=footer,
        viewer=Viewer(name=named, standing=standing),
        places=(*PLACES, *(place for place, roles in _SOME_PLACES if actor.has(*roles))),
        warning=warning,
    )
