"""What is on hand as rows of a file that says the same when it is imported again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import attrs

from crossdock.errors import NotFoundError
from crossdock.store import Store
from crossdock.validators import MOST_UNITS

COLUMNS = ("sku", "warehouse", "quantity")


@attrs.frozen
class Exported:
    """The rows of a stock file.

    Args:

        rows: SKU, warehouse and units on hand.

        left_out: the places of which a file cannot tell the truth, each with the reason.
    """

    rows: tuple[tuple[str, str, int], ...]
    left_out: tuple[Mapping[str, Any], ...]


def exported(store: Store, skus: Collection[str] = (), warehouse: str = "") -> Exported:
    """Return what is on hand wherever somebody ever said so.

    Args:

        skus, warehouse: only of these; of all, for none.

    Raises:

        NotFoundError: there is no such SKU or warehouse, or nothing is known at all.
    """
    if warehouse:
        store.warehouses.get(warehouse)
    strangers = sorted(set(skus) - store.shelves.masters(skus))
    if strangers:
        raise NotFoundError(
            f"There is no master SKU {strangers[0]!r}.", next_step="See: crossdock product list"
        )
    rows, left_out = [], []
    for row in store.shelves.counted(skus, warehouse):
        reason = _untellable(row)
        place = row["sku"], row["warehouse"], row["on_hand"]
        if not reason:
            rows.append(place)
        elif row["on_hand"]:
            left_out.append({**dict(zip(COLUMNS, place, strict=True)), "reason": reason})
    if not rows and not left_out:
        raise NotFoundError(
            "Nothing was ever counted there, so there is nothing to write.",
            next_step="Count first: crossdock stock set SKU QTY",
        )
    return Exported(tuple(rows), tuple(left_out))


def _untellable(row: Mapping[str, Any]) -> str:
    """Return why a file that names this place could not be imported again."""
    if not row["master"]:
        return "it is no master SKU any more"
    if row["kit"]:
        return "it is a kit now, and a kit has no stock of its own"
    if not row["there"]:
        return "that warehouse is gone"
    if not 0 <= row["on_hand"] <= MOST_UNITS:
        return "fewer than none or too many to be true are on hand: count it"
    return ""
