"""Where a connection may go, and by which disguises it may not."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import EndpointRefusedError, UnreachableError
from crossdock.http.endpoints import EndpointRules

Fixture = Callable[..., Any]
LIVE = EndpointRules(("api.nowhere.example", "*.cdn.nowhere.example"))
SANDBOX = EndpointRules(("api.nowhere.example",), sandbox=True)


class TestLive:
    """The connector's hosts over https."""

    @pytest.mark.parametrize(
        ("url", "plain"),
        [
            ("https://api.nowhere.example", "https://api.nowhere.example"),
            ("https://api.nowhere.example/", "https://api.nowhere.example"),
            ("https://API.Nowhere.Example", "https://api.nowhere.example"),
            ("HTTPS://api.nowhere.example.", "https://api.nowhere.example"),
            ("https://api.nowhere.example:443", "https://api.nowhere.example:443"),
            ("https://a.b.cdn.nowhere.example", "https://a.b.cdn.nowhere.example"),
        ],
    )
    def test_allowed(self, url: str, plain: str) -> None:
        """They are taken in their plain form."""
        assert plain == LIVE.check(url)

    @pytest.mark.parametrize(
        ("url", "why"),
        [
            ("http://api.nowhere.example", "its scheme is http"),
            ("ftp://api.nowhere.example", "its scheme is ftp"),
            ("api.nowhere.example", "names no host"),
            ("//api.nowhere.example", "its scheme is missing"),
            ("", "names no host"),
            ("https://", "names no host"),
            ("https://.", "names no host"),
            ("https://:443", "names no host"),
            ("https://user:pw@api.nowhere.example", "carries a user name or password"),
            ("https://@api.nowhere.example", "carries a user name or password"),
            ("https://api.nowhere.example@10.0.0.1", "carries a user name or password"),
            ("https://127.1", "none of the connector's"),
            ("https://127.0.0.1", "is on this machine"),
            ("https://[::1]", "is on this machine"),
            ("https://[::ffff:127.0.0.1]", "is on this machine"),
            ("https://[::ffff:10.0.0.1]", "none of the connector's"),
            ("https://2130706433", "none of the connector's"),
            ("https://0177.0.0.1", "none of the connector's"),
            ("https://0x7f.0.0.1", "none of the connector's"),
            ("https://0x7f000001", "none of the connector's"),
            ("https://169.254.169.254", "none of the connector's"),
            ("https://[fd00:ec2::254]", "none of the connector's"),
            ("https://100.64.0.1", "none of the connector's"),
            ("https://0.0.0.0", "none of the connector's"),
            ("https://localhost", "is on this machine"),
            ("https://LOCALHOST.", "is on this machine"),
            ("https://[fe80::1%25eth0]", "carries a zone"),
            ("https://[fe80::1%eth0]", "carries a zone"),
            ("https://[::1", "cannot be read"),
            ("https://api.nowhere.example:8443", "port 8443 is not 443"),
            ("https://api.nowhere.example:99999", "cannot be read"),
            ("https://api.nowhere.example:x", "cannot be read"),
            ("https://api.nowhere.example/path", "carries a path"),
            ("https://api.nowhere.example?x=1", "carries a query"),
            ("https://api.nowhere.example?", "carries a query"),
            ("https://api.nowhere.example#x", "carries a query"),
            ("https://\N{CYRILLIC SMALL LETTER A}pi.nowhere.example", "do not belong"),
            ("https://\N{FULLWIDTH LATIN SMALL LETTER A}pi.nowhere.example", "do not belong"),
            ("https://api\N{IDEOGRAPHIC FULL STOP}nowhere.example", "do not belong"),
            ("https://xn--pi-6kc.nowhere.example", "none of the connector's"),
            ("https://evil.example\\@api.nowhere.example", "do not belong"),
            ("https://api.nowhere.example\n.evil.example", "do not belong"),
            (" https://api.nowhere.example", "do not belong"),
            ("https://api.nowhere.example%2eevil.example", "not a host name"),
            ("https://api..nowhere.example", "not a host name"),
            ("https://api.nowhere.example..", "not a host name"),
            ("https://-api.nowhere.example", "not a host name"),
            ("https://api.nowhere.example.evil.example", "none of the connector's"),
            ("https://evilapi.nowhere.example", "none of the connector's"),
            ("https://cdn.nowhere.example", "none of the connector's"),
            ("https://evilcdn.nowhere.example", "none of the connector's"),
            (f"https://{'a' * 64}.cdn.nowhere.example", "not a host name"),
            ("https://\ud800.example", "do not belong"),
        ],
    )
    def test_refused(self, url: str, why: str) -> None:
        """All others are refused, and told why and what to do."""
        with pytest.raises(EndpointRefusedError, match=why) as caught:
            LIVE.check(url)

        assert caught.value.next_step.endswith((".", "simulator of yours."))
        assert "pw" not in caught.value.message
        assert "x=1" not in caught.value.message
        caught.value.message.encode()

    @given(st.text(max_size=60) | st.from_regex(r"https://[!-~]{1,40}", fullmatch=True))
    def test_anything(self, url: str) -> None:
        """Whatever is typed comes out allowed in its plain form, or is refused."""
        plain = "https://nowhere.example"
        with contextlib.suppress(EndpointRefusedError):
            plain = LIVE.check(url)

        assert plain.removeprefix("https://").removesuffix(":443").endswith("nowhere.example")


