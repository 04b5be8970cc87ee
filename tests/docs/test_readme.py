"""The connector that the README shows is one."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from crossdock.http import MockTransport, Response
from crossdock.plugins import Plugins
from crossdock.testing import open_connection

README = (Path(__file__).parents[2] / "README.md").read_text()
PAGES = {
    "": [{"id": "1", "sku": "KAOS-M", "name": "Kaos", "stock": 3}],
    "1": [{"id": "2", "sku": "KAOS-L", "name": "Kaos L", "stock": 0}],
    "2": [],
}


@pytest.fixture(scope="module")
def shown():
    """The python block of the README as a module."""
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    module = ModuleType("cornershop_connector")
    exec(compile(block, "README.md", "exec", dont_inherit=True), vars(module))  # noqa: S102 - our own page
    return module


@pytest.fixture
def hooks(shown):
    """Its hooks, as core calls them."""
    plugins = Plugins([])
    plugins.add_module("cornershop", shown)
    return plugins.hooks("cornershop")


def test_it_is_accepted(hooks):
    """It loads, and says who it is."""
    assert "Corner Shop" == hooks.manifest().title


def test_it_lists_products_to_the_end(shown, hooks):
    """Page after page, as its platform would answer."""
    asked = []

    def platform(request):
        assert "planted-key-1" == request.headers["X-Api-Key"]
        asked.append(request.url.params["after"])
        return Response(200, json={"products": PAGES[request.url.params["after"]]})

    connection = open_connection(
        shown, {"api_key": "planted-key-1"}, transport=MockTransport(platform), rate=None
    )
    found, cursor = [], None
    for _ in range(5):
        page = hooks.list_products(connection=connection, cursor=cursor)
        found += page.items
        cursor = page.cursor
        if cursor is None:
            break
    connection.http.close()

    assert ["", "1", "2"] == asked
    assert [("1", "KAOS-M", 3), ("2", "KAOS-L", 0)] == [
        (one.listing_id, one.sku, one.quantity) for one in found
    ]


def test_its_entry_point_names_it(shown):
    """The entry point shown names the module shown, under the connector's name."""
    (name, module) = re.search(r'(\w+) = "(\w+)"\n```', README).groups()

    assert (shown.manifest().name, shown.__name__) == (name, module)
