"""The generated catalogue: a shop as it is found, not as one would wish it."""

import random
from collections.abc import Callable, Iterator

import attrs

from crossdock_jdcom.sandbox.goods import ENDINGS, KINDS, Kind
from crossdock_jdcom.sandbox.wares import (
    AUDIT,
    AUDIT_FAILED,
    DELETED,
    DELISTED,
    MAIN_STORE,
    NEVER_LISTED,
    OFF,
    ON_SALE,
    SYSTEM_DELISTED,
    WARE_DELETED,
    SaleAttribute,
    Sku,
    Ware,
)

_DAY = 86_400_000
_FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
#: A store of partitioned stock beside the main one.
SECOND_STORE = 6_501


def _wide(code: str) -> str:
    return code.translate(_FULL_WIDTH)


def _trailing(code: str) -> str:
    return code + " "


#: How a merchant code is nearly, but not quite, that of an earlier SKU.
_NEAR: tuple[Callable[[str], str], ...] = (str.lower, _trailing, _wide)


@attrs.define
class Ids:
    """Ascending ids of wares and SKUs."""

    dice: random.Random
    ware: int = 10_020_051_000_000
    sku: int = 10_026_380_000_000

    def next_ware(self) -> int:
        """Return a new ware id."""
        self.ware += self.dice.randrange(3, 97)
        return self.ware

    def next_sku(self) -> int:
        """Return a new SKU id."""
        self.sku += self.dice.randrange(1, 60)
        return self.sku

    def leap(self) -> None:
        """Go on beyond 2^53, where a double is no longer exact (sheet 6.2)."""
        self.ware, self.sku = 2**53 + 700_001, 2**53 + 9_000_001


Family = tuple[Ware, list[Sku]]


def assortment(dice: random.Random, ids: Ids, size: int, now: int) -> Iterator[Family]:
    """
    Yield wares with exactly *size* SKUs that are not deleted, and some deleted ones beyond.

    Peculiarities come by position and not by chance, so that even a small
    catalogue has each of them.
    """
    codes: list[str] = []
    position = 0
    while len(codes) < size:
        kind = KINDS[dice.randrange(len(KINDS))]
        room = size - len(codes)
        wanted = 1
        if (kind.colours or kind.sizes) and position % 2 == 0:
            wanted = min(room, dice.randrange(2, 10))
        ware, skus = family(dice, ids, kind, wanted, now)
        for sku in skus:
            _make_peculiar(sku, codes)
            codes.append(sku.outer_id)
        set_status(ware, skus, _STATUS_AT.get(position % 40, ON_SALE))
        if len(skus) > 2 and position % 6 == 0:
            skus[-1].status = OFF
        position += 1
        yield ware, skus
    for _ in range(1 + size // 200):
        gone, skus = family(dice, ids, KINDS[dice.randrange(len(KINDS))], 1, now)
        gone.status = WARE_DELETED
        skus[0].status, skus[0].stores = DELETED, {MAIN_STORE: 0}
        yield gone, skus


#: Position in every forty wares, and the status it has there: each status occurs.
_STATUS_AT = {
    3: NEVER_LISTED,
    7: DELISTED,
    11: SYSTEM_DELISTED,
    15: AUDIT + NEVER_LISTED,
    19: AUDIT + DELISTED,
    23: AUDIT + SYSTEM_DELISTED,
    27: AUDIT + ON_SALE,
    31: AUDIT_FAILED,
    35: DELISTED,
}


def set_status(ware: Ware, skus: list[Sku], status: int) -> None:
    """Give a ware its status; one that is not on sale has no SKU on sale."""
    ware.status = status
    if status not in (ON_SALE, AUDIT + ON_SALE):
        ware.offline = ware.modified
        for sku in skus:
            sku.status = OFF
    if status != NEVER_LISTED:
        ware.online = ware.created + _DAY


def family(dice: random.Random, ids: Ids, kind: Kind, wanted: int, now: int) -> Family:
    """Return a ware with up to *wanted* SKUs, one per combination of its attributes."""
    ware_id = ids.next_ware()
    brand, brand_name, letters = kind.brands[dice.randrange(len(kind.brands))]
    detail = kind.details[dice.randrange(len(kind.details))]
    code = f"{letters}-{kind.code}-{ware_id % 1_000_000:06d}"
    created = now - dice.randrange(40 * _DAY, 700 * _DAY)
    ware = Ware(
        ware_id=ware_id,
        title=f"{brand_name} {kind.name} {detail}{ENDINGS[dice.randrange(len(ENDINGS))]}",
        category=kind.category,
        brand=brand,
        brand_name=brand_name,
        modified=now - dice.randrange(3_600_000, 39 * _DAY),
        created=created,
        outer_id=code if ware_id % 3 else "",
        item_number=code,
        image=f"jfs/t1/{ware_id % 99999}/{kind.code.lower()}.jpg",
    )
    price = dice.randrange(*kind.price, 100)
    ware.market_price = price * 13 // 10
    skus = [
        Sku(
            sku_id=ids.next_sku(),
            ware_id=ware_id,
            outer_id=code + suffix,
            name=f"{ware.title} {' '.join(one.alias for one in attributes)}".strip(),
            price=price + 500 * (number % 3),
            stores={MAIN_STORE: dice.randrange(1, 160)},
            modified=ware.modified,
            created=created,
            attributes=attributes,
        )
        for number, (suffix, attributes) in enumerate(_combinations(kind, wanted))
    ]
    return ware, skus


def _combinations(kind: Kind, wanted: int) -> Iterator[tuple[str, tuple[SaleAttribute, ...]]]:
    if wanted == 1:
        yield "", ()
        return
    colours: tuple[str, ...] = kind.colours or ("",)
    sizes: tuple[str, ...] = kind.sizes or ("",)
    # Sizes of one colour come first, as a merchant enters them.
    pairs = [(c, s) for c in range(len(colours)) for s in range(len(sizes))][:wanted]
    for colour, size in pairs:
        attributes = []
        if colours[colour]:
            attributes.append(SaleAttribute("1000001", f"90{colour:04d}", colours[colour], 1))
        if sizes[size]:
            attributes.append(SaleAttribute("1000002", f"91{size:04d}", sizes[size], 2))
        yield f"-{colour + 1}{size + 1}", tuple(attributes)


def _make_peculiar(sku: Sku, codes: list[str]) -> None:
    """Make some of the SKUs what real shops are full of."""
    index = len(codes)
    earlier = codes[index // 2] if codes else ""
    if index % 37 == 5:
        sku.outer_id = ""
    elif index % 61 == 11 and earlier:
        sku.outer_id = earlier
    elif index % 67 == 21 and earlier:
        sku.outer_id = _NEAR[index // 67 % len(_NEAR)](earlier)
    elif index % 83 == 17 and codes:
        sku.outer_id = codes[-1]
    if index % 19 == 7:
        sku.stores = {MAIN_STORE: 0}
    elif index % 10 == 3:
        sku.stores[SECOND_STORE] = 1 + index % 40
    if index % 4 == 1:
        sku.bar_code = f"69{sku.sku_id % 10**11:011d}"
