"""What every call passes: address, token, limit, fs_id and shop (sheet 1.1 to 1.3)."""

from collections.abc import Callable

import attrs

from crossdock.sandbox.faults import Fault, faults_in
from crossdock.sandbox.limits import TokenBucket
from crossdock_tokopedia.sandbox.calls import Call, whole
from crossdock_tokopedia.sandbox.reasons import ApiError, GatewayError
from crossdock_tokopedia.sandbox.replies import Reply, failed
from crossdock_tokopedia.sandbox.shops import Shop, Warehouse
from crossdock_tokopedia.sandbox.world import World

Handler = Callable[[World, Call], Reply]

_BAD_FS_ID = {"PRD": "PRD_DLV_002", "ORD": "ORD_DLV_002", "SHP": "SHP_DLV_001"}
_UPSTREAM = {"PRD": "PRD_GRPC_002", "ORD": "ORD_API_006", "SHP": "SHP_GRPC_003"}
_BAD_SHOP = {"PRD": "PRD_DLV_003", "ORD": "ORD_DLV_006", "SHP": "SHP_DLV_002"}
_NO_SHOP = {"PRD": "PRD_DLV_016", "ORD": "ORD_DLV_006", "SHP": "SHP_DLV_013"}
_BAD_WAREHOUSE = {"PRD": "PRD_DLV_019", "ORD": "ORD_DLV_007", "SHP": "PRD_DLV_019"}


@attrs.frozen
class Door:
    """One endpoint behind the gate."""

    handler: Handler
    limit: str = "request_limit"
    open: bool = False

    def answer(self, world: World, call: Call, endpoint: str) -> Reply:
        """Answer a call, errors included, with the rate headers that are on every answer."""
        bucket = _bucket(world, endpoint, self.limit)
        try:
            if not self.open:
                _admit(world, call)
            _count(world, bucket)
            world.tick()
            if not self.open:
                check_fs_id(world, call)
            fault = faults_in(call.scope, "api-error")
            if fault is not None and fault.parameters.get("applied") != "yes":
                raise _own_error(call, fault)
            reply = self.handler(world, call)
            if fault is not None:
                raise _own_error(call, fault)
        except GatewayError as error:
            reply = Reply({"message": error.message}, error.status)
        except ApiError as error:
            reply = failed(error, numeric=world.switches["error_code"] == "number")
        return attrs.evolve(reply, headers={**reply.headers, **_rate_headers(bucket)})


def _own_error(call: Call, fault: Fault) -> ApiError:
    """Return the error a fault asks for, by default an upstream one of the endpoint's family."""
    code = fault.parameters.get("code", _UPSTREAM[call.family])
    status = whole(fault.parameters.get("status")) or 0
    return ApiError(code, status=status if 200 <= status < 600 else 500)


def _admit(world: World, call: Call) -> None:
    listed = world.switches["ip_whitelist"]
    address = (call.scope.get("client") or ("",))[0]
    if listed != "off" and address not in [one.strip() for one in listed.split(",")]:
        raise GatewayError("unauthorized_ip_address", 403)
    scheme, _, token = call.headers.get("authorization", "").strip().partition(" ")
    good = scheme.lower() == "bearer" and world.tokens.accepts(token.strip())
    if not good or faults_in(call.scope, "expired-token"):
        raise GatewayError("invalid_token", world.switches.number("invalid_token"))


def _count(world: World, bucket: TokenBucket | None) -> None:
    if world.switches.on("limits") and bucket is not None and not bucket.take():
        # Decided (gap 2): nothing is published about the body of a 429.
        raise GatewayError("too_many_requests", 429)


def _bucket(world: World, endpoint: str, limit: str) -> TokenBucket | None:
    rate = world.switches.rate(limit)
    return None if rate is None else world.limits.bucket((endpoint, limit), *rate)


def _rate_headers(bucket: TokenBucket | None) -> dict[str, str]:
    if bucket is None:
        return {}
    return {
        "X-Ratelimit-Limit": f"{bucket.rate:g} req/s (burst {bucket.burst})",
        "X-Ratelimit-Remaining": str(bucket.remaining),
        "X-Ratelimit-Reset-After": f"{bucket.reset_after:f}",
        "X-Ratelimit-Full-Reset-After": f"{bucket.full_reset_after:f}",
    }


def row_allowed(world: World, endpoint: str) -> bool:
    """Take one row from an endpoint's row limit: every row counts as a request (sheet 1.3)."""
    bucket = _bucket(world, endpoint, "row_limit")
    return bucket is None or not world.switches.on("limits") or bucket.take()


def check_fs_id(world: World, call: Call) -> None:
    """Refuse a missing, malformed or foreign fs_id."""
    text = call.path.get("fs_id") or call.text("fs_id")
    if not text and call.family == "ORD":
        raise ApiError("ORD_DLV_001")
    fs_id = whole(text)
    if fs_id is None:
        raise ApiError(_BAD_FS_ID[call.family])
    if fs_id != world.fs_id:
        raise foreign(world)


def foreign(world: World) -> ApiError:
    """Return the error for a shop or app that is not connected (sheet 1.3)."""
    if world.switches["foreign_shop"] == "500":
        return ApiError("ORD_USC_015", status=500)
    return ApiError("RBAC_MDLW_001", status=403)


def shop_of(world: World, call: Call, given: object = None) -> Shop | None:
    """Return the shop a call is about, None where it names none."""
    text = given if given not in (None, "") else call.text("shop_id")
    if text == "":
        return None
    shop_id = whole(text)
    if shop_id is None or shop_id < 0:
        raise ApiError(_BAD_SHOP[call.family])
    shop = world.shops.get(shop_id)
    if shop is None:
        raise foreign(world)
    return shop


def needed_shop(world: World, call: Call, given: object = None) -> Shop:
    """Return the shop a call must name."""
    shop = shop_of(world, call, given)
    if shop is None:
        raise ApiError(_NO_SHOP[call.family])
    return shop


def warehouse_of(world: World, call: Call) -> tuple[Shop, Warehouse] | None:
    """Return the warehouse a call names, with its shop; None where it names none."""
    warehouse_id = call.number("warehouse_id", bad=_BAD_WAREHOUSE[call.family])
    if not warehouse_id:
        return None
    for shop in world.shops.values():
        for place in shop.warehouses:
            if place.warehouse_id == warehouse_id:
                return shop, place
    if call.family == "ORD":
        raise foreign(world)
    raise ApiError("PRD_USC_021")
