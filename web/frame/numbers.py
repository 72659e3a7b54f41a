"""Numbers that come in addresses and forms: no larger than a row of the database can have."""

from fastapi import HTTPException, Request

LARGEST_NUMBER = 2**31 - 1
_NOT_FOUND = 404


def row_number(text: str) -> int | None:
    """Return the number of a row; None for what can't be one.

    >>> row_number("12"), row_number("-1"), row_number("9" * 30), row_number("²")
    (12, None, None, None)
    """
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(LARGEST_NUMBER)):
        return None
    number = int(text)
    return number if number <= LARGEST_NUMBER else None


async def known_numbers(request: Request) -> None:
    """The dependency of every route: an address with a number that no row can have leads nowhere."""
    for value in request.path_params.values():
        if str(value).isdecimal() and row_number(str(value)) is None:
            raise HTTPException(_NOT_FOUND)
