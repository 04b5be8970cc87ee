"""Which column of a stock file holds what: as told, or by its name."""

from __future__ import annotations

from collections.abc import Mapping

from crossdock.errors import InputRefusedError
from crossdock.tables import Table

#: What a row may say, and the column names that mean it, in English and Indonesian.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "sku": ("sku", "mastersku", "skucode", "sellersku", "kodesku", "skuinduk", "kode"),
    "quantity": ("quantity", "qty", "stock", "onhand", "jumlah", "kuantitas", "stok"),
    "warehouse": ("warehouse", "warehousename", "gudang", "namagudang"),
    "mode": ("mode",),
    "reason": ("reason", "note", "alasan", "keterangan", "catatan"),
    "counted_at": ("countedat", "dihitungpada", "waktuhitung"),
}

_NEEDED = ("sku", "quantity")


def find_columns(table: Table, told: Mapping[str, str]) -> dict[str, str]:
    """Return the column of *table* for each thing that its rows say.

    Args:

        told: the columns that names do not tell, by what they hold.

    Raises:

        InputRefusedError: there is no such thing or column, a column is told for two
            things, two columns could be one, or there is none for SKU or quantity.
    """
    for field, column in told.items():
        _check(table, field, column)
        if list(told.values()).count(column) > 1:
            raise InputRefusedError(
                f"The column {column!r} is given for more than one thing.",
                next_step="Give each a column of its own.",
            )
    free = [column for column in table.columns if column not in told.values()]
    found = {field: _by_name(table, field, free) for field in SYNONYMS if field not in told}
    columns = {**{field: column for field, column in found.items() if column}, **told}
    missing = [field for field in _NEEDED if field not in columns]
    if missing:
        raise InputRefusedError(
            f"{table.name} has no columns sku and quantity: none is called like"
            f" {' or '.join(missing)}. It has {', '.join(table.columns[:20])}.",
            next_step=f"Begin it with the line: sku,quantity - or say which one it is:"
            f" --columns {missing[0]}=COLUMN",
        )
    return columns


def _check(table: Table, field: str, column: str) -> None:
    if field not in SYNONYMS:
        raise InputRefusedError(
            f"A stock file says nothing called {field!r}.",
            next_step=f"Map one of {', '.join(SYNONYMS)}.",
        )
    if column not in table.columns:
        raise InputRefusedError(
            f"{table.name} has no column {column!r}.",
            next_step=f"Name one of {', '.join(table.columns[:20])}.",
        )


def _by_name(table: Table, field: str, free: list[str]) -> str:
    named = [column for column in free if _plain(column) in SYNONYMS[field]]
    exact = [column for column in named if _plain(column) == SYNONYMS[field][0]]
    if len(named) > 1 and len(exact) != 1:
        raise InputRefusedError(
            f"{' and '.join(map(repr, named))} of {table.name} could each be the {field}.",
            next_step=f"Say which: --columns {field}={named[0]}",
        )
    return next(iter(exact or named), "")


def _plain(column: str) -> str:
    return "".join(character for character in column.lower() if character.isalnum())
