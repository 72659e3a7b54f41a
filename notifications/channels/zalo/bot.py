"""The channel `zalobot://`: Zalo's bot platform, for pilots. Recipients are chat ids.

    zalobot://123456789:SECRET@bot-api.zaloplatforms.com/

The part before the @ is the bot's token. It stands in the address that is called, which is why no library that logs
addresses is used here. The platform gives no receipts: what got no answer stays unknown.
"""

import logging
from typing import ClassVar
from urllib.parse import quote

from notifications.channels.base import OwnChannel
from notifications.channels.outcome import Advice, Outcome, Refused, Sent, unreachable_words
from notifications.channels.zalo.account import in_parts
from notifications.channels.zalo.answers import ALIEN, unknown, zalo_refusal
from notifications.channels.zalo.codes import BOT
from notifications.channels.zalo.http import USUAL_TIMEOUT, HttpAnswer, NoAnswer, NotSent, is_web_address, post_json
from notifications.messages.message import Message

log = logging.getLogger(__name__)


class Bot(OwnChannel):
    """One bot."""

    SCHEME = "zalobot"
    OPTIONS: ClassVar = {
        "base": "Address of the API, when it isn't https:// and the host",
        "timeout": "Seconds to wait for an answer",
        "to": "Chat id, for programs that call Apprise themselves",
    }
    service_name = "Zalo bot (pilots)"

    def set_up(self) -> None:
        """Refuse a URL without token or host."""
        if not self.host or not self.user or not self.password:
            raise ValueError("mẫu: zalobot://mã-bot:khóa@bot-api.zaloplatforms.com/")
        self.base = self.options.get("base", f"https://{self.host}").rstrip("/")
        if not is_web_address(self.base):
            raise ValueError(f"base phải bắt đầu bằng https://, không phải “{self.base}”")
        self.timeout = float(self.options.get("timeout", USUAL_TIMEOUT))

    def carry(self, message: Message) -> Outcome:
        """Send the message's short texts one after the other; the first that isn't taken ends it."""
        return in_parts(message.short, lambda text: self._say(message.recipient.address, text))

    def _say(self, chat: str, text: str) -> Outcome:
        token = quote(f"{self.user}:{self.password}", safe=":")
        try:
            answer = post_json(
                f"{self.base}/bot{token}/sendMessage",
                {"chat_id": chat, "text": text},
                headers={},
                timeout=self.timeout,
            )
        except NotSent as error:
            return Refused(advice=Advice.RETRY, code="connection", text=unreachable_words(error))
        except NoAnswer as error:
            return unknown(str(error))
        return _read(answer)


def _read(answer: HttpAnswer) -> Outcome:
    body = answer.body
    if answer.status == 200 and body is not None and body.get("ok") is True:
        result = body.get("result")
        return Sent(reference=str(result.get("message_id", "")) if isinstance(result, dict) else "")
    if answer.status in BOT and (body is None or "error_code" not in body):
        # The platform also answers with the bare status, as any web server would.
        answer = HttpAnswer(status=answer.status, headers=answer.headers, body={"error_code": answer.status})
    outcome = zalo_refusal(answer, BOT, "error_code")
    if isinstance(outcome, Refused) and outcome.text == ALIEN:
        log.error("zalobot: unknown error %s (HTTP %s)", outcome.code, answer.status)
    return outcome
