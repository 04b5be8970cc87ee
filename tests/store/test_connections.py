"""Connections as they are kept."""

from typing import Any

import attrs
import pytest

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.store import DriftRow, StoredConnection

SHOP = StoredConnection(
    name="shop",
    connector="toy",
    settings={"shop_id": 7},
    secrets={"client_secret": "env:TOY_SECRET"},
    endpoints={"": "http://127.0.0.1:1"},
    answers={"class": "official"},
    sandbox=True,
    rate=2.5,
)


def test_a_connection_comes_back_as_it_was(books: Any) -> None:
    """Every part survives the store."""
    books.store.connections.add(SHOP)

    assert SHOP == books.store.connections.get("shop")
    assert [SHOP] == books.store.connections.all()


def test_a_name_is_given_once(books: Any) -> None:
    """A second connection of the name is refused, and the first stays."""
    books.store.connections.add(SHOP)

    with pytest.raises(InputRefusedError, match="already a connection called 'shop'"):
        books.store.connections.add(attrs.evolve(SHOP, connector="other"))
    assert SHOP == books.store.connections.get("shop")


def test_a_missing_name_is_answered_with_those_there_are(books: Any) -> None:
    """The next step is in the error."""
    with pytest.raises(NotFoundError, match="no connection called 'shop'") as raised:
        books.store.connections.get("shop")
    assert raised.value.next_step.startswith("Add one")
    books.store.connections.add(SHOP)
    with pytest.raises(NotFoundError) as raised:
        books.store.connections.get("shap")
    assert "It has: shop." == raised.value.next_step


def test_what_is_edited_is_there(books: Any) -> None:
    """Everything but the connector can be replaced."""
    books.store.connections.add(SHOP)
    edited = attrs.evolve(SHOP, settings={}, rate=None, secrets={}, sandbox=False)
    books.store.connections.replace(edited)

    assert edited == books.store.connections.get("shop")


@pytest.mark.parametrize("change", [{"name": "shap"}, {"connector": "other"}])
def test_what_is_not_there_cannot_be_edited(books: Any, change: dict[str, str]) -> None:
    """Nothing is dropped in silence."""
    books.store.connections.add(SHOP)

    with pytest.raises(NotFoundError, match="has no connection"):
        books.store.connections.replace(attrs.evolve(SHOP, **change))


def test_a_secret_is_never_kept_in_the_clear() -> None:
    """A text that is neither a reference nor sealed is refused, and not repeated."""
    with pytest.raises(ValueError, match="client_secret") as raised:
        attrs.evolve(SHOP, secrets={"client_secret": "canary-1234"})
    assert "canary" not in str(raised.value)


def test_removing_takes_what_was_imported_and_no_more(books: Any) -> None:
    """Listings, links and orders of the one go; masters, counts and the other stay."""
    books.store.connections.add(SHOP)
    for conn in ("shop", "other"):
        books.take_in("1", "A", conn=conn)
        books.take_in("2", "", conn=conn)
        books.sell("o1", ("1", 1), ("2", 1), conn=conn)
        books.store.shown.begin(conn, {"1": 5}, books.clock(), "r")
        books.store.drifts.record(conn, [DriftRow("1", 5, 4, "heal")], "r")
        books.store.pulls.start(conn, "orders", "r")
    books.count(("A", 5))
    with books.store.db.rehearsal():
        rehearsed = books.store.connections.remove("shop")
    removed = books.store.connections.remove("shop")

    assert rehearsed == removed
    assert {
        "order_lines": 2, "order_reviews": 1, "orders": 1, "pushes": 1, "shown": 2, "drifts": 1,
        "conflicts": 1, "links": 1,
        "listings": 2, "quarantine": 0, "pulls": 1, "connections": 1,
        "file_channels": 0, "account_bindings": 0,
    } == removed  # fmt: skip
    assert {"other"} == {row["connection"] for row in books.store.catalogue.links_of("")}
    assert ["A"] == [row["sku"] for row in books.store.catalogue.masters()]
