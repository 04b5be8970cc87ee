"""What the machines must know of the world: who runs a warehouse, and what holds there now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossdock.errors import CrossdockError
from crossdock.fulfilment.channels import policy_of
from crossdock.fulfilment.circumstances import Circumstances, Service
from crossdock.fulfilment.decision import Precondition, served
from crossdock.fulfilment.jobs import JobTerms
from crossdock.fulfilment.warehouse_goods import GoodsState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from crossdock.fulfilment.warehouse_order import WarehouseOrder
    from crossdock.manifest import Manifest
    from crossdock.policy import ChannelPolicy
    from crossdock.workspace import Workspace

#: Goods in one of these states can be shipped by the warehouse that knows them.
_SHIPPABLE = frozenset({GoodsState.ACTIVE, GoodsState.DIRTY})


class World:
    """The circumstances of parcels, read once and used for a run.

    Args:

        workspace: what they are read from; its clock tells the time.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._manifests: dict[str, Manifest | None] = {}
        self._policies: dict[str, ChannelPolicy] = {}

    def manifest(self, connection: str) -> Manifest | None:
        """Return what a connection's connector declares; None for one that has no connector.

        Orders from files belong to a channel that nobody speaks to.
        """
        if connection not in self._manifests:
            self._manifests[connection] = self._declared(connection)
        return self._manifests[connection]

    def policy(self, connection: str) -> ChannelPolicy:
        """Return when orders of a connection may go to a warehouse that others run.

        Those of a shop of files go by what the connector of its channel declares, if there
        is one of that name.
        """
        if connection not in self._policies:
            self._policies[connection] = self._policy(connection)
        return self._policies[connection]

    def _policy(self, connection: str) -> ChannelPolicy:
        manifest = self.manifest(connection)
        if manifest is not None:
            return policy_of(manifest.name, manifest.fulfilment)
        channel = self._workspace.store.files.channel(connection)
        spoken = self._of_connector(channel)
        return policy_of(channel, spoken.fulfilment if spoken else None)

    def service(self, connection: str) -> Service:
        """Return who runs the warehouses of a fulfilment connection."""
        manifest = self.manifest(connection)
        if manifest is None:
            return Service(connection)
        return Service(connection, cancel_until=manifest.cancel_until)

    def terms(self, connection: str) -> JobTerms:
        """Return what the other side is like when something is to be done there."""
        manifest = self.manifest(connection)
        now = self._workspace.clock()
        if manifest is None:
            return JobTerms(now)
        return JobTerms(now, late_apply=manifest.late_apply, read_lag=manifest.read_lag)

    def look_up(self, orders: Collection[tuple[str, str]]) -> None:
        """Have the open transaction read what is kept of *orders*, and the world around them."""
        store = self._workspace.store
        store.look_up(orders)
        parcels = [one.order for order in orders for one in store.parcels.of_order(*order)]
        store.parcels.look_up(orders, [one.waybill for one in parcels if one.waybill])
        services = {one.connection for one in store.warehouses.all() if one.connection}
        skus = {unit.sku for one in parcels for unit in one.lines}
        store.known_goods.look_up([(service, sku) for service in services for sku in skus])

    def of(self, order: WarehouseOrder, *, mixed: bool = False) -> Circumstances:
        """Return the world around one parcel at this moment.

        Args:

            mixed: its order leaves in several parcels.
        """
        store = self._workspace.store
        now = self._workspace.clock()
        waybill = order.waybill
        policy, manifest = self.policy(order.connection), self.manifest(order.connection)
        return Circumstances(
            now=now,
            policy=policy,
            service=self.service(self._runs(order.warehouse)),
            unmet=frozenset(self._unmet(order)) if order.service else frozenset(),
            mixed=mixed and bool(waybill),
            shared=store.parcels.sharing_waybill(waybill, besides=(order.connection, order.order)),
            # An order from a file cannot be asked about again: it is as fresh as it gets.
            order_read_at=store.orders.read_at(order.connection, order.order) if manifest else now,
            tells_waybills=policy.issues_waybills
            and (manifest is None or manifest.issues_waybills),
        )

    def _unmet(self, order: WarehouseOrder) -> Iterator[Precondition]:
        store = self._workspace.store
        connection = self._runs(order.warehouse)
        manifest = self.manifest(connection)
        if manifest is None or not store.interactions.of(connection).active:
            yield Precondition.AUTHORISED
            return
        kept = store.orders.kept(order.connection, order.order).order
        if not served(self.site(order.connection), kept.address.country, manifest.countries):
            yield Precondition.COUNTRY
        for one in order.lines:
            if store.known_goods.get(connection, one.sku).state not in _SHIPPABLE:
                yield Precondition.GOODS
                return

    def site(self, connection: str) -> frozenset[str]:
        """Return the countries that a shop sells in."""
        manifest = self.manifest(connection)
        if manifest is None:
            return frozenset(filter(None, [self._workspace.store.files.site(connection)]))
        return manifest.countries

    def _runs(self, warehouse: str) -> str:
        if not warehouse:
            return ""
        return self._workspace.store.warehouses.get(warehouse).connection

    def _declared(self, connection: str) -> Manifest | None:
        known = {kept.name: kept for kept in self._workspace.store.connections.all()}
        return self._of_connector(known[connection].connector) if connection in known else None

    def _of_connector(self, name: str) -> Manifest | None:
        try:
            return self._workspace.plugins.hooks(name).manifest()
        except CrossdockError:
            # A plugin that does not load denies its own orders, and hurts no others.
            return None
