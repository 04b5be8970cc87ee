"""Where a connection may go: the connector's hosts over https, and nowhere else.

A connection marked as sandbox is the one exception: it may, and may only, go
to this machine, over plain http too.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import attrs

from crossdock.errors import EndpointRefusedError, UnreachableError

Resolve = Callable[[str, int], Sequence[str]]


@attrs.frozen
class EndpointRules:
    """What a connection's endpoints must satisfy.

    Args:

        allowed_hosts: host names; ``*.example.com`` stands for everything below
            example.com, itself not included.

        sandbox: loopback only, instead.
    """

    allowed_hosts: tuple[str, ...]
    sandbox: bool = False

    def check(self, url: str) -> str:
        """Return *url* without a trailing slash, or say why it is refused.

        Raises:

            EndpointRefusedError: the scheme, host, port or shape is not allowed.
        """
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").rstrip(".")
            port = parts.port
        except ValueError as error:
            raise _refused(
                url, f"it cannot be read ({error})", "Write it as https://HOST."
            ) from None
        if parts.username is not None or parts.password is not None:
            shown = url.replace(parts.netloc, "***@" + parts.netloc.rpartition("@")[2])
            raise _refused(shown, "it carries a user name or password", "Leave them out.")
        if parts.query or parts.fragment:
            raise _refused(url, "it carries a query", "Give scheme, host and port only.")
        if not host:
            raise _refused(url, "it names no host", "Write it as https://HOST.")
        if self.sandbox:
            self._check_sandbox(url, parts.scheme, host)
        else:
            self._check_live(url, parts.scheme, host, port)
        return url.rstrip("/")

    def _check_sandbox(self, url: str, scheme: str, host: str) -> None:
        if scheme not in {"http", "https"}:
            raise _refused(url, f"its scheme is {scheme or 'missing'}", "Use http:// or https://.")
        if host != "localhost" and not _is_loopback(host):
            raise _refused(
                url,
                "a sandbox connection may only talk to this machine",
                "Use http://127.0.0.1:PORT, or add the connection without --sandbox.",
            )

    def _check_live(self, url: str, scheme: str, host: str, port: int | None) -> None:
        if host == "localhost" or _is_loopback(host):
            raise _refused(
                url,
                "it is on this machine, and the connection is not marked as a sandbox",
                "Add --sandbox if this is a simulator of yours.",
            )
        if scheme != "https":
            raise _refused(url, f"its scheme is {scheme or 'missing'}", "Use https://.")
        if not any(_matches(host, pattern) for pattern in self.allowed_hosts):
            raise _refused(
                url,
                f"the host {host} is none of the connector's ({', '.join(self.allowed_hosts)})",
                "Correct the host.",
            )
        if port not in {None, 443}:
            raise _refused(url, f"port {port} is not 443", "Leave the port out.")

    def addresses(self, host: str, port: int, resolve: Resolve) -> list[str]:
        """Return the addresses of *host* that may be connected to, resolved once.

        Connecting to these, and not to the name again, is what stops a name
        that answers differently the second time.

        Raises:

            UnreachableError: the name does not resolve.

            EndpointRefusedError: an address of it is not public (or, for a
                sandbox, not this machine).
        """
        try:
            found = list(dict.fromkeys(resolve(host, port)))
        except OSError as error:
            raise UnreachableError(
                f"The host name {host} could not be resolved ({error.strerror or error}).",
                next_step="Check the endpoint's spelling and this machine's network.",
            ) from None
        for address in found:
            ip = ipaddress.ip_address(address.partition("%")[0])
            mapped = getattr(ip, "ipv4_mapped", None)
            ip = mapped or ip
            if self.sandbox != ip.is_loopback or not (self.sandbox or _is_public(ip)):
                raise EndpointRefusedError(
                    f"{host} resolves to {address}, which a"
                    f" {'sandbox' if self.sandbox else 'live'} connection may not talk to.",
                    next_step="Check who controls that name.",
                )
        return found


def resolve_by_system(host: str, port: int) -> list[str]:
    """Return the addresses the operating system knows for *host*."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(row[4][0]) for row in rows]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return ip.is_global and not ip.is_multicast


def _matches(host: str, pattern: str) -> bool:
    # An internationalised name that looks like an allowed one is other bytes
    # here, and so does not match.
    host, pattern = host.lower(), pattern.lower()
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and len(host) > len(pattern) - 1
    return host == pattern


def _refused(url: str, why: str, fix: str) -> EndpointRefusedError:
    return EndpointRefusedError(f"The endpoint {url!r} is refused: {why}.", next_step=fix)
