"""
Real files as a catalogue: CSV and JSONL with whatever columns they have.

Dirt never raises. A row that cannot be played is refused and counted under its
reason; only what makes the whole file unplayable is an error.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from crossdock.sandbox.amounts import parse_amount
from crossdock.sandbox.columns import find_columns
from crossdock.sandbox.records import Record, read_records

#: Longer than any platform shows; such a row is a broken one.
LONGEST = {"title": 500, "sku": 100, "id": 40, "category": 300}
_NOTHING = {"", "null", "none", "nan", "n/a", "-"}


@attrs.frozen
class CatalogueRow:
    """One listing of a file, with what it lacked supplied by the seeded rule."""

    title: str
    price: int
    sku: str
    stock: int
    id: str = ""
    url: str = ""
    category: str = ""
    status: str = ""
    description: str = ""
    image: str = ""
    weight: int = 0
    sold: int = 0
    seller: str = ""


@attrs.frozen
class CatalogueLoad:
    """What became of the files: every row is played or refused for a reason."""

    rows: tuple[CatalogueRow, ...]
    read: int
    refused: Mapping[str, int]

    def counts(self) -> dict[str, Any]:
        """Return the counts, which add up: read = played + refused."""
        return {
            "read": self.read,
            "played": len(self.rows),
            "refused": sum(self.refused.values()),
            "refused_by_reason": dict(sorted(self.refused.items())),
        }


class _RefusedRowError(Exception):
    """One row cannot be played; its text is the reason it is counted under."""


def load_catalogue(
    paths: Iterable[Path],
    columns: Mapping[str, str] | None = None,
    seed: int = 1,
    longest: Mapping[str, int] | None = None,
) -> CatalogueLoad:
    """
    Load files one after another into one catalogue.

    Args:
        paths: CSV (comma, semicolon, tab or pipe) or JSONL files in UTF-8.

        columns: Our field to their column, where detection would not find it.

        seed: What the supplied SKUs and stocks follow from.

        longest: The most characters a field may have on this platform.

    Raises:
        SandboxRefusedError: A file is missing, or has no title or price column.
    """
    rows: list[CatalogueRow] = []
    refused: Counter[str] = Counter()
    seen: set[str] = set()
    limits = {**LONGEST, **(longest or {})}
    read = 0
    for path in paths:
        header, records = read_records(path)
        found = find_columns(path, header, columns or {})
        for record in records:
            read += 1
            try:
                row = _played(record, found, limits, seed)
                if row.id and row.id in seen:
                    raise _RefusedRowError("duplicate id")  # noqa: TRY301  counted below
            except _RefusedRowError as error:
                refused[str(error)] += 1
                continue
            seen.add(row.id)
            rows.append(row)
    return CatalogueLoad(tuple(rows), read, dict(refused))


def _played(
    record: Record, columns: Mapping[str, str], limits: Mapping[str, int], seed: int
) -> CatalogueRow:
    if isinstance(record, str):
        raise _RefusedRowError(record)
    cells = {field: _text(record.get(column)) for field, column in columns.items()}
    if any(_undecodable(cell) for cell in cells.values()):
        raise _RefusedRowError("not UTF-8")
    for field, most in limits.items():
        if len(cells.get(field, "")) > most:
            raise _RefusedRowError(f"{field} too long")
    title = cells.get("title", "")
    if not title:
        raise _RefusedRowError("no title")
    price = _amount(cells, "price")
    if price is None:
        raise _RefusedRowError("no price")
    if price == 0:
        raise _RefusedRowError("price is zero")
    stock = _amount(cells, "stock")
    image, url = cells.get("image", ""), cells.get("url", "")
    return CatalogueRow(
        title=title,
        price=price,
        sku=cells["sku"] if "sku" in cells else ruled_sku(title, seed),
        stock=ruled_stock(title, seed) if stock is None else stock,
        id=cells.get("id", ""),
        url=url if url.startswith(("http://", "https://")) else "",
        category=cells.get("category", ""),
        status=cells.get("status", ""),
        description=cells.get("description", ""),
        # An image inside a cell is nothing a listing could point to.
        image=image if image.startswith(("http://", "https://")) else "",
        weight=parse_amount(cells.get("weight", "")) or 0,
        sold=parse_amount(cells.get("sold", "")) or 0,
        seller=cells.get("seller", ""),
    )


def _text(value: Any) -> str:
    if value is None or isinstance(value, list | dict | bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace("\x00", "").strip()
    return "" if text.lower() in _NOTHING else text


def _undecodable(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _amount(cells: Mapping[str, str], field: str) -> int | None:
    text = cells.get(field, "")
    if not text:
        return None
    amount = parse_amount(text)
    if amount is None:
        raise _RefusedRowError(f"{field} is not a number")
    return amount


def _dice(title: str, seed: int, what: str) -> int:
    digest = hashlib.sha256(f"{seed}|{what}|{title}".encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8], "big")


def ruled_sku(title: str, seed: int) -> str:
    """
    Return the SKU of a listing that came without.

    It follows from the title and the seed alone, so the same goods under two
    sellers carry the same code; one title in forty stays blank, as in life.
    """
    dice = _dice(title, seed, "sku")
    if dice % 40 == 0:
        return ""
    words = ["".join(c for c in word if c.isascii() and c.isalnum()) for word in title.split()]
    prefix = "-".join(word[:4].upper() for word in words if word)[:9].strip("-") or "ITEM"
    return f"{prefix}-{dice // 40 % 16**6:06X}"


def ruled_stock(title: str, seed: int) -> int:
    """Return the stock of a listing that came without: one in ten has none, others up to 120."""
    dice = _dice(title, seed, "stock")
    return 0 if dice % 10 == 0 else 1 + dice // 10 % 120
