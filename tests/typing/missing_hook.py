"""A connector that has all hooks but one."""

from bargain import accept_order as accept_order
from bargain import arrange_shipment as arrange_shipment
from bargain import authenticate as authenticate
from bargain import decode_notification as decode_notification
from bargain import get_order as get_order
from bargain import inspect_account as inspect_account
from bargain import list_orders as list_orders
from bargain import list_products as list_products
from bargain import manifest as manifest
from bargain import play_sandbox as play_sandbox
from bargain import settings as settings
