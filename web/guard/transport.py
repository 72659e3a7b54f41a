"""How safe the way to a browser is, and so which cookie a sign-in has: over TLS, on this machine, or in a plain LAN."""

from enum import StrEnum

from fastapi import Request, Response

from config.sign_in import SignInPolicy
from web.guard.hosts import Names, host_of, is_loopback

BROWSER_AGE = 365 * 24 * 3600


class Transport(StrEnum):
    """The way between a browser and us."""

    TLS = "tls"
    LOOPBACK = "loopback"
    PLAIN = "plain"
    REFUSED = "refused"


# `__Host-` needs TLS; a name of its own elsewhere, so that one cookie can't stand in for another.
_SESSIONS = {Transport.TLS: "__Host-dondoc", Transport.LOOPBACK: "dondoc-may-nay", Transport.PLAIN: "dondoc-noi-bo"}
_BROWSERS = {Transport.TLS: "__Host-trinh-duyet", Transport.LOOPBACK: "trinh-duyet", Transport.PLAIN: "trinh-duyet-lan"}
PLAIN_WARNING = (
    "Kết nối này không được mã hóa (HTTP): mật khẩu và nội dung có thể bị đọc trong mạng nội bộ. "
    "Đề nghị quản trị bật HTTPS."
)


def transport_of(request: Request, names: Names, policy: SignInPolicy) -> Transport:
    """Return how a request came. A base address with https is believed: its proxy may not say so itself."""
    host = host_of(request.scope["headers"])
    if request.url.scheme == "https" or (names.has_tls and host.lower() == names.base_host):
        return Transport.TLS
    if is_loopback(host):
        return Transport.LOOPBACK
    return Transport.PLAIN if policy.plain_http else Transport.REFUSED


def session_cookie(request: Request, names: Names, policy: SignInPolicy) -> str:
    """Return the secret of a sign-in, empty without one."""
    return request.cookies.get(_SESSIONS.get(transport_of(request, names, policy), ""), "")


def browser_cookie(request: Request, names: Names, policy: SignInPolicy) -> str:
    """Return what a browser is known by before anybody has signed in, empty for a new one."""
    return request.cookies.get(_BROWSERS.get(transport_of(request, names, policy), ""), "")


def give_session(response: Response, secret: str, way: Transport) -> None:
    """Give a browser its sign-in; it ends with the browser, or sooner."""
    _give(response, _SESSIONS[way], secret, way)


def give_browser(response: Response, secret: str, way: Transport) -> None:
    """Let a browser be known again."""
    _give(response, _BROWSERS[way], secret, way, max_age=BROWSER_AGE)


def _give(response: Response, name: str, secret: str, way: Transport, max_age: int | None = None) -> None:
    response.set_cookie(
        name, secret, max_age=max_age, path="/", secure=way is Transport.TLS, httponly=True, samesite="lax"
    )
