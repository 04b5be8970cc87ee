"""What can be asked: every method played, and the app that answers (sheet 1 to 6)."""

from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from crossdock_jdcom.sandbox import (
    order_endpoints,
    refund_endpoints,
    shipping_endpoints,
    shop_endpoints,
    sku_endpoints,
    stock_endpoints,
    ware_endpoints,
)
from crossdock_jdcom.sandbox.beijing import ZONE
from crossdock_jdcom.sandbox.world import World
from crossdock_jos.sandbox.business import Fields
from crossdock_jos.sandbox.consent import oauth_routes
from crossdock_jos.sandbox.envelope import RootKeyEnvelope
from crossdock_jos.sandbox.gate import Gate
from crossdock_jos.sandbox.router import Call, Router

Handler = Callable[[World, Fields, Call], dict[str, Any]]

_AUDIT = "jingdong.pop.afs.soa.refundapply"
METHODS: dict[str, Handler] = {
    "jingdong.ware.read.searchWare4Valid": ware_endpoints.search_wares,
    "jingdong.ware.read.findWareById": ware_endpoints.find_ware,
    "jingdong.ware.write.upOrDown": ware_endpoints.up_or_down,
    "jingdong.price.write.updateWareMarketPrice": ware_endpoints.set_ware_price("market_price"),
    "jingdong.price.write.updateWareCostPrice": ware_endpoints.set_ware_price("cost_price"),
    "jingdong.sku.read.searchSkuList": sku_endpoints.search_skus,
    "jingdong.sku.read.findSkuById": sku_endpoints.find_sku,
    "jingdong.price.write.updateSkuJdPrice": sku_endpoints.set_price,
    "jingdong.ware.stock.sku.set": stock_endpoints.set_stock,
    "jingdong.ware.stock.sku.query": stock_endpoints.query_stock,
    "jingdong.stock.write.updateSkuStock": stock_endpoints.update_stock,
    "jingdong.stock.write.increaseSkuStock": stock_endpoints.increase_stock,
    "jingdong.stock.read.findSkuStock": stock_endpoints.find_stock,
    "jingdong.pop.order.search": order_endpoints.search_orders,
    "jingdong.pop.order.enSearch": order_endpoints.search_orders,
    "jingdong.pop.order.get": order_endpoints.get_order,
    "jingdong.pop.order.enGet": order_endpoints.get_order,
    "jingdong.pop.order.notPayOrderInfo": order_endpoints.unpaid_orders,
    "jingdong.pop.order.modifyVenderRemark": order_endpoints.change_remark,
    "jingdong.pop.order.shipment": shipping_endpoints.ship,
    "360buy.order.sop.outstorage": shipping_endpoints.old_ship,
    "360buy.overseas.order.sop.outstorage": shipping_endpoints.leave_overseas,
    "360buy.overseas.order.sop.delivery": shipping_endpoints.deliver_overseas,
    "jingdong.fce.alpha.getVenderCarrier": shipping_endpoints.carriers,
    "jingdong.logistics.carriers.list": shipping_endpoints.carriers,
    f"{_AUDIT}.queryPageList": refund_endpoints.list_audits,
    f"{_AUDIT}.replyRefund": refund_endpoints.reply_audit,
    "jingdong.asc.serviceAndRefund.view": refund_endpoints.list_services,
    "jingdong.vender.shop.query": shop_endpoints.shop,
    "jingdong.seller.vender.info.get": shop_endpoints.vender,
    "jingdong.jos.voucher.info.get": shop_endpoints.voucher,
    "jingdong.jos.master.key.get": shop_endpoints.master_key,
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
    )


def dialect_app(world: World, gate: Gate) -> Starlette:
    """Return the platform as an ASGI app: one URL for router and OAuth."""

    def answer(call: Call) -> dict[str, Any]:
        fields = Fields.from_text(call.parameters.get("360buy_param_json", ""), ZONE)
        return METHODS[call.method](world, fields, call)

    router = Router(gate, RootKeyEnvelope(None, world.switches), answer, world.tick)
    return Starlette(
        routes=[
            router.route("/routerjson"),
            *oauth_routes(lambda: world.grants, world.switches, legacy=True),
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
