"""Where what is kept of stock differs from what its events add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import attrs

from crossdock.inventory import Holdings, Position, StockEvent, fold
from crossdock.store.claims import NOTHING, Sums, changes_of

#: SKU, warehouse, pool and reference.
_Key = tuple[str, str, str, str]


@attrs.frozen
class Difference:
    """A number that is kept as one thing and adds up to another.

    Args:

        place: the warehouse, or the pool's warehouses joined by ``+``; for claims,
            with the reference after it.
    """

    sku: str
    place: str
    kept: str
    right: str


def differences(
    skus: Collection[str],
    events: Sequence[StockEvent],
    kept: Holdings,
    claims: Mapping[_Key, Sums],
) -> list[Difference]:
    """Return where *kept* and *claims*, of *skus*, are not what their *events* add up to."""
    right = fold(events)
    found = [one for sku in sorted(skus) for one in _position_differences(sku, kept, right)]
    changes = {key: sums for key, sums in changes_of(events).items() if any(sums)}
    for key in sorted({*changes, *claims}):
        sums = claims.get(key, NOTHING), changes.get(key, NOTHING)
        if sums[0] != sums[1]:
            place = " ".join(filter(None, key[1:]))
            found.append(Difference(key[0], place, *map(str, sums)))
    return found


def _position_differences(sku: str, kept: Holdings, right: Holdings) -> Iterator[Difference]:
    for warehouse in sorted({*right.of(sku), *kept.of(sku)}):
        here = kept.at(sku, warehouse), right.at(sku, warehouse)
        if here[0] != here[1]:
            yield Difference(sku, warehouse, *map(_spelled, here))
    for pool in sorted({*right.pooled(sku), *kept.pooled(sku)}, key=sorted):
        asked = kept.pooled(sku).get(pool, 0), right.pooled(sku).get(pool, 0)
        if asked[0] != asked[1]:
            yield Difference(sku, "+".join(sorted(pool)), *(f"{n:,} unrouted" for n in asked))


def _spelled(position: Position) -> str:
    return ", ".join(f"{name} {units:,}" for name, units in attrs.asdict(position).items())
