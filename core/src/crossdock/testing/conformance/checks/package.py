"""PKG: what core must be able to rely on before anything of a connector runs."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from datetime import date
from functools import cache
from typing import Any

from crossdock.hookspecs import HOOK_API, Connector
from crossdock.manifest import ApiStatus, Role
from crossdock.plugins.discovery import PluginInfo
from crossdock.plugins.loading import Plugin, implementations
from crossdock.plugins.refusals import refusals
from crossdock.plugins.specs import read_specs
from crossdock.testing.conformance.check import broken, check, equal, require
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Shop, Subject

#: What a connector may not bring along when only its manifest is asked for.
HEAVY = ("cryptography", "httpcore", "httpx", "sqlite3", "starlette", "uvicorn")
#: Seconds of computing that an import and a manifest may take.
IMPORT_SECONDS = 0.1

#: Times that a slow import is tried again.
MOST_IMPORTS = 4

#: The hooks that each role stands for; whoever does without one says why.
EVERY_HOOK = ("authenticate", "inspect_account", "manifest", "play_sandbox", "settings")
ROLE_HOOKS = {
    Role.CHANNEL: (
        "accept_order",
        "arrange_shipment",
        "get_order",
        "list_orders",
        "list_products",
        "push_stock",
        "read_stock",
    ),
    Role.FULFILMENT: (
        "cancel_inbound",
        "cancel_outbound",
        "create_inbound",
        "create_outbound",
        "find_inbound",
        "find_outbound",
        "list_stock",
        "list_warehouses",
        "push_products",
        "refresh_inbound",
        "refresh_outbound",
    ),
}
#: Hooks that any connector may have.
ANY_ROLE = ("decode_notification",)

#: Run in a process of its own: imports the connector and tells what that took.
_IMPORT = """
import io, json, sys, time
sys.path[:], name, heavy = json.loads(sys.argv[1])
import crossdock, datetime
# What core itself takes is not the connector's doing.
for one in crossdock.__all__:
    getattr(crossdock, one)
seen = []
def watch(event, args):
    if event.startswith(("socket.", "subprocess.", "os.system", "urllib.")):
        seen.append(event)
    elif event == "open" and isinstance(args[0], str):
        binary = args[0].endswith((".py", ".pyc", ".so")) or "__pycache__" in args[0]
        if not binary:
            seen.append(f"open {args[0]}")
sys.addaudithook(watch)
out, sys.stdout = sys.stdout, io.StringIO()
before = time.process_time()
module = __import__("importlib").import_module(name)
module.manifest()
took = time.process_time() - before
printed, sys.stdout = sys.stdout.getvalue(), out
brought = sorted(set(heavy) & {one.partition(".")[0] for one in sys.modules})
print(json.dumps({"took": took, "brought": brought, "seen": seen, "printed": printed}))
"""


@cache
def imported(name: str) -> dict[str, Any]:
    """Return what importing the module *name* in a fresh process took and did."""
    order = json.dumps([sys.path, name, HEAVY])
    told: list[dict[str, Any]] = []
    # A busy machine makes the same work cost more: the cheapest of a few tells what it is.
    while len(told) < MOST_IMPORTS and all(one["took"] >= IMPORT_SECONDS for one in told):
        ran = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", _IMPORT, order], capture_output=True, text=True, check=False
        )
        if ran.returncode:
            last = (ran.stderr.strip().splitlines() or ["it said nothing"])[-1]
            broken(f"{name} cannot be imported by itself: {last}")
        told.append(json.loads(ran.stdout))
    return min(told, key=lambda one: one["took"])


@check(
    "PKG-01",
    Level.BRONZE,
    "The manifest is there within 100 ms of computing, without HTTP client, cryptography,"
    " database or web framework.",
)
def light(subject: Subject) -> None:
    """Import the connector in a process of its own."""
    told = imported(subject.connector.__name__)
    require(not told["brought"], f"Importing it imports {', '.join(told['brought'])}.")
    require(
        told["took"] < IMPORT_SECONDS,
        f"Importing it and asking for the manifest takes {told['took'] * 1000:.0f} ms.",
    )


@check(
    "PKG-02",
    Level.BRONZE,
    "The manifest names title, hosts, dialect with its date, state of the interface and homepage.",
)
def declared(subject: Subject) -> None:
    """Read the manifest's facts."""
    manifest = subject.manifest
    require(re.fullmatch(r"[a-z][a-z0-9_]*", manifest.name), f"{manifest.name!r} is no name.")
    require(manifest.title.strip(), "The manifest has no title.")
    require(manifest.dialect.strip(), "The manifest names no dialect.")
    require(1 <= manifest.hook_api <= HOOK_API, f"hook_api {manifest.hook_api} is no version.")
    require(manifest.roles, "The manifest names no role.")
    require(
        manifest.homepage.startswith("https://"),
        f"The homepage {manifest.homepage!r} is no https address.",
    )
    try:
        date.fromisoformat(manifest.dialect_date)
    except ValueError:
        broken(f"The dialect_date {manifest.dialect_date!r} is no date such as 2026-01-31.")
    require(manifest.hosts and manifest.allowed_hosts, "The manifest names no host.")
    if manifest.api_status is not ApiStatus.LIVE:
        require(
            manifest.api_status_note.strip(),
            f"The interface is {manifest.api_status}, and no api_status_note says what became"
            " of it.",
        )


