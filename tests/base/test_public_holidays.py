"""The public holidays that stand beside the program are those of the `holidays` library."""

import pytest

from base.public_holidays import WRITTEN_YEARS, holidays_of_library, public_holidays


@pytest.mark.parametrize("year", [*WRITTEN_YEARS, WRITTEN_YEARS.stop])
def test_a_year_is_what_the_library_says(year: int) -> None:
    assert public_holidays(year) == holidays_of_library(year), "write them anew: python -m base.public_holidays"
