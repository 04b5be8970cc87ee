"""The generated catalogue: a shop as it is found, not as one would wish it."""

import random
import re
from collections.abc import Callable, Iterator

import attrs

from crossdock_tokopedia.sandbox.goods import ENDINGS, KINDS, Kind
from crossdock_tokopedia.sandbox.listings import (
    BANNED,
    DELETED,
    INACTIVE,
    PENDING,
    Listing,
)

_FULL_WIDTH = str.maketrans(
    {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}  # ASCII to its wide twins
)


def _wide(sku: str) -> str:
    return sku.translate(_FULL_WIDTH)


def _trailing(sku: str) -> str:
    return sku + " "


#: How a SKU is nearly, but not quite, that of an earlier listing.
_NEAR: tuple[Callable[[str], str], ...] = (str.lower, _trailing, _wide)


@attrs.define
class ProductIds:
    """Ascending ids; some beyond 32 bits, as the platform's are."""

    dice: random.Random
    last: int = 731_204_000

    def next(self) -> int:
        """Return a new id."""
        self.last += self.dice.randrange(3, 97)
        return self.last

    def leap(self, to: int) -> None:
        """Go on from *to* if that is further."""
        self.last = max(self.last, to)


def assortment(
    dice: random.Random, ids: ProductIds, shop_id: int, warehouses: list[int], size: int, now: int
) -> Iterator[Listing]:
    """
    Yield exactly *size* rows, parents and children counted alike, and some deleted ones beyond.

    Peculiarities come by position and not by chance, so that even a small
    catalogue has each of them.
    """
    made: list[Listing] = []
    position = 0
    while len(made) < size:
        if 5 * len(made) >= 2 * size:
            ids.leap(2_157_300_000)
        if 5 * len(made) >= 4 * size:
            ids.leap(100_558_550_000)
        position += 1
        kind = KINDS[dice.randrange(len(KINDS))]
        room = size - len(made)
        single = _single(dice, ids, shop_id, kind, now)
        if kind.axes and position % 4 == 2 and room >= 3:
            family = _family(dice, ids, single, kind, min(room - 1, dice.randrange(2, 8)))
        else:
            family = [single]
        for listing in family:
            _make_peculiar(Spot(listing, len(made), made, warehouses))
            made.append(listing)
        if single.children:
            _sum_up(single, family[1:])
    yield from made
    for _ in range(1 + size // 200):
        gone = _single(dice, ids, shop_id, KINDS[dice.randrange(len(KINDS))], now)
        gone.status, gone.main = DELETED, 0
        yield gone


def _single(dice: random.Random, ids: ProductIds, shop_id: int, kind: Kind, now: int) -> Listing:
    product_id = ids.next()
    brand = kind.brands[dice.randrange(len(kind.brands))]
    detail = kind.details[dice.randrange(len(kind.details))]
    low, high = kind.price
    return Listing(
        product_id=product_id,
        shop_id=shop_id,
        title=f"{brand} {kind.name} {detail}{ENDINGS[dice.randrange(len(ENDINGS))]}",
        sku=f"{_letters(brand)}-{_letters(kind.name)}-{product_id % 1_000_000:06d}",
        price=dice.randrange(low, high, 500),
        main=dice.randrange(1, 120),
        category=kind.category,
        weight=kind.weight,
        updated=now - dice.randrange(3600, 90 * 86400),
        sold=dice.randrange(2500),
        cod=product_id % 3 == 0,
    )


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z]", "", text.upper())[:3]


