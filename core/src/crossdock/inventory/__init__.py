"""Goods: the events they are known by, what may be promised of them, and pushing it.

The events themselves are made by the modules `claims` (orders), `movements` (goods)
and `stocktaking` (people and warehouse systems).
"""

from crossdock.inventory.assortment import Assortment as Assortment
from crossdock.inventory.assortment import OfferKey as OfferKey
from crossdock.inventory.events import EventKind as EventKind
from crossdock.inventory.events import Pool as Pool
from crossdock.inventory.events import SnapshotSemantics as SnapshotSemantics
from crossdock.inventory.events import StockEvent as StockEvent
from crossdock.inventory.explanation import Published as Published
from crossdock.inventory.explanation import Step as Step
from crossdock.inventory.explanation import replay as replay
from crossdock.inventory.holdings import Holdings as Holdings
from crossdock.inventory.holdings import Position as Position
from crossdock.inventory.holdings import fold as fold
from crossdock.inventory.keys import LineRef as LineRef
from crossdock.inventory.ledger import Correction as Correction
from crossdock.inventory.ledger import Ledger as Ledger
from crossdock.inventory.ledger import Recorded as Recorded
from crossdock.inventory.ledger import corrections as corrections
from crossdock.inventory.ledger import discrepancies as discrepancies
from crossdock.inventory.ledger import returns_expected as returns_expected
from crossdock.inventory.ledger import unsettled as unsettled
from crossdock.inventory.offers import Offer as Offer
from crossdock.inventory.offers import Semantics as Semantics
from crossdock.inventory.published import pending_units as pending_units
from crossdock.inventory.published import publish as publish
from crossdock.inventory.push import PushReport as PushReport
from crossdock.inventory.push import RowOutcome as RowOutcome
from crossdock.inventory.push import RowResult as RowResult
from crossdock.inventory.push import StockReading as StockReading
from crossdock.inventory.push import StockUpdate as StockUpdate
from crossdock.inventory.recipes import Recipe as Recipe
from crossdock.inventory.recipes import flatten as flatten
from crossdock.inventory.recipes import recipe as recipe
from crossdock.inventory.rules import Rule as Rule
from crossdock.inventory.rules import RuleKind as RuleKind
from crossdock.inventory.rules import Rules as Rules
from crossdock.inventory.rules import everyday as everyday
from crossdock.inventory.rules import holding as holding
from crossdock.inventory.sellable import sellable as sellable
from crossdock.inventory.sellable import sellable_kits as sellable_kits
from crossdock.inventory.sellable import servable as servable
from crossdock.inventory.settlement import LineState as LineState
from crossdock.inventory.settlement import Reading as Reading
from crossdock.inventory.settlement import Settlement as Settlement
from crossdock.inventory.settlement import settle as settle
from crossdock.inventory.sharing import Sharing as Sharing
from crossdock.inventory.sharing import SharingMode as SharingMode
from crossdock.inventory.sharing import divide as divide
from crossdock.inventory.sharing import partition as partition
