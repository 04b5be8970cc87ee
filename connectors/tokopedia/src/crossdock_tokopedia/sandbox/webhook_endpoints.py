"""Registering webhooks and the public key, and asking for a notification (sheet 1.8)."""

from email.parser import BytesParser
from email.policy import HTTP

from crossdock_tokopedia.sandbox.calls import Call, whole
from crossdock_tokopedia.sandbox.order_endpoints import order_of
from crossdock_tokopedia.sandbox.order_rows import notification_row, status_row
from crossdock_tokopedia.sandbox.orders import Order
from crossdock_tokopedia.sandbox.personal import guarded, list_personal, read_public_key
from crossdock_tokopedia.sandbox.reasons import MALFORMED, ApiError
from crossdock_tokopedia.sandbox.replies import Reply, done, header, old_done, old_failed
from crossdock_tokopedia.sandbox.subscriptions import URL_FIELDS
from crossdock_tokopedia.sandbox.world import World


def register(world: World, call: Call) -> Reply:
    """``POST /v1/fs/{fs_id}/register``: a whole new set of addresses, or a public key."""
    if call.text("upload") == "1" or "multipart" in call.headers.get("content-type", ""):
        return _upload_key(world, call)
    try:
        fields = call.fields()
    except ApiError:
        return old_failed("bad input data")
    given = fields.get("fs_id")
    if given not in (None, "") and whole(given) != world.fs_id:
        return old_failed("bad input data")
    addresses = [fields.get(name) for name in URL_FIELDS if fields.get(name)]
    if not fields or not all(_is_address(one) for one in addresses):
        return old_failed("bad input data")
    world.subscriptions.replace(fields)
    return old_done("success")


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _upload_key(world: World, call: Call) -> Reply:
    key = read_public_key(_part(call, "public_key") or b"")
    if key is None:
        return Reply({"header": header(MALFORMED, response_id="public_key"), "data": None}, 400)
    world.public_key = key
    return done(None)


def _part(call: Call, name: str) -> bytes | None:
    """Return a field of a multipart body."""
    kind = call.headers.get("content-type", "")
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + call.body
    )
    for part in message.iter_parts() if message.is_multipart() else ():
        if part.get_param("name", header="content-disposition") == name:
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else None
    return None


def registered(world: World, call: Call) -> Reply:
    """``GET /v1/fs/{fs_id}``: what is registered, the secret included."""
    fields = {name: world.subscriptions.fields.get(name, "") for name in URL_FIELDS}
    secret = world.subscriptions.fields.get("webhook_secret", "")
    return old_done({"fs_id": world.fs_id, **fields, "webhook_secret": secret})


def payload(world: World, call: Call) -> Reply:
    """``GET /v1/order/{order_id}/fs/{fs_id}/webhook``: what a notification would say."""
    return done(_payload(world, order_of(world, call), call.text("type"), encrypted=True))


def _payload(world: World, order: Order, kind: str, *, encrypted: bool) -> dict[str, object]:
    if kind == "order_status":
        return status_row(order, world.fs_id)
    if kind not in ("", "order_notification"):
        raise ApiError("ORD_DLV_018")
    row = notification_row(order, world.fs_id, world.shops[order.shop_id].name)
    mode = world.switches["encryption"] if encrypted else "off"
    return guarded(row, list_personal(order, "customer"), mode, world.public_key)


def trigger(world: World, call: Call) -> Reply:
    """``POST /v1/fs/{fs_id}/trigger``: deliver a notification to an address now."""
    fields = {name.lower(): value for name, value in call.fields().items()}
    order = order_of(world, call, fields.get("order_id", ""))
    kind = str(fields.get("type") or "order_notification")
    url = fields.get("url")
    if url and not _is_address(url):
        raise ApiError("ORD_DLV_020")
    encrypted = str(fields.get("is_encrypted", "")).lower() in ("true", "1")
    body = _payload(world, order, kind, encrypted=encrypted)
    world.subscriptions.notify(f"{kind}_url", body, str(url or ""))
    return done("success")
