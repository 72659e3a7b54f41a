"""The desk of accounts over an installation: its keys when asked, its mails straight through the mail channel."""

from functools import partial

from base.errors import Topic
from config.keys import keys_of
from config.sign_in import SignInPolicy
from notifications.channels.outcome import Sent, office_words
from notifications.messages.message import Message
from services.accounts.desk import AccountDesk, MailUnavailable
from services.installation import Installation

# Where `dondoc serve` listens; links then work on the machine itself.
USUAL_ADDRESS = "http://127.0.0.1:8420"


def account_desk(installation: Installation, policy: SignInPolicy) -> AccountDesk:
    """Return the desk. Nothing is asked of keys or mail servers until somebody needs them."""
    settings = installation.settings
    return AccountDesk(
        database=installation.database,
        policy=policy,
        base_url=(settings.base_url or USUAL_ADDRESS).rstrip("/"),
        keys=partial(keys_of, settings),
        send=partial(send_at_once, settings.mail_url),
    )


def send_at_once(mail_url: str, message: Message) -> None:
    """Send one mail now, beside the outbox: who waits for a code can't wait for the next round.

    Raises `MailUnavailable` unless the server took it.
    """
    if not mail_url:
        raise _unsent(
            "chưa có máy chủ thư", "Ghi máy chủ thư ở trang Thiết lập, hoặc chuyển liên kết một lần cho người nhận."
        )
    # Apprise takes a while to load, and most processes never send.
    from notifications.delivery.courier import deliver_message

    outcome = deliver_message(message, mail_url)
    if not isinstance(outcome, Sent):
        raise _unsent(office_words(outcome), "Thử lại sau ít phút; nếu vẫn lỗi, báo quản trị kiểm tra máy chủ thư.")


def _unsent(reason: str, remedy: str) -> MailUnavailable:
    return MailUnavailable(given=Topic("thư"), place="Gửi thư", reason=f"chưa gửi được: {reason}", remedy=remedy)
