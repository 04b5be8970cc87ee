"""The business verdicts below the gateway's ``code`` (sheet 2.1, 2.3 and 4.7)."""

from typing import Any

from crossdock.sandbox.switches import SwitchBoard

#: Of the sheet.
INVALID_STATE, WRONG_MERCHANT, TRANSIENT = "10100021", "10500001", "999999"
SHOP_CLOSED = "11100006"
#: Decided: nothing is published about these.
UNKNOWN_CARRIER, NO_WAYBILL = "10100031", "10100032"

_TEXTS = {
    INVALID_STATE: ("订单状态不合法", "invalid order state"),
    WRONG_MERCHANT: ("订单不存在或不属于该商家", "the order is not of this merchant"),
    TRANSIENT: ("系统异常,请稍后重试", "system error, please retry"),
    "99999999": ("系统异常,请稍后重试", "system error, please retry"),
    SHOP_CLOSED: ("店铺未开通", "shop is not opened"),
    UNKNOWN_CARRIER: ("物流公司不存在", "unknown carrier"),
    NO_WAYBILL: ("运单号不能为空或与物流公司个数不符", "waybill missing or not one per carrier"),
    "": ("成功", "success"),
}


def texts_of(code: str) -> tuple[str, str]:
    """Return the Chinese and English text of a verdict."""
    return _TEXTS.get(code, ("处理失败", "failed"))


def truth(switches: SwitchBoard, *, value: bool) -> bool | str:
    """Return a boolean, as text where that is switched on."""
    return str(value).lower() if switches["booleans"] == "text" else value


def verdict(switches: SwitchBoard, code: str) -> dict[str, Any]:
    """Return ``apiResult`` of the order methods; an empty code is success."""
    if not code and not switches.on("shop_open"):
        code = SHOP_CLOSED
    zh, en = texts_of(code)
    return {
        "apiResult": {
            "success": truth(switches, value=not code),
            "numberCode": int(code) if code.isdigit() else 0,
            "chineseErrCode": zh,
            "englishErrCode": en,
        }
    }


def shipment(switches: SwitchBoard, code: str) -> dict[str, Any]:
    """Return the verdict of the shipping methods; an empty code is success."""
    zh, en = texts_of(code)
    return {
        "success": truth(switches, value=not code),
        "errorCode": code or "0",
        "chineseErrCode": zh,
        "englishErrCode": en,
    }
