"""Where a connection may go: the connector's hosts over https, and nowhere else.

A connection marked as sandbox is the one exception: it may, and may only, go
to this machine, over plain http too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import SplitResult, urlsplit

import attrs

from crossdock.errors import EndpointRefusedError, UnreachableError
from crossdock.http import addresses

Resolve = Callable[[str, int], Sequence[str]]

#: A host name as DNS has it: ASCII labels of 63 characters, 253 in all.
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\Z")
_WRITE_IT = "Write it as https://HOST."


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
        """Return *url* as scheme, host and port in their plain form, or say why it is refused.

        Raises:

            EndpointRefusedError: the scheme, host, port or shape is not allowed.
        """
        if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
            raise _refused(
                ascii(url).strip("'\""),
                "it contains characters that do not belong into an address,"
                " which may only look like the ones of a name you know",
                "Type it by hand, an international name in its xn-- form.",
            )
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").removesuffix(".")
            port = parts.port
        except ValueError:
            raise _refused(
                _without_user(url), "it cannot be read as an address", _WRITE_IT
            ) from None
        shown = _without_user(url)
        if "@" in parts.netloc:
            raise _refused(shown, "it carries a user name or password", "Leave them out.")
        if "?" in url or "#" in url:
            shown = re.split(r"[?#]", url)[0]
            raise _refused(shown, "it carries a query", "Give scheme, host and port only.")
        if not host:
            raise _refused(shown, "it names no host", _WRITE_IT)
        if parts.path.strip("/"):
            raise _refused(shown, "it carries a path", "Give scheme, host and port only.")
        self._admit(shown, parts.scheme, host, port)
        return _plain(parts, host, port)

    def admit(self, scheme: str, host: str, port: int | None) -> None:
        """Refuse a request that is about to leave for somewhere else.

        The endpoints were checked when the connection was made; this holds for
        what a connector's own flow adds to them.

        Raises:

            EndpointRefusedError: the scheme, host or port is not allowed.
        """
        host = host.lower().removesuffix(".")
        name = f"[{host}]" if ":" in host else host
        self._admit(f"{scheme}://{name}" + (f":{port}" if port else ""), scheme, host, port)

    def _admit(self, url: str, scheme: str, host: str, port: int | None) -> None:
        if not _NAME.match(host) and ":" not in host:
            raise _refused(url, "its host is not a host name", _WRITE_IT)
        if "%" in host:
            raise _refused(url, "its address carries a zone", "Leave out the % and what follows.")
        if self.sandbox:
            self._admit_sandbox(url, scheme, host)
        else:
            self._admit_live(url, scheme, host, port)

    def _admit_sandbox(self, url: str, scheme: str, host: str) -> None:
        if scheme not in {"http", "https"}:
            raise _refused(url, f"its scheme is {scheme or 'missing'}", "Use http:// or https://.")
        if host != "localhost" and not addresses.is_loopback(host):
            raise _refused(
                url,
                "a sandbox connection may only talk to this machine",
                "Use http://127.0.0.1:PORT, or add the connection without --sandbox.",
            )

    def _admit_live(self, url: str, scheme: str, host: str, port: int | None) -> None:
        if host == "localhost" or addresses.is_loopback(host):
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
                sandbox, not this machine). One such address refuses them all.
        """
        try:
            found = list(dict.fromkeys(resolve(host, port)))
            parsed = [(text, addresses.parse(text)) for text in found]
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "it is no name that can be looked up"
            raise UnreachableError(
                f"The host name {host} could not be resolved ({why}).",
                next_step="Check the endpoint's spelling and this machine's network.",
            ) from None
        for text, ip in parsed:
            if not (ip.is_loopback if self.sandbox else addresses.is_public(ip)):
                raise EndpointRefusedError(
                    f"{host} resolves to {text}, which a"
                    f" {'sandbox' if self.sandbox else 'live'} connection may not talk to.",
                    next_step="Check who controls that name.",
                )
        return found


def _matches(host: str, pattern: str) -> bool:
    pattern = pattern.lower()
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and len(host) > len(pattern) - 1
    return host == pattern


def _plain(parts: SplitResult, host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" + ("" if port is None else f":{port}")


def _without_user(url: str) -> str:
    """Return *url* with everything before an ``@`` masked, and without its query."""
    url = re.split(r"[?#]", url)[0]
    scheme, mark, rest = url.rpartition("://")
    return scheme + mark + ("***@" + rest.rpartition("@")[2] if "@" in rest else rest)


def _refused(url: str, why: str, fix: str) -> EndpointRefusedError:
    return EndpointRefusedError(f"The endpoint '{url}' is refused: {why}.", next_step=fix)
