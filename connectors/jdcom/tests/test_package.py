"""The package as core sees it: hooks, weight, manifest."""

from __future__ import annotations

import inspect
import subprocess
import sys
from datetime import timedelta

import crossdock_jdcom
from crossdock import hookspecs
from crossdock.manifest import ApiStatus, Role

HOOKS = [
    "accept_order",
    "arrange_shipment",
    "authenticate",
    "get_order",
    "inspect_account",
    "list_orders",
    "list_products",
    "manifest",
    "play_sandbox",
    "push_stock",
    "read_stock",
    "settings",
]


def test_every_hook_is_there():
    """The package has the hooks of a channel, marked, with the specs' arguments in order."""
    for name in HOOKS:
        hook = getattr(crossdock_jdcom, name)
        spec = getattr(hookspecs.Connector, name)
        expected = [arg for arg in inspect.signature(spec).parameters if arg != "self"]

        assert hasattr(hook, "crossdock_impl")
        assert expected == list(inspect.signature(hook).parameters)


def test_there_is_no_webhook():
    """No description of JD's message push was found, so nothing pretends to read one."""
    assert not hasattr(crossdock_jdcom, "decode_notification")


def test_no_argument_has_a_default():
    """No hook's argument has a default or is keyword-only: pluggy would not pass it."""
    for name in HOOKS:
        for argument in inspect.signature(getattr(crossdock_jdcom, name)).parameters.values():
            assert argument.default is argument.empty
            assert argument.kind is argument.POSITIONAL_OR_KEYWORD


def test_importing_the_package_is_light():
    """Neither the client library nor cryptography nor the web framework comes with it."""
    code = (
        "import sys, crossdock_jdcom as t; t.manifest(); t.settings();"
        "heavy = {'httpx', 'httpcore', 'cryptography', 'starlette', 'uvicorn', 'sqlite3'};"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()


def test_the_manifest_tells_the_state_of_the_platform():
    """The platform is live, with a sentence on its successor."""
    manifest = crossdock_jdcom.manifest()

    assert (ApiStatus.LIVE, frozenset({Role.CHANNEL})) == (manifest.api_status, manifest.roles)
    assert "SP-API" in manifest.api_status_note


def test_the_limits_of_the_interface():
    """Pages of 50 wares, batches of 30 SKUs, windows below the shortest month."""
    manifest = crossdock_jdcom.manifest()

    assert (50, 30) == (manifest.listing_page, manifest.stock_batch)
    assert timedelta(days=27) < manifest.order_window < timedelta(days=28)
    assert not manifest.issues_waybills


def test_every_host_can_be_replaced():
    """Router, test router and token host each have a role."""
    assert {"api", "oauth", "sandbox"} == set(crossdock_jdcom.manifest().hosts)
