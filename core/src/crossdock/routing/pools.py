"""The warehouses that an order line may come to be served from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import attrs

from crossdock.inventory import Pool
from crossdock.routing.conditions import Condition, one_of, pattern
from crossdock.routing.coverage import covers
from crossdock.routing.matching import Matching
from crossdock.routing.places import country
from crossdock.routing.rules import AssociationRule
from crossdock.routing.unrouted import Unrouted, UnroutedLine
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

    It looks at shop and goods alone: destination, courier, worth and hours are not
    known before an order comes. A quantity that is published through it may be too
    much for a buyer whose place only a part of these warehouses serves: `pools` tells
    these parts, and `pool_of_line` the one of an order that has come.
    A closed warehouse stays in: it may open before the order is routed, and
    `crossdock.inventory.sellable` counts nothing there until then.

    Args:

        goods: what *sku* is made of; itself, for none. A warehouse that knows none
            of them is left out.

        channel: leaves out warehouses that refuse it; *site*, those that do not serve
            the country of the shop's site.

        now: leaves out rules whose time is over.
    """
    able = _Able(tuple(warehouses), tuple(goods) or (sku,), channel, site)
    found: set[str] = set()
    for rule, certain in _for_line(rules, connection, sku, now):
        found |= able.of(rule)
        if certain and not rule.fall_through:
            break
    return frozenset(found)


def pools(
    rules: Iterable[AssociationRule],
    connection: str,
    sku: str,
    warehouses: Iterable[WarehouseFacts],
    goods: Iterable[str] = (),
    *,
    channel: str = "",
    site: str = "",
    now: datetime | None = None,
) -> tuple[Pool, ...]:
    """Return the narrowest sets of warehouses that some order line of *sku* is left with.

    Units of which each of these sets can serve all are servable whatever mix of
    buyers comes: by Hall's theorem, since more warehouses never serve less. What
    conditional rules have in common is not looked at, so a set may be narrower than
    any order's is. An order that no rule takes, or only rules whose warehouses
    could never send it, has no set: no stock would serve it, and `lint` finds the gap.

    Args:

        goods, channel, site, now: as `pool` reads them.
    """
    able = _Able(tuple(warehouses), tuple(goods) or (sku,), channel, site)
    always: Pool = frozenset()
    sometimes: list[Pool] = []
    ended: list[Pool] = []
    for rule, certain in _for_line(rules, connection, sku, now):
        if certain:
            always |= able.of(rule)
            if not rule.fall_through:
                break
        elif rule.fall_through:
            sometimes.append(able.of(rule))
        else:
            ended.append(always | able.of(rule))
    # Who meets nothing but the certain rules is left with less than who meets others too.
    return _narrowest([*ended, *([always] if always else sometimes)])


def pool_of_line(
    matching: Matching,
    order: Unrouted,
    line: UnroutedLine,
    warehouses: Iterable[WarehouseFacts],
) -> Pool:
    """Return every warehouse that *line* of *order* may come to be served from, at any time.

    The order's own place, courier and worth are looked at; a rule that asks for a time,
    or for more than the address says, may yet take it, and its warehouses stay in.
    Empty where no rule ever could.
    """
    located = matching.located(order)
    sure, unsure = matching.met(order, located)
    able = _Able(
        tuple(warehouses), tuple(line.goods), order.channel, order.site, located.place.country
    )
    mine = matching.skus.met(line.sku)
    found: set[str] = set()
    for number, rule in enumerate(matching.rules):
        asked = dict(matching.passing[number])
        worth = asked.pop(Condition.VALUE, None)
        if not ((sure | unsure) & mine) >> number & 1:
            continue
        if worth is not None and not worth(order, order.placed_at):
            continue
        found |= able.of(rule) - order.refused
        if sure >> number & 1 and not asked and not rule.fall_through:
            break
    return frozenset(found)


@attrs.frozen
class _Able:
    """What of the warehouses that rules name could send such a line at all."""

    warehouses: Sequence[WarehouseFacts]
    goods: Sequence[str]
    channel: str = ""
    site: str = ""
    destination: str = ""

    def of(self, rule: AssociationRule) -> Pool:
        """Return those that *rule* names."""
        home = country(self.site)
        named = (facts for facts in self.warehouses if facts.name in rule.warehouses)
        return frozenset(
            facts.name
            for facts in named
            if self.channel not in facts.refuses
            and all(facts.ships_to(code) for code in (home, self.destination))
            and any(facts.knows(part) for part in self.goods)
        )


def _for_line(
    rules: Iterable[AssociationRule], connection: str, sku: str, now: datetime | None
) -> Iterator[tuple[AssociationRule, bool]]:
    """Yield the rules that may take such a line, each with whether it takes every one."""
    everything = AssociationRule("everything", ("anywhere",), connections=(connection,))
    for rule in sorted(rules, key=lambda rule: rule.rank):
        shop, code = one_of(rule.connections), pattern(rule.skus)
        over = now is not None and rule.ends is not None and rule.ends <= now
        if not over and (not shop or shop(connection)) and (not code or code(sku)):
            # Its condition on goods this line meets already.
            yield rule, covers(attrs.evolve(rule, skus=()), everything)


def _narrowest(found: Iterable[Pool]) -> tuple[Pool, ...]:
    sets = {one for one in found if one}
    kept = [one for one in sets if not any(other < one for other in sets)]
    return tuple(sorted(kept, key=sorted))
