"""Years by their names in the cycle of sixty: Bính Ngọ is 2026."""

from itertools import cycle, islice
from types import MappingProxyType

STEMS = (
    ("giáp",),
    ("ất",),
    ("bính",),
    ("đinh",),
    ("mậu",),
    ("kỷ", "kỉ"),
    ("canh",),
    ("tân",),
    ("nhâm",),
    ("quý", "quí"),
)
BRANCHES = (
    ("tý", "tí"),
    ("sửu",),
    ("dần",),
    ("mão", "mẹo"),
    ("thìn",),
    ("tỵ", "tị"),
    ("ngọ",),
    ("mùi",),
    ("thân",),
    ("dậu",),
    ("tuất",),
    ("hợi",),
)
# Giáp Tý; the cycle that plans of today stand in runs to 2043.
FIRST_OF_CYCLE, YEARS_OF_CYCLE = 1984, 60

MOON_YEARS = MappingProxyType(
    {
        f"{stem} {branch}": year
        for year, (stems, branches) in enumerate(
            islice(zip(cycle(STEMS), cycle(BRANCHES), strict=False), YEARS_OF_CYCLE), FIRST_OF_CYCLE
        )
        for stem in stems
        for branch in branches
    }
)
_BRANCH = "|".join(branch for branches in BRANCHES for branch in branches)
# Behind one of these words the name is a year's, not a person's or a place's.
_BEFORE = "|".join(f"(?<={word} )" for word in ("năm", "tết", "xuân", "đán"))
MOON_YEAR = rf"(?:{_BEFORE})(?:{'|'.join(MOON_YEARS)})(?!\w)"
# What any such name has in it, and little else has.
NAMED_BY_THE_MOON = rf" (?:{_BRANCH})(?!\w)"
