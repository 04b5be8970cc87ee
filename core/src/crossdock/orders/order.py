"""An order as a channel tells it, in our words."""

from __future__ import annotations

from datetime import datetime

import attrs

from crossdock.errors import DataRefusedError
from crossdock.money import Money
from crossdock.order_status import OrderStatus as OrderStatus
from crossdock.validators import aware, units

_SOMETIMES = attrs.validators.optional(aware)


@attrs.frozen
class OrderLine:
    """One product of an order.

    Args:

        line_id: unique within the order, stable between reads.

        listing_id: the channel's id of what was bought; a variant's child, not its parent.

        quantity: units bought, one or more.
    """

    line_id: str
    listing_id: str
    sku: str
    title: str
    quantity: int = attrs.field(validator=units(least=1))
    unit_price: Money | None = None
    note: str = ""


@attrs.frozen
class Person:
    """A buyer or recipient. Blank where the channel masks or withholds it; never printed."""

    name: str = attrs.field(default="", repr=False)
    phone: str = attrs.field(default="", repr=False)
    email: str = attrs.field(default="", repr=False)


@attrs.frozen
class Address:
    """Where an order goes. The street is personal and never printed."""

    street: str = attrs.field(default="", repr=False)
    district: str = ""
    city: str = ""
    province: str = ""
    postal_code: str = ""
    country: str = ""


@attrs.frozen
class Order:
    """An order as the channel has it now.

    Args:

        order_id: the channel's own id.

        status: in our words; ``raw_status`` in the channel's.

        number: what buyers and sellers call it (an invoice number).

        lines: one or more products.

        placed_at: when it was placed; ``updated_at`` when the channel last changed it.

        ship_by: the channel's deadline for handing it to the courier; ``accept_by``
            the one for accepting it.

        courier: agency and service, as the channel names them.

        waybill: the tracking number, once one was issued.

        warehouse_id: the channel's own warehouse it is to leave from.

        cancel_requested: whether the buyer has asked to cancel and waits for an
            answer; None where this reading does not tell (a list that leaves it out).

        sealed: buyer data came encrypted and could not be opened.
    """

    order_id: str
    status: OrderStatus
    lines: tuple[OrderLine, ...] = attrs.field()
    placed_at: datetime = attrs.field(validator=aware)
    raw_status: str = ""
    number: str = ""
    updated_at: datetime | None = attrs.field(default=None, validator=_SOMETIMES)
    paid_at: datetime | None = attrs.field(default=None, validator=_SOMETIMES)
    accept_by: datetime | None = attrs.field(default=None, validator=_SOMETIMES)
    ship_by: datetime | None = attrs.field(default=None, validator=_SOMETIMES)
    total: Money | None = None
    buyer: Person = Person()
    recipient: Person = Person()
    address: Address = Address()
    courier: str = ""
    waybill: str = ""
    warehouse_id: str = ""
    cancel_requested: bool | None = None
    sealed: bool = False

    @lines.validator
    def _told_apart(self, _attribute: object, lines: tuple[OrderLine, ...]) -> None:
        ids = [line.line_id for line in lines]
        if len(set(ids)) < len(ids):
            raise DataRefusedError(f"Two lines of order {self.order_id!r} have the same line_id.")