def _family(
    dice: random.Random, ids: ProductIds, parent: Listing, kind: Kind, children: int
) -> list[Listing]:
    """Make *parent* the parent of up to *children* variants, one per combination."""
    axes = kind.axes[: 2 if children > 3 else 1]
    combinations = [(first,) for first in range(len(axes[0][1]))]
    pairs: list[tuple[int, ...]] = list(combinations)
    if len(axes) == 2:
        pairs = [(a, b) for a in range(2) for b in range(len(axes[1][1]))]
    family = [parent]
    for options in pairs[:children]:
        values = [axis[1][option] for axis, option in zip(axes, options, strict=True)]
        family.append(
            attrs.evolve(
                parent,
                product_id=ids.next(),
                title=f"{parent.title} - {', '.join(values)}",
                sku=f"{parent.sku}-{'-'.join(_code(value) for value in values)}",
                price=parent.price + 500 * options[-1],
                main=dice.randrange(1, 60),
                parent_id=parent.product_id,
                options=options,
                elsewhere={},
            )
        )
    parent.children = tuple(child.product_id for child in family[1:])
    parent.axes = axes
    return family


def _code(value: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", value.upper())[:4]


@attrs.frozen
class Spot:
    """Where in the catalogue a peculiarity falls."""

    listing: Listing
    index: int
    made: list[Listing]
    warehouses: list[int]

    @property
    def earlier_sku(self) -> str:
        """The SKU of a listing well before this one."""
        return self.made[self.index // 2].sku if self.made else ""


def _blank(spot: Spot) -> None:
    spot.listing.sku = ""


def _double(spot: Spot) -> None:
    spot.listing.sku = spot.earlier_sku or spot.listing.sku


def _near(spot: Spot) -> None:
    """Give it a SKU that is nearly that of another, which a person would call the same."""
    spelling = _NEAR[spot.index // 67 % len(_NEAR)]
    spot.listing.sku = spelling(spot.earlier_sku or spot.listing.sku)


def _like_sibling(spot: Spot) -> None:
    """Put parent and child, or two children, under one code (Q7)."""
    if spot.listing.parent_id:
        spot.listing.sku = spot.made[-1].sku


def _campaign(spot: Spot) -> None:
    if not spot.listing.children:
        spot.listing.on_campaign, spot.listing.reserve = True, 3 + spot.index % 8


def _sold_out(spot: Spot) -> None:
    spot.listing.main = 0


def _preorder(spot: Spot) -> None:
    spot.listing.preorder_days = 7 + spot.index % 14


def _wholesale(spot: Spot) -> None:
    price = spot.listing.price
    if not spot.listing.parent_id:
        spot.listing.wholesale = ((3, price * 95 // 100), (12, price * 9 // 10))


def _used(spot: Spot) -> None:
    spot.listing.used = True


def _elsewhere(spot: Spot) -> None:
    if len(spot.warehouses) > 1 and not spot.listing.children:
        spot.listing.elsewhere = {spot.warehouses[1]: 1 + spot.index % 40}


def _status(status: int) -> Callable[[Spot], None]:
    def peculiarity(spot: Spot) -> None:
        spot.listing.status = status

    return peculiarity


#: Every how many listings, beginning where, and what.
_PECULIARITIES: tuple[tuple[int, int, Callable[[Spot], None]], ...] = (
    (61, 11, _double),
    (67, 21, _near),
    (83, 17, _like_sibling),
    (37, 5, _blank),
    (19, 7, _sold_out),
    (53, 13, _campaign),
    (29, 9, _status(INACTIVE)),
    (211, 30, _status(BANNED)),
    (223, 41, _status(PENDING)),
    (47, 19, _preorder),
    (31, 15, _wholesale),
    (97, 50, _used),
    (10, 3, _elsewhere),
)


def _make_peculiar(spot: Spot) -> None:
    """Make some of the listings what real shops are full of."""
    for every, first, peculiarity in _PECULIARITIES:
        if spot.index % every == first:
            peculiarity(spot)


def _sum_up(parent: Listing, children: list[Listing]) -> None:
    parent.main = sum(child.main for child in children)
    parent.reserve = sum(child.reserve for child in children)
    parent.elsewhere, parent.on_campaign = {}, False
    for child in children:
        if parent.status < 0 or parent.status == INACTIVE:
            child.status = parent.status
