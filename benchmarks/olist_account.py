"""What became of each order, and whether both sides tell the same of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import attrs
from olist_carrier import SERVICE, SHOP, Carrier

from crossdock.flows.fulfilment.stock_levels import LevelFate, take_levels
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.outbound_order import OutboundOrder, OutboundState
from crossdock.fulfilment.parcel import Parcel
from crossdock.fulfilment.warehouse_order import WarehouseOrderState
from crossdock.order_status import OrderStatus
from crossdock.store import Store
from crossdock.workspace import Workspace

_S = WarehouseOrderState


class Fate(StrEnum):
    """How an order ended, the better first."""

    DONE = "done"
    REFUSED = "refused"
    PARKED = "parked"
    #: Nothing says what it waits for: this must not be.
    LOST = "lost"


@attrs.frozen
class Ended:
    """How an order ended, and why."""

    fate: Fate
    reason: str


#: The warehouse has said no, and says so again until the order is corrected.
_REFUSALS = frozenset({Reason.OUTBOUND_REFUSED.value, Reason.ADDRESS.value})
#: What a parcel in one of these states waits for, where nobody was asked.
_WAITS = {
    _S.READY: "to be packed in an own warehouse",
    _S.WAIT_ACCEPT: "to be accepted by the seller",
    _S.WAIT_TRACKING: "waybill",
    _S.SHIPPED: "",
}


def account(carrier: Carrier, workspace: Workspace) -> Counter[Ended]:
    """Return how many orders ended in which way; every order is in it once."""
    store = workspace.store
    parcels: dict[str, list[Parcel]] = defaultdict(list)
    for parcel in store.parcels.in_states(connection=SHOP):
        parcels[parcel.order.order].append(parcel)
    asked: dict[str, list[str]] = defaultdict(list)
    for ask in store.asks.each():
        asked[ask.subject].append(ask.reason.value)
    lines = {row["order_id"]: row["reason"] for row in store.reviews.all(SHOP)}
    faults = {fate.order_id: next(iter(fate.faults.values()), "") for fate in carrier.fates}

    def ended(order_id: str) -> Ended:
        if faults.get(order_id):
            return Ended(Fate.REFUSED, f"by the import: {faults[order_id]}")
        if order_id not in parcels:
            return _without_parcel(store, order_id, lines.get(order_id, ""))
        each = [_ended(one, asked, carrier) for one in parcels[order_id]]
        return max(each, key=lambda one: list(Fate).index(one.fate))

    return Counter(ended(sale.order_id) for sale in carrier.trial.sales)


def _without_parcel(store: Store, order_id: str, why: str) -> Ended:
    if why:
        return Ended(Fate.PARKED, why)
    if store.orders.kept(SHOP, order_id).order.status is OrderStatus.CANCELLED:
        return Ended(Fate.DONE, "called off before it was paid")
    return Ended(Fate.LOST, "it has no parcel")


def _ended(parcel: Parcel, asked: Mapping[str, Sequence[str]], carrier: Carrier) -> Ended:
    order, outbound = parcel.order, parcel.outbound
    subjects = [order.key, *(one.key for one in parcel.outbounds)]
    reasons = dict.fromkeys(reason for subject in subjects for reason in asked.get(subject, ()))
    if reasons:
        fate = Fate.REFUSED if reasons.keys() & _REFUSALS else Fate.PARKED
        return Ended(fate, ", ".join(sorted(reasons)))
    if order.state in (_S.DONE, _S.SHIPPED):
        return Ended(Fate.DONE, f"left from {_named(order.warehouse, carrier)}")
    if order.state is _S.CANCELLED:
        sent = outbound is not None and bool(outbound.remote_id)
        return Ended(Fate.DONE, f"called off {'at JD, in time' if sent else 'before it was sent'}")
    waits = order.hold or (outbound and outbound.hold)
    if waits:
        return Ended(Fate.PARKED, waits.value)
    if order.state in _WAITS:
        return Ended(Fate.PARKED, f"waits: {_WAITS[order.state]}")
    return Ended(Fate.LOST, f"{order.state} {outbound.state if outbound else ''}")


def _named(warehouse: str, carrier: Carrier) -> str:
    return "JD" if warehouse == carrier.warehouse else f"own warehouse {warehouse}"


def differences(carrier: Carrier, workspace: Workspace) -> Iterator[str]:
    """Yield in what the two sides differ, a sentence each; none where all is well."""
    theirs = carrier.outbounds()
    ours = {one.key: one for one in _outbounds(workspace.store) if one.remote_id}
    yield from _documents(ours, theirs)
    yield from _units(carrier, workspace.store)
    yield from _namesakes(carrier, workspace.store)
    yield from _stock(carrier, workspace, carrier.state()["listings"])


def _outbounds(store: Store) -> Iterator[OutboundOrder]:
    for parcel in store.parcels.with_outbounds():
        yield from parcel.outbounds


def _documents(
    ours: Mapping[str, OutboundOrder], theirs: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    numbers = Counter(one["own_number"] for one in theirs)
    yield from (f"{name} is at JD {n} times" for name, n in numbers.items() if n > 1)
    yield from (f"{name} is at JD and not here" for name in numbers.keys() - ours.keys())
    yield from (f"{name} is here and not at JD" for name in ours.keys() - numbers.keys())
    for one in theirs:
        mine = ours.get(one["own_number"])
        if mine is None:
            continue
        asked = Counter[str]()
        for line in mine.lines:
            asked[line.sku] += line.quantity
        told = Counter({line["sku"]: line["quantity"] for line in one["lines"]})
        if asked != told:
            yield f"{mine.key} asks for {dict(asked)} here, for {dict(told)} at JD"
        if one["third_waybill"] != mine.waybill:
            yield f"{mine.key} has the waybill {mine.waybill} here, {one['third_waybill']} at JD"
        gone = sum(line["out"] for line in one["lines"]) > 0
        if gone is not (mine.state in (OutboundState.DONE, OutboundState.LATE_CANCEL)):
            yield f"{mine.key} is {mine.state} here, and {one['status']} at JD"


def _units(carrier: Carrier, store: Store) -> Iterator[str]:
    """Yield the orders whose parcels are not for what was bought, and parcels of no order."""
    asked = {
        sale.order_id: Counter(line.sku for line in sale.lines) for sale in carrier.trial.sales
    }
    sent: dict[str, Counter[str]] = defaultdict(Counter)
    for parcel in store.parcels.in_states():
        for unit in parcel.order.lines:
            sent[parcel.order.order][unit.sku] += unit.quantity
    for order_id, units in sent.items():
        if units != asked.get(order_id):
            yield f"{order_id} asks for {asked.get(order_id)}, and its parcels for {units}"


def _namesakes(carrier: Carrier, store: Store) -> Iterator[str]:
    """Yield the orders to a Kota that went where those of its Kabupaten go, and the reverse.

    Which of the two it is an address may leave open: such an order goes to neither by
    its city, though the rule of its province may take it.
    """
    due = {"KOTA": {carrier.warehouse}, "KABUPATEN": {"kabupaten"}}
    either = {carrier.warehouse, *carrier.trial.own} - {"kabupaten"}
    for parcel in store.parcels.in_states(connection=SHOP):
        form = carrier.trial.namesakes.get(parcel.order.order)
        went = parcel.order.warehouse
        if form is not None and went and went not in due.get(form, either):
            yield f"{parcel.order.order} goes to {form or 'either of two'} and leaves from {went}"


def _stock(
    carrier: Carrier, workspace: Workspace, listings: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    store, trial = workspace.store, carrier.trial
    holdings = store.ledger.holdings()
    totals = {one["sku"]: one["stock"] for one in listings}
    usable = {one["sku"]: one["usable"] for one in listings}
    left: Counter[tuple[str, str]] = Counter()
    for parcel in store.parcels.in_states([_S.DONE, _S.SHIPPED], connection=SHOP):
        for line in parcel.order.lines:
            left[line.sku, parcel.order.warehouse] += line.quantity
    opening = {**trial.own, carrier.warehouse: trial.served}
    for sku in store.goods_facts.skus():
        for warehouse, units in opening.items():
            here = holdings.at(sku, warehouse).on_hand
            if here != units - left[sku, warehouse]:
                yield f"{here} of {sku} at {warehouse}, not {units} less {left[sku, warehouse]}"
        if trial.served:
            position = holdings.at(sku, carrier.warehouse)
            if (position.on_hand, position.on_hand) != (totals[sku], usable[sku]):
                yield f"{position.on_hand} of {sku} here, {totals[sku]} ({usable[sku]}) at JD"
    if trial.served:
        levels = take_levels(workspace, workspace.live(SERVICE), dry_run=True)
        wrong = [row for row in levels.rows if row.fate in (LevelFate.SET, LevelFate.UNREADABLE)]
        yield from (f"{row.sku}: JD tells {row.theirs}, and we have {row.ours}" for row in wrong)
