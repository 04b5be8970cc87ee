"""What may be done to stock, price and status, row by row (sheet 1.5, 1.6)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import attrs

from crossdock_tokopedia.sandbox.listings import ACTIVE, DELETED, INACTIVE, Listing, Shelf
from crossdock_tokopedia.sandbox.orders import Order
from crossdock_tokopedia.sandbox.shops import Shop
from crossdock_tokopedia.sandbox.wallclock import epoch

#: Decided (gap 6): the largest stock a row may hold.
LARGEST_STOCK = 999_999

INVALID_PRODUCT = "Invalid Product ID."
INVALID_SKU = "Invalid SKU."
INVALID_STOCK = "Invalid Stock."
INVALID_PRICE = "Invalid Price."


@attrs.frozen
class ProductChange:
    """One entry of the product_changes notification (sheet 1.8)."""

    action: str
    listing: Listing
    warehouse_id: int
    before: int
    after: int
    at: datetime


Listener = Callable[[ProductChange], None]


@attrs.define
class StockDesk:
    """Changes listings and tells whoever listens."""

    shelf: Shelf
    shops: dict[int, Shop]
    on_change: Listener

    def find(self, shop: Shop, product_id: int | None, sku: str) -> Listing | str:
        """
        Return the listing a row means, or the message it fails with.

        Of several listings with one SKU the first that can hold stock is
        meant, and a variant parent can not (both decided, gap 6).
        """
        if sku:
            for listing in self.shelf.with_sku(sku):
                if listing.shop_id == shop.shop_id and self._changeable(listing):
                    return listing
            return INVALID_SKU
        found = self.shelf.get(product_id) if product_id is not None else None
        if found is None or found.shop_id != shop.shop_id or not self._changeable(found):
            return INVALID_PRODUCT
        return found

    def _changeable(self, listing: Listing) -> bool:
        return listing.status != DELETED and not listing.children

    def stock_at(self, listing: Listing, warehouse_id: int) -> int:
        """Return the main stock in a warehouse."""
        if warehouse_id == self._home(listing):
            return listing.main
        return listing.elsewhere.get(warehouse_id, 0)

    def _home(self, listing: Listing) -> int:
        return self.shops[listing.shop_id].default_warehouse.warehouse_id

    def set_stock(
        self,
        listing: Listing,
        warehouse_id: int,
        quantity: int,
        now: datetime,
        *,
        couple_status: bool,
        action: str = "",
    ) -> None:
        """
        Overwrite main stock (Q11: a campaign's reserve is not touched).

        *couple_status* lets 0 deactivate and a restock activate (Q9). Without
        an *action* the direction of the change names it.
        """
        before = self.stock_at(listing, warehouse_id)
        if warehouse_id == self._home(listing):
            listing.main = quantity
        else:
            listing.elsewhere[warehouse_id] = quantity
        if before != quantity or action:
            moved = action or ("stock_increment" if quantity > before else "stock_decrement")
            self.on_change(ProductChange(moved, listing, warehouse_id, before, quantity, now))
        if couple_status and warehouse_id == self._home(listing):
            if listing.stock == 0 and listing.status == ACTIVE:
                self.set_status(listing, INACTIVE, now)
            elif listing.stock > 0 and listing.status == INACTIVE:
                self.set_status(listing, ACTIVE, now)
        self.shelf.touch(listing, epoch(now))
        self.shelf.refresh_parent(listing)

    def set_status(self, listing: Listing, status: int, now: datetime) -> None:
        """Activate, deactivate or delete."""
        before = listing.status
        if before == status:
            return
        listing.status = status
        if DELETED in (before, status):
            self.shelf.forget_order()
        self.shelf.touch(listing, epoch(now))
        self.on_change(ProductChange("status_changes", listing, 0, before, status, now))

    def set_price(self, listing: Listing, price: int, now: datetime) -> None:
        """Give a listing another price."""
        before, listing.price = listing.price, price
        self.shelf.touch(listing, epoch(now))
        if before != price:
            home = self._home(listing)
            self.on_change(ProductChange("price_changes", listing, home, before, price, now))

    def take(self, order: Order, now: datetime) -> None:
        """Take an order's goods from stock, a campaign's from its reserve first (Q11)."""
        if order.stock_taken:
            return
        order.stock_taken = True
        for line in order.lines:
            listing = self.shelf.get(line.product_id)
            if listing is None:
                continue
            line.from_reserve = min(line.quantity, listing.reserve)
            listing.reserve -= line.from_reserve
            left = max(0, listing.main - (line.quantity - line.from_reserve))
            self._moved(listing, "stock_decrement", left, now)

    def give_back(self, order: Order, now: datetime) -> None:
        """Return a cancelled order's goods to stock, where they had been taken."""
        if not order.stock_taken:
            return
        order.stock_taken = False
        for line in order.lines:
            listing = self.shelf.get(line.product_id)
            if listing is None:
                continue
            listing.reserve += line.from_reserve
            back = line.quantity - line.quantity_reject - line.from_reserve
            self._moved(listing, "stock_increment", listing.main + max(0, back), now)

    def _moved(self, listing: Listing, action: str, main: int, now: datetime) -> None:
        before, listing.main = listing.main, main
        if before != main:
            home = self._home(listing)
            self.on_change(ProductChange(action, listing, home, before, main, now))
        self.shelf.touch(listing, epoch(now))
        self.shelf.refresh_parent(listing)


def stock_row(listing: Listing, shop: Shop, warehouse_id: int, stock: int) -> dict[str, Any]:
    """Return a row of succeed_rows_data."""
    return {
        "productID": listing.product_id,
        "warehouseID": warehouse_id,
        "shopID": shop.shop_id,
        "stock": stock,
        "price": listing.price,
    }
