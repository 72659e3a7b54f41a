"""The mail that tells an admin what only an admin can mend."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from html import escape

from base.vietnamese import one_line
from notifications.messages.message import Message, Recipient


def alarm_message(texts: Sequence[str], *, to: str, now: datetime) -> Message:
    """Compose one mail about these troubles, in Vietnamese. The same troubles make the same `Message-ID`."""
    said = [one_line(text) for text in texts]
    opening = "Quản trị hệ thống Đôn Đốc cần xử lý:"
    return _admin_mail(f"[Đôn đốc] Cần quản trị xử lý: {len(said)} vấn đề", opening, said, to=to, now=now)


def head_message(head: str, *, seals: int, faults: Sequence[str], to: str, now: datetime) -> Message:
    """Compose the nightly mail that keeps the log's head outside the house, with what the audit found."""
    found = [one_line(fault) for fault in faults] or ["nhật ký nguyên vẹn"]
    said = [f"Lần khóa sổ thứ {seals}, mã khóa sổ: {head}", *found]
    opening = "Hãy giữ thư này: mã khóa sổ chứng minh nhật ký Đôn Đốc không bị sửa từ nay về trước."
    return _admin_mail(f"[Đôn đốc] Mã khóa sổ nhật ký ngày {now:%d/%m/%Y}", opening, said, to=to, now=now)


def _admin_mail(subject: str, opening: str, said: Sequence[str], *, to: str, now: datetime) -> Message:
    items = "".join(f"<li>{escape(text)}</li>" for text in said)
    number = hashlib.sha256("\x1f".join((to, *said)).encode()).hexdigest()[:32]
    return Message(
        recipient=Recipient(address=to, name="Quản trị Đôn Đốc", office=""),
        subject=subject,
        text="\n".join([opening, "", *(f"* {text}" for text in said)]) + "\n",
        html=f'<!DOCTYPE html><html lang="vi"><body><p>{opening}</p><ul>{items}</ul></body></html>',
        message_id=f"<{number}@dondoc.local>",
        sent_at=now,
        headers=(("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "OOF, AutoReply")),
        short=("\n".join([opening, *said]),),
    )
