"""The package as core sees it: hooks, weight, manifest."""

from __future__ import annotations

import inspect
import subprocess
import sys

import crossdock_jdid_fulfillment
from crossdock import hookspecs
from crossdock.manifest import ApiStatus, Role

HOOKS = [
    "authenticate",
    "cancel_inbound",
    "cancel_outbound",
    "create_inbound",
    "create_outbound",
    "find_inbound",
    "find_outbound",
    "inspect_account",
    "list_stock",
    "list_warehouses",
    "manifest",
    "play_sandbox",
    "push_products",
    "refresh_inbound",
    "refresh_outbound",
    "settings",
]


def test_every_hook_is_there():
    """The package has the hooks of a fulfilment service, with the specs' arguments in order."""
    for name in HOOKS:
        hook = getattr(crossdock_jdid_fulfillment, name)
        spec = getattr(hookspecs.Connector, name)
        expected = [arg for arg in inspect.signature(spec).parameters if arg != "self"]

        assert hasattr(hook, "crossdock_impl")
        assert expected == list(inspect.signature(hook).parameters)


def test_there_is_no_webhook():
    """What JD sends to subscribers was never described, so nothing pretends to read it."""
    assert not hasattr(crossdock_jdid_fulfillment, "decode_notification")


def test_no_argument_has_a_default():
    """No hook's argument has a default or is keyword-only: pluggy would not pass it."""
    for name in HOOKS:
        hook = getattr(crossdock_jdid_fulfillment, name)
        for argument in inspect.signature(hook).parameters.values():
            assert argument.default is argument.empty
            assert argument.kind is argument.POSITIONAL_OR_KEYWORD


def test_importing_the_package_is_light():
    """Neither the client library nor cryptography nor the web framework comes with it."""
    code = (
        "import sys, crossdock_jdid_fulfillment as t; t.manifest(); t.settings();"
        "heavy = {'httpx', 'httpcore', 'cryptography', 'starlette', 'uvicorn', 'sqlite3'};"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()


def test_the_manifest_tells_that_the_service_is_gone():
    """The platform is retired, with the day, and with what is inferred."""
    manifest = crossdock_jdid_fulfillment.manifest()

    assert ApiStatus.RETIRED is manifest.api_status
    assert frozenset({Role.FULFILMENT}) == manifest.roles
    assert "31 March 2023" in manifest.api_status_note
    assert "inferred" in manifest.api_status_note


def test_what_core_must_know():
    """Indonesia only, physical counts, cancelling up to the picking wave, JD's batch sizes."""
    manifest = crossdock_jdid_fulfillment.manifest()

    assert frozenset({"ID"}) == manifest.countries
    assert ("physical", "picking") == (manifest.snapshots, manifest.cancel_until)
    assert (50, 100) == (manifest.goods_batch, manifest.refresh_batch)
    assert not manifest.issues_waybills
    assert {"api", "oauth"} == set(manifest.hosts)
