"""What a plugin's own tests need, as public interface."""

from crossdock.testing.connection import open_connection as open_connection
from crossdock.testing.memory import MemoryJournal as MemoryJournal
from crossdock.testing.memory import MemoryPacer as MemoryPacer
from crossdock.testing.memory import MemoryShelf as MemoryShelf
