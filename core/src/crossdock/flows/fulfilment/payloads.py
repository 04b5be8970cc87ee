"""What a job is to say: frozen when it is enqueued, read when it is done."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from crossdock.fulfilment import (
    DocumentLine,
    Goods,
    Inbound,
    Outbound,
    RemoteInbound,
    RemoteOutbound,
)
from crossdock.fulfilment.booking import total
from crossdock.fulfilment.decision import goes_to
from crossdock.orders import Handover, ShipmentRequest
from crossdock.store.bodies import body_of, plain_of, value_of

if TYPE_CHECKING:
    from crossdock.fulfilment.inbound_order import InboundOrder
    from crossdock.fulfilment.outbound_order import OutboundOrder
    from crossdock.fulfilment.warehouse_goods import WarehouseGoods
    from crossdock.orders import Order
    from crossdock.store import Store

#: Where the frozen value stands in a job's content.
_VALUE = "value"
#: What stands between the numbers of an order's parcels.
_BETWEEN = re.compile(r"[,;|\s]+")


def outbound_content(
    store: Store, outbound: OutboundOrder, order: Order, channel: str, site: Collection[str] = ()
) -> Mapping[str, Any]:
    """Return what the job that creates *outbound* is to say.

    Args:

        channel: the connector that the order came from, or the one a file declares.

        site: the countries that the shop sells in; see `goes_to`.
    """
    service = store.warehouses.get(outbound.warehouse).connection
    value = Outbound(
        reference=outbound.key,
        channel=channel,
        shop=outbound.connection,
        order_number=order.number or order.order_id,
        lines=tuple(
            DocumentLine(sku, units, store.known_goods.get(service, sku).remote_id)
            for sku, units in sorted(total(outbound.lines).items())
        ),
        recipient=order.recipient,
        address=attrs.evolve(order.address, country=goes_to(site, order.address.country)),
        placed_at=order.placed_at,
        courier=order.courier,
        waybill=outbound.waybill,
    )
    return {_VALUE: plain_of(value)}


def inbound_content(store: Store, inbound: InboundOrder, connection: str) -> Mapping[str, Any]:
    """Return what the job that announces *inbound* is to say."""
    value = Inbound(
        reference=inbound.reference,
        lines=tuple(
            DocumentLine(
                line.sku, line.quantity, store.known_goods.get(connection, line.sku).remote_id
            )
            for line in sorted(inbound.lines, key=lambda line: line.sku)
        ),
        remark=store.inbounds.remark(inbound.key),
    )
    return {_VALUE: json.loads(body_of(value))}


def goods_content(goods: WarehouseGoods) -> Mapping[str, Any]:
    """Return what the job that pushes *goods* is to say."""
    return {_VALUE: json.loads(body_of(goods.sent)), "remote_id": goods.remote_id}


def outbound_in(content: Mapping[str, Any]) -> Outbound:
    """Return the outbound in a job's content."""
    return value_of(json.dumps(content[_VALUE]), Outbound)


def inbound_in(content: Mapping[str, Any]) -> Inbound:
    """Return the inbound in a job's content."""
    return value_of(json.dumps(content[_VALUE]), Inbound)


def goods_in(content: Mapping[str, Any]) -> Goods:
    """Return the goods in a job's content."""
    return value_of(json.dumps(content[_VALUE]), Goods)


def shipment_content(order_id: str, waybill: str, courier: str) -> Mapping[str, Any]:
    """Return what the job that ships an order from one's own warehouse is to say."""
    return {"order": order_id, "waybill": waybill, "courier": courier}


def shipment_in(content: Mapping[str, Any]) -> ShipmentRequest:
    """Return what is asked of the channel by the job that ships an order."""
    return ShipmentRequest(
        content["order"], Handover.OWN_COURIER, content["waybill"], courier=content["courier"]
    )


def has_waybill(order: Order, waybill: str) -> bool:
    """Return whether an order shows *waybill*, alone or among others, with its courier or not."""
    asked, shown = _numbers(waybill), _numbers(order.waybill)
    return bool(asked) and asked <= shown


def _numbers(waybill: str) -> frozenset[str]:
    parts = _BETWEEN.split(waybill.casefold())
    return frozenset(filter(None, (part.rpartition(":")[2] for part in parts)))


def differs_outbound(asked: Outbound, found: RemoteOutbound) -> str:
    """Return in what a document at a warehouse is another than the one asked for.

    One that was split is compared whole; where a warehouse tells no SKUs, nothing is.
    """
    told = [(line.sku, line.quantity) for line in found.lines]
    return _differs(asked, found.reference, told)


def differs_inbound(asked: Inbound, found: RemoteInbound) -> str:
    """Return in what an inbound at a warehouse is another than the one announced."""
    told = [(line.sku, line.expected) for line in found.lines]
    return _differs(asked, found.reference, told)


def _differs(asked: Outbound | Inbound, reference: str, lines: Iterable[tuple[str, int]]) -> str:
    if reference and reference != asked.reference:
        return f"it is kept under the reference {reference}"
    wanted = {line.sku: line.quantity for line in asked.lines}
    told: dict[str, int] = {}
    for sku, units in lines:
        told[sku] = told.get(sku, 0) + units
    if not told or "" in told or told == wanted:
        return ""
    return f"it is for {_listed(told)} instead of {_listed(wanted)}"


def _listed(units: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {sku}" for sku, number in sorted(units.items()))
