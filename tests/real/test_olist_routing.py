"""4,071 real orders routed by rules on state and city, every one of them accounted for.

The data is not in the repository (its licence allows no commercial use): it is read
from the folder that CROSSDOCK_SHARED_DATA names, or ``../shared/data`` beside it.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crossdock.inventory import Holdings, Position
from crossdock.orders import Address
from crossdock.routing import (
    AssociationRule,
    Destination,
    Router,
    Unrouted,
    UnroutedLine,
    WarehouseFacts,
    diff,
    simulate,
)

TOP = Path(__file__).parents[2]
DATA = Path(os.environ.get("CROSSDOCK_SHARED_DATA", TOP.parent / "shared" / "data")) / "olist"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"the real orders are not here: {DATA} (set CROSSDOCK_SHARED_DATA)"
)

WAREHOUSES = [
    WarehouseFacts(name, country="BR", serves=("BR",)) for name in ("campinas", "recife", "rest")
]
RULES = [
    AssociationRule(
        "the city",
        ("campinas",),
        order=1,
        destinations=(Destination(country="BR", province="SP", city="São Paulo"),),
    ),
    AssociationRule(
        "the south-east",
        ("campinas", "recife"),
        order=2,
        destinations=tuple(Destination(country="BR", province=s) for s in ("SP", "RJ", "MG")),
    ),
    AssociationRule("the others", ("recife", "campinas", "rest"), order=3),
]


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one file."""
    with (DATA / f"olist_{name}_dataset.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(name="orders", scope="module")
def _orders() -> list[Unrouted]:
    """The orders with the lines and buyers that the files have; some have neither."""
    buyers = {row["customer_id"]: row for row in rows("customers")}
    lines = defaultdict(list)
    for row in rows("order_items"):
        line = UnroutedLine(row["order_item_id"], row["product_id"], 1)
        lines[row["order_id"]].append(line)
    return [
        Unrouted(
            connection="olist",
            order_id=row["order_id"],
            # An order whose lines are in no file is one that is linked to nothing.
            lines=tuple(lines[row["order_id"]]) or (UnroutedLine("1", "", 1),),
            placed_at=datetime.fromisoformat(row["order_purchase_timestamp"]).replace(tzinfo=UTC),
            site="BR",
            address=_address(buyers.get(row["customer_id"])),
        )
        for row in rows("orders")
    ]


def test_every_order_is_accounted_for(orders: list[Unrouted]) -> None:
    """Every order leaves whole, leaves split, or is held with a reason; no unit twice."""
    router = Router(RULES, WAREHOUSES)

    done = simulate(router, orders, stock(orders, campinas=1, recife=1))

    assert 4_071 == len(orders) == done.whole + done.split + done.held
    lines = {(order.order_id, line.line_id) for order in orders for line in order.lines}
    sent = [
        (decision.order_id, part.line_id)
        for decision in done.decisions
        for assignment in decision.assignments
        for part in assignment.parts
    ]
    held = [(d.order_id, waiting.line_id) for d in done.decisions for waiting in d.held]
    assert sorted(lines) == sorted(sent + held)
    assert sum(done.reasons.values()) == len(held)


def test_with_plenty_only_unlinked_orders_wait(orders: list[Unrouted]) -> None:
    """With goods everywhere, what waits is what no file has lines for."""
    router = Router(RULES, WAREHOUSES)

    done = simulate(router, orders, stock(orders, campinas=9_999, recife=9_999))

    unlinked = sum(not order.lines[0].sku for order in orders)
    assert (0, unlinked) == (done.split, done.held)


def test_other_rules_move_what_they_name(orders: list[Unrouted]) -> None:
    """With the south-east sent from elsewhere, those orders move, and no others."""
    router = Router(RULES, WAREHOUSES)
    moved = [*RULES[:1], AssociationRule("all", ("recife",), order=2)]
    plenty = stock(orders, campinas=9_999, recife=9_999)

    changes = diff(RULES, moved, router, orders, plenty).changes

    south_east = {
        order.order_id
        for order in orders
        if order.lines[0].sku
        and order.address.province in {"SP", "RJ", "MG"}
        and order.address.city != "sao paulo"
    }
    assert south_east == {change.after.order_id for change in changes}
    assert all(change.moved for change in changes)


def stock(orders: list[Unrouted], **units: int) -> Holdings:
    """Return so many units of every product at each warehouse."""
    skus = {line.sku for order in orders for line in order.lines if line.sku}
    there = {warehouse: Position(on_hand=each) for warehouse, each in units.items()}
    return Holdings(dict.fromkeys(skus, there))


def _address(buyer: dict[str, str] | None) -> Address:
    if buyer is None:
        return Address()
    return Address(
        country="BR",
        province=buyer["customer_state"],
        city=buyer["customer_city"],
        postal_code=buyer["customer_zip_code_prefix"],
    )
