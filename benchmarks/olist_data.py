"""The orders of a Brazilian marketplace as its files tell them, and what no file tells.

The files were cut one by one: most orders find neither their lines nor their buyer in
the others. What is missing is drawn from what is there, by a seed: a product for an
order without lines, a buyer for an order without one.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

import attrs

Row = Mapping[str, str]

COLUMNS = (
    *("order_id", "status", "raw_status", "placed_at", "paid_at", "waybill"),
    *("recipient_name", "recipient_phone", "street", "district", "city", "province"),
    *("postal_code", "country", "line_id", "sku", "title", "quantity", "unit_price"),
)

#: The shop's own words, told in ours where no common word says it.
WORDS = {"approved": "paid", "invoiced": "paid", "processing": "ready_to_ship"}


class Chapter(StrEnum):
    """When a file was written."""

    #: When everything was sold: what was paid is to be sent.
    SOLD = "sold"
    #: When what was called off before it left was called off; of those orders alone.
    CALLED_OFF = "called off"
    #: At last, as the data tells it.
    ENDED = "ended"


@attrs.frozen
class Address:
    """Where an order goes, as its file tells it."""

    country: str
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postal_code: str = ""


@attrs.frozen
class Line:
    """One unit of something that was bought."""

    line_id: str
    sku: str
    title: str
    price: str


@attrs.frozen
class Sale:
    """One order.

    Args:

        row: as the file of orders has it.

        lines: none where no file has them and none were drawn.
    """

    row: Row
    address: Address
    recipient: str = ""
    phone: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def order_id(self) -> str:
        """Its id."""
        return self.row["order_id"]

    @property
    def waybill(self) -> str:
        """Its waybill, which is made up; empty if it never got as far as to have one."""
        left = self.row["order_delivered_carrier_date"]
        called_off = self.row["order_status"] == "canceled" and self.row["order_approved_at"]
        return f"OL{self.order_id[:16].upper()}" if left or called_off else ""

    def is_in(self, chapter: Chapter) -> bool:
        """Return whether the file of *chapter* tells of it."""
        if chapter is not Chapter.CALLED_OFF:
            return True
        left = self.row["order_delivered_carrier_date"]
        return self.row["order_status"] == "canceled" and not left

    def word(self, chapter: Chapter) -> str:
        """Return where it stands in *chapter*."""
        if chapter is not Chapter.SOLD:
            return WORDS.get(self.row["order_status"], self.row["order_status"])
        if not self.row["order_approved_at"]:
            return "unpaid"
        return "ready_to_ship" if self.waybill else "paid"


class Files:
    """The files in a folder.

    Args:

        folder: the one that holds ``olist_orders_dataset.csv`` and its neighbours.

        most: so many orders; all of them, for 0.
    """

    def __init__(self, folder: Path, most: int = 0) -> None:
        self._folder = folder
        # As a shop exports them: the oldest first.
        orders = sorted(self._rows("orders"), key=lambda row: row["order_purchase_timestamp"])
        self._items = self._rows("order_items")
        lines = defaultdict(list)
        for row in self._items:
            lines[row["order_id"]].append(row)
        # A sample has orders with lines and without, of every state.
        chosen = sorted(orders, key=_rarity(orders, lines))[: most or None]
        kept = {row["order_id"] for row in chosen}
        self.orders = [row for row in orders if row["order_id"] in kept]
        self.lines: Mapping[str, Sequence[Row]] = lines
        self.products = {row["product_id"]: row for row in self._rows("products")}
        self.buyers = {row["customer_id"]: row for row in self._rows("customers")}

    def _rows(self, name: str) -> list[Row]:
        path = self._folder / f"olist_{name}_dataset.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def lines_of(self, order_id: str) -> tuple[Line, ...]:
        """Return the lines that the files have of an order."""
        return tuple(
            Line(row["order_item_id"], row["product_id"], self._title(row["product_id"]), price)
            for row in self.lines.get(order_id, ())
            for price in [row["price"]]
        )

    def drawn_line(self, chance: random.Random, products: Sequence[str]) -> tuple[Line, ...]:
        """Return a line of one product, at a price that something was sold for."""
        sku = chance.choice(products)
        return (Line("1", sku, self._title(sku), chance.choice(self._items)["price"]),)

    def _title(self, sku: str) -> str:
        kind = self.products.get(sku, {}).get("product_category_name", "")
        return f"{kind or 'produto'} {sku[:8]}"


def _rarity(
    orders: Sequence[Row], lines: Mapping[str, Sequence[Row]]
) -> Callable[[Row], tuple[int, str]]:
    """Return what sorts orders so that each state and order with lines comes early, in turn."""
    seen: dict[tuple[str, bool], int] = defaultdict(int)
    places = {}
    for row in orders:
        kind = (row["order_status"], row["order_id"] in lines)
        places[row["order_id"]] = seen[kind]
        seen[kind] += 1
    return lambda row: (places[row["order_id"]], row["order_id"])


def as_they_are(files: Files) -> list[Sale]:
    """Return the orders with what the files tell of them, and nothing else."""
    return [
        Sale(
            row,
            brazilian(files.buyers.get(row["customer_id"])),
            lines=files.lines_of(row["order_id"]),
        )
        for row in files.orders
    ]


def completed(files: Files, seed: int) -> Iterator[tuple[Sale, Row]]:
    """Yield each order with its buyer; what no file has of it is drawn by *seed*."""
    chance = random.Random(seed)  # noqa: S311 - dice
    products, buyers = sorted(files.products), sorted(files.buyers)
    for row in files.orders:
        drawn = chance.choice(buyers), files.drawn_line(chance, products)
        buyer = files.buyers.get(row["customer_id"]) or files.buyers[drawn[0]]
        sale = Sale(
            row,
            brazilian(buyer),
            recipient=f"Buyer {buyer['customer_unique_id'][:8]}",
            phone=f"08{chance.randrange(10**9, 10**10)}",
            lines=files.lines_of(row["order_id"]) or drawn[1],
        )
        yield sale, buyer


def brazilian(buyer: Row | None) -> Address:
    """Return the address of a buyer of the files; of none, nothing but the country."""
    if buyer is None:
        return Address("BR")
    return Address(
        "BR",
        buyer["customer_state"],
        buyer["customer_city"],
        street="Rua 1",
        postal_code=buyer["customer_zip_code_prefix"],
    )


def told(sales: Sequence[Sale], chapter: Chapter) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the file of *chapter*: one for each line of each order."""
    for sale in sales:
        if sale.is_in(chapter):
            for line in sale.lines or (Line("", "", "", ""),):
                yield _told(sale, line, chapter)


def _told(sale: Sale, line: Line, chapter: Chapter) -> tuple[str, ...]:
    address = sale.address
    return (
        *(sale.order_id, sale.word(chapter), sale.row["order_status"]),
        *(sale.row["order_purchase_timestamp"], sale.row["order_approved_at"], sale.waybill),
        *(sale.recipient, sale.phone, address.street, address.district, address.city),
        *(address.province, address.postal_code, address.country),
        *(line.line_id, line.sku, line.title, "1" if line.sku else "", line.price),
    )
