"""Three ways to carry the orders: as they are, completed in Brazil, and moved to Indonesia.

Each is a list of orders, own warehouses and association rules. JD's warehouse is in the
rules of all three, and serves Indonesia alone.
"""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs
from olist_data import Address, Files, Row, Sale, as_they_are, completed

from crossdock.routing import AssociationRule, Destination

#: Of a hundred addresses at a place that has a namesake, so many leave Kota or Kabupaten out,
#: and half of those their district as well.
UNSAID = 10
#: One buyer of so many has no phone, which JD asks for.
PHONELESS = 200
#: What a real of the files is in rupiah.
RUPIAH = 3_000


@attrs.frozen
class Trial:
    """One way to carry the orders.

    Args:

        made_up: what of the orders no file tells.

        own: own warehouses, and the units of each product there.

        rules: with JD's warehouse under the name ``jd``.

        served: units of each product announced to JD; 0 if it is told of none.

        places: province, city and district of every place there is.

        namesakes: by order to a place that has a namesake, the form that its address
            tells by itself or by its district; empty where it tells none.
    """

    name: str
    made_up: str
    sales: Sequence[Sale]
    site: str
    zone: str
    currency: str
    own: Mapping[str, int]
    rules: Sequence[AssociationRule]
    served: int = 0
    places: Sequence[tuple[str, str, str]] = ()
    namesakes: Mapping[str, str] = attrs.field(factory=dict)


_SOUTH_EAST = ("SP", "RJ", "MG", "ES")
_SOUTH = ("PR", "SC", "RS")
_NORTH_EAST = ("BA", "PE", "CE", "MA", "PB", "RN", "AL", "SE", "PI")


def files_alone(files: Files) -> Trial:
    """Return the orders as they are: what lacks its lines is refused."""
    return Trial(
        "files",
        "nothing; an order without lines in the files is refused",
        as_they_are(files),
        *("BR", "America/Sao_Paulo", "BRL"),
        own={"saopaulo": 3, "curitiba": 3, "rest": 3},
        rules=_brazil(),
    )


def in_brazil(files: Files, seed: int) -> Trial:
    """Return the orders completed, at the Brazilian places of their buyers."""
    return Trial(
        "brazil",
        "a line for each order without one, drawn from the products; its buyer, from the buyers;"
        " names, phones, waybills",
        [sale for sale, _ in completed(files, seed)],
        *("BR", "America/Sao_Paulo", "BRL"),
        own={"saopaulo": 3, "curitiba": 3, "rest": 3},
        rules=_brazil(),
    )


def _brazil() -> list[AssociationRule]:
    def states(*names: str) -> tuple[Destination, ...]:
        return tuple(Destination(country="BR", province=name) for name in names)

    city = (Destination(country="BR", province="SP", city="São Paulo"),)
    return [
        AssociationRule("city", ("saopaulo",), order=10, destinations=city),
        AssociationRule(
            "south-east", ("jd", "saopaulo", "rest"), order=20, destinations=states(*_SOUTH_EAST)
        ),
        AssociationRule("south", ("curitiba", "rest"), order=30, destinations=states(*_SOUTH)),
        AssociationRule(
            "north-east", ("jd",), order=40, destinations=states(*_NORTH_EAST), fall_through=False
        ),
        AssociationRule(
            "rest", ("rest",), order=50, destinations=states("DF", "GO", "MT", "MS", "PA")
        ),
    ]


@attrs.frozen
class Regency:
    """A Kota or Kabupaten as the list of places names it."""

    code: str
    province: str
    name: str
    districts: tuple[str, ...]

    @property
    def form(self) -> str:
        """KOTA or KABUPATEN."""
        return self.name.partition(" ")[0]

    @property
    def bare(self) -> str:
        """Its name without its form."""
        return self.name.partition(" ")[2]


def regencies(folder: Path) -> list[Regency]:
    """Return the places of ``provinces.csv``, ``regencies.csv`` and ``districts.csv``."""
    provinces = {row[0]: row[1] for row in _places(folder, "provinces")}
    districts: dict[str, list[str]] = defaultdict(list)
    for _, regency, name in _places(folder, "districts"):
        districts[regency].append(name)
    return [
        Regency(code, provinces[province], name, tuple(districts[code]))
        for code, province, name in _places(folder, "regencies")
    ]


