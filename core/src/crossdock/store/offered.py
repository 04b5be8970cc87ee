"""What is offered where: every linked listing with what it shows, of all connections at once."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from crossdock.store.database import Database


@attrs.frozen
class Offered:
    """A linked listing.

    Args:

        sku: the master SKU it is linked to.

        shown: units it shows, as far as we know; ``locked`` those of them that a
            campaign holds.
    """

    connection: str
    listing_id: str
    sku: str
    shown: int
    locked: int


class OfferedListings:
    """The linked listings of one merchant."""

    def __init__(self, db: Database, merchant: str) -> None:
        self._db = db
        self._merchant = merchant

    def all(self) -> Iterator[Offered]:
        """Yield every linked listing, by connection and listing.

        What is known from files of orders alone is offered nowhere that a number could
        be sent to.
        """
        rows = self._db.each(
            """
            SELECT connection, listing_id, links.sku, quantity AS shown,
                coalesce(json_extract(body, '$.locked'), 0) AS locked
            FROM links JOIN listings USING (merchant, connection, listing_id)
            WHERE merchant = :merchant AND connection NOT IN (
                SELECT name FROM file_channels WHERE merchant = :merchant
            )
            ORDER BY connection, listing_id
            """,
            {"merchant": self._merchant},
        )
        for row in rows:
            yield Offered(**row)
