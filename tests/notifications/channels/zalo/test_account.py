"""Zalo's channels against a Zalo of our own: what is sent, and what each trouble means for the message."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from notifications.channels.zalo.account import phone_number, tracking_id
from notifications.channels.zalo.codes import BOT, OFFICIAL_ACCOUNT, TEMPLATE_MESSAGE, meaning
from notifications.channels.zalo.tokens import TokenKeeper, TokenPair, ZaloApp
from notifications.delivery.courier import (
    Advice,
    ChannelMisconfigured,
    Courier,
    Outcome,
    Refused,
    Sent,
    Unknown,
    try_channel_address,
)
from notifications.messages.message import Message, Recipient
from tests.notifications.channels.zalo.vault import InMemoryVault
from tests.notifications.duties import a_line, a_message
from tests.zalo_server import (
    CONSULT,
    GROUP,
    PROMOTION,
    TEMPLATE,
    TOKEN,
    AcceptsThenResets,
    Fails,
    Fault,
    Hangs,
    ShowsPage,
    Truncates,
    Zalo,
    zalo_on_loopback,
)

PHONE = "84912345678"
FIELDS = "fields=ma:code,ten:title,han:due,cham:late"


@pytest.fixture
def zalo() -> Iterator[Zalo]:
    state = Zalo(groups={"nhóm-1"}, phones={PHONE}, templates={"77": {"ma", "ten", "han", "cham"}}, chats={"chat-1"})
    state.followers = {"lan": state.now - timedelta(days=1)}
    with zalo_on_loopback(state) as running:
        yield running


def a_pair(zalo: Zalo, *, hours: float = 20, refresh: str | None = None) -> TokenPair:
    """The pair an account holds with this many hours left."""
    return TokenPair(
        access=zalo.access,
        access_ends=zalo.now + timedelta(hours=hours),
        refresh=refresh or zalo.refresh,
        refresh_ends=zalo.now + timedelta(days=80),
    )


def keeper_of(zalo: Zalo, vault: InMemoryVault) -> TokenKeeper:
    app = ZaloApp(id="app", secret="app-secret")
    return TokenKeeper(vault=vault, app=app, clock=lambda: zalo.now, oauth=zalo.url, timeout=1)


def group_url(zalo: Zalo, **options: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"base": zalo.url, "timeout": "0.5", **options}.items())
    return f"zalooa://4318657/?{query}"


def phone_url(zalo: Zalo) -> str:
    return f"zalozns://4318657/?base={zalo.url}&timeout=0.5&template=77&{FIELDS}"


def bot_url(zalo: Zalo) -> str:
    return f"zalobot://{zalo.bot}@127.0.0.1/?base={zalo.url}&timeout=0.5"


def to(address: str, *lines: object) -> Message:
    message = a_message(*(lines or (a_line(days=-5),)))  # type: ignore[arg-type]
    return Message(**{**vars(message), "recipient": Recipient(address=address, name="Tổ công tác", office="")})


def sent(zalo: Zalo, message: Message, url: str, vault: InMemoryVault | None = None) -> Outcome:
    with Courier(tokens=keeper_of(zalo, vault or InMemoryVault(a_pair(zalo)))) as courier:
        return courier.deliver(message, url)


def advice(outcome: Outcome) -> Advice:
    assert isinstance(outcome, Refused)
    return outcome.advice


def test_a_group_of_the_account_gets_the_short_text(zalo: Zalo) -> None:
    message = to("nhóm-1")

    assert sent(zalo, message, group_url(zalo)) == Sent(reference="m1")
    assert zalo.accepted[0].content == {"recipient": {"group_id": "nhóm-1"}, "message": {"text": message.short[0]}}


def test_a_follower_gets_the_short_text_within_seven_days(zalo: Zalo) -> None:
    assert isinstance(sent(zalo, to("lan"), group_url(zalo, kind="cs")), Sent)


def test_a_phone_gets_the_most_urgent_duty_in_the_template_s_blanks(zalo: Zalo) -> None:
    message = to("0912 345 678")

    assert isinstance(sent(zalo, message, phone_url(zalo)), Sent)
    content = zalo.accepted[0].content
    assert content["phone"] == PHONE
    assert content["template_data"]["han"] == "28/02/2026"
    assert content["template_data"]["cham"] == "5"
    assert content["tracking_id"] == tracking_id(message)


def test_a_chat_of_a_bot_gets_the_short_text(zalo: Zalo) -> None:
    assert sent(zalo, to("chat-1"), bot_url(zalo)) == Sent(reference="m1")


def test_a_long_digest_is_sent_in_texts_that_zalo_takes(zalo: Zalo) -> None:
    lines = [a_line(days=-k, id=k, task_title=f"{k} " + "nhiệm vụ rất dài " * 5) for k in range(1, 20)]
    message = to("nhóm-1", *lines)

    assert isinstance(sent(zalo, message, group_url(zalo)), Sent)
    assert len(zalo.accepted) == len(message.short) > 1


def test_when_a_later_text_is_refused_it_is_known_how_many_were_taken(zalo: Zalo) -> None:
    message = to("nhóm-1", *(a_line(days=-k, id=k, task_title="nhiệm vụ " * 12) for k in range(1, 20)))
    zalo.quota = 1
    outcome = sent(zalo, message, group_url(zalo))

    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.parts_sent, len(zalo.accepted)) == ("-211", 1, 1)


def test_a_token_with_less_than_an_hour_left_is_refreshed_before_it_is_used(zalo: Zalo) -> None:
    vault = InMemoryVault(a_pair(zalo, hours=0.5))

    assert isinstance(sent(zalo, to("nhóm-1"), group_url(zalo), vault), Sent)
    assert [pair.access for pair in vault.written] == ["access-1"]
    assert zalo.calls[GROUP] == 1


def test_a_token_that_zalo_no_longer_knows_is_refreshed_and_the_message_sent_once(zalo: Zalo) -> None:
    vault = InMemoryVault(a_pair(zalo))
    zalo.access = "đã đổi ở nơi khác"

    assert isinstance(sent(zalo, to("nhóm-1"), group_url(zalo), vault), Sent)
    assert (len(zalo.accepted), zalo.calls[GROUP], zalo.calls[TOKEN]) == (1, 2, 1)


def test_a_token_refused_on_the_template_api_is_refreshed_too(zalo: Zalo) -> None:
    zalo.access_ends = zalo.now

    assert isinstance(sent(zalo, to(PHONE), phone_url(zalo)), Sent)


def test_a_token_refused_twice_stops_the_channel(zalo: Zalo) -> None:
    zalo.will(GROUP, Fails(-216), Fails(-216))

    assert advice(sent(zalo, to("nhóm-1"), group_url(zalo))) is Advice.STOP_CHANNEL
    assert zalo.accepted == []


def test_a_used_up_refresh_token_stops_the_channel_and_is_not_tried_again(zalo: Zalo) -> None:
    vault = InMemoryVault(a_pair(zalo, hours=-1, refresh="đã dùng"))
    outcomes = [sent(zalo, to("nhóm-1"), group_url(zalo), vault) for _ in range(3)]

    assert [advice(outcome) for outcome in outcomes] == [Advice.STOP_CHANNEL] * 3
    assert "quản trị OA phải cấp quyền lại" in str(outcomes[0])
    assert zalo.calls[TOKEN] == 1
    assert vault.written[-1].spent


def test_an_account_without_tokens_stops_the_channel(zalo: Zalo) -> None:
    with Courier() as courier:
        assert advice(courier.deliver(to("nhóm-1"), group_url(zalo))) is Advice.STOP_CHANNEL


def with_night(zalo: Zalo) -> None:
    zalo.now += timedelta(hours=15)
    zalo.followers["lan"] = zalo.now


def never_followed(zalo: Zalo) -> None:
    del zalo.followers["lan"]


def silent_for_eight_days(zalo: Zalo) -> None:
    zalo.followers["lan"] = zalo.now - timedelta(days=8)


def never_wrote(zalo: Zalo) -> None:
    zalo.followers["lan"] = None


def without_quota(zalo: Zalo) -> None:
    zalo.quota = 0


def unverified(zalo: Zalo) -> None:
    zalo.verified = False


def at_its_rate(zalo: Zalo) -> None:
    zalo.per_minute = 0


@pytest.mark.parametrize(
    ("trouble", "path", "code", "expected"),
    [
        (never_followed, CONSULT, "-213", Advice.FALL_BACK),
        (silent_for_eight_days, CONSULT, "-230", Advice.FALL_BACK),
        (never_wrote, CONSULT, "-232", Advice.FALL_BACK),
        (with_night, PROMOTION, "-234", Advice.RETRY),
        (without_quota, CONSULT, "-211", Advice.STOP_CHANNEL),
        (unverified, CONSULT, "-221", Advice.STOP_CHANNEL),
        (at_its_rate, CONSULT, "-32", Advice.RETRY),
    ],
)
def test_what_keeps_a_follower_from_hearing_is_told_apart(
    zalo: Zalo, trouble: Callable[[Zalo], None], path: str, code: str, expected: Advice
) -> None:
    trouble(zalo)
    outcome = sent(zalo, to("lan"), group_url(zalo, kind=path.rpartition("/")[2]))

    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.advice) == (code, expected)
    assert zalo.accepted == []


@pytest.mark.parametrize(
    ("address", "code"), [("113", "phone"), ("lan@sonoivu.example", "phone"), ("0987654321", "-118")]
)
def test_a_phone_that_zalo_cannot_reach_goes_back_for_another_channel(zalo: Zalo, address: str, code: str) -> None:
    outcome = sent(zalo, to(address), phone_url(zalo))

    assert isinstance(outcome, Refused)
    assert (outcome.advice, outcome.code) == (Advice.FALL_BACK, code)


def test_at_its_rate_zalo_asks_for_a_minute(zalo: Zalo) -> None:
    zalo.per_minute = 0
    outcome = sent(zalo, to("nhóm-1"), group_url(zalo))

    assert isinstance(outcome, Refused)
    assert outcome.retry_after == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("fault", "accepted"),
    [(Hangs(), 1), (AcceptsThenResets(), 1), (Truncates(), 1), (ShowsPage(502), 0), (ShowsPage(503), 0)],
    ids=str,
)
def test_without_a_whole_answer_nobody_knows_and_nothing_is_sent_again(zalo: Zalo, fault: Fault, accepted: int) -> None:
    zalo.will(GROUP, fault)

    assert isinstance(sent(zalo, to("nhóm-1"), group_url(zalo)), Unknown)
    assert (len(zalo.accepted), zalo.calls[GROUP]) == (accepted, 1)


def test_a_bot_that_hangs_after_accepting_is_unknown(zalo: Zalo) -> None:
    zalo.will(f"/bot{zalo.bot}/sendMessage", AcceptsThenResets())

    assert isinstance(sent(zalo, to("chat-1"), bot_url(zalo)), Unknown)
    assert len(zalo.accepted) == 1


def test_a_zalo_that_cannot_be_reached_is_tried_again(zalo: Zalo) -> None:
    assert advice(sent(zalo, to("nhóm-1"), group_url(zalo, base="http://127.0.0.1:9"))) is Advice.RETRY


def test_a_page_with_4xx_is_a_wrong_address_and_stops_the_channel(zalo: Zalo) -> None:
    zalo.will(GROUP, ShowsPage(404))

    assert advice(sent(zalo, to("nhóm-1"), group_url(zalo))) is Advice.STOP_CHANNEL


@pytest.mark.parametrize(("path", "address"), [(GROUP, "nhóm-1"), (TEMPLATE, PHONE)])
def test_a_code_nobody_knows_is_given_up_aloud(
    zalo: Zalo, path: str, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    zalo.will(path, Fails(-9999))
    url = group_url(zalo) if path == GROUP else phone_url(zalo)

    assert advice(sent(zalo, to(address), url)) is Advice.DEAD
    assert [(record.levelno, "-9999" in record.getMessage()) for record in caplog.records] == [(logging.ERROR, True)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"bot": "123:khác"}, Advice.STOP_CHANNEL),
        ({"chats": set()}, Advice.FALL_BACK),
        ({"per_minute": 0}, Advice.RETRY),
    ],
    ids=["token", "chat", "rate"],
)
def test_a_bot_s_refusals_are_told_apart(zalo: Zalo, change: dict[str, object], expected: Advice) -> None:
    url = bot_url(zalo)
    for name, value in change.items():
        setattr(zalo, name, value)

    assert advice(sent(zalo, to("chat-1"), url)) is expected


def test_a_bot_s_token_stays_out_of_the_log(zalo: Zalo, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sent(zalo, to("chat-1"), bot_url(zalo))

    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "url",
    [
        "zalooa:///?kind=group",
        "zalooa://1/?kind=telepathy",
        "zalooa://1/?base=ftp://zalo",
        "zalozns://1/?fields=ma:code",
        "zalozns://1/?template=7",
        "zalozns://1/?template=7&fields=ma",
        "zalobot://bot-api.zaloplatforms.com/",
    ],
)
def test_an_address_that_lacks_something_is_a_fault_of_the_settings(url: str) -> None:
    with pytest.raises(ChannelMisconfigured):
        try_channel_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "zalooa://4318657/",
        "zalozns://4318657/?template=77&fields=ma:code,han:due&mode=development",
        "zalobot://123:abc@bot-api.zaloplatforms.com/",
    ],
)
def test_zalo_s_addresses_pass_the_check_without_zalo_being_called(url: str) -> None:
    try_channel_address(url)


@pytest.mark.parametrize(
    ("text", "number"),
    [("0912345678", PHONE), ("+84 912 345 678", PHONE), ("84912345678", PHONE), ("1900", None), ("", None)],
)
def test_a_phone_number_is_written_as_zalo_wants_it(text: str, number: str | None) -> None:
    assert phone_number(text) == number


def test_every_code_tells_what_to_do_in_vietnamese() -> None:
    for codes in (OFFICIAL_ACCOUNT, TEMPLATE_MESSAGE, BOT):
        assert all(found.words and found.advice in Advice for found in codes.values())
    assert meaning(BOT, 999).advice is Advice.DEAD
