"""Rows of real files as wares with one SKU each."""

from collections.abc import Iterable, Iterator

from crossdock.sandbox.catalogue import CatalogueRow
from crossdock_jdcom.sandbox.assortment import Family, Ids, set_status
from crossdock_jdcom.sandbox.wares import (
    DELISTED,
    LARGEST_STOCK,
    MAIN_STORE,
    ON_SALE,
    WARE_STATUSES,
    Sku,
    Ware,
)

_WORDS = {"active": ON_SALE, "aktif": ON_SALE, "inactive": DELISTED, "nonaktif": DELISTED}


def families_from(rows: Iterable[CatalogueRow], ids: Ids, now: int) -> Iterator[Family]:
    """Yield one ware per row; an id that is a number becomes the SKU's, others are allotted."""
    taken: set[int] = set()
    for row in rows:
        usable = row.id.isascii() and row.id.isdigit() and len(row.id) <= 18 and int(row.id) > 0
        sku_id = int(row.id) if usable else ids.next_sku()
        while sku_id in taken:
            sku_id = ids.next_sku()
        taken.add(sku_id)
        ware = Ware(
            ware_id=ids.next_ware(),
            title=row.title,
            category=0,
            brand=0,
            brand_name="",
            modified=now - sku_id % 86_400_000,
            created=now - 60 * 86_400_000,
            outer_id=row.sku,
            image=row.image,
        )
        sku = Sku(
            sku_id=sku_id,
            ware_id=ware.ware_id,
            outer_id=row.sku,
            name=row.title,
            # A file's amounts are whole; here they count as yuan.
            price=min(row.price, 999_999_999) * 100,
            stores={MAIN_STORE: min(row.stock, LARGEST_STOCK)},
            modified=ware.modified,
            created=ware.created,
        )
        set_status(ware, [sku], _status(row.status))
        yield ware, [sku]


def _status(text: str) -> int:
    known = {str(status): status for status in WARE_STATUSES if status > 0}
    return known.get(text, _WORDS.get(text.lower(), ON_SALE))
