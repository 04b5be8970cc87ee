"""The warehouses that an order line may come to be served from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from crossdock.inventory import Pool
from crossdock.routing.conditions import one_of, pattern
from crossdock.routing.coverage import covers
from crossdock.routing.places import country
from crossdock.routing.rules import AssociationRule
from crossdock.routing.warehouses import WarehouseFacts


def pool(
    rules: Iterable[AssociationRule],
    connection: str,
    sku: str,
    warehouses: Iterable[WarehouseFacts],
    goods: Iterable[str] = (),
    *,
    channel: str = "",
    site: str = "",
    now: datetime | None = None,
) -> Pool:
    """Return every warehouse from which a line of *sku* may leave, to some destination.

    This is the pool to reserve on at import, and to publish from. It looks at shop
    and goods alone: destination, courier, worth and hours are not known before an
    order comes. So a quantity published through it is right for some buyer, and may be
    too much for one whose place only a part of these warehouses serves; a seller whose
    rules differ by destination keeps a buffer, or publishes through fewer.
    A closed warehouse stays in: it may open before the order is routed, and
    `crossdock.inventory.sellable` counts nothing there until then.

    Args:

        goods: what *sku* is made of; itself, for none. A warehouse that knows none
            of them is left out.

        channel: leaves out warehouses that refuse it; *site*, those that do not serve
            the country of the shop's site.

        now: leaves out rules whose time is over.
    """
    known = {facts.name: facts for facts in warehouses}
    parts = tuple(goods) or (sku,)
    home = country(site)
    everything = AssociationRule("everything", ("anywhere",), connections=(connection,))
    found: set[str] = set()
    for rule in sorted(rules, key=lambda rule: rule.rank):
        shop, code = one_of(rule.connections), pattern(rule.skus)
        over = now is not None and rule.ends is not None and rule.ends <= now
        if over or (shop and not shop(connection)) or (code and not code(sku)):
            continue
        found.update(
            name
            for name in rule.warehouses
            if name in known
            and channel not in known[name].refuses
            and (not home or not known[name].serves or home in known[name].serves)
            and any(known[name].knows(part) for part in parts)
        )
        if not rule.fall_through and covers(_any_goods(rule), everything):
            break
    return frozenset(found)


def _any_goods(rule: AssociationRule) -> AssociationRule:
    """Return *rule* without its condition on goods, which this line meets already."""
    return attrs.evolve(rule, skus=())
