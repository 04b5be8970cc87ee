"""The platform's error codes and what it says with each (sheet 1.3)."""

REASONS = {
    "ORD_DLV_001": "fs_id cannot be empty",
    "ORD_DLV_002": "invalid fs_id format",
    "ORD_DLV_003": "error order id and invoice no is empty",
    "ORD_DLV_004": "error must choose either order id or invoice no as parameter",
    "ORD_DLV_005": "invalid order_id format",
    "ORD_DLV_006": "invalid shop_id format",
    "ORD_DLV_007": "invalid warehouse_id format",
    "ORD_DLV_008": "please choose one between shop id or warehouse id",
    "ORD_DLV_009": "from_date cannot be empty",
    "ORD_DLV_010": "invalid from_date format",
    "ORD_DLV_011": "to_date cannot be empty",
    "ORD_DLV_012": "invalid to_date format",
    "ORD_DLV_013": "Date Range must be less than 3 days",
    "ORD_DLV_014": "page cannot be empty",
    "ORD_DLV_015": "invalid page format",
    "ORD_DLV_016": "per_page cannot be empty",
    "ORD_DLV_017": "invalid per_page format",
    "ORD_DLV_018": "invalid status format",
    "ORD_DLV_019": "failed read body request",
    "ORD_DLV_020": "wrong json format",
    "ORD_DLV_021": "shipping ref number cannot be empty for confirm shipping",
    "ORD_DLV_023": "order status is not supported",
    "ORD_API_006": "There Are Error From Ext Service",
    "ORD_API_008": "Data Not Found",
    "ORD_API_009": "Error Data Order Too Big, Must Reduce Time Interval",
    "ORD_API_010": "Partial Fulfillment Quantity must be lower than ordered",
    "ORD_API_011": "Partial Fulfillment Request have been made before",
    "ORD_API_013": ("There's no change in the product quantity for partial order fulfillment"),
    "ORD_API_016": "FS ID not authorized to reject cancel request",
    "ORD_USC_001": "Order Status not eligible to accept",
    "ORD_USC_003": "Order ID from warehouse id is not authenticate",
    "ORD_USC_005": "Order ID from shop id is not authenticate",
    "ORD_USC_007": "Error When Request Accept Order To Ext Service",
    "ORD_USC_008": "Order Status not eligible to reject",
    "ORD_USC_009": "Mandatory To Fill Reason",
    "ORD_USC_012": "Mandatory To Fill Shop Close End Date and Note",
    "ORD_USC_013": "Shop Close End Date Present But Invalid",
    "ORD_USC_015": "FS ID Is Not Associated With Shop ID or Warehouse ID",
    "ORD_USC_016": (
        "Order ID Status Must Be 500 (In Shipping Process) to Update Into Set Delivered"
    ),
    "ORD_USC_019": "Order need to get request cancellation first from buyer",
    "LGS_USC_006": "Error When Request Confirm Shipping To Ext Service",
    "LGS_USC_012": "You do not have permission to request pick up for this order",
    "PRD_DLV_002": "invalid fs_id format",
    "PRD_DLV_003": "invalid shop_id format",
    "PRD_DLV_005": "page cannot be empty when shop_id or warehouse_id is filled",
    "PRD_DLV_015": "failed read body request",
    "PRD_DLV_016": "shop_id cannot be empty",
    "PRD_DLV_018": "Max allowed products per-update are %d products",
    "PRD_DLV_019": "invalid warehouse_id format",
    "PRD_DLV_042": "Invalid field %s format",
    "PRD_DLV_043": "Invalid request body, please check again",
    "PRD_DLV_055": "warehouse_id is not eligible to perform this operation",
    "PRD_GRPC_002": "There Are Error From Ext Service",
    "PRD_GRPC_003": "Data Not Found",
    "PRD_USC_008": "Mandatory To Fill Warehouse ID",
    "PRD_USC_012": "Shop ID Not Match",
    "PRD_USC_021": "Warehouse Data Not Found",
    "PRD_USC_028": "Product Status Not In Active or Warehouse. Edit Process Canceled",
    "SHP_DLV_001": "FS ID is not valid",
    "SHP_DLV_002": "Shop ID is not valid",
    "SHP_DLV_003": "Page format is not valid",
    "SHP_DLV_004": "Per Page format is not valid",
    "SHP_DLV_005": "Date format is not valid",
    "SHP_DLV_008": "failed read body request",
    "SHP_DLV_013": "shop_id cannot be empty",
    "SHP_GRPC_003": "Data Not Found",
    "RBAC_MDLW_001": "FS ID is not associated with Shop ID or Warehouse ID",
}

MALFORMED = "We could not process your request due to malformed request, please check again"
OUR_FAULT = "Our server encounters an error, please try again later"


class ApiError(Exception):
    """An error in the platform's own envelope."""

    def __init__(self, code: str, *, status: int = 400, value: object = None) -> None:
        reason = REASONS.get(code, "There Are Error From Ext Service")
        self.code = code
        self.status = status
        self.reason = reason % value if value is not None else reason
        super().__init__(f"{code}: {self.reason}")


class GatewayError(Exception):
    """An error of the gateway, outside any envelope (sheet 1.2)."""

    def __init__(self, message: str, status: int) -> None:
        self.message = message
        self.status = status
        super().__init__(message)
