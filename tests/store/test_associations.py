"""Association rules as rows, and what is read of warehouses beside them."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import attrs
import pytest

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.fulfilment.warehouse_goods import GoodsState, WarehouseGoods
from crossdock.routing import AssociationRule, Destination
from crossdock.store import FileConnection, Warehouse

RULE = AssociationRule("a", ("main",), order=5, destinations=(Destination(city="Kota Solo"),))


class TestRules:
    """Revisions, of which the open ones hold."""

    def test_they_come_back_in_their_turn(self, store: Any) -> None:
        """The lower number first."""
        store.associations.add(RULE, "r")
        store.associations.add(AssociationRule("z", ("main",), order=1), "r")

        assert ["z", "a"] == [rule.name for rule in store.associations.rules()]
        assert store.associations.get("a") == RULE

    def test_a_name_is_taken_once(self, store: Any) -> None:
        """And what is not there cannot be changed or ended."""
        store.associations.add(RULE, "r")

        with pytest.raises(InputRefusedError, match="already an association rule called 'a'"):
            store.associations.add(RULE, "r")
        with pytest.raises(NotFoundError, match="no association rule called 'b'"):
            store.associations.replace(AssociationRule("b", ("main",)), "r")
        with pytest.raises(NotFoundError):
            store.associations.end("b", "r")

    def test_what_was_is_kept(self, store: Any, clock: Any) -> None:
        """At any moment, and by the number of the change."""
        store.associations.add(RULE, "first")
        then = clock()
        clock.pass_(60)
        edited = attrs.evolve(RULE, order=6)
        store.associations.replace(edited, "second")
        clock.pass_(60)
        store.associations.end("a", "third")

        assert [RULE] == store.associations.rules(then)
        assert [edited] == store.associations.at_revision(2)
        assert [] == store.associations.rules() == store.associations.at_revision(0)
        assert [RULE, edited] == [row["body"] for row in store.associations.history("a")]
        assert [("first", ("a",), ()), ("second", ("a",), ("a",)), ("third", (), ("a",))] == [
            (one.run, one.began, one.ended) for one in store.associations.revisions()
        ]
        with pytest.raises(NotFoundError, match="no revision 4; there were 3"):
            store.associations.at_revision(4)


class TestFacts:
    """What a warehouse refuses, beside what its row says."""

    def test_they_come_back(self, store: Any) -> None:
        """Days, hours and numbers as they were put."""
        facts = attrs.evolve(
            store.routing.facts_of("main"),
            serves=("ID",),
            refuses=("shopify",),
            capacity=9,
            holidays=(date(2024, 12, 25),),
            cut_off=time(15),
            zone="Asia/Jakarta",
        )
        store.routing.put_facts(facts)

        assert [facts] == store.routing.facts()

    def test_a_service_knows_its_active_goods(self, store: Any) -> None:
        """And serves what it says, until somebody says otherwise; one's own knows all."""
        store.warehouses.add(Warehouse("jd", connection="wms", remote_id="1", open=False))
        store.known_goods.put(WarehouseGoods("wms", "A", state=GoodsState.ACTIVE))
        store.known_goods.put(WarehouseGoods("wms", "B", state=GoodsState.PENDING_REMOTE))

        own, jd = store.routing.facts({"wms": {"ID"}})
        assert (None, frozenset(), True) == (own.skus, own.serves, own.open)
        assert ({"A"}, {"ID"}, False) == (jd.skus, jd.serves, jd.open)
        with pytest.raises(NotFoundError, match="no warehouse called 'x'"):
            store.routing.facts_of("x")

    def test_a_removed_warehouse_takes_its_facts_along(self, store: Any) -> None:
        """A later one of its name begins anew."""
        store.warehouses.add(Warehouse("n"))
        store.routing.put_facts(attrs.evolve(store.routing.facts_of("n"), capacity=1))
        store.warehouses.remove("n")
        store.warehouses.add(Warehouse("n"))

        assert None is store.routing.facts_of("n").capacity

    def test_places(self, store: Any) -> None:
        """A new list takes the place of the old; without one there is none."""
        assert None is store.routing.gazetteer()

        store.routing.put_places([("Aceh", "Kota Sabang", "")])
        store.routing.put_places(
            [("Jawa Barat", "Kota Bandung", ""), ("Jawa Barat", "Kabupaten Bandung", "Soreang")]
        )

        assert {"bandung"} == store.routing.gazetteer().namesakes


class TestReach:
    """What is remembered for settling orders, until it changes."""

    def test_it_is_remembered(self, store: Any) -> None:
        """What has nothing to do with it changes nothing."""
        before = store.routing.reach()
        store.interactions.end("shop")

        assert store.routing.reach() is before

    @pytest.mark.parametrize(
        "change",
        [
            lambda store: store.associations.add(RULE, "r"),
            lambda store: store.warehouses.add(Warehouse("n")),
            lambda store: store.warehouses.replace(Warehouse("main", open=False)),
            lambda store: store.routing.put_facts(store.routing.facts_of("main")),
            lambda store: store.routing.put_places([("Aceh", "Kota Sabang", "")]),
            lambda store: store.files.add(FileConnection("toko", "shopee")),
            lambda store: store.known_goods.put(
                WarehouseGoods("wms", "A", state=GoodsState.ACTIVE)
            ),
        ],
    )
    def test_it_is_read_again(self, store: Any, change: Any) -> None:
        """After any change of what it is made of."""
        before = store.routing.reach()
        change(store)

        assert store.routing.reach() is not before

    def test_what_was_taken_back_is_forgotten(self, store: Any) -> None:
        """A rule that never came to be is not remembered after the next change."""

        def begin_and_fail() -> None:
            with store.db.transaction():
                store.associations.add(RULE, "r")
                store.routing.reach()
                raise RuntimeError

        with pytest.raises(RuntimeError):
            begin_and_fail()
        store.associations.add(AssociationRule("b", ("main",)), "r")

        assert ["b"] == [rule.name for rule in store.routing.reach().rules]
