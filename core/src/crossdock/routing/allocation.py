"""Which warehouses send which units: exactly, in as few parcels as can be.

The lines given here share one list of warehouses. Plain goods are divisible: what a
set of warehouses can serve of them depends on the sums alone, however units are
spread within it (with earlier orders around, too: what may be given away is then a
polymatroid, whose greedy fillings never run into a dead end). Units of a kit each
need one warehouse, which is a packing; it is found by trying, and where `TRIES`
attempts do not find one, the lines are taken to be short. So an allocation is always
right, and never missed where no kit is spread over warehouses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

import attrs

from crossdock.routing.rules import SplitPolicy
from crossdock.routing.stock import Shelf
from crossdock.routing.unrouted import UnroutedLine

#: Attempts at packing kits, and sets of warehouses tried, before a plainer way is taken.
TRIES = 5_000

#: Units of a SKU of a line that a warehouse sends: line, SKU, warehouse, units.
Portion = tuple[str, str, str, int]
ShelfOf = Callable[[str], Shelf]


def needs(lines: Sequence[UnroutedLine]) -> dict[str, int]:
    """Return the units of each SKU that *lines* need together."""
    needed: dict[str, int] = {}
    for line in lines:
        if line.recipe is None:
            needed[line.sku] = needed.get(line.sku, 0) + line.quantity
            continue
        for sku, units in line.recipe.items():
            needed[sku] = needed.get(sku, 0) + units * line.quantity
    return needed


def has_all(wanted: Sequence[tuple[Shelf, int]], warehouse: str) -> bool:
    """Return whether *warehouse* alone can send what is *wanted*: units of shelves."""
    # Spelled out: this loop decides how many orders a second are routed.
    for shelf, units in wanted:
        if shelf.contested:
            if shelf.room(warehouse) < units:
                return False
        elif shelf.available.get(warehouse, 0) < units:
            return False
    return True


def allocate(
    lines: Sequence[UnroutedLine],
    shelf_of: ShelfOf,
    ranked: Sequence[str],
    split: SplitPolicy,
    opened: Sequence[str] = (),
) -> list[Portion] | None:
    """Return who sends what of *lines*, or None where not all of them can be sent.

    Args:

        ranked: the warehouses that may, the preferred first.

        opened: warehouses that send a parcel of this order anyway.

    Of sets of warehouses that open equally few parcels, the one with the most
    preferred warehouses is taken.
    """
    needed = needs(lines)
    if split is not SplitPolicy.FREELY:
        wanted = [(shelf_of(sku), units) for sku, units in needed.items()]
        first = [w for w in opened if w in ranked] if opened else ()
        for warehouse in (*first, *ranked) if first else ranked:
            if has_all(wanted, warehouse):
                return whole(lines, warehouse)
        if split is SplitPolicy.NEVER:
            return None
    return _spread(lines, needed, shelf_of, ranked, split, opened)


def whole(lines: Sequence[UnroutedLine], warehouse: str) -> list[Portion]:
    """Return the portions of *lines* that *warehouse* sends alone."""
    portions = []
    for line in lines:
        if line.recipe is None:
            portions.append((line.line_id, line.sku, warehouse, line.quantity))
        else:
            for sku, units in line.goods.items():
                portions.append((line.line_id, sku, warehouse, units))
    return portions


def _spread(
    lines: Sequence[UnroutedLine],
    needed: Mapping[str, int],
    shelf_of: ShelfOf,
    ranked: Sequence[str],
    split: SplitPolicy,
    opened: Sequence[str],
) -> list[Portion] | None:
    shelves = {sku: shelf_of(sku) for sku in needed}
    if not _enough(needed, shelves, ranked):
        return None
    if split is SplitPolicy.FREELY:
        return Spreading(lines, shelves, ranked).portions()
    for through in _sets(ranked, [w for w in ranked if w in opened]):
        if _enough(needed, shelves, through):
            portions = Spreading(lines, shelves, through).portions()
            if portions is not None:
                return portions
    return _fewer(lines, needed, shelves, ranked)


def _enough(
    needed: Mapping[str, int], shelves: Mapping[str, Shelf], through: Sequence[str]
) -> bool:
    return all(shelves[sku].total(through) >= units for sku, units in needed.items())


def _sets(ranked: Sequence[str], opened: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield sets of warehouses, those that open fewer parcels first, in order of preference."""
    fresh = [w for w in ranked if w not in opened]
    tried = 0
    for size in range(len(fresh) + 1):
        for chosen in combinations(fresh, size):
            tried += 1
            if tried > TRIES:
                return
            kept = {*opened, *chosen}
            yield tuple(w for w in ranked if w in kept)


