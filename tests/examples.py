"""How many examples a dear property tries: a share of what the run was asked for (see `conftest`)."""

from hypothesis import settings


def examples(share: float) -> int:
    """So many of the examples that a cheap property tries in this run, one at least."""
    return max(1, round(settings().max_examples * share))
