"""Tokopedia's error codes, each with what it means for whoever reads it (sheet 1.3)."""

from __future__ import annotations

from enum import StrEnum

import attrs


class Meaning(StrEnum):
    """What an error is about, and so which error of ours it becomes."""

    #: Who asks, or for which shop, is not accepted.
    ACCESS = "access"
    #: What is asked is not accepted; repeating it is useless.
    REQUEST = "request"
    #: The platform, or something behind it, failed.
    TROUBLE = "trouble"


@attrs.frozen
class Code:
    """One error code.

    Args:

        sentence: the end of "Tokopedia refused ... because"; may name
            ``{shop_id}``, ``{fs_id}`` and ``{warehouse}``.

        next_step: what to do about it.
    """

    meaning: Meaning
    sentence: str
    next_step: str


#: The shop is not connected to the app: since 17 October 2022, and before.
FOREIGN_SHOP = frozenset({"RBAC_MDLW_001", "RBAC_USC_008", "ORD_USC_015", "PRD_USC_012"})
#: "Data Not Found", in the words of the order and the product side.
NOT_FOUND = frozenset({"ORD_API_008", "PRD_GRPC_003"})
#: Too many orders in the window that was asked for.
TOO_MUCH_DATA = "ORD_API_009"
#: A row of a batch that met the row limiter.
TOO_MANY_ROWS = "ERR_TOO_MANY_REQUEST"

_OURS = "This is a fault of the connector: report it with the endpoint and the code."
_LATER = "Run it again later; if it stays so, ask Tokopedia's support."
_SHOP = "Check both numbers in the connection: `crossdock conn edit`."
_GRANT = "Ask the shop's owner to grant this access to the app in Tokopedia's Seller Centre."
_WAREHOUSE = "Check warehouse_id in the connection: `crossdock conn edit`."
_APP = "Check fs_id in the connection, and that the app is still active in the console."
_READ_ORDER = "Read the order again and act on what it is now."
_REASON = "Give what is missing and send it again."
_NOT_YOURS = "shop {shop_id} does not belong to fs_id {fs_id}"


def _access(sentence: str, next_step: str) -> Code:
    return Code(Meaning.ACCESS, sentence, next_step)


def _request(sentence: str, next_step: str = _OURS) -> Code:
    return Code(Meaning.REQUEST, sentence, next_step)


def _trouble(sentence: str) -> Code:
    return Code(Meaning.TROUBLE, sentence, _LATER)


