"""When an order of a channel may go to a warehouse that somebody else runs: a table, as data.

A channel's policy is rows over the order's status, its waybill and its courier; the
first row that fits decides. A connector names its policy in its manifest, and three
tables are ready to be named: `ACCEPT_THEN_SHIP` for channels where the seller accepts
an order and then gets its waybill, `READY_WITH_WAYBILL` for those where an order
becomes ready by itself, `LABEL_THEN_SHIP` where printing the label allots the waybill.
A channel without a policy sends nothing to such a warehouse, and neither does one whose
orders never tell a waybill: it names none.
"""

from __future__ import annotations

from enum import StrEnum

import attrs

from crossdock.order_status import OrderStatus


class Cause(StrEnum):
    """What brought an order's present state to us."""

    #: The channel was read.
    SYNC = "sync"
    #: The seller accepted the order here.
    ACCEPTED = "accepted"
    #: The seller arranged its shipment here.
    ARRANGED = "arranged"
    #: Its waybill came by itself, after the order.
    WAYBILL = "waybill"


class Standing(StrEnum):
    """What becomes of an order's warehouse order."""

    CREATE = "create"
    #: One that exists stays; none is made.
    KEEP = "keep"
    NONE = "none"


class Push(StrEnum):
    """When the outbound is sent to the warehouse."""

    NOW = "now"
    #: Once the order has a waybill.
    AFTER_WAYBILL = "after_waybill"
    #: Once the order's status allows it.
    AFTER_STATUS = "after_status"
    #: The goods have left from elsewhere.
    NEVER = "never"
    #: There is nothing to send.
    NONE = "none"


@attrs.frozen
class PolicyRow:
    """What exists of an order in one of *statuses*.

    Args:

        number: of the row in the decision table; two rows may share one.

        outbound: an outbound order is made, sent or not.

        waybill: whether the order has one; None where that does not matter.

        instant: whether its courier is an instant one; None where that does not matter.

        causes: what must have brought it here; empty for anything.
    """

    number: str
    statuses: frozenset[OrderStatus]
    warehouse_order: Standing
    outbound: bool
    push: Push
    waybill: bool | None = None
    instant: bool | None = None
    causes: frozenset[Cause] = frozenset()

    def fits(self, status: OrderStatus, *, waybill: bool, instant: bool, cause: Cause) -> bool:
        """Return whether the row speaks of such an order."""
        return (
            status in self.statuses
            and self.waybill in (None, waybill)
            and self.instant in (None, instant)
            and (not self.causes or cause in self.causes)
        )


@attrs.frozen
class ChannelPolicy:
    """How the orders of one channel may be fulfilled by others.

    Args:

        channel: the connector's name, or the one an order file declares.

        rows: the channel's part of the decision table; empty denies everything.

        issues_waybills: there is an interface that gives out waybills with labels.

        instant_couriers: those that come within hours, as the channel writes them;
            spaces, hyphens and capitals do not matter.

        needs_accepting: an order waits until the seller accepts it.

        accept_allots: accepting can bring the waybill; ``arrange_allots`` arranging
            the shipment can.

        arranges_when_shipped: the channel waits to be told that a parcel has left:
            `arrange_shipment` is called once the warehouse has handed it over.

        push_instant_at_paid: send an instant courier's order once it is paid, with no
            waybill yet. The one exception to the rule of waybills, off by default.
    """

    channel: str
    rows: tuple[PolicyRow, ...] = ()
    issues_waybills: bool = True
    instant_couriers: frozenset[str] = frozenset()
    needs_accepting: bool = False
    accept_allots: bool = False
    arrange_allots: bool = True
    arranges_when_shipped: bool = False
    push_instant_at_paid: bool = False

    def is_instant(self, courier: str) -> bool:
        """Return whether *courier* is one of the instant ones."""
        return _folded(courier) in {_folded(name) for name in self.instant_couriers}

    def row(
        self, status: OrderStatus, *, waybill: bool, courier: str, cause: Cause
    ) -> PolicyRow | None:
        """Return the first row that fits; None where the table is silent."""
        instant = self.is_instant(courier)
        for row in self.rows:
            if row.fits(status, waybill=waybill, instant=instant, cause=cause):
                return row
        return None


def _folded(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


_PAID = frozenset({OrderStatus.PAID})
_READY = frozenset({OrderStatus.READY_TO_SHIP})
_SHIPPING = frozenset({OrderStatus.SHIPPING})
_WAITING = frozenset({OrderStatus.UNPAID, OrderStatus.PENDING_PAY_OR_SHIP})
_LATE = frozenset({Cause.WAYBILL})


def _sent(number: str, statuses: frozenset[OrderStatus], *causes: Cause) -> PolicyRow:
    return PolicyRow(
        number,
        statuses,
        Standing.CREATE,
        outbound=True,
        push=Push.NOW,
        waybill=True,
        causes=frozenset(causes),
    )


def _awaited(
    number: str, statuses: frozenset[OrderStatus], *, instant: bool | None = None
) -> PolicyRow:
    return PolicyRow(
        number,
        statuses,
        Standing.CREATE,
        outbound=False,
        push=Push.AFTER_WAYBILL,
        waybill=False,
        instant=instant,
    )


def _gone(number: str) -> PolicyRow:
    return PolicyRow(number, _SHIPPING, Standing.KEEP, outbound=True, push=Push.NEVER)


#: A waybill that comes after its order.
_LATE_WAYBILL = _sent("13", _PAID | _READY, *_LATE)
_UNPAID = PolicyRow("15", _WAITING, Standing.NONE, outbound=False, push=Push.NONE)

#: Shopee's part of the table, for every channel that works like it.
READY_WITH_WAYBILL = (
    _LATE_WAYBILL,
    _awaited("1", _PAID, instant=True),
    _awaited("2", _PAID, instant=False),
    _sent("3", _PAID),
    _sent("4", _READY),
    _awaited("5", _READY),
    PolicyRow("6", _WAITING, Standing.KEEP, outbound=True, push=Push.AFTER_STATUS),
    _gone("7"),
)

#: The part of Tokopedia, Bukalapak, Lazada and Blibli, for every channel that works like them.
ACCEPT_THEN_SHIP = (
    _awaited("8", _PAID),
    _sent("9", _PAID | _READY, Cause.ACCEPTED),
    _sent("10", _PAID | _READY, Cause.ARRANGED),
    _LATE_WAYBILL,
    _sent("13", _PAID),
    _sent("11", _READY),
    _awaited("12", _READY),
    _gone("14"),
    _UNPAID,
)

#: The JD.ID marketplace's part: printing the label allots the waybill.
LABEL_THEN_SHIP = (
    _LATE_WAYBILL,
    _awaited("17", _PAID),
    _sent("13", _PAID),
    _sent("18", _READY),
    _awaited("12", _READY),
    _gone("19"),
    _UNPAID,
)
