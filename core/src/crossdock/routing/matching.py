"""Which rules an order meets, asked of all rules at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import attrs

from crossdock.routing.conditions import (
    REMEMBERED,
    Bits,
    Condition,
    Passing,
    Texts,
    bits,
    one_of,
    passing,
    pattern,
)
from crossdock.routing.destinations import Destination, Fit
from crossdock.routing.gazetteer import Gazetteer
from crossdock.routing.places import Place, place
from crossdock.routing.rules import AssociationRule
from crossdock.routing.unrouted import Unrouted


@attrs.frozen
class Located:
    """What the rules say to an order's place: certainly, and if its address said more."""

    place: Place
    sure: Bits
    unsure: Bits


@attrs.define(eq=False)
class Matching:
    """The conditions of *rules*, which are in the order in which they are tried."""

    rules: Sequence[AssociationRule]
    gazetteer: Gazetteer | None = None
    connections: Texts = attrs.field(init=False)
    channel_warehouses: Texts = attrs.field(init=False)
    couriers: Texts = attrs.field(init=False)
    skus: Texts = attrs.field(init=False)
    #: By rule, what it asks of an order's worth and of the time.
    passing: tuple[tuple[tuple[Condition, Passing], ...], ...] = attrs.field(init=False)
    _destinations: Destinations = attrs.field(init=False)
    _detail: tuple[bool, bool] = attrs.field(init=False)
    _located: dict[tuple[str, ...], Located] = attrs.field(factory=dict, init=False)
    _others: dict[tuple[str, ...], Bits] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        rules = self.rules
        self.connections = Texts([one_of(rule.connections) for rule in rules])
        self.channel_warehouses = Texts([one_of(rule.channel_warehouses) for rule in rules])
        self.couriers = Texts([pattern(rule.couriers, any_case=True) for rule in rules])
        self.skus = Texts([pattern(rule.skus) for rule in rules])
        self.passing = tuple(tuple(passing(rule)) for rule in rules)
        self._destinations = Destinations(rules)
        asked = [there for rule in rules for there in rule.destinations]
        by_district = self.gazetteer is not None or any(there.district for there in asked)
        self._detail = (by_district, any(there.postcode for there in asked))

    def located(self, order: Unrouted) -> Located:
        """Return where *order* goes, and the rules for that place."""
        address = order.address
        key = (
            order.site,
            address.country,
            address.province,
            address.city,
            address.district if self._detail[0] else "",
            address.postal_code if self._detail[1] else "",
        )
        found = self._located.get(key)
        if found is None:
            if len(self._located) >= REMEMBERED:
                self._located.clear()
            where = place(address, order.site)
            where = where if self.gazetteer is None else self.gazetteer.settle(where)
            found = self._located[key] = Located(where, *self._destinations.fits(where))
        return found

    def standing(self, order: Unrouted) -> dict[Condition, Bits]:
        """Return the rules that each standing condition lets *order* through to."""
        return {
            Condition.CONNECTION: self.connections.met(order.connection),
            Condition.CHANNEL_WAREHOUSE: self.channel_warehouses.met(order.channel_warehouse),
            Condition.COURIER: self.couriers.met(order.courier),
            Condition.DESTINATION: self.located(order).sure,
        }

    def met(self, order: Unrouted, located: Located) -> tuple[Bits, Bits]:
        """Return the rules whose standing conditions *order* meets, and those it might."""
        key = (order.connection, order.channel_warehouse, order.courier)
        others = self._others.get(key)
        if others is None:
            if len(self._others) >= REMEMBERED:
                self._others.clear()
            others = self._others[key] = (
                self.connections.met(order.connection)
                & self.channel_warehouses.met(order.channel_warehouse)
                & self.couriers.met(order.courier)
            )
        return others & located.sure, others & located.unsure


@attrs.define(eq=False)
class Destinations:
    """The destinations of all rules, found by the part of a place that they ask most of."""

    rules: Sequence[AssociationRule]
    _anywhere: Bits = attrs.field(init=False)
    _by_city: dict[str, list[tuple[int, Destination]]] = attrs.field(init=False)
    _by_province: dict[str, list[tuple[int, Destination]]] = attrs.field(init=False)
    _others: list[tuple[int, Destination]] = attrs.field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self._by_city, self._by_province = defaultdict(list), defaultdict(list)
        self._anywhere = bits(not rule.destinations for rule in self.rules)
        for number, rule in enumerate(self.rules):
            for there in rule.destinations:
                asked = there.place
                if asked.city.name:
                    for name in {asked.city.name, asked.city.word}:
                        self._by_city[name].append((number, there))
                elif asked.province:
                    self._by_province[asked.province].append((number, there))
                else:
                    self._others.append((number, there))

    def fits(self, found: Place) -> tuple[Bits, Bits]:
        """Return the rules that take *found*, and those that might if it said more."""
        sure, unsure = self._anywhere, 0
        for number, there in self._near(found):
            fit = there.fit(found)
            if fit is Fit.YES:
                sure |= 1 << number
            elif fit is Fit.UNSURE:
                unsure |= 1 << number
        return sure, unsure & ~sure

    def _near(self, found: Place) -> Iterable[tuple[int, Destination]]:
        """Yield the destinations that *found* could be at, and few others."""
        yield from self._others
        if found.province:
            yield from self._by_province.get(found.province, ())
        else:
            yield from (there for near in self._by_province.values() for there in near)
        if found.city.name:
            for name in {found.city.name, found.city.word}:
                yield from self._by_city.get(name, ())
        else:
            yield from (there for near in self._by_city.values() for there in near)
