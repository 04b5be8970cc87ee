"""Stock in files: what each row says, what becomes of it, and the way back into a file."""

from crossdock.flows.stock_files.columns import SYNONYMS as SYNONYMS
from crossdock.flows.stock_files.columns import find_columns as find_columns
from crossdock.flows.stock_files.entries import Entry as Entry
from crossdock.flows.stock_files.entries import Mode as Mode
from crossdock.flows.stock_files.entries import Terms as Terms
from crossdock.flows.stock_files.entries import entries as entries
from crossdock.flows.stock_files.exporting import COLUMNS as COLUMNS
from crossdock.flows.stock_files.exporting import Exported as Exported
from crossdock.flows.stock_files.exporting import exported as exported
from crossdock.flows.stock_files.importing import import_stock as import_stock
from crossdock.flows.stock_files.plan import Fate as Fate
from crossdock.flows.stock_files.plan import Known as Known
from crossdock.flows.stock_files.plan import Outcome as Outcome
from crossdock.flows.stock_files.plan import plan as plan
