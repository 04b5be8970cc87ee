"""Orders as channels tell them, the windows they are asked for by, and their shipments."""

from crossdock.orders.order import Address as Address
from crossdock.orders.order import Order as Order
from crossdock.orders.order import OrderLine as OrderLine
from crossdock.orders.order import OrderStatus as OrderStatus
from crossdock.orders.order import Person as Person
from crossdock.orders.shipment import Handover as Handover
from crossdock.orders.shipment import Label as Label
from crossdock.orders.shipment import Shipment as Shipment
from crossdock.orders.shipment import ShipmentRequest as ShipmentRequest
from crossdock.orders.window import Window as Window
from crossdock.orders.window import windows as windows
