"""Shop info, status and the whitelist (sheet 1.1, 1.4)."""

from datetime import date, datetime
from typing import Any

from crossdock_tokopedia.sandbox.calls import Call, whole
from crossdock_tokopedia.sandbox.gate import needed_shop, shop_of
from crossdock_tokopedia.sandbox.reasons import ApiError
from crossdock_tokopedia.sandbox.replies import Reply, done, header, old_done
from crossdock_tokopedia.sandbox.wallclock import jakarta_day
from crossdock_tokopedia.sandbox.world import World


def shop_info(world: World, call: Call) -> Reply:
    """``GET /v1/shop/fs/{fs_id}/shop-info``: every connected shop, or one of them."""
    page = call.number("page", bad="SHP_DLV_003") or 1
    per_page = call.number("per_page", bad="SHP_DLV_004") or len(world.shops)
    wanted = shop_of(world, call)
    shops = list(world.shops.values()) if wanted is None else [wanted]
    rows = [world.shop_row(shop) for shop in shops][(page - 1) * per_page : page * per_page]
    if world.switches["shop_info"] == "old":
        return old_done(rows or None)
    # Here a success carries a numeric error_code and an empty reason (sheet 1.3).
    return done(rows or None, reason="", error_code=0)


def shop_status(world: World, call: Call) -> Reply:
    """``POST /v2/shop/fs/{fs_id}/shop-status``: close or open, in an envelope within one."""
    fields = call.fields()
    shop = needed_shop(world, call, fields.get("shop_id"))
    today = jakarta_day(world.now)
    action = str(fields.get("action", "")).lower()
    if action == "open":
        shop.open()
        return _edited()
    if action != "close":
        raise ApiError("SHP_DLV_008")
    now = str(fields.get("close_now", "")).lower() in ("true", "1")
    first = today if now else _day(fields.get("start_date"))
    last = _day(fields.get("end_date"))
    if first is None:
        raise ApiError("SHP_DLV_005")
    if first < today:
        return _not_edited("Tanggal mulai tutup tidak bisa kurang dari hari ini")
    if last is not None and last < first:
        return _not_edited("Tanggal berakhir tutup tidak bisa kurang dari tanggal mulai")
    shop.close(first, last, str(fields.get("close_note", "")))
    return _edited()


def _edited() -> Reply:
    inner = {"Process_time": 0.1, "Messages": None, "Reason": "", "Error_code": ""}
    data = {"header": inner, "data": "Berhasil memperbarui Status Toko"}
    return done(data, reason="", error_code=200)


def _not_edited(message: str) -> Reply:
    inner = {"Process_time": 0.1, "Messages": [message], "Reason": "Edit Failed"}
    refusal = header(message, reason="", error_code=500)
    return Reply({"header": refusal, "data": {"header": inner, "data": ""}})


def _day(value: Any) -> date | None:
    """Read ``YYYYMMDD`` as the example has it, or seconds as the text says."""
    text = str(value or "").strip()
    number = whole(text)
    if number is None:
        return None
    try:
        if len(text) == 8:
            return date(number // 10_000, number // 100 % 100, number % 100)
        return jakarta_day(datetime.fromtimestamp(number).astimezone())
    except (ValueError, OverflowError, OSError):
        return None


def whitelist(world: World, call: Call) -> Reply:
    """``GET /v1/fs/{fs_id}/whitelist``."""
    listed = world.switches["ip_whitelist"]
    own = [] if listed == "off" else [one.strip() for one in listed.split(",")]
    return done({"fs_id": world.fs_id, "ip_whitelisted": own or ["127.0.0.1"]})
