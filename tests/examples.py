"""Examples for properties: how many a dear one tries, and letters to make texts of."""

from hypothesis import settings
from hypothesis import strategies as st

# All of Unicode but half characters. The default says the same by way of an encoding, and takes seconds to work it out.
ANY_LETTER = st.characters(exclude_categories=["Cs"])


def examples(share: float) -> int:
    """So many of the examples that a cheap property tries in this run, one at least (see `conftest`)."""
    return max(1, round(settings().max_examples * share))
