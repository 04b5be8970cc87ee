"""Hypothesis strategies for stock: small merchants, long histories, hostile channels.

Everything is drawn from few and small numbers, because the bugs of stock live
there: two warehouses, three units, one moment too late. Names are hostile now
and then, and never matter.

`worlds` is the one to begin with; `histories`, `order_lives`, `asks` and `faults`
are for ledgers, order imports, routers and push engines.
"""

from crossdock.testing.strategies.histories import EVENTS as EVENTS
from crossdock.testing.strategies.histories import histories as histories
from crossdock.testing.strategies.histories import reordered as reordered
from crossdock.testing.strategies.hostility import faults as faults
from crossdock.testing.strategies.hostility import interleavings as interleavings
from crossdock.testing.strategies.merchants import PRUDENT as PRUDENT
from crossdock.testing.strategies.merchants import rule_stacks as rule_stacks
from crossdock.testing.strategies.merchants import worlds as worlds
from crossdock.testing.strategies.names import CONNECTIONS as CONNECTIONS
from crossdock.testing.strategies.names import NASTY_SKUS as NASTY_SKUS
from crossdock.testing.strategies.names import WAREHOUSES as WAREHOUSES
from crossdock.testing.strategies.names import moments as moments
from crossdock.testing.strategies.names import pools as pools
from crossdock.testing.strategies.names import skus as skus
from crossdock.testing.strategies.order_lines import OrderLife as OrderLife
from crossdock.testing.strategies.order_lines import asks as asks
from crossdock.testing.strategies.order_lines import order_lives as order_lives
