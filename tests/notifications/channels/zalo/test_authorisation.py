"""An admin lets the application act for the account: the link, the code, the first tokens."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from notifications.channels.zalo.authorisation import AuthorisationRefused, first_pair, permission_url
from notifications.channels.zalo.tokens import ZaloApp
from tests.zalo_server import TOKEN, AcceptsThenResets, Zalo, zalo_on_loopback

APP = ZaloApp(id="app", secret="app-secret")
VERIFIER = "v" * 43


@pytest.fixture
def zalo() -> Iterator[Zalo]:
    """A Zalo whose admin has opened our link and agreed."""
    with zalo_on_loopback() as running:
        link = permission_url(
            APP, back_to="https://dondoc.example/zalo", verifier=VERIFIER, state="s", oauth=running.url
        )
        running.challenge = parse_qs(urlsplit(link).query)["code_challenge"][0]
        yield running


def test_the_link_names_the_app_and_keeps_the_verifier_secret() -> None:
    link = permission_url(APP, back_to="https://dondoc.example/zalo", verifier=VERIFIER, state="s1")

    assert link.startswith("https://oauth.zaloapp.com/v4/oa/permission?app_id=app&redirect_uri=https%3A%2F%2Fdondoc")
    assert VERIFIER not in link
    assert parse_qs(urlsplit(link).query)["state"] == ["s1"]


def test_the_code_is_exchanged_for_the_first_tokens(zalo: Zalo) -> None:
    pair = first_pair(APP, code="code-0", verifier=VERIFIER, now=zalo.now, oauth=zalo.url)

    assert (pair.access, pair.refresh) == (zalo.access, zalo.refresh)
    assert pair.access_ends == zalo.now + timedelta(hours=25)


@pytest.mark.parametrize(("code", "verifier"), [("code-1", VERIFIER), ("code-0", "w" * 43)])
def test_a_wrong_code_or_another_verifier_gets_nothing(zalo: Zalo, code: str, verifier: str) -> None:
    with pytest.raises(AuthorisationRefused, match="-14005"):
        first_pair(APP, code=code, verifier=verifier, now=zalo.now, oauth=zalo.url)


def test_a_lost_answer_says_to_open_the_link_again(zalo: Zalo) -> None:
    zalo.will(TOKEN, AcceptsThenResets())

    with pytest.raises(AuthorisationRefused, match="Mở lại liên kết"):
        first_pair(APP, code="code-0", verifier=VERIFIER, now=zalo.now, oauth=zalo.url)
