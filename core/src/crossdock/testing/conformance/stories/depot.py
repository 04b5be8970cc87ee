"""A warehouse that the connection's service runs, with goods that it knows."""

from __future__ import annotations

from collections.abc import Mapping

from crossdock import Goods
from crossdock.fulfilment.warehouse_goods import GoodsState, WarehouseGoods
from crossdock.inventory import SnapshotSemantics
from crossdock.inventory.stocktaking import snapshot
from crossdock.routing import AssociationRule
from crossdock.store import Warehouse
from crossdock.testing.conformance.scene import NAME, Process

WAREHOUSE = "theirs"


def country_of(process: Process) -> str:
    """Return a country that the connector's platform is in."""
    return min(process.subject.manifest.countries, default="ID")


def found(process: Process, remote_id: str, service: str = NAME) -> None:
    """Have the warehouse, run by *service*, and every order leave from there."""
    made = Warehouse(WAREHOUSE, "", service, remote_id, country_of(process))
    process.store.warehouses.add(made)
    process.store.associations.add(AssociationRule("all", (WAREHOUSE,)), "conformance")


def stock(
    process: Process, units: Mapping[str, int], remote_ids: Mapping[str, str], service: str = NAME
) -> None:
    """Have so many *units* of each master SKU lie there, and be known by its *remote_ids*."""
    for sku in units:
        goods = Goods(sku, sku)
        known = WarehouseGoods(
            service, sku, GoodsState.ACTIVE, goods, goods, goods, remote_ids.get(sku, sku)
        )
        process.store.known_goods.put(known)
    physical, now = SnapshotSemantics.PHYSICAL, process.workspace.clock()
    process.store.ledger.record(
        snapshot(sku, count, WAREHOUSE, now, semantics=physical, source=service)
        for sku, count in units.items()
    )
