"""Who the merchant is (sheet 3.3), and the keys of encrypted buyer data (sheet 6.5)."""

from typing import Any

from crossdock_jdcom.sandbox.world import World
from crossdock_jos.sandbox.business import Fields
from crossdock_jos.sandbox.router import Call


def shop(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.vender.shop.query``."""
    opened = world.switches.on("shop_open")
    return {"shop_jos_result": world.shop() | {"open_time": "2021-03-08", "status": int(opened)}}


def vender(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.seller.vender.info.get``."""
    return {"vender_info_result": world.shop() | {"col_type": 0, "cate_main": 1315}}


def voucher(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.jos.voucher.info.get``."""
    data = {"voucher": world.cipherer.voucher(world.now)}
    return {"response": {"errorCode": "0", "errorMsg": "", "data": data}}


def master_key(world: World, fields: Fields, call: Call) -> dict[str, Any]:
    """``jingdong.jos.master.key.get``: what the voucher opens."""
    for name in ("sdk_ver", "ts", "tid", "sig"):
        fields.needed(name)
    keys = world.cipherer.key_store(world.now)
    return {
        "response": {
            "errorCode": "0",
            "errorMsg": "",
            "tid": fields.text("tid"),
            "service_key_list": keys,
        }
    }
