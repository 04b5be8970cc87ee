"""A live connection without a workspace, for a connector's own tests."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any, cast

from crossdock.connecting import ConnectionPlan, Surroundings, connect, secret_names
from crossdock.connections import Connection
from crossdock.hookspecs import Connector
from crossdock.http import Ports
from crossdock.http.library import BaseTransport
from crossdock.secret import Secret
from crossdock.testing.memory import MemoryJournal, MemoryPacer, MemoryShelf


def open_connection(
    connector: Connector | ModuleType,
    settings: Mapping[str, Any],
    *,
    endpoint: str = "",
    transport: BaseTransport | None = None,
    answers: Mapping[str, str] | None = None,
    surroundings: Surroundings | None = None,
    ports: Ports | None = None,
    rate: float | None = 0,
) -> Connection[Any]:
    """Return a connection to *endpoint* (a sandbox on this machine), or through *transport*.

    Args:

        connector: the connector's module; its hooks are called directly, so no
            middleware sees them.

        settings: plain data, as `conn add` would take it; text for secrets.

        transport: answers instead of the network; see `crossdock.http.MockTransport`.

        rate: 0 lifts the manifest's limits, None keeps them.
    """
    hooks = cast(Connector, connector)
    around = surroundings or Surroundings(
        shelf=MemoryShelf(),
        pacer=MemoryPacer(),
        journal=MemoryJournal(),
        ports=ports or Ports(),
        inner=transport,
    )
    hidden = secret_names(hooks.settings())
    plan = ConnectionPlan(
        name="test",
        merchant="test",
        connector=hooks.manifest().name,
        settings={
            name: Secret(value) if name in hidden else value for name, value in settings.items()
        },
        endpoints={"": endpoint} if endpoint else {},
        answers=answers or {},
        sandbox=bool(endpoint),
        rate=rate,
    )
    return connect(hooks, plan, around)
