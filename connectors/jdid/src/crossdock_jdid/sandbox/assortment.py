"""The generated catalogue: a shop as it is found, not as one would wish it."""

import random
from collections.abc import Callable, Iterable, Iterator

import attrs

from crossdock.sandbox.catalogue import CatalogueRow
from crossdock_jdid.sandbox.goods import ENDINGS, KINDS, Kind
from crossdock_jdid.sandbox.products import (
    DELETED,
    LARGEST_STOCK,
    OFF,
    OFFLINE,
    ONLINE,
    PUNISHED,
    Sku,
    Spu,
)

_FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
Family = tuple[Spu, list[Sku]]


def _wide(code: str) -> str:
    return code.translate(_FULL_WIDTH)


def _trailing(code: str) -> str:
    return code + " "


#: How a seller code is nearly, but not quite, that of an earlier SKU.
_NEAR: tuple[Callable[[str], str], ...] = (str.lower, _trailing, _wide)
#: Position in every twenty SPUs, and the status it has there.
_STATUS_AT = {3: OFFLINE, 9: PUNISHED, 15: OFFLINE}
_WORDS = {"2": OFFLINE, "3": PUNISHED, "inactive": OFFLINE, "nonaktif": OFFLINE}


@attrs.define
class Ids:
    """Ascending ids of SPUs and SKUs."""

    dice: random.Random
    spu: int = 604_120_000
    sku: int = 602_310_000

    def next_spu(self) -> int:
        """Return a new SPU id."""
        self.spu += self.dice.randrange(3, 97)
        return self.spu

    def next_sku(self) -> int:
        """Return a new SKU id."""
        self.sku += self.dice.randrange(1, 60)
        return self.sku

    def leap(self) -> None:
        """Go on beyond 2^53, where a double is no longer exact."""
        self.spu, self.sku = 2**53 + 700_001, 2**53 + 9_000_001


def assortment(dice: random.Random, ids: Ids, size: int) -> Iterator[Family]:
    """
    Yield SPUs with exactly *size* SKUs that are not deleted, and some deleted ones beyond.

    Peculiarities come by position and not by chance, so that even a small
    catalogue has each of them.
    """
    codes: list[str | None] = []
    position = 0
    while len(codes) < size:
        kind = KINDS[dice.randrange(len(KINDS))]
        wanted = 1
        if kind.variants and position % 2 == 0:
            wanted = min(size - len(codes), len(kind.variants), dice.randrange(2, 6))
        spu, skus = family(dice, ids, kind, wanted)
        for sku in skus:
            _make_peculiar(sku, codes)
            codes.append(sku.seller_sku)
        spu.status = _STATUS_AT.get(position % 20, ONLINE)
        for sku in skus if spu.status != ONLINE else skus[2:3]:
            sku.status = OFF
        position += 1
        yield spu, skus
    for _ in range(1 + size // 200):
        spu, skus = family(dice, ids, KINDS[dice.randrange(len(KINDS))], 1)
        spu.status, skus[0].status, skus[0].stock = DELETED, OFF, 0
        yield spu, skus


def family(dice: random.Random, ids: Ids, kind: Kind, wanted: int) -> Family:
    """Return an SPU with *wanted* SKUs."""
    spu_id = ids.next_spu()
    detail = kind.details[dice.randrange(len(kind.details))]
    spu = Spu(
        spu_id=spu_id,
        name=f"{kind.brand_name} {kind.name} {detail}{ENDINGS[dice.randrange(len(ENDINGS))]}",
        category=kind.category,
        category_name=kind.category_name,
        brand=kind.brand,
        brand_name=kind.brand_name,
        image=f"jfs/t1/{spu_id % 99999}/{kind.code.lower()}.jpg",
        description=f"<p>{kind.name} {detail}</p>",
    )
    code = f"{kind.code}-{spu_id % 1_000_000:06d}"
    price = dice.randrange(*kind.price, 500)
    variants = kind.variants[:wanted] if wanted > 1 else ("",)
    skus = [
        Sku(
            sku_id=ids.next_sku(),
            spu_id=spu_id,
            seller_sku=f"{code}-{variant.replace(' ', '').upper()}" if variant else code,
            name=f"{spu.name} {variant}".strip(),
            price=price + 1000 * place,
            stock=dice.randrange(1, 120),
            attributes=variant,
        )
        for place, variant in enumerate(variants)
    ]
    return spu, skus


def _make_peculiar(sku: Sku, codes: list[str | None]) -> None:
    """Make some of the SKUs what real shops are full of."""
    index = len(codes)
    earlier = codes[index // 2] if codes else None
    if index % 37 == 5:
        # Never given one: null in the catalogue (sheet A7).
        sku.seller_sku = None
    elif index % 61 == 11 and earlier:
        sku.seller_sku = earlier
    elif index % 67 == 21 and earlier:
        sku.seller_sku = _NEAR[index // 67 % len(_NEAR)](earlier)
    elif index % 83 == 17 and codes:
        sku.seller_sku = codes[-1]
    if index % 19 == 7:
        sku.stock = 0
    if index % 4 == 1:
        sku.upc = f"899{sku.sku_id % 10**10:010d}"


def families_from(rows: Iterable[CatalogueRow], ids: Ids) -> Iterator[Family]:
    """Yield one SPU per row of a file; an id that is a number becomes the SKU's."""
    taken: set[int] = set()
    for row in rows:
        usable = row.id.isascii() and row.id.isdigit() and len(row.id) <= 18 and int(row.id) > 0
        sku_id = int(row.id) if usable else ids.next_sku()
        while sku_id in taken:
            sku_id = ids.next_sku()
        taken.add(sku_id)
        spu = Spu(ids.next_spu(), row.title, 0, row.category, 0, "", image=row.image)
        spu.status = _WORDS.get(row.status.lower(), ONLINE)
        sku = Sku(
            sku_id=sku_id,
            spu_id=spu.spu_id,
            seller_sku=row.sku or None,
            name=row.title,
            price=row.price,
            stock=min(row.stock, LARGEST_STOCK),
            status=spu.status if spu.status == ONLINE else OFF,
        )
        yield spu, [sku]
