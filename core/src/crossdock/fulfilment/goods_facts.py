"""What is said of a master product beside its title, and what a warehouse would refuse of it."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from crossdock.fulfilment.goods import Goods, ShelfLife
from crossdock.manifest import GoodsLimits
from crossdock.validators import units


@attrs.frozen
class GoodsFacts:
    """What a merchant says of one master SKU.

    Args:

        name: as a warehouse's staff are to read it; its title, if empty.

        shelf_life: None for goods that do not expire.

        weight_grams: of one unit; 0 where it is not known.
    """

    name: str = ""
    barcodes: tuple[str, ...] = ()
    shelf_life: ShelfLife | None = None
    weight_grams: int = attrs.field(default=0, validator=units())


def goods_of(sku: str, title: str, facts: GoodsFacts) -> Goods:
    """Return *sku* as warehouses are to know it."""
    return Goods(
        sku=sku,
        name=" ".join((facts.name or title).split()),
        barcodes=facts.barcodes,
        shelf_life=facts.shelf_life,
        weight_grams=facts.weight_grams,
    )


def faults_of(goods: Goods, limits: GoodsLimits) -> tuple[str, ...]:
    """Return what of *goods* such a warehouse would refuse, a sentence for each fault."""
    return tuple(_faults(goods, limits))


def _faults(goods: Goods, limits: GoodsLimits) -> Iterator[str]:
    barcodes = ",".join(goods.barcodes)
    if not goods.name:
        yield f"name of {goods.sku} is empty: crossdock product edit {goods.sku} --name TEXT"
    for field, text, most in (
        ("sku", goods.sku, limits.sku),
        ("name", goods.name, limits.name),
        ("barcodes", barcodes, limits.barcodes),
    ):
        if most and length(text) > most:
            yield f"{field} of {goods.sku} has {length(text)} characters, and {most} is the most."
    for field, codes in (("sku", (goods.sku,)), ("barcodes", goods.barcodes)):
        found = sorted({one for code in codes for one in code if one in limits.forbidden})
        if found:
            yield f"{field} of {goods.sku} holds {' '.join(map(repr, found))}, which is not taken."
    if any(not code.strip() for code in goods.barcodes):
        yield f"barcodes of {goods.sku} has an empty one."
    if len(set(goods.barcodes)) < len(goods.barcodes):
        yield f"barcodes of {goods.sku} has one twice."


def length(text: str) -> int:
    """Return the length of *text* in UTF-16 units, never less than by any other count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
