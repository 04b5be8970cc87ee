"""Listings, master SKUs, links and conflicts, as they are kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import datetime

import attrs

from crossdock.catalogue.linking import ConflictKind, Decision, Known, Link, LinkOutcome
from crossdock.catalogue.listing import Listing
from crossdock.catalogue.sku import near_key, trimmed
from crossdock.converters import make_converter
from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.store.database import Database, stamp
from crossdock.store.views import CatalogueViews

_CONVERTER = make_converter()


@attrs.frozen
class KnownListing:
    """What the last import left of a listing.

    Args:

        refusal: why it was not imported; None if it was.

        pull: the pull that brought it last.
    """

    quantity: int
    body: str
    refusal: str | None
    pull: int


class Catalogue(CatalogueViews):
    """The catalogue of one merchant."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        super().__init__(db, merchant)
        self._now = now

    # What is known about a page of listings, asked once for all of them.

    def known_listings(self, connection: str, ids: Collection[str]) -> dict[str, KnownListing]:
        """Return what is kept of the listings *ids*, by id."""
        rows = self._db.rows(
            """
            SELECT listing_id, quantity, body, refusal, pull FROM listings
            WHERE merchant = ? AND connection = ?
                AND listing_id IN (SELECT value FROM json_each(?))
            """,
            (self._merchant, connection, json.dumps(list(ids))),
        )
        return {
            row["listing_id"]: KnownListing(
                row["quantity"], row["body"], row["refusal"], row["pull"]
            )
            for row in rows
        }

    def known(self, connection: str, listing: Listing, link: Link | None) -> Known:
        """Return what linking must know about *listing*."""
        code = trimmed(listing.sku)
        masters = self.near_masters(code)
        siblings = self._db.rows(
            """
            SELECT listing_id FROM links
            WHERE merchant = ? AND sku = ? AND connection = ? AND listing_id <> ?
            """,
            (self._merchant, code, connection, listing.listing_id),
        )
        return Known(
            link=link,
            master_exists=code in masters,
            near_masters=tuple(sku for sku in masters if sku != code),
            # The least, so that it is the same one whoever asks.
            sibling=min((row["listing_id"] for row in siblings), default=""),
            removed=self._conflict_kind(connection, listing.listing_id) == ConflictKind.REMOVED,
        )

    # What an import writes.

    def put_listing(
        self, connection: str, listing: Listing, *, refusal: str | None, pull: int
    ) -> None:
        """Keep *listing* as the channel has it now."""
        now = stamp(self._now())
        self._db.execute(
            """
            INSERT INTO listings (merchant, connection, listing_id, sku, title, status, quantity,
                body, refusal, pull, first_seen, last_seen)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (merchant, connection, listing_id) DO UPDATE
            SET sku = excluded.sku, title = excluded.title, status = excluded.status,
                quantity = excluded.quantity, body = excluded.body, refusal = excluded.refusal,
                pull = excluded.pull, last_seen = excluded.last_seen
            """,
            (
                self._merchant,
                connection,
                listing.listing_id,
                listing.sku,
                listing.title,
                listing.status.value,
                listing.quantity,
                dump(listing),
                refusal,
                pull,
                now,
                now,
            ),
        )

    def apply(self, connection: str, listing: Listing, decision: Decision) -> None:
        """Write what *decision* says: master SKU, link and conflict."""
        listing_id, code = listing.listing_id, trimmed(listing.sku)
        with self._db.transaction():
            if decision.outcome == "created":
                self._add_master(decision.sku, listing.title)
            if decision.outcome in {"created", "linked"}:
                self._put_link(connection, listing_id, decision.sku, code, "import")
            if decision.conflict is None:
                self._drop_conflict(connection, listing_id)
            elif decision.conflict is not ConflictKind.REMOVED:
                # That a link was removed is written down when it is, with its SKU.
                self._put_conflict(connection, listing_id, decision)

    # What an operator does.

    def set_link(self, connection: str, listing_id: str, sku: str, *, create: bool) -> bool:
        """Link a listing by hand; return whether the master SKU was made for it.

        Raises:

            NotFoundError: no such listing, or no such master SKU and *create* is off.
        """
        with self._db.transaction():
            listing = self.listing(connection, listing_id)
            made = not self.master_exists(sku)
            if made and not create:
                raise NotFoundError(
                    f"There is no master SKU {sku!r}.",
                    next_step="Add --create to make it, or see: crossdock product list",
                )
            if made:
                self._add_master(sku, listing.title)
            self._put_link(connection, listing_id, sku, trimmed(listing.sku), "operator")
            self._drop_conflict(connection, listing_id)
            self._db.execute(
                """
                UPDATE listings SET refusal = NULL
                WHERE merchant = ? AND connection = ? AND listing_id = ?
                """,
                (self._merchant, connection, listing_id),
            )
            return made

    def remove_link(self, connection: str, listing_id: str) -> str:
        """Undo a listing's link; return the SKU it was linked to.

        Raises:

            NotFoundError: it is not linked.
        """
        with self._db.transaction():
            link = self.links(connection, [listing_id]).get(listing_id)
            if link is None:
                raise NotFoundError(
                    f"Listing {listing_id} of {connection} is not linked.",
                    next_step=f"See: crossdock map list {connection}",
                )
            self._db.execute(
                "DELETE FROM links WHERE merchant = ? AND connection = ? AND listing_id = ?",
                (self._merchant, connection, listing_id),
            )
            removed = Decision(
                LinkOutcome.CONFLICT,
                conflict=ConflictKind.REMOVED,
                detail="Its link was removed by hand.",
                other=link.sku,
            )
            self._put_conflict(connection, listing_id, removed)
            return link.sku

    # What is asked.

    def listing(self, connection: str, listing_id: str) -> Listing:
        """Return a listing as the channel had it when it was last seen.

        Raises:

            NotFoundError: it was never seen.
        """
        body = self._db.value(
            "SELECT body FROM listings WHERE merchant = ? AND connection = ? AND listing_id = ?",
            (self._merchant, connection, listing_id),
        )
        if body is None:
            raise NotFoundError(
                f"{connection} has no listing {listing_id!r} that was ever pulled.",
                next_step=f"Run: crossdock product pull {connection}",
            )
        return load(body)

    def set_quantity(self, connection: str, listing_id: str, quantity: int) -> None:
        """Write down what a listing shows, after the channel acknowledged it."""
        with self._db.transaction():
            listing = attrs.evolve(self.listing(connection, listing_id), quantity=quantity)
            self._db.execute(
                """
                UPDATE listings SET quantity = ?, body = ?
                WHERE merchant = ? AND connection = ? AND listing_id = ?
                """,
                (quantity, dump(listing), self._merchant, connection, listing_id),
            )

    def add_master(self, sku: str, title: str) -> None:
        """Make a master SKU.

        Raises:

            InputRefusedError: it exists.
        """
        with self._db.transaction():
            if self.master_exists(sku):
                raise InputRefusedError(f"There is already a master SKU {sku!r}.")
            self._add_master(sku, title)

    def _add_master(self, sku: str, title: str) -> None:
        self._db.execute(
            """
            INSERT INTO masters (merchant, sku, near_key, title, created_at)
            VALUES (?, ?, ?, ?, ?)
            """,
            (self._merchant, sku, near_key(sku), title, stamp(self._now())),
        )

    def _put_link(
        self, connection: str, listing_id: str, sku: str, code: str, origin: str
    ) -> None:
        self._db.execute(
            """
            INSERT INTO links (merchant, connection, listing_id, sku, code, origin, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (merchant, connection, listing_id) DO UPDATE
            SET sku = excluded.sku, code = excluded.code, origin = excluded.origin
            """,
            (self._merchant, connection, listing_id, sku, code, origin, stamp(self._now())),
        )

    def _put_conflict(self, connection: str, listing_id: str, decision: Decision) -> None:
        kind = ConflictKind(decision.conflict or ConflictKind.UNUSABLE)
        self._db.execute(
            """
            INSERT INTO conflicts (merchant, connection, listing_id, kind, detail, other,
                created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (merchant, connection, listing_id) DO UPDATE
            SET kind = excluded.kind, detail = excluded.detail, other = excluded.other
            """,
            (
                self._merchant,
                connection,
                listing_id,
                kind.value,
                decision.detail,
                decision.other,
                stamp(self._now()),
            ),
        )

    def _conflict_kind(self, connection: str, listing_id: str) -> str | None:
        kind: str | None = self._db.value(
            "SELECT kind FROM conflicts WHERE merchant = ? AND connection = ? AND listing_id = ?",
            (self._merchant, connection, listing_id),
        )
        return kind

    def _drop_conflict(self, connection: str, listing_id: str) -> None:
        self._db.execute(
            "DELETE FROM conflicts WHERE merchant = ? AND connection = ? AND listing_id = ?",
            (self._merchant, connection, listing_id),
        )


def dump(listing: Listing) -> str:
    """Return *listing* as the text it is kept as."""
    return json.dumps(_CONVERTER.unstructure(listing), ensure_ascii=False)


def load(body: str) -> Listing:
    """Return the listing kept as *body*."""
    return _CONVERTER.structure(json.loads(body), Listing)
