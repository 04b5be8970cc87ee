"""The checks, by topic."""

from crossdock.testing.conformance.checks import credentials as credentials
from crossdock.testing.conformance.checks import documents as documents
from crossdock.testing.conformance.checks import errors as errors
from crossdock.testing.conformance.checks import limits as limits
from crossdock.testing.conformance.checks import notifications as notifications
from crossdock.testing.conformance.checks import orders as orders
from crossdock.testing.conformance.checks import outbounds as outbounds
from crossdock.testing.conformance.checks import package as package
from crossdock.testing.conformance.checks import paging as paging
from crossdock.testing.conformance.checks import products as products
from crossdock.testing.conformance.checks import refreshes as refreshes
from crossdock.testing.conformance.checks import settings as settings
from crossdock.testing.conformance.checks import stock as stock
from crossdock.testing.conformance.checks import weather as weather

#: All topics, in the order their checks are run.
TOPICS = (
    package,
    settings,
    credentials,
    notifications,
    products,
    paging,
    stock,
    orders,
    outbounds,
    refreshes,
    errors,
    limits,
    weather,
    documents,
)
