"""Shipping: carriers and parcels (sheet 4.7), and the two legs of JD Worldwide (sheet 5)."""

from typing import Any

from crossdock_jdcom.sandbox.carriers import CARRIERS, SELF_DELIVERY
from crossdock_jdcom.sandbox.orders import OVERSEAS_LEG, SHIPPED, TO_SHIP, Order
from crossdock_jdcom.sandbox.verdicts import (
    INVALID_STATE,
    NO_WAYBILL,
    UNKNOWN_CARRIER,
    WRONG_MERCHANT,
    shipment,
)
from crossdock_jdcom.sandbox.world import World
from crossdock_jos.sandbox.business import Fields
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.router import Call, business_fault


def ship(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.pop.order.shipment``: carriers by ``|``, several numbers of one by ``,``."""
    order = world.orders.find(fields.needed_whole("orderId"))
    fields.needed("logiCoprId")
    code = business_fault(call.scope) or _ship(
        world, order, fields.text("logiCoprId"), fields.text("logiNo"), TO_SHIP
    )
    return {"sopjosshipment_result": shipment(world.switches, code)}


def _ship(world: World, order: Order | None, carriers: str, numbers: str, state: str) -> str:
    """Ship an order that is in *state*; return the code of the refusal, empty if done."""
    if order is None:
        return WRONG_MERCHANT
    if order.state != state:
        return INVALID_STATE
    ids = [part.strip() for part in carriers.split("|")]
    if not all(one.isascii() and one.isdigit() and int(one) in CARRIERS for one in ids):
        return UNKNOWN_CARRIER
    parcels = [part.strip(" ,") for part in numbers.split("|")]
    own = [int(one) == SELF_DELIVERY for one in ids]
    if len(parcels) > len(ids):
        return NO_WAYBILL
    parcels += [""] * (len(ids) - len(parcels))
    if any(not parcel and not self for parcel, self in zip(parcels, own, strict=True)):
        return NO_WAYBILL
    # A number given for a delivery of one's own is not kept (sheet 4.7).
    kept = ["" if self else parcel for parcel, self in zip(parcels, own, strict=True)]
    order.carrier, order.waybill = "|".join(ids), "|".join(kept).strip("|")
    order.shipments = [
        {
            "shipmentId": f"{order.order_id}{place + 1:02d}",
            "logicId": carrier,
            "waybillId": number,
            "shipmentTime": world.now,
        }
        for place, (carrier, parcel) in enumerate(zip(ids, kept, strict=True))
        for number in parcel.split(",")
    ]
    world.orders.move(order, SHIPPED, world.now)
    return ""


def old_ship(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``360buy.order.sop.outstorage``: one carrier, and a ``trade_no`` that is new."""
    order = _numbered(world, fields)
    carrier, number = fields.text("logistics_id"), fields.text("waybill")
    code = business_fault(call.scope) or _ship(world, order, carrier, number, TO_SHIP)
    return _old(world, order, code)


def leave_overseas(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``360buy.overseas.order.sop.outstorage``: leave the warehouse abroad (sheet 5)."""
    order = _numbered(world, fields)
    code = business_fault(call.scope)
    if not code and (order is None or order.state != TO_SHIP):
        code = WRONG_MERCHANT if order is None else INVALID_STATE
    if not code and order is not None:
        world.orders.move(order, OVERSEAS_LEG, world.now)
    return _old(world, order, code)


def deliver_overseas(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``360buy.overseas.order.sop.delivery``: the domestic leg."""
    order = _numbered(world, fields)
    carrier, number = fields.text("logistics_id"), fields.text("waybill")
    code = business_fault(call.scope) or _ship(world, order, carrier, number, OVERSEAS_LEG)
    return _old(world, order, code)


def _numbered(world: World, fields: Fields) -> Order | None:
    """Return the order; a trade number must be there and be new (codes 16 and 17)."""
    number = fields.text("trade_no")
    order = world.orders.find(fields.needed_whole("order_id"))
    if not number:
        raise RouterError("16")
    if order is not None and number in order.trade_numbers:
        raise RouterError("17")
    if order is not None:
        order.trade_numbers.add(number)
    return order


def _old(world: World, order: Order | None, code: str) -> dict[str, Any]:
    if code:
        raise RouterError("71" if code == WRONG_MERCHANT else "70", str(code))
    return {"venderId": world.writer.vender_id, "orderId": order.order_id if order else 0}


def carriers(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.fce.alpha.getVenderCarrier`` and ``jingdong.logistics.carriers.list``."""
    rows = [{"id": number, "name": name} for number, name in CARRIERS.items()]
    return {"StandardGenericResponse": {"success": True, "code": "0", "data": rows}}
