"""The package as core sees it: hooks, weight, manifest."""

from __future__ import annotations

import inspect
import subprocess
import sys

import crossdock_tokopedia
from crossdock import hookspecs
from crossdock.manifest import ApiStatus, Role

HOOKS = [
    "accept_order",
    "arrange_shipment",
    "authenticate",
    "decode_notification",
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
    """The package has each hook of the specs, marked, with the spec's arguments in order."""
    for name in HOOKS:
        hook = getattr(crossdock_tokopedia, name)
        spec = getattr(hookspecs.Connector, name)
        expected = [arg for arg in inspect.signature(spec).parameters if arg != "self"]

        assert hasattr(hook, "crossdock_impl")
        assert expected == list(inspect.signature(hook).parameters)


def test_no_argument_has_a_default():
    """No hook's argument has a default or is keyword-only: pluggy would not pass it."""
    for name in HOOKS:
        for argument in inspect.signature(getattr(crossdock_tokopedia, name)).parameters.values():
            assert argument.default is argument.empty
            assert argument.kind is argument.POSITIONAL_OR_KEYWORD


def test_importing_the_package_is_light():
    """Neither the client library nor cryptography nor the web framework comes with it."""
    code = (
        "import sys, crossdock_tokopedia as t; t.manifest(); t.settings();"
        "heavy = {'httpx', 'httpcore', 'cryptography', 'starlette', 'uvicorn', 'sqlite3'};"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()


def test_the_manifest_tells_the_state_of_the_platform():
    """The platform is declared as migrated, with a sentence on what became of it."""
    manifest = crossdock_tokopedia.manifest()

    assert (ApiStatus.MIGRATED, frozenset({Role.CHANNEL})) == (manifest.api_status, manifest.roles)
    assert "TikTok" in manifest.api_status_note


def test_limits_are_the_published_one_or_below():
    """Requests are held to 5 a second without bursts; rows are counted one by one."""
    limits = {limit.name: limit for limit in crossdock_tokopedia.manifest().limits}
    rows = limits.pop("stock_rows")

    assert {(5, 1, "app")} == {(one.per_second, one.burst, one.scope) for one in limits.values()}
    assert (100, "app") == (rows.burst, rows.scope)


def test_a_push_is_held_to_one_limit():
    """Rows of stock are counted apart from everything else that is asked."""
    limits = crossdock_tokopedia.manifest().limits_of("push_stock")

    assert ["stock_rows"] == [limit.name for limit in limits]


def test_limits_name_hooks_that_there_are():
    """Each limit names the hooks whose calls it counts, and all of them are implemented."""
    limits = crossdock_tokopedia.manifest().limits

    assert all(limit.hooks and limit.hooks <= set(HOOKS) for limit in limits)
