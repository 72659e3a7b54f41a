"""What is installed for use: under which licences, and none that would bind an office or its own programs."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement

from tests.conftest import REPOSITORY

_PINNED = re.compile(r"^[A-Za-z0-9][^\\\n]*==[^\\\n]*", re.MULTILINE)
_GNU = re.compile(r"(?<![A-Za-z])(A|L)?GPL|GNU (Affero|Lesser|General|Library)", re.IGNORECASE)
# Whoever has the choice takes the first: no duty comes with it.
_OTHER_CHOICE = re.compile(r"Artistic|\bMIT\b|BSD|Apache|PSF|\bMPL\b|ISC", re.IGNORECASE)
_LESSER = re.compile(r"LGPL|Lesser|Library", re.IGNORECASE)


def for_use() -> Iterator[Distribution]:
    """What `constraints.txt` installs on this machine."""
    for line in _PINNED.findall((REPOSITORY / "constraints.txt").read_text(encoding="utf-8")):
        wanted = Requirement(line.strip())
        if wanted.marker is None or wanted.marker.evaluate():
            try:
                yield distribution(wanted.name)
            except PackageNotFoundError:
                pytest.skip(f"{wanted.name} isn't installed here: this environment isn't made from constraints.txt")


def licence_of(package: Distribution) -> str:
    """All that a package says of its licence, on one line."""
    told = package.metadata
    named = [value for value in told.get_all("Classifier") or [] if value.startswith("License")]
    said = [told["License-Expression"] or "", (told["License"] or "").partition("\n")[0], *named]
    return "; ".join(part for part in said if part)


def binding(licence: str) -> str:
    """ "" for a licence that leaves us free, "listed" for one that binds itself alone or leaves a choice, "no" else."""
    if not _GNU.search(licence):
        return ""
    return "listed" if _LESSER.search(licence) or _OTHER_CHOICE.search(licence) else "no"


@pytest.mark.parametrize(
    ("licence", "binds"),
    [
        ("MIT", ""),
        ("Apache-2.0", ""),
        ("LGPL-3.0-only", "listed"),
        ("GNU Lesser General Public License v3 (LGPLv3)", "listed"),
        ("GPL-2.0-or-later OR Artistic-1.0", "listed"),
        ("GPL-3.0-only", "no"),
        ("AGPL-3.0", "no"),
        ("GNU Affero General Public License v3", "no"),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", "no"),
    ],
)
def test_licences_are_told_apart(licence: str, binds: str) -> None:
    assert binding(licence) == binds


def test_nothing_that_is_installed_for_use_is_under_gpl_or_agpl_alone() -> None:
    found = {package.name: licence_of(package) for package in for_use()}
    assert {name: licence for name, licence in found.items() if binding(licence) == "no"} == {}
    assert [name for name, licence in found.items() if not licence] == []


def test_what_is_under_lgpl_or_leaves_a_choice_is_listed_with_the_decision_on_licences() -> None:
    listed = (REPOSITORY / "docs" / "decisions" / "0001-licence.md").read_text(encoding="utf-8")
    found = [package.name for package in for_use() if binding(licence_of(package)) == "listed"]
    assert found
    assert [name for name in found if f"`{name}`" not in listed] == []
