"""Putting the way together: hosts, limits of time, and what the package exports."""

from __future__ import annotations

import contextlib
import ipaddress
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crossdock.http
from crossdock.errors import EndpointRefusedError
from crossdock.http import addresses, resolve_hosts
from crossdock.http.body import BodyRefusedError, read
from crossdock.http.deadline import bounded, deadline, is_set, remaining

Fixture = Callable[..., Any]
TWO = {"api": "https://api.nowhere.example", "accounts": "https://a.cdn.nowhere.example"}


class TestHosts:
    """The manifest's hosts, and what the operator puts in their place."""

    def test_standard(self, manifest: Fixture) -> None:
        """Without overrides they are the manifest's."""
        assert TWO == resolve_hosts(manifest(hosts=TWO), {}, sandbox=False)

    def test_one_for_all(self, manifest: Fixture) -> None:
        """One URL may serve all roles, and a named one goes before it."""
        found = resolve_hosts(
            manifest(hosts=TWO),
            {"": "http://127.0.0.1:1/", "api": "http://localhost:2"},
            sandbox=True,
        )

        assert {"api": "http://localhost:2", "accounts": "http://127.0.0.1:1"} == found

    def test_unknown_role(self, manifest: Fixture) -> None:
        """A role that does not exist is named, with those that do."""
        with pytest.raises(EndpointRefusedError, match="no host called 'acounts'") as caught:
            resolve_hosts(manifest(hosts=TWO), {"acounts": "x"}, sandbox=False)

        assert "It has: accounts, api." == caught.value.next_step

    def test_half_a_sandbox(self, manifest: Fixture) -> None:
        """A sandbox that would talk to one real host is refused."""
        with pytest.raises(EndpointRefusedError, match="only talk to this machine"):
            resolve_hosts(manifest(hosts=TWO), {"api": "http://localhost:2"}, sandbox=True)


class TestDeadline:
    """The time a call may take."""

    def test_none(self) -> None:
        """Outside a call there is none."""
        assert (False, 86_400.0, 5.0) == (is_set(), remaining(), bounded(5.0))

    def test_inner_is_not_longer(self) -> None:
        """A deadline inside another does not stretch it."""
        with deadline(1.0), deadline(50.0):
            assert remaining() <= 1.0
            assert is_set()

    def test_outer_comes_back(self) -> None:
        """The outer one holds again after the inner one."""
        with deadline(50.0):
            with deadline(1.0):
                pass
            assert remaining() > 40

    def test_used_up(self) -> None:
        """With nothing left, nothing is waited for."""
        with deadline(0.01):
            time.sleep(0.02)
            with pytest.raises(TimeoutError):
                bounded(5.0)


class TestBody:
    """Bodies in pieces."""

    @given(st.binary(max_size=2000), st.integers(1, 50), st.sampled_from([31, 15]))
    def test_pieces(self, data: bytes, size: int, bits: int) -> None:
        """A packed body is the same however it was cut."""
        packer = zlib.compressobj(wbits=bits)
        packed = packer.compress(data) + packer.flush()
        pieces = [packed[i : i + size] for i in range(0, len(packed), size)]

        assert data == read(pieces, "gzip" if bits == 31 else "Deflate ")

    def test_several(self) -> None:
        """Several packed parts after one another are one body."""
        packer = zlib.compressobj(wbits=31)
        part = packer.compress(b"ab") + packer.flush()

        assert b"ababab" == read([part + part[:5], part[5:] + part], "gzip")

    def test_garbage_behind(self) -> None:
        """What follows a packed body and is none is refused."""
        packer = zlib.compressobj(wbits=31)
        part = packer.compress(b"ab") + packer.flush()

        with pytest.raises(BodyRefusedError, match="corrupt"):
            read([part + b"garbage"], "gzip")

    def test_nothing(self) -> None:
        """No body at all is an empty one, whatever it was to be packed as."""
        assert (b"", b"") == (read([], ""), read([], "gzip"))

    def test_small_bomb(self) -> None:
        """A few kilobytes may unpack to one MiB, and to no more."""

        def packed(size: int) -> bytes:
            packer = zlib.compressobj(9, wbits=31)
            return packer.compress(b"\0" * size) + packer.flush()

        assert 1 << 20 == len(read([packed(1 << 20)], "gzip"))
        with pytest.raises(BodyRefusedError, match="unpack to more than 1,048,576"):
            read([packed((1 << 20) + 1)], "gzip")

    @given(st.lists(st.binary(max_size=50), max_size=5), st.text(max_size=8))
    def test_anything(self, chunks: list[bytes], encoding: str) -> None:
        """What is no packed body is taken as it is, or refused."""
        body = b""
        with contextlib.suppress(BodyRefusedError):
            body = read(chunks, encoding)

        assert body in {b"", b"".join(chunks)}


@given(st.ip_addresses())
def test_public_is_global(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    """No address is public here that the registries call private."""
    found = addresses.parse(str(ip))

    if addresses.is_public(found):
        assert found.is_global
        assert not found.is_loopback


def test_loopback_of_nonsense() -> None:
    """What is no address is not this machine."""
    assert not addresses.is_loopback("nonsense")


def test_exports() -> None:
    """What the package offers is sorted by module, and complete for a connector."""
    assert {
        "Answer",
        "Auth",
        "Call",
        "Effect",
        "Http",
        "Journal",
        "MockTransport",
        "Pacer",
        "Ports",
        "Redactor",
        "Request",
        "Response",
        "judge_status",
        "open_http",
        "quoted",
        "resolve_hosts",
        "retry_after",
    } <= set(vars(crossdock.http))
