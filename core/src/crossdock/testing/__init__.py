"""What a plugin's own tests need, as public interface.

The modules `laws`, `strategies`, `machine` and `reference` test anything that
reckons with stock; they need Hypothesis, which the extra ``testing`` brings, and
are imported by their own names. `ConnectorSuite`, of the package `conformance`,
tests a connector against its own sandbox; that needs the extra ``sandbox``.
"""

from typing import TYPE_CHECKING, Any

from crossdock.testing.connection import open_connection as open_connection
from crossdock.testing.memory import MemoryJournal as MemoryJournal
from crossdock.testing.memory import MemoryPacer as MemoryPacer
from crossdock.testing.memory import MemoryShelf as MemoryShelf

if TYPE_CHECKING:
    from crossdock.testing.conformance import ConnectorSuite as ConnectorSuite


def __getattr__(name: str) -> Any:
    # Serving a sandbox takes packages that opening a connection does not need.
    if name == "ConnectorSuite":
        from crossdock.testing.conformance import ConnectorSuite

        return ConnectorSuite
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
