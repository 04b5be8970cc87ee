"""The conformance kit: what every connector must make true, as checks that anybody can run.

Under pytest, this is all that an author writes::

    class TestShopee(ConnectorSuite):
        connector = crossdock_shopee

On the command line it is ``crossdock conform run shopee``. The checks run against the
connector's own sandbox, which they start on this machine; nothing else is called.
"""

from crossdock.testing.conformance.check import BrokenError as BrokenError
from crossdock.testing.conformance.check import Check as Check
from crossdock.testing.conformance.check import NotPlayedError as NotPlayedError
from crossdock.testing.conformance.level import Level as Level
from crossdock.testing.conformance.level import Outcome as Outcome
from crossdock.testing.conformance.registry import CHECKS as CHECKS
from crossdock.testing.conformance.registry import chosen as chosen
from crossdock.testing.conformance.registry import find as find
from crossdock.testing.conformance.running import Report as Report
from crossdock.testing.conformance.running import Result as Result
from crossdock.testing.conformance.running import run as run
from crossdock.testing.conformance.running import run_check as run_check
from crossdock.testing.conformance.subject import Subject as Subject
from crossdock.testing.conformance.suite import ConnectorSuite as ConnectorSuite
