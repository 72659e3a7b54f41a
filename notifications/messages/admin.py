"""The mail that tells an admin what only an admin can mend."""

from collections.abc import Sequence
from datetime import datetime

from base.vietnamese import capitalise, one_line, short_date
from notifications.messages.message import Message, Recipient
from notifications.messages.plain_letter import Item, compose_letter

_NAME = "Quản trị Đôn Đốc"


def alarm_message(texts: Sequence[str], *, keys: Sequence[str], to: str, now: datetime) -> Message:
    """Compose one mail about these troubles, in Vietnamese. Equal `keys` make an equal `Message-ID`.

    They tell a trouble that is told again after a failed sending from one that came back.
    """
    said = [one_line(text) for text in texts]
    opening = "Hệ thống Đôn Đốc cần quản trị xử lý:"
    return _admin_mail(f"Cần quản trị xử lý: {len(said)} vấn đề", opening, said, keys=keys, to=to, now=now)


def head_message(head: str, *, seals: int, faults: Sequence[str], to: str, now: datetime) -> Message:
    """Compose the nightly mail that keeps the log's head outside the house, with what the audit found."""
    found = [one_line(fault) for fault in faults] or ["nhật ký nguyên vẹn"]
    said = [f"Lần khóa sổ thứ {seals}, mã khóa sổ: {head}", *found]
    opening = "Hãy giữ thư này: mã khóa sổ chứng minh nhật ký Đôn Đốc không bị sửa từ nay về trước."
    subject = f"Mã khóa sổ nhật ký ngày {short_date(now.date())}"
    return _admin_mail(subject, opening, said, keys=[subject, *said], to=to, now=now)


def _admin_mail(
    subject: str, opening: str, said: Sequence[str], *, keys: Sequence[str], to: str, now: datetime
) -> Message:
    troubles = [Item(title=capitalise(text)) for text in said]
    return compose_letter(
        Recipient(address=to, name=_NAME, office=""), subject, opening, troubles, keys=keys, sent_at=now
    )
