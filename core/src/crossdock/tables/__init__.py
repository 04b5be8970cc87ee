"""Tables that people keep in files: CSV, JSONL and XLSX, read strictly and written back."""

from crossdock.tables.cells import looks_guessed as looks_guessed
from crossdock.tables.cells import text_of as text_of
from crossdock.tables.cells import units_of as units_of
from crossdock.tables.reading import LIMITS as LIMITS
from crossdock.tables.reading import read_file as read_file
from crossdock.tables.reading import read_table as read_table
from crossdock.tables.table import Cell as Cell
from crossdock.tables.table import Limits as Limits
from crossdock.tables.table import Table as Table
from crossdock.tables.table import TableRow as TableRow
from crossdock.tables.writing import FORMATS as FORMATS
from crossdock.tables.writing import write_file as write_file
from crossdock.tables.writing import written as written
