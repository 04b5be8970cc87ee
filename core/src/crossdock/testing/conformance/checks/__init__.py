"""The checks, by topic."""

from crossdock.testing.conformance.checks import clocks as clocks
from crossdock.testing.conformance.checks import crashes as crashes
from crossdock.testing.conformance.checks import credentials as credentials
from crossdock.testing.conformance.checks import documents as documents
from crossdock.testing.conformance.checks import errors as errors
from crossdock.testing.conformance.checks import lawful as lawful
from crossdock.testing.conformance.checks import limits as limits
from crossdock.testing.conformance.checks import notifications as notifications
from crossdock.testing.conformance.checks import orders as orders
from crossdock.testing.conformance.checks import outages as outages
from crossdock.testing.conformance.checks import outbounds as outbounds
from crossdock.testing.conformance.checks import package as package
from crossdock.testing.conformance.checks import paging as paging
from crossdock.testing.conformance.checks import planning as planning
from crossdock.testing.conformance.checks import power as power
from crossdock.testing.conformance.checks import products as products
from crossdock.testing.conformance.checks import pythons as pythons
from crossdock.testing.conformance.checks import quotas as quotas
from crossdock.testing.conformance.checks import readings as readings
from crossdock.testing.conformance.checks import refreshes as refreshes
from crossdock.testing.conformance.checks import releases as releases
from crossdock.testing.conformance.checks import renewals as renewals
from crossdock.testing.conformance.checks import replays as replays
from crossdock.testing.conformance.checks import sandboxes as sandboxes
from crossdock.testing.conformance.checks import settings as settings
from crossdock.testing.conformance.checks import shortages as shortages
from crossdock.testing.conformance.checks import stock as stock
from crossdock.testing.conformance.checks import stops as stops
from crossdock.testing.conformance.checks import stores as stores
from crossdock.testing.conformance.checks import turns as turns
from crossdock.testing.conformance.checks import typed as typed
from crossdock.testing.conformance.checks import weather as weather
from crossdock.testing.conformance.checks import wheels as wheels

#: All topics, in the order their checks are run.
TOPICS = (
    package,
    wheels,
    pythons,
    releases,
    typed,
    settings,
    credentials,
    clocks,
    renewals,
    notifications,
    products,
    paging,
    stock,
    stores,
    readings,
    lawful,
    orders,
    outbounds,
    shortages,
    refreshes,
    errors,
    limits,
    quotas,
    outages,
    replays,
    weather,
    crashes,
    stops,
    turns,
    power,
    planning,
    documents,
    sandboxes,
)