CODES: dict[str, Code] = {
    # Order endpoints: what was sent
    "ORD_DLV_001": _request("fs_id is empty", _APP),
    "ORD_DLV_002": _request("fs_id {fs_id} is not in their format", _APP),
    "ORD_DLV_003": _request("neither an order id nor an invoice was given"),
    "ORD_DLV_004": _request("both an order id and an invoice were given"),
    "ORD_DLV_005": _request("the order id is not in their format", "Check the order id."),
    "ORD_DLV_006": _request("shop_id {shop_id} is not in their format", _SHOP),
    "ORD_DLV_007": _request("the warehouse id is not in their format", _WAREHOUSE),
    "ORD_DLV_008": _request("a shop and a warehouse were given, where one is allowed"),
    "ORD_DLV_009": _request("from_date is empty"),
    "ORD_DLV_010": _request("from_date is not in their format"),
    "ORD_DLV_011": _request("to_date is empty"),
    "ORD_DLV_012": _request("to_date is not in their format"),
    "ORD_DLV_013": _request("the window is not shorter than 3 days"),
    "ORD_DLV_014": _request("page is empty"),
    "ORD_DLV_015": _request("page is not in their format"),
    "ORD_DLV_016": _request("per_page is empty"),
    "ORD_DLV_017": _request("per_page is not in their format"),
    "ORD_DLV_018": _request("the order status asked for is not in their format"),
    "ORD_DLV_019": _request("the body could not be read"),
    "ORD_DLV_020": _request("the body is not the JSON they expect"),
    "ORD_DLV_021": _request("the waybill is empty", "Give the waybill."),
    "ORD_DLV_023": _request("that order status is not supported", _READ_ORDER),
    # Order endpoints: what stands behind them
    "ORD_API_006": _trouble("a service behind it failed"),
    "ORD_API_008": _request("there is no such order for this app", "Check the order id."),
    "ORD_API_009": _request("the window holds too many orders", "Ask for a shorter span of time."),
    "ORD_API_010": _request("the order cannot be fulfilled in part", _READ_ORDER),
    "ORD_API_011": _request("the order cannot be fulfilled in part", _READ_ORDER),
    "ORD_API_012": _request("the order cannot be fulfilled in part", _READ_ORDER),
    "ORD_API_013": _request("the order cannot be fulfilled in part", _READ_ORDER),
    "ORD_API_016": _request(
        "this app may not refuse a buyer's cancellation", "Answer it in Seller Centre."
    ),
    # Order endpoints: the state of things
    "ORD_USC_001": _request("the order is not in a state to be accepted", _READ_ORDER),
    "ORD_USC_003": _access("{warehouse} does not belong to fs_id {fs_id}", _WAREHOUSE),
    "ORD_USC_005": _access(_NOT_YOURS, _SHOP),
    "ORD_USC_007": _trouble("a service behind it failed to accept the order"),
    "ORD_USC_008": _request("the order is not in a state to be rejected", _READ_ORDER),
    "ORD_USC_009": _request("a rejection needs a reason", _REASON),
    "ORD_USC_012": _request("closing the shop needs an end date and a note", _REASON),
    "ORD_USC_013": _request("the date is not valid", "Correct the date."),
    "ORD_USC_014": _trouble("a service behind it failed to reject the order"),
    "ORD_USC_015": _access(_NOT_YOURS, _SHOP),
    "ORD_USC_016": _request("only an order in status 500 can be set as delivered", _READ_ORDER),
    "ORD_USC_018": _access("fs_id {fs_id} is not associated with this order", _SHOP),
    "ORD_USC_019": _request("the buyer has not asked to cancel", _READ_ORDER),
    "ORD_USC_020": _request("this cancellation may not be refused", _READ_ORDER),
    "ORD_USC_024": _access("fs_id {fs_id} is not associated with this order", _SHOP),
    # Logistics
    "LGS_USC_006": _trouble("the logistics service failed to confirm the shipment"),
    "LGS_USC_012": _request(
        "this order may not be picked up through the interface",
        "Arrange its shipment in Seller Centre, or send it with a courier of your own.",
    ),
    # Product endpoints
    "PRD_DLV_001": _request("fs_id is empty", _APP),
    "PRD_DLV_002": _request("fs_id {fs_id} is not in their format", _APP),
    "PRD_DLV_003": _request("shop_id {shop_id} is not in their format", _SHOP),
    "PRD_DLV_005": _request("page is empty"),
    "PRD_DLV_015": _request("the body could not be read"),
    "PRD_DLV_016": _request("shop_id is empty", _SHOP),
    "PRD_DLV_018": _request("the batch has more rows than one update may have"),
    "PRD_DLV_019": _request("the warehouse id is not in their format", _WAREHOUSE),
    "PRD_DLV_043": _request("the body is not valid"),
    "PRD_DLV_052": _request("the warehouse id is empty", _WAREHOUSE),
    "PRD_DLV_055": _request("{warehouse} is not eligible for this shop", _WAREHOUSE),
    "PRD_USC_001": _access("fs_id {fs_id} is not associated with this shop", _SHOP),
    "PRD_USC_008": _request(
        "this shop has several warehouses and the connection names none",
        "Set warehouse_id in the connection: `crossdock conn edit`.",
    ),
    "PRD_USC_012": _access(_NOT_YOURS, _SHOP),
    "PRD_USC_021": _request("{warehouse} was not found", _WAREHOUSE),
    "PRD_USC_024": _trouble("it could not convert a number of its own"),
    "PRD_USC_028": _request(
        "the product is neither active nor in the warehouse state",
        "Look at the product in Seller Centre.",
    ),
    "PRD_GRPC_001": _trouble("it could not reach a service behind it"),
    "PRD_GRPC_002": _trouble("a service behind it failed"),
    "PRD_GRPC_003": _request("it found no such product", "Check the product id."),
    "OPENAPI_DB_002": _trouble("its database could not be read"),
    # Shop endpoints
    "SHP_GRPC_001": _trouble("it could not reach a service behind it"),
    "SHP_GRPC_003": _trouble("a service behind it failed"),
    # Who may do what
    "RBAC_MDLW_001": _access(_NOT_YOURS, _SHOP),
    "RBAC_MDLW_002": _access(
        "the owner of shop {shop_id} has not granted this to the app", _GRANT
    ),
    "RBAC_USC_008": _access(_NOT_YOURS, _SHOP),
    "RBAC_USC_012": _access("the owner of shop {shop_id} has not granted this to the app", _GRANT),
}

# What a code that is not in the table is about can be told from its layer:
# DLV reads the request, USC decides, GRPC and DB are behind it.
_LAYERS = {
    "DLV": _request("it cannot read the request"),
    "USC": _request("its rules forbid it", "Read what it said and change the request."),
    "GRPC": _trouble("a service behind it failed"),
    "DB": _trouble("its database failed"),
}


def meaning_of(code: str, *, failed: bool = False) -> Code | None:
    """Return what *code* means; None for one that neither table nor layer explains.

    Args:

        failed: it came with a status of 500 or more, so that a code we do not
            know must not be read as a certain refusal.
    """
    code = code.strip().upper()
    if code in CODES:
        return CODES[code]
    parts = code.split("_")
    if parts[0] == "RBAC":
        return _access("the app has no right to do this for shop {shop_id}", _GRANT)
    layer = next((part for part in parts if part in _LAYERS), "")
    return None if failed and layer == "USC" else _LAYERS.get(layer)
