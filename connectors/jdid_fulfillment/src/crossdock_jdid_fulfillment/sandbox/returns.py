"""Returns: to the supplier (RTS) and from the customer (RTW) (sheet B9)."""

from datetime import datetime

import attrs

from crossdock_jdid_fulfillment.sandbox.stock import GOOD
from crossdock_jdid_fulfillment.sandbox.trail import Trail

NEW, INITIAL, CHECKED, DONE = 0, 100, 150, 200
CANCELLING, CANCELLED, CANCEL_FAILED, REJECTED = 300, 400, 500, 600
#: Sheet B9: ``orderType`` of a customer return.
RETURN, EXCHANGE, REFUSED, SHORTAGE = 1, 2, 3, 4


@attrs.define
class ReturnLine:
    """What goes back: *moved* of *quantity* in the end."""

    goods: str
    isv_no: str
    quantity: int
    status: int = GOOD
    order_line: str = ""
    moved: int = 0


@attrs.define
class Return:
    """
    One return.

    Attributes:
        own_no: The merchant's number.

        outbound: JD's number of the outbound that a customer sends back.
    """

    no: str
    own_no: str
    department: str
    warehouse: str
    created: datetime
    lines: list[ReturnLine]
    outbound: str = ""
    supplier: str = ""
    reason: str = ""
    order_type: int = REFUSED
    fields: dict[str, str] = attrs.field(factory=dict)
    trail: Trail = attrs.field(factory=Trail)
    turn: int = 0

    @property
    def code(self) -> int:
        """The present status."""
        return self.trail.last.code

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.code in (DONE, CANCELLED, REJECTED)

    def reached(self, code: int) -> bool:
        """Say whether it has come as far as *code*, whatever a cancel made of its status."""
        return any(step.code == code for step in self.trail.steps)