def _fewer(
    lines: Sequence[UnroutedLine],
    needed: Mapping[str, int],
    shelves: Mapping[str, Shelf],
    ranked: Sequence[str],
) -> list[Portion] | None:
    """Return an allocation where there are too many sets to try: leave out whom it can."""
    through = list(ranked)
    found = Spreading(lines, shelves, through).portions()
    for warehouse in reversed(ranked):
        rest = [w for w in through if w != warehouse]
        if found is not None and rest and _enough(needed, shelves, rest):
            fewer = Spreading(lines, shelves, rest).portions()
            if fewer is not None:
                through, found = rest, fewer
    return found


@attrs.define
class Spreading:
    """Lines spread over all of *through*, the preferred first; kits before plain goods."""

    lines: Sequence[UnroutedLine]
    shelves: Mapping[str, Shelf]
    through: Sequence[str]
    _tries: int = attrs.field(default=TRIES, init=False)

    def portions(self) -> list[Portion] | None:
        """Return who sends what, or None where it was not found."""
        # Largest first, then by name: the order in which an order tells its lines is chance.
        kits = sorted((line for line in self.lines if line.whole), key=_largest)
        packed = self._pack(kits, 0, dict(self.shelves))
        if packed is None:
            return None
        portions, shelves = packed
        for line in sorted((line for line in self.lines if not line.whole), key=_largest):
            for sku, units in sorted(line.goods.items()):
                filled = self._fill(line, sku, units, shelves)
                if filled is None:
                    return None
                portions.extend(filled)
        return portions

    def _fill(
        self, line: UnroutedLine, sku: str, units: int, shelves: dict[str, Shelf]
    ) -> list[Portion] | None:
        """Take plain goods: from one warehouse if any has all, otherwise as they are preferred."""
        for warehouse in self.through:
            if shelves[sku].room(warehouse) >= units:
                shelves[sku] = shelves[sku].less(warehouse, units)
                return [(line.line_id, sku, warehouse, units)]
        portions = []
        for warehouse in self.through:
            taken = min(units, shelves[sku].room(warehouse))
            if taken > 0:
                shelves[sku] = shelves[sku].less(warehouse, taken)
                portions.append((line.line_id, sku, warehouse, taken))
                units -= taken
        return portions if not units else None

    def _pack(
        self, kits: Sequence[UnroutedLine], place: int, shelves: dict[str, Shelf]
    ) -> tuple[list[Portion], dict[str, Shelf]] | None:
        """Place units of *kits*, each whole, from the first kit at the *place*-th warehouse on."""
        if not kits:
            return [], shelves
        line, warehouse = kits[0], self.through[place]
        recipe = line.recipe or {line.sku: 1}
        most = min(line.quantity, *(shelves[s].room(warehouse) // n for s, n in recipe.items()))
        last = place + 1 == len(self.through)
        for number in range(max(0, most), -1, -1):
            if last and number < line.quantity:
                return None
            if self._tries <= 0:
                return None
            self._tries -= 1
            found = self._pack_rest(kits, number, place, shelves)
            if found is not None:
                return found
        return None

    def _pack_rest(
        self, kits: Sequence[UnroutedLine], number: int, place: int, shelves: dict[str, Shelf]
    ) -> tuple[list[Portion], dict[str, Shelf]] | None:
        """Send *number* units of the first kit from the *place*-th warehouse, and go on."""
        line, warehouse = kits[0], self.through[place]
        left, taken = dict(shelves), []
        for sku, each in (line.recipe or {line.sku: 1}).items() if number else ():
            left[sku] = left[sku].less(warehouse, each * number)
            taken.append((line.line_id, sku, warehouse, each * number))
        if number == line.quantity:
            found = self._pack(kits[1:], 0, left)
        else:
            rest = attrs.evolve(line, quantity=line.quantity - number)
            found = self._pack([rest, *kits[1:]], place + 1, left)
        return (taken + found[0], found[1]) if found is not None else None


def _largest(line: UnroutedLine) -> tuple[int, str, str]:
    return -sum(line.goods.values()), line.sku, line.line_id
