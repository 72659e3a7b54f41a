"""When somebody who doesn't know the password has to wait: counted from wrong tries, never by the account alone.

A lock binds an account to the network that the tries came from, so that a stranger can't shut its owner out; only much
higher counts close a way for all. Pure: the tries come from the store, the limits from the settings.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network

from config.sign_in import SignInPolicy

HOUR = timedelta(hours=1)
IPV4_PREFIX = 24
IPV6_PREFIX = 64


class Closed(StrEnum):
    """Which way is closed for now."""

    HERE = "here"
    ACCOUNT = "account"
    NETWORK = "network"


@dataclass(frozen=True, kw_only=True)
class Tries:
    """Wrong tries: those of the account in a row from this network, of the account anywhere, of this network anyhow."""

    here: tuple[datetime, ...] = ()
    account: tuple[datetime, ...] = ()
    network: tuple[datetime, ...] = ()


def closed_ways(tries: Tries, policy: SignInPolicy, now: datetime) -> Closed | None:
    """Return why no further try is let through; None when one may be made."""
    in_a_row = [at for at in tries.here if now - at < policy.lock]
    if len(in_a_row) >= policy.wrong_in_a_row:
        return Closed.HERE
    if _lately(tries.account, now) >= policy.wrong_an_hour:
        return Closed.ACCOUNT
    if _lately(tries.network, now) >= policy.network_an_hour:
        return Closed.NETWORK
    return None


def locked_until(tries: Tries, policy: SignInPolicy, now: datetime) -> datetime | None:
    """Return when an account's lock ends by itself, be it for one network or for all; None where there is none."""
    ends = (
        _full_until(tries.here, policy.wrong_in_a_row, policy.lock),
        _full_until(tries.account, policy.wrong_an_hour, HOUR),
    )
    return max((end for end in ends if end is not None and end > now), default=None)


def _full_until(tries: Iterable[datetime], most: int, span: timedelta) -> datetime | None:
    """When fewer than `most` tries are younger than a span again."""
    newest = sorted(tries, reverse=True)[:most]
    return newest[-1] + span if len(newest) == most else None


def network_of(address: str) -> str:
    """Return the network that an address is counted with: /24 of IPv4, /64 of IPv6; what is no address, as it is.

    >>> network_of("203.0.113.77"), network_of("2001:db8::1"), network_of("::ffff:203.0.113.9")
    ('203.0.113.0/24', '2001:db8::/64', '203.0.113.0/24')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return str(ip_network((found, IPV4_PREFIX if found.version == 4 else IPV6_PREFIX), strict=False))


def _lately(tries: Iterable[datetime], now: datetime) -> int:
    return sum(now - at < HOUR for at in tries)
