"""The 34 provinces and cities since 01/7/2025, and how the names of their bodies are made."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from base.errors import DondocError
from base.plain_letters import strip_marks

DATA = Path(__file__).parent / "directories" / "provinces.toml"
_LEVEL = re.compile(r"^(?:tỉnh|thành phố|t\.?p\.?)\s+", re.IGNORECASE)


class ProvinceUnknown(DondocError):
    """No province or city bears this name."""


@dataclass(frozen=True, kw_only=True)
class Province:
    """A province or one of the six cities: `departments` it has beside the usual ones, `without` are codes it lacks."""

    name: str
    city: bool = False
    departments: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        """What stands in the names of its bodies: "Công an tỉnh", "Công an thành phố"."""
        return "thành phố" if self.city else "tỉnh"

    @property
    def party(self) -> str:
        """The level as the Party's bodies bear it: "Tỉnh ủy", "Thành ủy"."""
        return "Thành" if self.city else "Tỉnh"

    @property
    def slug(self) -> str:
        """The name of its files."""
        return _folded(self.name).replace(" ", "-")


def provinces() -> tuple[Province, ...]:
    """All of them, the six cities first."""
    return tuple(_by_name().values())


def province_of(name: str) -> Province:
    """The province of a name; its level before it, case, marks and composition don't count.

    Raises `ProvinceUnknown` for a name that is none since 01/7/2025.
    """
    if place := _by_name().get(_folded(_LEVEL.sub("", name.strip()))):
        return place
    raise ProvinceUnknown(
        given=name,
        place="Tỉnh, thành phố",
        reason="không phải tên tỉnh, thành phố từ 01/7/2025",
        remedy=f"Ghi một trong các tên: {', '.join(place.name for place in provinces())}.",
    )


@cache
def _by_name() -> dict[str, Province]:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    places = (
        Province(
            name=entry["name"],
            city=entry.get("city", False),
            departments=tuple(entry.get("departments", ())),
            without=tuple(entry.get("without", ())),
        )
        for entry in data["province"]
    )
    return {_folded(place.name): place for place in places}


def _folded(name: str) -> str:
    return " ".join(strip_marks(name.casefold()).split())
