"""The channels of an Official Account: `zalooa://` (groups and followers) and `zalozns://` (template messages).

    zalooa://ACCOUNT/?kind=group            recipients are group ids: text at any hour, no template
    zalooa://ACCOUNT/?kind=cs               recipients are followers' ids who wrote within seven days
                                            an address `group:…` or `user:…` says itself which it is
    zalozns://ACCOUNT/?template=123&fields=ma:code,ten:title,han:due,cham:late
                                            recipients are phone numbers

ACCOUNT is the account's id, under which its tokens are kept. `base` replaces Zalo's address, `timeout` is in seconds.
"""

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from base.vietnamese import shorten
from notifications.channels.base import OwnChannel
from notifications.channels.outcome import Advice, Outcome, Refused, Sent, unreachable_words
from notifications.channels.zalo.answers import ALIEN, unknown, zalo_refusal
from notifications.channels.zalo.codes import OFFICIAL_ACCOUNT, TEMPLATE_MESSAGE, CodeMeaning
from notifications.channels.zalo.http import USUAL_TIMEOUT, HttpAnswer, NoAnswer, NotSent, is_web_address, post_json
from notifications.channels.zalo.tokens import TokenKeeper, TokenUnavailable
from notifications.messages.message import Message

log = logging.getLogger(__name__)

PHONE = re.compile(r"84\d{9}")
TRACKING_LIMIT = 48
# Zalo's templates take at most this many characters in a blank.
FACT_LIMIT = 100


class AccountChannel(OwnChannel):
    """What the two channels share: tokens, and one call with one second chance after a refused token."""

    BASE: ClassVar[str]
    CODES: ClassVar[Mapping[int, CodeMeaning]]
    tokens: TokenKeeper | None = None

    def set_up(self) -> None:
        """Refuse a URL without account or with an address that can't be called."""
        if not self.host:
            raise ValueError("thiếu mã Official Account sau ://")
        self.base = self.options.get("base", self.BASE).rstrip("/")
        if not is_web_address(self.base):
            raise ValueError(f"base phải bắt đầu bằng https://, không phải “{self.base}”")
        self.timeout = float(self.options.get("timeout", USUAL_TIMEOUT))

    def call(self, path: str, content: Mapping[str, Any]) -> Outcome:
        """Post to Zalo with the account's token; a refused token is replaced once."""
        if self.tokens is None:
            return Refused(advice=Advice.STOP_CHANNEL, code="token", text="chưa cấu hình mã truy cập Zalo")
        try:
            token = self.tokens.current(self.host)
            outcome = self._once(path, content, token)
            if isinstance(outcome, Refused) and outcome.advice is Advice.REFRESH:
                outcome = self._once(path, content, self.tokens.instead_of(self.host, token))
        except TokenUnavailable as error:
            advice = Advice.RETRY if error.for_now else Advice.STOP_CHANNEL
            return Refused(advice=advice, code="token", text=str(error))
        if isinstance(outcome, Refused) and outcome.advice is Advice.REFRESH:
            # Refused twice, the second time with a new token: this is not about the token's age.
            return Refused(advice=Advice.STOP_CHANNEL, code=outcome.code, text=outcome.text)
        return outcome

    def _once(self, path: str, content: Mapping[str, Any], token: str) -> Outcome:
        try:
            answer = post_json(self.base + path, content, headers={"access_token": token}, timeout=self.timeout)
        except NotSent as error:
            return Refused(advice=Advice.RETRY, code="connection", text=unreachable_words(error))
        except NoAnswer as error:
            return unknown(str(error))
        return self._read(answer)

    def _read(self, answer: HttpAnswer) -> Outcome:
        if answer.status == 401:
            return Refused(advice=Advice.REFRESH, code="401", text="mã truy cập không hợp lệ")
        body = answer.body
        if answer.status == 200 and body is not None and body.get("error") == 0:
            data = body.get("data")
            told = data if isinstance(data, dict) else {}
            return Sent(reference=str(told.get("message_id") or told.get("msg_id") or ""))
        outcome = zalo_refusal(answer, self.CODES, "error")
        if isinstance(outcome, Refused) and outcome.text == ALIEN:
            log.error("%s: unknown Zalo error %s (HTTP %s)", self.SCHEME, outcome.code, answer.status)
        return outcome