class TestSandbox:
    """This machine, and nowhere else."""

    @pytest.mark.parametrize(
        ("url", "plain"),
        [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://127.9.9.9:1/", "http://127.9.9.9:1"),
            ("http://localhost:80", "http://localhost:80"),
            ("http://LocalHost.:80", "http://localhost:80"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("https://127.0.0.1", "https://127.0.0.1"),
        ],
    )
    def test_allowed(self, url: str, plain: str) -> None:
        """Loopback is taken, over plain http too."""
        assert plain == SANDBOX.check(url)

    @pytest.mark.parametrize(
        "url",
        [
            "https://api.nowhere.example",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "http://[::]",
            "http://2130706433",
            "http://127.1",
            "http://0x7f.0.0.1",
            "http://localhost.evil.example",
            "http://[::1%25lo]",
            "http://user@localhost",
            "http://localhost/path",
            "http://localhost?x",
            "file://localhost",
            "http://169.254.169.254",
        ],
    )
    def test_refused(self, url: str) -> None:
        """All else is refused, the real platform too."""
        with pytest.raises(EndpointRefusedError):
            SANDBOX.check(url)


class TestAddresses:
    """What a name leads to is looked at before anything connects."""

    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "fd00:ec2::254",
            "fe80::1%eth0",
            "ff02::1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "2002:a00:1::",
            "2001:db8::1",
        ],
    )
    def test_not_public(self, address: str) -> None:
        """One address that is not public refuses a live host, whatever the others are."""
        with pytest.raises(EndpointRefusedError, match="live connection may not talk to"):
            LIVE.addresses("api.nowhere.example", 443, lambda host, port: ["1.1.1.1", address])

    @pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
    def test_public(self, address: str) -> None:
        """A public one is handed on as it is."""
        assert [address] == LIVE.addresses("x", 443, lambda host, port: [address, address])

    @pytest.mark.parametrize("address", ["10.0.0.1", "1.1.1.1", "::", "fe80::1"])
    def test_localhost_elsewhere(self, address: str) -> None:
        """A sandbox whose localhost is another machine is refused."""
        with pytest.raises(EndpointRefusedError, match="sandbox connection may not talk to"):
            SANDBOX.addresses("localhost", 80, lambda host, port: [address])

    @pytest.mark.parametrize(
        "failure",
        [
            socket.gaierror(-2, "Name or service not known"),
            OSError("out of files"),
            UnicodeError("label too long"),
        ],
    )
    def test_unresolvable(self, failure: Exception) -> None:
        """A name that cannot be looked up is unreachable."""

        def resolve(host: str, port: int) -> list[str]:
            raise failure

        with pytest.raises(UnreachableError, match="could not be resolved"):
            LIVE.addresses("x", 443, resolve)

    def test_nonsense(self) -> None:
        """So is one that leads to something that is no address."""
        with pytest.raises(UnreachableError, match="could not be resolved"):
            LIVE.addresses("x", 443, lambda host, port: ["nonsense"])


class TestRebinding:
    """A name that answers differently the second time."""

    def test_connects_to_what_was_checked(
        self, serve: Fixture, way_to: Fixture, answer: Fixture
    ) -> None:
        """The name is looked up once per socket, and the socket goes to that address."""
        asked: list[str] = []
        peer = serve(answer())

        def resolve(host: str, port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

        way_to(f"http://localhost:{peer.port}", resolve=resolve).http.call("GET", "/")

        assert (["localhost"], 1) == (asked, peer.connections)

    def test_second_answer_is_checked_too(
        self, serve: Fixture, way_to: Fixture, answer: Fixture
    ) -> None:
        """The next socket's look-up is checked like the first."""
        answers = iter([["127.0.0.1"], ["169.254.169.254"]])
        peer = serve(answer("", Connection="close"))
        http = way_to(
            f"http://localhost:{peer.port}", resolve=lambda host, port: next(answers)
        ).http
        http.call("GET", "/")

        with pytest.raises(EndpointRefusedError, match=r"localhost resolves to 169\.254"):
            http.call("GET", "/")

    def test_live_host_on_this_machine(
        self, serve: Fixture, way_to: Fixture, answer: Fixture
    ) -> None:
        """A live host that resolves to this machine is not connected to."""
        way = way_to(
            "https://api.nowhere.example",
            sandbox=False,
            resolve=lambda host, port: ["127.0.0.1"],
        )

        with pytest.raises(EndpointRefusedError, match=r"api\.nowhere\.example resolves to 127"):
            way.http.call("POST", "/", effect="once")

        assert ["not sent"] == [call.outcome for call in way.calls]
