"""Orders in files: what each row says, what becomes of each order, and the way back."""

from crossdock.flows.order_files.columns import SYNONYMS as SYNONYMS
from crossdock.flows.order_files.columns import find_columns as find_columns
from crossdock.flows.order_files.exporting import COLUMNS as COLUMNS
from crossdock.flows.order_files.exporting import Exported as Exported
from crossdock.flows.order_files.exporting import exported as exported
from crossdock.flows.order_files.gathering import Gathered as Gathered
from crossdock.flows.order_files.gathering import gather as gather
from crossdock.flows.order_files.importing import Fate as Fate
from crossdock.flows.order_files.importing import Imported as Imported
from crossdock.flows.order_files.importing import Outcome as Outcome
from crossdock.flows.order_files.importing import examined as examined
from crossdock.flows.order_files.importing import import_orders as import_orders
from crossdock.flows.order_files.rows import Row as Row
from crossdock.flows.order_files.rows import Terms as Terms
from crossdock.flows.order_files.rows import read_rows as read_rows
from crossdock.flows.order_files.statuses import CHANNELS as CHANNELS
from crossdock.flows.order_files.statuses import COMMON as COMMON
from crossdock.flows.order_files.statuses import status_of as status_of
