"""Goods announced to a service's warehouse: drafted, sent, cancelled, and heard of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.flows.fulfilment.goods import KNOWN, limits_of, present, queue_goods
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.worker import Work, Worker
from crossdock.fulfilment.inbound_order import (
    InboundEvent,
    InboundEventKind,
    InboundLine,
    InboundOrder,
    InboundState,
)
from crossdock.validators import MOST_UNITS

if TYPE_CHECKING:
    from crossdock.store import Store
    from crossdock.workspace import Live, Workspace

_S, _E = InboundState, InboundEventKind

#: Nothing of these has reached the service, or nothing is left of it there.
SENDABLE = frozenset({_S.DRAFT, _S.READY, _S.REJECTED})
_CANCELLABLE = frozenset({*SENDABLE, _S.QUEUED, _S.SENDING, _S.UNKNOWN, _S.ACCEPTED})


def draft(
    workspace: Workspace,
    turning: Turning,
    warehouse: str,
    lines: Mapping[str, int],
    *,
    remark: str = "",
) -> list[InboundOrder]:
    """Make inbound orders of *lines*: one, or as many as the service's limit on lines asks for.

    Args:

        lines: units by master SKU.

    Raises:

        NotFoundError: no such warehouse or master SKU.

        InputRefusedError: the warehouse is one's own, a quantity is no number of units,
            a SKU is a kit, or it lies at no location of a warehouse that has locations.
    """
    store = workspace.store
    with store.db.transaction():
        connection = connection_of(store, warehouse)
        limits_of(workspace, turning, connection)
        _check_lines(store, warehouse, lines)
        manifest = turning.world.manifest(connection)
        most = manifest.inbound_lines if manifest else len(lines)
        return [
            _drafted(workspace, turning, warehouse, part, remark) for part in _parts(lines, most)
        ]


def connection_of(store: Store, warehouse: str) -> str:
    """Return the service that runs *warehouse*.

    Raises:

        NotFoundError: there is no such warehouse.

        InputRefusedError: it is one's own.
    """
    connection = store.warehouses.get(warehouse).connection
    if not connection:
        raise InputRefusedError(
            f"{warehouse} is your own warehouse, and nobody there waits to be told.",
            next_step="Say what came: crossdock stock adjust SKU +N --warehouse"
            f" {warehouse} --reason WHY",
        )
    return connection


def _check_lines(store: Store, warehouse: str, lines: Mapping[str, int]) -> None:
    if not lines:
        raise InputRefusedError(
            "The inbound names no goods.", next_step="Give at least one SKU=N, or --file."
        )
    has_locations = bool(store.locations.all(warehouse))
    for sku, units in lines.items():
        present(store, sku)
        if not 0 < units <= MOST_UNITS:
            raise InputRefusedError(
                f"{units:,} units of {sku} cannot be announced.",
                next_step=f"Give a number from 1 to {MOST_UNITS:,}.",
            )
        places = [row["warehouse"] for row in store.locations.of(sku)]
        if has_locations and warehouse not in places:
            raise InputRefusedError(
                f"{warehouse} has locations, and {sku} is bound to none of them.",
                next_step=f"Run: crossdock warehouse location add {warehouse} LOCATION --sku"
                f" LOCATION={sku}",
            )


def _parts(lines: Mapping[str, int], most: int) -> Iterator[dict[str, int]]:
    stream = iter(lines.items())
    while part := dict(islice(stream, most)):
        yield part


def _drafted(
    workspace: Workspace, turning: Turning, warehouse: str, lines: Mapping[str, int], remark: str
) -> InboundOrder:
    inbounds = workspace.store.inbounds
    # A service keeps our numbers for good, and another workspace may have used the count.
    mark = hashlib.sha256(workspace.run.encode()).hexdigest()[:6]
    key = f"{inbounds.next_key()}-{mark}"
    inbounds.put(InboundOrder(key, warehouse), remark=remark)
    taken = tuple(InboundLine(sku, units) for sku, units in lines.items())
    return turning.inbound(key, [InboundEvent(_E.EDIT, workspace.clock(), lines=taken)])


def submit(workspace: Workspace, turning: Turning, key: str) -> InboundOrder:
    """Queue an inbound, or let it wait for its goods, which are queued first; return it.

    One that was refused goes out again under a new reference.

    Raises:

        NotFoundError: there is none of that key.

        InputRefusedError: it was sent, cancelled or received already.
    """
    store = workspace.store
    with store.db.transaction():
        doc = store.inbounds.get(key)
        if doc.state not in SENDABLE:
            raise InputRefusedError(
                f"{key} is {doc.state.value}, and is not sent again.",
                next_step=f"See: crossdock inbound show {key}",
            )
        connection, now = connection_of(store, doc.warehouse), workspace.clock()
        unknown = [line.sku for line in doc.lines if not _is_known(store, connection, line.sku)]
        if unknown:
            queue_goods(workspace, turning, connection, unknown)
        events = [InboundEvent(_E.SUBMIT, now, goods_ready=not unknown)]
        if doc.state is _S.REJECTED:
            events.insert(0, InboundEvent(_E.EDIT, now, lines=doc.lines))
        if doc.state is _S.READY:
            events = [] if unknown else [InboundEvent(_E.GOODS_ACTIVE, now)]
        return turning.inbound(key, events)


def _is_known(store: Store, connection: str, sku: str) -> bool:
    return store.known_goods.get(connection, sku).state in KNOWN


def wake(workspace: Workspace, turning: Turning, connection: str) -> int:
    """Queue the inbounds of *connection* that waited for goods it knows now; return how many."""
    store, woken = workspace.store, 0
    with store.db.transaction():
        for doc in of_connection(store, connection, (_S.READY,)):
            if all(_is_known(store, connection, line.sku) for line in doc.lines):
                event = InboundEvent(_E.GOODS_ACTIVE, workspace.clock())
                turning.inbound(doc.key, [event])
                woken += 1
    return woken


def of_connection(
    store: Store, connection: str, states: Sequence[InboundState] = ()
) -> list[InboundOrder]:
    """Return the inbounds at the warehouses of *connection*, the oldest first."""
    own = {one.name for one in store.warehouses.all() if one.connection == connection}
    return [doc for doc in store.inbounds.each(states) if doc.warehouse in own]


def carry_out(workspace: Workspace, live: Live, turning: Turning) -> Work:
    """Do what is due at *live*, then send the inbounds whose goods it made known."""
    work = Worker(workspace, live, turning).work()
    if work.trouble is None and wake(workspace, turning, live.name):
        return Worker(workspace, live, turning).work()
    return work


def cancel(workspace: Workspace, turning: Turning, key: str) -> InboundOrder:
    """Ask for an inbound to be cancelled, as long as nothing of it was received; return it.

    Raises:

        NotFoundError: there is none of that key.

        InputRefusedError: it is too late.
    """
    doc = workspace.store.inbounds.get(key)
    if doc.state in (_S.CANCELLED, _S.CANCEL_REQ):
        return doc
    if doc.state not in _CANCELLABLE or doc.state is _S.REJECTED:
        raise InputRefusedError(
            f"{key} is {doc.state.value}, and cannot be cancelled any more.",
            next_step=f"See: crossdock inbound show {key}",
        )
    return turning.inbound(key, [InboundEvent(_E.CANCEL_WANTED, workspace.clock())])


def chosen(store: Store, keys: Sequence[str]) -> list[InboundOrder]:
    """Return the inbounds of *keys*, each once.

    Raises:

        NotFoundError: there is none of one of them.
    """
    found = [store.inbounds.get(key) for key in dict.fromkeys(keys)]
    if not found:
        raise NotFoundError("No inbound is named.", next_step="See: crossdock inbound list")
    return found
