"""Why a connection does not do what it should: the common issues, each with cause and command.

What is known is gathered once into a frozen `Evidence`; every diagnosis is a pure
function of it.
"""

from crossdock.flows.diagnosis.evidence import Evidence as Evidence
from crossdock.flows.diagnosis.gathering import gather as gather
from crossdock.flows.diagnosis.issues import Issue as Issue
from crossdock.flows.diagnosis.issues import diagnose as diagnose
