"""Made-up people to write to, one address for each agency of the sample; every one ends in `.example`."""

import csv
from pathlib import Path

from workflow.agencies import AgencyKind, Directory

LISTED = Path(__file__).parent / "contacts.csv"
COLUMNS = ("agency", "name", "role", "email")


def write_contacts(path: Path, directory: Directory) -> None:
    """Write the listed contacts and an office of each commune as a CSV that `dondoc contacts import` reads."""
    with LISTED.open(encoding="utf-8", newline="") as file:
        rows = [tuple(row[column] for column in COLUMNS) for row in csv.DictReader(file)]
    rows += [
        (agency.code, f"Văn thư {agency.name}", "staff", f"vanthu@{agency.code}.dongthap.example")
        for agency in directory
        if agency.kind is AgencyKind.COMMUNE and not agency.is_group
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
