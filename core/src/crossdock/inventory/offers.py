"""Listings as the formula sees them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import attrs

from crossdock.errors import InputRefusedError
from crossdock.inventory.events import Pool
from crossdock.validators import MOST_UNITS, shown, units


class Semantics(StrEnum):
    """What a channel means by a quantity."""

    SELLABLE = "sellable"
    #: Units sold and not shipped are part of the number.
    WITH_OPEN_ORDERS = "with_open_orders"


@attrs.frozen
class Offer:
    """A listing as the formula sees it.

    Args:

        recipe: units of each master SKU in one unit of the listing; empty while
            it is linked to none, and then it shows nothing.

        pool: the warehouses that its connection may sell from.

        sku: the master SKU it is linked to, where that is a kit; the only
            component otherwise.

        active: whether connection and link are switched on; what is not shows nothing.

        may_split: a kit's parts may leave from different warehouses.

        shown: what the channel acknowledged last; ``locked`` what a campaign holds
            of it; ``open_orders`` units sold there and not shipped; ``pending``
            units sold there and, by the channel's own number, not imported yet: never
            a reason to show more. `crossdock.flows.offers` says why it is 0 there.
    """

    connection: str
    listing_id: str
    recipe: Mapping[str, int] = attrs.field()
    pool: Pool = frozenset()
    sku: str = attrs.field()
    active: bool = True
    may_split: bool = False
    semantics: Semantics = Semantics.SELLABLE
    shown: int = attrs.field(default=0, validator=units())
    locked: int = attrs.field(default=0, validator=units())
    open_orders: int = attrs.field(default=0, validator=units())
    pending: int = attrs.field(default=0, validator=units())

    @sku.default
    def _sole_component(self) -> str:
        return next(iter(self.recipe)) if len(self.recipe) == 1 else ""

    @recipe.validator
    def _whole_units(self, _attribute: object, recipe: Mapping[str, int]) -> None:
        for sku, each in recipe.items():
            if type(each) is not int or not 1 <= each <= MOST_UNITS:
                raise InputRefusedError(
                    f"The units of {sku} in listing {self.listing_id} are {shown(each)}; give a"
                    f" whole number from 1 to {MOST_UNITS:,}."
                )

    @property
    def key(self) -> tuple[str, str]:
        """Connection and listing: what tells it from all other offers."""
        return self.connection, self.listing_id
