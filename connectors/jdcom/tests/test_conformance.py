"""The connector against the conformance kit, up to the level that it has."""

from __future__ import annotations

import crossdock_jdcom
from crossdock.testing import ConnectorSuite
from crossdock.testing.conformance import Level


class TestConformance(ConnectorSuite):
    """Every check up to gold passes, or the manifest says why it does not apply."""

    connector = crossdock_jdcom
    level = Level.GOLD
