"""The connector against the conformance kit, up to silver: its report is of every check."""

from __future__ import annotations

import crossdock_jdid
from crossdock.testing import ConnectorSuite
from crossdock.testing.conformance import Level


class TestConformance(ConnectorSuite):
    """Every check up to silver passes, or the manifest says why it does not apply."""

    connector = crossdock_jdid
    level = Level.SILVER
