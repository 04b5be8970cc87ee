"""Rows of real files as listings of the main shop."""

from collections.abc import Iterable, Iterator

from crossdock.sandbox.catalogue import CatalogueRow
from crossdock_tokopedia.sandbox.assortment import ProductIds
from crossdock_tokopedia.sandbox.goods import CATEGORIES
from crossdock_tokopedia.sandbox.listings import ACTIVE, BANNED, INACTIVE, PENDING, Listing

_STATUS = {
    "1": ACTIVE,
    "3": INACTIVE,
    "-1": PENDING,
    "-2": BANNED,
    "active": ACTIVE,
    "aktif": ACTIVE,
    "inactive": INACTIVE,
    "nonaktif": INACTIVE,
    "tidak aktif": INACTIVE,
    "pending": PENDING,
    "banned": BANNED,
}


def listings_from(
    rows: Iterable[CatalogueRow], ids: ProductIds, shop_id: int, now: int
) -> Iterator[Listing]:
    """Yield one listing per row; an id that is a number is kept, others are allotted."""
    taken = set()
    for row in rows:
        product_id = int(row.id) if _usable(row.id) else ids.next()
        while product_id in taken:
            product_id = ids.next()
        taken.add(product_id)
        yield Listing(
            product_id=product_id,
            shop_id=shop_id,
            title=row.title,
            sku=row.sku,
            price=row.price,
            main=min(row.stock, 999_999),
            category=_category(row.category),
            weight=row.weight or 500,
            updated=now - product_id % 86_400,
            status=_STATUS.get(row.status.lower(), ACTIVE),
            sold=row.sold,
            url=row.url,
            image=row.image,
            description=row.description,
        )


def _usable(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15 and int(text) > 0


def _category(path: str) -> int:
    """Return the known category whose name ends *path*; goods of others have none."""
    leaf = path.rsplit("/", 1)[-1].strip().casefold()
    for category in CATEGORIES.values():
        if leaf and category.path[-1].casefold() == leaf:
            return category.category_id
    return 0
