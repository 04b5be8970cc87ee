"""A connector's sandbox, served on this machine from a thread, and its control plane.

Beyond what every sandbox of the kit can do, a check may ask for what only some can:
whatever a sandbox refuses ends the check as not run, with the sandbox's words.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import attrs

from crossdock.sandbox import Sandbox, SandboxOptions, SandboxRefusedError
from crossdock.sandbox.clock import system_now
from crossdock.sandbox.server import serve
from crossdock.testing.conformance.check import NotPlayedError
from crossdock.testing.conformance.tap import Tap

if TYPE_CHECKING:
    import uvicorn

Row = Mapping[str, Any]
#: A sandbox answers its own door at once; this is for a machine that is very busy.
PATIENCE = 30.0


@attrs.define(eq=False)
class Played:
    """A sandbox that is being served.

    Args:

        url: where.

        settings: what a connection to it needs.

        tap: what passes between it and the connector.
    """

    url: str
    settings: Mapping[str, Any] = attrs.field(repr=False)
    tap: Tap = attrs.field(repr=False)
    _server: uvicorn.Server = attrs.field(repr=False)
    #: How far its clock was moved.
    moved: timedelta = timedelta()
    #: When it was stopped.
    stopped: datetime | None = None

    def stop(self) -> None:
        """Let the server end; nobody has to wait for it."""
        self._server.should_exit = self._server.force_exit = True

    def control(self, method: str, path: str, body: Row | None = None) -> Any:
        """Return what the control plane answers.

        Raises:

            NotPlayedError: it refuses.
        """
        request = Request(  # noqa: S310 - our own server, on loopback
            f"{self.url}/_sandbox{path}",
            data=None if body is None else json.dumps(dict(body)).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        try:
            with build_opener(ProxyHandler({})).open(request, timeout=PATIENCE) as answer:
                return json.load(answer)
        except HTTPError as error:
            with error:
                said = error.read().decode("utf-8", "replace")
            raise NotPlayedError(
                f"the sandbox does not play {method} /_sandbox{path}: {_words(said)}"
            ) from None

    def state(self) -> Mapping[str, Any]:
        """Return everything that the platform holds."""
        found: Mapping[str, Any] = self.control("GET", "/state")
        return found

    def listings(self) -> dict[str, Row]:
        """Return the rows that the seller's list must show, by listing id."""
        rows = self.state().get("listings", ())
        return {str(row["listing_id"]): row for row in rows if row.get("listed", True)}

    def stock(self) -> dict[str, int]:
        """Return the units that each listing shows."""
        return {name: row["stock"] for name, row in self.listings().items()}

    def orders(self) -> dict[str, Row]:
        """Return the orders (or outbounds) that the account's list must show, by id."""
        rows = self.state().get("orders", ())
        return {str(row["order_id"]): row for row in rows if row.get("listed", True)}

    def place(self, count: int = 1, **wanted: Any) -> list[str]:
        """Let buyers order, and return the ids of the orders."""
        rows = self.control("POST", "/orders", {"count": count, **wanted})["orders"]
        return [str(row["order_id"]) for row in rows]

    def happen(self, order_id: str, event: str, **more: Any) -> Row:
        """Let something happen to an order or a document."""
        row: Row = self.control("POST", f"/orders/{order_id}/{event}", more)
        return row

    def add(self, **wanted: Any) -> str:
        """Add a listing, and return its id."""
        return str(self.control("POST", "/listings", wanted)["listing_id"])

    def remove(self, listing_id: str) -> None:
        """Delete a listing."""
        self.control("DELETE", f"/listings/{listing_id}")

    def fault(self, *lines: str) -> None:
        """Put faults in force, in the grammar of `crossdock.sandbox.faults`."""
        self.control("POST", "/faults", {"faults": list(lines)})

    def switch(self, name: str, value: str) -> bool:
        """Turn a switch of the sandbox, if it has one of that name; return whether it has."""
        known = name in self.control("GET", "")["switches"]
        if known:
            self.control("POST", "/switches", {name: value})
        return known

    def lift_limits(self) -> None:
        """Let a sandbox that can be told so take any number of calls.

        A workspace on the played clock never waits, and would run into limits that are
        kept by the real one.
        """
        self.switch("limits", "off")

    def calm(self) -> None:
        """Take every fault out of force."""
        self.control("DELETE", "/faults")

    def expire_tokens(self) -> int:
        """Make every token in use invalid, and return how many there were.

        Raises:

            NotPlayedError: the platform gave out none.
        """
        expired = int(self.control("POST", "/tokens/expire", {}).get("expired", 0))
        if not expired:
            raise NotPlayedError("the sandbox had no token in use that could expire")
        return expired

    def now(self) -> datetime:
        """Return the platform's present."""
        return (self.stopped or system_now()) + self.moved

    def begin_again(self) -> None:
        """Let the platform be as it was built, and stop its clock; forget the requests so far.

        Its present is later than it was before.
        """
        before = self.stopped or system_now()
        self.control("POST", "/reset", {})
        self.lift_limits()
        self.tap.exchanges.clear()
        self.moved = timedelta()
        # What it was built with happened until now.
        self.freeze(max(system_now(), before) + timedelta(seconds=1))

    def freeze(self, at: datetime | None = None) -> None:
        """Stop the played clock at a whole second, the present one if none is given."""
        self.stopped = (at or system_now()).replace(microsecond=0)
        self.control("POST", "/clock", {"set": self.stopped.isoformat(), "freeze": True})

    def advance(self, by: timedelta) -> None:
        """Move the played clock."""
        self.control("POST", "/clock", {"advance": by.total_seconds()})
        self.moved += by


def play(build: Callable[[SandboxOptions], Sandbox], options: SandboxOptions) -> Played:
    """Serve the sandbox that *build* makes, and return it once it accepts connections.

    Raises:

        NotPlayedError: it does not play these *options*.
    """
    taps: list[Tap] = []
    servers: list[uvicorn.Server] = []
    told: list[str] = []
    failures: list[BaseException] = []
    ready = threading.Event()

    def tapped(filled: SandboxOptions) -> Sandbox:
        sandbox = build(filled)
        taps.append(Tap(sandbox.app, sandbox.endpoints))
        return attrs.evolve(sandbox, app=taps[0])

    def announce(line: str) -> None:
        told.append(line)
        ready.set()

    def work() -> None:
        try:
            serve("conformance", tapped, options, announce=announce, on_server=servers.append)
        except BaseException as error:  # noqa: BLE001 - handed to the caller's thread below
            failures.append(error)
        finally:
            ready.set()

    threading.Thread(target=work, name="conformance-sandbox", daemon=True).start()
    ready.wait()
    for failure in failures:
        if isinstance(failure, SandboxRefusedError):
            raise NotPlayedError(f"the sandbox refuses: {failure}") from failure
        raise failure
    announced = json.loads(told[0])
    return Played(announced["url"], announced["settings"], taps[0], servers[0])


def _words(said: str) -> str:
    try:
        return str(json.loads(said)["error"])
    except (ValueError, KeyError, TypeError):
        return said[:200] or "it said nothing"
