"""What is typed into the forms of the set-up, read: mail addresses, a mail server, the address of the pages."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from base.vietnamese import one_line
from notifications.channels.smtp import Tls, wire_address
from services.house.mail_server import MailServer
from web.guard.hosts import is_loopback

PROTECTIONS = (
    (Tls.STARTTLS.value, "STARTTLS, cổng 587"),
    (Tls.SSL.value, "TLS từ đầu, cổng 465"),
    (Tls.NONE.value, "không mã hóa, cổng 25"),
)
_MOST_PORT = 65535


class SetupRefused(Exception):
    """Something was typed that can't be meant; `errors` say at which field, and what to do."""

    def __init__(self, **errors: str) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def mail_address(field: str, texts: Mapping[str, str]) -> str:
    """Return the mail address of a field. Raises `SetupRefused`."""
    typed = texts.get(field, "").strip()
    if wire_address(typed) is None:
        raise SetupRefused(**{field: "Ghi địa chỉ thư, ví dụ lan@tinh.example"})
    return typed


def mail_addresses(field: str, texts: Mapping[str, str]) -> str:
    """Return the mail addresses of a field, parted by commas; "" for none. Raises `SetupRefused`."""
    typed = [part.strip() for part in texts.get(field, "").replace(";", ",").split(",") if part.strip()]
    if any(wire_address(one) is None for one in typed):
        raise SetupRefused(**{field: "Ghi địa chỉ thư, cách nhau bằng dấu phẩy; bỏ trống: không gửi"})
    return ", ".join(typed)


def mail_server(texts: Mapping[str, str], before: MailServer | None) -> MailServer:
    """Return the server of a form; an empty password keeps the one that the same account had. Raises `SetupRefused`."""
    host, port = texts.get("thu-may-chu", "").strip(), texts.get("thu-cong", "").strip()
    user, password = texts.get("thu-tai-khoan", "").strip(), texts.get("mat-khau", "")
    errors: dict[str, str] = {}
    if not host or any(sign in host for sign in "/@:?# \\"):
        errors["thu-may-chu"] = "Ghi tên máy chủ thư, ví dụ smtp.tinh.example"
    if port and not (port.isdecimal() and 0 < int(port) <= _MOST_PORT):
        errors["thu-cong"] = "Ghi số cổng, hoặc bỏ trống để dùng cổng thường"
    if wire_address(sender := texts.get("thu-nguoi-gui", "").strip()) is None:
        errors["thu-nguoi-gui"] = "Ghi địa chỉ thư của người gửi, ví dụ dondoc@tinh.example"
    if errors:
        raise SetupRefused(**errors)
    if not password and before is not None and (before.host, before.user) == (host, user):
        password = before.password
    return MailServer(
        host=host,
        port=port,
        tls=texts.get("thu-bao-ve", Tls.STARTTLS),
        user=user,
        password=password,
        sender=sender,
        sender_name=one_line(texts.get("thu-ten", "")),
    )


def mail_texts(server: MailServer | None) -> dict[str, str]:
    """Return what the form of the mail server begins with; never the password."""
    return {
        "thu-may-chu": server.host if server else "",
        "thu-cong": server.port if server else "",
        "thu-bao-ve": server.tls if server else Tls.STARTTLS.value,
        "thu-tai-khoan": server.user if server else "",
        "thu-nguoi-gui": server.sender if server else "",
        "thu-ten": server.sender_name if server else "Đôn Đốc",
    }


def check_pages_address(typed: str, *, plain: bool) -> str:
    """Return the address of the pages without a slash at its end. Raises `SetupRefused`.

    Without TLS nobody could sign in, but for this machine itself, or where the house allows it (`plain`).
    """
    address = typed.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise SetupRefused(
            **{"dia-chi": "Ghi địa chỉ đầy đủ, không có phần sau tên miền, ví dụ https://dondoc.tinh.example"}
        )
    if parts.username is not None or any(sign.isspace() for sign in address):
        raise SetupRefused(**{"dia-chi": "Địa chỉ chỉ gồm tên miền, không có tài khoản hay dấu cách"})
    if parts.scheme == "http" and not plain and not is_loopback(parts.netloc):
        raise SetupRefused(
            **{"dia-chi": "Dùng https:// : đăng nhập qua mạng phải được mã hóa (xem hướng dẫn đặt sau proxy)"}
        )
    return address
