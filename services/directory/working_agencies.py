"""Who may be charged with something: an agency that works today, never a group or one that is no more."""

from base.errors import DondocError
from workflow.agencies import Agency, Directory


class NotWorking(DondocError):
    """A group, an agency that is no more or one outside the province was named where one that works is needed."""


def check_works(directory: Directory, code: str, place: str) -> None:
    """Raise `NotWorking` unless an agency can be charged with something; `place` names the field or option.

    Who isn't in the directory is refused by the store.
    """
    agency = directory.get(code) if code in directory else None
    if agency is None or not (agency.is_group or agency.outside or agency.dissolved):
        return
    raise NotWorking(given=agency.name, place=place, reason=_why(agency), remedy=_instead(directory, agency))


def _why(agency: Agency) -> str:
    if agency.dissolved:
        return "đã kết thúc hoạt động"
    return "là một nhóm cơ quan" if agency.is_group else "không phải cơ quan của tỉnh"


def _instead(directory: Directory, agency: Agency) -> str:
    if agency.is_group and not agency.dissolved:
        return "Ghi tên một cơ quan của nhóm."
    heirs = ", ".join(heir.name for heir in directory.members(agency.code)) if agency.successors else ""
    return f"Ghi cơ quan kế thừa: {heirs}." if heirs else "Ghi tên một cơ quan đang hoạt động của tỉnh."
