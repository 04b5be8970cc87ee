"""The hooks: what core asks of a connector, one Protocol each.

A connector is a module of functions with these names, each marked with
`crossdock.hookimpl`; it implements what its platform can do. Every hook answers
with a value, one page at a time, and never with None: that is how pluggy says
that nobody answered. Arguments have no defaults and are never keyword-only:
pluggy would not pass them. A connector may leave out arguments that it does not
need; it is called by name, and arguments are only ever added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pluggy

if TYPE_CHECKING:
    from crossdock.accounts import Account
    from crossdock.catalogue import Listing
    from crossdock.connections import Connection
    from crossdock.fulfilment import (
        Cancellation,
        DocumentKey,
        Goods,
        GoodsResult,
        Inbound,
        Outbound,
        RemoteInbound,
        RemoteOutbound,
        RemoteWarehouse,
        StockLevel,
    )
    from crossdock.http import Auth
    from crossdock.inventory import PushReport, StockReading, StockUpdate
    from crossdock.manifest import Manifest
    from crossdock.notifications import Hint, NotificationRequest
    from crossdock.orders import Order, Shipment, ShipmentRequest, Window
    from crossdock.paging import Page
    from crossdock.routing import AssociationRule, Unrouted, WarehouseFacts
    from crossdock.sandbox import Sandbox, SandboxOptions

PROJECT = "crossdock"

#: The version of these specs, which a connector's manifest names as its
#: ``hook_api``. It grows when an old core could not call a new connector.
HOOK_API = 1

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class DeclareManifest(Protocol):
    """Every connector."""

    @hookspec(firstresult=True)
    def manifest(self) -> Manifest:
        """Return what core must know of the platform, without importing anything of weight."""
        ...


class DeclareSettings(Protocol):
    """Every connector."""

    @hookspec(firstresult=True)
    def settings(self) -> type[Any]:
        """Return the frozen attrs class of a connection's settings; secrets typed `Secret`."""
        ...


class Authenticate(Protocol):
    """Every connector."""

    @hookspec(firstresult=True)
    def authenticate(self, connection: Connection[Any]) -> Auth:
        """Return the flow that signs each request and fetches or renews its token."""
        ...


class InspectAccount(Protocol):
    """Every connector."""

    @hookspec(firstresult=True)
    def inspect_account(self, connection: Connection[Any]) -> Account:
        """Return who we are there, and the platform's preconditions as named checks."""
        ...


class ListProducts(Protocol):
    """Channels."""

    @hookspec(firstresult=True)
    def list_products(self, connection: Connection[Any], cursor: str | None) -> Page[Listing]:
        """Return the page of listings at *cursor*; the first page for None."""
        ...


class PushStock(Protocol):
    """Channels."""

    @hookspec(firstresult=True)
    def push_stock(
        self, connection: Connection[Any], updates: tuple[StockUpdate, ...]
    ) -> PushReport:
        """Return one result per update, having sent at most the manifest's `stock_batch`."""
        ...


class ReadStock(Protocol):
    """Channels."""

    @hookspec(firstresult=True)
    def read_stock(
        self, connection: Connection[Any], listing_ids: tuple[str, ...]
    ) -> tuple[StockReading, ...]:
        """Return what each listing shows now; one that the channel does not know is left out.

        Asked for at most the manifest's `read_batch` at once: what is due to be read
        back, what a write without an answer left in doubt, and what is scarce, right
        before it is written. A platform that has no call for some listings alone has
        its whole list read (`crossdock.paging.walk`); its manifest then declares a
        `read_batch` larger than any shop, so that the list is read once for all of
        them and not once for each.
        """
        ...


class ListOrders(Protocol):
    """Channels."""

    @hookspec(firstresult=True)
    def list_orders(
        self, connection: Connection[Any], window: Window, cursor: str | None
    ) -> Page[Order]:
        """Return the page of orders of *window* at *cursor*; a few outside it do no harm.

        Orders are asked for by when they last changed, where the platform can. Both
        ends of the window are included and may hold fractions of a second: an
        interface of whole seconds is asked from the start rounded down to the end
        rounded up. A list that has a beginning and no end is cut by
        `crossdock.rows.until`.
        """
        ...


