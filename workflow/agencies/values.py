"""What an agency is, and what a spelling in a cell was taken for."""

from dataclasses import dataclass
from enum import StrEnum

from base.errors import DondocError
from base.where_to_look import WhereToLook
from workflow.deadlines.values.resolution import Certainty


class AgencyKind(StrEnum):
    """What sort of body an agency is."""

    DEPARTMENT = "department"
    OFFICE = "office"
    POLICE = "police"
    MILITARY = "military"
    PEOPLES_BODY = "peoples-body"
    PARTY = "party"
    ASSOCIATION = "association"
    SCHOOL = "school"
    PRESS = "press"
    BANK = "bank"
    COMPANY = "company"
    CENTRAL = "central"
    COMMUNE = "commune"
    DISTRICT = "district"
    COMMUNE_GROUP = "commune-group"
    GROUP = "group"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What an official sees."""
        return LABELS[self]


LABELS = {
    AgencyKind.DEPARTMENT: "sở, cơ quan chuyên môn",
    AgencyKind.OFFICE: "văn phòng",
    AgencyKind.POLICE: "công an",
    AgencyKind.MILITARY: "quân sự",
    AgencyKind.PEOPLES_BODY: "cơ quan dân cử, hành chính",
    AgencyKind.PARTY: "cơ quan Đảng",
    AgencyKind.ASSOCIATION: "đoàn thể, hội",
    AgencyKind.SCHOOL: "trường, viện",
    AgencyKind.PRESS: "báo chí",
    AgencyKind.BANK: "ngân hàng",
    AgencyKind.COMPANY: "doanh nghiệp",
    AgencyKind.CENTRAL: "cơ quan Trung ương",
    AgencyKind.COMMUNE: "xã, phường",
    AgencyKind.DISTRICT: "cấp huyện (đến 30/6/2025)",
    AgencyKind.COMMUNE_GROUP: "nhóm xã, phường",
    AgencyKind.GROUP: "nhóm",
    AgencyKind.OTHER: "khác",
}


@dataclass(frozen=True, kw_only=True)
class Agency:
    """An agency, or a group of agencies, under a code that never changes.

    `members` are codes, groups among them allowed; a group without members is named by somebody later ("các cơ quan có
    liên quan"). `of_heads` marks a group of persons: its members are the agencies those persons lead. `nouns` are the
    words a vague group is made of ("cơ quan", "đơn vị"); `related` says whether "liên quan" belongs to it, None that it
    makes no difference. An `outside` one belongs to no office that is given work from here: it is named, never
    assigned. A `dissolved` agency keeps its name for old plans; `successors` are codes. `left` are the codes of former
    members.
    """

    code: str
    name: str
    kind: AgencyKind = AgencyKind.OTHER
    is_group: bool = False
    members: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    of_heads: bool = False
    nouns: frozenset[str] = frozenset()
    related: bool | None = None
    outside: bool = False
    dissolved: bool = False
    successors: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A part of a cell, and the agency it was taken for.

    `agency` is None when nobody in the directory fits well enough; `certainty` is then `none`. `reason` is Vietnamese
    and empty only when certain. `of_head` says that the words mean the agency's head ("Giám đốc Sở Y tế").
    """

    spelling: str
    agency: Agency | None
    certainty: Certainty
    reason: str = ""
    of_head: bool = False


class UnknownAgency(DondocError):
    """The directory holds no agency under this code."""

    def __init__(self, code: str) -> None:
        super().__init__(
            given=code,
            place="Danh bạ cơ quan",
            reason="không phải là mã của cơ quan nào",
            remedy="Ghi mã của một cơ quan có trong danh bạ.",
            look=WhereToLook.AGENCIES,
        )


class BrokenDirectory(DondocError):
    """The directory's data contradicts itself or cannot be read."""

    def __init__(self, *, given: object, place: str, reason: str) -> None:
        super().__init__(
            given=given, place=place, reason=reason, remedy="Sửa dòng này trong danh bạ của đơn vị rồi thử lại."
        )
