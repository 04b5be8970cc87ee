"""What a listing is made of: units of each master SKU in one unit of the listing.

A plain listing is one unit of its SKU, a multipack several, a kit several SKUs.
Kits may contain kits; `flatten` takes them apart down to goods that lie on shelves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from crossdock.errors import InputRefusedError
from crossdock.validators import MOST_UNITS, shown

Recipe = Mapping[str, int]


def recipe(name: str, components: Iterable[tuple[str, int]]) -> Recipe:
    """Return the recipe of the kit or multipack *name*.

    A component named twice is refused instead of added up: whether the second
    line was meant to add to the first or to replace it, only its author knows.
    """
    made: dict[str, int] = {}
    for sku, units in components:
        if not sku:
            raise InputRefusedError(f"A component of {name} has no SKU; name the goods it is.")
        if type(units) is not int or not 1 <= units <= MOST_UNITS:
            raise InputRefusedError(
                f"The units of {sku} in {name} are {shown(units)}; give a whole number from 1 to"
                f" {MOST_UNITS:,}, or leave the component out."
            )
        if sku in made:
            raise InputRefusedError(
                f"{sku} is listed twice in {name}; list it once, with its units added up."
            )
        made[sku] = units
    if not made:
        raise InputRefusedError(f"{name} has no components; give it one or more.")
    return MappingProxyType(made)


def flatten(sku: str, recipes: Mapping[str, Recipe]) -> Recipe:
    """Return the goods in one unit of *sku*, kits within it taken apart.

    Args:

        recipes: of every SKU that is made of others; what has none is goods.
    """
    goods: dict[str, int] = {}
    for part, units in _parts(sku, 1, recipes, ()):
        goods[part] = goods.get(part, 0) + units
        if goods[part] > MOST_UNITS:
            raise InputRefusedError(
                f"One {sku} contains more than {MOST_UNITS:,} units of {part}; correct the units"
                " in its recipe or in those of its parts."
            )
    return MappingProxyType(goods)


def _parts(
    sku: str, units: int, recipes: Mapping[str, Recipe], inside: tuple[str, ...]
) -> Iterator[tuple[str, int]]:
    if sku in inside:
        path = " → ".join((*inside[inside.index(sku) :], sku))
        raise InputRefusedError(
            f"{sku} contains itself: {path}. Take it out of one of these recipes."
        )
    if sku not in recipes:
        yield sku, units
        return
    for part, each in recipes[sku].items():
        yield from _parts(part, units * each, recipes, (*inside, sku))
