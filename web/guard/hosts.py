"""Which names the pages answer to: those of this machine, and that of the base address.

A page under another name would print links to it, and a browser that was led there by a stranger's DNS would send it
our answers.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from web.asgi import AsgiApp, AsgiScope, Receive, Send, refuse_request

LOOPBACK_NAME = "localhost"
# What a collector of figures on this machine says. Any other header may be a proxy's word on whom it speaks for: those
# have too many names to be listed.
OWN_HEADERS = frozenset(
    {
        *(b"host", b"user-agent", b"accept", b"accept-encoding", b"accept-language", b"connection", b"authorization"),
        *(b"cache-control", b"pragma", b"x-prometheus-scrape-timeout-seconds", b"x-scrape-timeout-seconds"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Names:
    """What a request's Host is compared with. `base_url` may be empty: then this machine's names alone."""

    base_url: str = ""

    @property
    def base_host(self) -> str:
        """The host of the base address, with its port where it isn't the usual one; empty without one."""
        return urlsplit(self.base_url).netloc.lower()

    @property
    def has_tls(self) -> bool:
        """Whether people reach the pages by https."""
        return urlsplit(self.base_url).scheme == "https"

    def knows(self, host: str) -> bool:
        """Whether a Host header names this machine or the base address."""
        base = urlsplit(self.base_url).hostname
        return is_loopback(host) or (base is not None and (host.lower() == self.base_host or name_of(host) == base))

    def origins(self, scheme: str, host: str) -> frozenset[str]:
        """The origins that count as our own for a request under a host that is known."""
        own = f"{scheme}://{host.lower()}"
        return frozenset({own, f"https://{self.base_host}"} if self.has_tls else {own})


def name_of(host: str) -> str:
    """Return the name in a Host header, without port and brackets; empty for what is none.

    >>> name_of("office.example:8420"), name_of("[::1]:8420"), name_of("a b")
    ('office.example', '::1', '')
    """
    try:
        parts = urlsplit(f"//{host}")
        return (parts.hostname or "") if parts.netloc == host and not {" ", "@", "\\"} & set(host) else ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a Host header names this machine itself."""
    name = name_of(host)
    try:
        return name == LOOPBACK_NAME or ip_address(name).is_loopback
    except ValueError:
        return False


def host_of(headers: Any) -> str:
    """Return the Host header of a request, empty when it has none or several."""
    hosts = [value for name, value in headers if name == b"host"]
    return str(hosts[0].decode("latin-1")) if len(hosts) == 1 else ""


def came_directly(scope: AsgiScope) -> bool:
    """Whether a request comes from this machine and through no proxy."""
    client = scope.get("client")
    named = {name for name, _ in scope["headers"]}
    return client is not None and _is_own_address(client[0]) and named <= OWN_HEADERS


def with_known_hosts(app: AsgiApp, names: Names) -> AsgiApp:
    """Return the application, which refuses requests under other names."""

    async def checked(scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not names.knows(host_of(scope["headers"])):
            await refuse_request(scope, send, 421, "Máy này không phục vụ tên miền đó; kiểm tra DONDOC_BASE_URL.")
            return
        await app(scope, receive, send)

    return checked


def _is_own_address(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
