"""The package as core sees it: hooks, weight, manifest."""

from __future__ import annotations

import inspect
import subprocess
import sys

import crossdock_jdid
from crossdock import hookspecs
from crossdock.manifest import ApiStatus, Role, WriteMode

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
    """The package has each hook the platform supports, marked, with the spec's arguments."""
    for name in HOOKS:
        hook = getattr(crossdock_jdid, name)
        spec = getattr(hookspecs.Connector, name)
        expected = [arg for arg in inspect.signature(spec).parameters if arg != "self"]

        assert hasattr(hook, "crossdock_impl")
        assert expected == list(inspect.signature(hook).parameters)


def test_the_platform_never_called_back():
    """No webhook of the platform is known, so notifications are left to core's refusal."""
    assert not hasattr(crossdock_jdid, "decode_notification")


def test_no_argument_has_a_default():
    """No hook's argument has a default or is keyword-only: pluggy would not pass it."""
    for name in HOOKS:
        for argument in inspect.signature(getattr(crossdock_jdid, name)).parameters.values():
            assert argument.default is argument.empty
            assert argument.kind is argument.POSITIONAL_OR_KEYWORD


def test_importing_the_package_is_light():
    """Neither the client library nor cryptography nor the web framework comes with it."""
    code = (
        "import sys, crossdock_jdid as t; t.manifest(); t.settings();"
        "heavy = {'httpx', 'httpcore', 'cryptography', 'starlette', 'uvicorn', 'sqlite3'};"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()


def test_the_manifest_says_that_the_platform_is_gone():
    """The platform is declared as retired, with the day it closed."""
    manifest = crossdock_jdid.manifest()

    assert (ApiStatus.RETIRED, frozenset({Role.CHANNEL})) == (manifest.api_status, manifest.roles)
    assert "31 March 2023" in manifest.api_status_note


def test_the_manifest_tells_how_stock_is_written():
    """Quantities are absolute, and each generation has a host of its own to be replaced."""
    manifest = crossdock_jdid.manifest()

    assert WriteMode.ABSOLUTE is manifest.write_mode
    assert {"api", "epi", "oauth"} == set(manifest.hosts)
