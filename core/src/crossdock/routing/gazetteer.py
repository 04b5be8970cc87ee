"""A list of places, by which an address that says too little may still be understood.

The list is given, and none comes with this package: countries divide themselves anew,
and couriers spell their own way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import attrs

from crossdock.routing.places import City, CityForm, Place, city, district, province


@attrs.frozen
class KnownCity:
    """A Kota or Kabupaten, where it is, and its districts as far as they are listed."""

    province: str
    city: City
    districts: frozenset[str] = frozenset()


@attrs.frozen
class Gazetteer:
    """The cities there are, by their bare names."""

    cities: Mapping[str, tuple[KnownCity, ...]]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]]) -> Gazetteer:
        """Return the gazetteer of *rows*: province, city with its form, district or nothing."""
        found: dict[tuple[str, City], set[str]] = defaultdict(set)
        for in_province, name, part in rows:
            found[province(in_province), city(name)].add(district(part))
        cities: dict[str, list[KnownCity]] = defaultdict(list)
        for (within, known), districts in sorted(found.items(), key=lambda item: str(item[0])):
            cities[known.name].append(KnownCity(within, known, frozenset(districts - {""})))
        return cls({name: tuple(known) for name, known in cities.items()})

    @property
    def namesakes(self) -> frozenset[str]:
        """The bare names that more than one place has."""
        return frozenset(name for name, known in self.cities.items() if len(known) > 1)

    def settle(self, found: Place) -> Place:
        """Return *found* with the form that its name, province and district leave open.

        A place that more than one city fits stays as open as it was.
        """
        if not found.city.name or found.city.form is not CityForm.UNSAID:
            return found
        able = self.cities.get(found.city.name, ())
        if found.province:
            able = tuple(known for known in able if known.province == found.province)
        if len(able) > 1 and found.district:
            able = tuple(known for known in able if found.district in known.districts)
        if len(able) != 1:
            return found
        (only,) = able
        return attrs.evolve(found, province=only.province, city=only.city)
