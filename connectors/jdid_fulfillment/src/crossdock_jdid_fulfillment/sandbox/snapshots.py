"""Goods and documents as the control plane shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from crossdock_jdid_fulfillment.sandbox.goods import Goods
from crossdock_jdid_fulfillment.sandbox.inbounds import Inbound
from crossdock_jdid_fulfillment.sandbox.outbounds import Outbound
from crossdock_jdid_fulfillment.sandbox.returns import Return
from crossdock_jdid_fulfillment.sandbox.stock import GOOD, SELLABLE, Pile, Place, StockBook
from crossdock_jdid_fulfillment.sandbox.trail import Trail

if TYPE_CHECKING:
    from datetime import datetime

Snapshot = dict[str, Any]


def counted(values: Iterable[object]) -> dict[str, int]:
    """Return how often each value occurs."""
    counts: dict[str, int] = {}
    for value in values:
        counts[str(value)] = counts.get(str(value), 0) + 1
    return dict(sorted(counts.items()))


def piles_by_goods(stock: StockBook) -> dict[str, list[tuple[Place, Pile]]]:
    """Return every pile under its goods."""
    found: dict[str, list[tuple[Place, Pile]]] = {}
    for place, pile in stock.piles.items():
        found.setdefault(place.goods, []).append((place, pile))
    return found


def goods_state(goods: Goods, piles: list[tuple[Place, Pile]]) -> Snapshot:
    """Return goods with their stock; *stock* is what could be sold, promised or not."""
    sellable = [pile for place, pile in piles if (place.status, place.kind) == (GOOD, SELLABLE)]
    return {
        "listing_id": goods.no,
        "sku": goods.isv_no,
        "title": goods.name,
        "department": goods.department,
        "safe_days": int(goods.fields.get("safeDays", 0)),
        "stock": sum(pile.total for pile in sellable),
        "usable": sum(pile.usable for pile in sellable),
        "piles": [
            {
                "warehouse": place.warehouse,
                "stock_status": place.status,
                "stock_type": place.kind,
                "total": pile.total,
                "usable": pile.usable,
            }
            for place, pile in sorted(piles, key=lambda pair: pair[0])
        ],
    }


def _trail(trail: Trail) -> list[Snapshot]:
    return [{"status": step.code, "at": step.at.isoformat()} for step in trail.steps]


def outbound_state(outbound: Outbound) -> Snapshot:
    """Return an outbound with its lines and history."""
    return {
        "order_id": outbound.no,
        "own_number": outbound.uuid,
        "status": outbound.code,
        "department": outbound.department,
        "warehouse": outbound.warehouse,
        "created": outbound.created.isoformat(),
        "occupied": outbound.occupied,
        "waiting": outbound.waiting,
        "held": outbound.held,
        "parent": outbound.parent,
        "children": outbound.children,
        "waybills": outbound.waybills,
        "third_waybill": outbound.fields.get("thirdWayBill", ""),
        "consignee": {
            "name": outbound.fields.get("consigneeName", ""),
            "mobile": outbound.fields.get("consigneeMobile", ""),
            "address": outbound.fields.get("consigneeAddress", ""),
        },
        "lines": [
            {
                "listing_id": line.goods,
                "sku": line.isv_no,
                "quantity": line.quantity,
                "out": line.out,
                "back": line.back,
            }
            for line in outbound.lines
        ],
        "history": _trail(outbound.trail),
    }


def inbound_state(inbound: Inbound, now: datetime) -> Snapshot:
    """Return an inbound with what was announced and what came."""
    return {
        "order_id": inbound.no,
        "own_number": inbound.own_no,
        "status": inbound.code,
        "department": inbound.department,
        "warehouse": inbound.warehouse,
        "created": inbound.created.isoformat(),
        "in_parts": inbound.in_parts,
        "lines": [
            {
                "listing_id": line.goods,
                "sku": line.isv_no,
                "announced": line.announced,
                "good": line.good(now),
                "damaged": line.damaged(now),
                "shelved": line.shelved,
            }
            for line in inbound.lines
        ],
        "history": _trail(inbound.trail),
    }


def return_state(one: Return) -> Snapshot:
    """Return a return of either direction."""
    return {
        "order_id": one.no,
        "own_number": one.own_no,
        "status": one.code,
        "department": one.department,
        "warehouse": one.warehouse,
        "created": one.created.isoformat(),
        "outbound": one.outbound,
        "lines": [
            {
                "listing_id": line.goods,
                "sku": line.isv_no,
                "quantity": line.quantity,
                "moved": line.moved,
                "stock_status": line.status,
            }
            for line in one.lines
        ],
        "history": _trail(one.trail),
    }
