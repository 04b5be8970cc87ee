"""Master products as a warehouse must know them before it can receive or ship any."""

from __future__ import annotations

import attrs

from crossdock.errors import InputRefusedError
from crossdock.inventory.push import RowOutcome
from crossdock.validators import units


@attrs.frozen
class ShelfLife:
    """How long goods keep, and how much of that must be left. In whole days.

    Args:

        days: from production to expiry, one or more.

        inbound_days: a warehouse accepts goods with at least so many days left.

        outbound_days: it ships goods with at least so many days left; not more
            than *inbound_days*, or goods would be refused as soon as they came.
    """

    days: int = attrs.field(validator=units(least=1))
    inbound_days: int = attrs.field(validator=units())
    outbound_days: int = attrs.field(validator=units())

    def __attrs_post_init__(self) -> None:
        if not self.outbound_days <= self.inbound_days <= self.days:
            raise InputRefusedError(
                f"A shelf life of {self.days} days with {self.inbound_days} left to be received"
                f" and {self.outbound_days} left to be shipped cannot be kept.",
                next_step="Give outbound days ≤ inbound days ≤ days.",
            )


@attrs.frozen
class Goods:
    """A master product as it is pushed to a warehouse.

    Args:

        sku: the master SKU.

        name: in words, as the warehouse's staff will read it.

        barcodes: those printed on it; the SKU itself where it has none.

        shelf_life: None for goods that do not expire. Some warehouses never let
            it be changed once they know the goods.

        weight_grams: of one unit; 0 where it is not known.

        remote_id: the warehouse's id, for goods that it knows already.
    """

    sku: str
    name: str
    barcodes: tuple[str, ...] = ()
    shelf_life: ShelfLife | None = None
    weight_grams: int = attrs.field(default=0, validator=units())
    remote_id: str = ""


@attrs.frozen
class GoodsResult:
    """How the push of one master product ended; ``remote_id`` is the warehouse's id when done."""

    sku: str
    outcome: RowOutcome
    remote_id: str = ""
    reason: str = ""
    remote_code: str = ""
