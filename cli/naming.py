"""Agencies named on the command line: by their code, or as a document writes them."""

from typing import TYPE_CHECKING

from cli.usage import UsageFault

if TYPE_CHECKING:
    from services.installation import Installation
    from workflow.agencies import Agency


def named_agency(installation: "Installation", spelling: str, place: str = "Cơ quan (--agency)") -> "Agency":
    """Return the agency of a name or code. Raises `UsageFault`, naming the place, for one that nobody knows."""
    directory = installation.policies.directory
    found = directory.get(spelling) if spelling in directory else directory.find(spelling).agency
    if found is None:
        raise UsageFault(
            given=spelling,
            place=place,
            reason="không có trong danh bạ",
            remedy="Ghi mã hoặc tên cơ quan, xem bằng `dondoc agencies list`.",
        )
    return found


def code_if_named(installation: "Installation", spelling: str, place: str = "Cơ quan (--agency)") -> str:
    """Return the code of an agency by name or code, "" where none is named. Raises `UsageFault`."""
    return named_agency(installation, spelling, place).code if spelling else ""
