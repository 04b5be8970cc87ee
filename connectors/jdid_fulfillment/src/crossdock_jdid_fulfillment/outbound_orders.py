"""An outbound as JD takes it (sheet B7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crossdock import DocumentLine, Outbound
from crossdock.errors import InputRefusedError, SettingsRefusedError
from crossdock_jdid_fulfillment.amounts import prices, receivable
from crossdock_jdid_fulfillment.columns import bounded, joined
from crossdock_jdid_fulfillment.manifest import MOST_LINES
from crossdock_jdid_fulfillment.recipients import (
    encode_consignee,
    encode_remark,
    refuse_foreign,
)
from crossdock_jdid_fulfillment.settings import FulfilmentSettings
from crossdock_jos.timestamps import wall_clock

MOST_REFERENCE = 125
MOST_NUMBER = 200
#: Of our SKU in a document; when goods are made known it may have ten more.
MOST_SKU = 50

#: ``salePlatformSource`` for channels that JD has no number of: all of Indonesia's.
OTHER_CHANNEL = "6"

#: ``orderMark``: fifty flags. The first says that the courier collects the money.
PAID = "0" * 50
CASH_ON_DELIVERY = "1" + "0" * 49


def encode_order(outbound: Outbound, settings: FulfilmentSettings) -> dict[str, Any]:
    """Return what is sent for *outbound*.

    Raises:

        InputRefusedError: it goes abroad, or does not fit into JD's fields; nothing was
            sent.

        SettingsRefusedError: the connection lacks what JD demands of outbounds.
    """
    refuse_foreign(outbound)
    demand(settings, "outbound", shop=settings.shop, source=settings.source)
    refuse_lines(outbound.reference, outbound.lines)
    consignee = encode_consignee(outbound)
    collected = receivable(outbound.collect, outbound.reference)
    return {
        "isvUUID": encode_reference(outbound.reference),
        "isvSource": settings.source,
        "shopNo": settings.shop,
        "departmentNo": settings.department,
        "warehouseNo": settings.warehouse,
        "shipperNo": settings.courier,
        "salePlatformSource": OTHER_CHANNEL,
        "salesPlatformOrderNo": bounded(outbound.order_number, MOST_NUMBER, "order number"),
        "salesPlatformCreateTime": wall_clock(outbound.placed_at),
        # Whether one without a waybill may go is core's to decide.
        "thirdWayBill": bounded(outbound.waybill.strip(), MOST_NUMBER, "waybill") or None,
        "orderMark": PAID if collected is None else CASH_ON_DELIVERY,
        "receivable": collected,
        "sellerRemark": encode_remark(outbound, consignee.remainders) or None,
        **consignee.fields,
        **encode_goods(outbound.lines, "goodsNo"),
        "quantity": joined([str(line.quantity) for line in outbound.lines], "quantity"),
        "price": prices(outbound.lines),
    }


def encode_reference(reference: str) -> str:
    """Return our number of an outbound, by which JD knows a second one.

    Raises:

        InputRefusedError: it is too long, or holds a comma, at which look-ups part.
    """
    return bounded(joined([reference], "reference"), MOST_REFERENCE, "reference")


def encode_goods(lines: Sequence[DocumentLine], by_id: str) -> dict[str, str]:
    """Return the column that names the goods of *lines*: JD's numbers if all are known.

    Args:

        by_id: the name of the column of JD's own numbers, which differs by document.

    Raises:

        InputRefusedError: a code holds a comma or is too long.
    """
    if all(line.remote_id for line in lines):
        return {by_id: joined([line.remote_id for line in lines], "goods number")}
    skus = [bounded(line.sku, MOST_SKU, f"SKU {line.sku}") for line in lines]
    return {"isvGoodsNo": joined(skus, "SKU")}


def refuse_lines(reference: str, lines: Sequence[DocumentLine]) -> None:
    """Raise if *lines* are more than we send, or name goods twice.

    Raises:

        InputRefusedError: so it is.
    """
    if len(lines) > MOST_LINES:
        raise InputRefusedError(
            f"{reference} has {len(lines)} lines, and at most {MOST_LINES} are sent.",
            next_step="Split it.",
        )
    for names in ([line.sku for line in lines], [line.remote_id for line in lines]):
        twice = next((name for name in names if name and names.count(name) > 1), "")
        if twice:
            raise InputRefusedError(
                f"{reference} has two lines of {twice}, which JD would count as one.",
                next_step="Add their quantities up.",
            )


def demand(settings: FulfilmentSettings, document: str, **values: str) -> None:
    """Raise if one of *values*, settings by name, is blank.

    Raises:

        SettingsRefusedError: it is.
    """
    for name, value in values.items():
        if not value:
            raise SettingsRefusedError(
                f"The connection to warehouse {settings.warehouse} has no {name}, which JD"
                f" demands of an {document}.",
                next_step=f"Add it: `crossdock conn edit NAME --set {name}=...`.",
            )
