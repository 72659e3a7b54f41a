"""The mails that let somebody in: a link with six digits, an invitation. Pure; they leave at once, beside digests."""

from datetime import datetime

from notifications.messages.message import Message, Recipient
from notifications.messages.plain_letter import Item, compose_letter

NOT_YOU = "Nếu không phải bạn yêu cầu, bỏ qua thư này: không ai vào được khi chưa có mã. Đừng chuyển tiếp thư này."


def sign_in_mail(*, to: str, name: str, code: str, url: str, minutes: int, now: datetime) -> Message:
    """Compose the mail with a one-time link and its six digits, both good for some minutes."""
    shown = f"{code[:3]} {code[3:]}"
    return compose_letter(
        Recipient(address=to, name=name, office=""),
        f"{shown} là mã đăng nhập",
        f"Mã đăng nhập của bạn, dùng một lần trong {minutes} phút:",
        [
            Item(title=shown, detail="Nhập mã này ở trang bạn đã mở, cả khi trang đó ở máy khác."),
            Item(title="Hoặc mở liên kết này ở chính trình duyệt đã yêu cầu", url=url),
        ],
        keys=(url,),
        sent_at=now,
        base_url=url,
        closing=NOT_YOU,
    )


def invitation_mail(*, to: str, name: str, url: str, hours: int, now: datetime) -> Message:
    """Compose the mail that invites somebody to his account by a one-time link, good for some hours."""
    return compose_letter(
        Recipient(address=to, name=name, office=""),
        "Tài khoản của bạn đã được lập",
        f"Bạn đã được lập tài khoản trên hệ thống Đôn Đốc. Mở liên kết để vào lần đầu, trong {hours} giờ tới:",
        [Item(title="Vào Đôn Đốc", detail="Liên kết dùng một lần và chỉ dành cho bạn.", url=url)],
        keys=(url,),
        sent_at=now,
        base_url=url,
        closing="Quá thời gian đó, xin liên kết mới ở trang đăng nhập bằng chính địa chỉ thư này.",
    )


def lending_mail(*, to: str, name: str, lent: Item, key: str, own: bool, base_url: str, now: datetime) -> Message:
    """Compose the mail that tells a principal (`own`) or a deputy that a right was lent: it may be a surprise."""
    opening = (
        "Quyền sau đây của bạn vừa được ủy quyền; nhật ký và thư ghi tên cả hai người:"
        if own
        else "Bạn vừa được ủy quyền làm thay; nhật ký và thư ghi tên cả hai người:"
    )
    closing = "Không đúng ý bạn: mở trang Tôi và bấm Thu hồi ủy quyền, hoặc báo quản trị." if own else ""
    return compose_letter(
        Recipient(address=to, name=name, office=""),
        "Đã ủy quyền" if own else "Bạn được ủy quyền",
        opening,
        [lent],
        keys=(key,),
        sent_at=now,
        base_url=base_url,
        closing=closing,
    )