class GetOrder(Protocol):
    """Channels."""

    @hookspec(firstresult=True)
    def get_order(self, connection: Connection[Any], order_id: str) -> Order:
        """Return the order as the channel has it now.

        Asked for each open order that a pull's windows did not bring, on every pull
        (``order pull --no-reread`` leaves them), right before an outbound of it is
        sent, and for what an `accept_order` or `arrange_shipment` without an answer
        came to. A platform that has no call for one order does without the hook, and
        its manifest's `not_applicable` says so: a pull then believes the list, which
        must tell every change, and where one order is needed, the list is walked from
        when it was placed, at the cost of the pages up to it.

        Raises:

            RequestRefusedError: the channel has no such order; the error's `status`,
                `remote_code` or `remote_message` tells what it said.
        """
        ...


class AcceptOrder(Protocol):
    """Channels."""

    @hookspec(firstresult=True)
    def accept_order(self, connection: Connection[Any], order_id: str) -> Order:
        """Return the order as it stands after the seller accepted it."""
        ...


class ArrangeShipment(Protocol):
    """Channels."""

    @hookspec(firstresult=True)
    def arrange_shipment(self, connection: Connection[Any], request: ShipmentRequest) -> Shipment:
        """Return the order after its shipment was arranged, with the waybill if one was issued.

        An earlier attempt may have got through although its answer was lost: an order
        that has left under the waybill asked for is returned as it is.

        Raises:

            RequestRefusedError: it cannot leave so, or has left under another waybill.

            InputRefusedError: the channel knows no such handover; nothing was sent.
        """
        ...


class PushProducts(Protocol):
    """Fulfilment services."""

    @hookspec(firstresult=True)
    def push_products(
        self, connection: Connection[Any], goods: tuple[Goods, ...]
    ) -> tuple[GoodsResult, ...]:
        """Return one result per product, created or brought up to date at the service.

        Core tells at most the manifest's `goods_batch` at once, and tells those again
        whose fate is not known: the connector looks which goods the service knows.

        Raises:

            RequestRefusedError: the call as a whole; it is made again in halves.

            RemoteError: nothing is known of any of them.
        """
        ...


class CreateOutbound(Protocol):
    """Fulfilment services."""

    @hookspec(firstresult=True)
    def create_outbound(self, connection: Connection[Any], outbound: Outbound) -> RemoteOutbound:
        """Return the outbound as the service has it, made now or by an earlier attempt.

        One that an earlier attempt made of other goods may be returned as it is: core
        compares it with what was asked.

        Raises:

            StockShortError: the warehouse has too little; another one is tried.

            AddressRefusedError: it cannot ship to the address; a person corrects it.

            DuplicateReferenceError: our reference is taken; it is looked up by what.

            RequestRefusedError: it refused for any other reason; a person is asked.

            OutcomeUnknownError: nobody can tell whether it has it; `find_outbound` may.
        """
        ...


class FindOutbound(Protocol):
    """Fulfilment services."""

    @hookspec(firstresult=True)
    def find_outbound(
        self, connection: Connection[Any], reference: str
    ) -> tuple[RemoteOutbound, ...]:
        """Return what the service has under our reference: nothing, one, or one and its parts.

        Parts are named in the `split_into` of what was split. Several that are no parts
        of one another are a doubt for a person.

        Raises:

            UnsupportedError: the service cannot be asked by our reference.
        """
        ...


class CancelOutbound(Protocol):
    """Fulfilment services."""

    @hookspec(firstresult=True)
    def cancel_outbound(self, connection: Connection[Any], document: DocumentKey) -> Cancellation:
        """Return what asking to cancel came to; what was cancelled before is cancelled."""
        ...


class RefreshOutbound(Protocol):
    """Fulfilment services."""

    @hookspec(firstresult=True)
    def refresh_outbound(
        self, connection: Connection[Any], documents: tuple[DocumentKey, ...]
    ) -> tuple[RemoteOutbound, ...]:
        """Return each outbound as it is now; one that the service does not know is left out.

        Of one that was split, its ids in `split_into` are asked for next, under the
        same reference, and added up.
        """
        ...


