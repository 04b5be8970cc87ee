"""Products at a warehouse: complete before they are pushed, and fixed where they cannot change."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from crossdock.fulfilment.circumstances import Service
from crossdock.fulfilment.effects import Enqueue, OpenReview
from crossdock.fulfilment.goods import Goods, ShelfLife
from crossdock.fulfilment.goods_machine import step
from crossdock.fulfilment.warehouse_goods import (
    GoodsEvent,
    GoodsEventKind,
    GoodsState,
    WarehouseGoods,
)

NOON = datetime(2022, 6, 1, 12, tzinfo=UTC)
MUG = Goods("mug", "Mug, blue")
MILK = attrs.evolve(MUG, shelf_life=ShelfLife(30, 20, 10))
Kind = GoodsEventKind


class Product:
    """A product on its way into a warehouse's system."""

    def __init__(self) -> None:
        self.doc = WarehouseGoods("jd", "mug")
        self.effects: list[object] = []

    def tell(self, *kinds: GoodsEventKind, **fields) -> Product:
        """Step the product."""
        for kind in kinds:
            made = step(self.doc, GoodsEvent(kind, NOON, **fields), Service("jd"))
            self.doc = made.document
            self.effects += made.effects
        return self

    def active(self) -> Product:
        """Come as far as a product that the warehouse knows."""
        self.tell(Kind.CHOOSE, goods=MUG).tell(Kind.VALIDATE, Kind.PUSH, Kind.LEASED)
        return self.tell(Kind.TAKEN, remote_id="EMG1")

    @property
    def state(self) -> GoodsState:
        """Return where it is."""
        return self.doc.state

    @property
    def jobs(self) -> list[str]:
        """Return the keys of the jobs enqueued."""
        return [one.key for one in self.effects if isinstance(one, Enqueue)]

    @property
    def reviews(self) -> list[str]:
        """Return the reasons that a person was asked for."""
        return [one.reason.value for one in self.effects if isinstance(one, OpenReview)]


def test_the_whole_way():
    """Chosen, complete, pushed once, active under the warehouse's id."""
    product = Product().active()

    assert (GoodsState.ACTIVE, "EMG1") == (product.state, product.doc.remote_id)
    assert ["prod:jd:mug:1"] == product.jobs


def test_an_incomplete_product_is_not_pushed():
    """What the warehouse would refuse stays a draft, with all that is wrong with it."""
    errors = ("The name is longer than 30 characters.", "It has no barcode.")
    product = Product().tell(Kind.CHOOSE, goods=MUG).tell(Kind.VALIDATE, errors=errors)
    product.tell(Kind.PUSH)

    assert (GoodsState.DRAFT, errors, []) == (product.state, product.doc.errors, product.jobs)


def test_by_default_nothing_expires():
    """A product without a shelf life is complete."""
    product = Product().tell(Kind.CHOOSE, goods=MUG).tell(Kind.VALIDATE)

    assert GoodsState.READY is product.state


def test_the_shelf_life_is_fixed_by_the_push():
    """An edit of the shelf life after the push is refused and asked about."""
    product = Product().active().tell(Kind.EDIT, goods=MILK)

    assert (GoodsState.REVIEW, MUG) == (product.state, product.doc.goods)
    assert ["shelf_life_fixed"] == product.reviews
    assert GoodsState.ACTIVE is product.tell(Kind.RESOLVE).state


def test_the_shelf_life_may_change_before_the_push():
    """Until it was sent, everything can be edited."""
    product = Product().tell(Kind.CHOOSE, goods=MUG).tell(Kind.VALIDATE)
    product.tell(Kind.EDIT, goods=MILK)

    assert (GoodsState.DRAFT, MILK) == (product.state, product.doc.goods)


def test_a_shelf_life_in_flight_cannot_change():
    """What may have arrived counts as arrived."""
    product = Product().tell(Kind.CHOOSE, goods=MUG).tell(Kind.VALIDATE, Kind.PUSH, Kind.LEASED)
    product.tell(Kind.DOUBTED).tell(Kind.EDIT, goods=MILK)

    assert (GoodsState.UNKNOWN, ["shelf_life_fixed"]) == (product.state, product.reviews)


def test_an_edit_is_pushed_again():
    """A new name makes it dirty, and goes out under the next revision's key."""
    product = Product().active().tell(Kind.EDIT, goods=attrs.evolve(MUG, name="Mug, red"))
    dirty = product.state
    product.tell(Kind.PUSH)

    assert GoodsState.DIRTY is dirty
    assert ["prod:jd:mug:1", "prod:jd:mug:2"] == product.jobs


def test_an_edit_while_it_is_sent():
    """What changed after it was sent is pushed after it."""
    product = Product().tell(Kind.CHOOSE, goods=MUG).tell(Kind.VALIDATE, Kind.PUSH, Kind.LEASED)
    product.tell(Kind.EDIT, goods=attrs.evolve(MUG, name="Mug, red")).tell(Kind.TAKEN)

    assert GoodsState.DIRTY is product.state


def test_a_refusal_is_edited():
    """A refused product is a draft again once it is edited."""
    product = Product().tell(Kind.CHOOSE, goods=MUG).tell(Kind.VALIDATE, Kind.PUSH, Kind.LEASED)
    product.tell(Kind.REFUSED, detail="barcode taken")
    refused = product.state
    product.tell(Kind.EDIT, goods=attrs.evolve(MUG, barcodes=("899",)))

    assert [GoodsState.REJECTED, GoodsState.DRAFT] == [refused, product.state]


def test_a_refusal_is_pushed_again():
    """What the warehouse had against it may be mended there: it goes out under another key."""
    product = Product().tell(Kind.CHOOSE, goods=MUG).tell(Kind.VALIDATE, Kind.PUSH, Kind.LEASED)
    product.tell(Kind.REFUSED, detail="category closed").tell(Kind.PUSH)

    assert GoodsState.QUEUED is product.state
    assert ["prod:jd:mug:1", "prod:jd:mug:2"] == product.jobs


def test_it_waits_to_be_confirmed():
    """A warehouse that takes it without an id is asked until it has one."""
    product = Product().tell(Kind.CHOOSE, goods=MUG).tell(Kind.VALIDATE, Kind.PUSH, Kind.LEASED)
    product.tell(Kind.TAKEN_PENDING)
    pending = product.state
    product.tell(Kind.REMOTE_ACTIVE, remote_id="EMG1")

    assert [GoodsState.PENDING_REMOTE, GoodsState.ACTIVE] == [pending, product.state]


@pytest.mark.parametrize(
    ("empty", "state"), [(True, GoodsState.RETIRED), (False, GoodsState.ACTIVE)]
)
def test_only_empty_products_retire(empty, state):
    """A product of which something is left there stays."""
    assert state is Product().active().tell(Kind.RETIRE, empty=empty).state


def test_a_renamed_product_is_asked_about():
    """The warehouse knows it by its old name; a person decides."""
    product = Product().active().tell(Kind.RENAMED, detail="mug → mug-blue")

    assert (GoodsState.REVIEW, ["sku_renamed"]) == (product.state, product.reviews)
