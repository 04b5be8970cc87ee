"""Wares, their SKUs, and the shelf both stand on (sheet 4.1 to 4.3)."""

from collections.abc import Callable, Hashable, Iterator
from typing import TypeVar

import attrs

#: Sheet 4.1: status of a ware; the same four again while they wait for an audit.
NEVER_LISTED, DELISTED, SYSTEM_DELISTED, ON_SALE = 1, 2, 4, 8
AUDIT = 512
AUDIT_FAILED, WARE_DELETED = 1028, -1
WARE_STATUSES = (1, 2, 4, 8, 513, 514, 516, 520, 1028, -1)
#: Sheet 4.2: status of a SKU.
ON, OFF, DELETED = 1, 2, 4
#: The store of stock that is not partitioned.
MAIN_STORE = 0
LARGEST_STOCK = 99_999_999

T = TypeVar("T", "Ware", "Sku")


@attrs.define
class SaleAttribute:
    """A property a SKU differs by: index 1 is colour, 2 is size."""

    attr_id: str
    value_id: str
    alias: str
    index: int


@attrs.define
class Sku:
    """What is bought; prices in fen, times in epoch milliseconds."""

    sku_id: int
    ware_id: int
    outer_id: str
    name: str
    price: int
    stores: dict[int, int]
    modified: int
    created: int
    status: int = ON
    bar_code: str = ""
    attributes: tuple[SaleAttribute, ...] = ()
    booked: int = 0

    @property
    def stock(self) -> int:
        """Stock of all stores together."""
        return sum(self.stores.values())


@attrs.define
class Ware:
    """What is shown: one page of the shop with one or more SKUs."""

    ware_id: int
    title: str
    category: int
    brand: int
    brand_name: str
    modified: int
    created: int
    status: int = ON_SALE
    outer_id: str = ""
    item_number: str = ""
    bar_code: str = ""
    weight: str = "0.5"
    market_price: int = 0
    cost_price: int = 0
    image: str = ""
    sku_ids: tuple[int, ...] = ()
    online: int = 0
    offline: int = 0


class Shelf:
    """All wares and SKUs, found by id and outer id without a search."""

    def __init__(self) -> None:
        self.wares: dict[int, Ware] = {}
        self.skus: dict[int, Sku] = {}
        self._by_outer: dict[str, dict[int, None]] = {}
        self._found: dict[Hashable, tuple[int, list[int]]] = {}
        self.structure = 0
        self.revision = 0

    def add(self, ware: Ware, skus: list[Sku]) -> None:
        """Put a ware with its SKUs on the shelf."""
        self.wares[ware.ware_id] = ware
        ware.sku_ids = tuple(sku.sku_id for sku in skus)
        for sku in skus:
            self.skus[sku.sku_id] = sku
            if sku.outer_id:
                self._by_outer.setdefault(sku.outer_id, {})[sku.sku_id] = None
        self.restructured()

    def restructured(self) -> None:
        """Note that something was added, deleted or given another status."""
        self.structure += 1
        self.revision += 1

    def touch(self, sku: Sku, now: int) -> None:
        """Note that a SKU's numbers changed, and so its ware's."""
        sku.modified = now
        ware = self.wares.get(sku.ware_id)
        if ware is not None:
            ware.modified = now
        self.revision += 1

    def rename(self, sku: Sku, outer_id: str) -> None:
        """Give a SKU another merchant code."""
        self._by_outer.get(sku.outer_id, {}).pop(sku.sku_id, None)
        sku.outer_id = outer_id
        if outer_id:
            self._by_outer.setdefault(outer_id, {})[sku.sku_id] = None

    def with_outer(self, outer_id: str) -> list[Sku]:
        """Return the SKUs of exactly this merchant code."""
        return [self.skus[sku_id] for sku_id in self._by_outer.get(outer_id, ())]

    def family(self, ware: Ware) -> list[Sku]:
        """Return a ware's SKUs that are not deleted."""
        skus = [self.skus[sku_id] for sku_id in ware.sku_ids]
        return [sku for sku in skus if sku.status != DELETED]

    def sellable(self) -> Iterator[Sku]:
        """Yield every SKU of a ware on sale."""
        for sku in self.skus.values():
            if sku.status == ON and self.wares[sku.ware_id].status == ON_SALE:
                yield sku

    def set_sku_status(self, sku: Sku, status: int, now: int) -> None:
        """Switch a SKU on or off, or delete it, and its ware with the last one."""
        sku.status = status
        self.touch(sku, now)
        ware = self.wares[sku.ware_id]
        if status == DELETED and not self.family(ware):
            ware.status = WARE_DELETED
        elif status == ON and ware.status != ON_SALE:
            self.set_ware_status(ware, ON_SALE, now)
        self.restructured()

    def set_ware_status(self, ware: Ware, status: int, now: int) -> None:
        """Put a ware on sale or take it off; its SKUs go with it."""
        if status == ON_SALE:
            ware.online = now
        elif ware.status == ON_SALE:
            ware.offline = now
        ware.status, ware.modified = status, now
        for sku in self.family(ware):
            sku.status = ON if status == ON_SALE else OFF
            sku.modified = now
        self.restructured()

    def found(
        self,
        key: Hashable,
        rows: Callable[[], list[int]],
        *,
        volatile: bool,
    ) -> list[int]:
        """
        Return the ids a search finds, kept until they can have changed.

        So paging through a large shop filters once and not once per page.
        *volatile* says that the search looks at what changes without any ware
        or SKU coming or going: stock, price or time.
        """
        revision = self.revision if volatile else self.structure
        known = self._found.get(key)
        if known is None or known[0] != revision:
            if len(self._found) > 64:
                self._found.clear()
            known = self._found[key] = (revision, rows())
        return known[1]
