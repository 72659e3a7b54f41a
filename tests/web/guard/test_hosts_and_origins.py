"""Who may be asked for, and where a change may come from."""

import pytest

from web.guard.hosts import Names
from web.guard.origins import RequestSource, form_token, is_token_of, source_of

NAMES = Names(base_url="https://dondoc.tinh.example")
OWN = frozenset({"https://dondoc.tinh.example"})


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("dondoc.tinh.example", True),
        ("DONDOC.tinh.example:443", True),
        ("127.0.0.1:8420", True),
        ("localhost", True),
        ("[::1]:8420", True),
        ("evil.example", False),
        ("dondoc.tinh.example.evil.example", False),
        ("evil.example@127.0.0.1", False),
        ("127.0.0.1.evil.example", False),
        ("", False),
        ("dondoc.tinh.example/x", False),
        ("[::1", False),
    ],
)
def test_only_this_machines_names_and_the_base_address_are_known(host: str, known: bool) -> None:
    assert NAMES.knows(host) is known


def test_without_a_base_address_only_the_machine_itself_is_known() -> None:
    assert Names().knows("127.0.0.1:8420")
    assert not Names().knows("dondoc.tinh.example")


@pytest.mark.parametrize(
    ("headers", "source"),
    [
        ([(b"sec-fetch-site", b"same-origin")], RequestSource.OWN),
        ([(b"sec-fetch-site", b"cross-site")], RequestSource.FOREIGN),
        ([(b"sec-fetch-site", b"same-site")], RequestSource.FOREIGN),
        ([(b"sec-fetch-site", b"none")], RequestSource.FOREIGN),
        ([(b"sec-fetch-site", b"cross-site"), (b"origin", b"https://dondoc.tinh.example")], RequestSource.FOREIGN),
        ([(b"sec-fetch-site", b"same-origin"), (b"sec-fetch-site", b"cross-site")], RequestSource.FOREIGN),
        ([(b"origin", b"https://dondoc.tinh.example")], RequestSource.OWN),
        ([(b"origin", b"http://dondoc.tinh.example")], RequestSource.FOREIGN),
        ([(b"origin", b"https://dondoc.tinh.example.evil.example")], RequestSource.FOREIGN),
        ([(b"origin", b"null")], RequestSource.UNNAMED),
        ([], RequestSource.SILENT),
    ],
)
def test_a_change_is_judged_by_what_the_browser_says(headers: list[tuple[bytes, bytes]], source: RequestSource) -> None:
    assert source_of(headers, OWN) is source


def test_a_voucher_is_good_for_its_cookie_alone_and_never_looks_the_same() -> None:
    first, second = form_token("cookie"), form_token("cookie")

    assert first != second
    assert is_token_of(first, "cookie")
    assert not is_token_of(first, "another")
    assert not is_token_of("", "cookie")
    assert not is_token_of("không phải", "cookie")
    assert not is_token_of(form_token(""), "")
