"""What lies in the warehouses, and every movement of it (sheet B8)."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

import attrs

#: Sheet B8: ``stockStatus``.
GOOD, DAMAGED, SAMPLE = 1, 2, 3
#: Sheet B8: ``stockType``.
SELLABLE, MERCHANT_RESERVED, LOCKED, QUARANTINED = 1, 3, 4, 7


@attrs.frozen(order=True)
class Place:
    """Which pile: warehouse, goods, condition, and what it is for."""

    warehouse: str
    goods: str
    status: int = GOOD
    kind: int = SELLABLE


@attrs.frozen
class Movement:
    """One change of a pile."""

    place: Place
    at: datetime
    total: int
    occupied: int
    reason: str
    document: str
    before: int
    after: int


@attrs.define
class Pile:
    """What lies at a place, and how much of it is promised."""

    total: int = 0
    occupied: int = 0
    movements: list[Movement] = attrs.field(factory=list)
    latest: datetime | None = None

    @property
    def usable(self) -> int:
        """What nobody was promised."""
        return self.total - self.occupied


@attrs.define
class StockBook:
    """
    Every pile.

    Attributes:
        risen: Told when some pile has more to promise than before.
    """

    risen: Callable[[datetime], None] = lambda at: None
    piles: defaultdict[Place, Pile] = attrs.field(factory=lambda: defaultdict(Pile))
    movements: list[Movement] = attrs.field(factory=list)
    _of_goods: dict[str, list[Place]] = attrs.field(factory=dict)

    def places(self, goods: str) -> list[Place]:
        """Return where goods have ever lain."""
        return self._of_goods.get(goods, [])

    def forget(self, goods: str) -> None:
        """Forget goods of which nothing lies anywhere."""
        for place in self._of_goods.pop(goods, []):
            del self.piles[place]

    def usable(self, place: Place) -> int:
        """Return what could be promised."""
        return self.piles[place].usable if place in self.piles else 0

    def move(
        self,
        place: Place,
        at: datetime,
        reason: str,
        document: str,
        *,
        total: int = 0,
        occupied: int = 0,
    ) -> None:
        """Change a pile and write the movement down."""
        if place not in self.piles:
            self._of_goods.setdefault(place.goods, []).append(place)
        pile = self.piles[place]
        movement = Movement(
            place, at, total, occupied, reason, document, pile.total, pile.total + total
        )
        pile.total += total
        pile.occupied += occupied
        pile.movements.append(movement)
        pile.latest = at if pile.latest is None else max(at, pile.latest)
        self.movements.append(movement)
        if total > occupied:
            self.risen(at)

    def seen(self, place: Place, horizon: datetime) -> tuple[int, int]:
        """Return total and usable as they were at *horizon*."""
        if place not in self.piles:
            return 0, 0
        pile = self.piles[place]
        total, usable = pile.total, pile.usable
        if pile.latest is None or pile.latest <= horizon:
            return total, usable
        for movement in pile.movements:
            if movement.at > horizon:
                total -= movement.total
                usable -= movement.total - movement.occupied
        return total, usable