class OfficialAccount(AccountChannel):
    """Texts to a group of the account, or to people who follow it."""

    SCHEME = "zalooa"
    BASE = "https://openapi.zalo.me"
    CODES = OFFICIAL_ACCOUNT
    OPTIONS: ClassVar = {
        "kind": "group (usual), cs, transaction or promotion",
        "base": "Address of the API",
        "timeout": "Seconds to wait for an answer",
        "to": "Recipient, for programs that call Apprise themselves",
    }
    PATHS: ClassVar = {
        "group": "/v3.0/oa/group/message",
        "cs": "/v3.0/oa/message/cs",
        "transaction": "/v3.0/oa/message/transaction",
        "promotion": "/v3.0/oa/message/promotion",
    }
    service_name = "Zalo Official Account"

    def set_up(self) -> None:
        """Refuse a kind of message that Zalo doesn't have."""
        super().set_up()
        kind = self.options.get("kind", "group")
        if kind not in self.PATHS:
            raise ValueError(f"kind phải là một trong: {', '.join(self.PATHS)}")
        self.kind = kind

    def carry(self, message: Message) -> Outcome:
        """Send the message's short texts one after the other; the first that isn't taken ends it."""
        kind, recipient = self._addressed(message.recipient.address)
        path = self.PATHS[kind]
        return in_parts(
            message.short, lambda text: self.call(path, {"recipient": recipient, "message": {"text": text}})
        )

    def _addressed(self, address: str) -> tuple[str, dict[str, str]]:
        """The kind of message for an address, and the address as Zalo wants it."""
        whose, colon, number = address.partition(":")
        if not colon or whose not in {"group", "user"}:
            whose, number = ("group" if self.kind == "group" else "user"), address
        if whose == "group":
            return "group", {"group_id": number}
        return ("cs" if self.kind == "group" else self.kind), {"user_id": number}


class TemplateMessage(AccountChannel):
    """A template message to a phone: the most urgent duty's code, title, day and days late, and nothing else."""

    SCHEME = "zalozns"
    BASE = "https://business.openapi.zalo.me"
    CODES = TEMPLATE_MESSAGE
    OPTIONS: ClassVar = {
        "template": "Number of the approved template",
        "fields": "The template's blanks and what fills them, as in ma:code,han:due",
        "mode": "development sends to the app's admins only",
        "base": "Address of the API",
        "timeout": "Seconds to wait for an answer",
        "to": "Phone number, for programs that call Apprise themselves",
    }
    service_name = "Zalo template message"

    def set_up(self) -> None:
        """Refuse a URL without template or with a blank that nothing fills."""
        super().set_up()
        if not self.options.get("template"):
            raise ValueError("thiếu template, số của mẫu tin đã được duyệt")
        pairs = [entry.partition(":") for entry in self.options.get("fields", "").split(",") if entry]
        if not pairs or not all(blank and fact for blank, _, fact in pairs):
            raise ValueError("fields phải có dạng ma:code,han:due")
        self.fields = {blank.strip(): fact.strip() for blank, _, fact in pairs}

    def carry(self, message: Message) -> Outcome:
        """Send one template message; a phone number that can't be one goes back for another channel."""
        phone = phone_number(message.recipient.address)
        if phone is None:
            return Refused(advice=Advice.FALL_BACK, code="phone", text="không phải số điện thoại Việt Nam")
        if missing := [fact for fact in self.fields.values() if not message.facts.get(fact)]:
            words = f"không có dữ liệu cho mẫu tin: {', '.join(missing)}"
            return Refused(advice=Advice.DEAD, code="template", text=words)
        content = {
            "phone": phone,
            "template_id": self.options["template"],
            "template_data": {blank: shorten(message.facts[fact], FACT_LIMIT) for blank, fact in self.fields.items()},
            "tracking_id": tracking_id(message),
        }
        if mode := self.options.get("mode"):
            content["mode"] = mode
        return self.call("/message/template", content)


def phone_number(text: str) -> str | None:
    """A Vietnamese mobile number as Zalo wants it, or None.

    >>> phone_number("0912 345 678"), phone_number("+84 912.345.678"), phone_number("113")
    ('84912345678', '84912345678', None)
    """
    digits = re.sub(r"[\s.()\-+]", "", text)
    international = f"84{digits[1:]}" if digits.startswith("0") else digits
    return international if PHONE.fullmatch(international) else None


def tracking_id(message: Message) -> str:
    """What we call a message toward Zalo: letters and digits, the same each time it is tried."""
    return re.sub(r"[^0-9A-Za-z_]", "", message.message_id.partition("@")[0])[:TRACKING_LIMIT]


def in_parts(texts: tuple[str, ...], send: Callable[[str], Outcome]) -> Outcome:
    """Send texts in order. The outcome is the last one's; when one fails it says how many were taken before it."""
    outcome: Outcome = Refused(advice=Advice.DEAD, code="empty", text="tin không có nội dung")
    for taken, text in enumerate(texts):
        outcome = send(text)
        if isinstance(outcome, Refused):
            return Refused(
                advice=outcome.advice,
                code=outcome.code,
                text=outcome.text,
                retry_after=outcome.retry_after,
                parts_sent=taken,
            )
        if not isinstance(outcome, Sent):
            return unknown(outcome.text, parts_sent=taken, parts_left=len(texts) - taken - 1)
    return outcome
