"""An order that waits for its warehouse, as the router reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs

from crossdock.errors import DataRefusedError
from crossdock.inventory import Pool, Recipe
from crossdock.money import Money
from crossdock.orders import Address, Order
from crossdock.validators import aware, units


@attrs.frozen
class UnroutedLine:
    """One line.

    Args:

        line_id: unique within the order.

        sku: the master SKU it is linked to, a kit's own code among them; empty while
            it is not linked.

        quantity: units of *sku*.

        recipe: the goods in one unit of a kit or multipack; None for plain goods.

        may_split: a kit's parts may leave from different warehouses.

        pool: the warehouses on which its goods were reserved at import.
    """

    line_id: str
    sku: str
    quantity: int = attrs.field(validator=units(least=1))
    recipe: Recipe | None = None
    may_split: bool = False
    pool: Pool = frozenset()

    @property
    def goods(self) -> Mapping[str, int]:
        """The units of each SKU that the whole line needs."""
        if self.recipe is None:
            return {self.sku: self.quantity}
        return {sku: each * self.quantity for sku, each in self.recipe.items()}

    @property
    def whole(self) -> bool:
        """Whether each unit of it must be packed in one warehouse."""
        return self.recipe is not None and not self.may_split and sum(self.recipe.values()) > 1


@attrs.frozen
class Unrouted:
    """An order.

    Args:

        connection: the shop it came from; *channel* the platform, as connectors are named.

        site: the country of the shop's site.

        channel_warehouse: the channel's own id of the warehouse it is to leave from.

        value: what it is worth; None where the channel does not tell.

        refused: warehouses that would not send it, and are not asked again.
    """

    connection: str
    order_id: str
    lines: tuple[UnroutedLine, ...] = attrs.field()
    placed_at: datetime = attrs.field(validator=aware)
    channel: str = ""
    site: str = ""
    address: Address = attrs.field(factory=Address)
    courier: str = ""
    channel_warehouse: str = ""
    value: Money | None = None
    refused: frozenset[str] = frozenset()

    @lines.validator
    def _told_apart(self, _attribute: object, lines: tuple[UnroutedLine, ...]) -> None:
        if not lines:
            raise DataRefusedError(
                f"Order {self.order_id!r} has no lines, and must have one or more."
            )
        if len({line.line_id for line in lines}) < len(lines):
            raise DataRefusedError(f"Two lines of order {self.order_id!r} have the same line_id.")

    @classmethod
    def of(
        cls,
        order: Order,
        connection: str,
        lines: Iterable[UnroutedLine],
        *,
        channel: str = "",
        site: str = "",
    ) -> Unrouted:
        """Return *order* with its lines as they are linked."""
        return cls(
            connection=connection,
            order_id=order.order_id,
            lines=tuple(lines),
            placed_at=order.placed_at,
            channel=channel,
            site=site,
            address=order.address,
            courier=order.courier,
            channel_warehouse=order.warehouse_id,
            value=order.total,
        )

    @property
    def turn(self) -> tuple[datetime, str, str]:
        """Whose turn it is among orders: who came first, then by name."""
        return self.placed_at, self.connection, self.order_id
