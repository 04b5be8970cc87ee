"""The store: everything the workspace remembers, and the only place that knows SQL."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from crossdock.store.asks import Ask as Ask
from crossdock.store.asks import Asks as Asks
from crossdock.store.associations import Associations as Associations
from crossdock.store.associations import Revision as Revision
from crossdock.store.bindings import AccountBindings as AccountBindings
from crossdock.store.calls import StoredJournal as StoredJournal
from crossdock.store.calls import StoredPacer as StoredPacer
from crossdock.store.calls import StoredShelf as StoredShelf
from crossdock.store.calls import calls_of
from crossdock.store.catalogue import Catalogue as Catalogue
from crossdock.store.connections import Connections as Connections
from crossdock.store.connections import StoredConnection as StoredConnection
from crossdock.store.database import BUSY_SECONDS, stamp
from crossdock.store.database import Connect as Connect
from crossdock.store.database import Database as Database
from crossdock.store.database import Row as Row
from crossdock.store.drifts import DriftRow as DriftRow
from crossdock.store.drifts import Drifts as Drifts
from crossdock.store.files import FileConnection as FileConnection
from crossdock.store.files import Files as Files
from crossdock.store.goods_facts import KeptFacts as KeptFacts
from crossdock.store.inbound_news import InboundNews as InboundNews
from crossdock.store.inbound_news import News as News
from crossdock.store.inbounds import Inbounds as Inbounds
from crossdock.store.inbounds import KnownGoods as KnownGoods
from crossdock.store.interaction import Interactions as Interactions
from crossdock.store.kept_orders import ListingKey, OrderKey
from crossdock.store.ledger import Difference as Difference
from crossdock.store.ledger import StockLedger as StockLedger
from crossdock.store.locations import Locations as Locations
from crossdock.store.merges import Merges as Merges
from crossdock.store.merges import MergeState as MergeState
from crossdock.store.offered import OfferedListings as OfferedListings
from crossdock.store.order_days import orders_between
from crossdock.store.orders import KeptOrder as KeptOrder
from crossdock.store.orders import OrderChange as OrderChange
from crossdock.store.orders import Orders as Orders
from crossdock.store.outbox import KeptJob as KeptJob
from crossdock.store.outbox import Outbox as Outbox
from crossdock.store.parcels import Parcels as Parcels
from crossdock.store.pulls import Pulls as Pulls
from crossdock.store.pulls import StoredPull as StoredPull
from crossdock.store.recipes import Recipes as Recipes
from crossdock.store.reviews import Reviews as Reviews
from crossdock.store.routing_facts import RoutingFacts as RoutingFacts
from crossdock.store.rules import SharedPattern as SharedPattern
from crossdock.store.rules import StockRules as StockRules
from crossdock.store.runs import Runs as Runs
from crossdock.store.sales import Sales as Sales
from crossdock.store.shelves import Shelves as Shelves
from crossdock.store.shown import ShownListings as ShownListings
from crossdock.store.shown_listing import Answer as Answer
from crossdock.store.shown_listing import ShownListing as ShownListing
from crossdock.store.stock import Stock as Stock
from crossdock.store.stock import Target as Target
from crossdock.store.titles import Titles as Titles
from crossdock.store.unrouted import UnroutedClaim as UnroutedClaim
from crossdock.store.unrouted import UnroutedDemand as UnroutedDemand
from crossdock.store.warehouses import MAIN as MAIN
from crossdock.store.warehouses import Warehouse as Warehouse
from crossdock.store.warehouses import Warehouses as Warehouses

#: Until a workspace serves several, its one merchant has this name.
MERCHANT = "main"


class Store:
    """What one merchant's part of the database holds, by topic.

    Args:

        path: the database file; made if it is not there.

        now: the time, aware.

        busy_seconds: how long a write waits for another process's.

        connect: opens each connection to the file; sqlite3 itself if not given.
    """

    def __init__(
        self,
        path: Path,
        now: Callable[[], datetime],
        merchant: str = MERCHANT,
        *,
        busy_seconds: float = BUSY_SECONDS,
        connect: Connect | None = None,
    ) -> None:
        ways = {} if connect is None else {"connect": connect}
        self.db = Database(path, busy_seconds=busy_seconds, **ways)
        self.merchant = merchant
        try:
            self.applied = self.db.migrate()
            self._enter(now)
        except BaseException:
            self.db.close()
            raise
        self.connections = Connections(self.db, merchant, now)
        self.files = Files(self.db, merchant, now)
        self.catalogue = Catalogue(self.db, merchant, now)
        self.warehouses = Warehouses(self.db, merchant, now)
        self.locations = Locations(self.db, merchant, now)
        self.recipes = Recipes(self.db, merchant)
        self.ledger = StockLedger(self.db, merchant, now)
        self.shelves = Shelves(self.db, merchant)
        self.stock = Stock(self.db, merchant)
        self.shown = ShownListings(self.db, merchant, now)
        self.sales = Sales(self.db, merchant)
        self.drifts = Drifts(self.db, merchant, now)
        self.orders = Orders(self.db, merchant, now)
        self.reviews = Reviews(self.db, merchant, now)
        self.pulls = Pulls(self.db, merchant, now)
        self.runs = Runs(self.db, merchant, now)
        self.offered = OfferedListings(self.db, merchant)
        self.titles = Titles(self.db, merchant)
        self.rules = StockRules(self.db, merchant, now)
        self.associations = Associations(self.db, merchant, now)
        self.routing = RoutingFacts(self.db, merchant, now)
        self.unrouted = UnroutedDemand(self.db, merchant)
        self.interactions = Interactions(self.db, merchant, now)
        self.merges = Merges(self.db, merchant, now)
        self.parcels = Parcels(self.db, merchant, now)
        self.inbounds = Inbounds(self.db, merchant, now)
        self.known_goods = KnownGoods(self.db, merchant, now)
        self.outbox = Outbox(self.db, merchant, now)
        self.bindings = AccountBindings(self.db, merchant, now)
        self.goods_facts = KeptFacts(self.db, merchant, now)
        self.inbound_news = InboundNews(self.db, merchant, now)
        self.asks = Asks(self.db, merchant, now)

    def _enter(self, now: Callable[[], datetime]) -> None:
        # Asked first, so that who only reads needs not wait for who writes.
        if self.db.value("SELECT 1 FROM merchants WHERE merchant = ?", (self.merchant,)):
            return
        with self.db.transaction():
            entered = self.db.execute(
                """
                INSERT INTO merchants (merchant, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING
                """,
                (self.merchant, stamp(now())),
            )
            if entered:
                Warehouses(self.db, self.merchant, now).add(Warehouse(MAIN))

    def look_up(self, orders: Collection[OrderKey], listings: Collection[ListingKey] = ()) -> None:
        """Have the open transaction read what is kept of *orders*, in a query for each kind.

        Whatever it knew before is written down and forgotten first, so that memory does
        not grow with how many orders it comes to deal with.

        Args:

            listings: those besides that the orders will have sold, by connection and id.
        """
        self.db.notebook.forget()
        self.recipes.look_up(self.orders.look_up(orders, listings))
        self.ledger.look_up(orders)
        self.parcels.look_up(orders)
        self.reviews.look_up(orders)

    def calls(self, connection: str, limit: int = 50) -> list[Row]:
        """Return the last remote calls of a connection, newest first."""
        return calls_of(self.db, self.merchant, connection, limit)

    def orders_between(self, since: datetime, until: datetime) -> tuple[int, datetime | None]:
        """Return how many orders were placed in a span, and when the first of them was."""
        return orders_between(self.db, self.merchant, since, until)

    def close(self) -> None:
        """Close the database."""
        self.db.close()
