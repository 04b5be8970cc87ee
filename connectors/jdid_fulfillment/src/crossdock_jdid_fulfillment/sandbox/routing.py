"""What can be asked: every method played, and the app that answers (sheet B1 to B9)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import attrs
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from crossdock.sandbox.faults import Fault, faults_in
from crossdock_jdid_fulfillment.sandbox import (
    customer_return_endpoints,
    goods_endpoints,
    inbound_endpoints,
    master_endpoints,
    outbound_endpoints,
    stock_endpoints,
    supplier_return_endpoints,
)
from crossdock_jdid_fulfillment.sandbox.china import ZONE
from crossdock_jdid_fulfillment.sandbox.reading import Given
from crossdock_jdid_fulfillment.sandbox.refusals import EclpRefusalError, invalid
from crossdock_jdid_fulfillment.sandbox.world import World
from crossdock_jos.sandbox.business import Fields
from crossdock_jos.sandbox.consent import Tick, oauth_routes
from crossdock_jos.sandbox.envelope import RootKeyEnvelope
from crossdock_jos.sandbox.gate import Gate
from crossdock_jos.sandbox.refusals import RouterError
from crossdock_jos.sandbox.router import Call, Router, business_fault

Handler = Callable[[World, Given], dict[str, Any]]

_ECLP = "jingdong.eclp."
METHODS: dict[str, Handler] = {
    f"{_ECLP}{name}": handler
    for name, handler in {
        "master.queryDept": master_endpoints.query_departments,
        "master.queryWarehouse": master_endpoints.query_warehouses,
        "master.queryShipper": master_endpoints.query_shippers,
        "master.querySpSource": master_endpoints.query_platforms,
        "master.queryShop": master_endpoints.query_shops,
        "master.insertShop": master_endpoints.insert_shop,
        "master.querySupplier": master_endpoints.query_suppliers,
        "master.addSupplier": master_endpoints.add_supplier,
        "goods.transportGoodsInfo": goods_endpoints.add_goods,
        "goods.updateGoodsInfo": goods_endpoints.update_goods,
        "goods.queryGoodsInfo": goods_endpoints.query_goods,
        "goods.queryGoodsByPageAndTime": goods_endpoints.query_goods_by_time,
        "po.addPoOrder": inbound_endpoints.add_inbound,
        "po.cancalPoOrder": inbound_endpoints.cancel_inbound,
        "po.queryPoOrder": inbound_endpoints.query_inbounds,
        "po.ext.queryPoOrder": inbound_endpoints.query_inbounds_in_part,
        "po.closePo": inbound_endpoints.close_inbound,
        "order.addOrder": outbound_endpoints.add_order,
        "order.asynAddOrder": outbound_endpoints.add_order_later,
        "order.queryOrder": outbound_endpoints.query_order,
        "order.queryOrderStatus": outbound_endpoints.query_status,
        "order.queryOrderListByStatus": outbound_endpoints.list_by_status,
        "order.queryOrderList": outbound_endpoints.list_orders,
        "order.ext.queryOrder": outbound_endpoints.find_orders,
        "order.queryOrderPacks": outbound_endpoints.query_packs,
        "order.cancelOrder": outbound_endpoints.cancel_order,
        "co.getEclpNoByOutNo": outbound_endpoints.find_number,
        "stock.queryStock": stock_endpoints.query_stock,
        "stock.searchShopStock": stock_endpoints.search_shop_stock,
        "stock.searchShopStockFlow": stock_endpoints.search_shop_stock_flow,
        "rts.isvRtsTransfer": supplier_return_endpoints.send_to_supplier,
        "rts.isvRtsCancel": supplier_return_endpoints.cancel_to_supplier,
        "rts.isvRtsQuery": supplier_return_endpoints.query_to_supplier,
        "rtw.transportRtw": customer_return_endpoints.transport_return,
        "rtw.addRtwOrder": customer_return_endpoints.add_return,
        "rtw.cancelRtwOrder": customer_return_endpoints.cancel_return,
        "rtw.queryRtw": customer_return_endpoints.query_returns,
    }.items()
}


def gate_of(world: World) -> Gate:
    """Return the gate every call passes."""
    return Gate(
        app_key=world.app_key,
        app_secret=world.app_secret,
        clock=world.clock,
        switches=world.switches,
        desk=lambda: world.grants,
        zone=ZONE,
        methods=METHODS,
        also_versions=("3.0",),
        sign_methods=("md5", "hmacmd5", "hmacsha256"),
    )


@attrs.frozen
class Desk:
    """Where admitted calls are answered."""

    world: World

    def answer(self, call: Call) -> dict[str, Any]:
        """Do what a call asks for, now, or some time after it was told a time-out."""
        world = self.world
        self._check_gateway_user(call)
        played = business_fault(call.scope)
        try:
            if played:
                raise EclpRefusalError("业务处理失败", "business failure")  # noqa: TRY301  coded below
            fault = _late(call)
            if fault is not None:
                self._answer_later(call, fault)
                return {}
            return self._do(call)
        except EclpRefusalError as error:
            error.code = played or world.switches["business_code"]
            raise

    def _do(self, call: Call) -> dict[str, Any]:
        fields = Fields.from_text(call.parameters.get("360buy_param_json", ""), ZONE)
        return METHODS[call.method](self.world, Given(fields, call))

    def _answer_later(self, call: Call, fault: Fault) -> None:
        quiet = attrs.evolve(call, scope={**call.scope, "crossdock.faults": ()})

        def land(at: datetime) -> None:
            try:
                self._do(quiet)
            except RouterError:
                # Nobody waits for this refusal any more.
                return

        due = self.world.now + timedelta(seconds=fault.number("late", 0))
        self.world.agenda.plan(due, land)

    def _check_gateway_user(self, call: Call) -> None:
        rule, given = self.world.switches["gateway_user"], call.parameters.get("gatewayuser")
        missing = given is None and rule == "required"
        if missing or (rule != "ignored" and given not in (None, self.world.gateway_user)):
            raise invalid("gatewayuser", "unknown")


def _late(call: Call) -> Fault | None:
    fault = faults_in(call.scope, "api-error")
    return fault if fault is not None and "late" in fault.parameters else None


def dialect_app(world: World, gate: Gate) -> Starlette:
    """Return the platform as an ASGI app: one URL for router and OAuth."""
    router = Router(gate, RootKeyEnvelope(None, world.switches), Desk(world).answer, world.tick)
    tick = Tick("subscribe", "Berlangganan", world.consented)
    return Starlette(
        routes=[
            router.route("/routerjson"),
            *oauth_routes(lambda: world.grants, world.switches, legacy=True, tick=tick),
        ],
        exception_handlers={404: _no_page, 405: _no_page},
    )


def endpoints(world: World) -> tuple[str, ...]:
    """Return everything that can be asked, by the names that faults and meter know."""
    oauth = oauth_routes(lambda: world.grants, world.switches, legacy=True)
    return (*(f"* /routerjson/{one}" for one in METHODS), *(f"* {one.path}" for one in oauth))


async def _no_page(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    return Response(f"<html><body><h1>{status}</h1></body></html>", status, media_type="text/html")
