"""Who changes stock, and how: the merchant absolutely or by a delta, buyers by ordering."""

import attrs

from crossdock_jdcom.sandbox.orders import Order
from crossdock_jdcom.sandbox.wares import DELETED, LARGEST_STOCK, MAIN_STORE, Shelf, Sku

#: Why a row fails; the platform's own words are not known (sheet 10).
NO_SUCH_SKU, BAD_NUMBER, NO_SUCH_STORE = "sku不存在或不属于该商家", "库存数量不合法", "仓库不存在"


@attrs.define
class StockDesk:
    """
    The stock of every SKU.

    Attributes:
        answered: What was answered to each ``stockRfId``, which is not done twice.
    """

    shelf: Shelf
    answered: dict[tuple[str, str], object] = attrs.field(factory=dict)

    def find(self, sku_id: int | None) -> Sku | None:
        """Return a SKU that can hold stock."""
        sku = self.shelf.skus.get(sku_id) if sku_id is not None else None
        return sku if sku is not None and sku.status != DELETED else None

    def refusal(self, sku: Sku | None, store: int | None, number: int | None) -> str:
        """Return why a stock cannot become *number*, empty where it can."""
        if sku is None:
            return NO_SUCH_SKU
        if store is None or (store != MAIN_STORE and store not in sku.stores):
            return NO_SUCH_STORE
        if number is None or not 0 <= number <= LARGEST_STOCK:
            return BAD_NUMBER
        return ""

    def set(self, sku: Sku, store: int, number: int, now: int) -> None:
        """Overwrite the stock of a store."""
        sku.stores[store] = number
        self.shelf.touch(sku, now)

    def book(self, order: Order) -> None:
        """Count an order that waits to be shipped, whose goods had been taken before."""
        for line in order.lines:
            line.taken = True
            self.shelf.skus[line.sku_id].booked += line.quantity

    def take(self, order: Order, now: int) -> None:
        """Take an order's goods: main store first, then wherever there is any."""
        for line in order.lines:
            sku = self.shelf.skus.get(line.sku_id)
            if sku is None or line.taken:
                continue
            line.taken = True
            sku.booked += line.quantity
            left = line.quantity
            for store in sorted(sku.stores):
                taken = min(left, sku.stores[store])
                sku.stores[store] -= taken
                left -= taken
            self.shelf.touch(sku, now)

    def give_back(self, order: Order, now: int) -> None:
        """Return a cancelled order's goods to stock, where they had been taken."""
        for line in order.lines:
            sku = self.shelf.skus.get(line.sku_id)
            if sku is None or not line.taken:
                continue
            line.taken = False
            sku.booked -= line.quantity
            sku.stores[MAIN_STORE] = sku.stores.get(MAIN_STORE, 0) + line.quantity
            self.shelf.touch(sku, now)

    def send(self, order: Order) -> None:
        """Let an order's goods leave: they are booked no longer."""
        for line in order.lines:
            sku = self.shelf.skus.get(line.sku_id)
            if sku is not None and line.taken:
                line.taken = False
                sku.booked -= line.quantity
