"""Listings and the shelf they stand on (sheet 1.5)."""

from collections.abc import Callable, Iterable, Iterator

import attrs

#: Sheet 1.5: product status.
BANNED, PENDING, DELETED, ACTIVE, INACTIVE = -2, -1, 0, 1, 3


@attrs.define
class Listing:
    """
    One product row: a single, a variant parent, or a variant child.

    Stock is kept in the default warehouse as *main* and *reserve* (for
    campaigns), and in others by their id. A parent's numbers are the sum of
    its children's and never its own.
    """

    product_id: int
    shop_id: int
    title: str
    sku: str
    price: int
    main: int
    category: int
    weight: int
    updated: int
    status: int = ACTIVE
    reserve: int = 0
    elsewhere: dict[int, int] = attrs.field(factory=dict)
    parent_id: int = 0
    children: tuple[int, ...] = ()
    axes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    options: tuple[int, ...] = ()
    preorder_days: int = 0
    wholesale: tuple[tuple[int, int], ...] = ()
    on_campaign: bool = False
    cod: bool = False
    used: bool = False
    sold: int = 0
    url: str = ""
    image: str = ""
    description: str = ""

    @property
    def stock(self) -> int:
        """What stock.value says: main and reserve together."""
        return self.main + self.reserve

    @property
    def buyable(self) -> bool:
        """Whether a buyer can order it now."""
        return self.status == ACTIVE and self.stock > 0 and not self.children


def _by_sold(listing: Listing) -> int:
    return listing.sold


def _by_price(listing: Listing) -> int:
    return listing.price


def _by_title(listing: Listing) -> str:
    return listing.title.casefold()


def _by_stock(listing: Listing) -> int:
    return listing.stock


def _by_update(listing: Listing) -> int:
    return listing.updated


#: Sheet 1.5: the sort parameter (its 2022 meaning); anything else is the default.
SORTS: dict[int, tuple[Callable[[Listing], int | str], bool]] = {
    2: (_by_update, True),
    3: (_by_sold, True),
    4: (_by_sold, False),
    5: (_by_price, True),
    6: (_by_price, False),
    7: (_by_title, False),
    8: (_by_title, True),
    9: (_by_stock, False),
    10: (_by_stock, True),
}


class Ordering:
    """Product ids in a list's order, and where each stands."""

    def __init__(self, ids: list[int]) -> None:
        self.ids = ids
        self._places: dict[int, int] = {}

    def after(self, product_id: int) -> int | None:
        """Return where the rows after a product begin, or None if it is not listed."""
        if len(self._places) != len(self.ids):
            self._places = {one: place for place, one in enumerate(self.ids)}
        place = self._places.get(product_id)
        return None if place is None else place + 1


class Shelf:
    """All listings, found by id, SKU and shop without a search."""

    def __init__(self, listings: Iterable[Listing] = ()) -> None:
        self.by_id: dict[int, Listing] = {}
        self._by_sku: dict[str, dict[int, None]] = {}
        self._by_shop: dict[int, list[int]] = {}
        self._by_url: dict[str, int] = {}
        self._orders: dict[tuple[int, int, bool, bool], tuple[int, Ordering]] = {}
        self.revision = 0
        for listing in listings:
            self.add(listing)

    def __iter__(self) -> Iterator[Listing]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def get(self, product_id: int) -> Listing | None:
        """Return a listing, deleted ones included."""
        return self.by_id.get(product_id)

    def add(self, listing: Listing) -> None:
        """Put a listing on the shelf."""
        self.by_id[listing.product_id] = listing
        self._by_shop.setdefault(listing.shop_id, []).append(listing.product_id)
        self._index(listing)
        self.revision += 1

    def _index(self, listing: Listing) -> None:
        if listing.sku:
            self._by_sku.setdefault(listing.sku, {})[listing.product_id] = None
        if listing.url:
            self._by_url[listing.url] = listing.product_id

    def rename(self, listing: Listing, sku: str) -> None:
        """Give a listing another SKU."""
        self._by_sku.get(listing.sku, {}).pop(listing.product_id, None)
        listing.sku = sku
        self._index(listing)

    def touch(self, listing: Listing, moment: int) -> None:
        """Note that a listing changed."""
        listing.updated = moment
        self.revision += 1

    def with_sku(self, sku: str) -> list[Listing]:
        """Return every listing of exactly this SKU, in the order of their making."""
        return [self.by_id[product_id] for product_id in self._by_sku.get(sku, ())]

    def with_url(self, url: str) -> Listing | None:
        """Return the listing of a product page."""
        product_id = self._by_url.get(url)
        return None if product_id is None else self.by_id[product_id]

    def of_shop(self, shop_id: int) -> list[Listing]:
        """Return every listing of a shop."""
        return [self.by_id[product_id] for product_id in self._by_shop.get(shop_id, ())]

    def ordered(self, shop_id: int, sort: int, *, children: bool, deleted: bool) -> Ordering:
        """
        Return a shop's product ids in the order its list shows them.

        Kept until the shelf changes in a way that can change the order, so
        that paging does not sort anew for every page. Stock and status move
        the default order only where a listing is deleted or added.
        """
        key = (shop_id, sort if sort in SORTS else 1, children, deleted)
        known = self._orders.get(key)
        revision = self.revision if key[1] in SORTS else len(self._by_shop.get(shop_id, ()))
        if known is not None and known[0] == revision:
            return known[1]
        shown = [
            listing
            for listing in self.of_shop(shop_id)
            if (children or not listing.parent_id) and (deleted or listing.status != DELETED)
        ]
        if key[1] in SORTS:
            by, descending = SORTS[key[1]]
            shown.sort(key=by, reverse=descending)
        ordering = Ordering([listing.product_id for listing in shown])
        self._orders[key] = (revision, ordering)
        return ordering

    def forget_order(self) -> None:
        """Make the next page sort anew: something was deleted or brought back."""
        self._orders.clear()

    def refresh_parent(self, child: Listing) -> None:
        """Make a parent's number the sum of its children's (Q8)."""
        parent = self.by_id.get(child.parent_id)
        if parent is not None:
            children = [self.by_id[product_id] for product_id in parent.children]
            parent.main = sum(one.main for one in children)
            parent.reserve = sum(one.reserve for one in children)
            parent.updated = child.updated
