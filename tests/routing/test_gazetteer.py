"""The real places of Indonesia, from two sources that spell them their own way.

The lists are not in the repository: they are read from the folder that
CROSSDOCK_SHARED_DATA names, or ``../shared/data`` beside the repository.
"""

from __future__ import annotations

import csv
import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from crossdock.orders import Address
from crossdock.routing import CityForm, Destination, Gazetteer, place
from crossdock.routing.destinations import Fit
from crossdock.routing.places import City, city, province

TOP = Path(__file__).parents[2]
DATA = Path(os.environ.get("CROSSDOCK_SHARED_DATA", TOP.parent / "shared" / "data")) / "indonesia"

SMALL = Gazetteer.of(
    [
        ("Jawa Barat", "Kota Bandung", "Coblong"),
        ("Jawa Barat", "Kab. Bandung", "Baleendah"),
        ("DI Yogyakarta", "Kab. Sleman", "Depok"),
        ("Jawa Barat", "Kota Depok", "Beji"),
    ]
)


@pytest.fixture(name="rows", scope="module")
def _rows() -> dict[str, list[list[str]]]:
    """The lists by name, without their headings."""
    if not DATA.is_dir():
        pytest.skip(f"the places of Indonesia are not here: {DATA} (set CROSSDOCK_SHARED_DATA)")
    found = {}
    for name in ("provinces", "regencies", "districts", "rajaongkir_city", "rajaongkir_province"):
        with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            read = list(csv.reader(file))
        found[name] = read[1:] if name.startswith("rajaongkir") else read
    return found


@pytest.fixture(name="gazetteer", scope="module")
def _gazetteer(rows: dict[str, list[list[str]]]) -> Gazetteer:
    """The official places, with their districts."""
    names = dict(rows["provinces"])
    cities = {code: (names[within], name) for code, within, name in rows["regencies"]}
    return Gazetteer.of((*cities[within], name) for _, within, name in rows["districts"])


def test_a_district_settles() -> None:
    """A district that one of two namesakes has says which one is meant."""
    found = place(Address(country="ID", city="Bandung", district="Coblong"))

    assert CityForm.KOTA is SMALL.settle(found).city.form


def test_an_only_name_settles() -> None:
    """A name that one place has needs no form."""
    found = place(Address(country="ID", city="Sleman"))

    assert CityForm.KABUPATEN is SMALL.settle(found).city.form
    assert "yogyakarta" == SMALL.settle(found).province


@pytest.mark.parametrize(
    "address",
    [
        Address(country="ID", city="Bandung"),
        Address(country="ID", city="Bandung", district="Nowhere"),
        Address(country="ID", city="Depok", province="DI Yogyakarta"),
        Address(country="ID", city="Atlantis"),
        Address(country="ID"),
    ],
)
def test_what_stays_open(address: Address) -> None:
    """What more than one place fits, or none, stays as it was."""
    found = place(address)

    assert found == SMALL.settle(found)


def test_provinces_agree(rows: dict[str, list[list[str]]]) -> None:
    """The courier's 34 provinces are the official 34, for all their spellings."""
    official = {province(name) for _, name in rows["provinces"]}
    courier = {province(name) for _, name in rows["rajaongkir_province"]}

    assert 34 == len(official)
    assert official == courier


def test_every_official_place_is_told_apart(rows: dict[str, list[list[str]]]) -> None:
    """No two of the 514 second-level places of one list become one."""
    names = dict(rows["provinces"])
    found = Counter((province(names[within]), city(name)) for _, within, name in rows["regencies"])

    assert 514 == len(found)


def test_the_courier_has_27_namesakes(rows: dict[str, list[list[str]]]) -> None:
    """The 27 names that are a Kota and a Kabupaten stay two places each, and open without form."""
    forms = defaultdict(set)
    for _, _, _, form, name, _ in rows["rajaongkir_city"]:
        forms[city(f"{form} {name}").name].add(form)
    namesakes = [name for name, found in forms.items() if len(found) == 2]

    assert 27 == len(namesakes)
    for name in namesakes:
        kota, kabupaten = (Destination(city=f"{form} {name}") for form in ("Kota", "Kab."))
        bare = place(Address(country="ID", city=name))
        assert [Fit.UNSURE, Fit.UNSURE] == [kota.fit(bare), kabupaten.fit(bare)]
        there = place(Address(country="ID", city=f"Kabupaten {name}"))
        assert [Fit.NO, Fit.YES] == [kota.fit(there), kabupaten.fit(there)]


def test_the_courier_and_the_list_agree(
    rows: dict[str, list[list[str]]], gazetteer: Gazetteer
) -> None:
    """Of the courier's 501 places the official list knows all but those it writes otherwise."""
    places = {known.city for same in gazetteer.cities.values() for known in same}
    unknown = {
        f"{form} {name}"
        for _, _, _, form, name, _ in rows["rajaongkir_city"]
        if not any(_one(city(f"{form} {name}"), known) for known in places)
    }

    assert unknown == {
        "Kabupaten Kepulauan Siau Tagulandang Biaro (Sitaro)",
        "Kabupaten Lima Puluh Koto/Kota",
        "Kabupaten Pangkajene Kepulauan",
        "Kabupaten Pontianak",
        "Kabupaten Selayar (Kepulauan Selayar)",
        "Kabupaten Sidenreng Rappang/Rapang",
        "Kota Padang Sidempuan",
    }


def test_districts_settle_namesakes(
    rows: dict[str, list[list[str]]], gazetteer: Gazetteer
) -> None:
    """By its district, an address without a form is found, and never found in the other place."""
    official = {code: name for code, _, name in rows["regencies"]}
    names = dict(rows["provinces"])
    settled = wrong = 0
    for _, within, district in rows["districts"]:
        truth = city(official[within])
        if truth.name not in gazetteer.namesakes:
            continue
        bare = Address(
            country="ID", province=names[within[:2]], city=truth.name, district=district
        )
        found = gazetteer.settle(place(bare)).city
        settled += found.form is truth.form
        wrong += found.form not in {truth.form, CityForm.UNSAID}

    assert (841, 0) == (settled, wrong)


def _one(found: City, known: City) -> bool:
    return (found.form, found.name) == (known.form, known.name)
