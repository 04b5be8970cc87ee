"""What is exchanged with a warehouse that somebody else runs: goods, documents, stock levels.

When an order goes there is `decision` over a channel's policy (`channels`). How it goes
is four tables, `goods_machine`, `inbound_machine`, `warehouse_machine` and
`outbound_machine`, the last two stepped together as a `parcel`; and `job_machine` for
the requests themselves, whose ends `completion` tells to the documents. What a step
asks for are `effects`; why something waits is in `holds`.
"""

from crossdock.fulfilment.documents import Cancellation as Cancellation
from crossdock.fulfilment.documents import CancelOutcome as CancelOutcome
from crossdock.fulfilment.documents import DocumentKey as DocumentKey
from crossdock.fulfilment.documents import DocumentLine as DocumentLine
from crossdock.fulfilment.goods import Goods as Goods
from crossdock.fulfilment.goods import GoodsResult as GoodsResult
from crossdock.fulfilment.goods import ShelfLife as ShelfLife
from crossdock.fulfilment.inbound import Inbound as Inbound
from crossdock.fulfilment.inbound import InboundProgress as InboundProgress
from crossdock.fulfilment.inbound import ReceivedLine as ReceivedLine
from crossdock.fulfilment.inbound import RemoteInbound as RemoteInbound
from crossdock.fulfilment.outbound import Milestone as Milestone
from crossdock.fulfilment.outbound import Outbound as Outbound
from crossdock.fulfilment.outbound import OutboundProgress as OutboundProgress
from crossdock.fulfilment.outbound import RemoteOutbound as RemoteOutbound
from crossdock.fulfilment.outbound import ShippedLine as ShippedLine
from crossdock.fulfilment.warehouses import RemoteWarehouse as RemoteWarehouse
from crossdock.fulfilment.warehouses import StockLevel as StockLevel
