"""The catalogue: listings of channels, and the master SKUs they link to."""

from crossdock.catalogue.listing import Listing as Listing
from crossdock.catalogue.listing import ListingStatus as ListingStatus
