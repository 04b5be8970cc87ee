"""SPUs, their SKUs, and the shelf both stand on (sheet A6 and A7)."""

from collections.abc import Iterator

import attrs

#: Sheet A7: wareStatus of an SPU.
ONLINE, OFFLINE, PUNISHED, DELETED = 1, 2, 3, 4
#: Decided: the same numbers for a SKU.
ON, OFF = 1, 2
LARGEST_STOCK = 9_999_999


@attrs.define
class Sku:
    """What is bought; price in whole rupiah; the seller's own code may be missing."""

    sku_id: int
    spu_id: int
    seller_sku: str | None
    name: str
    price: int
    stock: int
    weight: str = "0.5"
    status: int = ON
    attributes: str = ""
    booked: int = 0
    upc: str = ""


@attrs.define
class Spu:
    """What is shown: a page of the shop with one or more SKUs."""

    spu_id: int
    name: str
    category: int
    category_name: str
    brand: int
    brand_name: str
    status: int = ONLINE
    image: str = ""
    description: str = ""
    sku_ids: tuple[int, ...] = ()


class Shelf:
    """All SPUs and SKUs, found by id and seller code without a search."""

    def __init__(self) -> None:
        self.spus: dict[int, Spu] = {}
        self.skus: dict[int, Sku] = {}
        self._by_code: dict[str, dict[int, None]] = {}
        self._listed: list[int] | None = None

    def add(self, spu: Spu, skus: list[Sku]) -> None:
        """Put an SPU with its SKUs on the shelf."""
        self.spus[spu.spu_id] = spu
        spu.sku_ids = tuple(sku.sku_id for sku in skus)
        for sku in skus:
            self.skus[sku.sku_id] = sku
            if sku.seller_sku:
                self._by_code.setdefault(sku.seller_sku, {})[sku.sku_id] = None
        self._listed = None

    @property
    def listed(self) -> list[int]:
        """The ids of the SPU list, newest first, kept until one comes or goes."""
        if self._listed is None:
            self._listed = sorted(self.spus, reverse=True)
        return self._listed

    def rename(self, sku: Sku, code: str | None) -> None:
        """Give a SKU another code."""
        self._by_code.get(sku.seller_sku or "", {}).pop(sku.sku_id, None)
        sku.seller_sku = code
        if code:
            self._by_code.setdefault(code, {})[sku.sku_id] = None

    def with_code(self, code: str) -> list[Sku]:
        """Return the SKUs of exactly this code."""
        return [self.skus[sku_id] for sku_id in self._by_code.get(code, ())]

    def family(self, spu: Spu) -> list[Sku]:
        """Return an SPU's SKUs."""
        return [self.skus[sku_id] for sku_id in spu.sku_ids]

    def buyable(self, sku: Sku) -> bool:
        """Say whether a buyer finds it."""
        return sku.status == ON and self.spus[sku.spu_id].status == ONLINE

    def sellable(self) -> Iterator[Sku]:
        """Yield every SKU that a buyer finds."""
        return (sku for sku in self.skus.values() if self.buyable(sku))

    def set_status(self, spu: Spu, status: int) -> None:
        """Put an SPU online, or take it off."""
        spu.status = status
        for sku in self.family(spu):
            sku.status = ON if status == ONLINE else OFF
