"""Which addresses are public, and which are this machine."""

from __future__ import annotations

import ipaddress

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

#: All that is routed in the world; everything outside it is somebody's own network.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
#: The last 32 bits are an IPv4 address that a gateway (RFC 6052) goes on to.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def parse(text: str) -> IPAddress:
    """Return *text* as an address, without a zone, and as IPv4 if it is IPv4 in disguise.

    Raises:

        ValueError: it is not an address in its usual notation.
    """
    ip = ipaddress.ip_address(text.partition("%")[0])
    return (ip.ipv4_mapped or ip) if isinstance(ip, ipaddress.IPv6Address) else ip


def is_loopback(text: str) -> bool:
    """Return whether *text* is an address of this machine; False if it is no address."""
    try:
        return parse(text).is_loopback
    except ValueError:
        return False


def is_public(ip: IPAddress) -> bool:
    """Return whether anybody in the world would reach the same machine at *ip*.

    Private, shared (100.64/10), link-local (169.254.169.254 among them),
    loopback, multicast, reserved and unspecified addresses are not public, and
    neither is an IPv6 address that carries one of them to a gateway.
    """
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast
    if ip in _NAT64:
        return is_public(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    if ip not in _GLOBAL_UNICAST or not ip.is_global:
        return False
    return ip.sixtofour is None or is_public(ip.sixtofour)
