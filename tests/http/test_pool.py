"""Real sockets: what a body may be, which sockets are used again, and TLS."""

from __future__ import annotations

import gzip
import ipaddress
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crossdock.errors import (
    ConfigurationError,
    OutcomeUnknownError,
    RemoteTroubleError,
    UnreachableError,
    UnreadableAnswerError,
)
from crossdock.http import Effect
from crossdock.http.body import MAX_BYTES
from crossdock.http.pool import make_tls_context

Fixture = Callable[..., Any]
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    """Return *data* as one chunk."""
    return b"%x\r\n%b\r\n" % (len(data), data)


class TestBodies:
    """Bodies that are what they say, and such that are not."""

    def test_packed(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """A packed body is unpacked, and only gzip was asked for."""
        peer = serve(answer(gzip.compress(b'{"a": 1}'), Content_Encoding="gzip"))

        got = way_to(peer.url).http.call("GET", "/")

        assert {"a": 1} == got.json()
        assert b"Accept-Encoding: gzip\r\n" in peer.requests[0]

    def test_chunked(self, serve: Fixture, way_to: Fixture) -> None:
        """A body in chunks is put together."""
        peer = serve(CHUNKED + chunk(b'{"a"') + chunk(b": 1}") + chunk(b""))

        assert {"a": 1} == way_to(peer.url).http.call("GET", "/").json()

    def test_largest(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """Sixteen MiB are taken."""
        peer = serve(answer(b"x" * MAX_BYTES))

        assert MAX_BYTES == len(way_to(peer.url).http.call("GET", "/").body)

    def test_too_large(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """One byte more is not."""
        peer = serve(answer(b"x" * (MAX_BYTES + 1)))

        with pytest.raises(UnreadableAnswerError, match="the body is larger than 16 MiB"):
            way_to(peer.url).http.call("GET", "/")

    def test_bomb(self, serve: Fixture, way_to: Fixture, answer: Fixture, packed: bytes) -> None:
        """A megabyte that unpacks to a gigabyte is dropped at the cap."""
        peer = serve(answer(packed, Content_Encoding="gzip"))

        with pytest.raises(UnreadableAnswerError, match="packed bytes unpack to more than"):
            way_to(peer.url).http.call("GET", "/")

    def test_endless(self, serve: Fixture, way_to: Fixture) -> None:
        """A body without end is dropped at the cap, long before the deadline."""
        peer = serve()
        peer.steps = [peer.flood(CHUNKED, chunk(b"x" * 65536))]
        start = time.monotonic()

        with pytest.raises(UnreadableAnswerError, match="larger than 16 MiB"):
            way_to(peer.url).http.call("GET", "/")

        assert time.monotonic() - start < 10

    def test_endless_headers(self, serve: Fixture, way_to: Fixture) -> None:
        """So are headers without end."""
        peer = serve()
        peer.steps = [peer.flood(b"HTTP/1.1 200 OK\r\nA: ", b"x" * 65536)]

        with pytest.raises(RemoteTroubleError, match="the connection broke"):
            way_to(peer.url).http.call("GET", "/")

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (gzip.compress(b"{}")[:-1], "ends before it is complete"),
            (gzip.compress(b"{}")[:-8] + b"\0" * 8, "corrupt"),
            (b'{"a": 1}', "corrupt"),
        ],
        ids=["cut short", "wrong sum", "not packed"],
    )
    def test_corrupt(
        self, serve: Fixture, way_to: Fixture, answer: Fixture, data: bytes, why: str
    ) -> None:
        """A packed body that does not unpack is unreadable, and a write in doubt."""
        peer = serve(answer(data, Content_Encoding="gzip"))
        way = way_to(peer.url)

        with pytest.raises(UnreadableAnswerError, match=why):
            way.http.call("GET", "/")
        with pytest.raises(OutcomeUnknownError, match=why):
            way.http.call("POST", "/", effect=Effect.ONCE)

        assert [("answer refused", 200)] * 4 == [(c.outcome, c.status) for c in way.calls]

    def test_unknown_packing(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """A packing nobody asked for is refused by name."""
        peer = serve(answer(b"x", Content_Encoding="br"))

        with pytest.raises(UnreadableAnswerError, match="packed as 'br'"):
            way_to(peer.url).http.call("GET", "/")

    def test_length_too_large(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """A body shorter than it was said to be is no answer."""

        def lie(sock: Any, _: bytes) -> None:
            sock.sendall(answer("{}", length=20))
            sock.close()

        peer = serve(lie)

        with pytest.raises(RemoteTroubleError, match="the connection broke"):
            way_to(peer.url).http.call("GET", "/")

    def test_length_too_small(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """What comes after the stated length is never taken for the next answer."""
        peer = serve(answer('{"a": 1}, {"b": 2}', length=8), answer('{"c": 3}'))
        http = way_to(peer.url).http

        first = http.call("GET", "/")
        second = http.call("GET", "/")

        assert ({"a": 1}, {"c": 3}) == (first.json(), second.json())

    def test_cut_chunk(self, serve: Fixture, way_to: Fixture) -> None:
        """A chunk that is cut short is no answer."""

        def cut(sock: Any, _: bytes) -> None:
            sock.sendall(CHUNKED + b"a\r\n123")
            sock.close()

        with pytest.raises(RemoteTroubleError, match="the connection broke"):
            way_to(serve(cut).url).http.call("GET", "/")

    @pytest.mark.parametrize("data", [b"\0\1\2 garbage\r\n\r\n", b"HTTP/9.9 hello\r\n\r\n"])
    def test_not_http(self, serve: Fixture, way_to: Fixture, data: bytes) -> None:
        """A server that speaks something else is no platform."""
        with pytest.raises(RemoteTroubleError, match="the connection broke"):
            way_to(serve(data).url).http.call("GET", "/")


class TestKeptSockets:
    """A socket is kept for the next call, unless that must happen once."""

    def test_reads_share(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """Two reads use one socket."""
        peer = serve(answer())
        http = way_to(peer.url).http

        http.call("GET", "/")
        http.call("GET", "/")

        assert (2, 1) == (peer.count(), peer.connections)

    def test_once_has_its_own(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """What must happen once gets a socket of its own, each time."""
        peer = serve(answer())
        http = way_to(peer.url).http

        http.call("GET", "/")
        http.call("POST", "/", effect=Effect.ONCE)
        http.call("POST", "/", effect=Effect.ONCE)

        assert (3, 3) == (peer.count(), peer.connections)

    def test_server_that_hangs_up_on_kept_sockets(
        self, serve: Fixture, way_to: Fixture, answer: Fixture, reset: Fixture
    ) -> None:
        """A server that lets go of a kept socket just then leaves no write in doubt."""
        used: set[int] = set()

        def once_per_socket(sock: Any, request: bytes) -> None:
            if id(sock) in used:
                reset(sock, request)
            else:
                used.add(id(sock))
                sock.sendall(answer())

        peer = serve(once_per_socket)
        http = way_to(peer.url).http
        http.call("GET", "/")

        http.call("POST", "/set", effect=Effect.SET)
        http.call("POST", "/once", effect=Effect.ONCE)

        assert (2, 1) == (peer.count("/set"), peer.count("/once"))

    def test_closed_meanwhile(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """A socket the server closed some time ago is not used again."""

        def close(sock: Any, _: bytes) -> None:
            sock.sendall(answer())
            sock.close()

        peer = serve(close)
        way = way_to(peer.url)

        for _ in range(3):
            way.http.call("POST", "/", effect=Effect.SET)
            time.sleep(0.05)

        assert (3, [1, 1, 1]) == (peer.count(), [call.attempt for call in way.calls])


@pytest.fixture(name="certificate", scope="module")
def _certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


class TestTLS:
    """Certificates are verified, always."""

    def secured(self, serve: Fixture, certificate: Path, *steps: Any) -> Any:
        """Return a server that speaks TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        return serve(*steps, wrap=lambda sock: context.wrap_socket(sock, server_side=True))

    def test_unknown_certificate(
        self, serve: Fixture, way_to: Fixture, answer: Fixture, certificate: Path
    ) -> None:
        """One that nobody vouches for is refused, and nothing was sent."""
        peer = self.secured(serve, certificate, answer())
        way = way_to(peer.url.replace("http:", "https:"))

        with pytest.raises(UnreachableError) as caught:
            way.http.call("POST", "/", effect=Effect.ONCE)

        assert (
            (
                "127.0.0.1 could not be reached: its certificate is not trusted"
                " (self-signed certificate)."
            ),
            0,
        ) == (caught.value.message.replace("self signed", "self-signed"), peer.count())
        assert "this machine's clock" in caught.value.next_step

    def test_own_authority(
        self, serve: Fixture, way_to: Fixture, answer: Fixture, certificate: Path
    ) -> None:
        """One that the operator vouches for is accepted."""
        peer = self.secured(serve, certificate, answer("[1]"))
        way = way_to(peer.url.replace("http:", "https:"), authorities=str(certificate))

        assert [1] == way.http.call("GET", "/").json()

    def test_wrong_name(
        self, serve: Fixture, way_to: Fixture, answer: Fixture, certificate: Path
    ) -> None:
        """One for another name is refused, whoever vouches for it."""
        peer = self.secured(serve, certificate, answer())
        url = f"https://127.0.0.2:{peer.port}"
        way = way_to(url, authorities=str(certificate), resolve=lambda host, port: ["127.0.0.1"])

        with pytest.raises(UnreachableError, match="certificate is not trusted"):
            way.http.call("GET", "/")

    def test_plain_server(self, serve: Fixture, way_to: Fixture) -> None:
        """A server that does not speak TLS is told in words."""

        def hello(sock: Any) -> Any:
            sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            sock.close()
            return sock

        peer = serve(b"", wrap=hello)

        with pytest.raises(UnreachableError, match="no secure connection could be agreed on"):
            way_to(peer.url.replace("http:", "https:")).http.call("GET", "/")

    def test_silent_server(self, serve: Fixture, way_to: Fixture) -> None:
        """A handshake that does not end ends with the call."""
        over = threading.Event()

        def wait(sock: Any) -> Any:
            over.wait(20)
            return sock

        peer = serve(b"", wrap=wait)
        start = time.monotonic()

        with pytest.raises(UnreachableError, match="did not answer in time"):
            way_to(peer.url.replace("http:", "https:")).http.call("GET", "/", seconds=0.4)
        over.set()

        assert time.monotonic() - start < 15

    def test_versions(self) -> None:
        """Nothing older than TLS 1.2 is spoken, and nothing is left unverified."""
        context = make_tls_context()

        assert (ssl.TLSVersion.TLSv1_2, ssl.CERT_REQUIRED, True) == (
            context.minimum_version,
            context.verify_mode,
            context.check_hostname,
        )

    @pytest.mark.parametrize("content", [None, b"", b"nonsense"])
    def test_bad_authority(self, tmp_path: Path, content: bytes | None) -> None:
        """A file that holds no certificate is refused in words."""
        path = tmp_path / "ca.pem"
        if content is not None:
            path.write_bytes(content)

        with pytest.raises(ConfigurationError, match="cannot be read"):
            make_tls_context(str(path))


def test_deflate(serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
    """A server that packs otherwise without being asked is understood, if it is common."""
    peer = serve(answer(zlib.compress(b"[]"), Content_Encoding="deflate"))

    assert [] == way_to(peer.url).http.call("GET", "/").json()
