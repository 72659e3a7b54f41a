"""The bodies that plans give tasks to: names, groups with their members, and the made-up people to write to.

Names and members are data of the house's directory (`config/directories`), read here as the files they are.
"""

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

_FOLDER = Path(__file__).parents[2] / "config" / "directories"
LEADERSHIP = "ubnd-tinh"
COORDINATOR = "so-khoa-hoc-va-cong-nghe"
EVERY_COMMUNE = "ubnd-cac-xa-phuong"
EVERYBODY = "cac-so-ban-nganh-dia-phuong"
EVERY_DEPARTMENT = "cac-so-ban-nganh"
# Whoever says that awaited events have happened: an account, no contact.
PROPOSER = "anhba@dondoc.example"


@dataclass(frozen=True)
class Person:
    """Somebody to write to at an agency: `role` is staff, head or backup."""

    agency: str
    role: str
    address: str


@cache
def _entries() -> Mapping[str, Mapping[str, Any]]:
    listed: dict[str, Mapping[str, Any]] = {}
    for file in ("departments", "groups", "outsiders", "dong-thap"):
        for entry in tomllib.loads((_FOLDER / f"{file}.toml").read_text("utf-8")).get("agency", []):
            listed[entry["code"]] = {**listed.get(entry["code"], {}), **entry}
    with (_FOLDER / "dong-thap.communes.csv").open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            listed[f"xa-{line['code']}"] = {"name": f"UBND {_lower_first(line['name'])}", "kind": "commune"}
    return listed


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def name_of(code: str) -> str:
    """The name that plans print for a body."""
    words = {"level": "tỉnh", "party": "Tỉnh", "province": "Đồng Tháp"}
    return str(_entries()[code]["name"]).format(**words)


def members_of(code: str) -> tuple[str, ...]:
    """The bodies behind a name: itself, or a group's members, groups among them taken apart; each once."""
    entry = _entries()[code]
    if not entry.get("group"):
        return (code,)
    kinds = entry.get("members_of", ())
    inner = [member for group in entry.get("members", ()) for member in members_of(group)]
    own = [
        each
        for each, facts in _entries().items()
        if facts.get("kind") in kinds and not facts.get("dissolved") and not facts.get("group")
    ]
    return tuple(dict.fromkeys([*own, *inner]))


def all_members(codes: Iterable[str]) -> tuple[str, ...]:
    """The bodies behind several names, each once."""
    return tuple(dict.fromkeys(member for code in codes for member in members_of(code)))


def communes() -> tuple[str, ...]:
    """Every commune, in the directory's order."""
    return members_of(EVERY_COMMUNE)


def departments() -> tuple[str, ...]:
    """The bodies that "Các sở, ban, ngành" names."""
    return members_of(EVERY_DEPARTMENT)


def people_of(codes: Iterable[str], chance: Random) -> tuple[Person, ...]:
    """Make up an office's people: most agencies have staff, some a head, a few only a back-up, a few nobody."""
    made = [Person(LEADERSHIP, "head", f"chutich@{LEADERSHIP}.example")]
    made.append(Person(COORDINATOR, "staff", f"vanthu@{COORDINATOR}.example"))
    made.append(Person(COORDINATOR, "head", f"giamdoc@{COORDINATOR}.example"))
    made.append(Person(COORDINATOR, "backup", f"duphong@{COORDINATOR}.example"))
    for code in codes:
        if code in {LEADERSHIP, COORDINATOR}:
            continue
        lot = chance.random()
        if lot < 0.85:
            made.append(Person(code, "staff", f"vanthu@{code}.example"))
        if lot < 0.15:
            made.append(Person(code, "staff", f"chuyenvien@{code}.example"))
        if lot < 0.4:
            made.append(Person(code, "head", f"giamdoc@{code}.example"))
        if lot > 0.8 and lot < 0.95:
            made.append(Person(code, "backup", f"duphong@{code}.example"))
    return tuple(made)
