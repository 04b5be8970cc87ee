"""What a plugin's own tests need, as public interface.

The modules `laws`, `strategies`, `machine` and `reference` test anything that
reckons with stock; they need Hypothesis, which the extra ``testing`` brings, and
are imported by their own names.
"""

from crossdock.testing.connection import open_connection as open_connection
from crossdock.testing.memory import MemoryJournal as MemoryJournal
from crossdock.testing.memory import MemoryPacer as MemoryPacer
from crossdock.testing.memory import MemoryShelf as MemoryShelf