@check(
    "PKG-03",
    Level.BRONZE,
    "Every hook of the declared roles is implemented, or the manifest says why not; and no other.",
)
def whole(subject: Subject) -> None:
    """Hold the hooks against the roles."""
    manifest = subject.manifest
    has, waived = subject.implemented, manifest.not_applicable.keys()
    due = {*EVERY_HOOK, *ANY_ROLE}
    for role in manifest.roles:
        due.update(ROLE_HOOKS[role])
    missing = sorted(due - has - waived)
    require(
        not missing,
        f"It has no {', '.join(missing)}. Implement them, or say in the manifest's"
        " not_applicable why the platform does without.",
    )
    require(not has - due, f"Its roles have no use for {', '.join(sorted(has - due))}.")
    both = sorted(has & waived)
    require(not both, f"not_applicable excuses {', '.join(both)}, which it implements.")
    unknown = sorted(name for name in waived if not _is_known(name))
    require(not unknown, f"not_applicable names {', '.join(unknown)}: no check and no hook.")
    blank = sorted(name for name, why in manifest.not_applicable.items() if not why.strip())
    require(not blank, f"not_applicable gives no reason for {', '.join(blank)}.")


@check("PKG-04", Level.BRONZE, "Each hook's arguments and annotations are those of its spec.")
def fitting(subject: Subject) -> None:
    """Let core examine it as it does before the first use."""
    name = subject.connector.__name__
    info = PluginInfo(subject.manifest.name, "connector", "", "", name, enabled=True)
    plugin = Plugin(info, subject.connector, implementations(subject.connector))
    problems = refusals(plugin, read_specs())
    require(not problems, " ".join(problems))
    specs = read_specs()
    for hook in plugin.hooks:
        code = hook.function.__code__
        found = list(code.co_varnames[: code.co_argcount])
        order = [one for one in specs[hook.hook].arguments if one in found]
        equal(order, found, f"The order of {hook.hook}'s arguments")


@check(
    "PKG-05",
    Level.BRONZE,
    "Importing it opens no file or socket, starts nothing and prints nothing; twice is harmless.",
)
def quiet(subject: Subject) -> None:
    """Watch an import in a process of its own, and a second one in this."""
    told = imported(subject.connector.__name__)
    require(not told["printed"], f"Importing it prints {told['printed'][:100]!r}.")
    require(not told["seen"], f"Importing it does work: {', '.join(told['seen'][:5])}.")
    before = subject.manifest
    importlib.import_module(subject.connector.__name__)
    equal(before, subject.hook("manifest"), "The manifest after a second import")


@check(
    "PKG-08",
    Level.SILVER,
    "Two connections share neither state nor tokens: each tells of its own account only.",
)
def separate(subject: Subject) -> None:
    """Use two accounts in turn, with one shelf for their tokens."""
    first = subject.open(subject.play(seed=11))
    second = subject.open(subject.play(seed=12), shelf=first.shelf)
    seen = [_told(subject, shop) for shop in (first, second, first, second)]
    require(seen[0] == seen[2] and seen[1] == seen[3], "What an account tells depends on others.")
    for shop, other in ((first, second), (second, first)):
        mine = {str(value) for value in shop.played.settings.values()}
        theirs = {str(value) for value in other.played.settings.values()} - mine
        theirs |= _issued(other) - mine
        text = "".join(one.everything for one in shop.played.tap.exchanges)
        leaked = [value for value in theirs if len(value) >= 8 and value in text]
        require(not leaked, "A request carried a credential of the other connection.")


def _told(subject: Subject, shop: Shop) -> Any:
    if Role.CHANNEL in subject.manifest.roles:
        page = subject.hook("list_products", connection=shop.connection, cursor=None)
        return sorted((item.listing_id, item.title) for item in page.items)
    page = subject.hook("list_stock", connection=shop.connection, cursor=None)
    return sorted((item.remote_id or item.sku, item.on_hand) for item in page.items)


def _issued(shop: Shop) -> set[str]:
    """Return the tokens that the sandbox of *shop* gave out."""
    told = b"".join(one.answer.body for one in shop.played.tap.exchanges)
    return {token for token in shop.shelf.seen if token.encode() in told}


def _is_known(name: str) -> bool:
    from crossdock.testing.conformance.registry import CHECKS

    return hasattr(Connector, name) or any(name == one.id for one in CHECKS)
