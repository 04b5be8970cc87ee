"""How much there is of each master SKU, as a person looks at it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import attrs

from crossdock.inventory import Holdings, Recipe, flatten, sellable, sellable_kits


@attrs.frozen
class Level:
    """One master SKU, at all warehouses or at one.

    Args:

        unrouted: promised to orders that no warehouse was found for yet.

        available: on hand, less what is unavailable and reserved.

        sellable: what may be promised through all open warehouses together; None for
            one of them, because promises are not made by warehouse.
    """

    sku: str
    warehouse: str
    on_hand: int
    unavailable: int
    reserved: int
    unrouted: int
    expected: int
    available: int
    sellable: int | None


def levels(
    holdings: Holdings,
    skus: Collection[str],
    warehouses: Collection[str],
    recipes: Mapping[str, Recipe],
) -> Iterator[Level]:
    """Yield the level of each of *skus*; a kit has no more than what may be sold of it."""
    everywhere = frozenset(warehouses)
    for sku in skus:
        here = list(holdings.of(sku).values())
        if sku in recipes:
            goods = flatten(sku, recipes)
            promise = max(0, sellable_kits(holdings, goods, everywhere, everywhere))
        else:
            promise = sellable(holdings, sku, everywhere, everywhere)
        yield Level(
            sku=sku,
            warehouse="",
            on_hand=sum(position.on_hand for position in here),
            unavailable=sum(position.unavailable for position in here),
            reserved=sum(position.reserved for position in here),
            unrouted=sum(holdings.pooled(sku).values()),
            expected=sum(position.expected for position in here),
            available=sum(position.available for position in here),
            sellable=promise,
        )


def levels_by_warehouse(holdings: Holdings, skus: Collection[str]) -> Iterator[Level]:
    """Yield the level of each of *skus* at each warehouse that has to do with it."""
    for sku in skus:
        for warehouse, position in sorted(holdings.of(sku).items()):
            yield Level(
                sku=sku,
                warehouse=warehouse,
                on_hand=position.on_hand,
                unavailable=position.unavailable,
                reserved=position.reserved,
                unrouted=0,
                expected=position.expected,
                available=position.available,
                sellable=None,
            )
