"""A connector that has all hooks but one."""

from bargain import accept_order as accept_order
from bargain import arrange_shipment as arrange_shipment
from bargain import authenticate as authenticate
from bargain import cancel_inbound as cancel_inbound
from bargain import cancel_outbound as cancel_outbound
from bargain import create_inbound as create_inbound
from bargain import create_outbound as create_outbound
from bargain import decode_notification as decode_notification
from bargain import find_inbound as find_inbound
from bargain import find_outbound as find_outbound
from bargain import get_order as get_order
from bargain import inspect_account as inspect_account
from bargain import list_orders as list_orders
from bargain import list_products as list_products
from bargain import list_stock as list_stock
from bargain import list_warehouses as list_warehouses
from bargain import manifest as manifest
from bargain import play_sandbox as play_sandbox
from bargain import push_products as push_products
from bargain import read_stock as read_stock
from bargain import refresh_inbound as refresh_inbound
from bargain import refresh_outbound as refresh_outbound
from bargain import settings as settings