def _places(folder: Path, name: str) -> Iterator[list[str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


def namesakes(found: Sequence[Regency]) -> frozenset[str]:
    """Return the bare names that are both a Kota and a Kabupaten."""
    forms = Counter((one.bare, one.form) for one in found)
    return frozenset(name for name, _ in forms if (name, "KOTA") in forms) & frozenset(
        name for name, _ in forms if (name, "KABUPATEN") in forms
    )


#: Islands by the first digit of a province's code; Maluku and Papua are served by no rule.
_JAVA, _SUMATRA, _EAST = "3", "12", "567"


def in_indonesia(files: Files, folder: Path, seed: int) -> Trial:
    """Return the orders completed, and moved to Indonesia place by place.

    The Brazilian place with the most orders becomes the first of a list, the next the
    second, and so on; the list begins with the places that have namesakes, and is
    otherwise in an order that *seed* draws.
    """
    chance = random.Random(seed)  # noqa: S311 - dice
    there, pairs = list(completed(files, seed)), regencies(folder)
    doubled = namesakes(pairs)
    listed = sorted(pairs, key=lambda one: (one.bare not in doubled, chance.random()))
    ranked = Counter(_place(buyer) for _, buyer in there).most_common()
    moved = {place: listed[rank % len(listed)] for rank, (place, _) in enumerate(ranked)}
    sales = [_moved(sale, moved[_place(buyer)], chance, doubled) for sale, buyer in there]
    return Trial(
        "indonesia",
        "a line for each order without one, drawn from the products; its buyer, from the buyers;"
        " names, phones, streets, districts, waybills; each Brazilian place is an Indonesian one",
        sales,
        *("ID", "Asia/Jakarta", "IDR"),
        own={"kabupaten": 3, "java": 2, "sumatra": 3, "east": 3},
        rules=_indonesia(pairs, doubled),
        served=4,
        places=[
            (one.province, one.name, district)
            for one in pairs
            for district in one.districts or ("",)
        ],
        namesakes=_forms(sales, pairs, doubled),
    )


def _forms(
    sales: Sequence[Sale], found: Sequence[Regency], doubled: frozenset[str]
) -> dict[str, str]:
    """Return the form of each order's place that has a namesake, as its address tells it."""
    forms: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for one in found:
        if one.bare in doubled:
            for told in (one.name, one.bare):
                for district in ("", *one.districts):
                    forms[one.province, told, district].add(one.form)
    places = {
        sale.order_id: (sale.address.province, sale.address.city, sale.address.district)
        for sale in sales
    }
    able = {order_id: forms[place] for order_id, place in places.items() if place in forms}
    return {order_id: "".join(said) if len(said) == 1 else "" for order_id, said in able.items()}


def _place(buyer: Row) -> tuple[str, str]:
    return buyer["customer_state"], buyer["customer_city"]


def _moved(sale: Sale, home: Regency, chance: random.Random, doubled: frozenset[str]) -> Sale:
    """Return *sale* at *home*, with what addresses and buyers leave out."""
    district = chance.choice(home.districts or ("",))
    street = f"Jl. Raya {district.title()} No. {chance.randint(1, 200)}"
    city, unsaid = home.name, chance.randrange(200) < 2 * UNSAID
    if unsaid and home.bare in doubled:
        city, district = home.bare, chance.choice((district, ""))
    address = Address("ID", home.province, city, district, street, sale.address.postal_code)
    phone = "" if chance.randrange(PHONELESS) == 0 else sale.phone
    lines = tuple(
        attrs.evolve(line, price=f"{round(float(line.price) * RUPIAH)}") for line in sale.lines
    )
    return attrs.evolve(sale, address=address, phone=phone, lines=lines)


def _indonesia(found: Sequence[Regency], doubled: frozenset[str]) -> list[AssociationRule]:
    def cities(form: str) -> tuple[Destination, ...]:
        return tuple(
            Destination(country="ID", province=one.province, city=one.name)
            for one in found
            if one.bare in doubled and one.form == form
        )

    def provinces(islands: str) -> tuple[Destination, ...]:
        names = dict.fromkeys(one.province for one in found if one.code[0] in islands)
        return tuple(Destination(country="ID", province=name) for name in names)

    return [
        AssociationRule(
            "kota", ("jd",), order=10, destinations=cities("KOTA"), fall_through=False
        ),
        AssociationRule(
            "kabupaten",
            ("kabupaten",),
            order=20,
            destinations=cities("KABUPATEN"),
            fall_through=False,
        ),
        AssociationRule("java", ("jd", "java"), order=30, destinations=provinces(_JAVA)),
        AssociationRule("sumatra", ("sumatra", "jd"), order=40, destinations=provinces(_SUMATRA)),
        AssociationRule("east", ("jd", "east"), order=50, destinations=provinces(_EAST)),
    ]