class CreateInbound(Protocol):
    """Fulfilment services."""

    @hookspec(firstresult=True)
    def create_inbound(self, connection: Connection[Any], inbound: Inbound) -> RemoteInbound:
        """Return the inbound as the service has it, made now or by an earlier attempt.

        It may raise what `create_outbound` may, and is compared with what was announced.
        """
        ...


class FindInbound(Protocol):
    """Fulfilment services."""

    @hookspec(firstresult=True)
    def find_inbound(
        self, connection: Connection[Any], reference: str
    ) -> tuple[RemoteInbound, ...]:
        """Return what the service has under our reference; nothing where it has nothing.

        Raises:

            UnsupportedError: the service cannot be asked by our reference.
        """
        ...


class CancelInbound(Protocol):
    """Fulfilment services."""

    @hookspec(firstresult=True)
    def cancel_inbound(self, connection: Connection[Any], document: DocumentKey) -> Cancellation:
        """Return what asking to cancel came to; what was cancelled before is cancelled."""
        ...


class RefreshInbound(Protocol):
    """Fulfilment services."""

    @hookspec(firstresult=True)
    def refresh_inbound(
        self, connection: Connection[Any], documents: tuple[DocumentKey, ...]
    ) -> tuple[RemoteInbound, ...]:
        """Return each inbound as it is now; one that the service does not know is left out."""
        ...


class ListStock(Protocol):
    """Fulfilment services."""

    @hookspec(firstresult=True)
    def list_stock(self, connection: Connection[Any], cursor: str | None) -> Page[StockLevel]:
        """Return the page of stock levels at *cursor*, those of zero included."""
        ...


class ListWarehouses(Protocol):
    """Fulfilment services."""

    @hookspec(firstresult=True)
    def list_warehouses(self, connection: Connection[Any]) -> tuple[RemoteWarehouse, ...]:
        """Return the warehouses that the account may use."""
        ...


class DecodeNotification(Protocol):
    """Every connector whose platform calls back."""

    @hookspec(firstresult=True)
    def decode_notification(
        self, connection: Connection[Any], request: NotificationRequest
    ) -> tuple[Hint, ...]:
        """Return what a webhook call hints at, once its signature over the raw bytes holds."""
        ...


class PlaySandbox(Protocol):
    """Every connector."""

    @hookspec(firstresult=True)
    def play_sandbox(self, options: SandboxOptions) -> Sandbox:
        """Return the app that plays the platform, with the settings that reach it."""
        ...


class Connector(
    DeclareManifest,
    DeclareSettings,
    Authenticate,
    InspectAccount,
    ListProducts,
    PushStock,
    ReadStock,
    ListOrders,
    GetOrder,
    AcceptOrder,
    ArrangeShipment,
    PushProducts,
    CreateOutbound,
    FindOutbound,
    CancelOutbound,
    RefreshOutbound,
    CreateInbound,
    FindInbound,
    CancelInbound,
    RefreshInbound,
    ListStock,
    ListWarehouses,
    DecodeNotification,
    PlaySandbox,
    Protocol,
):
    """All hooks at once: what `Plugins.hooks` returns, typed for the caller."""


class RankWarehouses(Protocol):
    """Middlewares."""

    @hookspec(firstresult=True)
    def rank_warehouses(
        self,
        order: Unrouted,
        rule: AssociationRule,
        warehouses: tuple[WarehouseFacts, ...],
    ) -> tuple[str, ...] | None:
        """Return the names of *warehouses*, the preferred first; None leaves it to the rule.

        They are those that *rule* names and that could send *order* today. Of several
        middlewares the first that answers is followed. A line is still split, held or
        passed on as the rule says, and goods that are owed elsewhere stay there.
        """
        ...


class Middleware(RankWarehouses, Protocol):
    """The hooks that are asked of middlewares alone; no connector has them."""
