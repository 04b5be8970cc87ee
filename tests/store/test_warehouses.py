"""Warehouses, the places in them, and which of them serve a connection."""

from typing import Any

import attrs
import pytest

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.inventory import SnapshotSemantics
from crossdock.store import MAIN, Warehouse

JD = Warehouse(
    "jd",
    title="Jakarta",
    connection="wms",
    remote_id="110",
    country="ID",
    open=False,
    snapshots=SnapshotSemantics.NET_OF_RESERVED,
)


def test_a_new_store_has_one(books: Any) -> None:
    """It is called main, and it is open."""
    assert [Warehouse(MAIN)] == books.store.warehouses.all()


def test_a_warehouse_comes_back_as_it_was(books: Any) -> None:
    """In the order of adding, and the closed ones serve nobody."""
    books.store.warehouses.add(JD)
    books.store.warehouses.add(Warehouse("bandung"))

    assert JD == books.store.warehouses.get("jd")
    assert ("main", "bandung") == books.store.warehouses.open()


@pytest.mark.parametrize("twin", [attrs.evolve(JD, remote_id="9"), attrs.evolve(JD, name="jd2")])
def test_a_warehouse_is_added_once(books: Any, twin: Warehouse) -> None:
    """Neither its name nor the service's own id of it twice."""
    books.store.warehouses.add(JD)

    with pytest.raises(InputRefusedError, match="already"):
        books.store.warehouses.add(twin)
    assert 2 == len(books.store.warehouses.all())


def test_what_is_changed_is_there(books: Any) -> None:
    """And what is not there cannot be changed."""
    books.store.warehouses.add(JD)
    books.store.warehouses.replace(attrs.evolve(JD, open=True))

    assert ("main", "jd") == books.store.warehouses.open()
    with pytest.raises(NotFoundError, match="no warehouse called 'nowhere'"):
        books.store.warehouses.replace(Warehouse("nowhere"))


def test_only_an_empty_warehouse_goes(books: Any) -> None:
    """What lies there, or was promised from there, keeps it; its events outlive it."""
    books.take_in("1", "A")
    books.store.warehouses.add(Warehouse("north"))
    books.store.locations.add("north", ["A-01"])
    books.store.locations.bind("north", [("A-01", "A")])
    books.count(("A", 2), warehouse="north")

    with pytest.raises(InputRefusedError, match="north holds stock or promises of 1 SKUs"):
        books.store.warehouses.remove("north")
    books.clock.pass_(60)
    books.count(("A", 0), warehouse="north", run="r2")
    books.store.warehouses.remove("north")

    assert ["main"] == [one.name for one in books.store.warehouses.all()]
    assert 2 == len(list(books.store.ledger.events("A")))
    assert [] == books.store.locations.of("A")


def test_places_are_added_once(books: Any) -> None:
    """What is there already is no news."""
    added = [books.store.locations.add("main", names) for names in (["A", "B"], ["B", "C"], [])]

    assert [2, 1, 0] == added
    assert ["A", "B", "C"] == [row["location"] for row in books.store.locations.all("main")]


def test_skus_are_bound_once(books: Any) -> None:
    """One SKU at many places, many at one; a pair that is known is left alone."""
    for number, sku in enumerate("XY"):
        books.take_in(str(number), sku)
    books.store.locations.add("main", ["A", "B"])
    pairs = [("A", "X"), ("A", "Y"), ("B", "X")]
    bound = [
        books.store.locations.bind("main", pairs[:2]),
        books.store.locations.bind("main", pairs),
    ]

    assert [2, 1] == bound
    assert ["X", "Y"] == books.store.locations.at("main", "A")
    assert ["A", "B"] == [row["location"] for row in books.store.locations.of("X")]


@pytest.mark.parametrize("pair", [("A", "TYPO"), ("NOWHERE", "X")])
def test_a_bad_pair_binds_nothing(books: Any, pair: tuple[str, str]) -> None:
    """The good ones beside it are not bound either."""
    books.take_in("1", "X")
    books.store.locations.add("main", ["A"])

    with pytest.raises(NotFoundError, match="nothing was bound"):
        books.store.locations.bind("main", [("A", "X"), pair])
    assert [] == books.store.locations.at("main", "A")
