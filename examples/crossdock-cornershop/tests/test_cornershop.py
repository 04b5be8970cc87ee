"""The connector against the conformance kit, and against its sandbox over HTTP."""

from __future__ import annotations

import pytest
from crossdock.sandbox import SandboxOptions
from crossdock.sandbox.server import running
from crossdock.testing import ConnectorSuite, open_connection

import crossdock_cornershop


class TestConformance(ConnectorSuite):
    """Every check up to silver passes, or the manifest says why it does not apply."""

    connector = crossdock_cornershop


@pytest.fixture
def connection():
    """A connection to the sandbox, served on this machine."""
    played = running("cornershop", crossdock_cornershop.play_sandbox, SandboxOptions(listings=3))
    with played as told:
        opened = open_connection(crossdock_cornershop, told["settings"], endpoint=told["url"])
        yield opened
        opened.http.close()


def test_the_first_page_has_every_listing(connection):
    """Three listings fit on one page, each with its SKU."""
    page = crossdock_cornershop.list_products(connection, None)

    assert ["SKU-0000", "SKU-0001", "SKU-0002"] == [one.sku for one in page.items]
