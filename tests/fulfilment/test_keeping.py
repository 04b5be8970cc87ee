"""Documents survive being written down."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crossdock.converters import make_converter
from crossdock.fulfilment.effects import JobKind
from crossdock.fulfilment.goods import Goods, ShelfLife
from crossdock.fulfilment.inbound_order import InboundLine, InboundOrder
from crossdock.fulfilment.jobs import Job
from crossdock.fulfilment.outbound_order import OutboundEventKind
from crossdock.fulfilment.warehouse_goods import WarehouseGoods

NOON = datetime(2022, 6, 1, 12, tzinfo=UTC)
CONVERTER = make_converter()


def kept(document):
    """Return *document* as it is read back from JSON."""
    written = json.dumps(CONVERTER.unstructure(document), default=sorted)
    return CONVERTER.structure(json.loads(written), type(document))


def test_parcels(begin):
    """A warehouse order and its outbound are read back as they were written."""
    parcel = begin().taken().outbound(OutboundEventKind.REMOTE_SHIPPED).parcel

    assert parcel.order == kept(parcel.order)
    assert parcel.outbound == kept(parcel.outbound)


@pytest.mark.parametrize(
    "document",
    [
        InboundOrder("in-1", "jakarta", (InboundLine("mug", 3, 1, 1),), changed_at=NOON),
        WarehouseGoods("jd", "mug", goods=Goods("mug", "Mug", ("899",), ShelfLife(9, 5, 2))),
        Job("k", JobKind.CREATE_OUTBOUND, "doc", "hash", NOON, NOON, lost_at=NOON),
    ],
    ids=lambda document: type(document).__name__,
)
def test_others(document):
    """Inbounds, products and jobs are read back as they were written."""
    assert document == kept(document)
